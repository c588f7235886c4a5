//! What the text between two names says of them: "Name (ACRONYM)", "Name, known as the A".

use super::super::{Rule, organization};
use super::{Family, Resolver};
use crate::Kind;
use crate::gazetteer::{Strength, fold};

impl<'a> Resolver<'a> {
    /// The text between two mentions, if it is short and of one line.
    pub(super) fn gap(&self, before: usize, after: usize) -> Option<&'a str> {
        let (end, start) = (
            self.mentions[before].span.end,
            self.mentions[after].span.start,
        );
        let gap = self.text.get(end..start)?;
        (gap.len() <= 30 && !gap.contains('\n')).then_some(gap)
    }

    /// "Name (ACRONYM)", "ACRONYM (Name)", "Name (the A/ B/ C)", "Name, known as the A".
    pub(super) fn join_brackets(&mut self) {
        self.join_scripts();
        let mut head: Option<usize> = None;
        // Whether an acronym in the bracket has been joined to the head.
        let mut listed = false;
        for after in 1..self.mentions.len() {
            let before = after - 1;
            let body = |m: usize| self.forms[self.form_of[m]].family == Family::Body;
            let Some(gap) = self
                .gap(before, after)
                .filter(|_| body(before) && body(after))
            else {
                head = None;
                continue;
            };
            match (link(gap), head) {
                (Link::Opens, _) if self.closes(after) => (head, listed) = (Some(before), false),
                (Link::KnownAs, _) => (head, listed) = (Some(before), false),
                (Link::Slash | Link::Comma, Some(_)) => {}
                _ => {
                    head = None;
                    continue;
                }
            }
            // Names between strokes are names of one thing; between commas they may be others.
            let strict = link(gap) == Link::Comma;
            let nickname = link(gap) == Link::Slash && listed;
            if let Some(named) = head
                && (self.bracketed(named, after, strict) || nickname)
            {
                let because = self.mentions[named].span;
                let (form, to) = (self.form_of[after], self.form_of[named]);
                let mut either = [(form, to), (to, form)].into_iter();
                let refuted = either.find(|&(acronym, name)| self.contradicts(acronym, name));
                if refuted.is_some_and(|(acronym, _)| !self.unlearn(acronym)) {
                    continue;
                }
                self.join(form, to, Rule::Bracket, because);
                listed |= self.sets.find(form) == self.sets.find(to);
            }
        }
    }

    /// Drops what the table says of an acronym, which the document explains as something else: "the Interstate
    /// Commerce Commission (ICC)" is no International Criminal Court. Not where the document has other names of that
    /// one.
    fn unlearn(&mut self, acronym: usize) -> bool {
        let set = self.sets.find(acronym);
        let forms: Vec<usize> = self.sets.members(set).collect();
        let initials = self.acronym(acronym);
        let alone = forms.iter().all(|&f| self.acronym(f) == initials);
        if alone {
            self.known[set] = None;
            forms.iter().for_each(|&f| self.reason[f] = None);
        }
        alone
    }

    /// Whether a name has the initials of a known acronym, but is another's than the table knows by it.
    pub(super) fn contradicts(&self, acronym: usize, name: usize) -> bool {
        let Some(entry) = self.known[self.sets.find(acronym)] else {
            return false;
        };
        let key = &self.forms[name].key;
        let has_initials = |acronym: String| organization::has_initials(key, &acronym);
        let mut full = entry.forms().filter(|form| form.contains(' ')).peekable();
        self.known[self.sets.find(name)].is_none()
            && self.acronym(name).is_none()
            && self.acronym(acronym).is_some_and(has_initials)
            && full.peek().is_some()
            && full.all(|form| organization::tell_of_others(key, &fold(form)))
    }

    /// "Chan Hui-ling (詹慧玲)": the same name in the letters of its language.
    fn join_scripts(&mut self) {
        let latin = |c: char| c.is_alphabetic() && c <= '\u{24F}';
        let foreign =
            |surface: &str| surface.chars().any(char::is_alphabetic) && !surface.chars().any(latin);
        for after in 1..self.mentions.len() {
            let before = after - 1;
            let (named, form) = (self.form_of[before], self.form_of[after]);
            let alike = self.forms[named].family == self.forms[form].family
                && !foreign(self.forms[named].surface)
                && foreign(self.forms[form].surface);
            let opens = alike && self.gap(before, after).is_some_and(|gap| gap.trim() == "(");
            if opens && self.closes(after) {
                self.join(form, named, Rule::Bracket, self.mentions[before].span);
            }
        }
    }

    /// Whether a bracket, or the next of several names in it, follows the mention.
    fn closes(&self, mention: usize) -> bool {
        let rest = self.text[self.mentions[mention].span.end..].trim_start();
        rest.starts_with([')', '/', ',', ';', ']'])
    }

    /// Whether the second name can be in brackets because it names the same as the first: one of
    /// them is an acronym, and not the acronym of yet another name of the document. If `strict`, the
    /// first must have these initials. One word behind a name of several is short for it even where it is
    /// written like a word, as acronyms are in many countries: "South African Wind Energy Association (Sawea)".
    fn bracketed(&self, first: usize, second: usize, strict: bool) -> bool {
        let (first, second) = (self.form_of[first], self.form_of[second]);
        let known = |form: usize| self.gazetteer.known(self.forms[form].surface);
        // "Federal Reserve (AP)" is a credit, not a name.
        let credit = known(second).any(|known| known.entry.kind == Kind::Outlet);
        let (name, acronym) = match (self.acronym(first), self.acronym(second)) {
            (None, Some(acronym)) => (first, acronym),
            (Some(acronym), None) => {
                return organization::has_initials(&self.forms[second].key, &acronym);
            }
            (None, None) => {
                let one_word = |form: usize| !self.forms[form].surface.contains(' ');
                return !strict
                    && !credit
                    && one_word(second)
                    && !one_word(first)
                    && known(second).all(|known| known.strength != Strength::Always);
            }
            (Some(_), Some(_)) => return false,
        };
        let fits = self
            .sets
            .members(name)
            .any(|f| organization::has_initials(&self.forms[f].key, &acronym));
        fits || !strict && !credit && self.expansions(&acronym).is_empty()
    }
}

/// How the text between two names ties them.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Link {
    /// A bracket opens.
    Opens,
    /// "known as", "which stands for".
    KnownAs,
    /// The next of several names between strokes.
    Slash,
    /// The next of several names between commas.
    Comma,
    None,
}

fn link(gap: &str) -> Link {
    let separator =
        |c: char| c.is_whitespace() || matches!(c, '/' | ',' | ';' | '"' | '“' | '”' | '‘' | '’');
    let words: Vec<&str> = gap
        .split(separator)
        .filter(|w| !matches!(*w, "" | "the" | "The" | "or" | "also" | "better" | "which"))
        .collect();
    match words[..] {
        ["(" | "(the" | "["] => Link::Opens,
        ["known", "as"] | ["called"] | ["a.k.a."] | ["aka"] | ["stands", "for"] => Link::KnownAs,
        [] if gap.contains('/') => Link::Slash,
        [] if gap.contains([',', ';']) || gap.contains(" or ") => Link::Comma,
        _ => Link::None,
    }
}
