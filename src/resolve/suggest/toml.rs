//! Suggestions as entries of a corrections file.

use std::collections::BTreeMap;
use std::fmt::Write;

use super::Suggestions;
use crate::gazetteer::fold;
use crate::graph::{CoMentionGraph, Node};

impl Suggestions {
    /// The suggestions as entries of a corrections file, with the evidence as comments.
    pub fn to_toml(&self, graph: &CoMentionGraph) -> String {
        let mut out = String::new();
        let labels = Labels::of(graph);
        for merge in &self.merges {
            let (into, from) = (&graph[merge.into], &graph[merge.from]);
            // Writing to a string cannot fail.
            let _ = write!(
                out,
                "# {} and {} may be the same: {}\n# {} and {}, {} in common, {}\n[[merge]]\nentities = [{}, {}]\n\n",
                comment(&into.label),
                comment(&from.label),
                comment(&merge.why),
                counted(into.mentions as usize, "mention"),
                counted(from.mentions as usize, "mention"),
                counted(merge.shared_neighbours, "neighbour"),
                match merge.sentences_with_both {
                    0 => "no sentence names both".to_owned(),
                    1 => "1 sentence names both".to_owned(),
                    n => format!("{n} sentences name both"),
                },
                labels.reference(into),
                labels.reference(from),
            );
        }
        for split in &self.splits {
            let node = &graph[split.node];
            let _ = writeln!(
                out,
                "# {} may be two: {}",
                comment(&node.label),
                comment(&split.why)
            );
            for alias in node
                .aliases
                .iter()
                .filter(|a| split.forms.iter().any(|form| **form == *a.form))
            {
                let place = alias.example.as_ref().map_or(String::new(), |example| {
                    let span = example.span;
                    format!(", {}:{}..{}", example.document, span.start, span.end)
                });
                let _ = writeln!(
                    out,
                    "#   {} times {}{}",
                    alias.count,
                    comment(&alias.form),
                    comment(&place)
                );
            }
            let forms: Vec<String> = split.forms.iter().map(|form| quoted(form)).collect();
            let _ = write!(
                out,
                "[[split]]\nentity = {}\nforms = [{}]\nname = {}\n\n",
                labels.reference(node),
                forms.join(", "),
                quoted(&split.name)
            );
        }
        if self.merges.is_empty() && self.splits.is_empty() {
            out.push_str("# nothing in this graph looks doubtful\n");
        }
        for pair in &self.apart {
            let _ = writeln!(
                out,
                "# not suggested: {} and {} are named together in {} sentences",
                comment(&graph[pair.into].label),
                comment(&graph[pair.from].label),
                pair.sentences_with_both
            );
        }
        out
    }
}

fn counted(n: usize, what: &str) -> String {
    match n {
        1 => format!("1 {what}"),
        _ => format!("{n} {what}s"),
    }
}

/// How often each name is a node's.
struct Labels(BTreeMap<String, usize>);

impl Labels {
    fn of(graph: &CoMentionGraph) -> Labels {
        let mut count: BTreeMap<String, usize> = BTreeMap::new();
        for node in graph.node_weights() {
            *count.entry(fold(&node.label)).or_default() += 1;
        }
        Labels(count)
    }

    /// What an entry calls a node: its name, which outlives an id's number, or its id where two have
    /// that name.
    fn reference(&self, node: &Node) -> String {
        let key = fold(&node.label);
        let unique = !key.is_empty() && self.0.get(&key) == Some(&1);
        quoted(if unique { &node.label } else { &node.id })
    }
}

/// A basic string of TOML: the escapes are those of JSON, and DEL has to be escaped as well.
fn quoted(text: &str) -> String {
    serde_json::Value::from(text)
        .to_string()
        .replace('\u{7f}', "\\u007f")
}

/// One line without control characters, as comments must be.
fn comment(text: &str) -> String {
    let plain: String = text
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect();
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}
