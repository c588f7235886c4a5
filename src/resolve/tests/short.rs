//! Short forms: of names with two surnames, behind the name in brackets, of people and companies that only share a word.

use super::{check, entities};
use crate::gazetteer::Gazetteer;

#[test]
fn who_has_two_surnames_is_called_by_the_first_or_by_both() {
    check(
        &[
            "[Byron David Castillo Segura]p and his lawyer. [Castillo]p left. [Castillo Segura]p and [Byron Castillo]p are he.",
        ],
        &["Byron Castillo = Byron David Castillo Segura = Castillo = Castillo Segura"],
    );
    check(
        &["[Juan de Dios García Davish]p fled. [García Davish]p is safe."],
        &["García Davish = Juan de Dios García Davish"],
    );
    // Brothers have both; a father's name in the middle is another person's.
    check(
        &["[Juan García Davish]p met [Pedro García Davish]p."],
        &["Juan García Davish", "Pedro García Davish"],
    );
    check(
        &["[Uddhav Balasaheb Thackeray]p is the son of [Balasaheb Thackeray]p."],
        &["Balasaheb Thackeray", "Uddhav Balasaheb Thackeray"],
    );
}

#[test]
fn a_surname_with_a_hyphen_is_a_surname_and_so_is_one_with_an_article() {
    check(
        &[
            "[Kate Ashworth-Bell]p spoke. [Ashworth-Bell]p left. [Mohammed Dahy Al Humiri]p warned. [Al Humiri]p left.",
        ],
        &[
            "Al Humiri = Mohammed Dahy Al Humiri",
            "Ashworth-Bell = Kate Ashworth-Bell",
        ],
    );
}

#[test]
fn one_word_in_brackets_is_short_for_a_body_even_if_it_is_no_acronym_by_its_look() {
    check(
        &["The [South African Wind Energy Association]o ([Sawea]o) agreed. [Sawea]o grows."],
        &["Sawea = South African Wind Energy Association"],
    );
    // What everybody knows as another body is another.
    let text = "The [Halcyon Wind Association]o ([Google]o) agreed.";
    assert_eq!(entities(&[text], Gazetteer::builtin()).len(), 2);
}

#[test]
fn an_acronym_that_the_text_explains_is_not_the_known_body_of_these_initials() {
    let named = |texts: &[&str]| entities(texts, Gazetteer::builtin());
    let explained = "The [Northern Alpine Timber Office]o ([NATO]o) met. [NATO]o left.";
    assert_eq!(
        named(&[explained]),
        ["NATO = Northern Alpine Timber Office"]
    );
    assert_eq!(
        named(&[explained, "[NATO]o left."]),
        ["NATO", "NATO = Northern Alpine Timber Office"]
    );
    // Without brackets it may be either.
    assert_eq!(
        named(&["The [Northern Alpine Timber Office]o met [NATO]o."]),
        ["NATO", "Northern Alpine Timber Office"]
    );
    // Nor is the one the other where both are named in full.
    let both = "[NATO]o, the [North Atlantic Treaty Organization]o, met the [Northern Alpine Timber Office]o ([NATO]o).";
    assert_eq!(
        named(&[both]),
        [
            "NATO = North Atlantic Treaty Organization",
            "Northern Alpine Timber Office"
        ]
    );
    // The table's name, a little otherwise.
    assert_eq!(
        named(&[
            "The [North Atlantic Treaty Organisations]o ([NATO]o) met.",
            "[NATO]o left."
        ])
        .len(),
        1
    );
}

#[test]
fn a_nickname_alone_is_of_somebody_near_and_no_relative() {
    check(
        &["[Robert Sample]p spoke. [Bobby]p left."],
        &["Bobby = Robert Sample"],
    );
    check(
        &["[Robert Sample]p and his son [Bobby]p left."],
        &["Bobby", "Robert Sample"],
    );
    let between = "Nobody else was there. ".repeat(50);
    check(
        &[&format!("[Robert Sample]p spoke. {between}[Bobby]p left.")],
        &["Bobby", "Robert Sample"],
    );
    // The same first name may stand far away.
    check(
        &[&format!("[Robert Sample]p spoke. {between}[Robert]p left.")],
        &["Robert = Robert Sample"],
    );
}

#[test]
fn a_pope_and_a_prince_are_nobody_else_of_that_first_name() {
    check(
        &["Prince [William]p met [William Hague]p. [William]p left."],
        &["William", "William Hague"],
    );
    check(
        &["[William Hague]p was there. [William]p left."],
        &["William = William Hague"],
    );
}

#[test]
fn a_nickname_that_fits_two_joins_neither_wherever_it_stands() {
    let apart = ["Chris Smith", "Christine Smith", "Christopher Smith"];
    check(
        &["[Chris Smith]p met [Christopher Smith]p and [Christine Smith]p."],
        &apart,
    );
    check(
        &["[Christopher Smith]p met [Christine Smith]p and [Chris Smith]p."],
        &apart,
    );
}

#[test]
fn companies_that_share_a_word_are_two_in_one_text_and_in_several() {
    let one = "[Ann Roe]p runs [Halcyon Holdings]o while [Bo Doe]p runs [Halcyon Partners]o.";
    let count = |texts: &[&str]| entities(texts, Gazetteer::builtin()).len();
    assert_eq!(count(&[one]), 4);
    let other = "[Ann Roe]p left [Halcyon Holdings]o. [Bo Doe]p came.";
    let third = "[Ann Roe]p met [Bo Doe]p of [Halcyon Partners]o.";
    assert_eq!(count(&[other, third]), 4);
    // What has no legal form may be short for it.
    let bare = "[Ann Roe]p left [Halcyon]o. [Bo Doe]p came.";
    assert_eq!(count(&[bare, third]), 3);
}

#[test]
fn initials_abroad_are_no_far_countrys_agency_and_a_bare_surname_needs_public_life() {
    check(
        &["[Turkey]l's [AKP]o won in [Ankara]l."],
        &["AKP", "Ankara", "Turkey"],
    );
    let label = |text: &str| {
        let rows = super::rows("a", text, Gazetteer::builtin());
        rows.mentions
            .iter()
            .map(|m| m.name.to_string())
            .collect::<Vec<_>>()
    };
    assert_eq!(label("[Warren]p, 34, denied the theft.")[0], "Warren");
    assert_eq!(
        label("[Warren]p spoke in the [U.S. Senate]o.")[0],
        "Elizabeth Warren"
    );
}
