//! A picture by an installed Graphviz, for those who want one of its layouts, or PDF and PNG.
//!
//! The graph goes to the program as [DOT](crate::export::dot) through a temporary file, and the
//! picture comes back through its standard output, so neither can block the other. The `exec` of
//! graphviz-rust does the same but starts whatever `dot` is on the path, which is the caller's to
//! choose.

use std::fmt;
use std::io::{self, BufWriter, Seek, Write};
use std::path::Path;
use std::process::Command;

use crate::export::dot;
use crate::graph::CoMentionGraph;

/// How Graphviz places the nodes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    /// In layers.
    Dot,
    /// By springs, for up to some hundred nodes.
    Neato,
    /// By forces.
    Fdp,
    /// By forces, for large graphs.
    Sfdp,
    /// Around a centre.
    Twopi,
    /// On circles.
    Circo,
}

/// What Graphviz writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Scalable vector graphics.
    Svg,
    /// Pixels.
    Png,
    /// A page to print.
    Pdf,
}

impl Engine {
    /// All engines.
    pub const ALL: [Engine; 6] = [
        Engine::Dot,
        Engine::Neato,
        Engine::Fdp,
        Engine::Sfdp,
        Engine::Twopi,
        Engine::Circo,
    ];

    /// Graphviz's name for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Engine::Dot => "dot",
            Engine::Neato => "neato",
            Engine::Fdp => "fdp",
            Engine::Sfdp => "sfdp",
            Engine::Twopi => "twopi",
            Engine::Circo => "circo",
        }
    }

    /// The engine of that name, or `None`.
    pub fn from_name(name: &str) -> Option<Engine> {
        Engine::ALL
            .into_iter()
            .find(|engine| engine.as_str() == name)
    }
}

impl fmt::Display for Engine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl Format {
    /// Graphviz's name for it, which is also the usual ending of a file's name.
    pub fn as_str(self) -> &'static str {
        match self {
            Format::Svg => "svg",
            Format::Png => "png",
            Format::Pdf => "pdf",
        }
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// The picture that `program` (Graphviz's `dot`) makes of the graph.
///
/// Unlike the other pictures it depends on the installed version and its fonts. Engines other than
/// `sfdp` may take very long for more than a thousand nodes.
///
/// # Errors
/// If the program cannot be started or reports a failure; the error names it and quotes it.
pub fn render(
    program: &Path,
    graph: &CoMentionGraph,
    engine: Engine,
    format: Format,
) -> io::Result<Vec<u8>> {
    let mut input = tempfile::tempfile()?;
    let mut writer = BufWriter::new(&mut input);
    dot::write(graph, &mut writer)?;
    writer.flush()?;
    drop(writer);
    input.rewind()?;
    let output = Command::new(program)
        .arg(format!("-K{engine}"))
        .arg(format!("-T{format}"))
        .stdin(input)
        .output()
        .map_err(|e| io::Error::new(e.kind(), format!("cannot run {}: {e}", program.display())))?;
    if output.status.success() {
        return Ok(output.stdout);
    }
    let said = String::from_utf8_lossy(&output.stderr);
    let said = said.lines().next().unwrap_or("no reason given");
    Err(io::Error::other(format!(
        "{} -K{engine} -T{format} failed ({}): {said}",
        program.display(),
        output.status
    )))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::export::fixture;

    #[test]
    fn pictures_come_in_the_format_that_was_asked_for() {
        let graph = fixture::names_that_bite();
        for (format, begin) in [
            (Format::Svg, "<?xml"),
            (Format::Png, "\u{fffd}PNG"),
            (Format::Pdf, "%PDF"),
        ] {
            let picture = match render(Path::new("dot"), &graph, Engine::Neato, format) {
                Err(e)
                    if e.kind() == io::ErrorKind::NotFound && std::env::var_os("CI").is_none() =>
                {
                    println!("skipped: Graphviz is not installed");
                    return;
                }
                picture => picture.unwrap(),
            };
            assert!(
                String::from_utf8_lossy(&picture).starts_with(begin),
                "{format}"
            );
        }
    }

    #[test]
    fn a_program_that_is_not_there_is_named() {
        let graph = CoMentionGraph::default();
        let error = render(Path::new("no-such-dot"), &graph, Engine::Dot, Format::Svg);
        assert!(error.unwrap_err().to_string().contains("no-such-dot"));
    }
}
