//! The per-corpus half in stages, between which an engine for many machines can stand.
//!
//! ```text
//! documents ─ mentions ─▶ records ─ names ─▶ names ─ resolve ─▶ plan, bindings       (one place)
//!                            └───────── by key ─────────┬────────────┘
//!                                                     count ─▶ counts ─ by key, merge ─▶ counts ─ finish ─▶ graph
//! ```
//!
//! Everything that crosses a line is JSON, one object a line. A *record* is a document with all its rows;
//! its *names* are what is asked of it when it is decided who is who, a sixth as much. [`resolve`] sees the
//! names of all documents, in one place, and gives the *plan* (entities, table of documents, warnings) and
//! for each document a *binding*: which entity its names mean, whether the text is a copy, which sentences
//! are a site's formulas. [`count`] works on any part of the documents for
//! which record and binding are brought together by their key; its counts ([`crate::graph::tally`]) are
//! merged in any order by [`merge`], and [`Finish`] makes the graph that [`crate::pipeline`] would have
//! made of it all, to the byte.

mod count;
mod names;

pub use count::{count, merge};
pub use names::{names, read_names};

use std::io::{self, BufRead, Write};

use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use crate::config::GraphConfig;
use crate::export::{DocumentRecord, GraphFile, records};
use crate::gazetteer::Gazetteer;
use crate::graph::tally::Tally;
use crate::graph::{Counting, Reprint, is_node};
use crate::names::Names;
use crate::pipeline::{Resolved, RunRecord, analyzed, resolve_with};
use crate::resolve::Entity;
use crate::rows::{Corpus, CorrectionsRow, RecordRow, Rows, Store};
use crate::{Error, Observer, Result, Stage, Warning};

/// What is decided about a corpus before anything is counted.
#[derive(Clone, Debug)]
pub struct Plan {
    /// How the graph will have been made; nodes and edges are not counted yet.
    pub run: RunRecord,
    /// In the order of their ids.
    pub entities: Vec<Entity>,
    /// The table of documents.
    pub documents: Vec<DocumentRecord>,
    /// What was left out or looks wrong, sorted.
    pub warnings: Vec<Warning>,
}

/// A line of a plan.
#[derive(Serialize, Deserialize)]
#[serde(tag = "row", rename_all = "lowercase")]
enum PlanRow {
    Plan(RunRecord),
    Entity(Entity),
    Document(DocumentRecord),
    Warning(Warning),
}

/// A line of what `count` reads.
#[derive(Serialize, Deserialize)]
#[serde(tag = "row", rename_all = "lowercase")]
enum Part {
    Record(Box<RecordRow>),
    Binding(Binding),
    /// Rows of other kinds say nothing that is counted.
    #[serde(other)]
    Other,
}

/// What is decided about a document.
#[derive(Serialize, Deserialize)]
struct Binding {
    /// [`RecordRow::key`] of its record.
    key: String,
    /// Its place among the documents in the order of their ids.
    number: u32,
    /// Its id: another where two documents came with one.
    id: String,
    /// The entity that published it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    publisher: Option<String>,
    is_original: bool,
    /// The entities that it names.
    entities: Vec<String>,
    /// For each of its uses ([`names`]) which of these its mentions are of.
    uses: Vec<Option<u32>>,
    /// Which of the sentence rows that count by themselves do not, since the site prints them under text
    /// after text.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    formulas: Vec<u32>,
}

fn invalid(place: &str, line: usize, message: impl ToString) -> Error {
    Error::Invalid {
        place: format!("{place}:{}", line + 1),
        message: message.to_string(),
    }
}

fn write_line(out: &mut impl Write, line: &impl Serialize) -> io::Result<()> {
    serde_json::to_writer(&mut *out, line)?;
    out.write_all(b"\n")
}

fn output(error: io::Error) -> Error {
    Error::Write {
        path: "the lines for the next stage".into(),
        source: error,
    }
}

/// Reads lines one at a time; blank ones are passed over. `place` is what messages call the input.
fn each_line(
    input: impl BufRead,
    place: &str,
    mut use_line: impl FnMut(usize, &str) -> Result<()>,
) -> Result<()> {
    for (number, line) in input.lines().enumerate() {
        let line = line.map_err(|error| invalid(place, number, error))?;
        if !line.trim().is_empty() {
            use_line(number, &line)?;
        }
    }
    Ok(())
}

/// Decides who is who among all documents, which of them are copies, and what counts; writes the
/// bindings to `bindings`.
///
/// # Errors
/// As [`crate::pipeline::build_graph_with`]; [`Error::Write`] if `bindings` cannot be written.
pub fn resolve(
    rows: Corpus,
    config: &GraphConfig,
    gazetteer: &Gazetteer,
    corrections: &[CorrectionsRow],
    observer: &mut dyn Observer,
    bindings: &mut impl Write,
) -> Result<Plan> {
    let resolved = resolve_with(rows, config, gazetteer, corrections, observer)?;
    let run = resolved.run_record(config, gazetteer);
    let Resolved {
        documents,
        resolution,
        originals,
        warnings,
        ..
    } = resolved;
    let counting = Counting::new(&documents, &originals, config.boilerplate);
    let id = |entity: usize| {
        let entity = &resolution.entities[entity];
        is_node(entity.kind, config).then(|| entity.id.to_string())
    };
    for (number, &original) in originals.iter().enumerate() {
        let rows = documents.load_names(number);
        let mut names = Names::default();
        let mut of_use: Vec<Option<u32>> = Vec::new();
        let bound = resolution.bindings.entities(number);
        for (entity, used) in bound.zip(names::uses(&rows.mentions)) {
            // Mentions of one use are of one entity.
            if used == of_use.len() {
                of_use.push(entity.and_then(id).map(|id| names.number(&id)));
            }
        }
        let counts = counting.of(number, &rows);
        let by_itself = (rows.sentences.iter()).map(|sentence| sentence.counts(config.boilerplate));
        let counted = counts.iter().zip(by_itself).filter(|(_, itself)| *itself);
        let formulas = (0..).zip(counted).filter(|(_, (counts, _))| !**counts);
        // It is made of what came.
        let mut row = rows.document.clone();
        row.id = documents.given_id(number).into();
        let key = row.key();
        let binding = Binding {
            key: key.map_err(|error| output(error.into()))?,
            number: number as u32,
            id: rows.document.id.to_string(),
            publisher: resolution.publisher(number).and_then(id),
            is_original: original == number,
            entities: (0..names.len() as u32)
                .map(|name| names.text(name).to_owned())
                .collect(),
            uses: of_use,
            formulas: formulas.map(|(number, _)| number).collect(),
        };
        write_line(bindings, &Part::Binding(binding)).map_err(output)?;
    }
    let table = records(&documents, &resolution, &originals).collect();
    documents.check().map_err(Store::failed)?;
    Ok(Plan {
        run,
        documents: table,
        entities: resolution.entities,
        warnings,
    })
}

impl Plan {
    /// Writes it, a line for the run, for each entity, document and warning.
    ///
    /// # Errors
    /// If `out` cannot be written.
    pub fn write(self, out: &mut impl Write) -> io::Result<()> {
        write_line(out, &PlanRow::Plan(self.run))?;
        let entities = self.entities.into_iter().map(PlanRow::Entity);
        let documents = self.documents.into_iter().map(PlanRow::Document);
        let warnings = self.warnings.into_iter().map(PlanRow::Warning);
        for row in entities.chain(documents).chain(warnings) {
            write_line(out, &row)?;
        }
        Ok(())
    }

    /// Reads what [`Plan::write`] wrote.
    ///
    /// # Errors
    /// [`Error::Invalid`] with the line.
    pub fn read(input: impl BufRead, place: &str) -> Result<Plan> {
        let (mut run, mut entities) = (None, Vec::new());
        let (mut documents, mut warnings) = (Vec::new(), Vec::new());
        each_line(input, place, |number, line| {
            let row = serde_json::from_str(line);
            match row.map_err(|e| invalid(place, number, format!("not of a plan: {e}")))? {
                PlanRow::Plan(row) => run = Some(row),
                PlanRow::Entity(row) => entities.push(row),
                PlanRow::Document(row) => documents.push(row),
                PlanRow::Warning(row) => warnings.push(row),
            }
            Ok(())
        })?;
        Ok(Plan {
            run: run.ok_or_else(|| invalid(place, 0, "not made by `comention resolve`"))?,
            entities,
            documents,
            warnings,
        })
    }
}

/// The counts of a plan's documents, as they are read.
pub struct Finish {
    plan: Plan,
    numbers: FxHashMap<String, u32>,
    tally: Tally,
}

impl Finish {
    /// Nothing is counted yet.
    pub fn new(plan: Plan) -> Finish {
        let ids = plan.entities.iter().map(|entity| entity.id.to_string());
        Finish {
            numbers: ids.zip(0..).collect(),
            tally: Tally::new(plan.run.config.graph.evidence),
            plan,
        }
    }

    /// Adds counts, merged or not.
    ///
    /// # Errors
    /// [`Error::Invalid`] for a line that holds no counts, or those of an entity that is not in the plan.
    pub fn read(&mut self, input: impl BufRead, place: &str) -> Result<()> {
        let number = |id: &str| self.numbers.get(id).copied();
        self.tally.read(input, place, number)
    }

    /// The graph, analyzed and laid out.
    pub fn graph(self, observer: &mut dyn Observer) -> GraphFile {
        let Plan {
            mut run,
            entities,
            documents,
            warnings,
        } = self.plan;
        observer.stage(Stage::Graph);
        let reprint = |(number, document): (u32, &DocumentRecord)| {
            document.copy_of.as_ref()?;
            let publisher = document.provenance.publisher.as_deref()?.into();
            Some(Reprint { number, publisher })
        };
        let reprints: Vec<Reprint> = (0..).zip(&documents).filter_map(reprint).collect();
        let (graph, relations) = (self.tally).finish(&entities, &reprints, &run.config.graph);
        observer.stage(Stage::Analyze);
        let graph = analyzed(graph, &mut run);
        GraphFile {
            relations,
            graph,
            run,
            filter: None,
            documents: documents.into(),
            warnings,
        }
    }
}
