//! Writers: the graph in the formats that other programs read, one file a format.

pub mod dot;
#[cfg(test)]
pub(crate) mod fixture;
