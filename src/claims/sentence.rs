//! A sentence as the rules see it: a row of items, each a word, a mark or a whole name.
//!
//! Quotation marks and dashes of all sorts are one each. What stands in brackets and names nobody, such
//! as a party and a state, is left out, and so is the same between commas (`, D-Mass.,`).

use std::sync::LazyLock;

use super::Named;
use super::pattern::{Fit, PRONOUN, Table, Word, bit};
use super::table::Set;
use crate::segment::Token;
use crate::{Kind, Span};

/// A word, a mark or a name.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Item {
    /// Where it stands.
    pub(super) span: Span,
    /// Its id in the table; 0 for a name and for a word that no rule knows.
    pub(super) word: Word,
    /// Bits of the kind of a name, or [`PRONOUN`]; 0 for others.
    pub(super) kinds: u8,
    /// The name's number.
    pub(super) name: Option<u32>,
    /// Whether it is the mark of a possessive.
    pub(super) possessive: bool,
    sort: Sort,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Sort {
    #[default]
    Word,
    Name,
    /// A comma, a quotation mark, a stop, a colon, a bracket, a dash.
    Mark,
    /// A full stop, question or exclamation mark.
    Stop,
}

impl Item {
    /// Whether it is a word, and neither a name nor a mark.
    pub(super) fn is_plain(&self) -> bool {
        self.sort == Sort::Word && self.kinds == 0
    }

    /// Whether it can stand inside an apposition.
    pub(super) fn is_inner(&self) -> bool {
        matches!(self.sort, Sort::Word | Sort::Name)
    }
}

/// A sentence's items, in text order.
#[derive(Clone, Debug, Default)]
pub(super) struct Sentence {
    pub(super) items: Vec<Item>,
}

/// Verbs, and what may stand before them.
static SPEAKING: LazyLock<Set> =
    LazyLock::new(|| Set::of_all(&["say", "claim", "tell", "verb", "day"]));

/// Longest stretch in brackets that is left out, in tokens.
const LONGEST_ASIDE: usize = 8;

impl Sentence {
    /// Where a fit stands in the text.
    pub(super) fn span(&self, fit: Fit) -> Span {
        let (first, end) = fit.items;
        Span::new(self.items[first].span.start, self.items[end - 1].span.end)
    }

    /// Fills it with the tokens of a sentence and the names in it; `first` is the number of the first.
    pub(super) fn fill(
        &mut self,
        text: &str,
        tokens: &[Token],
        names: &[Named],
        first: usize,
        table: &Table,
    ) {
        self.items.clear();
        let mut next = 0;
        let mut at = 0;
        while at < tokens.len() {
            let span = tokens[at].span;
            while next < names.len() && names[next].span.end <= span.start {
                next += 1;
            }
            if let Some(name) = names.get(next)
                && name.span.start < span.end
            {
                self.items.push(Item {
                    span: name.span,
                    kinds: bit(name.kind),
                    name: Some((first + next) as u32),
                    sort: Sort::Name,
                    ..Item::default()
                });
                while at < tokens.len() && tokens[at].span.start < name.span.end {
                    at += 1;
                }
                continue;
            }
            let form = span.text(text);
            if let Some(skip) = aside(text, &tokens[at..], &names[next..], table) {
                at += skip;
                continue;
            }
            let (form, sort) = normal(form);
            let word = table.id(form);
            let possessive = form == "'s" || form == "'";
            let pronoun = form.len() <= 3
                && (form.eq_ignore_ascii_case("he") || form.eq_ignore_ascii_case("she"));
            self.items.push(Item {
                span,
                word,
                kinds: if pronoun { PRONOUN } else { 0 },
                name: None,
                possessive,
                sort,
            });
            at += 1;
        }
    }
}

/// How many tokens to leave out here: an aside in brackets, or a party and a state between commas.
fn aside(text: &str, tokens: &[Token], names: &[Named], table: &Table) -> Option<usize> {
    match tokens[0].span.text(text) {
        form @ ("(" | "[") => {
            let close = if form == "(" { ")" } else { "]" };
            let end =
                (tokens.iter().take(LONGEST_ASIDE + 2)).position(|t| t.span.text(text) == close)?;
            let within = Span::new(tokens[0].span.start, tokens[end].span.end);
            let named = names.iter().take_while(|name| name.span.start < within.end);
            let somebody = |name: &Named| {
                matches!(name.kind, Kind::Person | Kind::Organization | Kind::Outlet)
                    && name.span.len() > 1
            };
            (!named.into_iter().any(somebody)).then_some(end + 1)
        }
        "," => {
            // Token by token: `,` `D` `-` `Mass.` `,`; and the last may be missing.
            let form = |at: usize| tokens.get(at).map_or("", |token| token.span.text(text));
            if !matches!(form(1), "D" | "R" | "I") || !matches!(form(2), "-" | "–" | "‑") {
                return None;
            }
            let end = (3..9).find(|&at| form(at) == ",")?;
            // The second comma stays where it begins an apposition.
            let verb = table.id(form(end + 1));
            Some(if SPEAKING.has(verb) { end + 1 } else { end })
        }
        _ => None,
    }
}

/// A token as the rules write it.
fn normal(form: &str) -> (&str, Sort) {
    match form {
        "“" | "”" | "\"" | "„" | "«" | "»" => ("\"", Sort::Mark),
        "‘" | "’" | "'" | "`" => ("'", Sort::Mark),
        "’s" | "ʼs" | "'s" | "’S" | "'S" => ("'s", Sort::Word),
        "—" | "–" | "--" => ("--", Sort::Mark),
        "," | ":" | ";" | "(" | ")" | "[" | "]" | "…" | "|" => (form, Sort::Mark),
        "." | "!" | "?" | "..." => (form, Sort::Stop),
        _ => (form, Sort::Word),
    }
}
