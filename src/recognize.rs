//! Finds the names in a document: which words, and whether they are a person, an organization, an
//! outlet, a place or something else.
//!
//! A linear model over features of each word, its neighbours and its document, trained on annotated
//! news, labels every token; the best labelling of each sentence gives the mentions.
//!
//! | module | holds |
//! |---|---|
//! | `word`, `clusters` | what is known of a word by itself |
//! | `context` | what the document says about its words |
//! | `features` | the template, shared by tagger and trainer |
//! | `table`, `model` | weights, and the file they come from |
//! | `tagger`, `viterbi`, `lattice` | decoding, probabilities |
//! | `corpus`, `recase`, `kmeans`, `train`, `score` | making and judging a model |

mod clusters;
mod context;
pub mod corpus;
mod features;
mod kmeans;
pub(crate) mod known;
mod labels;
mod lattice;
mod model;
mod random;
mod recase;
pub mod score;
mod table;
mod tagger;
pub mod train;
mod viterbi;
mod word;

use std::path::Path;
use std::sync::{Mutex, PoisonError};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::{Document, Error, Mention, Result, Segmentation};

use model::Model;
use tagger::Scratch;

pub use recase::Recase;

/// Which model found the mentions.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct ModelId {
    /// Its name, such as `en-news`.
    pub name: String,
    /// The SHA-256 of its file, in hexadecimal.
    pub sha256: String,
}

/// Finds names. It can be used from several threads at once; what it finds in a document depends on
/// nothing but the document and the model.
pub struct Recognizer {
    model: Model,
    id: ModelId,
    /// One per thread that was ever at work at the same time as the others.
    idle: Mutex<Vec<Scratch>>,
}

static BUILTIN: &[u8] = include_bytes!("../data/model/en.model");

impl Recognizer {
    /// The model that comes with the crate: English news.
    ///
    /// # Errors
    /// None in a released crate; [`Error::Model`] where the file was not retrained after a change of
    /// its format.
    pub fn builtin() -> Result<Recognizer> {
        Recognizer::from_bytes(BUILTIN)
    }

    /// The model in a file's bytes.
    ///
    /// # Errors
    /// [`Error::Model`] if they are cut, altered, of another version or no model.
    pub fn from_bytes(bytes: &[u8]) -> Result<Recognizer> {
        let model = Model::from_bytes(bytes)?;
        let sha256 = Sha256::digest(bytes)
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect();
        Ok(Recognizer {
            id: ModelId {
                name: model.name.clone(),
                sha256,
            },
            model,
            idle: Mutex::new(Vec::new()),
        })
    }

    /// The model in a file.
    ///
    /// # Errors
    /// [`Error::Read`] if it cannot be read; otherwise as [`Recognizer::from_bytes`].
    pub fn from_path(path: &Path) -> Result<Recognizer> {
        let bytes = std::fs::read(path).map_err(|source| Error::Read {
            path: path.to_owned(),
            source,
        })?;
        Recognizer::from_bytes(&bytes)
    }

    /// The mentions of a document: in text order, without overlap, each inside one sentence.
    pub fn recognize(&self, document: &Document, segmentation: &Segmentation) -> Vec<Mention> {
        let idle = || self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        let mut scratch = idle().pop().unwrap_or_else(Scratch::new);
        let mentions = tagger::recognize(&self.model, document, segmentation, &mut scratch);
        idle().push(scratch);
        mentions
    }

    /// Name and checksum of the model.
    pub fn model_id(&self) -> ModelId {
        self.id.clone()
    }

    /// Language code of the text that the model was made for.
    pub fn language(&self) -> &str {
        &self.model.language
    }
}
