//! Pictures: where the nodes stand, and what a reader sees.
//!
//! [`layout`] gives every node a place, [`svg`] draws a picture that can be printed, [`page`] is a file for
//! the browser, and [`graphviz`] asks an installed Graphviz for a picture. All take the graph after [`analyze`](crate::analyze::analyze).
//! Every picture says that a line is a co-mention and nothing more.

pub(crate) mod count;
pub mod graphviz;
pub mod layout;
pub mod page;
#[cfg(feature = "pictures")]
pub mod print;
pub(crate) mod style;
pub mod svg;
pub(crate) mod text;
pub mod timeline;

pub use style::Theme;
