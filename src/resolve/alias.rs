//! The forms of an entity: how often each occurs, why it belongs, and a place that shows it.

use std::collections::BTreeMap;

use super::Rule;
use crate::graph::{Alias, Example};
use crate::rows::MentionRow;

/// A mention of the entity and what bound it.
pub(super) struct Use<'a> {
    pub(super) mention: &'a MentionRow,
    pub(super) rule: Rule,
    /// For a mention that a correction moved, what did it.
    pub(super) corrected: Option<&'a str>,
}

/// The forms of an entity, the most frequent first. The reason of a form is that of most of its
/// mentions; its example is one of them, if possible one whose document shows the reason. The order
/// of `uses` changes nothing. Pronouns and descriptions are no forms of a name.
pub(super) fn aliases<'a>(uses: impl IntoIterator<Item = Use<'a>>) -> Vec<Alias> {
    type Reasons<'a> = BTreeMap<(Rule, Option<&'a str>), (u32, &'a MentionRow)>;
    let mut forms: BTreeMap<&str, Reasons<'_>> = BTreeMap::new();
    for Use {
        mention,
        rule,
        corrected,
    } in uses
    {
        if mention.rule.is_reference() {
            continue;
        }
        let reasons = forms.entry(&mention.surface).or_default();
        let (count, example) = reasons.entry((rule, corrected)).or_insert((0, mention));
        *count += 1;
        let rank = |m: &'a MentionRow| (m.because.is_none(), m.document.as_str(), m.start);
        if rank(mention) < rank(example) {
            *example = mention;
        }
    }
    let mut aliases: Vec<Alias> = forms
        .into_iter()
        .map(|(form, reasons)| {
            let count = reasons.values().map(|(count, _)| count).sum();
            let most = reasons
                .into_iter()
                .max_by_key(|&(why, (count, _))| (count, std::cmp::Reverse(why)));
            let (reason, example) = most.map_or((String::new(), None), |(why, (_, example))| {
                let (rule, corrected) = why;
                let reason = corrected.unwrap_or(rule.in_words()).to_owned();
                (
                    reason,
                    Some(shown(example, corrected.is_none() && rule != Rule::Name)),
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
    aliases
}

fn shown(mention: &MentionRow, by_rule: bool) -> Example {
    Example {
        document: mention.document.clone(),
        span: mention.span(),
        because: mention.because.filter(|_| by_rule),
    }
}
