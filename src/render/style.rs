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
