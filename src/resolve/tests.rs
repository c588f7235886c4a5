//! Planted cases: what must be joined, and what must never be.
//!
//! A case writes its mentions into the text: `[Heshmat Alavi]p` is a person, `o` an organization, `u` an
//! outlet, `l` a place. Its expectation lists entities by the forms that they hold, each form as often as it occurs.

mod against;
mod planted;
mod reach;
mod short;

use std::collections::BTreeMap;

use super::{Rule, corpus};
use crate::annotate::document_rows;
use crate::gazetteer::Gazetteer;
use crate::rows::DocumentRows;
use crate::{Document, Kind, Mention, Origin, Segmentation, Span, segment};

/// A text with mentions written into it.
pub(super) fn planted_document(id: &str, marked: &str) -> (Document, Segmentation, Vec<Mention>) {
    let mut text = String::new();
    let mut spans = Vec::new();
    let mut rest = marked;
    while let Some((before, after)) = rest.split_once('[') {
        let (name, after) = after.split_once(']').expect("a bracket is closed");
        text.push_str(before);
        let start = text.len();
        text.push_str(name);
        let kind = match after.as_bytes().first() {
            Some(b'p') => Kind::Person,
            Some(b'o') => Kind::Organization,
            Some(b'u') => Kind::Outlet,
            Some(b'l') => Kind::Place,
            other => panic!("no kind {other:?}"),
        };
        spans.push((Span::new(start, text.len()), kind));
        rest = &after[1..];
    }
    text.push_str(rest);
    let document = Document {
        id: id.to_owned(),
        text,
        ..Document::default()
    };
    let segmentation = segment(&document);
    let mentions: Vec<Mention> = spans
        .into_iter()
        .map(|(span, kind)| Mention {
            span,
            sentence: segmentation
                .sentences
                .partition_point(|s| s.span.start <= span.start)
                - 1,
            kind,
            score: 1.0,
            origin: Origin::Model,
        })
        .collect();
    (document, segmentation, mentions)
}

/// The rows of a text with mentions written into it.
pub(super) fn rows(id: &str, marked: &str, gazetteer: &Gazetteer) -> DocumentRows {
    let (document, segmentation, mentions) = planted_document(id, marked);
    document_rows(&document, &segmentation, &mentions, gazetteer)
}

/// The entities of some texts, as sorted lists of forms.
fn entities(texts: &[&str], gazetteer: &Gazetteer) -> Vec<String> {
    let documents: Vec<DocumentRows> = texts
        .iter()
        .enumerate()
        .map(|(number, text)| rows(&number.to_string(), text, gazetteer))
        .collect();
    let resolution = corpus::resolve(&documents, gazetteer);
    let mut forms: BTreeMap<usize, Vec<&str>> = BTreeMap::new();
    for (number, rows) in documents.iter().enumerate() {
        let entities = resolution.bindings.entities(number);
        for (mention, entity) in rows.mentions.iter().zip(entities) {
            let entity = entity.expect("no mention here is of kind other");
            forms.entry(entity).or_default().push(&mention.surface);
        }
    }
    let mut out: Vec<String> = forms
        .into_values()
        .map(|mut forms| {
            forms.sort_unstable();
            forms.dedup();
            forms.join(" = ")
        })
        .collect();
    out.sort();
    out
}

/// Without the table of known names: what the rules can do alone.
fn check(texts: &[&str], expected: &[&str]) {
    assert_eq!(
        entities(texts, &Gazetteer::default()),
        expected,
        "{texts:#?}"
    );
    // The order of the documents changes nothing.
    let reversed: Vec<&str> = texts.iter().rev().copied().collect();
    assert_eq!(entities(&reversed, &Gazetteer::default()), expected);
}

#[test]
fn a_surname_is_the_person_named_in_full_before_or_after() {
    check(
        &["[Bolton]p spoke. [John Bolton]p was adviser. Mr. [Bolton]p left. [BOLTON]p’s book."],
        &["BOLTON = Bolton = John Bolton"],
    );
}

#[test]
fn a_first_name_alone_is_bound_where_only_one_person_has_it() {
    check(
        &["[Saddam Hussein]p ruled. [Saddam]p fell."],
        &["Saddam = Saddam Hussein"],
    );
    check(
        &["[John Bolton]p met [John Ratcliffe]p. [John]p was late."],
        &["John", "John Bolton", "John Ratcliffe"],
    );
}

#[test]
fn a_long_list_of_namesakes_takes_no_quadratic_time() {
    let words = ["ba", "do", "ki", "lu", "me", "no", "pa", "re", "si", "tu"];
    let name = |n: usize| -> String {
        let syllables = [n / 1000, n / 100, n / 10, n].map(|n| words[n % 10]);
        format!("X{}", syllables.concat())
    };
    let lines: String = (0..10_000)
        .map(|n| format!("[John {}]p. [{} Smith]p.\n", name(n), name(n)))
        .collect();
    let started = std::time::Instant::now();
    assert_eq!(entities(&[&lines], &Gazetteer::default()).len(), 20_000);
    assert!(started.elapsed().as_secs() < 60, "{:?}", started.elapsed());
}

#[test]
fn a_long_list_of_bodies_acronyms_and_accounts_takes_no_quadratic_time() {
    let letter = |n: usize| char::from(b'A' + (n % 26) as u8);
    let lines: String = (0..10_000)
        .map(|n| {
            let [a, b, c, d] = [n / 17_576, n / 676, n / 26, n].map(letter);
            format!(
                "[{a}x {b}xo {c}xa {d}xi]o. [{a}{b}{c}{d}{d}]o. [Ann {a}x{b}x{c}x{d}x]p. [@{a}{b}{c}{d}]p.\n"
            )
        })
        .collect();
    let started = std::time::Instant::now();
    let found = entities(&[&lines], &Gazetteer::default()).len();
    assert!((30_000..=40_000).contains(&found), "{found}");
    assert!(started.elapsed().as_secs() < 60, "{:?}", started.elapsed());
}

#[test]
fn nicknames_and_initials_are_first_names() {
    check(
        &["[Rudy Giuliani]p came. [Rudolph Giuliani]p spoke, said [Rudolph W. Giuliani]p."],
        &["Rudolph Giuliani = Rudolph W. Giuliani = Rudy Giuliani"],
    );
    check(
        &["[Robert G. Joseph]p wrote it, as [R. G. Joseph]p and as [Joseph, Robert G.]p"],
        &["Joseph, Robert G. = R. G. Joseph = Robert G. Joseph"],
    );
}

#[test]
fn father_and_son_stay_apart() {
    check(
        &["[Donald Trump]p and [Donald Trump Jr.]p came. [Trump Jr.]p spoke. [Trump]p left."],
        &["Donald Trump = Trump", "Donald Trump Jr. = Trump Jr."],
    );
}

#[test]
fn people_of_one_surname_stay_apart() {
    check(
        &[
            "[Anne Khodabandeh]p, [Massoud Khodabandeh]p, [Ebrahim Khodabandeh]p and [Massoud Rajavi]p.",
        ],
        &[
            "Anne Khodabandeh",
            "Ebrahim Khodabandeh",
            "Massoud Khodabandeh",
            "Massoud Rajavi",
        ],
    );
    check(
        &["[George W. Bush]p met [George H. W. Bush]p and [Andrea Smith]p met [Andrew Smith]p."],
        &[
            "Andrea Smith",
            "Andrew Smith",
            "George H. W. Bush",
            "George W. Bush",
        ],
    );
}

#[test]
fn a_shared_surname_goes_to_the_one_named_last_before_it() {
    let documents = [rows(
        "0",
        "[Hussain]p is read. [Murtaza Hussain]p wrote it. [Hussain]p said so. [Tariq Hussain]p differs. [Hussain]p left.",
        &Gazetteer::default(),
    )];
    let names: Vec<&str> = documents[0].mentions.iter().map(|m| &*m.name).collect();
    assert_eq!(
        names,
        [
            "Hussain",
            "Murtaza Hussain",
            "Murtaza Hussain",
            "Tariq Hussain",
            "Tariq Hussain"
        ]
    );
}

#[test]
fn a_first_name_may_share_the_surname_behind_it() {
    check(
        &["[Bill]p and [Hillary Clinton]p came. [Bill Clinton]p spoke."],
        &["Bill = Bill Clinton", "Hillary Clinton"],
    );
}

#[test]
fn spellings_of_a_transliterated_name_are_one() {
    check(
        &["[Murtaza Hussain]p and [Murteza Hussain]p; [Saddam Hussein]p and [Saddam Hussain]p."],
        &[
            "Murtaza Hussain = Murteza Hussain",
            "Saddam Hussain = Saddam Hussein",
        ],
    );
}

#[test]
fn accounts_belong_to_the_name_beside_them_or_inside_them() {
    check(
        &[
            "[Murtaza Hussain]p ([@MazMHussain]p) wrote. [Donald Trump]p answered as [@realDonaldTrump]p. [@nobody]p did not.",
        ],
        &[
            "@MazMHussain = Murtaza Hussain",
            "@nobody",
            "@realDonaldTrump = Donald Trump",
        ],
    );
}

#[test]
fn acronyms_and_expansions_in_either_order() {
    check(
        &["The [Foundation for Defense of Democracies]o ([FDD]o) said. [FDD]o denied."],
        &["FDD = Foundation for Defense of Democracies"],
    );
    check(
        &["The [FDD]o ([Foundation for Defense of Democracies]o) said."],
        &["FDD = Foundation for Defense of Democracies"],
    );
    check(
        &["[FDD]o denied. The [Foundation for Defense of Democracies]o has said so before."],
        &["FDD = Foundation for Defense of Democracies"],
    );
}

#[test]
fn a_list_of_names_in_brackets() {
    check(
        &[
            "The [Mujahedin Khalq Organization]o (the [MKO]o/ [MEK]o/ [PMOI]o) said. The [Mojahedin-e-Khalq]o, the [Mujahedin-e Khalq]o.",
        ],
        &[
            "MEK = MKO = Mojahedin-e-Khalq = Mujahedin Khalq Organization = Mujahedin-e Khalq = PMOI",
        ],
    );
}

#[test]
fn a_list_between_commas_joins_only_what_the_initials_bear_out() {
    check(
        &["The [Northern River Front]o ([NRF]o, [ABC]o, or [XYZ]o) said."],
        &["ABC", "NRF = Northern River Front", "XYZ"],
    );
}

#[test]
fn known_as_joins() {
    check(
        &["The [People's Mujahedin of Iran]o, also known as the [PMOI]o or [MKO]o, said."],
        &["MKO", "PMOI = People's Mujahedin of Iran"],
    );
}

#[test]
fn a_credit_in_brackets_is_no_name() {
    let known = Gazetteer::builtin();
    let both = entities(&["The [Northern River Front]o ([AP]u) said."], known);
    assert_eq!(both.len(), 2);
}

#[test]
fn short_forms_and_legal_forms() {
    check(
        &[
            "[E-Collaborative for Civic Education]o said. [E-Collaborative]o denied. [Acme Holdings Inc.]o and [Acme Holdings]o.",
        ],
        &[
            "Acme Holdings = Acme Holdings Inc.",
            "E-Collaborative = E-Collaborative for Civic Education",
        ],
    );
}

#[test]
fn bodies_with_and_without_their_country() {
    check(
        &["The [US Forest Agency]o and the [Forest Agency]o; [US Ballet]o and [Ballet]o."],
        &["Ballet", "Forest Agency = US Forest Agency", "US Ballet"],
    );
}

#[test]
fn outlets_with_and_without_article_domain_and_first_words() {
    check(
        &[
            "[The Gazette]u said. An [Gazette]u report on [gazette.com]u; the [Northern Herald]u, the [Herald]u.",
        ],
        &[
            "Gazette = The Gazette = gazette.com",
            "Herald = Northern Herald",
        ],
    );
}

#[test]
fn names_that_must_never_be_joined() {
    check(
        &[
            "[Al Monitor]u and [al-Arabiya]u; [Iran Disinformation Project]o and [Iran Interlink]o; [Democratic Party]o and [Democratic Party of Korea]o; [US]o and [State Department]o.",
        ],
        &[
            "Al Monitor",
            "Democratic Party",
            "Democratic Party of Korea",
            "Iran Disinformation Project",
            "Iran Interlink",
            "State Department",
            "US",
            "al-Arabiya",
        ],
    );
}

#[test]
fn full_names_join_across_documents_and_namesakes_by_suffix_do_not() {
    check(
        &[
            "[Ilhan Omar]p spoke.",
            "[Ilhan Omar]p and [Ilhan A. Omar]p.",
            "[Ilhan Omar Jr.]p",
        ],
        &["Ilhan A. Omar = Ilhan Omar", "Ilhan Omar Jr."],
    );
}

#[test]
fn a_name_that_fits_two_people_does_not_make_them_one() {
    check(
        &["[John Smith]p", "[J. B. Smith]p", "[James B. Smith]p"],
        &["J. B. Smith = James B. Smith", "John Smith"],
    );
}

#[test]
fn a_bare_surname_joins_the_only_bearer_in_the_same_company() {
    check(
        &[
            "[Brian Hook]p met [Mike Pompeo]p.",
            "[Hook]p met [Mike Pompeo]p.",
        ],
        &["Brian Hook = Hook", "Mike Pompeo"],
    );
    // Another company says nothing about who it is.
    check(
        &[
            "[Brian Hook]p met [Mike Pompeo]p.",
            "[Hook]p met [Ann Lee]p.",
        ],
        &["Ann Lee", "Brian Hook", "Hook", "Mike Pompeo"],
    );
    // Two bearers: neither.
    check(
        &[
            "[Brian Hook]p met [Mike Pompeo]p.",
            "[Ann Hook]p met [Mike Pompeo]p.",
            "[Hook]p met [Mike Pompeo]p.",
        ],
        &["Ann Hook", "Brian Hook", "Hook", "Mike Pompeo"],
    );
}

#[test]
fn a_first_name_or_a_surname_with_suffix_is_no_bare_surname() {
    check(
        &[
            "[Alton John]p met [Mike Pompeo]p.",
            "[John]p met [Mike Pompeo]p.",
        ],
        &["Alton John", "John", "Mike Pompeo"],
    );
    check(
        &[
            "[Brian Hook]p met [Mike Pompeo]p.",
            "[Hook Jr.]p met [Mike Pompeo]p.",
        ],
        &["Brian Hook", "Hook Jr.", "Mike Pompeo"],
    );
}

#[test]
fn a_first_name_alone_is_a_person_of_its_text_and_of_copies_of_it() {
    let one = "[Maria]p met [Mike Pompeo]p.";
    let other = "[Maria]p sang with [Mike Pompeo]p.";
    check(&[one, other], &["Maria", "Maria", "Mike Pompeo"]);
    check(&[one, one, other], &["Maria", "Maria", "Mike Pompeo"]);
}

#[test]
fn an_account_is_no_surname() {
    check(
        &[
            "[Brian Hook]p met [Mike Pompeo]p.",
            "[Hook]p met [Ann Lee]p.",
            "[@hook]p wrote to [Mike Pompeo]p.",
        ],
        &["@hook", "Ann Lee", "Brian Hook", "Hook", "Mike Pompeo"],
    );
}

#[test]
fn an_acronym_joins_across_documents_only_if_it_is_spelled_out_in_one_way() {
    let one = "The [Northern River Front]o ([NRF]o) met.";
    check(&[one, "The [NRF]o met."], &["NRF = Northern River Front"]);
    check(
        &[
            one,
            "The [National Reform Forum]o ([NRF]o) met.",
            "The [NRF]o met.",
        ],
        &[
            "NRF",
            "NRF = National Reform Forum",
            "NRF = Northern River Front",
        ],
    );
}

#[test]
fn bodies_of_the_same_initials_that_share_a_word_stay_apart() {
    check(
        &[
            "The [Arvanian Medical Association]o ([AMA]o) met.",
            "The [Austrovian Medical Association]o ([AMA]o) met.",
        ],
        &[
            "AMA = Arvanian Medical Association",
            "AMA = Austrovian Medical Association",
        ],
    );
}

#[test]
fn bodies_with_the_same_consonants_stay_apart() {
    let (one, other) = (
        "The [River Office of Oman]o.",
        "The [River Office of Yemen]o.",
    );
    let apart = ["River Office of Oman", "River Office of Yemen"];
    check(&[one, other], &apart);
    check(&[&format!("{one} {other}")], &apart);
}

#[test]
fn a_shared_surname_is_the_usual_bearers_or_else_the_one_named_most() {
    check(
        &["[Ann Lee]p and [Bo Lee]p met. [Ann Lee]p spoke. [Lee]p left."],
        &["Ann Lee = Lee", "Bo Lee"],
    );
}

#[test]
fn a_known_surname_is_its_usual_bearer_unless_the_document_says_otherwise() {
    let known = Gazetteer::builtin();
    assert_eq!(
        entities(
            &["[Michelle Obama]p came. [Obama]p had signed the law."],
            known
        ),
        ["Michelle Obama", "Obama"]
    );
    assert_eq!(
        entities(&["[Obama]p spoke.", "[Barack Obama]p spoke."], known),
        ["Barack Obama = Obama"]
    );
}

/// The forms of the entity of this name, each with its reason.
fn reasons(texts: &[&str], name: &str) -> Vec<(String, String)> {
    let documents: Vec<DocumentRows> = texts
        .iter()
        .enumerate()
        .map(|(number, text)| rows(&number.to_string(), text, &Gazetteer::default()))
        .collect();
    let entities = corpus::resolve(&documents, &Gazetteer::default()).entities;
    let entity = entities.into_iter().find(|entity| &*entity.name == name);
    let aliases = entity.expect("the name is chosen").aliases;
    let reasons = aliases
        .iter()
        .map(|a| (a.form.to_string(), a.reason.to_string()));
    reasons.collect()
}

#[test]
fn only_the_name_of_an_entity_is_called_its_name() {
    let other_names = Rule::FullName.in_words();
    let expected = [
        ("Donald Trump", Rule::Name.in_words()),
        ("Donald J. Trump", other_names),
    ]
    .map(|(form, reason)| (form.to_owned(), reason.to_owned()));
    for texts in [
        &[
            "[Donald J. Trump]p.",
            "[Donald Trump]p.",
            "[Donald Trump]p came.",
        ] as &[&str],
        &["[Donald J. Trump]p. [Donald Trump]p. [Donald Trump]p."],
        &["[Donald Trump]p. [Donald J. Trump]p. [Donald Trump]p."],
    ] {
        assert_eq!(reasons(texts, "Donald Trump"), expected, "{texts:?}");
    }
}
