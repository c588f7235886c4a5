//! Files that a graph is written to: one writer a format.
//!
//! A [`Format`] is a name and one or two files, each with its writer. All writers are given the same
//! [`GraphFile`], whether it was just built or read from a `graph.json`. What each program really
//! accepts is checked with that program, by `tests/loaders/run`.
//!
//! Names come from texts of any origin, so every writer escapes them, and leaves out what its format
//! cannot hold. Data formats keep a name as it is otherwise; pictures and notes show it on one line.

mod canvas;
mod columns;
mod cosmograph;
mod cypher;
mod cytoscape;
mod documents;
pub mod dot;
mod file;
mod filter;
#[cfg(test)]
pub(crate) mod fixture;
mod format;
mod ftm;
mod gephi;
mod gexf;
mod graphml;
mod graphology;
mod jgf;
pub mod json;
mod kumu;
mod lines;
mod markdown;
pub mod mentions;
mod mermaid;
mod neo4j;
#[cfg(feature = "parquet")]
mod parquet;
mod pieces;
mod report;
#[cfg(test)]
mod tests;
mod tsv;
mod vosviewer;
mod xml;

pub use documents::DocumentTable;
pub(crate) use file::records;
pub use file::{DocumentRecord, GraphFile, NOTE};
pub use filter::Filter;
pub use format::{Format, Options, OutputFile};
