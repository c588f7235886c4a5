//! Finds names.
