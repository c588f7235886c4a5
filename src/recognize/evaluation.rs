//! A model against annotated documents: how many names it finds, and how far its scores can be trusted.

use std::borrow::Cow;

use rayon::prelude::*;

use crate::gazetteer::Gazetteer;
use crate::{Kind, Span};

use super::calibrate;
use super::corpus::Annotated;
use super::known::KnownNames;
use super::score::{Agreement, agreement};
use super::{Recognizer, names};

/// Agreement of a model with annotated documents.
#[derive(Clone, Debug, Default)]
pub struct Evaluation {
    /// By kind, in the order of [`Kind::ALL`].
    pub kinds: [Agreement; 5],
    /// Organizations and outlets, taken for one kind.
    pub organization_or_outlet: Agreement,
    /// All kinds but [`Kind::Other`].
    pub named: Agreement,
    /// Persons, organizations and outlets, kind not counted.
    pub actors: Agreement,
}

/// Tags the documents and compares.
pub fn evaluate(recognizer: &Recognizer, documents: &[Annotated]) -> Evaluation {
    let known = KnownNames::new(Cow::Borrowed(Gazetteer::builtin()));
    let compared: Vec<Evaluation> = documents
        .par_iter()
        .map(|document| {
            let found = names(
                recognizer,
                &known,
                &document.document,
                &document.segmentation,
            );
            let predicted: Vec<(Span, Kind)> = found.iter().map(|m| (m.span, m.kind)).collect();
            let text = &document.document.text;
            let gold = &document.names;
            let kinds =
                Kind::ALL.map(|kind| agreement(text, gold, &predicted, |k| k == kind, |k| k));
            let body = |k| matches!(k, Kind::Organization | Kind::Outlet);
            Evaluation {
                kinds,
                organization_or_outlet: agreement(text, gold, &predicted, body, |_| ()),
                named: agreement(text, gold, &predicted, |k| k != Kind::Other, |k| k),
                actors: agreement(
                    text,
                    gold,
                    &predicted,
                    |k| body(k) || k == Kind::Person,
                    |_| (),
                ),
            }
        })
        .collect();
    let mut out = Evaluation::default();
    for one in compared {
        for (sum, kind) in out.kinds.iter_mut().zip(one.kinds) {
            sum.add(kind);
        }
        out.organization_or_outlet.add(one.organization_or_outlet);
        out.named.add(one.named);
        out.actors.add(one.actors);
    }
    out
}

/// One line of a table that shows how far scores can be trusted.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Reliability {
    /// Names whose score falls into this tenth.
    pub names: usize,
    /// Mean of their scores.
    pub score: f64,
    /// Share of them that is right.
    pub right: f64,
}

/// Names found in those documents, by tenths of their score.
pub fn reliability(recognizer: &Recognizer, documents: &[Annotated]) -> [Reliability; 10] {
    let mut out = [Reliability::default(); 10];
    for (score, right) in calibrate::outcomes(recognizer, documents) {
        let row = &mut out[((score * 10.0) as usize).min(9)];
        row.names += 1;
        row.score += f64::from(score);
        row.right += f64::from(u8::from(right));
    }
    for row in &mut out {
        let names = row.names.max(1) as f64;
        row.score /= names;
        row.right /= names;
    }
    out
}
