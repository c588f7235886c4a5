//! What the picture says in words: what a line means, what was read, and what is not shown.

use super::SvgConfig;
use super::select::Selection;
use crate::render::count::{count, plain};
use crate::render::text::{clean, width};

pub(super) const FONT: f64 = 14.0;
pub(super) const LINE_HEIGHT: f64 = 20.0;

/// How many of the heaviest edges the description for those who cannot see the picture names.
const DESCRIBED: usize = 10;

/// The lines of the caption, none wider than `room`. `labelled` is how many nodes have a label.
pub(super) fn caption(
    selection: &Selection,
    config: &SvgConfig,
    labelled: usize,
    room: f64,
) -> Vec<String> {
    let mut lines = wrap(&meaning(selection, config), room);
    lines.extend(wrap(&shown(selection, config, labelled), room));
    lines
}

/// The caption and the heaviest edges in words.
pub(super) fn description(caption: &[String], selection: &Selection, config: &SvgConfig) -> String {
    let mut text = caption.join(" ");
    let pairs: Vec<String> = (selection.edges.iter().rev().take(DESCRIBED))
        .map(|&(a, b, edge)| {
            let (a, b) = (selection.nodes[a], selection.nodes[b]);
            format!(
                "{} and {} ({})",
                clean(&a.label),
                clean(&b.label),
                plain(edge.weight)
            )
        })
        .collect();
    if !pairs.is_empty() {
        text.push_str(&format!(
            " The heaviest lines ({}): {}.",
            config.weight,
            pairs.join("; ")
        ));
    }
    text
}

fn meaning(selection: &Selection, config: &SvgConfig) -> String {
    if selection.of_nodes == 0 {
        return String::new();
    }
    if selection.of_edges == 0 {
        return format!("No two names are named together {}.", config.window);
    }
    format!(
        "Two names joined by a line are named together {}. That alone does not say that they are \
         connected.",
        config.window
    )
}

fn shown(selection: &Selection, config: &SvgConfig, labelled: usize) -> String {
    let mut sentences = Vec::new();
    if config.documents > 0 {
        let documents = count(whole(config.documents), "document", "documents");
        sentences.push(format!("From {documents}."));
    }
    let nodes = selection.nodes.len();
    let left_out = (
        selection.of_nodes.saturating_sub(nodes),
        selection.of_edges.saturating_sub(selection.edges.len()),
    );
    let names = |n| count(whole(n), "name", "names");
    let pairs = count(whole(selection.edges.len()), "pair", "pairs");
    let among = if selection.thinned > 0 {
        format!("the {pairs} among them that stand out most")
    } else {
        format!("{pairs} among them")
    };
    if left_out.1 == 0 && left_out.0 > 0 {
        sentences.push(format!(
            "Shown: {} and all {pairs}. Left out: {} that are named with no other.",
            names(nodes),
            names(left_out.0),
        ));
    } else if left_out != (0, 0) {
        let shown = match selection.ego {
            Some(ego) => {
                let name = clean(&selection.nodes[ego].label);
                format!(
                    "{name}, {} named with that one",
                    names(nodes.saturating_sub(1))
                )
            }
            None => format!("the {} of the strongest pairs", names(nodes)),
        };
        sentences.push(format!(
            "Shown: {shown}, and {among}. Left out: {} and {}.",
            names(left_out.0),
            count(whole(left_out.1), "pair", "pairs"),
        ));
    } else if nodes > 0 {
        sentences.push(format!("Shown: all {} and {pairs}.", names(nodes)));
    }
    if labelled < nodes {
        sentences.push(format!(
            "No room was left to write {}.",
            names(nodes - labelled)
        ));
    }
    sentences.join(" ")
}

fn whole(n: usize) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}

/// The text in lines no wider than `room`, as far as its words allow.
fn wrap(text: &str, room: f64) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line) if width(&format!("{line} {word}"), FONT) * 1.06 <= room => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_string()),
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_wrapped_where_the_room_ends() {
        assert_eq!(
            wrap("aaaa bbbb cccc", width("aaaa bbbb", FONT) * 1.1),
            ["aaaa bbbb", "cccc"]
        );
        assert!(wrap("", 10.0).is_empty());
    }
}
