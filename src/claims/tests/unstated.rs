//! What sounds like a source or a relation and is none, and what stands next to it and is one.

use super::{said, stated};

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
    let text = "{p:Ann Roe} said “no” and a fan shouted “{p:Cy Poe} lost. {p:Bo Doe} lost.”";
    assert_eq!(said(text), ["0 Ann Roe"]);
    let text = "{p:Ann Roe} said no and added: “{p:Cy Poe} lost. {p:Bo Doe} lost.”";
    assert_eq!(said(text), ["0 Ann Roe", "1 Ann Roe"]);
    let text = "“It is late,” {p:Ann Roe} said. “Very,” an aide said. “{o:Acme} is late,” he said.";
    assert_eq!(said(text), ["0 Ann Roe"]);
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
        "In a parody video, {p:Bo Doe} is the head of {o:Acme}.",
        "The actor plays {p:Bo Doe}, the director of {o:Acme}.",
        "Online posts claim {p:Bo Doe} met {p:Ann Roe}.",
        "A fake news site reported that {p:Bo Doe} met {p:Ann Roe}.",
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
            "On the contrary, {p:Bo Doe} met {p:Ann Roe}.",
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
        "A man who said he was {o:Acme} agent {p:Bo Doe} left.",
        "The man called himself {o:Acme} agent {p:Bo Doe}.",
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
            "Suspected hackers targeted {o:FBI} Director {p:Bo Doe}.",
            "Bo Doe leads FBI",
        ),
        (
            "They called for {o:FBI} Director {p:Bo Doe} to resign.",
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
        "{p:Ann Roe} said no more about {p:Bo Doe}.",
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
            "{m:CNN} and {m:NBC} both reported that it was late.",
            &["0 CNN", "0 NBC"],
        ),
        (
            "Outlets like {m:CNN} and the {m:Gazette} first reported on it.",
            &["0 CNN", "0 Gazette"],
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
        said("Reporters from {m:CNN} and {m:NBC} said it was late."),
        [""; 0]
    );
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
