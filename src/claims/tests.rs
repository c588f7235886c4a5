//! Sentences with their names between braces, `{p:Ann}`, and what must be found in them.

mod unstated;

use super::{Claims, How, Named, find};
use crate::{Document, Kind, Span, segment};

/// A text with marked names (`{p:..}`, `{o:..}`, `{m:..}` for an outlet) and what it states. Names with
/// the same last word are one entity.
fn claims(marked: &str) -> (String, Claims) {
    let mut text = String::new();
    let mut spans = Vec::new();
    let mut rest = marked;
    while let Some((before, after)) = rest.split_once('{') {
        text.push_str(before);
        let (name, after) = after.split_once('}').expect("a closed brace");
        let (kind, name) = name.split_once(':').expect("a kind");
        let kind = match kind {
            "p" => Kind::Person,
            "o" => Kind::Organization,
            _ => Kind::Outlet,
        };
        spans.push((Span::new(text.len(), text.len() + name.len()), kind));
        text.push_str(name);
        rest = after;
    }
    text.push_str(rest);
    let document = Document {
        text,
        ..Document::default()
    };
    let segmentation = segment(&document);
    let last = |span: Span| {
        span.text(&document.text)
            .rsplit(' ')
            .next()
            .map(str::to_owned)
    };
    let words: Vec<_> = spans.iter().map(|(span, _)| last(*span)).collect();
    let names: Vec<Named> = (spans.iter().enumerate())
        .map(|(index, &(span, kind))| Named {
            span,
            kind,
            sentence: (segmentation.sentences.iter())
                .position(|s| s.span.contains(span))
                .expect("a sentence"),
            cluster: words
                .iter()
                .position(|w| *w == words[index])
                .unwrap_or(index),
        })
        .collect();
    let claims = find(&document.text, &segmentation, &names);
    (document.text, claims)
}

/// `sentence source>outlet` for each attribution; `-` where the source is not named.
fn said(marked: &str) -> Vec<String> {
    let (text, claims) = claims(marked);
    (claims.attributions.iter())
        .map(|(sentence, a)| {
            let source = a.source.map_or("-", |span| span.text(&text));
            let told = a
                .told_to
                .map_or(String::new(), |span| format!(">{}", span.text(&text)));
            format!("{sentence} {source}{told}")
        })
        .collect()
}

/// `source type target` for each relation, with `former` where it is over.
fn stated(marked: &str) -> Vec<String> {
    let (text, claims) = claims(marked);
    (claims.relations.iter())
        .map(|(_, r)| {
            let former = if r.former { " former" } else { "" };
            let (source, target) = (r.source.text(&text), r.target.text(&text));
            format!("{source} {} {target}{former}", r.relation)
        })
        .collect()
}

#[test]
fn a_sentence_names_its_source() {
    for (text, expected) in [
        ("“We won,” {p:Ann Roe} said.", "0 Ann Roe"),
        ("“We won,” said {o:Acme} spokesman {p:Bo Doe}.", "0 Bo Doe"),
        (
            "Sen. {p:Ann Roe} (R-Ohio) said that it was over.",
            "0 Ann Roe",
        ),
        (
            "{p:Ann Roe}, the former head of the plant, said so.",
            "0 Ann Roe",
        ),
        ("It was late, according to {o:Acme}.", "0 Acme"),
        (
            "According to a report by the {o:Acme Institute}, it was late.",
            "0 Acme Institute",
        ),
        ("A spokesman for {o:Acme} said it was late.", "0 Acme"),
        ("{p:Ann Roe} tweeted that it was late.", "0 Ann Roe"),
        (
            "As {m:The Gazette} reported last June, it is so.",
            "0 The Gazette",
        ),
        (
            "The {m:Gazette}’s investigation found no trace.",
            "0 Gazette",
        ),
    ] {
        assert_eq!(said(text), [expected], "{text}");
    }
}

#[test]
fn a_source_and_the_outlet_that_was_told() {
    for (text, expected) in [
        (
            "{p:Ann Roe} told {m:The Gazette} in 2019 that it was over.",
            "0 Ann Roe>The Gazette",
        ),
        (
            "“It is over,” {p:Roe} said in an interview with {m:The Gazette}.",
            "0 Roe>The Gazette",
        ),
        (
            "An official told the {m:Gazette} that it was over.",
            "0 ->Gazette",
        ),
        ("“No,” {p:Roe} told {m:CNN}’s {p:Cy Poe}.", "0 Roe>CNN"),
    ] {
        assert_eq!(said(text), [expected], "{text}");
    }
}

#[test]
fn whoever_is_only_spoken_of_is_no_source() {
    for text in [
        "He sued the {m:Gazette} for libel.",
        "The {m:Gazette} was sold on Monday, officials said.",
        "Outlets such as the {m:Gazette} and others removed it.",
        "Critics of {p:Ann Roe} said it was late.",
        "{p:Ann Roe} never said that it was late.",
        "{p:Ann Roe} did not say who won.",
        "What would {p:Ann Roe} say?",
    ] {
        assert_eq!(said(text), [""; 0], "{text}");
    }
}

#[test]
fn an_outlet_that_speaks_of_itself_is_no_source_of_news() {
    let (_, claims) = claims("{m:Chatter} said it would remove the posts.");
    assert!(claims.attributions[0].1.about_itself);
    let (_, claims) = self::claims("{m:The Gazette} said the mayor would resign.");
    assert!(!claims.attributions[0].1.about_itself);
}

#[test]
fn a_quotation_that_runs_over_sentences_has_one_speaker() {
    let text = "“We met {p:Cy Smith}. {p:Smith} was late. We left,” {p:Ann Roe} said. “{p:Smith} was not.”";
    let (_, claims) = claims(text);
    let how: Vec<How> = claims.attributions.iter().map(|(_, a)| a.how).collect();
    assert_eq!(
        said(text),
        ["0 Ann Roe", "1 Ann Roe", "2 Ann Roe", "3 Ann Roe"]
    );
    assert_eq!(
        how,
        [How::Quotation, How::Quotation, How::Named, How::Quotation]
    );
}

#[test]
fn he_is_who_spoke_last_unless_somebody_else_is_named_since() {
    assert_eq!(
        said("“No,” said {p:Ann Roe}.\n\n“{o:Acme} is late,” she added."),
        ["0 Ann Roe", "1 Ann Roe"]
    );
    assert_eq!(
        said("“No,” said {p:Ann Roe}.\n\n{p:Bo Doe} met {p:Cy Poe}. He said {o:Acme} was late."),
        ["0 Ann Roe"]
    );
}

#[test]
fn relations_are_typed_and_directed() {
    for (text, expected) in [
        (
            "{o:Acme} spokesman {p:Bo Doe} left.",
            "Bo Doe spokesperson_of Acme",
        ),
        (
            "{p:Bo Doe}, a spokesman for {o:Acme}, left.",
            "Bo Doe spokesperson_of Acme",
        ),
        ("{m:CNN} analyst {p:Bo Doe} left.", "Bo Doe works_for CNN"),
        ("{m:CNN}’s {p:Bo Doe} left.", "Bo Doe works_for CNN"),
        (
            "{p:Bo Doe} wrote in the {m:Gazette} that it is late.",
            "Bo Doe wrote_for Gazette",
        ),
        (
            "{p:Bo Doe}, a member of {o:Acme}, left.",
            "Bo Doe member_of Acme",
        ),
        ("{o:FBI} Director {p:Bo Doe} left.", "Bo Doe leads FBI"),
        (
            "{p:Bo Doe}, a co-founder of {o:Acme}, left.",
            "Bo Doe founded Acme",
        ),
        (
            "{p:Ann Roe} nominated {p:Bo Doe} to the court.",
            "Bo Doe appointed_by Ann Roe",
        ),
        (
            "{p:Bo Doe} was appointed by {p:Ann Roe}.",
            "Bo Doe appointed_by Ann Roe",
        ),
        (
            "The {o:Islamic Front}, also known as {o:IF}, left.",
            "Islamic Front alias_of IF",
        ),
        (
            "{o:Acme Air}, a subsidiary of {o:Acme}, left.",
            "Acme Air part_of Acme",
        ),
        (
            "{o:Acme Fund}, which is funded by {p:Ann Roe}, left.",
            "Acme Fund funded_by Ann Roe",
        ),
        (
            "{p:Ann Roe} met with {p:Bo Doe} on Monday.",
            "Ann Roe met_with Bo Doe",
        ),
        (
            "{p:Ann Roe} told {p:Bo Doe} to leave.",
            "Ann Roe told Bo Doe",
        ),
        (
            "{p:Ann Roe} of {o:Acme} met {p:Bo Doe} on Monday.",
            "Ann Roe met_with Bo Doe",
        ),
    ] {
        assert_eq!(stated(text), [expected], "{text}");
    }
}

#[test]
fn what_is_over_is_kept_as_over() {
    for (text, expected) in [
        (
            "Former {o:FBI} Director {p:Bo Doe} left.",
            "Bo Doe leads FBI former",
        ),
        (
            "{p:Bo Doe}, a former member of {o:Acme}, left.",
            "Bo Doe member_of Acme former",
        ),
        (
            "{p:Bo Doe}, who was a member of {o:Acme}, left.",
            "Bo Doe member_of Acme former",
        ),
        (
            "{p:Bo Doe} worked for {o:Acme}.",
            "Bo Doe works_for Acme former",
        ),
    ] {
        assert_eq!(stated(text), [expected], "{text}");
    }
}

#[test]
fn what_is_denied_asked_or_only_possible_states_nothing() {
    for text in [
        "{p:Bo Doe} was not a member of {o:Acme}.",
        "{p:Bo Doe} never met {p:Ann Roe}.",
        "{p:Bo Doe} would lead {o:Acme}.",
        "Has {p:Bo Doe} met {p:Ann Roe}?",
        "If {p:Bo Doe} met {p:Ann Roe}, it is over.",
        "Friends of {p:Bo Doe} met {p:Ann Roe}.",
        "The clerk who fired {p:Bo Doe} met {p:Ann Roe}.",
        "Asked whether {p:Bo Doe} met {p:Ann Roe}, they left.",
        "Asked about rumors that {p:Bo Doe} met {p:Ann Roe}, they left.",
        "{p:Bo Doe} and {p:Ann Roe} were there.",
    ] {
        assert_eq!(stated(text), [""; 0], "{text}");
    }
}

#[test]
fn who_hears_is_not_the_one_that_is_spoken_of() {
    for text in [
        "{p:Ann Roe} told investors {p:Bo Doe} would resign.",
        "{p:Ann Roe} told reporters he'd fire {p:Bo Doe}.",
        "{p:Ann Roe} told senators {p:Bo Doe} was weak.",
        "{p:Ann Roe} told the crowd {p:Bo Doe} lied.",
        "{p:Ann Roe} told her staff {p:Bo Doe} was leaving.",
        "{p:Ann Roe} told the judge {p:Bo Doe} fled.",
        "{p:Ann Roe} told Senate Democrats {p:Bo Doe} left.",
        "{p:Ann Roe} told authorities {p:Bo Doe} had reached inside.",
        "{p:Ann Roe} told donors {p:Bo Doe}'s {p:Cy Poe} was wrong.",
        "{p:Ann Roe} told me {p:Bo Doe} was there.",
    ] {
        assert_eq!(stated(text), [""; 0], "{text}");
    }
    for (text, expected) in [
        (
            "{p:Ann Roe} told radio host {p:Bo Doe} that it was over.",
            "Ann Roe told Bo Doe",
        ),
        (
            "{p:Ann Roe} told her former lawyer {p:Bo Doe} to leave.",
            "Ann Roe told Bo Doe",
        ),
        (
            "{p:Ann Roe} told Sen. {p:Bo Doe} it was over.",
            "Ann Roe told Bo Doe",
        ),
        (
            "{p:Ann Roe} told the conservative {m:Gazette} in May that it was over.",
            "Ann Roe told Gazette",
        ),
    ] {
        assert_eq!(stated(text), [expected], "{text}");
    }
}

#[test]
fn outlets_that_are_spoken_of_were_told_nothing() {
    for text in [
        "{p:Ann Roe} told reporters {m:CNN} was late.",
        "{p:Ann Roe} told her {m:CNN} viewers so.",
        "{p:Ann Roe} told {m:CNN} viewers so.",
    ] {
        assert_eq!(said(text), ["0 Ann Roe"], "{text}");
    }
}

#[test]
fn the_one_whose_lawyer_speaks_does_not() {
    for text in [
        "A lawyer for {p:Bo Doe}, {p:Ann Roe}, told {m:CNN} it was late.",
        "The wife of {p:Bo Doe}, {p:Ann Roe}, told {m:CNN} so.",
        "{p:Bo Doe}’s sister, {p:Ann Roe}, told {m:CNN} so.",
    ] {
        assert_eq!(said(text), ["0 Ann Roe>CNN"], "{text}");
        assert_eq!(stated(text), ["Ann Roe told CNN"], "{text}");
    }
    for text in [
        "The father of victim {p:Ann Roe} told {m:CNN} so.",
        "The lawyer of suspended striker {p:Ann Roe} told {m:CNN} so.",
        "A friend of the town's sheriff {p:Ann Roe} told {m:CNN} so.",
        "{p:Bo Doe}, who served under {p:Cy Roe}, {p:Jo Poe}, and {p:Ann Coe}, told {m:CNN} so.",
        "The president of {o:Acme} told {m:CNN} so.",
    ] {
        let told = stated(text);
        assert!(told.is_empty(), "{text} {told:?}");
    }
}

#[test]
fn whom_a_clause_only_speaks_of_says_nothing() {
    for text in [
        "The man who accused {p:Bo Doe} said he was afraid.",
        "The clerk who had charged {p:Bo Doe} said so.",
        "Police who arrested {p:Bo Doe} said so.",
        "The company that sued {p:Bo Doe} said so.",
        "The company that owns {o:Acme} said so.",
        "A spokesman for the man who shot {p:Bo Doe} said so.",
        "Officers guarding {p:Bo Doe} said so.",
        "Critics of former mayor {p:Bo Doe} said so.",
        "Everyone but {p:Bo Doe} said it was late.",
        "Neither {p:Bo Doe} nor {p:Ann Roe} said so.",
        "Not even {p:Bo Doe} said so.",
        "Neither the clerk nor her lawyer, {p:Bo Doe}, said so.",
        "There is no proof {p:Bo Doe} said so.",
        "Claims that {p:Bo Doe} said so are late.",
        "The agency that regulates {o:Acme} said so.",
        "If {p:Bo Doe} says so, it is late.",
        "Asked whether {p:Bo Doe} said so, the clerk left.",
        "Had {p:Bo Doe} said so, it would be late.",
        "It is not true that {p:Bo Doe} said so.",
        "No matter what {p:Bo Doe} said, it is late.",
        "He agreed with what {p:Bo Doe} said.",
        "Whatever {p:Bo Doe} says, it is late.",
        "Many think {p:Bo Doe} told reporters so.",
        "The things {p:Bo Doe} says are late.",
        "The clerk praised {p:Bo Doe}, saying he was late.",
        "The clerk went on to defend {p:Bo Doe}, saying he was late.",
    ] {
        assert_eq!(said(text), [""; 0], "{text}");
    }
    for (text, expected) in [
        (
            "{p:Ann Roe} denied that {p:Bo Doe} had told her.",
            "0 Ann Roe",
        ),
        (
            "Whatever {p:Bo Doe} says, it is late, said {p:Ann Roe}.",
            "0 Ann Roe",
        ),
    ] {
        assert_eq!(said(text), [expected], "{text}");
    }
    assert_eq!(
        stated("The man who accused {p:Bo Doe} told {m:CNN} so."),
        [""; 0]
    );
}

#[test]
fn what_stands_before_a_name_may_leave_it_the_speaker() {
    for text in [
        "“It is late,” retired deputy clerk {p:Bo Doe} said.",
        "“It is late,” newly elected mayor {p:Bo Doe} said.",
        "He was hailed by {p:Bo Doe}, who said it was late.",
        "The police, who {p:Bo Doe} said had warned them, left.",
        "Secretary of the Treasury {p:Bo Doe} said it was late.",
        "Deputy chief of staff {p:Bo Doe} said it was late.",
        "It was over for what {p:Bo Doe} said was a mistake.",
        "The city-owned {p:Bo Doe} said it was late.",
        "And when {p:Bo Doe} said it was late, they left.",
        "{p:Bo Doe} of {o:Acme} said it was late.",
        "They sided with the accuser, says {p:Bo Doe}.",
        "He saw the office of the pardon attorney, said {p:Bo Doe}, a clerk.",
    ] {
        assert_eq!(said(text), ["0 Bo Doe"], "{text}");
    }
}

proptest::proptest! {
    #[test]
    fn any_text_with_any_names_is_read_without_trouble(
        words in proptest::collection::vec(
            proptest::sample::select(vec![
                "said", "told", "{p:Ann}", "{m:CNN}", "{o:Acme}", ",", "“", "”", "\"", "(", ")", "'s", "’s",
                "a", "spokesman", "for", "of", "met", "with", "he", ".", "?", "\n\n", "according", "to", "the",
                "member", "former", "é", "—",
            ]),
            0..60,
        )
    ) {
        let (text, claims) = claims(&words.join(" "));
        for (_, a) in &claims.attributions {
            proptest::prop_assert!(a.source.is_some() || a.told_to.is_some());
            proptest::prop_assert!(text.get(a.cue.start..a.cue.end).is_some());
        }
        for (_, r) in &claims.relations {
            proptest::prop_assert!(r.source != r.target && r.cue.end <= text.len());
        }
    }
}
