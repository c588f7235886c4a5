//! Finds names.
use serde::{Deserialize, Serialize};
/// Which model recognized the mentions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ModelId {
    /// Its name, such as `en`.
    pub name: String,
    /// SHA-256 of the model file, in hexadecimal.
    pub sha256: String,
}
