//! Files that a graph is written to: one writer a format.

pub mod dot;
pub mod json;
pub mod mentions;
