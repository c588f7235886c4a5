//! What can be typed.

use std::path::PathBuf;

use clap::{Args as ClapArgs, Parser, Subcommand, ValueEnum};
use comention::config::{GraphConfig, MentionConfig};
use comention::cooccurrence::Window;
use comention::export::Format;
use comention::read::ReadConfig;
use comention::render::graphviz::Engine;

use crate::command;

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
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Text in, graph out: writes graph.json, graph.dot, graph.svg and mentions.jsonl
    Build(command::build::Args),
    /// The first half of `build`: text in, mention rows out
    Mentions(command::mentions::Args),
    /// The second half of `build`: mention rows in, graph out
    Graph(command::graph::Args),
    /// Another format, or a part, of a graph made before
    Convert(command::convert::Args),
    /// What a graph says about an entity, or about two
    Show(command::show::Args),
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
    /// The name that JSON records or table columns have for a field (id, text, title, url, publisher,
    /// domain, language, date, authors), such as text=story; may be given several times
    #[arg(long, value_name = "FIELD=NAME")]
    pub(crate) field: Vec<String>,
    /// Leave out texts that are not in English; they are named and counted
    #[arg(long)]
    pub(crate) skip_foreign: bool,
}

/// A number from 0 to 1; `NaN` is none.
pub(crate) fn share(text: &str) -> Result<f32, String> {
    match text.parse() {
        Ok(share) if (0.0..=1.0).contains(&share) => Ok(share),
        _ => Err("it must be a number from 0 to 1".to_owned()),
    }
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
    /// posts, headings of other texts and a site's formulas
    #[arg(long, value_name = "WHAT")]
    pub(crate) include: Vec<Include>,
    /// Leave out edges of less weight
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub(crate) min_weight: u32,
    /// Pieces of evidence to keep for an edge; the counts are exact in any case
    #[arg(long, value_name = "N", default_value_t = 5)]
    pub(crate) evidence: usize,
    /// Nodes in the picture
    #[arg(long, value_name = "N", default_value_t = 60)]
    pub(crate) top: usize,
    /// Further formats to write, separated by commas, or `all`; `comention convert --help` lists them
    #[arg(long, value_name = "NAME", value_delimiter = ',', value_parser = formats)]
    pub(crate) format: Vec<Formats>,
    /// Let an installed Graphviz draw the whole graph: dot, neato, fdp, sfdp, twopi or circo
    #[arg(long, value_name = "ENGINE", value_parser = engine)]
    pub(crate) layout: Option<Engine>,
}

/// What makes no edges unless it is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Include {
    Boilerplate,
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

impl GraphArgs {
    pub(crate) fn config(&self) -> GraphConfig {
        GraphConfig {
            window: self.window,
            places: self.places,
            boilerplate: self.include.contains(&Include::Boilerplate),
            min_weight: self.min_weight,
            series: false,
            evidence: self.evidence,
        }
    }
}
