//! Makes scores probabilities: of the names with score 0.9, nine in ten shall be right.
//!
//! A perceptron's scores have no scale of their own. Three numbers are fitted on development text:
//! the sharpness with which scores become shares of all labellings, and slope and intercept of a
//! logistic regression (Platt 1999) from the log-odds of a share to whether the name was right. The
//! sharpness is taken from a grid, the other two by Newton's method for each; that with the smallest
//! loss (mean negative log-likelihood) wins. What is judged is what is handed out in the end, with the
//! names that the table knows and those that the document agrees on.

use std::borrow::Cow;
use std::collections::BTreeSet;

use crate::gazetteer::Gazetteer;
use crate::{Document, Mention, Origin, Result, Segmentation};

use super::context::Writing;
use super::corpus::Annotated;
use super::known::KnownNames;
use super::model::{Calibration, with_calibration};
use super::score::without_the;
use super::{Recognizer, doubtful_names, names};

/// Sharpnesses tried.
const GRID: [f32; 8] = [0.03, 0.045, 0.06, 0.08, 0.1, 0.13, 0.17, 0.22];

/// The model with the calibration by which its scores fit those documents best, and the loss.
pub(super) fn calibrate(
    model: &[u8],
    writing: Writing,
    documents: &[Annotated],
) -> Result<(Vec<u8>, f64)> {
    let mut best = (Calibration::default(), f64::INFINITY);
    for sharpness in GRID {
        let raw = Calibration {
            sharpness,
            slope: 1.0,
            intercept: 0.0,
        };
        let recognizer = Recognizer::from_bytes(&with_calibration(model, writing, raw)?)?;
        // The scores of what the table or a rule adds are not the model's.
        let outcomes: Vec<(f64, bool)> = judged(&recognizer, documents, doubtful_names)
            .into_iter()
            .filter(|(mention, _)| mention.origin == Origin::Model)
            .map(|(mention, right)| {
                let score = mention.score;
                let score = f64::from(score).clamp(1e-6, 1.0 - 1e-6);
                (libm::log(score / (1.0 - score)), right)
            })
            .collect();
        let (slope, intercept, loss) = fit(&outcomes);
        if loss < best.1 {
            let found = Calibration {
                slope: slope as f32,
                intercept: intercept as f32,
                ..raw
            };
            best = (found, loss);
        }
    }
    Ok((with_calibration(model, writing, best.0)?, best.1))
}

/// Score of each name found, and whether it is right.
pub(super) fn outcomes(recognizer: &Recognizer, documents: &[Annotated]) -> Vec<(f32, bool)> {
    let judged = judged(recognizer, documents, names);
    judged
        .into_iter()
        .map(|(m, right)| (m.score, right))
        .collect()
}

/// What finds names.
type Finder = fn(&Recognizer, &KnownNames<'_>, &Document, &Segmentation) -> Vec<Mention>;

fn judged(recognizer: &Recognizer, documents: &[Annotated], find: Finder) -> Vec<(Mention, bool)> {
    let known = KnownNames::new(Cow::Borrowed(Gazetteer::builtin()));
    let mut out = Vec::new();
    for document in documents {
        let text = &document.document.text;
        let gold: BTreeSet<_> = document
            .names
            .iter()
            .map(|n| (without_the(text, n.0), n.1))
            .collect();
        for mention in find(
            recognizer,
            &known,
            &document.document,
            &document.segmentation,
        ) {
            let name = (without_the(text, mention.span), mention.kind);
            let right = gold.contains(&name);
            out.push((mention, right));
        }
    }
    out
}

/// Slope, intercept and loss of the logistic regression.
fn fit(outcomes: &[(f64, bool)]) -> (f64, f64, f64) {
    let (mut a, mut b) = (1.0, 0.0);
    for _ in 0..25 {
        // Gradient and Hessian; a little weight keeps the slope near 1 where there is no evidence.
        let (mut ga, mut gb, mut haa, mut hab, mut hbb) = (a - 1.0, b, 1.0, 0.0, 1.0);
        for &(x, right) in outcomes {
            let p = 1.0 / (1.0 + libm::exp(-(a * x + b)));
            let error = p - f64::from(u8::from(right));
            let weight = p * (1.0 - p);
            ga += error * x;
            gb += error;
            haa += weight * x * x;
            hab += weight * x;
            hbb += weight;
        }
        let det = haa * hbb - hab * hab;
        a -= (hbb * ga - hab * gb) / det;
        b -= (haa * gb - hab * ga) / det;
    }
    let mut loss = 0.0;
    for &(x, right) in outcomes {
        let p = (1.0 / (1.0 + libm::exp(-(a * x + b)))).clamp(1e-9, 1.0 - 1e-9);
        loss -= libm::log(if right { p } else { 1.0 - p });
    }
    (a, b, loss / outcomes.len().max(1) as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fit_finds_how_often_names_are_right() {
        // Of those at log-odds 2, three in four are right; at -2, one in four.
        let mut outcomes = Vec::new();
        for at in 0..4000 {
            outcomes.push((2.0, at % 4 != 0));
            outcomes.push((-2.0, at % 4 == 0));
        }
        let (slope, intercept, loss) = fit(&outcomes);
        let expected = libm::log(3.0) / 2.0;
        assert!((slope - expected).abs() < 0.01, "{slope}");
        assert!(intercept.abs() < 0.01, "{intercept}");
        assert!((loss - 0.5623).abs() < 0.001, "{loss}");
    }
}
