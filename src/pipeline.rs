//! The per-corpus half of the flow: from the rows of all documents to the graph.
//!
//! ```text
//! rows -> resolve (corpus) -> co-mentions -> graph -> analyze -> layout
//! ```

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::claims::stated::Relation;
use crate::config::{Config, GraphConfig, MentionConfig};
use crate::gazetteer::Gazetteer;
use crate::graph::tally::Limit;
use crate::graph::{self, CoMentionGraph};
use crate::recognize::ModelId;
use crate::resolve::corrections::Corrections;
use crate::resolve::{self, Resolution};
use crate::rows::{
    Corpus, CorrectionsRow, DocumentRows, FileId, RowFile, Rows, RunRow, Store, Stored,
};
use crate::shelf::Shelf;
use crate::{Error, Observer, Result, Stage, Warning, analyze, render};

/// How a graph was made: written into it, because it is part of its provenance.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct RunRecord {
    /// Name and version of the program.
    pub program: String,
    /// The tagger's model.
    pub model: ModelId,
    /// All settings.
    pub config: Config,
    /// The user's table of entities.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub entities: Option<FileId>,
    /// The files of corrections.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub corrections: Vec<FileId>,
    /// Number of documents.
    pub documents: usize,
    /// Number of mentions, of all kinds.
    pub mentions: usize,
    /// Number of nodes.
    pub nodes: usize,
    /// Number of edges.
    pub edges: usize,
    /// Where the graph is too large for exact betweenness and closeness, the number of nodes that they
    /// were estimated from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub walks: Option<usize>,
}

/// What a run gives.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// The graph, analyzed and laid out.
    pub graph: CoMentionGraph,
    /// What the documents state of its nodes: no part of the graph, and never mixed with it.
    pub relations: Vec<Relation>,
    /// Who is who.
    pub resolution: Resolution,
    /// For each document the one whose text it copies, or itself.
    pub originals: Vec<usize>,
    /// The rows that it was made from, in the order of the documents' ids.
    pub documents: Arc<Stored>,
    /// How it was made.
    pub run: RunRecord,
    /// What was left out or looks wrong, sorted.
    pub warnings: Vec<Warning>,
    /// Where temporary files may be made.
    pub folder: Option<PathBuf>,
}

/// The per-corpus half: from rows to the graph, as the rules have it. The corrections among the rows
/// are passed over; [`build_graph_with`] obeys them.
pub fn build_graph(rows: RowFile, config: &GraphConfig, observer: &mut dyn Observer) -> Outcome {
    let rows = Corpus::from(RowFile {
        corrections: Vec::new(),
        ..rows
    });
    let no_corrections = |resolution, _: &Stored| Ok((resolution, Vec::new()));
    let names = Gazetteer::builtin();
    let keep = |documents: &mut Stored| Ok(keep_days(documents, config).warning());
    resolved(rows, keep, names, no_corrections, observer)
        .and_then(|resolved| finish(resolved, config, names, observer))
        .expect("only corrections and files can fail, and there are none")
}

/// The per-corpus half with what a user knows: the table of known names that the rows were made with,
/// and files of corrections beside those that the rows bring along.
///
/// # Errors
/// [`Error::Invalid`] if the rows were made with another table of entities, if the days of `config` are
/// none, or if a correction cannot be read, fits several entities or contradicts another;
/// [`Error::NoInput`] if no document is of the days of `config`; [`Error::Write`] if the temporary file of
/// rows fails.
pub fn build_graph_with(
    rows: impl Into<Corpus>,
    config: &GraphConfig,
    gazetteer: &Gazetteer,
    corrections: &[CorrectionsRow],
    observer: &mut dyn Observer,
) -> Result<Outcome> {
    let resolved = resolve_with(rows, config, gazetteer, corrections, observer)?;
    finish(resolved, config, gazetteer, observer)
}

/// Who is who, as [`build_graph_with`] decides it, and nothing further.
pub(crate) fn resolve_with(
    rows: impl Into<Corpus>,
    config: &GraphConfig,
    gazetteer: &Gazetteer,
    corrections: &[CorrectionsRow],
    observer: &mut dyn Observer,
) -> Result<Resolved> {
    config.check_days()?;
    let mut rows = rows.into();
    let of_rows = rows.run.as_ref().and_then(|run| run.entities.as_ref());
    same_table(of_rows, gazetteer.table())?;
    let all = corrections_of(&mut rows, corrections)?;
    let correct = |resolution, documents: &Stored| all.apply(resolution, documents, gazetteer);
    let keep = |documents: &mut Stored| match keep_days(documents, config) {
        left_out if documents.count() == 0 && left_out.is_any() => {
            Err(Error::NoInput(left_out.in_words(config)))
        }
        left_out => Ok(left_out.warning()),
    };
    resolved(rows, keep, gazetteer, correct, observer)
}

/// The corrections among the rows and those given besides, each file once.
fn corrections_of(rows: &mut Corpus, corrections: &[CorrectionsRow]) -> Result<Corrections> {
    rows.corrections.extend_from_slice(corrections);
    rows.corrections.sort();
    rows.corrections.dedup();
    let mut all = Corrections::default();
    for file in &rows.corrections {
        all.extend(Corrections::parse(&file.place, &file.text)?);
    }
    Ok(all)
}

/// Both halves ask the table of known names, so both must have the same.
fn same_table(rows: Option<&FileId>, given: Option<&FileId>) -> Result<()> {
    if rows.map(|file| &file.sha256) == given.map(|file| &file.sha256) {
        return Ok(());
    }
    let shown = |file: &FileId| {
        let sha256 = file.sha256.get(..12).unwrap_or(&file.sha256);
        format!("{} (SHA-256 {sha256}...)", file.name)
    };
    let message = match (rows, given) {
        (Some(rows), None) => format!(
            "the rows were made with the table of entities {}; give it with --entities here too",
            shown(rows)
        ),
        (Some(rows), Some(given)) => format!(
            "the rows were made with the table of entities {}, not with {}; give the same table or make the rows anew",
            shown(rows),
            shown(given)
        ),
        (None, Some(given)) => format!(
            "the rows were made without the table of entities {}; make them anew with --entities",
            shown(given)
        ),
        (None, None) => return Ok(()),
    };
    Err(Error::Invalid {
        place: "--entities".to_owned(),
        message,
    })
}

/// From who is who to the graph.
fn finish(
    resolved: Resolved,
    config: &GraphConfig,
    gazetteer: &Gazetteer,
    observer: &mut dyn Observer,
) -> Result<Outcome> {
    observer.stage(Stage::Graph);
    let mut run = resolved.run_record(config, gazetteer);
    let Resolved {
        documents,
        mut resolution,
        originals,
        warnings,
        limit,
        ..
    } = resolved;
    let folder = limit.as_ref().map(|limit| limit.folder.clone());
    let reprints = graph::reprints(&documents, &originals);
    let counts = graph::count(&documents, &resolution, &originals, config, limit)?;
    // Only who writes the mentions asks for them again.
    let aside = folder
        .as_deref()
        .map(|folder| resolution.bindings.set_aside(folder));
    aside.transpose().map_err(Shelf::failed)?;
    let (graph, relations) = counts.finish(&resolution.entities, &reprints, config)?;
    documents.check().map_err(Store::failed)?;
    observer.stage(Stage::Analyze);
    let graph = analyzed(graph, &mut run);
    Ok(Outcome {
        run,
        graph,
        relations,
        resolution,
        originals,
        documents: Arc::new(documents),
        warnings,
        folder,
    })
}

/// The graph without the edges that its settings leave out, with all measures and a layout; `run` is
/// told what it came to.
pub(crate) fn analyzed(mut graph: CoMentionGraph, run: &mut RunRecord) -> CoMentionGraph {
    let config = &run.config.graph;
    analyze::fill_backbone(&mut graph);
    if config.backbone.is_some() || config.fdr.is_some() {
        let stays = |edge: &graph::Edge| {
            config.backbone.is_none_or(|alpha| edge.backbone < alpha)
                && config.fdr.is_none_or(|alpha| edge.q_value < alpha)
        };
        graph = graph::part(graph, |_, _| true, stays);
    }
    // The layout moves all nodes step after step; between its steps there is room for the measures.
    // In a large graph each takes a hundred megabytes, and has work for all threads most of the time.
    let places = || render::layout::places(&graph);
    let measured = || analyze::measured(&graph);
    let (places, measured) = match graph.edge_count() {
        0..analyze::LARGE => rayon::join(places, measured),
        _ => (places(), measured()),
    };
    render::layout::put(&mut graph, &places);
    run.walks = measured.fill(&mut graph);
    run.nodes = graph.node_count();
    run.edges = graph.edge_count();
    graph
}

/// The documents of a corpus with who is who in them.
pub(crate) struct Resolved {
    run: Option<RunRow>,
    corrections: Vec<CorrectionsRow>,
    /// In the order of their ids.
    pub(crate) documents: Stored,
    pub(crate) resolution: Resolution,
    /// See [`crate::copies::originals`].
    pub(crate) originals: Vec<usize>,
    pub(crate) warnings: Vec<Warning>,
    limit: Option<Limit>,
}

impl Resolved {
    /// How it was made; the numbers of nodes and edges are not known yet.
    pub(crate) fn run_record(&self, config: &GraphConfig, gazetteer: &Gazetteer) -> RunRecord {
        let (model, mentions) = self.run.clone().map_or_else(
            || (ModelId::default(), MentionConfig::default()),
            |run| (run.model, run.config),
        );
        RunRecord {
            program: program(),
            model,
            config: Config {
                mentions,
                graph: config.clone(),
            },
            entities: gazetteer.table().cloned(),
            corrections: (self.corrections.iter())
                .map(|file| FileId::new(&file.place, file.text.as_bytes()))
                .collect(),
            documents: self.documents.count(),
            mentions: self.resolution.bindings.mentions(),
            nodes: 0,
            edges: 0,
            walks: None,
        }
    }
}

/// Who is who in the documents that `keep` leaves, as the rules have it and then as `correct` does.
fn resolved(
    rows: Corpus,
    keep: impl FnOnce(&mut Stored) -> Result<Option<Warning>>,
    gazetteer: &Gazetteer,
    correct: impl FnOnce(Resolution, &Stored) -> Result<(Resolution, Vec<Warning>)>,
    observer: &mut dyn Observer,
) -> Result<Resolved> {
    let Corpus {
        run,
        documents,
        mut warnings,
        corrections,
        limit,
    } = rows;
    observer.stage(Stage::Resolve);
    let mut documents = documents.into_stored().map_err(Store::failed)?;
    let mut repeated = put_in_order(&mut documents);
    for warning in &repeated {
        observer.warn(warning);
    }
    warnings.append(&mut repeated);
    if let Some(undated) = keep(&mut documents)? {
        observer.warn(&undated);
        warnings.push(undated);
    }
    let (resolution, originals) = resolve::corpus::with_originals(&documents, gazetteer);
    let (resolution, mut unfit) = correct(resolution, &documents)?;
    for warning in &unfit {
        observer.warn(warning);
    }
    warnings.append(&mut unfit);
    warnings.sort();
    Ok(Resolved {
        run,
        corrections,
        documents,
        resolution,
        originals,
        warnings,
        limit,
    })
}

/// Who is who in `documents`, with the built-in table of known names.
pub fn resolve_rows(documents: &[DocumentRows]) -> Resolution {
    resolve::corpus::resolve(documents, Gazetteer::builtin())
}

impl Outcome {
    /// The heaviest edges: label, label, weight; ties by the order of ids.
    pub fn heaviest_edges(&self, most: usize) -> Vec<(&str, &str, f64)> {
        let graph = &self.graph;
        (graph::heaviest_edges(graph, most).into_iter())
            .filter_map(|edge| {
                let (source, target) = graph.edge_endpoints(edge)?;
                let weight = graph[edge].weight;
                Some((&*graph[source].label, &*graph[target].label, weight))
            })
            .collect()
    }
}

pub(crate) fn program() -> String {
    format!("comention {}", env!("CARGO_PKG_VERSION"))
}

/// Documents that are not of the days that are asked for.
#[derive(Default)]
struct LeftOut {
    undated: usize,
    /// The earliest and the latest day of the others.
    days: Option<(String, String)>,
}

/// Keeps the documents of the days that are asked for; those of unknown days are not among them.
fn keep_days(documents: &mut Stored, config: &GraphConfig) -> LeftOut {
    let mut left_out = LeftOut::default();
    documents.retain(|_, document| {
        let taken = config.takes(document.date);
        match document.date {
            _ if taken => {}
            None => left_out.undated += 1,
            Some(date) => left_out.day(date),
        }
        taken
    });
    left_out
}

impl LeftOut {
    fn is_any(&self) -> bool {
        self.undated > 0 || self.days.is_some()
    }

    fn day(&mut self, date: &str) {
        let (first, last) = self.days.get_or_insert_with(|| (date.into(), date.into()));
        if date < first.as_str() {
            date.clone_into(first);
        }
        if date > last.as_str() {
            date.clone_into(last);
        }
    }

    /// Those of unknown days may be what was looked for.
    fn warning(&self) -> Option<Warning> {
        (self.undated > 0).then(|| Warning {
            place: "--from, --to".to_owned(),
            message: match self.undated {
                1 => "1 document without a date is left out".to_owned(),
                undated => format!("{undated} documents without a date are left out"),
            },
            skipped: false,
        })
    }

    /// Why no document is left.
    fn in_words(&self, config: &GraphConfig) -> String {
        let bound = |word, day: &Option<String>| {
            let day = day.as_deref();
            day.map_or_else(String::new, |day| format!(" {word} {day}"))
        };
        let asked = bound("from", &config.from) + &bound("to", &config.to);
        let there = match (&self.days, self.undated) {
            (None, 1) => "the only one has no date".to_owned(),
            (None, undated) => format!("none of the {undated} has a date"),
            (Some((first, last)), undated) => {
                let undated = match undated {
                    0 => String::new(),
                    1 => ", and 1 has no date".to_owned(),
                    undated => format!(", and {undated} have no date"),
                };
                match first == last {
                    true => format!("the documents are of {first}{undated}"),
                    false => format!("the documents are of {first} to {last}{undated}"),
                }
            }
        };
        format!("no document is of the days{asked}: {there}")
    }
}

/// Puts the documents in the order of their ids. One that came twice is kept once; another text under
/// the same id gets a number.
fn put_in_order(documents: &mut Stored) -> Vec<Warning> {
    documents.sort(natural);
    let mut warnings = Vec::new();
    let mut again: BTreeSet<usize> = BTreeSet::new();
    let mut renamed: BTreeMap<String, usize> = BTreeMap::new();
    let mut times = 1;
    for number in 1..documents.count() {
        let id = documents.brief(number).id;
        if documents.brief(number - 1).id != id {
            times = 1;
            continue;
        }
        if documents.document(number).sha256 == documents.document(number - 1).sha256 {
            warnings.push(Warning {
                place: id.to_owned(),
                message: "the same document came twice; it is counted once".to_owned(),
                skipped: false,
            });
            again.insert(number);
            continue;
        }
        let new = loop {
            times += 1;
            let new = format!("{id}~{times}");
            if !documents.holds(&new, natural) && !renamed.contains_key(&new) {
                break new;
            }
        };
        warnings.push(Warning {
            message: format!("another document has the same id; it is called {new} here"),
            place: id.to_owned(),
            skipped: false,
        });
        renamed.insert(new, number);
    }
    for (id, number) in renamed {
        documents.rename(number, &id);
    }
    if !again.is_empty() {
        documents.retain(|number, _| !again.contains(&number));
    }
    warnings
}

/// Order in which `a.jsonl:9` comes before `a.jsonl:10`: runs of digits compare as numbers.
fn natural(a: &str, b: &str) -> Ordering {
    let (mut left, mut right) = (a, b);
    while let (Some(x), Some(y)) = (left.chars().next(), right.chars().next()) {
        let digits =
            |text: &str| text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        let (n, m) = (digits(left), digits(right));
        let (cut, other) = if n > 0 && m > 0 {
            (n, m)
        } else {
            (x.len_utf8(), y.len_utf8())
        };
        let (head, other_head) = (&left[..cut], &right[..other]);
        let by_value = if n > 0 && m > 0 {
            let value = |text: &str| text.trim_start_matches('0').to_owned();
            let (v, w) = (value(head), value(other_head));
            v.len().cmp(&w.len()).then_with(|| v.cmp(&w))
        } else {
            x.cmp(&y)
        };
        if by_value != Ordering::Equal {
            return by_value;
        }
        (left, right) = (&left[cut..], &right[other..]);
    }
    left.len().cmp(&right.len()).then_with(|| a.cmp(b))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rows::DocumentRow;

    /// The ids and dates of documents in order, and the warnings.
    fn in_order(documents: Vec<DocumentRows>) -> (Vec<DocumentRow>, Vec<Warning>) {
        let documents = RowFile {
            documents,
            ..RowFile::default()
        };
        let mut stored = Corpus::from(documents).documents.into_stored().unwrap();
        let warnings = put_in_order(&mut stored);
        (stored.documents().collect(), warnings)
    }

    fn rows(id: &str, sha256: &str) -> DocumentRows {
        DocumentRows {
            document: DocumentRow {
                id: id.into(),
                sha256: sha256.to_owned(),
                ..DocumentRow::default()
            },
            ..DocumentRows::default()
        }
    }

    #[test]
    fn numbers_in_ids_compare_as_numbers() {
        let mut ids = ["b:1", "a:10", "a:9", "a:09", "a", "é"];
        ids.sort_by(|a, b| natural(a, b));
        assert_eq!(ids, ["a", "a:09", "a:9", "a:10", "b:1", "é"]);
    }

    #[test]
    fn a_document_that_comes_twice_is_kept_once_and_a_namesake_gets_a_number() {
        let (kept, warnings) = in_order(vec![rows("x", "2"), rows("x", "1"), rows("x", "1")]);
        let ids: Vec<_> = kept.iter().map(|d| &*d.id).collect();
        assert_eq!(ids, ["x", "x~2"]);
        assert_eq!(warnings.len(), 2);
    }

    #[test]
    fn of_one_text_with_two_dates_the_same_is_kept_in_either_order() {
        let dated = |date: &str| {
            let mut rows = rows("x", "1");
            rows.document.provenance.date = Some(date.to_owned());
            rows
        };
        let kept = |documents| {
            let (kept, _) = in_order(documents);
            kept[0].provenance.date.clone()
        };
        let (early, late) = (dated("2020-01-01"), dated("2021-01-01"));
        assert_eq!(
            kept(vec![early.clone(), late.clone()]),
            kept(vec![late, early])
        );
    }

    #[test]
    fn a_new_number_is_never_an_id_that_is_there() {
        let (kept, _) = in_order(vec![rows("x", "1"), rows("x", "2"), rows("x~2", "3")]);
        let ids: Vec<_> = kept.iter().map(|d| &*d.id).collect();
        assert_eq!(ids, ["x", "x~3", "x~2"]);
    }
}
