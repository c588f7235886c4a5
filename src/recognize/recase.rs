//! Copies of annotated text in other case, for headlines.
//!
//! A tagger that only ever saw running text relies on capitals and fails where all words or none
//! have them. It learns not to from copies of the training text in lower case, UPPER CASE and
//! Title Case; copies of the development text show how well.

use crate::segment::segment_with_datelines;
use crate::{Document, Span};

use super::corpus::{Annotated, Guideline};

/// How a copy is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Recase {
    /// `all in lower case`
    Lower,
    /// `ALL IN UPPER CASE`
    Upper,
    /// `Every Word With A Capital`
    Title,
}

impl Recase {
    /// All three.
    pub const ALL: [Recase; 3] = [Recase::Lower, Recase::Upper, Recase::Title];

    /// The copy, segmented anew.
    pub fn copy(self, original: &Annotated) -> Annotated {
        let source = &original.document.text;
        let mut text = String::with_capacity(source.len());
        // New offset of each old one; those inside a character are never asked for.
        let mut offsets = vec![0; source.len() + 1];
        let mut in_word = false;
        for (at, c) in source.char_indices() {
            offsets[at] = text.len();
            match self {
                Recase::Lower => text.extend(c.to_lowercase()),
                Recase::Upper => text.extend(c.to_uppercase()),
                Recase::Title if !in_word => text.extend(c.to_uppercase()),
                Recase::Title => text.push(c),
            }
            in_word = c.is_alphanumeric() || matches!(c, '\'' | '’');
        }
        offsets[source.len()] = text.len();
        let moved = |span: Span| Span::new(offsets[span.start], offsets[span.end]);
        let document = Document {
            id: original.document.id.clone(),
            provenance: original.document.provenance.clone(),
            title: original.document.title.map(moved),
            byline: original.document.byline.map(moved),
            text,
            ..Document::default()
        };
        Annotated {
            segmentation: segment_with_datelines(&document),
            document,
            names: original.names.iter().map(|n| (moved(n.0), n.1)).collect(),
            guideline: match &original.guideline {
                Guideline::Silver(doubtful) => {
                    Guideline::Silver(doubtful.iter().copied().map(moved).collect())
                }
                other => other.clone(),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Kind, segment};

    #[test]
    fn names_keep_their_place_in_every_copy() {
        let document = Document {
            text: "Weiß met O'Neill's men.".to_owned(),
            ..Document::default()
        };
        let original = Annotated {
            segmentation: segment(&document),
            document,
            names: vec![
                (Span::new(0, 5), Kind::Person),
                (Span::new(10, 17), Kind::Person),
            ],
            guideline: Guideline::Own,
        };
        let names = |style: Recase| -> Vec<String> {
            let copy = style.copy(&original);
            copy.names
                .iter()
                .map(|n| n.0.text(&copy.document.text).to_owned())
                .collect()
        };
        assert_eq!(names(Recase::Lower), ["weiß", "o'neill"]);
        assert_eq!(names(Recase::Upper), ["WEISS", "O'NEILL"]);
        assert_eq!(names(Recase::Title), ["Weiß", "O'Neill"]);
        assert_eq!(
            Recase::Title.copy(&original).document.text,
            "Weiß Met O'Neill's Men."
        );
    }
}
