//! What [`resolve`](super::resolve) needs of a document, in a line a sixth as long as its record.
//!
//! Who is who is decided by names, and one process sees those of all documents, so that every byte of them
//! counts. Mentions of one document that are written alike and were bound alike are told apart by
//! nothing that is asked there, corrections included; they are one *use*, with the number of its mentions
//! and the place of the one that would be shown. Of the sentences a checksum is left, by which those that a
//! site prints under text after text are known.
//!
//! A use is read back as that number of mentions. So the rules are the same, whatever came, and so is
//! what they decide.

use std::io::{BufRead, Write};
use std::sync::Arc;

use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use super::{each_line, invalid, output, write_line};
use crate::copies::{self, Sketch};
use crate::resolve::{Calling, Rule};
use crate::rows::{
    Corpus, DocumentRow, DocumentRows, MentionRow, RecordRow, Row, RowFile, SentenceRow, Store,
    is_zero, place_row,
};
use crate::{Kind, Origin, Part, Provenance, Result, Span};

/// A line.
#[derive(Serialize, Deserialize)]
struct NamesRow {
    row: IsNames,
    document: NamedDocument,
    /// Checksums of the sentence rows that can be formulas, [`CHECKSUM`] characters each.
    sentences: String,
    /// In the order of their first mentions.
    uses: Vec<Use>,
}

/// What the member `row` says; a plain enum over all rows would be read twice.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum IsNames {
    Names,
}

/// What the member `row` of any line says.
#[derive(Deserialize)]
struct Tag<'a> {
    #[serde(borrow)]
    row: std::borrow::Cow<'a, str>,
}

/// A [`DocumentRow`] without its units.
#[derive(Serialize, Deserialize)]
struct NamedDocument {
    id: Arc<str>,
    #[serde(flatten)]
    provenance: Provenance,
    #[serde(default, skip_serializing_if = "is_zero")]
    source_start: usize,
    bytes: usize,
    sha256: String,
    body_sha256: String,
    #[serde(default)]
    sketch: Sketch,
}

/// Mentions of a document that are written alike and were bound alike.
#[derive(Serialize, Deserialize)]
struct Use {
    /// How they are written.
    form: Arc<str>,
    /// The number of their cluster, if it was mentioned before; clusters are counted from 0 in the order
    /// of their first mentions. Names of kind [`Kind::Other`] have none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    of: Option<usize>,
    /// What they are, if nothing else than the cluster's last use was, and the first a person.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    kind: Option<Kind>,
    /// The name of their cluster, if it is another than that of its last use, and of the first its form.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    name: Option<Arc<str>>,
    /// How many there are.
    #[serde(default = "one", skip_serializing_if = "is_one")]
    times: usize,
    #[serde(default = "by_name", skip_serializing_if = "is_by_name")]
    rule: Rule,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    calling: Option<Calling>,
    /// First byte of the mention that would be shown: the first that has a reason in the text, else the first.
    at: usize,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    because: Option<Span>,
}

fn one() -> usize {
    1
}

fn is_one(times: &usize) -> bool {
    *times == 1
}

fn by_name() -> Rule {
    Rule::Name
}

fn is_by_name(rule: &Rule) -> bool {
    *rule == Rule::Name
}

/// Characters of a sentence's checksum: 72 bits. It is compared within the texts of one publisher.
const CHECKSUM: usize = 12;

fn checksum(text: &str) -> String {
    use sha2::{Digest, Sha256};
    let digest = Sha256::digest(text.as_bytes());
    let (threes, _) = digest[..CHECKSUM / 4 * 3].as_chunks::<3>();
    let digits = threes.iter().flat_map(|&[a, b, c]| {
        let bits = u32::from_be_bytes([0, a, b, c]);
        [18, 12, 6, 0].map(|shift| copies::digit(bits >> shift))
    });
    digits.collect()
}

/// For each mention of a document the number of its use.
pub(super) fn uses(mentions: &[MentionRow]) -> Vec<usize> {
    let mut numbers = FxHashMap::default();
    let numbered = mentions.iter().map(|mention| {
        let next = numbers.len();
        let alike = (
            (mention.kind != Kind::Other).then_some(mention.cluster),
            (&*mention.surface, &*mention.name),
            (mention.kind, mention.rule, mention.calling),
        );
        *numbers.entry(alike).or_insert(next)
    });
    numbered.collect()
}

impl NamesRow {
    fn of(record: RecordRow) -> NamesRow {
        // Its number, and the name and kind of its last use.
        let mut clusters: FxHashMap<usize, (usize, &str, Kind)> = FxHashMap::default();
        let mut out: Vec<Use> = Vec::new();
        for (mention, number) in record.mentions.iter().zip(uses(&record.mentions)) {
            if let Some(used) = out.get_mut(number) {
                used.times += 1;
                if used.because.is_none() && mention.because.is_some() {
                    (used.at, used.because) = (mention.start, mention.because);
                }
                continue;
            }
            let next = clusters.len();
            let has_cluster = mention.kind != Kind::Other;
            let before = clusters
                .get(&mention.cluster)
                .filter(|_| has_cluster)
                .copied();
            let of = before.map(|(number, ..)| number);
            let (_, name, kind) = before.unwrap_or((next, &mention.surface, Kind::Person));
            if has_cluster {
                let known = (of.unwrap_or(next), &*mention.name, mention.kind);
                clusters.insert(mention.cluster, known);
            }
            out.push(Use {
                form: Arc::clone(&mention.surface),
                of,
                kind: (kind != mention.kind).then_some(mention.kind),
                name: (*name != *mention.name).then(|| Arc::clone(&mention.name)),
                times: 1,
                rule: mention.rule,
                calling: mention.calling,
                at: mention.start,
                because: mention.because,
            });
        }
        let sentences = record.sentences.iter();
        let sentences = sentences
            .filter(|sentence| sentence.counts(false))
            .map(|sentence| checksum(&sentence.text))
            .collect();
        let DocumentRow {
            id,
            provenance,
            source_start,
            bytes,
            sha256,
            body_sha256,
            sketch,
            ..
        } = record.document;
        NamesRow {
            row: IsNames::Names,
            uses: out,
            sentences,
            document: NamedDocument {
                id,
                provenance,
                source_start,
                bytes,
                sha256,
                body_sha256,
                sketch,
            },
        }
    }

    /// Rows of which the same is decided as of the whole ones.
    fn rows(self) -> Result<DocumentRows, &'static str> {
        let NamedDocument {
            id,
            provenance,
            source_start,
            bytes,
            sha256,
            body_sha256,
            sketch,
        } = self.document;
        if !self.sentences.is_ascii() || !self.sentences.len().is_multiple_of(CHECKSUM) {
            return Err("the sentences are no checksums");
        }
        // No sentence is empty, and no mention overlaps another.
        if self.sentences.len() / CHECKSUM > bytes {
            return Err("a document of more sentences than bytes");
        }
        let (checksums, _) = self.sentences.as_bytes().as_chunks::<CHECKSUM>();
        let sentence = |(number, text): (usize, &[u8; CHECKSUM])| SentenceRow {
            document: Arc::clone(&id),
            sentence: number + 1,
            paragraph: number,
            span: Span::default(),
            part: Part::Body,
            repeats: None,
            text: String::from_utf8_lossy(text).into_owned(),
            attributions: Vec::new(),
            relations: Vec::new(),
        };
        let sentences = checksums.iter().enumerate().map(sentence).collect();
        // Name and kind of each cluster's last use.
        let mut clusters: Vec<(Arc<str>, Kind)> = Vec::new();
        let mut mentions = Vec::new();
        let mut left = bytes;
        for used in self.uses {
            let end = used.at.checked_add(used.form.len());
            let end = end.filter(|&end| end <= bytes && !used.form.is_empty());
            let end = end.ok_or("a use without words or outside of its document")?;
            let because = used.because;
            if because.is_some_and(|because| because.start > because.end || because.end > bytes) {
                return Err("what shows the use's entity is outside the document");
            }
            let said = used.form.len().checked_mul(used.times);
            let rest = said.and_then(|said| left.checked_sub(said));
            left = rest.ok_or("more mentions than the document has room for")?;
            let before = match used.of {
                Some(of) => {
                    let before = clusters.get(of);
                    Some(before.ok_or("a use of a cluster that was not named")?)
                }
                None => None,
            };
            let (name, kind) =
                before.map_or((&used.form, Kind::Person), |(name, kind)| (name, *kind));
            let name = used.name.unwrap_or_else(|| name.clone());
            let kind = used.kind.unwrap_or(kind);
            let cluster = used.of.unwrap_or(clusters.len());
            match (kind, used.of) {
                (Kind::Other, None) => {}
                (Kind::Other, Some(_)) => return Err("a use of kind `other` that has a cluster"),
                (_, None) => clusters.push((name.clone(), kind)),
                (_, Some(of)) => clusters[of] = (name.clone(), kind),
            }
            let mention = MentionRow {
                document: Arc::clone(&id),
                sentence: 0,
                start: used.at,
                end,
                surface: used.form,
                kind,
                score: 0.0,
                origin: Origin::Model,
                cluster,
                name,
                rule: used.rule,
                because,
                cited: false,
                calling: used.calling,
            };
            mentions.extend(std::iter::repeat_n(mention, used.times));
        }
        Ok(DocumentRows {
            document: DocumentRow {
                id,
                provenance,
                source_start,
                bytes,
                sha256,
                body_sha256,
                sketch,
                ..DocumentRow::default()
            },
            sentences,
            mentions,
        })
    }
}

/// From records to names: all that [`resolve`](super::resolve) needs. Other rows pass unchanged.
///
/// # Errors
/// [`Error::Invalid`](crate::Error::Invalid) for a line that is no row, [`Error::Write`](crate::Error::Write)
/// if `out` cannot be written.
pub fn names(input: impl BufRead, place: &str, out: &mut impl Write) -> Result<()> {
    each_line(input, place, |number, line| {
        let row = serde_json::from_str(line).map_err(|error| invalid(place, number, error))?;
        match row {
            Row::Record(record) => write_line(out, &NamesRow::of(record)),
            row => write_line(out, &row),
        }
        .map_err(output)
    })
}

/// Reads names and the rows beside them, and appends them to `into`. Records are read as well, and the
/// same is decided of them.
///
/// # Errors
/// [`Error::Invalid`](crate::Error::Invalid) with the line, as [`crate::rows::read_rows`].
pub fn read_names(input: impl BufRead, place: &str, into: &mut Corpus) -> Result<()> {
    let mut beside = RowFile {
        run: into.run.take(),
        warnings: std::mem::take(&mut into.warnings),
        corrections: std::mem::take(&mut into.corrections),
        ..RowFile::default()
    };
    let documents = &mut into.documents;
    let mut push = |rows| documents.push(rows).map_err(Store::failed);
    let read = each_line(input, place, |number, line| {
        let bad = |error: serde_json::Error| invalid(place, number, error);
        let tag: Tag<'_> = serde_json::from_str(line).map_err(bad)?;
        if tag.row == "names" {
            let row: NamesRow = serde_json::from_str(line).map_err(bad)?;
            return push(row.rows().map_err(|error| invalid(place, number, error))?);
        }
        let row = serde_json::from_str(line).map_err(bad)?;
        place_row(row, 0, &mut beside).map_err(|message| invalid(place, number, message))?;
        // The last document may go on in the next line.
        while beside.documents.len() > 1 {
            push(beside.documents.remove(0))?;
        }
        Ok(())
    });
    let rest = beside.documents.into_iter().try_for_each(push);
    (into.run, into.warnings) = (beside.run, beside.warnings);
    into.corrections = beside.corrections;
    read.and(rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mention(start: usize, surface: &str, cluster: usize, name: &str) -> MentionRow {
        MentionRow {
            document: "d".into(),
            sentence: 0,
            start,
            end: start + surface.len(),
            surface: surface.into(),
            kind: Kind::Person,
            score: 1.0,
            origin: Origin::Model,
            cluster,
            name: name.into(),
            rule: Rule::Name,
            because: None,
            cited: false,
            calling: None,
        }
    }

    fn record() -> RecordRow {
        let shown = MentionRow {
            rule: Rule::Surname,
            because: Some(Span::new(0, 11)),
            ..mention(40, "Example", 7, "Ann Example")
        };
        let unshown = MentionRow {
            because: None,
            ..shown.clone()
        };
        let demonym = MentionRow {
            kind: Kind::Other,
            ..mention(60, "Ghanaian", 7, "Ghanaian")
        };
        let again = MentionRow {
            start: 80,
            ..shown.clone()
        };
        RecordRow {
            key: String::new(),
            document: DocumentRow {
                id: "d".into(),
                bytes: 100,
                ..DocumentRow::default()
            },
            sentences: Vec::new(),
            mentions: vec![
                mention(0, "Ann Example", 7, "Ann Example"),
                MentionRow {
                    start: 20,
                    ..unshown
                },
                shown,
                demonym,
                again,
            ],
        }
    }

    #[test]
    fn mentions_written_and_bound_alike_are_one_use_shown_where_its_reason_is() {
        let names = NamesRow::of(record());
        let uses = serde_json::to_string(&names.uses).expect("text and numbers");
        assert_eq!(
            uses,
            r#"[{"form":"Ann Example","at":0},{"form":"Example","of":0,"times":3,"rule":"surname","at":40,"because":[0,11]},{"form":"Ghanaian","kind":"other","at":60}]"#
        );
        let back = names.rows().expect("a document");
        let surfaces: Vec<&str> = back.mentions.iter().map(|m| &*m.surface).collect();
        assert_eq!(
            surfaces,
            ["Ann Example", "Example", "Example", "Example", "Ghanaian"]
        );
        let named =
            (back.mentions.iter()).all(|m| m.kind == Kind::Other || *m.name == *"Ann Example");
        assert!(named, "the name of the cluster is not said twice");
    }

    #[test]
    fn only_sentences_that_can_be_formulas_have_a_checksum_and_equal_ones_the_same() {
        let sentence = |text: &str, part| SentenceRow {
            document: "d".into(),
            sentence: 0,
            paragraph: 0,
            span: Span::default(),
            part,
            repeats: None,
            text: text.to_owned(),
            attributions: Vec::new(),
            relations: Vec::new(),
        };
        let names = NamesRow::of(RecordRow {
            sentences: vec![
                sentence("Ann Example, Demo Dispatch", Part::Byline),
                sentence("Ann met Bo.", Part::Body),
                sentence("Bo met Ann.", Part::Body),
                sentence("Ann met Bo.", Part::Title),
            ],
            ..record()
        });
        let (sums, rest) = names.sentences.as_bytes().as_chunks::<CHECKSUM>();
        assert_eq!((sums.len(), rest.len()), (3, 0));
        assert!(sums[0] == sums[2] && sums[0] != sums[1]);
        assert_eq!(names.rows().expect("a document").sentences.len(), 3);
    }

    #[test]
    fn what_cannot_be_of_a_document_is_refused() {
        let refused = |change: &dyn Fn(&mut NamesRow)| {
            let mut names = NamesRow::of(record());
            change(&mut names);
            names.rows().is_err()
        };
        assert!(!refused(&|_| ()));
        assert!(refused(&|names| names.uses[1].times = 20));
        assert!(refused(&|names| names.uses[1].times = usize::MAX));
        assert!(refused(&|names| names.uses[1].of = Some(1)));
        assert!(refused(&|names| names.uses[2].of = Some(0)));
        assert!(refused(&|names| names.uses[1].at = usize::MAX));
        assert!(refused(&|names| names.uses[0].form = "".into()));
        assert!(refused(
            &|names| names.uses[1].because = Some(Span { start: 2, end: 1 })
        ));
        assert!(refused(&|names| names.sentences = "short".to_owned()));
        assert!(refused(&|names| names.sentences = "é".repeat(6)));
        assert!(refused(
            &|names| names.sentences = "x".repeat(101 * CHECKSUM)
        ));
    }
}
