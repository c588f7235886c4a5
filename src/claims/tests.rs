//! Sentences with their names between braces, `{p:Ann}`, and what must be found in them.

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
fn a_quotation_whose_own_speaker_is_not_named_is_not_the_one_befores() {
    let first = "“{p:Cy Poe} is late,” {p:Ann Roe} said in Paris. ";
    for second in [
        "“{p:Bo Doe} paid {p:Cy Poe},” an anonymous post said.",
        "“{p:Bo Doe} paid {p:Cy Poe},” said one fan.",
        "“{p:Bo Doe} paid {p:Cy Poe},” shouted a heckler.",
        "“{p:Bo Doe} paid {p:Cy Poe},” her lawyer said.",
        "“{p:Bo Doe} paid {p:Cy Poe},” a blogger wrote, “and more.”",
        "“{p:Bo Doe} paid {p:Cy Poe}. He was late,” one aide said.",
        "“{p:Bo Doe} paid {p:Cy Poe}.” A rival said so.",
        "“{p:Bo Doe} paid,” an aide said. “{p:Cy Poe} did not.”",
        "An aide said: “{p:Bo Doe} paid. {p:Cy Poe} did not.”",
    ] {
        let text = format!("{first}{second}");
        assert_eq!(said(&text), ["0 Ann Roe"], "{text}");
    }
    let text = "“{p:Cy Poe} is late,” {p:Ann Roe} said. “{p:Bo Doe} paid. {p:Cy Poe} left,” {p:Jo Coe} said.";
    assert_eq!(said(text), ["0 Ann Roe", "1 Jo Coe", "2 Jo Coe"]);
    let text = "“It is late,” {p:Ann Roe} said. “Very,” an aide said. “{o:Acme} is late,” he said.";
    assert_eq!(said(text), ["0 Ann Roe"]);
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
fn what_is_supposed_played_or_a_hoax_states_nothing() {
    for text in [
        "Suppose that {p:Bo Doe} is the head of {o:Acme}.",
        "Imagine that {p:Bo Doe}, the head of {o:Acme}, left.",
        "Pretend {p:Bo Doe} is the president of {o:Acme}.",
        "What if {p:Bo Doe} met {p:Ann Roe}?",
        "Nobody believes that {p:Bo Doe} is the head of {o:Acme}.",
        "No one thinks {p:Bo Doe} is the head of {o:Acme}.",
        "Many wrongly believe {p:Bo Doe} is the founder of {o:Acme}.",
        "The page falsely said that {p:Bo Doe} founded {o:Acme}.",
        "Contrary to reports, {p:Bo Doe} is the head of {o:Acme}.",
        "{p:Bo Doe} met {p:Ann Roe}, or so the blogger wrote.",
        "{p:Bo Doe} worked for {o:Acme}, according to a hoax.",
        "According to an old rumor, {p:Bo Doe} worked for {o:Acme}.",
        "In the sitcom, {p:Bo Doe} is the chief executive of {o:Acme}.",
        "In the new film, {o:Acme} director {p:Bo Doe} left.",
        "{p:Bo Doe} is the president of {o:Acme} in the novel.",
        "The false rumor said {p:Bo Doe} met with {p:Ann Roe}.",
        "Critics say {p:Bo Doe} is a spokesman for {o:Acme}.",
        "“{p:Bo Doe} is a member of {o:Acme},” shouted a heckler.",
        "“{p:Bo Doe} is the founder of {o:Acme},” a comedian joked.",
        "If {p:Bo Doe} is the head of {o:Acme}, it is over.",
    ] {
        assert_eq!(stated(text), [""; 0], "{text}");
    }
    for (text, expected) in [
        (
            "Critics say {o:FBI} Director {p:Bo Doe} lied.",
            "Bo Doe leads FBI",
        ),
        (
            "It is no hoax, but {p:Bo Doe} met {p:Ann Roe}.",
            "Bo Doe met_with Ann Roe",
        ),
        (
            "In the film business, {p:Bo Doe} founded {o:Acme}.",
            "Bo Doe founded Acme",
        ),
        (
            "The police say {p:Bo Doe} is a member of {o:Acme}.",
            "Bo Doe member_of Acme",
        ),
    ] {
        assert_eq!(stated(text), [expected], "{text}");
    }
}

#[test]
fn a_post_that_a_word_before_it_takes_back_is_not_stated() {
    for text in [
        "Police arrested suspected {o:Acme} member {p:Bo Doe}.",
        "Fake {o:Acme} CEO {p:Bo Doe} was jailed.",
        "The alleged {o:Acme} agent {p:Bo Doe} left.",
        "Accused {o:Acme} member {p:Bo Doe} left.",
        "Self-proclaimed {o:Acme} leader {p:Bo Doe} left.",
        "The so-called {o:Acme} president {p:Bo Doe} left.",
        "Would-be {o:Acme} director {p:Bo Doe} left.",
        "Aspiring {o:Acme} host {p:Bo Doe} left.",
        "The incoming {o:Acme} president {p:Bo Doe} left.",
        "The presumptive {o:Acme} chairman {p:Bo Doe} left.",
        "A man posing as {o:Acme} agent {p:Bo Doe} left.",
        "Wrongly identified as {o:Acme} CEO {p:Bo Doe}, the man left.",
        "The man claimed to be {o:Acme} agent {p:Bo Doe}.",
        "{p:Bo Doe}, an alleged member of {o:Acme}, left.",
        "{p:Bo Doe}, a self-styled spokesman for {o:Acme}, left.",
        "{p:Bo Doe}, the purported founder of {o:Acme}, left.",
        "{p:Bo Doe} is an alleged member of {o:Acme}.",
    ] {
        assert_eq!(stated(text), [""; 0], "{text}");
    }
    for (text, expected) in [
        (
            "He accused {o:FBI} Director {p:Bo Doe} of lying.",
            "Bo Doe leads FBI",
        ),
        (
            "They also accused former {o:FBI} Director {p:Bo Doe}.",
            "Bo Doe leads FBI former",
        ),
        (
            "{p:Bo Doe}, a member of the self-proclaimed {o:Acme Republic}, left.",
            "Bo Doe member_of Acme Republic",
        ),
        (
            "“Imagine that,” {p:Bo Doe} told {m:CNN}.",
            "Bo Doe told CNN",
        ),
        (
            "The suspected spy met {o:FBI} Director {p:Bo Doe}.",
            "Bo Doe leads FBI",
        ),
        (
            "Acting {o:FBI} Director {p:Bo Doe} left.",
            "Bo Doe leads FBI",
        ),
        (
            "The man, identified as {p:Bo Doe}, a member of {o:Acme}, left.",
            "Bo Doe member_of Acme",
        ),
    ] {
        assert_eq!(stated(text), [expected], "{text}");
    }
}

#[test]
fn who_after_a_description_may_be_either() {
    for text in [
        "{p:Bo Doe}, a lobbyist for {o:Acme}, who met with {p:Ann Roe} on Monday, left.",
        "{p:Bo Doe}, a director of {o:Acme}, who founded the {o:Fund}, quit.",
        "{p:Bo Doe}, an employee of {o:Acme}, who donated $1 million to the {o:Fund}, died.",
        "{p:Bo Doe}, an aide to {p:Cy Poe}, who met with {p:Ann Roe} on Monday, left.",
    ] {
        let stated = stated(text);
        assert!(
            (stated.iter()).all(|r| r.starts_with("Bo Doe") || r.ends_with("Bo Doe")),
            "{text} {stated:?}"
        );
    }
    assert_eq!(
        stated("On Monday the talks were hailed by {p:Bo Doe}, who met {p:Ann Roe}."),
        ["Bo Doe met_with Ann Roe"]
    );
    assert_eq!(
        said("{p:Bo Doe}, an aide to {p:Cy Poe}, who said it was late, left."),
        [""; 0]
    );
}

#[test]
fn what_is_told_nothing_is_told_nothing() {
    for text in [
        "{p:Ann Roe} told {p:Bo Doe} nothing about {p:Cy Poe}.",
        "{p:Ann Roe}, the head of the plant, told {m:CNN} nothing.",
        "{p:Ann Roe} has not told {m:CNN} who will leave.",
        "{p:Ann Roe} said nothing about {p:Bo Doe}.",
        "{p:Ann Roe} said little about {p:Bo Doe}.",
        "{p:Ann Roe} told nobody.",
        "{p:Ann Roe} told no one about {p:Bo Doe}.",
    ] {
        assert_eq!(said(text), [""; 0], "{text}");
        assert_eq!(stated(text), [""; 0], "{text}");
    }
    assert_eq!(said("{p:Ann Roe} said nothing had changed."), ["0 Ann Roe"]);
}

#[test]
fn outlets_that_report_together_are_all_sources() {
    for (text, expected) in [
        (
            "{m:CNN} and {m:NBC} reported that {p:Bo Doe} would resign.",
            &["0 CNN", "0 NBC"][..],
        ),
        (
            "{m:Politico}, {m:Axios} and {m:The Gazette} reported on Monday that it was late.",
            &["0 Politico", "0 Axios", "0 The Gazette"],
        ),
        (
            "The {m:Post}, {m:Axios}, and the {m:Gazette} say it was late.",
            &["0 Post", "0 Axios"],
        ),
        (
            "It was late, according to {m:CNN} and {m:NBC}.",
            &["0 CNN", "0 NBC"],
        ),
    ] {
        let mut found = said(text);
        found.sort();
        let mut expected = expected.to_vec();
        expected.sort_unstable();
        assert_eq!(found, expected, "{text}");
    }
    assert_eq!(
        said("{m:CNN} and {m:NBC} were late, {p:Ann Roe} said."),
        ["0 Ann Roe"]
    );
}

#[test]
fn whom_somebody_else_accuses_does_not_speak() {
    for text in [
        "{p:Kim Ray}, accusing {o:Acme}, the maker of the jet, told {m:CNN} that she would sue.",
        "{p:Kim Ray}, openly defending {o:Acme}, the shop, told {m:CNN} so.",
    ] {
        assert_eq!(said(text), ["0 ->CNN"], "{text}");
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
