//! Where sentences begin and end.
//!
//! The `sentencex` crate finds the boundaries; what follows corrects the errors that it makes on
//! news text, with the tokens at hand:
//!
//! * a boundary inside a token (`D-N.|Y.`), after a title (`then-Sen.| Ray`), before lower case
//!   (`D-Mass.| said`) or before a mark that begins no sentence is taken back, and one after an
//!   opening quotation mark is moved before it;
//! * `sentencex` leaves whatever stands between two quotation marks in one piece, and in a paragraph
//!   with an odd number of marks that is also what stands outside them. So a boundary is added after
//!   a stop that surely ends a sentence;
//! * where there are no capitals, `sentencex` finds nothing, as no capital follows a stop. There a stop after a
//!   word that is no abbreviation ends a sentence, whatever follows.

use crate::{Span, Token};

/// Titles whose full stop never ends a sentence, in lower case and in order.
const TITLES: [&str; 34] = [
    "adm", "atty", "brig", "capt", "cmdr", "col", "cpl", "det", "dr", "gen", "gens", "gov", "govs",
    "hon", "lt", "lts", "maj", "messrs", "mr", "mrs", "ms", "pfc", "prof", "profs", "pvt", "rep",
    "reps", "rev", "sen", "sens", "sgt", "spc", "supt", "vs",
];

/// Beginnings of place names, whose full stop ends no sentence unless a name comes before
/// (`in Ft. Hood`, but `on Elm St. The`).
const PLACES: [&str; 4] = ["ft", "mt", "st", "ste"];

/// Words whose full stop stands before a number, in lower case and in order.
const BEFORE_NUMBERS: [&str; 9] = ["art", "ch", "fig", "no", "nos", "prop", "res", "sec", "vol"];

/// Other words that may have a full stop inside a sentence before a capital letter, in lower case
/// and in order.
const ABBREVIATIONS: [&str; 20] = [
    "al", "approx", "art", "assoc", "aug", "blvd", "cf", "dept", "esp", "est", "fig", "intl",
    "nat", "natl", "oct", "sec", "sept", "univ", "viz", "vol",
];

/// Words before a full stop that ends no sentence where there are no capitals to tell it, in lower case and in
/// order.
const WITHOUT_CASE: [&str; 44] = [
    "ala", "apr", "ariz", "ark", "ave", "bros", "calif", "co", "colo", "conn", "corp", "dec",
    "del", "feb", "fla", "ill", "inc", "ind", "jan", "jr", "kan", "ky", "la", "ltd", "mass", "md",
    "mich", "minn", "miss", "mo", "mont", "neb", "nev", "no", "nov", "okla", "ore", "pa", "sr",
    "tenn", "va", "vt", "wash", "wis",
];

/// Abbreviations that are seldom the initials of a body where they stand in capitals, in lower case and in order:
/// `SEN. Roe`, but `told the FT. Roe`.
const NO_INITIALS: [&str; 28] = [
    "brig", "capt", "cmdr", "dr", "gen", "gens", "gov", "govs", "jr", "lt", "lts", "maj", "messrs",
    "mr", "mrs", "ms", "prof", "profs", "rep", "reps", "rev", "sen", "sens", "sgt", "sr", "st",
    "ste", "vs",
];

/// So many letters without a capital among them are no accident.
const LETTERS_WITHOUT_CAPITAL: usize = 40;

/// Whether a stopped word is the initials of a body or a state, and no abbreviation: it stands in capitals, and
/// what follows does not (`settled with the SEC. Roe`, but `ST. LOUIS`).
fn is_initials(word: &str, next: &str) -> bool {
    let capitals = |word: &str| word.len() >= 2 && word.chars().all(char::is_uppercase);
    capitals(word)
        && !capitals(next)
        && NO_INITIALS
            .binary_search(&word.to_lowercase().as_str())
            .is_err()
}

/// Whether text is written without capitals.
fn lacks_capitals(text: &str) -> bool {
    let mut letters = 0;
    for c in text.chars() {
        if c.is_uppercase() {
            return false;
        }
        letters += usize::from(c.is_lowercase());
    }
    letters >= LETTERS_WITHOUT_CAPITAL
}

/// The numbers of the tokens that begin a sentence, in order, the first token among them.
///
/// `tokens` are those of `text[within]`, and there is at least one.
pub(super) fn sentence_starts(text: &str, within: Span, tokens: &[Token]) -> Vec<usize> {
    let mut out = vec![0];
    let mut done = 0;
    if lacks_capitals(within.text(text)) {
        out.extend((1..tokens.len()).filter(|&at| begins_without_case(text, tokens, at)));
        return out;
    }
    for boundary in sentencex::get_sentence_boundaries("en", within.text(text)) {
        let end = within.start + boundary.end_byte;
        let mut place = done + tokens[done..].partition_point(|token| token.span.start < end);
        if place < tokens.len() && opens_quotation(text, tokens, place) {
            place -= 1;
        }
        let inside = place > 0 && tokens[place - 1].span.end > end;
        if place <= done || place == tokens.len() || inside || goes_on(text, tokens, place) {
            continue;
        }
        out.extend((done + 1..place).filter(|&at| surely_begins(text, tokens, at)));
        out.push(place);
        done = place;
    }
    out.extend((done + 1..tokens.len()).filter(|&at| surely_begins(text, tokens, at)));
    out
}

/// Whether a quotation mark before the token number `at` opens what follows: white space is before
/// it and none after.
fn opens_quotation(text: &str, tokens: &[Token], at: usize) -> bool {
    at >= 2
        && is_quote(tokens[at - 1].span.text(text))
        && touches(tokens, at)
        && !touches(tokens, at - 1)
}

/// Whether the token number `at` follows the one before without white space.
fn touches(tokens: &[Token], at: usize) -> bool {
    tokens[at - 1].span.touches(tokens[at].span)
}

/// Whether the token number `at` goes on with the sentence before it.
fn goes_on(text: &str, tokens: &[Token], at: usize) -> bool {
    let next = tokens[at].span.text(text);
    if next.starts_with([',', ';', ':', ')', ']', '%']) {
        return true;
    }
    let Some((word, before)) = stopped_word(text, &tokens[..at]) else {
        return false;
    };
    let first = next.chars().next().unwrap_or_default();
    let initial = tokens[at - 1].span.text(text) != ".";
    if first.is_lowercase() {
        // An address is in lower case wherever it stands.
        return !next.contains(['.', '/']);
    }
    if initial && touches(tokens, at) {
        return true;
    }
    let lower = word.to_lowercase();
    let initials = is_initials(word, next);
    let known = |list: &[&str]| starts_upper(word) && list.binary_search(&lower.as_str()).is_ok();
    !initials && known(&TITLES) && first.is_alphanumeric()
        || !initials && known(&PLACES) && first.is_uppercase() && !before.is_some_and(starts_upper)
        || known(&BEFORE_NUMBERS) && first.is_ascii_digit()
}

/// The last word of `tokens` if a full stop ends them, and the word before that.
fn stopped_word<'a>(text: &'a str, tokens: &[Token]) -> Option<(&'a str, Option<&'a str>)> {
    let (last, rest) = tokens.split_last()?;
    let (word, rest) = match last.span.text(text) {
        "." => {
            let (word, rest) = rest.split_last()?;
            (word.span.text(text), rest)
        }
        last => (last.strip_suffix('.')?, rest),
    };
    let before = rest.last().map(|token| token.span.text(text));
    Some((word, before))
}

/// Whether the token number `at` begins a sentence beyond doubt: a stop ends a word that is no
/// abbreviation, closing marks may follow, then white space and a capital letter, which an opening
/// quotation mark may precede.
fn surely_begins(text: &str, tokens: &[Token], at: usize) -> bool {
    let form = |number: usize| tokens[number].span.text(text);
    let next = form(first_word(text, tokens, at));
    let stop = || stop_before(text, tokens, at);
    // The stop may be a part of the token, as in `CO.`.
    let initials = || {
        !touches(tokens, at)
            && stopped_word(text, &tokens[..at]).is_some_and(|(word, _)| is_initials(word, next))
    };
    // "She apologized on X. Ann Roe did not": the platform, and nobody's initial.
    let platform = || {
        !touches(tokens, at)
            && stopped_word(text, &tokens[..at]).is_some_and(|(word, before)| {
                word == "X" && before.is_some_and(|before| matches!(before, "on" | "via"))
            })
    };
    starts_upper(next)
        && (stop().is_some_and(|stop| ends(form(stop - 1), form(stop))) || initials() || platform())
}

/// The same where there are no capitals.
fn begins_without_case(text: &str, tokens: &[Token], at: usize) -> bool {
    let form = |number: usize| tokens[number].span.text(text);
    let next = form(first_word(text, tokens, at));
    let ends_before_it = |stop: usize| {
        let word = form(stop - 1);
        let known = |list: &[&str]| list.binary_search(&word).is_ok();
        // A number that comes first counts the items of a list.
        let is_number = stop > 1 && word.chars().all(|c| c.is_ascii_digit());
        // “Why?” he asked.
        let is_quoted = stop + 1 < at && is_quote(form(stop + 1));
        form(stop) != "." && !is_quoted
            || form(stop) == "."
                && (is_number || ends(word, "."))
                && !known(&WITHOUT_CASE)
                && !known(&PLACES)
                && !(known(&BEFORE_NUMBERS) && next.starts_with(|c: char| c.is_ascii_digit()))
    };
    next.starts_with(char::is_alphanumeric)
        && stop_before(text, tokens, at).is_some_and(ends_before_it)
}

/// The number of the token behind an opening quotation mark, if the token number `at` is one; otherwise `at`.
fn first_word(text: &str, tokens: &[Token], at: usize) -> usize {
    let is_opening =
        is_quote(tokens[at].span.text(text)) && at + 1 < tokens.len() && touches(tokens, at + 1);
    at + usize::from(is_opening)
}

/// The number of the stop that ends a word before the token number `at`; closing marks may follow it, and
/// white space does.
fn stop_before(text: &str, tokens: &[Token], at: usize) -> Option<usize> {
    let form = |number: usize| tokens[number].span.text(text);
    let touches = |number: usize| touches(tokens, number);
    if touches(at) || !may_close(form(at - 1)) {
        return None;
    }
    let mut stop = at - 1;
    while stop > 0 && touches(stop) && !is_stop(form(stop)) && may_close(form(stop)) {
        stop -= 1;
    }
    (stop > 0 && touches(stop) && is_stop(form(stop))).then_some(stop)
}

/// Whether a stop after `word` can only be the end of a sentence.
fn ends(word: &str, stop: &str) -> bool {
    let letters = word.chars().filter(|c| c.is_alphabetic()).count();
    let lower = word.to_lowercase();
    let known = |list: &[&str]| list.binary_search(&lower.as_str()).is_ok();
    if known(&TITLES) || known(&ABBREVIATIONS) {
        false
    } else if word.starts_with(char::is_lowercase) {
        letters >= 2
    } else {
        // A name with an exclamation mark may go on, as in `Yahoo! News`.
        let capitals = letters >= 3 && word.chars().all(|c| !c.is_lowercase());
        stop == "." && (letters >= 4 || capitals)
    }
}

fn starts_upper(form: &str) -> bool {
    form.starts_with(char::is_uppercase)
}

fn is_stop(form: &str) -> bool {
    matches!(form, "." | "!" | "?")
}

/// Whether a sentence may end with this token.
fn may_close(form: &str) -> bool {
    is_stop(form) || is_quote(form) || matches!(form, ")" | "]")
}

fn is_quote(form: &str) -> bool {
    matches!(form, "\"" | "'" | "“" | "”" | "‘" | "’")
}

#[cfg(test)]
mod tests {
    use super::super::tokenize;
    use super::*;

    /// The sentences of a text, from the first token to the last of each.
    fn sentences(text: &str) -> Vec<&str> {
        let within = Span::new(0, text.len());
        let mut tokens = Vec::new();
        tokenize(text, within, &mut tokens);
        let starts = sentence_starts(text, within, &tokens);
        assert!(starts.is_sorted_by(|a, b| a < b), "{starts:?}");
        let ends = starts.iter().skip(1).copied().chain([tokens.len()]);
        starts
            .iter()
            .zip(ends)
            .map(|(&from, to)| &text[tokens[from].span.start..tokens[to - 1].span.end])
            .collect()
    }

    #[test]
    fn names_and_titles_are_not_cut() {
        for text in [
            "Asked by Rep. Lee, D-N.Y., and Sen. Orr, R-S.C., he said no.",
            "It was signed by then-Gov. Eric Doe and ex-Rep. Ann Roe.",
            "Those voting no are: Ms. Roe, John Doe of Ohio and Lisa Poe.",
            "Adm. Mike Roe met Reps. Ann Doe and Lee Poe.",
            "The anti-U.S. campaign went on.",
            "State Sen. Ann Roe, D-St. Louis, and a base in Ft. Hood, Texas, agreed.",
            "The National Shrine of Ste. Anne was full.",
            "He filed a brief in the Prop. 8 case.",
            "Sen. Ann Roe, D-Mass. tweeted about it.",
            "Sen. Ann Roe, D-W.Va., and Sen. Bob Doe, D-Wash. did so.",
            "Ann Roe, D-Calif.: The plan failed.",
            "In Roe v. Wade and Doe vs. Poe it was left open.",
            "The headline was “Yahoo! News Is Sold” on Sept. 3.",
        ] {
            assert_eq!(sentences(text), [text]);
        }
    }

    #[test]
    fn sentences_inside_quotations_are_sentences() {
        assert_eq!(
            sentences("“We met. Bob was there. We left,” Ann said. “Cy was not.”"),
            [
                "“We met.",
                "Bob was there.",
                "We left,” Ann said.",
                "“Cy was not.”"
            ]
        );
    }

    #[test]
    fn without_capitals_a_stop_ends_a_sentence_and_an_abbreviation_none() {
        assert_eq!(
            sentences(
                "sen. ann roe met dr. poe in st. louis on jan. 3. \"she left,\" he said. did she?\
                 \x20of acme inc. there was no sign at no. 5 elm st. in the u.s. so far."
            ),
            [
                "sen. ann roe met dr. poe in st. louis on jan. 3.",
                "\"she left,\" he said.",
                "did she?",
                "of acme inc. there was no sign at no. 5 elm st. in the u.s. so far."
            ]
        );
        // A line in small letters between others proves nothing.
        assert_eq!(sentences("so it is. it is so"), ["so it is. it is so"]);
    }

    #[test]
    fn an_odd_quotation_mark_does_not_glue_what_follows() {
        assert_eq!(
            sentences("it is over,\" Ann said. She met Bob in Iran. \"We will see,\" Bob said."),
            [
                "it is over,\" Ann said.",
                "She met Bob in Iran.",
                "\"We will see,\" Bob said."
            ]
        );
    }

    #[test]
    fn a_street_may_end_a_sentence() {
        assert_eq!(
            sentences("They met on Elm St. The police came."),
            ["They met on Elm St.", "The police came."]
        );
    }

    #[test]
    fn initials_in_capitals_are_no_abbreviations() {
        for word in ["SEC", "CO", "PA", "COL", "ART", "EST", "FT", "VA", "FBI"] {
            let text = format!("Ann Roe settled with the {word}. Bo Doe left.");
            assert_eq!(sentences(&text).len(), 2, "{text}");
        }
        for text in [
            "ST. LOUIS (AP) — Ann Roe left.",
            "He met SEN. Ann Roe.",
            "GEN. ANN ROE left the room.",
            "Under SEC. 5 of the law she left.",
            "The Acme Co. Ann Roe left is late.",
        ] {
            assert_eq!(sentences(text), [text]);
        }
        // Where all is in capitals, they tell nothing.
        let text = "THE ACME CO. ANN ROE LEFT IS LATE.";
        assert_eq!(sentences(text), [text]);
    }

    #[test]
    fn tables_are_in_order() {
        assert!(NO_INITIALS.is_sorted());
        assert!(TITLES.is_sorted() && BEFORE_NUMBERS.is_sorted() && ABBREVIATIONS.is_sorted());
    }
}
