//! What a reader sees who points at a node or a line. Everything is escaped here.

use super::SvgConfig;
use crate::graph::{Edge, Node};
use crate::render::count::{count, plain};
use crate::render::style;
use crate::render::text::{clean, shorten, xml};

/// Most characters of a sentence.
const SENTENCE: usize = 320;

/// Of a node: what it is, how often it is named, its other forms.
pub(super) fn of_node(node: &Node) -> String {
    let mut lines = vec![
        format!("{} ({})", xml(&node.label), style::name(node.kind)),
        format!(
            "named {} in {}",
            count(node.mentions.into(), "time", "times"),
            count(node.documents.into(), "document", "documents"),
        ),
    ];
    let others: Vec<String> = (node.aliases.iter())
        .filter(|alias| *alias.form != *node.label)
        .map(|alias| xml(&alias.form))
        .collect();
    if !others.is_empty() {
        lines.push(format!("also written {}", others.join(", ")));
    }
    lines.join("\n")
}

/// Of an edge: both names, its weight, and the best sentence with its source.
pub(super) fn of_edge(a: &Node, b: &Node, edge: &Edge, config: &SvgConfig) -> String {
    let mut title = format!(
        "{} and {}\n{} {}",
        xml(&a.label),
        xml(&b.label),
        plain(edge.weight),
        xml(&config.weight)
    );
    if let Some(evidence) = edge.evidence.first() {
        let source: Vec<String> = [
            Some(&*evidence.document),
            evidence.publisher.as_deref(),
            evidence.date.as_deref(),
        ]
        .into_iter()
        .flatten()
        .map(xml)
        .collect();
        let text = xml(&shorten(&clean(&evidence.quote.text), SENTENCE));
        title.push_str(&format!("\n“{text}”\n({})", source.join(", ")));
    }
    title
}
