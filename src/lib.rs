//! Who is mentioned with whom in news text, and where it says so.
//!
//! Text goes in, typed records with byte offsets flow forward, a graph comes out, and every node and
//! edge can show the sentences that made it. An edge is a *co-mention*: texts name both entities
//! together. It is not a relationship, and nothing here says that it is.
//!
//! ```
//! use comention::annotate::Annotator;
//! use comention::config::{GraphConfig, MentionConfig};
//! use comention::pipeline::build_graph;
//! use comention::recognize::Recognizer;
//! use comention::rows::RowFile;
//! use comention::Document;
//!
//! # fn main() -> comention::Result<()> {
//! let annotator = Annotator::new(Recognizer::builtin()?, MentionConfig::default());
//! let document = Document {
//!     id: "note".to_owned(),
//!     text: "Angela Merkel met Barack Obama in Berlin. Merkel later praised Obama.".to_owned(),
//!     ..Document::default()
//! };
//! let rows = RowFile {
//!     run: Some(annotator.run_row()),
//!     documents: vec![annotator.rows(&document)],
//!     ..RowFile::default()
//! };
//! let outcome = build_graph(rows, &GraphConfig::default(), &mut ());
//! let (one, other, sentences) = outcome.heaviest_edges(1)[0];
//! assert_eq!((one, other, sentences), ("Angela Merkel", "Barack Obama", 2.0));
//! # Ok(())
//! # }
//! ```
//!
//! # The flow
//!
//! ```text
//!  files, stdin        one document at a time, parallel, order kept            the corpus
//! ┌──────┐ ┌─────────┐ ┌───────────┐ ┌────────────┐ ┌──────┐ ┌──────────┐ ┌─────────────┐ ┌─────────┐ ┌────────┐
//! │ read │→│ segment │→│ recognize │→│ resolve    │→│ rows │→│ resolve  │→│ cooccurrence│→│ analyze │→│ export │
//! │      │ │         │ │           │ │ (document) │ │      │ │ (corpus) │ │ graph       │ │         │ │ render │
//! └──────┘ └─────────┘ └───────────┘ └────────────┘ └──────┘ └──────────┘ └─────────────┘ └─────────┘ └────────┘
//!  Document Segmentation Mention      Clusters       rows     Resolution   CoMentionGraph  Measures    JSON, DOT,
//!                                                                                                      SVG
//! ```
//!
//! | module | turns | into |
//! |---|---|---|
//! | [`read`] | files | [`Document`]s: a text that never changes, and its provenance |
//! | [`segment`](mod@segment) | a text | paragraphs, sentences, tokens as byte spans |
//! | [`recognize`] | tokens | [`Mention`]s: span, kind, probability, by a tagger trained here |
//! | [`resolve::document`] | a document's mentions | clusters that name one entity, and the rule that says why |
//! | [`claims`] | a document's sentences | who says so, and what is stated of whom |
//! | [`rows`] | a document | the exchange format between the halves, JSON lines |
//! | [`resolve::corpus`] | all clusters | entities |
//! | [`resolve::corrections`] | what a user puts right | entities, corrected |
//! | [`cooccurrence`], [`graph`] | entities in place | nodes and edges with counts, significance, evidence |
//! | [`analyze`], [`render::layout`] | the graph | measures, communities, positions |
//! | [`export`], [`render`] | the graph | files and pictures |
//!
//! [`annotate`] holds the first half together, with a [`cache`] of what was done before, [`pipeline`] the
//! second; [`stages`] cuts the second where an engine for many machines can stand between. [`gazetteer`]
//! knows the names
//! that news does not spell out, and how names are compared. [`evaluate`] measures all of it against
//! annotated text.
//!
//! # What holds everywhere
//!
//! * Positions are half-open byte ranges into [`Document::text`]; `text[span]` is what is quoted.
//! * The same input gives the same bytes, whatever the number of threads, the order of the files or
//!   the machine. No clock, no environment, no absolute path comes into a result.
//! * One bad document is a [`Warning`], not an error; [`Error`] is for what stops the run.
//! * The library never prints, exits or reads standard input; progress goes to an [`Observer`].

mod ahead;
pub mod analyze;
pub mod annotate;
pub mod cache;
pub mod claims;
pub mod config;
pub mod cooccurrence;
pub mod copies;
pub mod day;
mod document;
mod error;
pub mod evaluate;
pub mod export;
pub mod gazetteer;
pub mod graph;
mod mention;
mod names;
mod observe;
pub mod pipeline;
mod random;
pub mod read;
pub mod recognize;
pub mod render;
pub mod resolve;
pub mod rows;
pub mod segment;
mod shelf;
mod span;
pub mod stages;

pub use config::Config;
pub use document::{Document, Provenance};
pub use error::{Error, Result};
pub use mention::{Kind, Mention, Origin};
pub use observe::{Observer, Stage, Warning};
pub use segment::{Part, Segmentation, Sentence, Token, segment};
pub use span::Span;
