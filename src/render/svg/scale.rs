//! From mentions to areas and from weights to lines.

use super::select::Selection;
use crate::analyze::attraction;

/// Radius of the node with the most mentions, where there are many.
const LARGEST: f64 = 24.0;

/// Radius of a node with one mention, where none has many: small numbers should not look large.
const SINGLE: f64 = 7.0;

/// Radius below which no node is drawn: its shape must still be seen.
const SMALLEST: f64 = 4.0;

/// Width of the heaviest and of the lightest line, where they differ much.
const WIDEST: f64 = 8.0;
const NARROWEST: f64 = 0.6;

/// Width of all lines, where they are of one weight.
const EVEN: f64 = 2.5;

/// The sizes of one picture.
pub(super) struct Scale {
    /// The largest number of mentions that is shown, at least 1.
    pub(super) most: u32,
    /// The largest weight that is shown, or 1 if none is above 0. In a picture about one name, that
    /// of its own edges: the others are drawn at most as wide.
    pub(super) heaviest: f64,
    widest: f64,
}

impl Scale {
    pub(super) fn new(selection: &Selection) -> Scale {
        let weights = || {
            selection
                .edges
                .iter()
                .filter(|e| selection.ego.is_none_or(|ego| e.0 == ego || e.1 == ego))
                .map(|e| attraction(e.2))
                .filter(|&w| w > 0.0)
        };
        let heaviest = weights().reduce(f64::max).unwrap_or(1.0);
        let lightest = weights().reduce(f64::min).unwrap_or(1.0);
        Scale {
            most: selection
                .nodes
                .iter()
                .map(|n| n.mentions)
                .max()
                .unwrap_or(1)
                .max(1),
            heaviest,
            widest: WIDEST.min(EVEN + heaviest / lightest - 1.0),
        }
    }

    /// The radius for so many mentions: the area is in proportion.
    pub(super) fn radius(&self, mentions: u32) -> f64 {
        let most = f64::from(self.most);
        let largest = LARGEST.min(SINGLE * most.sqrt());
        (largest * (f64::from(mentions) / most).sqrt()).max(SMALLEST)
    }

    /// The width and the opacity for a weight. The width lies between proportion and its square root,
    /// or the many light edges could not be told from each other.
    pub(super) fn stroke(&self, weight: f64) -> (f64, f64) {
        let share = (weight / self.heaviest).clamp(0.0, 1.0);
        let root = share.sqrt();
        let width = NARROWEST + (self.widest - NARROWEST) * (share + root) / 2.0;
        (width, 0.2 + 0.5 * root)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn area_is_in_proportion_to_mentions() {
        let scale = Scale {
            most: 100,
            heaviest: 1.0,
            widest: WIDEST,
        };
        let area = |mentions| scale.radius(mentions) * scale.radius(mentions);
        assert!((area(100) / area(25) - 4.0).abs() < 1e-9);
        assert_eq!(scale.radius(0), SMALLEST);
    }

    #[test]
    fn heavier_lines_are_wider_and_darker() {
        let scale = Scale {
            most: 1,
            heaviest: 20.0,
            widest: WIDEST,
        };
        let (light, middle, heavy) = (scale.stroke(1.0), scale.stroke(5.0), scale.stroke(20.0));
        assert!(light.0 < middle.0 && middle.0 < heavy.0 && heavy.0 == WIDEST);
        assert!(light.1 < middle.1 && middle.1 < heavy.1);
    }
}
