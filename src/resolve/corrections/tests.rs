//! Planted corpora, corrected. What is checked is who is who; where a reason is checked, the test says.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::Corrections;
use crate::Warning;
use crate::gazetteer::Gazetteer;
use crate::resolve::tests::rows;
use crate::resolve::{Resolution, corpus};
use crate::rows::DocumentRows;

/// Texts with marked names; see the tests of `resolve`.
fn documents(texts: &[&str]) -> Vec<DocumentRows> {
    let none = Gazetteer::default();
    texts
        .iter()
        .enumerate()
        .map(|(number, text)| {
            let mut rows = rows(&format!("d{number}"), text, &none);
            rows.document.provenance.publisher = Some(format!("Paper {number}"));
            rows
        })
        .collect()
}

fn uncorrected(documents: &[DocumentRows]) -> Resolution {
    corpus::resolve(documents, &Gazetteer::default())
}

fn applied(
    corrections: &Corrections,
    resolution: Resolution,
    documents: &[DocumentRows],
) -> Result<(Resolution, Vec<Warning>), String> {
    corrections
        .apply(resolution, documents, &Gazetteer::default())
        .map_err(|error| error.to_string())
}

fn corrected(texts: &[&str], toml: &str) -> Result<(Resolution, Vec<Warning>), String> {
    let documents = documents(texts);
    let corrections = Corrections::parse("c.toml", toml).map_err(|e| e.to_string())?;
    applied(&corrections, uncorrected(&documents), &documents)
}

/// Each entity in one line: its id, and its forms with their counts.
fn listed(resolution: &Resolution) -> Vec<String> {
    let list = |entity: &crate::resolve::Entity| {
        let mut forms: Vec<String> = entity
            .aliases
            .iter()
            .map(|alias| format!("{} x{}", alias.form, alias.count))
            .collect();
        forms.sort();
        format!("{} = {}", entity.id, forms.join(", "))
    };
    resolution.entities.iter().map(list).collect()
}

/// Corrects and expects these entities and no warning.
fn check(texts: &[&str], toml: &str, expected: &[&str]) -> Resolution {
    let (resolution, warnings) = corrected(texts, toml).expect("good corrections");
    assert_eq!(listed(&resolution), expected);
    assert_eq!(warnings, []);
    // Every mention is with the entity that lists its form, and the entity lists no other.
    let documents = documents(texts);
    let mut count: BTreeMap<(usize, &str), u32> = BTreeMap::new();
    for (number, rows) in documents.iter().enumerate() {
        let entities = resolution.bindings.entities(number);
        for (mention, entity) in rows.mentions.iter().zip(entities) {
            if let Some(entity) = entity {
                *count.entry((entity, &mention.surface)).or_default() += 1;
            }
        }
    }
    let of_aliases: BTreeMap<(usize, &str), u32> = resolution
        .entities
        .iter()
        .enumerate()
        .flat_map(|(number, entity)| {
            let aliases = entity.aliases.iter();
            aliases.map(move |alias| ((number, &*alias.form), alias.count))
        })
        .collect();
    assert_eq!(count, of_aliases);
    resolution
}

fn error_of(texts: &[&str], toml: &str) -> String {
    corrected(texts, toml).expect_err("bad corrections")
}

fn warnings_of(texts: &[&str], toml: &str) -> Vec<String> {
    let (_, warnings) = corrected(texts, toml).expect("good corrections");
    let line = |warning: Warning| format!("{}: {}", warning.place, warning.message);
    warnings.into_iter().map(line).collect()
}

const TWO: &[&str] = &[
    "[Ann Example]p met [Bo Sample]p. [Example]p left.",
    "[Ann Example]p spoke to [Carl Other]p.",
];

#[test]
fn a_merge_keeps_the_first_name_and_says_which_line_did_it() {
    let toml = "# who is who\n[[merge]]\nentities = [\"Ann Example\", \"Carl Other\"]\n";
    let resolution = check(
        TWO,
        toml,
        &[
            "person:ann-example = Ann Example x2, Carl Other x1, Example x1",
            "person:bo-sample = Bo Sample x1",
        ],
    );
    let reasons: Vec<&str> = resolution.entities[0]
        .aliases
        .iter()
        .map(|alias| &*alias.reason)
        .collect();
    assert_eq!(
        reasons,
        [
            "the name itself",
            "merged by c.toml:2",
            "surname of the person named in full in the same document"
        ]
    );
}

#[test]
fn a_merge_can_give_a_new_name_and_names_entities_by_id_form_or_in_other_letters() {
    check(
        TWO,
        "[[merge]]\nentities = [\"EXAMPLE\", \"person:carl-other\"]\nname = \"Ann C. Example\"\n",
        &[
            "person:ann-c-example = Ann Example x2, Carl Other x1, Example x1",
            "person:bo-sample = Bo Sample x1",
        ],
    );
}

#[test]
fn merges_that_share_an_entity_are_one_merge() {
    check(
        TWO,
        "[[merge]]\nentities = [\"Bo Sample\", \"Carl Other\"]\n[[merge]]\nentities = [\"Ann Example\", \"Bo Sample\"]\n",
        &["person:ann-example = Ann Example x2, Bo Sample x1, Carl Other x1, Example x1"],
    );
}

#[test]
fn a_merge_for_one_document_moves_its_mentions_only() {
    check(
        &[
            "[Ann Example]p and [Sam Placeholder]p.",
            "[Ann Example]p left.",
        ],
        "[[merge]]\nentities = [\"Sam Placeholder\", \"Ann Example\"]\ndocument = \"d0\"\n",
        &[
            "person:ann-example = Ann Example x1",
            "person:sam-placeholder = Ann Example x1, Sam Placeholder x1",
        ],
    );
}

#[test]
fn a_split_by_document_publisher_or_form_goes_to_a_new_entity_or_to_one_that_is_there() {
    for by in [
        "documents = [\"d1\"]",
        "document = \"d1\"",
        "publishers = [\"paper 1\"]",
        "publisher = \"Paper 1\"",
    ] {
        check(
            TWO,
            &format!("[[split]]\nentity = \"Ann Example\"\n{by}\nname = \"Ann Example (judge)\"\n"),
            &[
                "person:ann-example = Ann Example x1, Example x1",
                "person:ann-example-judge = Ann Example x1",
                "person:bo-sample = Bo Sample x1",
                "person:carl-other = Carl Other x1",
            ],
        );
    }
    check(
        TWO,
        "[[split]]\nentity = \"Ann Example\"\nforms = [\"Example\"]\nname = \"Bo Sample\"\n",
        &[
            "person:ann-example = Ann Example x2",
            "person:bo-sample = Bo Sample x1, Example x1",
            "person:carl-other = Carl Other x1",
        ],
    );
}

#[test]
fn two_people_may_have_the_very_same_name() {
    check(
        TWO,
        "[[split]]\nentity = \"Ann Example\"\ndocuments = [\"d1\"]\nname = \"Ann Example\"\n",
        &[
            "person:ann-example = Ann Example x1, Example x1",
            "person:ann-example-2 = Ann Example x1",
            "person:bo-sample = Bo Sample x1",
            "person:carl-other = Carl Other x1",
        ],
    );
}

#[test]
fn names_and_kinds_are_set_and_later_entries_may_use_the_new_ones() {
    check(
        &["[Example Wire]o and [Sample Group]o met [Bo Sample]p."],
        "[[kind]]\nentity = \"Example Wire\"\nkind = \"outlet\"\n\
         [[rename]]\nentity = \"outlet:example-wire\"\nname = \"The Wire of Examples\"\n\
         [[merge]]\nentities = [\"The Wire of Examples\", \"Sample Group\"]\n",
        &[
            "outlet:wire-of-examples = Example Wire x1, Sample Group x1",
            "person:bo-sample = Bo Sample x1",
        ],
    );
}

#[test]
fn a_kind_for_one_document_makes_another_entity_of_the_name() {
    check(
        &["[Example Wire]o met.", "[Example Wire]o wrote."],
        "[[kind]]\nentity = \"Example Wire\"\nkind = \"outlet\"\ndocument = \"d1\"\n",
        &[
            "organization:example-wire = Example Wire x1",
            "outlet:example-wire = Example Wire x1",
        ],
    );
}

#[test]
fn what_is_banned_has_no_entity_and_says_why() {
    let resolution = check(
        TWO,
        "[[ban]]\nform = \"example\"\n[[ban]]\nentity = \"Bo Sample\"\n",
        &[
            "person:ann-example = Ann Example x2",
            "person:carl-other = Carl Other x1",
        ],
    );
    let first = resolution.bindings.entities(0);
    assert_eq!(first.collect::<Vec<_>>(), [Some(0), None, None]);
    assert_eq!(&*resolution.corrected[&(0, 2)], "banned by c.toml:1");
    check(
        TWO,
        "[[ban]]\nform = \"Ann Example\"\npublisher = \"Paper 1\"\n",
        &[
            "person:ann-example = Ann Example x1, Example x1",
            "person:bo-sample = Bo Sample x1",
            "person:carl-other = Carl Other x1",
        ],
    );
}

#[test]
fn what_fits_nothing_is_a_warning_with_its_line() {
    assert_eq!(
        warnings_of(
            TWO,
            "[[merge]]\nentities = [\"Ann Example\", \"Nobody\"]\n\n\
             [[split]]\nentity = \"Ann Example\"\nforms = [\"Annie\"]\nname = \"X\"\n\
             [[ban]]\nform = \"Sincerely\"\n\
             [[rename]]\nentity = \"Carl Other\"\nname = \"Carl\"\ndocument = \"d0\"\n"
        ),
        [
            "c.toml:1: nothing is named `Nobody`; this correction changes nothing there",
            "c.toml:10: nothing is named `Carl Other` where the entry holds; this correction changes nothing there",
            "c.toml:4: no mention of `Ann Example` fits; this correction changes nothing",
            "c.toml:8: nothing is named `Sincerely`; this correction changes nothing there",
        ]
    );
}

#[test]
fn a_name_that_several_have_is_an_error_that_lists_their_ids() {
    let texts = [
        "[Ann Example]p met [Example]p.",
        "[Bo Example]p and [Example]p.",
    ];
    assert_eq!(
        error_of(&texts, "[[ban]]\nentity = \"Example\"\n"),
        "c.toml:1: `Example` can be person:ann-example, person:bo-example; use one of these ids"
    );
    // A document settles it.
    let toml = "[[ban]]\nentity = \"Example\"\ndocument = \"d1\"\n";
    check(
        &texts,
        toml,
        &["person:ann-example = Ann Example x1, Example x1"],
    );
}

#[test]
fn contradictions_name_both_lines() {
    for (toml, expected) in [
        (
            "[[split]]\nentity = \"Ann Example\"\nforms = [\"Example\"]\nname = \"Dan\"\n[[merge]]\nentities = [\"Ann Example\", \"Dan\"]\n",
            "c.toml:1: contradicts c.toml:5: `Ann Example` and `Dan` are split and merged; remove one of the two",
        ),
        (
            "[[rename]]\nentity = \"Bo Sample\"\nname = \"Bob\"\n[[rename]]\nentity = \"person:bo-sample\"\nname = \"Rob\"\n",
            "c.toml:1: contradicts c.toml:4: `Bob` and `Rob` as the name of one entity; remove one of the two",
        ),
        (
            "[[kind]]\nentity = \"Bo Sample\"\nkind = \"outlet\"\n[[kind]]\nentity = \"Bo Sample\"\nkind = \"place\"\n",
            "c.toml:1: contradicts c.toml:4: `Bo Sample` is outlet and place; remove one of the two",
        ),
        (
            "[[split]]\nentity = \"Ann Example\"\nforms = [\"Example\"]\nname = \"Dan\"\n[[split]]\nentity = \"Ann Example\"\ndocument = \"d0\"\nname = \"Eve\"\n",
            "c.toml:1: contradicts c.toml:5: the same mentions of `Ann Example` go to `Dan` and to `Eve`; remove one of the two",
        ),
    ] {
        assert_eq!(error_of(TWO, toml), expected);
    }
}

#[test]
fn mistakes_in_the_file_are_named_with_their_line() {
    for (toml, expected) in [
        (
            "[[merge]]\nentities = [\"A\"]\n",
            "c.toml:1: a merge needs at least two `entities`",
        ),
        (
            "\n[[split]]\nentity = \"A\"\nname = \"B\"\n",
            "c.toml:2: a split says which mentions go out: give `forms`, `documents` or `publishers`; to give all another name use [[rename]]",
        ),
        (
            "[[ban]]\n",
            "c.toml:1: a ban needs either `form` (a word that is no name) or `entity`",
        ),
        ("[[ban]]\nform = \"...\"\n", "c.toml:1: `...` is no name"),
    ] {
        assert_eq!(error_of(TWO, toml), expected);
    }
    for (toml, place, words) in [
        (
            "[[ban]]\nform = \"A\"\ndocumant = \"d0\"\n",
            "c.toml:3: ",
            "unknown field `documant`",
        ),
        (
            "[[bann]]\nform = \"A\"\n",
            "c.toml:1: ",
            "unknown field `bann`",
        ),
        (
            "[[kind]]\nentity = \"A\"\nkind = \"band\"\n",
            "c.toml:3: ",
            "unknown variant `band`",
        ),
        ("[[ban]\n", "c.toml:1: ", ""),
    ] {
        let error = error_of(TWO, toml);
        assert!(error.starts_with(place) && error.contains(words), "{error}");
        assert_eq!(error.lines().count(), 1);
    }
}

#[test]
fn a_place_is_meant_only_where_nothing_else_has_the_name() {
    let mut documents = documents(&["[Testville]o beat [Specimen]o.", "[Testville]o is small."]);
    for mention in &mut documents[1].mentions {
        mention.kind = crate::Kind::Place;
    }
    let before = uncorrected(&documents);
    let ban = Corrections::parse("c.toml", "[[ban]]\nentity = \"Testville\"\n").unwrap();
    let (after, _) = applied(&ban, before, &documents).unwrap();
    assert_eq!(
        listed(&after),
        [
            "organization:specimen = Specimen x1",
            "place:testville = Testville x1"
        ]
    );
}

const POOL_TEXTS: &[&str] = &[
    "[Ann Example]p met [Bo Sample]p of the [Placeholder Institute]o. [Example]p left.",
    "[Ann Example]p spoke to [Carl Other]p of [Demo Dispatch]u. [Other]p said so.",
    "The [Placeholder Institute]o and [Demo Dispatch]u named [Bo Sample]p and [Dee Fixture]p.",
];

/// Entries some of which contradict each other.
const POOL: &str = r#"
[[merge]]
entities = ["Ann Example", "Bo Sample"]
[[merge]]
entities = ["Carl Other", "Ann Example"]
[[merge]]
entities = ["Dee Fixture", "Carl Other"]
name = "Dee C. Fixture"
[[merge]]
entities = ["Bo Sample", "Ann Example"]
document = "d1"
[[split]]
entity = "Ann Example"
forms = ["Example"]
name = "Eve Example"
[[split]]
entity = "Carl Other"
document = "d1"
name = "Dee Fixture"
[[split]]
entity = "Bo Sample"
publisher = "Paper 2"
name = "Eve Example"
[[rename]]
entity = "Demo Dispatch"
name = "Daily Demo"
[[rename]]
entity = "Daily Demo"
name = "Demonstrator"
[[rename]]
entity = "Eve Example"
name = "Eve X. Example"
[[kind]]
entity = "Placeholder Institute"
kind = "outlet"
[[kind]]
entity = "Demo Dispatch"
kind = "organization"
document = "d2"
[[ban]]
form = "Other"
[[ban]]
entity = "Dee C. Fixture"
[[ban]]
entity = "Ann Example"
document = "d0"
[[merge]]
entities = ["Placeholder Institute", "Demo Dispatch"]
"#;

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(200) })]

    #[test]
    fn the_order_of_the_entries_changes_nothing(
        chosen in proptest::sample::subsequence((0..16).collect::<Vec<usize>>(), 0..=7),
        seed in any::<u64>(),
    ) {
        let pool = Corrections::parse("c.toml", POOL).expect("good entries");
        prop_assert_eq!(pool.len(), 16);
        let documents = documents(POOL_TEXTS);
        let in_order = Corrections {
            entries: chosen.iter().map(|&number| pool.entries[number].clone()).collect(),
        };
        let mut shuffled = in_order.clone();
        // The entries in the order of their numbers' products with a random odd number.
        shuffled.entries.sort_by_key(|entry| (entry.at.line as u64 + 1).wrapping_mul(seed | 1));
        let before = uncorrected(&documents);
        prop_assert_eq!(
            applied(&in_order, before.clone(), &documents),
            applied(&shuffled, before, &documents)
        );
    }

    #[test]
    fn a_split_that_is_merged_again_is_as_it_was(
        entity in 0usize..6,
        document in 0usize..3,
        by_form in any::<bool>(),
    ) {
        let documents = documents(POOL_TEXTS);
        let before = uncorrected(&documents);
        let Some(entity) = before.entities.get(entity) else { return Ok(()) };
        let by = if by_form {
            format!("forms = [{:?}]", entity.aliases[0].form)
        } else {
            format!("document = \"d{document}\"")
        };
        let split = format!("[[split]]\nentity = {:?}\n{by}\nname = \"Quite New\"\n", entity.id);
        let merge = format!("[[merge]]\nentities = [{:?}, \"Quite New\"]\n", entity.name);
        let parse = |text: &str| Corrections::parse("c.toml", text).expect("good");
        let (apart, warnings) = applied(&parse(&split), before.clone(), &documents).expect("a split");
        let whole = entity.aliases.iter().map(|a| a.count).sum::<u32>() as usize;
        let out = apart.corrected.len();
        // All or nothing may have gone; then there are not two that could be merged again.
        if warnings.is_empty() && out < whole {
            prop_assert_ne!(listed(&apart), listed(&before));
            let (again, _) = applied(&parse(&merge), apart, &documents).expect("a merge");
            prop_assert_eq!(listed(&again), listed(&before));
            for document in 0..documents.len() {
                let entities = |of: &Resolution| of.bindings.entities(document).collect::<Vec<_>>();
                prop_assert_eq!(entities(&again), entities(&before));
            }
            prop_assert_eq!(again.publisher, before.publisher);
        }
    }
}

#[test]
fn merging_twice_is_merging_once() {
    let documents = documents(TWO);
    let merge = "[[merge]]\nentities = [\"Ann Example\", \"Bo Sample\"]\n";
    let once = Corrections::parse("c.toml", merge).unwrap();
    let mut twice = once.clone();
    twice.extend(once.clone());
    let before = uncorrected(&documents);
    let (result, _) = applied(&once, before.clone(), &documents).unwrap();
    assert_eq!(applied(&twice, before, &documents).unwrap().0, result);
    // And corrections of what is corrected change nothing more.
    assert_eq!(
        applied(&once, result.clone(), &documents).unwrap().0,
        result
    );
}

#[test]
fn corrections_hold_when_documents_are_added() {
    let toml = "[[merge]]\nentities = [\"Ann Example\", \"Carl Other\"]\n\
                [[split]]\nentity = \"Bo Sample\"\ndocument = \"d0\"\nname = \"Bo Sample (chemist)\"\n";
    let more = [
        TWO,
        &["[Bo Sample]p and [Carl Other]p met [Dan New]p. [Sample]p left."],
    ]
    .concat();
    check(
        &more,
        toml,
        &[
            "person:ann-example = Ann Example x2, Carl Other x2, Example x1",
            "person:bo-sample = Bo Sample x1, Sample x1",
            "person:bo-sample-chemist = Bo Sample x1",
            "person:dan-new = Dan New x1",
        ],
    );
}

#[test]
fn what_two_entries_make_of_one_name_is_told() {
    let texts = [
        "[Ann Example]p met [Bo Sample]p.",
        "[Cy Specimen]p met [Bo Sample]p.",
    ];
    let warned = |toml: &str| warnings_of(&texts, toml);
    let rename = "[[rename]]\nentity = \"Ann Example\"\nname = \"Bo Sample\"\n";
    assert_eq!(
        warned(rename),
        ["c.toml:1: another entity is named `Bo Sample` too; if they are one, merge them"]
    );
    assert!(warned(&rename.replace("name = \"Bo", "name = \"Jo")).is_empty());
    let merge = "[[merge]]\nentities = [\"Ann Example\", \"Cy Specimen\"]\n";
    assert!(warned(merge).is_empty());
    assert_eq!(
        warned(&format!("{merge}[[ban]]\nentity = \"Cy Specimen\"\n")),
        ["c.toml:3: `Cy Specimen` is merged with others into `Ann Example`; all of it is banned"]
    );
}
