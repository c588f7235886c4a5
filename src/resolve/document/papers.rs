//! Which paper a bare "the Times" is, or "the Post".
//!
//! A paper that calls itself so means itself; else one that the text names is meant. What the table says of a bare word
//! holds where neither speaks against it: American papers are called so in American news, and in texts that have
//! to do with the United States.

use super::{Family, Resolver};
use crate::gazetteer::{Entry, fold};
use crate::{Document, Kind};

/// Words by which papers of many places are called. Sorted.
const PAPERS: [&str; 15] = [
    "chronicle",
    "courier",
    "gazette",
    "globe",
    "herald",
    "inquirer",
    "journal",
    "mail",
    "post",
    "standard",
    "star",
    "sun",
    "telegraph",
    "times",
    "tribune",
];

/// The folded name of the paper that published a document: that of the table's entry, else as the document has it.
pub(super) fn own_name(document: &Document, publisher: Option<&Entry>) -> Option<String> {
    let written = document.provenance.publisher.as_deref();
    publisher
        .map(|entry| fold(&entry.name))
        .or_else(|| written.map(fold))
}

/// Whether a paper of this folded name is called by the one word: "times" of "washington times", "times of india" and
/// "times". A Sunday paper is another than that of the week.
pub(super) fn is_called(name: &str, word: &str) -> bool {
    let begins = |rest: &str| rest.starts_with(" of ");
    let ends = |rest: &str| rest.ends_with(' ') && !rest.starts_with("sunday ");
    name == word
        || name.strip_suffix(word).is_some_and(ends)
        || name.strip_prefix(word).is_some_and(begins)
}

impl<'a> Resolver<'a> {
    /// The folded name of the paper that published the document, if the form is the word by which it is called.
    pub(super) fn own_name(&self, form: usize) -> Option<&str> {
        let own = self.own.as_deref()?;
        (self.is_outlet(form) && is_called(own, &self.forms[form].key)).then_some(own)
    }

    /// Whether it was taken for an outlet where it stands first.
    pub(super) fn is_outlet(&self, form: usize) -> bool {
        let form = &self.forms[form];
        form.family == Family::Body && self.mentions[form.mentions[0]].kind == Kind::Outlet
    }

    /// The other papers of the text that are called by the one word that the form is.
    pub(super) fn papers(&self, form: usize) -> Vec<usize> {
        let word = &self.forms[form].key;
        if word.is_empty() || word.contains(' ') || !self.is_outlet(form) {
            return Vec::new();
        }
        let ending = self.ending(Family::Body, word).iter();
        let beginning = self.beginning(Family::Body, word).iter();
        let named = ending.chain(beginning).copied();
        let paper = |&f: &usize| {
            let name = &self.forms[f].key;
            self.is_outlet(f) && name != word && is_called(name, word)
        };
        let mut papers: Vec<usize> = named.filter(paper).collect();
        papers.sort_unstable();
        papers.dedup();
        papers
    }

    /// Whether something speaks against the paper that is usually called by the form: the text names others that are
    /// called so, or is of another country and has nothing to do with the paper's.
    pub(super) fn is_other_paper(&self, form: usize, usual: &Entry) -> bool {
        let word = self.forms[form].key.as_str();
        if usual.kind != Kind::Outlet || PAPERS.binary_search(&word).is_err() {
            return false;
        }
        let papers = self.papers(form);
        let named = |&f: &usize| {
            let known = self.known[self.sets.find(f)];
            known.is_some_and(|known| std::ptr::eq(known, usual))
        };
        let abroad =
            usual.countries.iter().any(|code| code == "US") && !self.countries.contains(&"US");
        abroad || !papers.is_empty() && !papers.iter().any(named)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_in_order() {
        assert!(PAPERS.is_sorted());
    }

    #[test]
    fn a_paper_is_called_by_its_first_or_its_last_word() {
        for name in ["times", "demo times", "times of demo"] {
            assert!(is_called(name, "times"), "{name}");
        }
        for name in ["sunday times", "times square", "demotimes", ""] {
            assert!(!is_called(name, "times"), "{name}");
        }
    }
}
