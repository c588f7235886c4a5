//! Raw text, labelled by a tagger that was trained before.
//!
//! A tagger is surer of a name in text with capitals than in the same text without. What it reads in
//! the one is therefore a lesson for the other: articles that nobody annotated, with the names that a
//! first tagger found, are copied in other case like annotated ones (self-training). Sentences in which it
//! was in doubt are not learned from.

use rayon::prelude::*;

use crate::{Result, Span};

use super::Recognizer;
use super::context::Writing;
use super::corpus::{Annotated, Guideline};
use super::model::{Calibration, with_calibration};

/// A sentence with a name of which the tagger is less sure is left out.
const SURE: f32 = 0.8;

/// So sharp are shares of all labellings about as probable as they say, for every model that was fitted.
/// The tagger's own fit is not asked, so that what it learns depends on nothing that comes after it.
const SHARPNESS: f32 = 0.08;

/// The documents with the names that a model finds in them.
pub(super) fn labelled(model: &[u8], raw: &[Annotated]) -> Result<Vec<Annotated>> {
    let calibration = Calibration {
        sharpness: SHARPNESS,
        slope: 1.0,
        intercept: 0.0,
    };
    let recognizer =
        Recognizer::from_bytes(&with_calibration(model, Writing::Cased, calibration)?)?;
    Ok(raw
        .par_iter()
        .map(|document| label(&recognizer, document))
        .collect())
}

/// One document.
fn label(recognizer: &Recognizer, raw: &Annotated) -> Annotated {
    let mentions = recognizer.recognize(&raw.document, &raw.segmentation);
    let sentences = &raw.segmentation.sentences;
    let mut doubtful: Vec<Span> = mentions
        .iter()
        .filter(|m| m.score < SURE)
        .map(|m| sentences[m.sentence].span)
        .collect();
    doubtful.dedup();
    Annotated {
        names: mentions.iter().map(|m| (m.span, m.kind)).collect(),
        guideline: Guideline::Silver(doubtful),
        ..raw.clone()
    }
}
