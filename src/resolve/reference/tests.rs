//! What "he" and "the group" must be bound to, and where they must be left alone.

use crate::annotate::rows_with;
use crate::gazetteer::Gazetteer;
use crate::resolve::tests::planted_document;

/// The references of a text with names written into it, as "word = name", in text order.
fn check(marked: &str, expected: &[&str]) {
    let (document, segmentation, mentions) = planted_document("0", marked);
    let rows = rows_with(
        &document,
        &segmentation,
        &mentions,
        &Gazetteer::default(),
        true,
    );
    let found: Vec<String> = rows
        .mentions
        .iter()
        .filter(|m| m.rule.is_reference())
        .map(|m| {
            let because = m.because.expect("a name shows it").text(&document.text);
            assert!(
                rows.mentions
                    .iter()
                    .any(|n| *n.surface == *because && n.cluster == m.cluster),
                "{because}"
            );
            format!("{} = {}", m.surface, m.name)
        })
        .collect();
    assert_eq!(found, expected, "{marked}");
}

#[test]
fn a_pronoun_is_the_only_person_of_its_sentence_or_the_one_before() {
    check(
        "[Ann Example]p spoke. She said her book was done.",
        &["She = Ann Example", "her = Ann Example"],
    );
    check("[Ann Example]p said she left.", &["she = Ann Example"]);
    // Two sentences on, nobody knows.
    check("[Ann Example]p spoke. It rained. She left.", &[]);
}

#[test]
fn a_name_in_a_description_of_the_subject_is_not_the_subject() {
    check(
        "[Ann Example]p spoke. The daughter of [Mary Sample]p, she was late.",
        &[],
    );
    check("Named after [Mary Sample]p, she was late.", &[]);
    check(
        "On the day of [Mary Sample]p, she was late.",
        &["she = Mary Sample"],
    );
}

#[test]
fn two_who_fit_are_told_by_sex_or_not_at_all() {
    check(
        "[Ann Example]p met [John Sample]p. She smiled. He left.",
        &["She = Ann Example"],
    );
    // Whoever was "she" once is never "he".
    check(
        "[Sam Example]p met [Kim Sample]p. She smiled. He left.",
        &["She = Sam Example"],
    );
    check(
        "The paper on [John Sample]p and [Mark Sample]p said he left.",
        &[],
    );
    check(
        "Mr. [Example]p met Mrs. [Sample]p. She smiled.",
        &["She = Sample"],
    );
}

#[test]
fn the_person_of_whom_the_sentence_before_speaks() {
    check(
        "[John Example]p met [Mark Sample]p. He left.",
        &["He = John Example"],
    );
    check("[John Example]p and [Mark Sample]p met. He left.", &[]);
}

#[test]
fn somebody_without_a_name_may_be_meant() {
    check("A spokesman for [John Example]p said he was ill.", &[]);
    check("[John Example]p met a reporter. He left.", &[]);
    check("[John Example]p’s lawyer said he was ill.", &[]);
    check(
        "[John Example]p, a reporter, said he was ill.",
        &["he = John Example"],
    );
    check(
        "[Ann Example]p met a man. She left.",
        &["She = Ann Example"],
    );
}

#[test]
fn quotations_neither_bind_nor_are_bound() {
    check(
        "[John Example]p spoke. “[Mark Sample]p is wrong and he knows it,” he said.",
        &["he = John Example"],
    );
}

#[test]
fn him_is_not_the_subject_and_himself_is() {
    check("[John Example]p saw him.", &[]);
    check("[John Example]p hurt himself.", &["himself = John Example"]);
    check(
        "[John Example]p left when they called him.",
        &["him = John Example"],
    );
    check("Everybody has his or her view, [John Example]p said.", &[]);
}

#[test]
fn a_pronoun_before_its_name_is_not_the_person_of_the_sentence_before() {
    check(
        "[John Example]p spoke. In his answer, [Mark Sample]p denied it.",
        &[],
    );
}

#[test]
fn a_description_is_who_was_called_so() {
    check(
        "Sen. [Ann Example]p met [Bo Sample]p, a former judge. The senator smiled.",
        &["The senator = Ann Example"],
    );
    check(
        "Sen. [Ann Example]p met Sen. [Bo Sample]p. The senator smiled.",
        &[],
    );
    check(
        "Sen. [Ann Example]p left. The other senator smiled. The senator from Utah left.",
        &[],
    );
    check(
        "Vice President [Bo Sample]p left. The president smiled.",
        &[],
    );
}

#[test]
fn a_description_of_a_body_fits_its_name_or_its_sort() {
    check(
        "The [Supreme Court]o met. The court ruled, and the appeals court did not.",
        &["The court = Supreme Court"],
    );
    check(
        "The [River Front]o met. The group left.",
        &["The group = River Front"],
    );
    check(
        "The [River Front]o met the [Lake Front]o. The group left.",
        &[],
    );
    check("The [Senate]o met. The group left.", &[]);
    check(
        "The [Demo Dispatch]u and the [River Front]o spoke. The court ruled. ",
        &[],
    );
}

#[test]
fn without_the_setting_there_are_none() {
    let (document, segmentation, mentions) = planted_document("0", "[Ann Example]p said she left.");
    let rows = rows_with(
        &document,
        &segmentation,
        &mentions,
        &Gazetteer::default(),
        false,
    );
    assert_eq!(rows.mentions.len(), 1);
}
