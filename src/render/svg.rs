//! A picture that can be printed: the strongest names, the lines between them, and in words what a
//! line means and what is not shown.
//!
//! The nodes are chosen by the backbone (`select`), laid out by themselves, moved apart until they and their
//! labels have room (`spread`), and drawn: edges below nodes below labels (`label`), and under
//! the picture a legend (`foot`) and a caption (`caption`). The bytes are the same on every machine.
//!
//! Everything taken from texts is escaped. The file refers to nothing outside itself.

mod caption;
mod draw;
mod foot;
mod label;
mod scale;
mod select;
mod spread;
mod tooltip;

use std::io::{self, Write};

use super::count::Fixed;
use super::layout;
use super::style::Theme;
use super::text::{clean, shorten, width, xml};
use crate::export::{GraphFile, Options};
use crate::graph::CoMentionGraph;
use draw::Canvas;
use scale::Scale;
use select::Selection;

/// What the picture shows and says.
#[derive(Clone, Debug)]
pub struct SvgConfig {
    /// The most nodes to show: those with the largest strength, ties by id. Default 60.
    pub top: usize,
    /// The headline.
    pub title: String,
    /// How many documents the graph was made from; 0 leaves the number out.
    pub documents: usize,
    /// Where two names must stand to be joined, as it goes on after "named together", such as
    /// `in the same sentence` (the default).
    pub window: String,
    /// Dark on light or light on dark.
    pub theme: Theme,
    /// Nodes and edges of the whole graph, if the given one is a part of it already.
    pub of: Option<(usize, usize)>,
    /// Id of the node that the given graph lies around, if it is the surroundings of one: it and its
    /// lines are marked.
    pub ego: Option<String>,
    /// What the weight of an edge counts, such as `times named together` (the default).
    pub weight: String,
}

impl Default for SvgConfig {
    fn default() -> Self {
        SvgConfig {
            top: 60,
            title: "Who is named with whom".to_string(),
            documents: 0,
            window: "in the same sentence".to_string(),
            theme: Theme::default(),
            of: None,
            ego: None,
            weight: "times named together".to_string(),
        }
    }
}

/// Distance from the edge of the page.
const MARGIN: f64 = 24.0;

/// Room for the headline.
const HEAD: f64 = 64.0;

/// Writes the picture of a graph with what it was made from.
///
/// # Errors
/// Only those of `out`.
pub fn write_file(file: &GraphFile, options: &Options, mut out: &mut dyn Write) -> io::Result<()> {
    let ego = (file.filter.as_ref())
        .and_then(|filter| filter.ego.as_deref())
        .and_then(|name| file.find(name).ok())
        .map(|node| &file.graph[node]);
    let config = SvgConfig {
        top: options.top,
        theme: options.theme,
        title: match &ego {
            Some(node) => format!("Who is named with {}", shorten(&clean(&node.label), 40)),
            None => SvgConfig::default().title,
        },
        documents: file.run.documents,
        window: file.run.config.graph.window.in_words(),
        of: Some((file.run.nodes, file.run.edges)),
        ego: ego.map(|node| node.id.to_string()),
        ..SvgConfig::default()
    };
    write(&file.graph, &config, &mut out)
}

/// Writes the picture of the graph's strongest part.
///
/// # Errors
/// Only those of `out`.
pub fn write(graph: &CoMentionGraph, config: &SvgConfig, out: &mut impl Write) -> io::Result<()> {
    let mut selection = Selection::new(graph, config);
    if let Some((nodes, edges)) = config.of {
        (selection.of_nodes, selection.of_edges) = (nodes, edges);
    }
    let palette = config.theme.palette();
    let canvas = Canvas::for_nodes(selection.nodes.len());
    let scale = Scale::new(&selection);
    let mut shapes = draw::shapes(&selection, &scale);
    let places = layout::positions(selection.nodes.len(), selection.springs(), canvas.aspect());
    spread::place(&places, &mut shapes, &canvas);
    let lines = draw::lines(&selection, &shapes, &scale);
    let labelled = label::place(&mut shapes, &lines, &canvas);

    let room = canvas.right() - canvas.left();
    let caption = caption::caption(&selection, config, labelled, room);
    let description = caption::description(&caption, &selection, config);
    let foot = foot::Foot::new(&selection, config, caption, &scale, &canvas);
    let height = canvas.bottom() + foot.height() + MARGIN;
    let title = xml(&config.title);
    writeln!(
        out,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {w} {h}\" width=\"{w}\" \
         height=\"{h}\" role=\"img\" aria-labelledby=\"comention-title comention-desc\" \
         font-family=\"Helvetica, Arial, 'Liberation Sans', sans-serif\" fill=\"{ink}\">",
        w = Fixed(canvas.width),
        h = Fixed(height),
        ink = palette.ink,
    )?;
    writeln!(out, "<title id=\"comention-title\">{title}</title>")?;
    writeln!(
        out,
        "<desc id=\"comention-desc\">{}</desc>",
        xml(&description)
    )?;
    writeln!(
        out,
        "<rect width=\"100%\" height=\"100%\" fill=\"{}\"/>",
        palette.page
    )?;
    let size = 26.0f64.min(26.0 * (canvas.width - 2.0 * MARGIN) / width(&config.title, 28.0));
    writeln!(
        out,
        "<text x=\"{}\" y=\"42.00\" font-size=\"{}\" font-weight=\"bold\">{title}</text>",
        Fixed(MARGIN),
        Fixed(size),
    )?;
    draw::write_lines(&selection, &lines, config, out)?;
    draw::write_shapes(&selection, &shapes, config.theme, out)?;
    label::write(&shapes, selection.ego, palette.page, out)?;
    foot.write(out)?;
    writeln!(out, "</svg>")
}

#[cfg(test)]
mod tests {
    use roxmltree::Document;

    use super::*;
    use crate::Kind;
    use crate::analyze::tests::graph;
    use crate::export::fixture;

    fn picture(graph: &CoMentionGraph, config: &SvgConfig) -> String {
        let mut out = Vec::new();
        write(graph, config, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    fn words(svg: &str) -> String {
        let document = Document::parse(svg).unwrap();
        let texts = document.descendants().filter(|n| n.has_tag_name("text"));
        texts.filter_map(|n| n.text()).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn names_that_bite_make_valid_xml_and_are_in_the_tooltips_whole() {
        let graph = fixture::names_that_bite();
        let config = SvgConfig {
            title: "<A & B>".into(),
            ..SvgConfig::default()
        };
        let svg = picture(&graph, &config);
        let document = Document::parse(&svg).unwrap();
        let titles: Vec<&str> = (document.descendants())
            .filter(|n| n.has_tag_name("title"))
            .filter_map(|n| n.text())
            .collect();
        assert_eq!(titles[0], "<A & B>");
        // The last one is named with no other.
        for node in graph.node_weights().take(graph.node_count() - 1) {
            let label = super::super::text::clean(&node.label);
            assert!(titles.iter().any(|t| t.starts_with(&label)), "{label}");
        }
        assert!(!document.descendants().any(|n| n.has_tag_name("script")));
        assert!(!svg.contains('\u{202e}'));
    }

    #[test]
    fn the_edge_tooltip_quotes_the_sentence_and_its_source() {
        let mut graph = graph(2, &[]);
        graph.add_edge(
            0.into(),
            1.into(),
            fixture::edge(3.0, "One met <b>Two</b>."),
        );
        let svg = picture(&graph, &SvgConfig::default());
        let document = Document::parse(&svg).unwrap();
        let line = document
            .descendants()
            .find(|n| n.has_tag_name("line"))
            .unwrap();
        let title = line.first_element_child().unwrap().text().unwrap();
        assert!(
            title.starts_with("Person 0 and Person 1\n3 times named together\n"),
            "{title}"
        );
        assert!(title.contains("“One met <b>Two</b>.”"), "{title}");
        assert!(
            title.contains("The Daily <News> & \\Co, 2020-01-02"),
            "{title}"
        );
    }

    #[test]
    fn the_caption_says_what_a_line_means_and_what_is_left_out() {
        let edges: Vec<_> = (1..9).map(|i| (0, i, f64::from(i))).collect();
        let config = SvgConfig {
            top: 4,
            documents: 1234,
            window: "within two sentences".into(),
            ..SvgConfig::default()
        };
        let words = words(&picture(&graph(9, &edges), &config));
        for sentence in [
            "Two names joined by a line are named together within two sentences.",
            "That alone does not say that they are connected.",
            "From 1,234 documents.",
            "Shown: the 4 names of the strongest pairs, and 3 pairs among them.",
            "Left out: 5 names and 5 pairs.",
        ] {
            assert!(words.contains(sentence), "{sentence} is not in {words}");
        }
    }

    #[test]
    fn an_empty_graph_gives_a_picture_that_says_so() {
        let config = SvgConfig {
            documents: 2,
            ..SvgConfig::default()
        };
        let words_of = |g: &CoMentionGraph| words(&picture(g, &config));
        assert!(words_of(&CoMentionGraph::default()).contains("No names were found."));
        assert!(words_of(&graph(3, &[])).contains("No two names are named together"));
        picture(
            &graph(3, &[]),
            &SvgConfig {
                top: 0,
                title: String::new(),
                ..config.clone()
            },
        );
    }

    #[test]
    fn the_legend_names_the_kinds_that_are_shown_and_no_others() {
        let mut g = CoMentionGraph::default();
        g.add_node(fixture::node("person:a", "A", Kind::Person, 3));
        g.add_node(fixture::node("outlet:b", "B", Kind::Outlet, 2));
        let words = words(&picture(&g, &SvgConfig::default()));
        assert!(words.contains("person") && words.contains("news outlet"));
        assert!(!words.contains("organization"));
    }

    #[test]
    fn everything_lies_on_the_page() {
        let svg = picture(&fixture::names_that_bite(), &SvgConfig::default());
        let document = Document::parse(&svg).unwrap();
        let root = document.root_element();
        let number =
            |n: &roxmltree::Node, name| n.attribute(name).map(|v| v.parse::<f64>().unwrap());
        let (width, height) = (
            number(&root, "width").unwrap(),
            number(&root, "height").unwrap(),
        );
        for n in document.descendants() {
            for (names, most) in [
                (["x", "x1", "x2", "cx"], width),
                (["y", "y1", "y2", "cy"], height),
            ] {
                for value in names.iter().filter_map(|name| number(&n, *name)) {
                    assert!((0.0..=most).contains(&value), "{value} in {n:?}");
                }
            }
        }
    }

    #[test]
    fn weights_that_are_no_numbers_or_negative_are_drawn_thin() {
        let g = graph(4, &[(0, 1, f64::NAN), (1, 2, -1.0), (2, 3, f64::INFINITY)]);
        let svg = picture(&g, &SvgConfig::default());
        assert!(!svg.contains("=\"NaN") && !svg.contains("=\"inf"));
        Document::parse(&svg).unwrap();
    }
}
