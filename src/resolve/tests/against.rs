//! What a text says against a reading: strangers, companies, relatives, sons.

use super::{check, entities, planted_document, rows};
use crate::annotate::document_rows;
use crate::gazetteer::Gazetteer;
use crate::resolve::corpus;

/// A table in which a surname is known.
fn table(lines: &str) -> Gazetteer {
    Gazetteer::parse(&[("table", lines)]).expect("the table is well formed")
}

/// The names that the entities of a text have with a table, sorted.
fn names(text: &str, gazetteer: &Gazetteer) -> Vec<String> {
    let resolution = corpus::resolve(&[rows("0", text, gazetteer)], gazetteer);
    let mut out: Vec<String> = (resolution.entities.iter())
        .map(|entity| entity.name.to_string())
        .collect();
    out.sort();
    out
}

const KNOWN: &str = "person\tAnn Sample\t\tSample\t\t\t\t\norganization\tDemo Bureau\t\t\t\t\t\t";

#[test]
fn a_known_surname_is_a_strangers_where_the_text_introduces_one() {
    let table = table(KNOWN);
    let text = "[Sample]p spoke, the [Demo Bureau]o said.";
    assert_eq!(names(text, &table), ["Ann Sample", "Demo Bureau"]);
    for text in [
        "Fired nurse [Sample]p spoke, the [Demo Bureau]o said.",
        "A man named [Sample]p spoke, the [Demo Bureau]o said. [Sample]p left.",
        "The defendant, [Sample]p, spoke, the [Demo Bureau]o said.",
        "[Sample]p, 19, spoke, the [Demo Bureau]o said.",
    ] {
        assert_eq!(names(text, &table), ["Demo Bureau", "Sample"], "{text}");
    }
    // Nor does another text make the stranger known.
    let table_of = |text: &str| rows(text, text, &table);
    let texts = [
        "A man named [Sample]p spoke, the [Demo Bureau]o said.",
        "[Ann Sample]p spoke, the [Demo Bureau]o said.",
    ];
    let resolution = corpus::resolve(&texts.map(table_of)[..], &table);
    assert_eq!(resolution.entities.len(), 3);
    // Whoever is named in full is known, whatever work is mentioned.
    let text = "Former nurse [Sample]p spoke. [Ann Sample]p left the [Demo Bureau]o.";
    assert_eq!(names(text, &table), ["Ann Sample", "Demo Bureau"]);
}

#[test]
fn a_surname_that_does_what_companies_do_is_the_company() {
    check(
        &[
            "[Bo Kellner]p, chairman of [Kellner AG]o, left. [Kellner]p employs many and [Kellner]p stock rose. [Kellner]p was tired.",
        ],
        &["Bo Kellner = Kellner", "Kellner = Kellner AG"],
    );
    check(
        &["[Ann Ashsample]p opened the [Ashsample Pharma]o plant. [Ashsample]p shares fell."],
        &["Ann Ashsample", "Ashsample = Ashsample Pharma"],
    );
    // Nobody speaks of himself by his surname.
    check(
        &[
            "[Dysample]p will move its headquarters, [Dysample]p said. [Bo Dysample]p said that [Dysample]p had to.",
        ],
        &["Bo Dysample", "Dysample"],
    );
    check(
        &["[Kellner & Sons]o won. They had looked at [Kellner]p."],
        &["Kellner = Kellner & Sons"],
    );
    // Without such a word it is the person.
    check(
        &[
            "[Bo Kellner]p owns [Kellner AG]o. [Kellner]p shares a flat and Mr. [Kellner]p sells it.",
        ],
        &["Bo Kellner = Kellner", "Kellner AG"],
    );
}

#[test]
fn a_surname_before_a_relative_comes_is_not_the_relatives() {
    check(
        &["[Mahasample]p warned them. His son, [Bo Mahasample]p, did not."],
        &["Bo Mahasample", "Mahasample"],
    );
    check(
        &["[Ann Izzah Sampwar]p, daughter of [Sampwar Demo]p, said [Sampwar]p would win."],
        &["Ann Izzah Sampwar", "Sampwar = Sampwar Demo"],
    );
    // Neither is nearer where the text does not say who is whose father.
    check(
        &["[Gebre Tessample]p met [Tessample Bekele]p. [Tessample]p spoke."],
        &["Gebre Tessample", "Tessample", "Tessample Bekele"],
    );
    check(
        &["[Bo Mahasample]p warned them. His son left. [Mahasample]p did not."],
        &["Bo Mahasample = Mahasample"],
    );
    let table = table("person\tSuhasample\t\t\t\t\t\t\n");
    assert_eq!(
        entities(
            &["[Suhasample]p's son, [Bo Suhasample]p, spoke, but [Suhasample]p did not."],
            &table
        ),
        ["Bo Suhasample", "Suhasample"]
    );
}

#[test]
fn a_son_is_called_by_the_surname_where_the_text_does_not_name_his_father() {
    check(
        &["[Bo Sample Jr.]p spoke. [Sample]p left. [Ann Sample]p told him that [Sample]p was ill."],
        &["Ann Sample", "Bo Sample Jr. = Sample", "Sample"],
    );
    check(
        &["[Bo Sample Jr.]p met [Bo Sample]p and [Ann Demo]p. [Sample]p left."],
        &["Ann Demo", "Bo Sample = Sample", "Bo Sample Jr."],
    );
}

#[test]
fn of_two_chinese_names_with_one_surname_neither_is_meant_by_it() {
    check(
        &["[Zhang Wei]p and [Zhang Lei]p met. [Zhang]p spoke."],
        &["Zhang", "Zhang Lei", "Zhang Wei"],
    );
}

#[test]
fn a_bare_paper_is_the_own_one_or_one_that_the_text_names() {
    let gazetteer = Gazetteer::builtin();
    let bare = |text: &str, publisher: Option<&str>| {
        let (mut document, segmentation, mentions) = planted_document("0", text);
        document.provenance.publisher = publisher.map(str::to_owned);
        let rows = document_rows(&document, &segmentation, &mentions, gazetteer);
        let last = rows.mentions.last().expect("a paper is named");
        last.name.to_string()
    };
    let told = "She told the [Times]u.";
    assert_eq!(bare(told, None), "The New York Times");
    assert_eq!(bare(told, Some("The Times of India")), "The Times of India");
    assert_eq!(
        bare("The [Times of Israel]u spoke. She told the [Times]u.", None),
        "The Times of Israel"
    );
    // Of two papers neither, and in London none of New York.
    for text in [
        "The [Irish Times]u met the [Los Angeles Times]u. She told the [Times]u.",
        "[London]l slept. She told the [Times]u.",
        "[London]l slept. The [Sunday Times]u did not. She told the [Times]u.",
    ] {
        assert_eq!(bare(text, None), "Times", "{text}");
    }
}

#[test]
fn a_saint_is_no_pope_of_his_name() {
    let text = "[Saint Francis]p wept. The [Vatican]o praised [Francis]p.";
    let names = names(text, Gazetteer::builtin());
    assert!(names.contains(&"Saint Francis".to_owned()), "{names:?}");
}

#[test]
fn who_has_the_mothers_surname_too_is_known_without_it() {
    let table = table("person\tClaudia Sampbaum\t\tSampbaum\t\t\t\t\n");
    let text = "[Claudia Sampbaum Pardo]p won. [Sampbaum]p left.";
    assert_eq!(names(text, &table), ["Claudia Sampbaum"]);
}
