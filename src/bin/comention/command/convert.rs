//! `comention convert`: another format, or a part, of a graph made before.

use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use clap::Args as ClapArgs;
use comention::export::{Filter, Format, GraphFile, Options};
use comention::render::Theme;

use super::read_graph;
use crate::args::{FilterArgs, Relations, format, list_of_formats};
use crate::exit::Exit;
use crate::output::{Output, write_file};

/// Write a graph, or a part of it, in another format.
#[derive(Debug, ClapArgs)]
#[command(after_long_help = list_of_formats())]
#[command(after_help = "Examples:
  comention convert output/graph.json -f gexf -o graph.gexf
  comention convert output/graph.json -f svg --ego \"John Bolton\" --theme dark > bolton.svg
  comention convert output/graph.json -f neo4j --min-weight 3 -o tables/
--help lists the formats.")]
pub(crate) struct Args {
    /// A graph.json; `-` is standard input
    #[arg(value_name = "GRAPH.json")]
    graph: PathBuf,
    /// The format
    #[arg(short, long, value_name = "FORMAT", value_parser = format)]
    format: &'static Format,
    /// Where to write it; a directory for formats of several files [default: standard output]
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) filter: FilterArgs,
    /// Only so many names, those of the strongest pairs; pictures show 60 unless told otherwise
    #[arg(long, value_name = "N")]
    top: Option<usize>,
    /// What documents state of two names: apart from the edges, as edges of another kind, or nowhere
    #[arg(long, value_name = "WHERE", default_value = "apart")]
    relations: Relations,
    /// Of pictures: light or dark
    #[arg(long, value_name = "THEME", value_parser = theme, default_value = "light")]
    theme: Theme,
}

fn theme(name: &str) -> Result<Theme, String> {
    Theme::from_name(name).ok_or_else(|| "use light or dark".to_owned())
}

impl Args {
    fn filter(&self) -> Filter {
        Filter {
            // A picture of an entity's surroundings shows its nearest, not the strongest of all.
            top: self.top.or((self.filter.ego.as_ref())
                .filter(|_| self.is_picture())
                .map(|_| 60)),
            ..self.filter.filter()
        }
    }

    fn is_picture(&self) -> bool {
        matches!(
            self.format.name,
            "svg" | "png" | "pdf" | "canvas" | "mermaid"
        )
    }
}

pub(crate) fn run(args: &Args) -> anyhow::Result<Exit> {
    let mut file = read_graph(&args.graph)?.filtered(&args.filter())?;
    if args.relations == Relations::None {
        file.relations.clear();
    }
    let options = Options {
        top: args.top.unwrap_or(Options::default().top),
        theme: args.theme,
        relations: args.relations == Relations::Edges,
    };
    match (args.format.files, &args.output) {
        ([output], None) => {
            let mut out = BufWriter::new(io::stdout().lock());
            output.write(&file, &options, &mut out)?;
            out.flush()?;
        }
        ([output], Some(path)) if !names_folder(path) => {
            write_file(path, |out| output.write(&file, &options, out))?;
        }
        (_, Some(folder)) => write_format(args.format, &file, &options, folder)?,
        (files, None) => {
            let names: Vec<&str> = files.iter().map(|file| file.name).collect();
            anyhow::bail!(
                "{} is {} files ({}); name a directory for them with -o",
                args.format.name,
                files.len(),
                names.join(", ")
            );
        }
    }
    Ok(Exit::Done)
}

/// Whether the path is a directory, or ends as one does, though it is not there yet.
fn names_folder(path: &Path) -> bool {
    path.is_dir() || path.to_string_lossy().ends_with(std::path::is_separator)
}

/// Writes the files of a format into a directory, by their usual names.
fn write_format(
    format: &Format,
    file: &GraphFile,
    options: &Options,
    folder: &Path,
) -> anyhow::Result<()> {
    let mut output = Output::new(folder)?;
    for part in format.files {
        output.file(part.name, |out| part.write(file, options, out))?;
    }
    output.keep()
}
