//! Which sentences count: what a site prints under text after text says nothing of any of them.

use std::hash::BuildHasher;
use std::sync::Mutex;
use std::sync::atomic::AtomicU8;
use std::sync::atomic::Ordering::Relaxed;

use rayon::prelude::*;
use rustc_hash::{FxBuildHasher, FxHashMap, FxHashSet};

use crate::gazetteer::{self, Gazetteer};
use crate::rows::{DocumentRows, Rows};

/// A sentence that stands in so many texts of one publisher is a formula of the site's (a sign-up
/// line, a disclaimer), not news.
const FORMULA: usize = 5;

/// The most counters in which sentences are told by a checksum alone; one counter may be of several.
const COUNTERS: usize = 1 << 22;
/// Counters for a document.
const OF_DOCUMENT: usize = 1 << 10;

/// Which sentences count in a corpus.
pub(crate) struct Counting {
    publishers: Vec<Option<usize>>,
    formulas: FxHashSet<(usize, String)>,
    boilerplate: bool,
}

impl Counting {
    /// Looks for formulas. Copies, whose original is another document, do not make a formula of what
    /// they repeat.
    pub(crate) fn new(
        documents: &(impl Rows + ?Sized),
        originals: &[usize],
        boilerplate: bool,
    ) -> Counting {
        let publishers = publishers(documents);
        let formulas = if boilerplate {
            FxHashSet::default()
        } else {
            formulas(documents, originals, &publishers)
        };
        Counting {
            publishers,
            formulas,
            boilerplate,
        }
    }

    /// For each sentence row of a document, whether what it names counts.
    pub(crate) fn of(&self, number: usize, rows: &DocumentRows) -> Vec<bool> {
        let publisher = self.publishers[number].filter(|_| !self.formulas.is_empty());
        let is_formula = |text: &String| {
            publisher.is_some_and(|publisher| self.formulas.contains(&(publisher, text.clone())))
        };
        (rows.sentences.iter())
            .map(|sentence| sentence.counts(self.boilerplate) && !is_formula(&sentence.text))
            .collect()
    }
}

/// For each document and each of its sentence rows, whether what it names counts.
#[cfg(test)]
fn counting(documents: &[DocumentRows], originals: &[usize], boilerplate: bool) -> Vec<Vec<bool>> {
    let counting = Counting::new(documents, originals, boilerplate);
    let numbered = documents.iter().enumerate();
    numbered
        .map(|(number, rows)| counting.of(number, rows))
        .collect()
}

/// Sentences by publisher that are formulas. Whatever can be one is found in a first pass by counters of
/// a fixed size, which may say too much and never too little; only those are then counted by their words.
fn formulas(
    documents: &(impl Rows + ?Sized),
    originals: &[usize],
    publishers: &[Option<usize>],
) -> FxHashSet<(usize, String)> {
    let count = (documents.count() * OF_DOCUMENT).clamp(1, COUNTERS);
    // All threads go through the documents; what they add up does not depend on who comes first.
    let each = |with: &(dyn Fn(usize, &str, usize) + Sync)| {
        publishers
            .par_iter()
            .enumerate()
            .for_each(|(number, &publisher)| {
                if let Some(publisher) = publisher
                    && originals[number] == number
                {
                    let rows = documents.load_names(number);
                    for sentence in rows.sentences.iter().filter(|s| s.counts(false)) {
                        let place = FxBuildHasher.hash_one((publisher, &sentence.text));
                        with(publisher, &sentence.text, (place >> 32) as usize % count);
                    }
                }
            });
    };
    let mut counters = Vec::new();
    counters.resize_with(count, AtomicU8::default);
    each(&|_, _, place| {
        // A full counter stays full.
        let _ = counters[place].fetch_update(Relaxed, Relaxed, |count| count.checked_add(1));
    });
    let many = |counter: &AtomicU8| usize::from(counter.load(Relaxed)) >= FORMULA;
    if !counters.iter().any(many) {
        return FxHashSet::default();
    }
    let times: Mutex<FxHashMap<(usize, String), usize>> = Mutex::default();
    each(&|publisher, text, place| {
        if many(&counters[place]) {
            let mut times = times.lock().expect("no thread panics with the lock");
            *times.entry((publisher, text.to_owned())).or_default() += 1;
        }
    });
    let times = times.into_inner().expect("no thread panics with the lock");
    let formulas = times.into_iter().filter(|(_, times)| *times >= FORMULA);
    formulas.map(|(sentence, _)| sentence).collect()
}

/// A number for who published a document, or else for the site; the same for the same.
fn publishers(documents: &(impl Rows + ?Sized)) -> Vec<Option<usize>> {
    let mut numbers = FxHashMap::default();
    let number = |number: usize| {
        let document = documents.brief(number);
        let known = Gazetteer::builtin();
        let name = (document.publisher).map(|name| gazetteer::fold(known.publisher(name)));
        let name = name.or_else(|| document.domain.map(str::to_owned))?;
        let next = numbers.len();
        Some(*numbers.entry(name).or_insert(next))
    };
    (0..documents.count()).map(number).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rows::{DocumentRow, SentenceRow};
    use crate::{Part, Provenance, Span};

    fn document(publisher: &str, texts: &[(&str, Part)]) -> DocumentRows {
        let sentence = |(number, (text, part)): (usize, &(&str, Part))| SentenceRow {
            document: "".into(),
            sentence: number,
            paragraph: number,
            span: Span::default(),
            part: *part,
            repeats: None,
            text: (*text).to_owned(),
            attributions: Vec::new(),
            relations: Vec::new(),
        };
        DocumentRows {
            document: DocumentRow {
                provenance: Provenance {
                    publisher: Some(publisher.to_owned()),
                    ..Provenance::default()
                },
                ..DocumentRow::default()
            },
            sentences: texts.iter().enumerate().map(sentence).collect(),
            mentions: Vec::new(),
        }
    }

    #[test]
    fn a_sentence_in_five_texts_of_one_publisher_is_a_formula() {
        let line = ("Ann and Bo write for us.", Part::Body);
        let mut documents = vec![document("The Post", &[line]); 5];
        documents.push(document("Another", &[line]));
        let all = [0, 1, 2, 3, 4, 5];
        assert_eq!(
            counting(&documents, &all, false).concat(),
            [false, false, false, false, false, true]
        );
        assert_eq!(counting(&documents, &all, true).concat(), [true; 6]);
        let with_copy = [0, 1, 2, 3, 3, 5];
        assert_eq!(counting(&documents, &with_copy, false).concat(), [true; 6]);
    }

    #[test]
    fn boilerplate_counts_where_it_is_to_be_included_and_bylines_never() {
        let parts = [Part::Body, Part::Caption, Part::Byline].map(|part| ("A line.", part));
        let documents = [document("The Post", &parts)];
        assert_eq!(counting(&documents, &[0], false), [[true, false, false]]);
        assert_eq!(counting(&documents, &[0], true), [[true, true, false]]);
    }
}
