//! One case for each way in which news writes a name again, and for each pair that a careless rule
//! would make one.

use super::*;
use crate::gazetteer::Gazetteer;

#[test]
fn titles_before_a_surname_do_not_matter() {
    check(
        &[
            "[John Bolton]p left. [Ambassador Bolton]p and [Mr. Bolton]p are he, as is Mr. [Bolton]p.",
        ],
        &["Ambassador Bolton = Bolton = John Bolton = Mr. Bolton"],
    );
}

#[test]
fn a_title_makes_a_name_of_a_first_name() {
    check(
        &[
            "[Prince Harry]p came.",
            "[Prince Harry]p left.",
            "[Harry]p ran.",
            "[Harry]p sat.",
        ],
        &["Harry", "Harry", "Prince Harry"],
    );
}

#[test]
fn a_first_name_alone_is_safe_only_with_one_bearer() {
    check(
        &["[Hillary Clinton]p ran. [Hillary]p lost. [Rudolph Giuliani]p spoke; [Rudy]p left."],
        &["Hillary = Hillary Clinton", "Rudolph Giuliani = Rudy"],
    );
    check(
        &["[Mike Pence]p met [Mike Pompeo]p. [Mike]p left."],
        &["Mike", "Mike Pence", "Mike Pompeo"],
    );
}

#[test]
fn nicknames_join_full_names_and_other_first_names_do_not() {
    check(
        &[
            "[Mike Pompeo]p, or [Michael R. Pompeo]p. [Joe Biden]p and [Joseph Biden]p. [Bill Barr]p and [William P. Barr]p.",
        ],
        &[
            "Bill Barr = William P. Barr",
            "Joe Biden = Joseph Biden",
            "Michael R. Pompeo = Mike Pompeo",
        ],
    );
    check(
        &["[Michael Brown]p and [Michelle Brown]p; [Christopher Hill]p and [Christine Hill]p."],
        &[
            "Christine Hill",
            "Christopher Hill",
            "Michael Brown",
            "Michelle Brown",
        ],
    );
}

#[test]
fn the_order_of_reference_lists_and_initials() {
    check(
        &["[Hussain, Murtaza]p: a report. [Murtaza Hussain]p and [M. Hussain]p."],
        &["Hussain, Murtaza = M. Hussain = Murtaza Hussain"],
    );
    // An initial that fits two is neither.
    check(
        &["[John Smith]p and [Jane Smith]p wrote with [J. Smith]p."],
        &["J. Smith", "Jane Smith", "John Smith"],
    );
}

#[test]
fn suffixes_keep_people_apart() {
    check(
        &["[Cal Ripken Sr.]p taught [Cal Ripken Jr.]p and [Cal Ripken III]p."],
        &["Cal Ripken III", "Cal Ripken Jr.", "Cal Ripken Sr."],
    );
    check(
        &[
            "[Robert Kennedy Jr.]p spoke.",
            "[Robert Kennedy]p spoke.",
            "[Robert Kennedy III]p spoke.",
        ],
        &["Robert Kennedy", "Robert Kennedy III", "Robert Kennedy Jr."],
    );
}

#[test]
fn a_surname_spelled_in_two_ways_is_two_surnames() {
    check(
        &[
            "[Saddam Hussein]p fell. [Murtaza Hussain]p wrote it. [Hussain]p said so. [Hussein]p was tried.",
        ],
        &["Hussain = Murtaza Hussain", "Hussein = Saddam Hussein"],
    );
}

#[test]
fn a_surname_of_three_people_stays_alone_where_the_context_does_not_tell() {
    check(
        &[
            "[Khodabandeh]p spoke. [Anne Khodabandeh]p met [Massoud Khodabandeh]p and [Ebrahim Khodabandeh]p; [Massoud Rajavi]p did not.",
        ],
        &[
            "Anne Khodabandeh",
            "Ebrahim Khodabandeh",
            "Khodabandeh",
            "Massoud Khodabandeh",
            "Massoud Rajavi",
        ],
    );
    // The one whom the sentence has just named.
    check(
        &["[Anne Khodabandeh]p spoke. [Massoud Khodabandeh]p came, and [Khodabandeh]p left."],
        &["Anne Khodabandeh", "Khodabandeh = Massoud Khodabandeh"],
    );
    // "Massoud" is two.
    check(
        &["[Massoud Khodabandeh]p and [Massoud Rajavi]p met. [Massoud]p left."],
        &["Massoud", "Massoud Khodabandeh", "Massoud Rajavi"],
    );
}

#[test]
fn a_family_name_is_the_one_named_most() {
    check(
        &[
            "[Bill Clinton]p and [Hillary Clinton]p came. [Hillary Clinton]p spoke. [Hillary Clinton]p won. Then [Clinton]p left.",
        ],
        &["Bill Clinton", "Clinton = Hillary Clinton"],
    );
    check(
        &[
            "[Donald Trump]p and [Donald Trump Jr.]p met [Ivanka Trump]p. [Donald Trump]p spoke, and [Trump]p left.",
        ],
        &["Donald Trump = Trump", "Donald Trump Jr.", "Ivanka Trump"],
    );
}

#[test]
fn a_list_of_names_in_brackets_may_end_with_a_nickname() {
    check(
        &[
            "The [Mujahedin Khalq Organization]o (the [MKO]o/ [MEK]o/ [PMOI]o/ [Cult of Rajavi]o) and [Massoud Rajavi]p.",
        ],
        &[
            "Cult of Rajavi = MEK = MKO = Mujahedin Khalq Organization = PMOI",
            "Massoud Rajavi",
        ],
    );
    // Without strokes two names in brackets are two.
    check(
        &["The [Northern River Front]o ([Cult of the River]o) met."],
        &["Cult of the River", "Northern River Front"],
    );
}

#[test]
fn the_end_of_a_name_names_it_and_its_head_noun_does_not() {
    check(
        &[
            "The [Foundation for Defense of Democracies]o met. The [Defence of Democracies]o said. The [Foundation]o paid.",
        ],
        &[
            "Defence of Democracies = Foundation for Defense of Democracies",
            "Foundation",
        ],
    );
    check(
        &[
            "The [Committee on Foreign Affairs]o met the [Office of Foreign Affairs]o and [Foreign Affairs]u.",
        ],
        &[
            "Committee on Foreign Affairs",
            "Foreign Affairs",
            "Office of Foreign Affairs",
        ],
    );
}

#[test]
fn articles_countries_and_legal_forms_do_not_matter() {
    check(
        &["[The Intercept]u wrote. An [Intercept]u report on [theintercept.com]u said so."],
        &["Intercept = The Intercept = theintercept.com"],
    );
    check(
        &[
            "The [U.S. Forest Agency]o and the [Forest Agency]o; [Acme Rockets, Inc.]o and [Acme Rockets]o.",
        ],
        &[
            "Acme Rockets = Acme Rockets, Inc.",
            "Forest Agency = U.S. Forest Agency",
        ],
    );
    check(
        &["The [Northern River Organization]o, or [Northern River]o, is no [Northern Lake]o."],
        &[
            "Northern Lake",
            "Northern River = Northern River Organization",
        ],
    );
}

#[test]
fn initials_with_and_without_small_words() {
    check(
        &["The [Ministry of Water and Power]o spoke. [MWP]o denied. [MOWAP]o paid."],
        &["MOWAP = MWP = Ministry of Water and Power"],
    );
    check(
        &["The [Ministry of Water]o and the [Mission for Work]o spoke. [MOW]o denied."],
        &["MOW = Ministry of Water", "Mission for Work"],
    );
}

#[test]
fn case_hyphens_quotes_accents_and_possessives_do_not_matter() {
    check(
        &[
            "[Al-Monitor]u and [Al Monitor]u; [AL-MONITOR’S]u scoop. [José Díaz]p and [Jose Diaz]p. [JOSE DIAZ]p",
        ],
        &[
            "AL-MONITOR’S = Al Monitor = Al-Monitor",
            "JOSE DIAZ = Jose Diaz = José Díaz",
        ],
    );
    check(
        &[
            "[Alfonse \"Al\" D'Amato]p and [Alfonse D’Amato]p; [Scott “Scooter” Libby]p and [Scott Libby]p.",
        ],
        &[
            "Alfonse \"Al\" D'Amato = Alfonse D’Amato",
            "Scott Libby = Scott “Scooter” Libby",
        ],
    );
}

#[test]
fn kinds_must_be_compatible() {
    check(
        &[
            "[Abraham Lincoln]p rode. [Lincoln]o makes cars in [Ford Lincoln Works]o. [Lincoln]o sells. [Lincoln]o grows.",
        ],
        &["Abraham Lincoln", "Ford Lincoln Works", "Lincoln"],
    );
}

#[test]
fn spellings_are_one_only_where_one_vowel_differs() {
    check(
        &[
            "[Muammar Gaddafi]p and [Muammar Gadafi]p; [Seymour Hersh]p and [Seymour Hirsh]p; [Ali Karimi]p and [Ali Karami]p met [Ali Akrami]p.",
        ],
        &[
            "Ali Akrami",
            "Ali Karami = Ali Karimi",
            "Muammar Gadafi = Muammar Gaddafi",
            "Seymour Hersh",
            "Seymour Hirsh",
        ],
    );
}

#[test]
fn pairs_that_are_never_one() {
    let texts = [
        "[John Bolton]p met [John Ratcliffe]p.",
        "[Massoud Khodabandeh]p met [Massoud Rajavi]p.",
        "[Al Monitor]u and [al-Arabiya]u.",
        "The [Iran Disinformation Project]o and [Iran Interlink]o.",
        "The [US]o and the [State Department]o.",
        "The [Democratic Party]o and the [Democratic Party of Korea]o.",
        "[Saddam Hussein]p and [Murtaza Hussain]p.",
        "[Donald Trump]p and [Donald Trump Jr.]p.",
    ];
    let expected = [
        "Al Monitor",
        "Democratic Party",
        "Democratic Party of Korea",
        "Donald Trump",
        "Donald Trump Jr.",
        "Iran Disinformation Project",
        "Iran Interlink",
        "John Bolton",
        "John Ratcliffe",
        "Massoud Khodabandeh",
        "Massoud Rajavi",
        "Murtaza Hussain",
        "Saddam Hussein",
        "State Department",
        "US",
        "al-Arabiya",
    ];
    check(&texts, &expected);
    check(&[&texts.join(" ")], &expected);
    let names = |texts: &[&str]| entities(texts, Gazetteer::builtin()).len();
    assert_eq!(names(&texts), expected.len());
    assert_eq!(names(&[&texts.join(" ")]), expected.len());
}

#[test]
fn two_people_of_one_full_name_are_told_by_what_they_are_called() {
    let justice = "The court met. Chief Justice [John Roberts]p wrote the opinion. [Roberts]p joined [Elena Kagan]p.";
    let reporter = "The journalist [John Roberts]p of [Demo Dispatch]u asked. [Roberts]p waited.";
    let other = "[John Roberts]p and [Elena Kagan]p agreed.";
    for known in [&Gazetteer::default(), Gazetteer::builtin()] {
        let found = entities(&[justice, reporter], known);
        assert_eq!(
            found
                .iter()
                .filter(|e| *e == "John Roberts = Roberts")
                .count(),
            2,
            "{found:?}"
        );
        // A text that calls him nothing goes by the company.
        assert_eq!(entities(&[justice, reporter, other], known), found);
    }
}

/// The numbers of mentions of the persons called Ann Example in texts of one publisher, each with its
/// authors.
fn bearers(texts: &[(&str, &[&str])]) -> Vec<u32> {
    let documents: Vec<DocumentRows> = (texts.iter().enumerate())
        .map(|(number, (marked, authors))| {
            let (mut document, segmentation, mentions) =
                planted_document(&number.to_string(), marked);
            document.provenance.publisher = Some("Demo Dispatch".to_owned());
            document.provenance.authors = authors.iter().map(|a| (*a).to_owned()).collect();
            document_rows(&document, &segmentation, &mentions, &Gazetteer::default())
        })
        .collect();
    let resolution = corpus::resolve(documents.as_slice(), &Gazetteer::default());
    let entities = resolution.entities.iter();
    let mut counts: Vec<u32> = (entities.filter(|e| &*e.name == "Ann Example"))
        .map(|e| e.aliases.iter().map(|alias| alias.count).sum())
        .collect();
    counts.sort_unstable();
    counts
}

#[test]
fn a_journalist_is_not_the_senator_of_the_same_name() {
    let senator = ("Senator [Ann Example]p spoke.", &[][..]);
    let by = &["Ann Example"][..];
    let written = [
        ("By [Ann Example]p\n\nIt rained in the north.", by),
        ("By [Ann Example]p\n\nNobody knows why the sea is salt.", by),
        ("By [Ann Example]p\n\nThree ships came in at dawn.", by),
    ];
    assert_eq!(bearers(&[&written[..], &[senator]].concat()), [1, 3]);
    // Who writes once or twice may be a guest: the senator.
    assert_eq!(bearers(&[&written[..2], &[senator]].concat()), [3]);
    // Without another of the name nothing is to be told apart.
    assert_eq!(bearers(&written), [3]);
    // Nor is a journalist in whose texts she is called a reporter another than herself.
    let reporter = ("The reporter [Ann Example]p asked.", &[][..]);
    assert_eq!(bearers(&[&written[..], &[reporter]].concat()), [4]);
}

#[test]
fn one_person_of_two_callings_is_one() {
    for texts in [
        [
            "Senator [Ann Example]p spoke.",
            "Secretary [Ann Example]p spoke.",
        ],
        [
            "Senator [Ann Example]p spoke.",
            "The former reporter [Ann Example]p ran.",
        ],
        [
            "Senator [Ann Example]p spoke.",
            "[Ann Example]p, host of a show, spoke.",
        ],
        ["Senator [Ann Example]p spoke.", "[Ann Example]p spoke."],
    ] {
        check(&texts, &["Ann Example"]);
    }
}

#[test]
fn a_longer_name_that_fits_two_namesakes_joins_neither() {
    check(
        &[
            "Justice [John Roberts]p spoke.",
            "The reporter [John Roberts]p asked.",
            "[John G. Roberts]p left.",
        ],
        &["John G. Roberts", "John Roberts", "John Roberts"],
    );
}

#[test]
fn a_short_form_joins_the_only_long_one_in_the_same_company() {
    let long = "[E-Collaborative for Civic Education]o paid [Ann Example]p.";
    check(
        &[long, "[E-Collaborative]o met [Ann Example]p."],
        &[
            "Ann Example",
            "E-Collaborative = E-Collaborative for Civic Education",
        ],
    );
    check(
        &[long, "[E-Collaborative]o met [Bo Sample]p."],
        &[
            "Ann Example",
            "Bo Sample",
            "E-Collaborative",
            "E-Collaborative for Civic Education",
        ],
    );
    check(
        &[
            long,
            "[E-Collaborative for Music]o met [Ann Example]p.",
            "[E-Collaborative]o met [Ann Example]p.",
        ],
        &[
            "Ann Example",
            "E-Collaborative",
            "E-Collaborative for Civic Education",
            "E-Collaborative for Music",
        ],
    );
}

#[test]
fn a_short_form_is_not_the_one_of_several_that_has_a_number() {
    let long = "[Appeals Court for the 4th Circuit]o heard [Ann Example]p.";
    check(
        &[long, "[Appeals Court]o heard [Ann Example]p."],
        &[
            "Ann Example",
            "Appeals Court",
            "Appeals Court for the 4th Circuit",
        ],
    );
}

#[test]
fn many_bodies_that_begin_with_one_word_take_no_quadratic_time() {
    let letter = |n: usize| ["Bx", "Dx", "Fx", "Gx", "Jx", "Lx", "Mx", "Nx", "Px", "Rx"][n % 10];
    let text: String = (0..10_000)
        .map(|n| {
            let word = [n / 1000, n / 100, n / 10, n].map(letter).concat();
            format!("[Northern {word} Foundation]o. [Northern {word}]o.\n")
        })
        .collect();
    assert_eq!(entities(&[&text], &Gazetteer::default()).len(), 10_000);
}

#[test]
fn later_documents_change_no_id() {
    let ids = |texts: &[&str]| -> Vec<String> {
        let documents: Vec<_> = texts
            .iter()
            .enumerate()
            .map(|(n, text)| super::rows(&n.to_string(), text, &Gazetteer::default()))
            .collect();
        let resolution = super::corpus::resolve(&documents, &Gazetteer::default());
        let of = |number| resolution.bindings.entities(number).next().flatten();
        (0..texts.len())
            .map(|number| {
                resolution.entities[of(number).expect("a person")]
                    .id
                    .to_string()
            })
            .collect()
    };
    let texts = [
        "[Maria]p sang.",
        "[Maria]p ran.",
        "[Maria]p wrote. [Maria]p read.",
        "[Maria]p.",
    ];
    let all = ids(&texts);
    assert_eq!(all[0], "person:maria");
    for count in 1..texts.len() {
        assert_eq!(ids(&texts[..count]), all[..count]);
    }
    let distinct: std::collections::BTreeSet<&String> = all.iter().collect();
    assert_eq!(distinct.len(), texts.len());
}
