//! How far names reach that say too little: bodies of many countries, states and cities, bare surnames.

use super::*;

/// As [`check`], for documents that were published somewhere, with the table of known names.
fn check_published(texts: &[(&str, &str)], expected: &[&str]) {
    let documents: Vec<DocumentRows> = (texts.iter().enumerate())
        .map(|(number, (domain, marked))| {
            let (mut document, segmentation, mentions) =
                planted_document(&number.to_string(), marked);
            document.provenance.domain = Some((*domain).to_owned());
            document_rows(&document, &segmentation, &mentions, Gazetteer::builtin())
        })
        .collect();
    assert_eq!(named(&documents), expected, "{texts:#?}");
}

/// The names of the entities that are no places, with their numbers of mentions, sorted.
fn named(documents: &[DocumentRows]) -> Vec<String> {
    let resolution = corpus::resolve(documents, Gazetteer::builtin());
    let mut out: Vec<String> = (resolution.entities.iter())
        .filter(|entity| entity.kind != Kind::Place)
        .map(|entity| {
            let count: u32 = entity.aliases.iter().map(|alias| alias.count).sum();
            format!("{} x{count}", entity.name)
        })
        .collect();
    out.sort();
    out
}

#[test]
fn a_body_that_each_country_has_is_one_in_texts_about_one_country() {
    check(
        &[
            "The [Ministry of Fisheries]o in [Accra]l, [Ghana]l.",
            "[Ghana]l: the [Ministry of Fisheries]o met.",
            "[Kenya]l: the [Ministry of Fisheries]o met.",
        ],
        &[
            "Accra",
            "Ghana",
            "Kenya",
            "Ministry of Fisheries",
            "Ministry of Fisheries",
        ],
    );
    // Where the text does not say, the end of its domain may.
    check_published(
        &[
            ("one.example.gh", "The [Electoral Court]o met."),
            ("two.example.gh", "The [Electoral Court]o met."),
            ("www.example.ke", "The [Electoral Court]o met."),
        ],
        &["Electoral Court x1", "Electoral Court x2"],
    );
}

#[test]
fn a_name_with_a_word_of_its_own_is_one_in_all_countries() {
    check(
        &[
            "[Ghana]l: the [Demo Institute of Fisheries]o met.",
            "[Kenya]l: the [Demo Institute of Fisheries]o met.",
        ],
        &["Demo Institute of Fisheries", "Ghana", "Kenya"],
    );
}

#[test]
fn bodies_of_cities_and_states_are_those_of_their_texts() {
    check(
        &[
            "In [Springfield]l, [Ohio]l, the [City Council]o met.",
            "Nobody whom we asked in [Dayton]l knew why the governor of [Ohio]l had not written to the [City Council]o before last winter.",
        ],
        &[
            "City Council",
            "City Council",
            "Dayton",
            "Ohio",
            "Springfield",
        ],
    );
}

#[test]
fn the_senate_of_a_state_is_not_that_of_the_nation() {
    let check = |text: &str, expected: &[&str]| check_published(&[("example.com", text)], expected);
    check(
        "The state [House]o and [Senate]o met. The [U.S. Senate]o did not.",
        &[
            "United States Senate x1",
            "state House x1",
            "state Senate x1",
        ],
    );
    check(
        "The [Oregon Senate]o met in [Salem]l, [Oregon]l. The [Senate]o voted.",
        &["Oregon Senate x2"],
    );
    // One that the text does not name in full is a state's all the same, unless Congress is at work too.
    check(
        "The [Ohio House]o met in [Ohio]l. The [Senate]o voted.",
        &["Ohio House of Representatives x1", "Senate x1"],
    );
    check(
        "The [Ohio House]o met in [Ohio]l. In [Congress]o, the [Senate]o voted.",
        &[
            "Ohio House of Representatives x1",
            "United States Congress x1",
            "United States Senate x1",
        ],
    );
}

#[test]
fn whose_bodies_are_meant_is_told_by_what_the_text_is_about() {
    let court = "The [Supreme Court]o met";
    let texts = [
        (
            "www.theguardian.com",
            format!("{court} in [Washington]l, [U.S.]l."),
        ),
        ("www.politico.com", format!("{court}.")),
        ("example.com", format!("{court}.")),
    ];
    let texts: Vec<(&str, &str)> = texts.iter().map(|(d, t)| (*d, t.as_str())).collect();
    check_published(&texts, &["Supreme Court of the United States x3"]);
    // A text that has nothing to do with the United States does not mean theirs.
    check_published(
        &[(
            "example.com",
            "[Lesotho]l: the [Navy]o sailed from [Maseru]l.",
        )],
        &["Navy x1"],
    );
}

#[test]
fn a_paper_that_calls_itself_the_times_means_itself() {
    check_published(
        &[(
            "www.washingtontimes.com",
            "The [New York Times]u and [The Washington Times]u. [The Times]u polled.",
        )],
        &["The New York Times x1", "The Washington Times x2"],
    );
    check_published(
        &[("nypost.com", "With [Post]u wires.")],
        &["New York Post x1"],
    );
}

#[test]
fn bare_surnames_of_two_texts_are_one_person_only_in_the_same_company() {
    check(
        &[
            "[Exampleson]p met [Ann Alone]p.",
            "[Exampleson]p met [Ann Alone]p again.",
            "[Exampleson]p met [Bo Other]p.",
        ],
        &["Ann Alone", "Bo Other", "Exampleson", "Exampleson"],
    );
    // With a second candidate in the corpus they are not.
    check(
        &[
            "[Exampleson]p met [Ann Alone]p.",
            "[Exampleson]p met [Ann Alone]p again.",
            "[Cleo Exampleson]p and [Dee Exampleson]p came.",
        ],
        &[
            "Ann Alone",
            "Cleo Exampleson",
            "Dee Exampleson",
            "Exampleson",
            "Exampleson",
        ],
    );
}

#[test]
fn initials_of_another_country_are_another_body() {
    let spelled = "[Ghana]l: The [Northern River Front]o ([NRF]o) met.";
    check(
        &[spelled, "[Ghana]l: the [NRF]o met."],
        &["Ghana", "NRF = Northern River Front"],
    );
    check(
        &[spelled, "[Kenya]l: the [NRF]o met."],
        &["Ghana", "Kenya", "NRF", "NRF = Northern River Front"],
    );
    // A credit is no agency.
    check(
        &["The [Northern River Front]o ([NRF]o) met.", "Photo: [NRF]u"],
        &["NRF", "NRF = Northern River Front"],
    );
}

#[test]
fn surnames_of_several_words_are_surnames() {
    check(
        &[
            "[Antonio dos Santos]p spoke. [Dos Santos]p left. [Ann von der Example]p and [von der Example]p.",
        ],
        &[
            "Ann von der Example = von der Example",
            "Antonio dos Santos = Dos Santos",
        ],
    );
    check(
        &["[Bassam Al-Shammari]p spoke.", "[Al-Shammari]p spoke."],
        &["Al-Shammari", "Bassam Al-Shammari"],
    );
    // "Al" and "Van" may be first names.
    check(
        &["[Al Sample]p met [Bo Sample]p. [Van Sample]p came."],
        &["Al Sample", "Bo Sample", "Van Sample"],
    );
}

#[test]
fn a_surname_before_the_given_name_is_decided_like_one_behind_it() {
    check(
        &["[Park Ji-hyun]p spoke before [Park]p left. [Park Beom-kye]p came and [Park]p stayed."],
        &["Park = Park Beom-kye", "Park = Park Ji-hyun"],
    );
    check(
        &["[Park Ji-hyun]p spoke. [Park Beom-kye]p came. [Park]p stayed."],
        &["Park", "Park Beom-kye", "Park Ji-hyun"],
    );
    // A given name with a hyphen is one name.
    check(
        &["[Park Yong-jin]p met [Park Jin]p."],
        &["Park Jin", "Park Yong-jin"],
    );
}

#[test]
fn initials_in_front_may_be_left_out_and_a_second_name_after_one_may_not() {
    check(
        &["[B. Z. Demo Khan]p spoke. [Demo Khan]p left."],
        &["B. Z. Demo Khan = Demo Khan"],
    );
    check(
        &["[J. Pat Carter]p met [Jimmy Carter]p."],
        &["J. Pat Carter", "Jimmy Carter"],
    );
}

#[test]
fn a_name_in_the_letters_of_its_language_is_the_name_before_it() {
    check(
        &["[Chan Hui-ling]p ([詹慧玲]p) and [Lin Demo]p."],
        &["Chan Hui-ling = 詹慧玲", "Lin Demo"],
    );
}

#[test]
fn the_beginning_of_one_name_is_short_for_it_and_of_two_for_neither() {
    check(
        &["[Terrasample Labs]o failed. [Terrasample]o said so."],
        &["Terrasample = Terrasample Labs"],
    );
    check(
        &["[Quxley Pharma]o sued [Quxley University]o. [Quxley]o won."],
        &["Quxley", "Quxley Pharma", "Quxley University"],
    );
    // A part of a body is not the body, and what has a person's name is not he.
    check(
        &["The [Demofao Council]o met. [Demofao]o pays."],
        &["Demofao", "Demofao Council"],
    );
    check(
        &["[Bo Sampleton]p owns [Sampleton Golf Links]o. [Sampleton]o is sold."],
        &["Bo Sampleton = Sampleton", "Sampleton Golf Links"],
    );
}

#[test]
fn a_body_that_everybody_knows_is_no_surname() {
    let texts = ["[Kim Jong Un]p met [Kim Jong Un]p. The [U.N.]o met."];
    let rows: Vec<DocumentRows> = (texts.iter())
        .map(|text| rows("0", text, Gazetteer::builtin()))
        .collect();
    assert_eq!(named(&rows), ["Kim Jong Un x2", "United Nations x1"]);
}

#[test]
fn a_son_who_shares_the_surname_behind_him_is_still_the_son() {
    check(
        &["[Don Jr.]p and [Ann Demotrump]p. [Demotrump]p spoke. [Don Demotrump]p came."],
        &["Ann Demotrump = Demotrump", "Don Demotrump", "Don Jr."],
    );
}

#[test]
fn an_outlet_is_not_short_for_a_body_that_is_called_after_it() {
    let text = "The [Boston Globe]u wrote of the [Boston Globe Foundation]o.";
    check_published(
        &[("www.example.com", text)],
        &["Boston Globe Foundation x1", "The Boston Globe x1"],
    );
    // The names of other bodies are.
    check(
        &["The [Placeholder]o is the [Placeholder Foundation]o."],
        &["Placeholder = Placeholder Foundation"],
    );
}
