//! What can be typed.

use std::path::PathBuf;

use clap::{Args as ClapArgs, Parser, Subcommand, ValueEnum};
use comention::Kind;
use comention::config::{GraphConfig, MentionConfig};
use comention::cooccurrence::Window;
use comention::day::{check_range, is_day};
use comention::export::{Filter, Format};
use comention::graph::weight::Weight;
use comention::read::ReadConfig;
use comention::render::graphviz::Engine;

use crate::command;
use crate::memory;
use crate::progress;

/// Reads news text, finds who is named, decides which names mean the same one, and joins those named
/// together.
///
/// An edge says that texts name both. That alone does not say that the two are connected.
#[derive(Debug, Parser)]
#[command(name = "comention", version, propagate_version = true)]
pub(crate) struct Args {
    #[command(subcommand)]
    pub(crate) command: Command,
    #[command(flatten)]
    pub(crate) common: Common,
}

/// What every command understands.
#[derive(Debug, ClapArgs)]
pub(crate) struct Common {
    /// Show warnings and errors only
    #[arg(short, long, global = true)]
    pub(crate) quiet: bool,
    /// Number of threads [default: one a core]; the result does not depend on it
    #[arg(long, global = true, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub(crate) threads: Option<u16>,
    /// How progress is told on standard error
    #[arg(long, global = true, value_name = "FORM", default_value = "auto")]
    pub(crate) progress: progress::Form,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Text in, graph out: writes graph.html, graph.json, graph.dot, graph.svg and mentions.jsonl
    Build(command::build::Args),
    /// The first half of `build`: text in, mention rows out
    Mentions(command::mentions::Args),
    /// The second half of `build`: mention rows in, graph out
    Graph(command::graph::Args),
    /// For many machines: who is who, between the two halves
    Resolve(command::resolve::Args),
    /// For many machines: counts of some documents
    Count(command::count::Args),
    /// Another format, or a part, of a graph made before
    Convert(command::convert::Args),
    /// What a graph says about an entity, or about two
    Show(command::show::Args),
    /// What came, went and changed between two graphs
    Diff(command::diff::Args),
    /// Accuracy of mentions, resolution and graph against annotated articles
    Evaluate(command::evaluate::Args),
    /// Join the annotation in data/gold with its texts, or take gold apart
    Gold(command::gold::Args),
    /// Train the tagger
    Train(command::train::Args),
}

/// Settings of the per-document half.
#[derive(Debug, ClapArgs)]
pub(crate) struct MentionArgs {
    /// Files or directories: text, Markdown, HTML, JSON, CSV, feeds, mail, PDF, DOCX, ODT, EPUB, WARC, any of
    /// them in .gz, .zst, .zip or .tar, told by their content; `-` is standard input
    #[arg(required = true, value_name = "INPUT")]
    pub(crate) inputs: Vec<PathBuf>,
    /// Leave out mentions of which the tagger is less sure than this, 0 to 1
    #[arg(long, value_name = "SCORE", default_value_t = 0.0, value_parser = share, allow_negative_numbers = true)]
    pub(crate) min_score: f32,
    /// Another model than the built-in one
    #[arg(long, value_name = "FILE")]
    pub(crate) model: Option<PathBuf>,
    /// Take pronouns and descriptions too ("he", "the senator"), where it is sure whom they mean
    #[arg(long)]
    pub(crate) coreference: bool,
    /// The name that JSON records or table columns have for a field (id, text, title, url, publisher,
    /// domain, language, date, authors), such as text=story; may be given several times
    #[arg(long, value_name = "FIELD=NAME", value_parser = field)]
    pub(crate) field: Vec<String>,
    /// Leave out texts that are not in English; they are named and counted
    #[arg(long)]
    pub(crate) skip_foreign: bool,
    /// Keep the rows of every document here, and take those that were made before
    #[arg(long, value_name = "DIR")]
    pub(crate) cache: Option<PathBuf>,
    /// Remove from the cache what this run did not need
    #[arg(long, requires = "cache")]
    pub(crate) prune_cache: bool,
}

/// A number from 0 to 1; `NaN` is none.
pub(crate) fn share(text: &str) -> Result<f32, String> {
    match text.parse() {
        Ok(share) if (0.0..=1.0).contains(&share) => Ok(share),
        _ => Err("it must be a number from 0 to 1".to_owned()),
    }
}

/// A probability below which something is kept.
pub(crate) fn alpha(text: &str) -> Result<f64, String> {
    share(text).and_then(|_| text.parse().map_err(|_| "it must be a number".to_owned()))
}

/// A day, a month or a year.
pub(crate) fn date(text: &str) -> Result<String, String> {
    let has_form =
        matches!(text.len(), 4 | 7 | 10) && text.starts_with(|c: char| c.is_ascii_digit());
    match is_day(text) {
        true => Ok(text.to_owned()),
        false if has_form => {
            Err("the calendar has no such date; use YYYY-MM-DD, YYYY-MM or YYYY".to_owned())
        }
        false => Err("use YYYY-MM-DD, YYYY-MM or YYYY".to_owned()),
    }
}

/// The name that a field has.
fn field(setting: &str) -> Result<String, String> {
    ReadConfig::default().fields.set(setting)?;
    Ok(setting.to_owned())
}

impl MentionArgs {
    /// How inputs are read.
    pub(crate) fn reading(&self) -> anyhow::Result<ReadConfig> {
        let mut config = ReadConfig {
            skip_foreign: self.skip_foreign,
            ..ReadConfig::default()
        };
        for setting in self.field.iter().rev() {
            let set = config.fields.set(setting);
            set.map_err(|message| anyhow::anyhow!("--field {setting}: {message}"))?;
        }
        Ok(config)
    }

    pub(crate) fn config(&self) -> MentionConfig {
        MentionConfig {
            min_score: self.min_score,
            coreference: self.coreference,
        }
    }
}

/// What the user knows about names; both halves ask for it.
#[derive(Debug, ClapArgs)]
pub(crate) struct NameArgs {
    /// Entities to know besides the built-in ones: CSV with a header, or JSON lines, with name, kind,
    /// aliases, priors, id, domains
    #[arg(long, value_name = "FILE")]
    pub(crate) entities: Option<PathBuf>,
}

/// Settings of the per-corpus half.
#[derive(Debug, ClapArgs)]
pub(crate) struct GraphArgs {
    /// Directory for the results
    #[arg(short, long, value_name = "DIR", default_value = "output")]
    pub(crate) output: PathBuf,
    /// Names to merge, split, rename, ban or give another kind (TOML); may be given several times
    #[arg(long, value_name = "FILE")]
    pub(crate) corrections: Vec<PathBuf>,
    /// What "together" means: sentence, paragraph, document, or a number of sentences apart
    #[arg(long, default_value_t = Window::Sentence)]
    pub(crate) window: Window,
    /// Make places nodes too
    #[arg(long)]
    pub(crate) places: bool,
    /// Let more make edges: `boilerplate` is captions, reference lists, "Also read" lines, embedded
    /// posts, quoted lines of mails, headings of other texts and a site's formulas
    #[arg(long, value_name = "WHAT")]
    pub(crate) include: Vec<Include>,
    /// What the weight of an edge is: count (of the window), decay, jaccard, cosine, pmi, npmi or g2;
    /// graph.json has them all
    #[arg(long, value_name = "NAME", default_value_t = Weight::Count)]
    pub(crate) weight: Weight,
    /// Leave out edges of which the window counts less, whatever their weight is
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub(crate) min_weight: u32,
    /// Leave out edges that chance explains: those whose backbone value is not below this, such as 0.05
    #[arg(long, value_name = "ALPHA", value_parser = alpha, allow_negative_numbers = true)]
    pub(crate) backbone: Option<f64>,
    /// Leave out edges whose q-value is not below this: of those that stay, at most this share is expected
    /// to be chance
    #[arg(long, value_name = "SHARE", value_parser = alpha, allow_negative_numbers = true)]
    pub(crate) fdr: Option<f64>,
    /// Leave out older documents, and those without a date (YYYY-MM-DD, YYYY-MM or YYYY)
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub(crate) from: Option<String>,
    /// Leave out younger documents, and those without a date
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub(crate) to: Option<String>,
    /// Give edges a series by month
    #[arg(long)]
    pub(crate) series: bool,
    /// Pieces of evidence to keep for an edge; the counts are exact in any case
    #[arg(long, value_name = "N", default_value_t = 5)]
    pub(crate) evidence: usize,
    /// Nodes in the picture
    #[arg(long, value_name = "N", default_value_t = 60)]
    pub(crate) top: usize,
    /// Further formats to write, separated by commas, or `all`; `comention convert --help` lists them
    #[arg(long, value_name = "NAME", value_delimiter = ',', value_parser = formats)]
    pub(crate) format: Vec<Formats>,
    /// Write what --format names and nothing else: no mentions.jsonl, graph.svg, graph.json, graph.dot and
    /// graph.html unless it is named. Files of an earlier run stay
    #[arg(long, requires = "format", conflicts_with = "layout")]
    pub(crate) only: bool,
    /// What documents state of two names ("is named as spokesperson of"): only in graph.json and the
    /// report, also as edges of another kind in DOT, GEXF, GraphML, Cytoscape, Neo4j and Cypher, or
    /// nowhere
    #[arg(long, value_name = "WHERE", default_value = "apart")]
    pub(crate) relations: Relations,
    /// Memory that what is counted may take, such as 512MB or 2GB; the rest goes to a temporary file beside
    /// the results, which are the same [default: half of the machine's, at most 64 MiB]
    #[arg(long, value_name = "SIZE", value_parser = memory::size)]
    pub(crate) memory: Option<usize>,
    /// Let an installed Graphviz draw the whole graph: dot, neato, fdp, sfdp, twopi or circo
    #[arg(long, value_name = "ENGINE", value_parser = engine)]
    pub(crate) layout: Option<Engine>,
}

/// Which names and edges of a graph to look at.
#[derive(Debug, ClapArgs)]
pub(crate) struct FilterArgs {
    /// Leave out edges of less weight
    #[arg(long, value_name = "N")]
    min_weight: Option<f64>,
    /// Leave out edges of fewer documents, copies counted once
    #[arg(long, value_name = "N")]
    min_documents: Option<u32>,
    /// Leave out edges of fewer publishers
    #[arg(long, value_name = "N")]
    min_publishers: Option<u32>,
    /// Leave out names of other kinds: person, organization, outlet, place
    #[arg(long, value_name = "KIND", value_delimiter = ',', value_parser = kind)]
    kind: Vec<Kind>,
    /// Leave out edges whose last document is older (YYYY-MM-DD, YYYY-MM or YYYY)
    #[arg(long, value_name = "DATE", value_parser = date)]
    from: Option<String>,
    /// Leave out edges whose first document is younger
    #[arg(long, value_name = "DATE", value_parser = date)]
    to: Option<String>,
    /// Leave out edges that no document of this publisher supports, not even a copy
    #[arg(long, value_name = "NAME")]
    publisher: Option<String>,
    /// Leave out edges that chance explains: those whose backbone value is not below this, such as 0.05
    #[arg(long, value_name = "ALPHA", value_parser = alpha, allow_negative_numbers = true)]
    backbone: Option<f64>,
    /// Leave out edges whose q-value is not below this: of those that stay, at most this share is expected
    /// to be chance
    #[arg(long, value_name = "SHARE", value_parser = alpha, allow_negative_numbers = true)]
    fdr: Option<f64>,
    /// Only what lies around an entity: its name, an alias or its id
    #[arg(long, value_name = "NAME")]
    pub(crate) ego: Option<String>,
    /// How many edges away from it
    #[arg(long, value_name = "N", requires = "ego")]
    hops: Option<usize>,
}

fn kind(name: &str) -> Result<Kind, String> {
    Kind::from_name(name).ok_or_else(|| "use person, organization, outlet or place".to_owned())
}

impl FilterArgs {
    pub(crate) fn filter(&self) -> Filter {
        Filter {
            kinds: self.kind.clone(),
            min_weight: self.min_weight,
            min_documents: self.min_documents,
            min_publishers: self.min_publishers,
            from: self.from.clone(),
            to: self.to.clone(),
            publisher: self.publisher.clone(),
            backbone: self.backbone,
            fdr: self.fdr,
            ego: self.ego.clone(),
            hops: self.hops,
            top: None,
        }
    }
}

/// What makes no edges unless it is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Include {
    Boilerplate,
}

/// Where stated relations are written. As edges they make another sort of graph, with two edges between
/// the same names, which some loaders refuse and in which degrees mean something else; so they are not
/// unless it is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Relations {
    /// In graph.json and the report only
    Apart,
    /// Also as edges of another kind, in formats that can hold them
    Edges,
    /// Nowhere
    None,
}

/// The format of that name.
pub(crate) fn format(name: &str) -> Result<&'static Format, String> {
    Format::from_name(name).ok_or_else(|| {
        if matches!(name, "png" | "pdf") {
            return "this needs a build with `--features pictures`; any program that shows graph.svg can \
                    save it as PNG or PDF too, such as `rsvg-convert graph.svg -o graph.png`"
                .to_owned();
        }
        if name == "parquet" {
            return "this needs a build with `--features parquet`; DuckDB, pandas and others read the \
                    tables of `-f gephi` too"
                .to_owned();
        }
        let names: Vec<&str> = Format::all().iter().map(|format| format.name).collect();
        format!("the formats are {}", names.join(", "))
    })
}

/// One format, or all of them.
pub(crate) type Formats = &'static [Format];

fn formats(name: &str) -> Result<Formats, String> {
    match name {
        "all" => Ok(Format::all()),
        _ => format(name).map(std::slice::from_ref),
    }
}

/// What `convert --help` says of the formats.
pub(crate) fn list_of_formats() -> String {
    let mut text = String::from("Formats:\n");
    for format in Format::all() {
        let files: Vec<&str> = format.files.iter().map(|file| file.name).collect();
        text.push_str(&format!(
            "  {:<13} {} ({})\n",
            format.name,
            format.about,
            files.join(", ")
        ));
    }
    text
}

fn engine(name: &str) -> Result<Engine, String> {
    let known = || Engine::ALL.map(Engine::as_str).join(", ");
    Engine::from_name(name).ok_or_else(|| format!("Graphviz has {}", known()))
}

impl Args {
    /// What is wrong with options that are right one by one.
    pub(crate) fn check(&self) -> Result<(), String> {
        let (from, to) = match &self.command {
            Command::Build(command::build::Args { graph, .. })
            | Command::Graph(command::graph::Args { graph, .. })
            | Command::Resolve(command::resolve::Args { graph, .. }) => (&graph.from, &graph.to),
            Command::Show(command::show::Args { filter, .. })
            | Command::Convert(command::convert::Args { filter, .. }) => (&filter.from, &filter.to),
            _ => return Ok(()),
        };
        check_range(from.as_deref(), to.as_deref())
    }
}

impl GraphArgs {
    pub(crate) fn config(&self) -> GraphConfig {
        GraphConfig {
            window: self.window,
            places: self.places,
            boilerplate: self.include.contains(&Include::Boilerplate),
            weight: self.weight,
            min_weight: self.min_weight,
            backbone: self.backbone,
            fdr: self.fdr,
            from: self.from.clone(),
            to: self.to.clone(),
            series: self.series,
            evidence: self.evidence,
        }
    }
}
