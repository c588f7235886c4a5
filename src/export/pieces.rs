//! Long lists, written piece by piece: all threads make pieces, which are written in their order.
//!
//! Where a piece ends depends on the list alone, so that the bytes are the same for any number of threads.
//! A few pieces are in memory at a time, however long the list is.

use std::io::{self, Write};
use std::ops::Range;

use crate::ahead;

/// Writes a list of `items`, `size` of them in a piece; `text` appends the text of the items of a piece.
///
/// # Errors
/// Those of `out`, and of `text` for the first piece that it fails at.
pub(super) fn write(
    out: &mut (impl Write + ?Sized),
    items: usize,
    size: usize,
    text: impl Fn(Range<usize>, &mut Vec<u8>) -> io::Result<()> + Sync,
) -> io::Result<()> {
    let make = |first: usize| -> io::Result<Vec<u8>> {
        let mut made = Vec::new();
        text(first..items.min(first + size), &mut made)?;
        Ok(made)
    };
    ahead::try_each((0..items).step_by(size), make, |piece| {
        out.write_all(&piece?)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_item_is_written_once_and_in_order_for_any_number_of_threads() {
        for items in [0, 1, 3, 4, 1000] {
            let expected: String = (0..items).map(|item| format!("{item}\n")).collect();
            for threads in [1, 3] {
                let pool = rayon::ThreadPoolBuilder::new().num_threads(threads);
                let mut out = Vec::new();
                let written = pool.build().unwrap().install(|| {
                    write(&mut out, items, 3, |piece, text| {
                        piece
                            .into_iter()
                            .try_for_each(|item| writeln!(text, "{item}"))
                    })
                });
                written.unwrap();
                assert_eq!(String::from_utf8(out).unwrap(), expected);
            }
        }
    }

    #[test]
    fn a_piece_that_fails_ends_the_list_with_its_error() {
        let text = |piece: Range<usize>, _: &mut Vec<u8>| match piece.start {
            6 => Err(io::Error::other("no")),
            _ => Ok(()),
        };
        assert_eq!(
            write(&mut Vec::new(), 9, 2, text).unwrap_err().to_string(),
            "no"
        );
    }
}
