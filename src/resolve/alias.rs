//! The forms of an entity: how often each occurs, why it belongs, and a place that shows it.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::Rule;
use crate::Span;
use crate::graph::{Alias, Example, Reason, ShortSpan};

/// Mentions of the entity that are written in one way and were bound by one rule.
pub(super) struct Use<'a> {
    pub(super) form: &'a str,
    pub(super) times: u32,
    pub(super) rule: Rule,
    /// For mentions that a correction moved, what did it.
    pub(super) corrected: Option<&'a str>,
    /// The one of them that [ranks](Shown::rank) first.
    pub(super) shown: Shown<'a>,
}

/// A mention that shows why a form belongs to its entity.
#[derive(Clone, Copy)]
pub(super) struct Shown<'a> {
    /// Id of the document.
    pub(super) document: &'a str,
    /// The same, where many can share it.
    pub(super) shared: Option<&'a Arc<str>>,
    pub(super) span: Span,
    pub(super) because: Option<Span>,
}

impl<'a> Shown<'a> {
    /// The lower the better: first of all one whose document shows the reason.
    pub(super) fn rank(&self) -> impl Ord + use<'a> {
        (self.because.is_none(), self.document, self.span.start)
    }
}

/// The forms of an entity, the most frequent first. The reason of a form is that of most of its
/// mentions; its example is one of them, if possible one whose document shows the reason. The order
/// of `uses` changes nothing. The `name` of the entity is shared by the form that is the same.
pub(super) fn aliases<'a>(
    name: &Arc<str>,
    uses: impl IntoIterator<Item = Use<'a>>,
) -> Arc<[Alias]> {
    type Reasons<'a> = BTreeMap<(Rule, Option<&'a str>), (u32, Shown<'a>)>;
    let mut forms: BTreeMap<&str, Reasons<'_>> = BTreeMap::new();
    for used in uses {
        let reasons = forms.entry(used.form).or_default();
        let why = (used.rule, used.corrected);
        let (count, example) = reasons.entry(why).or_insert((0, used.shown));
        *count += used.times;
        if used.shown.rank() < example.rank() {
            *example = used.shown;
        }
    }
    let mut aliases: Vec<Alias> = forms
        .into_iter()
        .map(|(form, reasons)| {
            let count = reasons.values().map(|(count, _)| count).sum();
            let most = reasons
                .into_iter()
                .max_by_key(|&(why, (count, _))| (count, std::cmp::Reverse(why)));
            let (why, (_, best)) = most.expect("a form is there because it was used");
            let (rule, corrected) = why;
            let by_words = |by: &str| Reason::Words(by.into());
            Alias {
                form: if **name == *form {
                    Arc::clone(name)
                } else {
                    form.into()
                },
                count,
                reason: corrected.map_or(Reason::Rule(rule), by_words),
                example: example(best, corrected.is_none() && rule != Rule::Name),
            }
        })
        .collect();
    aliases.sort_by(|a, b| (b.count, &a.form).cmp(&(a.count, &b.form)));
    aliases.into()
}

/// Nothing for a place beyond four gigabytes.
fn example(shown: Shown<'_>, by_rule: bool) -> Option<Example> {
    let because = shown.because.filter(|_| by_rule);
    Some(Example {
        document: shown
            .shared
            .cloned()
            .unwrap_or_else(|| shown.document.into()),
        span: shown.span.try_into().ok()?,
        because: because.map(ShortSpan::try_from).transpose().ok()?,
    })
}
