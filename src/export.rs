//! Files that a graph is written to: one writer a format.

pub mod dot;
#[cfg(test)]
pub(crate) mod fixture;
pub mod json;
pub mod mentions;
