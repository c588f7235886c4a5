//! Which sentences count: what a site prints under text after text says nothing of any of them.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::gazetteer;
use crate::rows::DocumentRows;

/// A sentence that stands in so many texts of one publisher is a formula of the site's (a sign-up
/// line, a disclaimer), not news.
const FORMULA: usize = 5;

/// For each document and each of its sentence rows, whether what it names counts. Copies, whose
/// original is another document, do not make a formula of what they repeat.
pub(crate) fn counting(
    documents: &[DocumentRows],
    originals: &[usize],
    boilerplate: bool,
) -> Vec<Vec<bool>> {
    let publishers = publishers(documents);
    let formulas = if boilerplate {
        FxHashSet::default()
    } else {
        formulas(documents, originals, &publishers)
    };
    let of = |(rows, publisher): (&DocumentRows, &Option<usize>)| {
        let is_formula =
            |text: &str| publisher.is_some_and(|publisher| formulas.contains(&(publisher, text)));
        let sentences = rows.sentences.iter();
        sentences
            .map(|sentence| sentence.counts(boilerplate) && !is_formula(&sentence.text))
            .collect()
    };
    documents.iter().zip(&publishers).map(of).collect()
}

fn formulas<'d>(
    documents: &'d [DocumentRows],
    originals: &[usize],
    publishers: &[Option<usize>],
) -> FxHashSet<(usize, &'d str)> {
    let mut times: FxHashMap<(usize, &str), usize> = FxHashMap::default();
    for (number, rows) in documents.iter().enumerate() {
        if let Some(publisher) = publishers[number]
            && originals[number] == number
        {
            for sentence in rows.sentences.iter().filter(|s| s.counts(false)) {
                *times.entry((publisher, &sentence.text)).or_default() += 1;
            }
        }
    }
    times.retain(|_, times| *times >= FORMULA);
    times.into_keys().collect()
}

/// A number for who published a document, or else for the site; the same for the same.
fn publishers(documents: &[DocumentRows]) -> Vec<Option<usize>> {
    let mut numbers = FxHashMap::default();
    let number = |rows: &DocumentRows| {
        let provenance = &rows.document.provenance;
        let name = provenance.publisher.as_deref().map(gazetteer::fold);
        let name = name.or_else(|| provenance.domain.clone())?;
        let next = numbers.len();
        Some(*numbers.entry(name).or_insert(next))
    };
    documents.iter().map(number).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rows::{DocumentRow, SentenceRow};
    use crate::{Part, Provenance, Span};

    fn document(publisher: &str, texts: &[(&str, Part)]) -> DocumentRows {
        let sentence = |(number, (text, part)): (usize, &(&str, Part))| SentenceRow {
            document: String::new(),
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
