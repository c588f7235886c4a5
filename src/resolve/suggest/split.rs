//! Forms that do not agree.

use std::collections::{BTreeMap, BTreeSet};

use petgraph::graph::NodeIndex;

use super::{Names, Split};
use crate::Kind;
use crate::gazetteer::fold;
use crate::graph::{Alias, Node, Reason};
use crate::resolve::person::PersonName;
use crate::resolve::{Family, Rule, organization};

/// What is doubtful about a node.
struct Doubt {
    score: f64,
    why: String,
    forms: Vec<String>,
    /// Whose the forms may be.
    name: String,
}

impl Names<'_> {
    pub(super) fn splits(&self) -> Vec<Split> {
        let mut of_acronym: BTreeMap<&str, BTreeSet<usize>> = BTreeMap::new();
        for (number, acronyms) in self.acronyms.iter().enumerate() {
            for acronym in acronyms {
                of_acronym.entry(acronym).or_default().insert(number);
            }
        }
        let mut splits = Vec::new();
        for number in 0..self.graph.node_count() {
            let node = self.node(number);
            let doubt = match node.kind {
                Kind::Person => first_names_that_differ(node),
                _ => self.acronym_of_two(number, &of_acronym),
            };
            if let Some(doubt) = doubt.or_else(|| bound_by_the_corpus(node)) {
                let Doubt {
                    score,
                    why,
                    forms,
                    name,
                } = doubt;
                splits.push(Split {
                    node: NodeIndex::new(number),
                    forms,
                    name,
                    why,
                    score,
                });
            }
        }
        splits
    }

    /// Initials that are written for another name of the graph more often.
    fn acronym_of_two(
        &self,
        number: usize,
        of_acronym: &BTreeMap<&str, BTreeSet<usize>>,
    ) -> Option<Doubt> {
        let node = self.node(number);
        let family = Family::of(node.kind);
        let initials = node
            .aliases
            .iter()
            .filter(|alias| organization::is_acronym(&alias.form) && *alias.form != *node.label);
        for alias in initials {
            let acronym = fold(&alias.form).replace(' ', "");
            let others = of_acronym.get(acronym.as_str()).into_iter().flatten();
            let usual = others
                .copied()
                .filter(|&other| other != number && Family::of(self.node(other).kind) == family)
                .map(|other| (count_of(self.node(other), &acronym), other))
                .max_by_key(|&(count, other)| (count, std::cmp::Reverse(other)));
            if let Some((count, other)) = usual
                && (count, number) > (count_of(node, &acronym), other)
            {
                let (form, other) = (&alias.form, &self.node(other).label);
                return Some(Doubt {
                    score: 0.6,
                    why: format!("`{form}` is written {count} times for `{other}`"),
                    forms: vec![form.to_string()],
                    name: other.to_string(),
                });
            }
        }
        None
    }
}

/// How often initials, folded, are written for a node.
fn count_of(node: &Node, acronym: &str) -> u32 {
    let aliases = node.aliases.iter();
    aliases
        .filter(|alias| organization::is_acronym(&alias.form))
        .filter(|alias| fold(&alias.form).replace(' ', "") == acronym)
        .map(|alias| alias.count)
        .sum()
}

/// A person's full names that cannot be one's; what a table or a correction says is believed.
fn first_names_that_differ(node: &Node) -> Option<Doubt> {
    let label = PersonName::parse(&node.label);
    if !label.is_full() {
        return None;
    }
    let differs = |alias: &&Alias| {
        let name = PersonName::parse(&alias.form);
        name.is_full()
            && !alias.form.starts_with('@')
            && name.key() != label.key()
            && label.short_form(&name).is_none()
            && !name.agrees(&label)
            && !name.is_spelled_like(&label)
            && !is_told(alias)
    };
    let forms: Vec<String> = node
        .aliases
        .iter()
        .filter(differs)
        .map(|alias| alias.form.to_string())
        .collect();
    let first = forms.first()?;
    Some(Doubt {
        score: 0.9,
        why: format!("`{first}` does not agree with `{}`", node.label),
        name: first.clone(),
        forms,
    })
}

fn is_told(alias: &Alias) -> bool {
    alias.reason == Reason::Rule(Rule::Known) || alias.reason.starts_with("merged by ")
}

/// Forms that no document explains.
fn bound_by_the_corpus(node: &Node) -> Option<Doubt> {
    let rules = [Rule::CorpusSurname, Rule::CorpusAcronym];
    let bound: Vec<&Alias> = node
        .aliases
        .iter()
        .filter(|alias| rules.iter().any(|rule| alias.reason == Reason::Rule(*rule)))
        .collect();
    let first = bound.first()?;
    let count: u32 = bound.iter().map(|alias| alias.count).sum();
    // The more of an entity hangs on such a form, the worse if it is wrong.
    let share = f64::from(count) / f64::from(node.mentions.max(1));
    Some(Doubt {
        score: 0.2 + 0.4 * share.min(1.0),
        why: format!("`{}`: {}", first.form, first.reason),
        forms: bound.iter().map(|alias| alias.form.to_string()).collect(),
        name: first.form.to_string(),
    })
}
