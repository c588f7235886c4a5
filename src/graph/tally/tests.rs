//! Counting in parts gives what counting at once gives, and the graph is that of plain loops.

use proptest::prelude::*;

use super::*;
use crate::claims::stated::Relation;
use crate::claims::{Attribution, RelationType, StatedRelation};
use crate::config::GraphConfig;
use crate::cooccurrence::Window;
use crate::graph::CoMentionGraph;
use crate::resolve::Entity;
use crate::rows::{DocumentRow, DocumentRows, MentionRow, SentenceRow, Units};
use crate::{Kind, Origin, Part, Provenance, Span, resolve::Rule};

const ENTITIES: usize = 5;
const IDS: [&str; ENTITIES] = ["a", "b", "c", "d", "e"];

/// A document with what the corpus says of it.
#[derive(Clone, Debug)]
struct Whole {
    rows: DocumentRows,
    entities: Vec<Option<usize>>,
    publisher: Option<usize>,
    is_original: bool,
    counts: Vec<bool>,
}

/// A sentence: steps of the paragraph, whether it counts, its part, and who is named in it.
type Line = (usize, bool, bool, Vec<Option<usize>>);

fn whole(
    (lines, publisher, date, is_original): (Vec<Line>, Option<usize>, Option<u32>, bool),
) -> Whole {
    let mut rows = DocumentRows {
        document: DocumentRow {
            provenance: Provenance {
                publisher: publisher.map(|p| ["The Post", "the post", "Wire"][p].to_owned()),
                date: date.map(|d| format!("2020-0{}-01", d + 1)),
                ..Provenance::default()
            },
            units: Units {
                sentences: lines.len(),
                paragraphs: lines.len(),
            },
            ..DocumentRow::default()
        },
        ..DocumentRows::default()
    };
    let (mut entities, mut counts) = (Vec::new(), Vec::new());
    let (mut paragraph, mut at) = (0, 0);
    for (sentence, (step, count, is_title, named)) in lines.into_iter().enumerate() {
        paragraph += step;
        let (start, first) = (at, rows.mentions.len());
        for entity in named {
            rows.mentions.push(MentionRow {
                document: "".into(),
                sentence,
                start: at,
                end: at + 2,
                surface: "".into(),
                kind: Kind::Person,
                score: 1.0,
                origin: Origin::Model,
                cluster: 0,
                name: "".into(),
                rule: Rule::Name,
                because: None,
                cited: at.is_multiple_of(3),
                calling: None,
            });
            entities.push(entity);
            at += 3 + at % 4;
        }
        counts.push(count);
        rows.sentences.push(SentenceRow {
            document: "".into(),
            sentence,
            paragraph,
            span: Span::new(start, at),
            part: if is_title { Part::Title } else { Part::Body },
            repeats: None,
            text: format!("{start}"),
            attributions: said(&rows.mentions[first..]),
            relations: stated(&rows.mentions[first..]),
        });
        at += 1;
    }
    Whole {
        rows,
        entities,
        publisher,
        is_original,
        counts,
    }
}

/// The last name as the source and the first as the outlet that it told so.
fn said(named: &[MentionRow]) -> Vec<Attribution> {
    let attribution = |(first, last): (&MentionRow, &MentionRow)| Attribution {
        source: Some(last.span()),
        told_to: first.cited.then(|| first.span()),
        cue: last.span(),
        rule: "said".to_owned(),
        score: 0.9,
        how: Default::default(),
        about_itself: false,
    };
    let ends = named.first().zip(named.last());
    ends.map(attribution).into_iter().collect()
}

/// A relation of each two neighbours; meetings and offices, of which some are over.
fn stated(named: &[MentionRow]) -> Vec<StatedRelation> {
    let relation = |pair: &[MentionRow]| StatedRelation {
        relation: [RelationType::MetWith, RelationType::Leads][pair[0].start % 2],
        source: pair[0].span(),
        target: pair[1].span(),
        cue: Span::new(pair[0].end, pair[1].start),
        rule: "stated".to_owned(),
        score: [0.7, 0.8, 0.95][pair[1].start % 3],
        former: pair[1].start.is_multiple_of(4),
    };
    named.windows(2).map(relation).collect()
}

fn corpus() -> impl Strategy<Value = Vec<Whole>> {
    let named = prop::collection::vec(prop::option::of(0..ENTITIES), 0..5);
    let line = (0usize..2, prop::bool::weighted(0.8), any::<bool>(), named);
    let document = (
        prop::collection::vec(line, 0..6),
        prop::option::of(0usize..3),
        prop::option::of(0u32..3),
        prop::bool::weighted(0.8),
    );
    prop::collection::vec(document.prop_map(whole), 0..12)
}

fn config() -> impl Strategy<Value = GraphConfig> {
    let window = prop_oneof![
        Just(Window::Sentence),
        (1usize..4).prop_map(Window::Sentences),
        Just(Window::Paragraph),
        Just(Window::Document),
    ];
    (window, 0usize..4).prop_map(|(window, evidence)| GraphConfig {
        window,
        evidence,
        series: true,
        ..GraphConfig::default()
    })
}

fn add(tally: &mut Tally, number: usize, document: &Whole, config: &GraphConfig) {
    let counted = CountedDocument {
        number: number as u32,
        rows: &document.rows,
        entities: &document.entities,
        publisher: document.publisher,
        is_original: document.is_original,
        counts: &document.counts,
    };
    tally.add(counted, &[true, true, true, true, false], config);
}

fn numbered(id: &str) -> Option<u32> {
    IDS.iter().position(|known| *known == id).map(|n| n as u32)
}

proptest! {
    #[test]
    fn any_split_merged_in_any_order_through_any_file_is_the_whole(
        documents in corpus(),
        config in config(),
        parts in prop::collection::vec((0usize..4, any::<prop::sample::Index>()), 12),
        order in Just(vec![0usize, 1, 2, 3]).prop_shuffle(),
    ) {
        let mut whole = Tally::new(config.evidence);
        for (number, document) in documents.iter().enumerate() {
            add(&mut whole, number, document, &config);
        }
        whole.settle();

        let mut of_parts = vec![Tally::new(config.evidence); 4];
        let mut left: Vec<usize> = (0..documents.len()).collect();
        while !left.is_empty() {
            let (part, pick) = parts[left.len() - 1];
            let number = left.remove(pick.index(left.len()));
            add(&mut of_parts[part], number, &documents[number], &config);
        }
        let mut merged = Tally::new(config.evidence);
        let mut lines = Vec::new();
        for part in order {
            merged.merge(of_parts[part].clone());
            of_parts[part].clone().write(&IDS, &mut lines).unwrap();
        }
        merged.settle();
        prop_assert_eq!(&merged, &whole);

        let mut read = Tally::new(config.evidence);
        read.read(&lines[..], "counts", numbered).unwrap();
        read.settle();
        prop_assert_eq!(&read, &whole);
    }
}

#[test]
fn a_relation_counts_documents_those_that_say_it_is_over_and_shows_who_says_so() {
    // In each the first two names are of a relation, the last is the source of what is said.
    let named = |step: usize| vec![(step, true, false, vec![Some(0), Some(1), Some(2)])];
    let one = whole((named(0), Some(0), Some(0), true));
    let mut over = whole((named(0), Some(2), Some(2), true));
    over.rows.sentences[0].relations[0].former = true;
    over.rows.sentences[0].relations[0].score = 0.99;
    let copy = Whole {
        is_original: false,
        ..one.clone()
    };
    let mut tally = Tally::new(1);
    for (number, document) in [one, over, copy].iter().enumerate() {
        add(&mut tally, number, document, &GraphConfig::default());
    }
    let relation = &tally.relations[&(0, 1, RelationType::MetWith)];
    assert_eq!((relation.documents, relation.former), (2, 1));
    assert_eq!(relation.printed.publishers.len(), 2);
    assert_eq!(relation.printed.first.as_deref(), Some("2020-01-01"));
    assert_eq!(relation.printed.last.as_deref(), Some("2020-03-01"));
    let best = best_places(relation.places.clone(), 1);
    assert!(best.len() == 1 && best[0].former && best[0].document.number == 1);
    assert_eq!(best[0].sentence.entities().collect::<Vec<_>>(), [&2, &0]);
}

#[test]
fn a_broken_record_or_an_unknown_entity_is_an_error_with_its_line() {
    let totals = r#"{"row":"totals","sentences":1,"paragraphs":1,"documents":1}"#;
    let error = |line: &str| {
        let input = format!("{totals}\n{line}\n");
        let read = Tally::new(1).read(input.as_bytes(), "counts.jsonl", numbered);
        read.unwrap_err().to_string()
    };
    assert!(error("{}").starts_with("counts.jsonl:2: not a record of counts"));
    let pair = r#"{"row":"pair","source":"b","target":"a","pairs":1,"decayed":1,"sentences":1,"originals":1,"publishers":[],"evidence":[]}"#;
    assert!(error(pair).contains("not in order"), "{}", error(pair));
    assert!(error(&pair.replace("\"a\"", "\"z\"")).contains("`z` is no entity"));
}

fn entities() -> Vec<Entity> {
    let kind = |id: &str| if id == "e" { Kind::Place } else { Kind::Person };
    let entity = |id: &&str| Entity {
        id: (*id).into(),
        name: id.to_uppercase().into(),
        kind: kind(id),
        external_id: None,
        aliases: Arc::from([]),
    };
    IDS.iter().map(entity).collect()
}

/// All that a graph holds.
fn content(
    (graph, relations): (CoMentionGraph, Vec<Relation>),
) -> impl PartialEq + std::fmt::Debug {
    let (nodes, edges) = graph.into_nodes_edges();
    let edges = edges
        .into_iter()
        .map(|edge| (edge.source(), edge.target(), edge.weight));
    let nodes = nodes.into_iter().map(|node| node.weight);
    (
        nodes.collect::<Vec<_>>(),
        edges.collect::<Vec<_>>(),
        relations,
    )
}

proptest! {
    #[test]
    fn counts_that_outgrow_memory_make_the_same_graph(
        documents in corpus(),
        config in config(),
        parts in prop::collection::vec(1usize..4, 12),
        bytes in prop_oneof![Just(1usize), 500usize..20_000, Just(usize::MAX)],
    ) {
        let mut whole = Tally::new(config.evidence);
        let limit = Limit { bytes, folder: std::env::temp_dir() };
        let mut counts = Counts::new(config.evidence, Some(limit));
        let mut numbered = documents.iter().enumerate().peekable();
        let mut pieces = 0;
        while numbered.peek().is_some() {
            let mut part = Tally::new(config.evidence);
            for (number, document) in numbered.by_ref().take(parts[pieces]) {
                add(&mut whole, number, document, &config);
                add(&mut part, number, document, &config);
            }
            pieces += usize::from(part.bytes() > 0);
            counts.add(part, &IDS).unwrap();
        }
        match bytes {
            1 => prop_assert_eq!(counts.runs_written(), pieces),
            usize::MAX => prop_assert_eq!(counts.runs_written(), 0),
            _ => {}
        }
        let made = counts.finish(&entities(), &[], &config).unwrap();
        prop_assert_eq!(content(made), content(whole.finish(&entities(), &[], &config)));
    }
}

#[test]
fn a_folder_that_takes_no_file_is_an_error_that_says_so() {
    let limit = Limit {
        bytes: 1,
        folder: "/nowhere/at/all".into(),
    };
    let mut counts = Counts::new(1, Some(limit));
    let document = whole((
        vec![(0, true, false, vec![Some(0), Some(1)])],
        None,
        None,
        true,
    ));
    let mut tally = Tally::new(1);
    add(&mut tally, 0, &document, &GraphConfig::default());
    let error = counts.add(tally, &IDS).unwrap_err().to_string();
    assert_eq!(error, "cannot write the temporary file of counts");
}
