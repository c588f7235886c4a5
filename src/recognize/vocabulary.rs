//! What a model knows of words before it has seen how names are made of them.

use super::casing::Casing;
use super::clusters::Clusters;
use super::parts::Parts;
use super::usage::Usage;

/// The clusters of words, and the lists of parts of names.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Vocabulary {
    pub(super) clusters: Clusters,
    pub(super) parts: Parts,
    pub(super) usage: Usage,
    /// For text without case only.
    pub(super) casing: Casing,
}
