//! A sentence that may be shown as evidence: its words, and the entities that are named as their source.
//!
//! It is made where a document is counted, since only there its mentions are known, and goes with the
//! counts until the graph is made.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::{Quote, StandsFor};
use crate::claims::How;
use crate::claims::stated::{SaidBy, Who};
use crate::resolve::Entity;
use crate::rows::SentenceRow;
use crate::{Part, Span};

/// A sentence with its sources. Entities are numbers in a tally, ids in a file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Sentence<E = u32> {
    pub(super) span: Span,
    pub(super) part: Part,
    pub(super) text: Arc<str>,
    #[serde(default = "Vec::new", skip_serializing_if = "Vec::is_empty")]
    pub(super) said: Vec<Said<E>>,
    /// What in it is no name but stands for one.
    #[serde(default = "Box::default", skip_serializing_if = "<[_]>::is_empty")]
    pub(super) references: Box<[StandsFor]>,
}

/// Who says it, or a part of it; at least one of the two is there.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Said<E> {
    /// The source, and where it is named.
    said_by: Option<(E, Span)>,
    /// The outlet that it was told to.
    told_to: Option<(E, Span)>,
    how: How,
    cue: Span,
    rule: Arc<str>,
    score: f32,
}

impl Sentence {
    /// What is kept of a row. `node_at` gives the node that is named at a place; an attribution to
    /// what is no node is left out. `references` are those of the sentence.
    pub(super) fn of(
        row: &SentenceRow,
        references: impl Iterator<Item = StandsFor>,
        node_at: impl Fn(Span) -> Option<u32>,
    ) -> Sentence {
        let at = |span: Option<Span>| span.and_then(|span| Some((node_at(span)?, span)));
        let said = row.attributions.iter().filter_map(|attribution| {
            let said_by = at(attribution.source);
            let told_to = at(attribution.told_to);
            (said_by.is_some() || told_to.is_some()).then(|| Said {
                said_by,
                told_to,
                how: attribution.how,
                cue: attribution.cue,
                rule: attribution.rule.as_str().into(),
                score: attribution.score,
            })
        });
        Sentence {
            span: row.span,
            part: row.part,
            text: row.text.as_str().into(),
            said: said.collect(),
            references: references.collect(),
        }
    }

    pub(super) fn quote(&self) -> Quote {
        Quote {
            span: self.span,
            text: self.text.clone(),
        }
    }

    pub(super) fn said_by<'a>(
        &'a self,
        entities: &'a [Entity],
    ) -> impl Iterator<Item = SaidBy> + 'a {
        let who = |named: &Option<(u32, Span)>| {
            named.map(|(entity, span)| Who {
                id: entities[entity as usize].id.to_string(),
                label: entities[entity as usize].name.to_string(),
                span,
            })
        };
        self.said.iter().map(move |said| SaidBy {
            said_by: who(&said.said_by),
            told_to: who(&said.told_to),
            how: said.how,
            cue: said.cue,
            rule: said.rule.clone(),
            score: said.score,
        })
    }
}

impl<E> Sentence<E> {
    /// The same sentence with its entities called otherwise.
    ///
    /// # Errors
    /// The first of `name`.
    pub(super) fn named<F, X>(
        self,
        mut name: impl FnMut(E) -> Result<F, X>,
    ) -> Result<Sentence<F>, X> {
        let mut at = |named: Option<(E, Span)>| {
            let named = named.map(|(entity, span)| Ok((name(entity)?, span)));
            named.transpose()
        };
        let said = self.said.into_iter().map(|said| {
            Ok(Said {
                said_by: at(said.said_by)?,
                told_to: at(said.told_to)?,
                how: said.how,
                cue: said.cue,
                rule: said.rule,
                score: said.score,
            })
        });
        Ok(Sentence {
            said: said.collect::<Result<_, X>>()?,
            span: self.span,
            part: self.part,
            text: self.text,
            references: self.references,
        })
    }

    /// The entities that it has.
    pub(super) fn entities(&self) -> impl Iterator<Item = &E> {
        let said = self.said.iter();
        said.flat_map(|said| [said.said_by.as_ref(), said.told_to.as_ref()])
            .flatten()
            .map(|(entity, _)| entity)
    }
}
