//! What holds for every text, however odd: tried on random small corpora.
//!
//! Texts are made of a few invented names, the words between them, and everything that breaks naive
//! code: line breaks of all kinds, emoji, letters of several bytes, marks that combine, text from
//! right to left. Where a count is checked, the names are put in by hand, so that the check does not
//! depend on what the tagger finds; it is then counted again with plain loops over all pairs.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Cursor;
use std::sync::OnceLock;

use comention::annotate::Annotator;
use comention::config::{GraphConfig, MentionConfig};
use comention::cooccurrence::Window;
use comention::graph::Edge;
use comention::pipeline::{Outcome, build_graph};
use comention::read::{Documents, ReadConfig};
use comention::recognize::Recognizer;
use comention::rows::{DocumentRows, RowFile, Rows};
use comention::{
    Document, Kind, Mention, Origin, Part, Provenance, Segmentation, Span, export, resolve, segment,
};
use petgraph::visit::EdgeRef;
use proptest::prelude::*;
use proptest::test_runner::Config;

#[path = "properties/names.rs"]
mod names;
#[path = "properties/read_back.rs"]
mod read_back;

/// Names that nobody bears, with the kinds they are given where names are put in by hand.
const NAMES: [(&str, Kind); 14] = [
    ("Ann Example", Kind::Person),
    ("Example", Kind::Person),
    ("Ann", Kind::Person),
    ("Bo Sample", Kind::Person),
    ("Bo J. Sample", Kind::Person),
    ("BO SAMPLE", Kind::Person),
    ("Zoë Šlágr", Kind::Person),
    ("مثال", Kind::Person),
    ("Placeholder Institute for Tests", Kind::Organization),
    ("PIT", Kind::Organization),
    ("Specimen Corp.", Kind::Organization),
    ("Demo Dispatch", Kind::Outlet),
    ("The Demo Dispatch", Kind::Outlet),
    ("Testville", Kind::Place),
];

const BETWEEN: [&str; 28] = [
    " ",
    " ",
    " ",
    " met ",
    " told ",
    " and ",
    ", ",
    ". ",
    ". ",
    ".\n\n",
    "\n",
    "\n\n",
    "\r\n\r\n",
    "? ",
    " (",
    ") ",
    "’s ",
    "'s ",
    " “",
    "” ",
    " — ",
    "\t",
    "\u{00A0}",
    "🙂",
    "👩‍👩‍👧 ",
    "e\u{301}",
    "\u{202E}שלום\u{202C} ",
    "\u{2028}",
];

/// Pieces of a text: a name by its number, or something between.
#[derive(Clone, Debug)]
enum Piece {
    Name(usize),
    Between(&'static str),
    Odd(String),
}

fn piece() -> impl Strategy<Value = Piece> {
    prop_oneof![
        4 => (0..NAMES.len()).prop_map(Piece::Name),
        6 => prop::sample::select(&BETWEEN[..]).prop_map(Piece::Between),
        1 => "\\PC{0,4}".prop_map(Piece::Odd),
    ]
}

/// A document and the places of the names that were put into it.
type Planted = (Document, Vec<(Span, Kind)>);

fn planted(pieces: &[Piece], has_byline: bool) -> Planted {
    let mut document = Document::default();
    let mut names = Vec::new();
    if has_byline {
        document.text = "Ann Example, Demo Dispatch\n\n".to_owned();
        document.byline = Some(Span::new(0, 26));
        names = vec![
            (Span::new(0, 11), Kind::Person),
            (Span::new(13, 26), Kind::Outlet),
        ];
    }
    for piece in pieces {
        let start = document.text.len();
        match piece {
            Piece::Name(number) => {
                let (name, kind) = NAMES[*number];
                document.text += name;
                names.push((Span::new(start, document.text.len()), kind));
                // Two names in a row would be one word.
                document.text += " ";
            }
            Piece::Between(text) => document.text += text,
            Piece::Odd(text) => document.text += text,
        }
    }
    (document, names)
}

fn corpus() -> impl Strategy<Value = Vec<Planted>> {
    let provenance = (
        prop::option::of(prop::sample::select(&["Demo Dispatch", "Sample Wire"][..])),
        prop::option::of(prop::sample::select(
            &["2019-06-10", "2019-06-11", "2020"][..],
        )),
        any::<bool>(),
        any::<bool>(),
    );
    let document = (prop::collection::vec(piece(), 0..30), provenance, 0..4usize);
    prop::collection::vec(document, 1..7).prop_map(|documents| {
        let mut corpus: Vec<Planted> = Vec::new();
        for (number, (pieces, (publisher, date, has_byline, is_copy), of)) in
            documents.into_iter().enumerate()
        {
            let (mut document, names) = match corpus.get(of) {
                Some(earlier) if is_copy => earlier.clone(),
                _ => planted(&pieces, has_byline),
            };
            document.id = format!("d{number}");
            document.provenance = Provenance {
                publisher: publisher.map(str::to_owned),
                date: date.map(str::to_owned),
                ..Provenance::default()
            };
            corpus.push((document, names));
        }
        corpus
    })
}

fn window() -> impl Strategy<Value = Window> {
    prop_oneof![
        Just(Window::Sentence),
        (1usize..4).prop_map(Window::Sentences),
        Just(Window::Paragraph),
        Just(Window::Document),
    ]
}

fn annotator() -> &'static Annotator {
    static ANNOTATOR: OnceLock<Annotator> = OnceLock::new();
    ANNOTATOR.get_or_init(|| {
        let recognizer = Recognizer::builtin().expect("the built-in model");
        Annotator::new(recognizer, MentionConfig::default())
    })
}

/// The rows of a document with the names that were put in, as far as each lies in one sentence.
fn planted_rows(planted: &Planted) -> DocumentRows {
    let (segmentation, mentions) = planted_mentions(planted);
    annotator().rows_of(&planted.0, &segmentation, &mentions)
}

fn planted_mentions((document, names): &Planted) -> (Segmentation, Vec<Mention>) {
    let segmentation = segment(document);
    let mentions = names
        .iter()
        .filter_map(|&(span, kind)| {
            let in_sentence = |s: &comention::Sentence| s.span.contains(span);
            Some(Mention {
                span,
                sentence: segmentation.sentences.iter().position(in_sentence)?,
                kind,
                score: 0.5,
                origin: Origin::Rule,
            })
        })
        .collect();
    (segmentation, mentions)
}

fn graph_of(documents: Vec<DocumentRows>, config: &GraphConfig) -> Outcome {
    let rows = RowFile {
        run: Some(annotator().run_row()),
        documents,
        ..RowFile::default()
    };
    build_graph(rows, config, &mut ())
}

fn written(outcome: &Outcome) -> [Vec<u8>; 3] {
    let mut files = <[Vec<u8>; 3]>::default();
    let file = export::GraphFile::from(outcome.clone());
    export::json::write(&file, &mut files[0]).expect("memory");
    export::mentions::write(outcome, &mut files[1]).expect("memory");
    export::dot::write(&outcome.graph, &mut files[2]).expect("memory");
    files
}

fn check_segmentation(text: &str, segmentation: &Segmentation) -> Result<(), TestCaseError> {
    let mut last = 0;
    let mut paragraph = 0;
    let mut token = 0;
    for (number, sentence) in segmentation.sentences.iter().enumerate() {
        prop_assert!(text.get(sentence.span.start..sentence.span.end).is_some());
        prop_assert!(!sentence.span.is_empty());
        prop_assert!(last <= sentence.span.start, "sentences overlap");
        prop_assert!(paragraph <= sentence.paragraph, "paragraphs go back");
        prop_assert!(segmentation.paragraphs[sentence.paragraph].contains(sentence.span));
        (last, paragraph) = (sentence.span.end, sentence.paragraph);
        prop_assert_eq!(
            token,
            sentence.tokens.start,
            "a token belongs to one sentence"
        );
        token = sentence.tokens.end;
        for token in &segmentation.tokens[sentence.tokens.clone()] {
            prop_assert!(sentence.span.contains(token.span));
            prop_assert!(text.get(token.span.start..token.span.end).is_some());
        }
        if let Some(earlier) = sentence.repeats {
            prop_assert!(earlier < number);
            let earlier = &segmentation.sentences[earlier];
            prop_assert_eq!(earlier.span.text(text), sentence.span.text(text));
        }
    }
    prop_assert_eq!(token, segmentation.tokens.len());
    prop_assert!(
        segmentation
            .tokens
            .windows(2)
            .all(|w| w[0].span.end <= w[1].span.start)
    );
    Ok(())
}

/// What an edge must say, counted with plain loops.
#[derive(Debug, Default)]
struct Counted {
    pairs: u32,
    sentences: BTreeSet<(usize, usize)>,
    paragraphs: BTreeSet<(usize, usize)>,
    documents: BTreeSet<usize>,
    in_window: BTreeSet<usize>,
    /// Sum of `exp(-d)` over the pairs.
    decay: f64,
}

/// All pairs of nodes that lie within the window, by the rule in the documentation: in the earliest
/// of the texts with the same body, outside bylines and repetitions.
fn count(outcome: &Outcome, window: Window, places: bool) -> BTreeMap<(usize, usize), Counted> {
    let is_node = |entity: usize| match outcome.resolution.entities[entity].kind {
        Kind::Person | Kind::Organization | Kind::Outlet => true,
        Kind::Place => places,
        Kind::Other => false,
    };
    let mut edges: BTreeMap<(usize, usize), Counted> = BTreeMap::new();
    let documents: Vec<DocumentRows> = (0..outcome.documents.count())
        .map(|number| outcome.documents.load(number).into_owned())
        .collect();
    for (number, rows) in documents.iter().enumerate() {
        let age = |number: usize| {
            let date = &documents[number].document.provenance.date;
            (date.is_none(), date.clone(), number)
        };
        let same_body =
            |other: &usize| documents[*other].document.body_sha256 == rows.document.body_sha256;
        let original = (0..documents.len())
            .filter(same_body)
            .min_by_key(|&n| age(n));
        let is_original = original == Some(number);
        let entities: Vec<Option<usize>> = outcome.resolution.bindings.entities(number).collect();
        for (i, a) in rows.mentions.iter().enumerate() {
            for (j, b) in rows.mentions.iter().enumerate() {
                let (Some(one), Some(other)) = (entities[i], entities[j]) else {
                    continue;
                };
                if one >= other || !is_node(one) || !is_node(other) {
                    continue;
                }
                let edge = edges.entry((one, other)).or_default();
                edge.documents.insert(number);
                let sentence = |index: usize| {
                    let row = rows.sentences.iter().find(|s| s.sentence == index);
                    row.expect("every mention has its sentence")
                };
                let (s, t) = (sentence(a.sentence), sentence(b.sentence));
                let counts = |s: &comention::rows::SentenceRow| {
                    s.part != Part::Byline && s.repeats.is_none()
                };
                if !is_original || !counts(s) || !counts(t) {
                    continue;
                }
                if s.sentence == t.sentence {
                    edge.sentences.insert((number, s.sentence));
                }
                if s.paragraph == t.paragraph {
                    edge.paragraphs.insert((number, s.paragraph));
                }
                let near = match window {
                    Window::Sentence => s.sentence == t.sentence,
                    Window::Sentences(n) => s.sentence.abs_diff(t.sentence) <= n,
                    Window::Paragraph => s.paragraph == t.paragraph,
                    Window::Document => true,
                };
                if near {
                    edge.pairs += 1;
                    edge.decay += (-(s.sentence.abs_diff(t.sentence) as f64)).exp();
                    edge.in_window.insert(number);
                }
            }
        }
    }
    edges.retain(|_, edge| edge.pairs > 0);
    edges
}

fn check_graph(outcome: &Outcome, window: Window, places: bool) -> Result<(), TestCaseError> {
    let graph = &outcome.graph;
    let expected = count(outcome, window, places);
    prop_assert_eq!(graph.edge_count(), expected.len());
    let number: BTreeMap<&str, usize> = outcome
        .resolution
        .entities
        .iter()
        .enumerate()
        .map(|(number, entity)| (&*entity.id, number))
        .collect();
    prop_assert_eq!(
        number.len(),
        outcome.resolution.entities.len(),
        "ids are unique"
    );
    for edge in graph.edge_references() {
        let ends = [edge.source(), edge.target()].map(|end| number[&*graph[end].id]);
        let counted = &expected[&(ends[0], ends[1])];
        let edge = edge.weight();
        prop_assert_eq!(edge.pairs, counted.pairs);
        prop_assert_eq!(edge.sentences as usize, counted.sentences.len());
        prop_assert_eq!(edge.paragraphs as usize, counted.paragraphs.len());
        prop_assert_eq!(edge.documents as usize, counted.documents.len());
        prop_assert_eq!(edge.independent_documents as usize, counted.in_window.len());
        let weight = match window {
            Window::Sentence => counted.sentences.len(),
            Window::Sentences(_) => counted.pairs as usize,
            Window::Paragraph => counted.paragraphs.len(),
            Window::Document => counted.in_window.len(),
        };
        prop_assert_eq!(edge.weight, weight as f64);
        prop_assert!((edge.decay - counted.decay).abs() < 1e-6);
        let of = |number: &usize| outcome.documents.brief(*number);
        let publishers: BTreeSet<&str> = (counted.in_window.iter())
            .filter_map(|number| of(number).publisher)
            .collect();
        prop_assert_eq!(
            edge.published_by
                .iter()
                .map(|name| &**name)
                .collect::<BTreeSet<_>>(),
            publishers.clone()
        );
        prop_assert_eq!(edge.publishers as usize, edge.published_by.len());
        let copied_by: BTreeSet<&str> = (counted.documents.iter())
            .filter(|&&number| outcome.originals[number] != number)
            .filter_map(|number| of(number).publisher)
            .filter(|publisher| !publishers.contains(publisher))
            .collect();
        let found = edge.copied_by.iter().map(|name| &**name);
        prop_assert_eq!(found.collect::<BTreeSet<_>>(), copied_by);
        let dates = || {
            counted
                .in_window
                .iter()
                .filter_map(|number| of(number).date)
        };
        prop_assert_eq!(edge.first.as_deref(), dates().min());
        prop_assert_eq!(edge.last.as_deref(), dates().max());
        prop_assert!((0.0..=1.0).contains(&edge.jaccard) && (0.0..=1.0).contains(&edge.cosine));
        prop_assert!((0.0..=1.0).contains(&edge.p_value) && edge.p_value <= edge.q_value);
        prop_assert!((-1.0..=1.0).contains(&edge.npmi), "npmi {}", edge.npmi);
        prop_assert!(edge.g2 >= 0.0 && edge.g2.is_finite(), "G2 {}", edge.g2);
    }
    let finite = |n: &comention::graph::Node| {
        let measures = [n.x, n.y, n.measures.strength, n.measures.pagerank];
        measures.into_iter().all(f64::is_finite)
    };
    prop_assert!(graph.node_weights().all(finite));
    Ok(())
}

/// Every quotation stands in its document, and each mention in its quotation.
fn check_evidence(outcome: &Outcome, texts: &BTreeMap<&str, &str>) -> Result<(), TestCaseError> {
    for edge in outcome.graph.edge_weights() {
        prop_assert!(!edge.evidence.is_empty());
        for evidence in edge.evidence.all() {
            let text = texts[&*evidence.document];
            let second = evidence.second.as_deref().unwrap_or(&evidence.quote);
            for (quote, mention) in [
                (&evidence.quote, evidence.source),
                (second, evidence.target),
            ] {
                prop_assert_eq!(
                    text.get(quote.span.start..quote.span.end),
                    Some(&*quote.text)
                );
                prop_assert!(quote.span.contains(mention));
                prop_assert!(text.get(mention.start..mention.end).is_some());
            }
        }
    }
    Ok(())
}

fn cases(cases: u32) -> Config {
    Config {
        cases,
        // A failure shows its input; a file of them would be one more thing to keep.
        failure_persistence: None,
        ..Config::default()
    }
}

proptest! {
    #![proptest_config(cases(192))]

    #[test]
    fn what_is_found_in_any_text_lies_in_bounds_in_order_and_in_its_sentence(corpus in corpus()) {
        let mut rows = Vec::new();
        for (document, _) in &corpus {
            let (segmentation, mentions) = annotator().mentions(document);
            check_segmentation(&document.text, &segmentation)?;
            for mention in &mentions {
                let span = mention.span;
                prop_assert!(document.text.get(span.start..span.end).is_some());
                prop_assert!(!span.is_empty());
                prop_assert!(segmentation.sentences[mention.sentence].span.contains(span));
                prop_assert!((0.0..=1.0).contains(&mention.score), "score {}", mention.score);
            }
            prop_assert!(mentions.windows(2).all(|w| w[0].span.end <= w[1].span.start));
            rows.push(annotator().rows(document));
        }
        let outcome = graph_of(rows, &GraphConfig::default());
        check_graph(&outcome, Window::Sentence, false)?;
        let texts = corpus.iter().map(|(d, _)| (d.id.as_str(), d.text.as_str())).collect();
        check_evidence(&outcome, &texts)?;
    }

    #[test]
    fn any_bytes_can_be_read_and_what_is_read_can_be_segmented(
        bytes in prop::collection::vec(
            prop_oneof![
                piece().prop_map(|piece| planted(&[piece], false).0.text.into_bytes()),
                prop::sample::select(&["{\"text\": \"", "\"}\n", "[", "{", "By Ann Example, Demo Dispatch, June 10 2019\n", "\\u00e9", "\\ud83d"][..])
                    .prop_map(|text| text.as_bytes().to_vec()),
                prop::collection::vec(any::<u8>(), 0..3),
            ],
            0..20,
        )
    ) {
        let documents = Documents::new(&["-".into()], &ReadConfig::default()).expect("an input");
        for document in documents.with_standard_input(Box::new(Cursor::new(bytes.concat()))).flatten() {
            let (segmentation, _) = annotator().mentions(&document);
            check_segmentation(&document.text, &segmentation)?;
        }
    }
}

proptest! {
    #![proptest_config(cases(384))]

    #[test]
    fn edges_are_what_plain_loops_over_all_pairs_count(
        corpus in corpus(),
        window in window(),
        places: bool,
        most in 1usize..4,
    ) {
        let config = GraphConfig { window, places, evidence: most, ..GraphConfig::default() };
        let outcome = graph_of(corpus.iter().map(planted_rows).collect(), &config);
        check_graph(&outcome, window, places)?;
        let texts = corpus.iter().map(|(d, _)| (d.id.as_str(), d.text.as_str())).collect();
        check_evidence(&outcome, &texts)?;
        prop_assert!(outcome.graph.edge_weights().all(|edge| edge.evidence.len() <= most));
    }

    #[test]
    fn a_higher_threshold_only_takes_edges_away(corpus in corpus(), window in window(), min in 2u32..4) {
        let rows: Vec<_> = corpus.iter().map(planted_rows).collect();
        let edges = |min_weight: u32| {
            let config = GraphConfig { window, min_weight, ..GraphConfig::default() };
            let graph = graph_of(rows.clone(), &config).graph;
            let edges = graph.edge_references();
            // Backbone value and bridges are measures within the graph that is kept.
            let edges = edges.map(|e| {
                let edge = Edge { backbone: 1.0, bridge: false, ..e.weight().clone() };
                (graph[e.source()].id.clone(), graph[e.target()].id.clone(), edge)
            });
            edges.collect::<Vec<_>>()
        };
        let mut kept = edges(1);
        kept.retain(|(_, _, edge)| edge.weight >= f64::from(min));
        prop_assert_eq!(kept, edges(min));
    }

    #[test]
    fn what_is_written_is_read_back_to_the_same_nodes_and_edges(corpus in corpus(), window in window()) {
        let config = GraphConfig { window, ..GraphConfig::default() };
        let file = export::GraphFile::from(graph_of(corpus.iter().map(planted_rows).collect(), &config));
        let expected = read_back::expected(&file);
        prop_assert_eq!(&read_back::graphml(&file), &expected);
        prop_assert_eq!(&read_back::csv(&file), &expected);
        let mut json = Vec::new();
        export::json::write(&file, &mut json).expect("memory");
        let again = export::json::read(&json[..], "graph.json").expect("what was just written");
        prop_assert_eq!(&read_back::expected(&again), &expected);
        let all = |file: &export::GraphFile| {
            let nodes: Vec<_> = file.graph.node_weights().cloned().collect();
            let edges: Vec<_> = file.graph.edge_weights().cloned().collect();
            (nodes, edges)
        };
        prop_assert!(all(&again) == all(&file), "evidence, aliases and measures come back too");
    }

    #[test]
    fn the_order_of_the_mentions_and_the_numbers_of_their_clusters_change_nothing(
        ((corpus, shuffled), factor) in corpus()
            .prop_map(|corpus| corpus.iter().map(|p| (p.clone(), planted_mentions(p))).collect::<Vec<_>>())
            .prop_flat_map(|corpus| {
                let shuffled: Vec<_> = (corpus.iter())
                    .map(|(_, (_, mentions))| Just(mentions.clone()).prop_shuffle())
                    .collect();
                (Just(corpus), shuffled)
            })
            .prop_flat_map(|corpus| (Just(corpus), 1usize..50)),
    ) {
        let mut rows = Vec::new();
        let mut renumbered = Vec::new();
        for ((planted, (segmentation, mentions)), shuffled) in corpus.iter().zip(&shuffled) {
            let of = annotator().rows_of(&planted.0, segmentation, mentions);
            let mut again = annotator().rows_of(&planted.0, segmentation, shuffled);
            prop_assert_eq!(&of, &again);
            for mention in &mut again.mentions {
                mention.cluster = 1000 - mention.cluster * factor;
            }
            rows.push(of);
            renumbered.push(again);
        }
        let gazetteer = annotator().gazetteer();
        prop_assert_eq!(
            resolve::corpus::resolve(rows.as_slice(), gazetteer),
            resolve::corpus::resolve(renumbered.as_slice(), gazetteer)
        );
    }

    #[test]
    fn the_order_of_the_documents_changes_no_byte(
        (corpus, shuffled) in corpus()
            .prop_map(|corpus| corpus.iter().map(planted_rows).collect::<Vec<_>>())
            .prop_flat_map(|rows| (Just(rows.clone()), Just(rows).prop_shuffle())),
        window in window(),
    ) {
        let config = GraphConfig { window, ..GraphConfig::default() };
        prop_assert!(written(&graph_of(corpus, &config)) == written(&graph_of(shuffled, &config)));
    }
}

/// Not a property: shows that the random corpora hold what the properties are about.
#[test]
fn random_corpora_hold_edges_copies_and_several_sentences() {
    use proptest::strategy::ValueTree;
    use proptest::test_runner::TestRunner;
    let mut runner = TestRunner::deterministic();
    let (mut edges, mut copies, mut far) = (0, 0, 0);
    for _ in 0..50 {
        let corpus = corpus().new_tree(&mut runner).expect("a value").current();
        let config = GraphConfig {
            window: Window::Paragraph,
            ..GraphConfig::default()
        };
        let outcome = graph_of(corpus.iter().map(planted_rows).collect(), &config);
        for edge in outcome.graph.edge_weights() {
            edges += 1;
            copies += usize::from(edge.documents > edge.independent_documents);
            far += usize::from(edge.evidence.all().iter().any(|e| e.second.is_some()));
        }
    }
    assert!(
        edges > 100 && copies > 10 && far > 10,
        "{edges} {copies} {far}"
    );
}
