//! The picture in pixels, and as a page to print.
//!
//! Both draw the letters with the fonts of the machine, so that, unlike the SVG, they are not the same
//! bytes everywhere.

use std::io;
use std::sync::Arc;

use svg2pdf::usvg::{Options, Tree, fontdb};

/// Pixels for a unit of the SVG: sharp on paper at a column's width.
const SCALE: f32 = 2.0;

/// The picture as PNG.
///
/// # Errors
/// If the machine has no fonts or the picture is too large.
pub fn png(svg: &str) -> io::Result<Vec<u8>> {
    let tree = tree(svg)?;
    let size = tree.size().to_int_size();
    let scaled = |length: u32| (length as f32 * SCALE) as u32;
    let mut pixels = resvg::tiny_skia::Pixmap::new(scaled(size.width()), scaled(size.height()))
        .ok_or_else(|| io::Error::other("the picture is too large"))?;
    let transform = resvg::tiny_skia::Transform::from_scale(SCALE, SCALE);
    resvg::render(&tree, transform, &mut pixels.as_mut());
    pixels.encode_png().map_err(io::Error::other)
}

/// The picture as PDF.
///
/// # Errors
/// If the machine has no fonts or the picture cannot be converted.
pub fn pdf(svg: &str) -> io::Result<Vec<u8>> {
    let tree = tree(svg)?;
    let options = svg2pdf::ConversionOptions::default();
    let page = svg2pdf::PageOptions::default();
    svg2pdf::to_pdf(&tree, options, page).map_err(|e| io::Error::other(e.to_string()))
}

fn tree(svg: &str) -> io::Result<Tree> {
    let mut fonts = fontdb::Database::new();
    fonts.load_system_fonts();
    if fonts.is_empty() {
        return Err(io::Error::other(
            "no font is installed to write the names with; install one, such as Liberation Sans",
        ));
    }
    let family = ["Helvetica", "Arial", "Liberation Sans", "DejaVu Sans"]
        .into_iter()
        .find(|family| {
            let query = fontdb::Query {
                families: &[fontdb::Family::Name(family)],
                ..fontdb::Query::default()
            };
            fonts.query(&query).is_some()
        });
    let any = fonts.faces().next().and_then(|face| face.families.first());
    let any = any.map(|(name, _)| name.clone()).unwrap_or_default();
    fonts.set_sans_serif_family(family.unwrap_or(&any));
    let options = Options {
        fontdb: Arc::new(fonts),
        ..Options::default()
    };
    Tree::from_str(svg, &options).map_err(io::Error::other)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::export::fixture;
    use crate::render::svg;

    #[test]
    fn names_that_bite_come_out_as_png_and_pdf() {
        let mut out = Vec::new();
        svg::write(
            &fixture::names_that_bite(),
            &svg::SvgConfig::default(),
            &mut out,
        )
        .unwrap();
        let svg = String::from_utf8(out).unwrap();
        match png(&svg) {
            Ok(png) => assert!(png.starts_with(b"\x89PNG")),
            Err(e) => return assert!(e.to_string().contains("no font")),
        }
        assert!(pdf(&svg).unwrap().starts_with(b"%PDF"));
    }
}
