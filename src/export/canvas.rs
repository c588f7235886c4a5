//! An Obsidian canvas (JSON Canvas 1.0) of the strongest names: a card each, placed as in the picture.

use std::io::{self, Write};

use serde_json::{Value, json};

use super::columns::aliases;
use super::lines::LineWriter;
use super::markdown::escaped as markdown;
use super::{GraphFile, NOTE, Options};
use crate::Kind;
use crate::analyze::strongest;
use crate::render::count::plain;
use crate::render::layout::{positions, springs};
use crate::render::text::{clean, shorten};

/// Size of a card, and the distance of neighbouring ones, in pixels.
const CARD: [i64; 2] = [260, 110];
const DISTANCE: f64 = 330.0;

/// Writes the canvas.
pub(super) fn write(file: &GraphFile, options: &Options, out: &mut dyn Write) -> io::Result<()> {
    let graph = &file.graph;
    let mut place = vec![None; graph.node_count()];
    let shown = strongest(graph, options.top);
    for (n, &node) in shown.iter().enumerate() {
        place[node] = Some(n);
    }
    let inner = springs(graph).into_iter();
    let inner: Vec<_> = inner
        .filter_map(|(a, b, weight)| {
            Some((place[a as usize]? as u32, place[b as usize]? as u32, weight))
        })
        .collect();
    let places = positions(shown.len(), inner, 1.5);
    let mut cards: Vec<[i64; 2]> = (places.iter())
        .map(|[x, y]| [(x * DISTANCE) as i64, (-y * DISTANCE) as i64])
        .collect();
    apart(&mut cards);
    let note = json!({
        "id": "note", "type": "text", "text": NOTE,
        "x": cards.iter().map(|c| c[0]).min().unwrap_or(0),
        "y": cards.iter().map(|c| c[1]).min().unwrap_or(0) - 2 * CARD[1],
        "width": 2 * CARD[0], "height": CARD[1],
    });
    let mut lines = LineWriter::new(out)?;
    let nodes = shown.iter().zip(&cards).map(|(&index, [x, y])| {
        let node = &graph[petgraph::graph::NodeIndex::new(index)];
        json!({
            "id": node.id, "type": "text", "text": text(node),
            "x": x, "y": y, "width": CARD[0], "height": CARD[1],
            "color": colour(node.kind),
        })
    });
    lines.list("nodes", std::iter::once(note).chain(nodes))?;
    let edges = file.edges().filter_map(|row| -> Option<Value> {
        place[row.ends.0].and(place[row.ends.1])?;
        Some(json!({
            "id": row.id,
            "fromNode": row.source.id, "fromEnd": "none",
            "toNode": row.target.id, "toEnd": "none",
            "label": plain(row.edge.weight),
        }))
    });
    lines.list("edges", edges)?;
    lines.finish()
}

/// The name in bold and what else is known, as Markdown.
fn text(node: &crate::graph::Node) -> String {
    let name = markdown(&shorten(&clean(&node.label), 80));
    let mut text = format!("**{name}**\n{}, {} mentions", node.kind, node.mentions);
    let forms = clean(&aliases(node).join(", "));
    if !forms.is_empty() {
        text.push_str(&format!("\n{}", markdown(&shorten(&forms, 80))));
    }
    text
}

/// One of the canvas' six colours.
fn colour(kind: Kind) -> &'static str {
    match kind {
        Kind::Person => "5",
        Kind::Organization => "2",
        Kind::Outlet => "4",
        Kind::Place => "6",
        Kind::Other => "3",
    }
}

/// Moves cards down until none lies over another.
fn apart(cards: &mut [[i64; 2]]) {
    for n in 1..cards.len() {
        let over = |a: &[i64; 2], b: &[i64; 2]| (0..2).all(|k| (a[k] - b[k]).abs() < CARD[k] + 20);
        while let Some(other) = cards[..n].iter().find(|other| over(&cards[n], other)) {
            cards[n][1] = other[1] + CARD[1] + 20;
        }
    }
}
