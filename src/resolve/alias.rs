//! The forms of an entity: how often each occurs, why it belongs, and a place that shows it.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use super::Rule;
use crate::Span;
use crate::graph::{Alias, Example};
use crate::rows::MentionRow;

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

impl<'a> Use<'a> {
    /// A single mention. Pronouns and descriptions are no forms of a name.
    pub(super) fn of(
        mention: &'a MentionRow,
        rule: Rule,
        corrected: Option<&'a str>,
    ) -> Option<Use<'a>> {
        (!mention.rule.is_reference()).then(|| Use {
            form: &mention.surface,
            times: 1,
            rule,
            corrected,
            shown: Shown {
                document: &mention.document,
                shared: None,
                span: mention.span(),
                because: mention.because,
            },
        })
    }
}

impl<'a> Shown<'a> {
    /// The lower the better: first of all one whose document shows the reason.
    pub(super) fn rank(&self) -> impl Ord + use<'a> {
        (self.because.is_none(), self.document, self.span.start)
    }
}

/// The forms of an entity, the most frequent first. The reason of a form is that of most of its
/// mentions; its example is one of them, if possible one whose document shows the reason. The order
/// of `uses` changes nothing.
pub(super) fn aliases<'a>(uses: impl IntoIterator<Item = Use<'a>>) -> Arc<[Alias]> {
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
            let (reason, example) = most.map_or((Cow::Borrowed(""), None), |(why, (_, best))| {
                let (rule, corrected) = why;
                let own = |by: &str| Cow::Owned(by.to_owned());
                let reason = corrected.map_or(Cow::Borrowed(rule.in_words()), own);
                (
                    reason,
                    Some(example(best, corrected.is_none() && rule != Rule::Name)),
                )
            });
            Alias {
                form: form.to_owned(),
                count,
                reason,
                example,
            }
        })
        .collect();
    aliases.sort_by(|a, b| (b.count, &a.form).cmp(&(a.count, &b.form)));
    aliases.into()
}

fn example(shown: Shown<'_>, by_rule: bool) -> Example {
    Example {
        document: shown
            .shared
            .cloned()
            .unwrap_or_else(|| shown.document.into()),
        span: shown.span,
        because: shown.because.filter(|_| by_rule),
    }
}
