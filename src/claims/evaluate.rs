//! How right the attributions and relations are, measured on sentences that were labelled by hand.
//!
//! `data/labels` has the labels: the article's id, the checksum of its text, the place of the sentence
//! and of the names in it, but no text. Whoever has the texts can measure. A name that was found counts as
//! the labelled one if the two overlap or stand for the same in the document, because where names begin and
//! what they mean is measured elsewhere. What a label calls optional counts neither way.

use std::collections::BTreeMap;
use std::fmt;
use std::io::BufRead;

use serde::{Deserialize, Serialize};

use super::{Attribution, How, RelationType, StatedRelation};
use crate::rows::{DocumentRows, SentenceRow};
use crate::{Document, Error, Result, Span};

/// A labelled sentence.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Label {
    /// The article's id.
    pub article: String,
    /// SHA-256 of the article's text, as its record has it, in hexadecimal.
    pub sha256: String,
    /// First byte of the sentence in that text; so are all places.
    pub start: usize,
    /// One past its last byte.
    pub end: usize,
    /// The cue by which it was drawn.
    pub drawn_by: String,
    /// Who says so; `None` if it was not labelled for that.
    #[serde(default)]
    pub attributions: Option<Vec<AttributionLabel>>,
    /// What it states; `None` if it was not labelled for that.
    #[serde(default)]
    pub relations: Option<Vec<RelationLabel>>,
    /// Whether a speaker whom the sentence does not name could not be told by reading.
    #[serde(default)]
    pub unsure: bool,
}

/// A source, an outlet, or both.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AttributionLabel {
    /// The name of the source; `None` where it is not named.
    pub source: Option<Span>,
    /// The names that may stand for the outlet that it was told to.
    #[serde(default)]
    pub told_to: Vec<Span>,
    /// Whether another sentence names the source.
    #[serde(default)]
    pub context: bool,
    /// Whether both with and without it is right.
    #[serde(default)]
    pub optional: bool,
}

/// A stated relation.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RelationLabel {
    /// The types of which each is right.
    pub types: Vec<RelationType>,
    /// The name that it goes from.
    pub source: Span,
    /// The name that it goes to.
    pub target: Span,
    /// Whether the text says that it is over.
    #[serde(default)]
    pub former: bool,
    /// Whether both with and without it is right.
    #[serde(default)]
    pub optional: bool,
}

/// Reads labels, one JSON object a line; `place` is what errors call the file.
///
/// # Errors
/// [`Error::Invalid`] with the line that is no label.
pub fn read_labels(input: impl BufRead, place: &str) -> Result<Vec<Label>> {
    let mut labels = Vec::new();
    for (number, line) in input.lines().enumerate() {
        let invalid = |message: String| Error::Invalid {
            place: format!("{place}:{}", number + 1),
            message,
        };
        let line = line.map_err(|e| invalid(format!("not a label: {e}")))?;
        if !line.trim().is_empty() {
            let label = serde_json::from_str(&line);
            labels.push(label.map_err(|e| invalid(format!("not a label: {e}")))?);
        }
    }
    Ok(labels)
}

/// What was found, and what should have been.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// Found and right.
    pub right: u32,
    /// Found and wrong.
    pub wrong: u32,
    /// Not found.
    pub missed: u32,
}

impl Counts {
    /// The share of what was found that is right; `None` if nothing was.
    pub fn precision(self) -> Option<f64> {
        let found = self.right + self.wrong;
        (found > 0).then(|| f64::from(self.right) / f64::from(found))
    }

    /// The share of what should be found that was; `None` if nothing should.
    pub fn recall(self) -> Option<f64> {
        let all = self.right + self.missed;
        (all > 0).then(|| f64::from(self.right) / f64::from(all))
    }
}

impl fmt::Display for Counts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let share = |share: Option<f64>| share.map_or("-".to_owned(), |s| format!("{s:.3}"));
        write!(
            f,
            "precision {} recall {} ({} right, {} wrong, {} missed)",
            share(self.precision()),
            share(self.recall()),
            self.right,
            self.wrong,
            self.missed
        )
    }
}

/// The result of a measurement.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Report {
    /// Sentences labelled for attribution whose text was there.
    pub attribution_sentences: u32,
    /// Sources that the sentence names.
    pub named: Counts,
    /// Sources that another sentence names: of `he` and `she`, and of a quotation that runs on.
    pub context: Counts,
    /// Outlets that something was told to.
    pub told_to: Counts,
    /// Sentences labelled for relations whose text was there.
    pub relation_sentences: u32,
    /// Relations of all types.
    pub relations: Counts,
    /// Relations by type; one that is missed counts for the first type of its label.
    pub by_type: BTreeMap<RelationType, Counts>,
    /// Right relations that are rightly said to be over or not.
    pub former_right: u32,
    /// Labels without their text, or with another one.
    pub without_text: u32,
}

/// The names of a document that are compared, in the places of the labels' text.
struct Same<'a> {
    rows: &'a DocumentRows,
    /// What is added to a place of a label.
    shift: usize,
}

impl Same<'_> {
    fn here(&self, span: Span) -> Span {
        Span::new(span.start + self.shift, span.end + self.shift)
    }

    fn cluster(&self, span: Span) -> Option<usize> {
        let mentions = &self.rows.mentions;
        let at = mentions.partition_point(|mention| mention.end <= span.start);
        let mention = mentions.get(at).filter(|m| m.start < span.end)?;
        Some(mention.cluster)
    }

    fn holds(&self, label: Span, found: Span) -> bool {
        let label = self.here(label);
        let overlap = label.start < found.end && found.start < label.end;
        overlap || (self.cluster(label).is_some() && self.cluster(label) == self.cluster(found))
    }
}

impl Report {
    /// Adds the labels of a document.
    pub fn add(&mut self, labels: &[&Label], document: &Document, rows: &DocumentRows) {
        for label in labels {
            let Some(shift) = shift(document, label) else {
                self.without_text += 1;
                continue;
            };
            let same = Same { rows, shift };
            let place = same.here(Span::new(label.start, label.end));
            if let Some(gold) = &label.attributions {
                self.attribution_sentences += 1;
                self.attributions(label, gold, &same, place);
            }
            if let Some(gold) = &label.relations {
                self.relation_sentences += 1;
                self.relations(gold, &same, place);
            }
        }
    }

    fn attributions(&mut self, label: &Label, gold: &[AttributionLabel], same: &Same, place: Span) {
        // The sentences were cut by another rule: one belongs to the label if it shares half of the
        // shorter of the two.
        let belongs = |sentence: &&SentenceRow| {
            let start = sentence.span.start.max(place.start);
            let shared = sentence.span.end.min(place.end).saturating_sub(start);
            shared * 2 >= sentence.span.len().min(place.len()) && shared > 0
        };
        let sentences = same.rows.sentences.iter().filter(belongs);
        let found: Vec<&Attribution> = sentences.flat_map(|s| &s.attributions).collect();
        let mut seen = vec![false; gold.len()];
        for source in found.iter().filter_map(|a| Some((a.source?, a.how))) {
            let hit = (gold.iter())
                .position(|g| g.source.is_some_and(|label| same.holds(label, source.0)));
            let named = source.1 == How::Named;
            let counts = if named {
                &mut self.named
            } else {
                &mut self.context
            };
            match hit {
                Some(hit) if gold[hit].optional || seen[hit] => {}
                Some(hit) => {
                    seen[hit] = true;
                    counts.right += 1;
                }
                None if label.unsure && !named => {}
                None => counts.wrong += 1,
            }
        }
        for (gold, seen) in gold.iter().zip(&seen) {
            if gold.source.is_some() && !gold.optional && !seen {
                let context = gold.context;
                let counts = if context {
                    &mut self.context
                } else {
                    &mut self.named
                };
                counts.missed += 1;
            }
        }
        let outlets: Vec<&AttributionLabel> =
            gold.iter().filter(|g| !g.told_to.is_empty()).collect();
        let mut seen = vec![false; outlets.len()];
        let told = found.iter().filter(|a| a.how != How::Quotation);
        for told_to in told.filter_map(|a| a.told_to) {
            let is = |g: &&AttributionLabel| g.told_to.iter().any(|l| same.holds(*l, told_to));
            match outlets.iter().position(is) {
                Some(hit) if seen[hit] => {}
                Some(hit) => {
                    seen[hit] = true;
                    self.told_to.right += 1;
                }
                None => self.told_to.wrong += 1,
            }
        }
        self.told_to.missed += seen.iter().filter(|seen| !**seen).count() as u32;
    }

    fn relations(&mut self, gold: &[RelationLabel], same: &Same, place: Span) {
        let here = |r: &&StatedRelation| r.cue.start < place.end && place.start < r.cue.end;
        let sentences = same.rows.sentences.iter();
        let mut seen = vec![false; gold.len()];
        for found in sentences.flat_map(|s| &s.relations).filter(here) {
            let hit = gold.iter().position(|label| {
                let ends = |a, b| same.holds(label.source, a) && same.holds(label.target, b);
                let either = matches!(
                    found.relation,
                    RelationType::MetWith | RelationType::AliasOf
                );
                label.types.contains(&found.relation)
                    && (ends(found.source, found.target)
                        || either && ends(found.target, found.source))
            });
            let of_type = self.by_type.entry(found.relation).or_default();
            match hit {
                Some(hit) if gold[hit].optional || seen[hit] => {}
                Some(hit) => {
                    seen[hit] = true;
                    of_type.right += 1;
                    self.relations.right += 1;
                    self.former_right += u32::from(gold[hit].former == found.former);
                }
                None => {
                    of_type.wrong += 1;
                    self.relations.wrong += 1;
                }
            }
        }
        for (label, _) in gold
            .iter()
            .zip(seen)
            .filter(|(g, seen)| !g.optional && !seen)
        {
            self.relations.missed += 1;
            if let Some(relation) = label.types.first() {
                self.by_type.entry(*relation).or_default().missed += 1;
            }
        }
    }
}

/// Where the text of the labels begins in the document's, which may have its title in front; `None` if it
/// is another text.
fn shift(document: &Document, label: &Label) -> Option<usize> {
    let whole = std::iter::once(0);
    let without_title = document.title.map(|title| title.end + 2);
    whole.chain(without_title).find(|&start| {
        let text = document.text.get(start..);
        text.is_some_and(|text| {
            crate::rows::FileId::new("", text.as_bytes()).sha256 == label.sha256
        })
    })
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.attribution_sentences > 0 {
            writeln!(f, "attribution, {} sentences", self.attribution_sentences)?;
            writeln!(f, "  source named      {}", self.named)?;
            writeln!(f, "  source by context {}", self.context)?;
            writeln!(f, "  told to an outlet {}", self.told_to)?;
        }
        if self.relation_sentences > 0 {
            writeln!(f, "relations, {} sentences", self.relation_sentences)?;
            writeln!(f, "  all               {}", self.relations)?;
            for (relation, counts) in &self.by_type {
                writeln!(f, "  {relation:<17} {counts}")?;
            }
            let right = self.relations.right;
            writeln!(
                f,
                "  over or not       {} of {right} right",
                self.former_right
            )?;
        }
        if self.without_text > 0 {
            writeln!(f, "{} labels without their text", self.without_text)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_of_nothing_are_unknown_and_others_are_exact() {
        let counts = Counts {
            right: 3,
            wrong: 1,
            missed: 2,
        };
        assert_eq!(
            (counts.precision(), counts.recall()),
            (Some(0.75), Some(0.6))
        );
        assert_eq!(Counts::default().precision(), None);
    }

    #[test]
    fn a_label_finds_its_text_behind_a_title_and_no_other_text() {
        let id = |text: &str| crate::rows::FileId::new("", text.as_bytes()).sha256;
        let label = |sha256| Label {
            sha256,
            ..Label::default()
        };
        let document = Document {
            text: "Head\n\nBody.".to_owned(),
            title: Some(Span::new(0, 4)),
            ..Document::default()
        };
        assert_eq!(shift(&document, &label(id("Body."))), Some(6));
        assert_eq!(shift(&document, &label(id("Head\n\nBody."))), Some(0));
        assert_eq!(shift(&document, &label(id("Other."))), None);
    }
}
