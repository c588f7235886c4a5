//! The rules of [`comention::Mention`], each on a sentence that nobody trained on.
//!
//! The model that comes with the crate is what is tested here, together with what completes it.

use comention::Document;
use comention::annotate::Annotator;
use comention::config::MentionConfig;
use comention::recognize::Recognizer;

/// The names of a text, as `kind:name`.
fn names(text: &str) -> Vec<String> {
    let recognizer = Recognizer::builtin().expect("the built-in model");
    let annotator = Annotator::new(recognizer, MentionConfig::default());
    let document = Document {
        text: text.to_owned(),
        ..Document::default()
    };
    let (_, mentions) = annotator.mentions(&document);
    mentions
        .iter()
        .map(|m| format!("{}:{}", m.kind, m.text(&document)))
        .collect()
}

/// The names are these, in this order.
#[track_caller]
fn exactly(text: &str, expected: &[&str]) {
    assert_eq!(names(text), expected, "{text}");
}

/// Among the names are these.
#[track_caller]
fn among(text: &str, expected: &[&str]) {
    let found = names(text);
    for name in expected {
        assert!(found.iter().any(|f| f == name), "{text}\n{name}: {found:?}");
    }
}

#[test]
fn rule_1_the_longest_name_and_none_inside_it() {
    exactly(
        "The U.S. Senate and the U.S. Supreme Court were closed on Monday.",
        &[
            "organization:U.S. Senate",
            "organization:U.S. Supreme Court",
        ],
    );
    exactly(
        "She taught at the University of California, Berkeley, until 2009.",
        &["organization:University of California, Berkeley"],
    );
    exactly(
        "A street was named after Martin Luther King Jr. last year.",
        &["person:Martin Luther King Jr."],
    );
    exactly(
        "U.S. officials told the Chinese government about it.",
        &["place:U.S.", "other:Chinese"],
    );
    exactly(
        "They were married in Boulder, Colorado, in June.",
        &["place:Boulder", "place:Colorado"],
    );
}

#[test]
fn rule_2_without_titles_possessives_and_the() {
    exactly("Pope Francis spoke to them.", &["person:Francis"]);
    exactly("Sen. Susan Collins’s aide left.", &["person:Susan Collins"]);
    exactly(
        "Mr. Schiff met Dr. Anthony Fauci.",
        &["person:Schiff", "person:Anthony Fauci"],
    );
    exactly(
        "A report in the New York Times said so.",
        &["outlet:New York Times"],
    );
    exactly("He told The Hill that he would stay.", &["outlet:The Hill"]);
}

#[test]
fn rule_3_a_name_inside_a_role() {
    exactly(
        "FBI Director James Comey was asked about it.",
        &["organization:FBI", "person:James Comey"],
    );
    exactly(
        "House Speaker Paul Ryan met Senate Majority Leader Mitch McConnell.",
        &[
            "organization:House",
            "person:Paul Ryan",
            "organization:Senate",
            "person:Mitch McConnell",
        ],
    );
    exactly(
        "Secretary of State John Kerry left.",
        &["person:John Kerry"],
    );
}

#[test]
fn rule_4_joined_names() {
    exactly(
        "Bill and Hillary Clinton were there.",
        &["person:Bill", "person:Hillary Clinton"],
    );
    exactly(
        "Fox News’ Bret Baier asked him.",
        &["outlet:Fox News", "person:Bret Baier"],
    );
    among(
        "An ABC/Washington Post poll found the opposite.",
        &["outlet:ABC", "outlet:Washington Post"],
    );
}

#[test]
fn rule_5_credits_and_bylines() {
    among(
        "Protesters stand outside the building. (AP Photo/Evan Vucci)",
        &["outlet:AP", "person:Evan Vucci"],
    );
    among(
        "WASHINGTON (Reuters) - The committee met on Tuesday.",
        &["place:WASHINGTON", "outlet:Reuters"],
    );
}

#[test]
fn rule_6_headlines() {
    among(
        "Pelosi Slams McConnell Over Border Bill\n\nNancy Pelosi criticized Mitch McConnell on Tuesday.",
        &["person:Pelosi", "person:McConnell"],
    );
    among(
        "PELOSI SLAMS MCCONNELL OVER BORDER BILL\n\nNancy Pelosi criticized Mitch McConnell on Tuesday.",
        &["person:PELOSI", "person:MCCONNELL"],
    );
}

#[test]
fn rule_8_an_outlet_and_its_owner() {
    among(
        "Comcast, the owner of MSNBC, said nothing about the \"Morning Joe\" programme.",
        &["organization:Comcast", "outlet:MSNBC", "outlet:Morning Joe"],
    );
}

#[test]
fn compounds_hold_names() {
    among("It was an Obama-era rule.", &["person:Obama"]);
    among("The anti-Putin march drew thousands.", &["person:Putin"]);
}

#[test]
fn names_of_other_languages() {
    among(
        "Fighters of Jabhat al-Nusra told Al Arabiya that Abu Bakr al-Baghdadi was dead.",
        &["person:Abu Bakr al-Baghdadi"],
    );
    among(
        "Angela Merkel met Recep Tayyip Erdoğan and Ursula von der Leyen in Brussels.",
        &[
            "person:Angela Merkel",
            "person:Recep Tayyip Erdoğan",
            "person:Ursula von der Leyen",
            "place:Brussels",
        ],
    );
    among(
        "Crown Prince Mohammed bin Salman met Bill de Blasio.",
        &["person:Mohammed bin Salman", "person:Bill de Blasio"],
    );
}

#[test]
fn transliterated_names_with_hyphens_are_one() {
    among(
        "Fighters of Ahrar al-Sham met members of the Mojahedin-e Khalq and of Tehrik-i-Taliban, \
         al-Arabiya reported.",
        &[
            "organization:Ahrar al-Sham",
            "organization:Mojahedin-e Khalq",
            "organization:Tehrik-i-Taliban",
            "outlet:al-Arabiya",
        ],
    );
}

#[test]
fn a_reference_list_has_surnames_first() {
    among(
        "References\n\n\
         Hersh, Seymour M. “Our Men in the Hills.” The New Yorker, April 6, 2012.\n\n\
         Cohen, Ronen. The Rise and Fall of the Militia. Sussex Academic Press, 2009.",
        &[
            "person:Hersh, Seymour M.",
            "outlet:The New Yorker",
            "person:Cohen, Ronen",
        ],
    );
}

#[test]
fn a_name_glued_to_a_headline_ends_where_the_name_does() {
    exactly(
        "Rep. Ilse Brandt Ilse Maria BrandtOvernight Energy: House weighs bill MORE voted no, and \
         Brandt said so.",
        &[
            "person:Ilse Brandt",
            "person:Ilse Maria Brandt",
            "organization:House",
            "person:Brandt",
        ],
    );
}

#[test]
fn initials_and_suffixes() {
    among(
        "George H.W. Bush, J.D. Vance and John D. Rockefeller III were named.",
        &[
            "person:George H.W. Bush",
            "person:J.D. Vance",
            "person:John D. Rockefeller III",
        ],
    );
}

#[test]
fn a_name_broken_over_a_line() {
    among(
        "The committee met on Tuesday in the capital and heard for two hours what\n\
         the lawyer of the former secretary of state had to say about the letters.\n\
         He said that they had been copied by a clerk, and he added that Hillary\n\
         Clinton had never seen them, and that the members should have asked her\n\
         before they were printed in all the papers, as everybody else would do.\n",
        &["person:Hillary\nClinton"],
    );
}

#[test]
fn a_name_at_the_start_of_a_sentence_and_a_handle() {
    among(
        "Warren said no. Brown agreed with Elizabeth Warren.",
        &["person:Warren"],
    );
    among(
        "Follow him at @BernieSanders for more.",
        &["person:@BernieSanders"],
    );
}

/// Both readings of outlets that are common words, places or persons.
#[test]
fn outlets_that_are_words_are_outlets_in_context_only() {
    let readings = [
        (
            "The Hill",
            "He told The Hill on Friday that the bill was dead.",
            "Troops took the hill on Friday.",
        ),
        (
            "Time",
            "The essay was published by Time magazine in May.",
            "Time was running out for the bill.",
        ),
        (
            "Forbes",
            "Forbes magazine reported that his fortune had doubled.",
            "Michael Forbes, a farmer, refused to sell.",
        ),
        (
            "Nature",
            "A study in the journal Nature found the opposite.",
            "Nature was kind to the farmers.",
        ),
        (
            "Politico",
            "Politico reported on Monday that she would resign.",
            "The politico from Ohio left.",
        ),
        (
            "The Sun",
            "The Sun reported that the prince had left.",
            "The sun rose over the camp.",
        ),
        (
            "Independent",
            "He told the Independent newspaper that he was sorry.",
            "He ran as an independent in Maine.",
        ),
        (
            "Bloomberg",
            "Bloomberg News reported that rates would rise.",
            "Michael Bloomberg, the former mayor, spent millions.",
        ),
    ];
    for (outlet, yes, no) in readings {
        let outlets = |text: &str| -> Vec<String> {
            let found = names(text);
            let outlets = found.iter().filter_map(|f| f.strip_prefix("outlet:"));
            outlets.map(str::to_owned).collect()
        };
        let word = outlet.trim_start_matches("The ");
        assert!(
            outlets(yes).iter().any(|o| o.contains(word)),
            "{yes} {:?}",
            names(yes)
        );
        assert!(outlets(no).is_empty(), "{no} {:?}", names(no));
    }
}

/// The words that tell it, for names that nothing else tells from words.
#[test]
fn the_words_before_or_behind_make_a_word_an_outlet() {
    for (text, outlet) in [
        ("He told the Independent that he was sorry.", "Independent"),
        ("According to the Independent, he was sorry.", "Independent"),
        (
            "She writes in the Independent that he was sorry.",
            "Independent",
        ),
        ("He told Time that he would stay.", "Time"),
        ("A study in Nature found the opposite.", "Nature"),
        ("Nature published the study in May.", "Nature"),
        ("The clip was posted by @nytimes on Friday.", "@nytimes"),
    ] {
        among(text, &[&format!("outlet:{outlet}")]);
    }
    for text in [
        "They live on The Hill, a street in Leeds.",
        "They drove to Forbes, a town in New South Wales.",
        "Bloomberg's wife left on Friday.",
        "He ran as an Independent in Maine.",
        "Nature Smith won the race.",
        "Time and again the Sun King said no.",
    ] {
        let outlets = names(text).into_iter().filter(|f| f.starts_with("outlet:"));
        assert_eq!(outlets.collect::<Vec<_>>(), [""; 0], "{text}");
    }
}

#[test]
fn a_full_name_glued_to_a_surname_is_another_person() {
    among("TrumpLev Parnas", &["person:Trump", "person:Lev Parnas"]);
}

#[test]
fn text_without_case_and_in_capitals_has_the_same_names() {
    among(
        "the justice department told the new york times that paul manafort had left kiev.",
        &[
            "organization:justice department",
            "outlet:new york times",
            "person:paul manafort",
            "place:kiev",
        ],
    );
    among(
        "SENATE JUDICIARY COMMITTEE CALLS WILLIAM BARR, ASSOCIATED PRESS REPORTS",
        &[
            "organization:SENATE JUDICIARY COMMITTEE",
            "person:WILLIAM BARR",
            "outlet:ASSOCIATED PRESS",
        ],
    );
}
