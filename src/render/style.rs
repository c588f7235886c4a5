//! How the kinds look: a colour and a shape each, so that neither is needed to know the other.
//!
//! The colours are those of Okabe and Ito ("Color universal design", 2008), which people with any of
//! the common colour vision deficiencies can tell apart, and which differ in lightness on a grey
//! print.

use crate::Kind;

/// The outline of a node.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shape {
    Circle,
    Square,
    Diamond,
    Triangle,
    Hexagon,
}

/// Dark on light, or light on dark.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Theme {
    /// For paper.
    #[default]
    Light,
    /// For dark screens.
    Dark,
}

/// The colours of a theme that are not those of kinds.
pub(crate) struct Palette {
    pub(crate) page: &'static str,
    pub(crate) ink: &'static str,
    pub(crate) faint_ink: &'static str,
    pub(crate) line: &'static str,
    pub(crate) rule: &'static str,
    pub(crate) sample: &'static str,
}

impl Theme {
    /// All themes.
    pub const ALL: [Theme; 2] = [Theme::Light, Theme::Dark];

    /// Its name on the command line.
    pub fn as_str(self) -> &'static str {
        match self {
            Theme::Light => "light",
            Theme::Dark => "dark",
        }
    }

    /// The theme of that name, or `None`.
    pub fn from_name(name: &str) -> Option<Theme> {
        Theme::ALL.into_iter().find(|theme| theme.as_str() == name)
    }

    pub(crate) fn palette(self) -> &'static Palette {
        match self {
            Theme::Light => &Palette {
                page: "#ffffff",
                ink: "#1a1a1a",
                faint_ink: "#595959",
                line: "#4d5966",
                rule: "#bfbfbf",
                sample: "#a6a6a6",
            },
            Theme::Dark => &Palette {
                page: "#14181d",
                ink: "#f0f0f0",
                faint_ink: "#b3b3b3",
                line: "#a9b8c8",
                rule: "#4a525c",
                sample: "#7d8792",
            },
        }
    }

    /// The fill colour of a kind. On dark the two darkest colours give way to lighter ones of the same
    /// palette.
    pub(crate) fn colour(self, kind: Kind) -> &'static str {
        match (self, kind) {
            (Theme::Dark, Kind::Person) => "#56b4e9",
            (Theme::Dark, Kind::Outlet) => "#2cc295",
            (Theme::Dark, Kind::Other) => "#a6a6a6",
            _ => colour(kind),
        }
    }
}

/// The red, green and blue of a colour `#rrggbb`.
pub(crate) fn rgb(colour: &str) -> [u8; 3] {
    [1, 3, 5].map(|at| {
        let digits = colour.get(at..at + 2).unwrap_or_default();
        u8::from_str_radix(digits, 16).unwrap_or_default()
    })
}

/// The size of a node for programs that draw themselves: by the root of its mentions.
pub(crate) fn size(node: &crate::graph::Node) -> f64 {
    ((2.0 + 2.0 * f64::from(node.mentions).sqrt()) * 100.0).round() / 100.0
}

/// The fill colour of a kind.
pub(crate) fn colour(kind: Kind) -> &'static str {
    match kind {
        Kind::Person => "#0072b2",
        Kind::Organization => "#e69f00",
        Kind::Outlet => "#009e73",
        Kind::Place => "#cc79a7",
        Kind::Other => "#8c8c8c",
    }
}

/// The shape of a kind.
pub(crate) fn shape(kind: Kind) -> Shape {
    match kind {
        Kind::Person => Shape::Circle,
        Kind::Organization => Shape::Square,
        Kind::Outlet => Shape::Diamond,
        Kind::Place => Shape::Triangle,
        Kind::Other => Shape::Hexagon,
    }
}

/// What a legend calls a kind.
pub(crate) fn name(kind: Kind) -> &'static str {
    match kind {
        Kind::Person => "person",
        Kind::Organization => "organization",
        Kind::Outlet => "news outlet",
        Kind::Place => "place",
        Kind::Other => "other name",
    }
}

impl Shape {
    /// How far the shape reaches from its middle if it has the area of a circle of radius 1.
    pub(crate) fn reach(self) -> f64 {
        match self {
            Shape::Circle => 1.0,
            Shape::Square | Shape::Diamond => 1.2533,
            Shape::Triangle => 1.5551,
            Shape::Hexagon => 1.0996,
        }
    }

    /// The corners, for a shape that reaches 1, downwards positive; none for the circle.
    pub(crate) fn corners(self) -> &'static [[f64; 2]] {
        const HALF_ROOT_2: f64 = std::f64::consts::FRAC_1_SQRT_2;
        const HALF_ROOT_3: f64 = 0.866_025_403_784_438_6;
        match self {
            Shape::Circle => &[],
            Shape::Square => &[
                [-HALF_ROOT_2, -HALF_ROOT_2],
                [HALF_ROOT_2, -HALF_ROOT_2],
                [HALF_ROOT_2, HALF_ROOT_2],
                [-HALF_ROOT_2, HALF_ROOT_2],
            ],
            Shape::Diamond => &[[0.0, -1.0], [1.0, 0.0], [0.0, 1.0], [-1.0, 0.0]],
            Shape::Triangle => &[[0.0, -1.0], [HALF_ROOT_3, 0.5], [-HALF_ROOT_3, 0.5]],
            Shape::Hexagon => &[
                [1.0, 0.0],
                [0.5, HALF_ROOT_3],
                [-0.5, HALF_ROOT_3],
                [-1.0, 0.0],
                [-0.5, -HALF_ROOT_3],
                [0.5, -HALF_ROOT_3],
            ],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_have_three_parts() {
        assert_eq!(rgb(colour(Kind::Person)), [0, 0x72, 0xb2]);
    }

    #[test]
    fn shapes_of_one_radius_have_one_area() {
        for kind in Kind::ALL {
            let shape = shape(kind);
            let corners = shape.corners();
            let doubled: f64 = (0..corners.len())
                .map(|i| {
                    let (a, b) = (corners[i], corners[(i + 1) % corners.len()]);
                    a[0] * b[1] - a[1] * b[0]
                })
                .sum();
            let area = doubled / 2.0 * shape.reach() * shape.reach();
            assert!(
                corners.is_empty() || (area - std::f64::consts::PI).abs() < 1e-3,
                "{shape:?}"
            );
        }
    }
}
