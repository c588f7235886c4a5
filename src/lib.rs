//! Who is mentioned with whom in news text, and where it says so.
#![allow(missing_docs)]

pub mod analyze;
pub mod annotate;
mod attribution;
pub mod config;
pub mod cooccurrence;
pub mod copies;
mod document;
mod error;
pub mod evaluate;
pub mod export;
pub mod gazetteer;
pub mod graph;
mod mention;
mod observe;
pub mod pipeline;
pub mod read;
pub mod recognize;
pub mod render;
pub mod resolve;
pub mod rows;
pub mod segment;
mod span;

pub use config::Config;
pub use document::{Document, Provenance};
pub use error::{Error, Result};
pub use mention::{Kind, Mention, Origin};
pub use observe::{Observer, Stage, Warning};
pub use segment::{Part, Segmentation, Sentence, Token, segment};
pub use span::Span;
