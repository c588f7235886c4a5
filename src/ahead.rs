//! Work on many parts whose results are taken one after the other: while one thread takes what was made, the
//! others make the next.
//!
//! Two batches are in memory at a time. What is made depends on the batches alone, and they are taken in their
//! order, so the result is the same for any number of threads.

use std::convert::Infallible;

/// Gives each batch to `make`, which may use all threads, and what it made to `take`, in order.
pub(crate) fn each<B: Send, T: Send>(
    batches: impl Iterator<Item = B> + Send,
    make: impl Fn(B) -> T + Sync,
    mut take: impl FnMut(T) + Send,
) {
    let Ok(()) = try_each(batches, make, |made| {
        take(made);
        Ok::<(), Infallible>(())
    });
}

/// The same where what was made cannot always be taken.
///
/// # Errors
/// The first of `take`; no batch that was not begun is made after it.
pub(crate) fn try_each<B: Send, T: Send, E: Send>(
    mut batches: impl Iterator<Item = B> + Send,
    make: impl Fn(B) -> T + Sync,
    mut take: impl FnMut(T) -> Result<(), E> + Send,
) -> Result<(), E> {
    let mut made = batches.next().map(&make);
    while let Some(last) = made {
        let next = || batches.next().map(&make);
        let (next, taken) = rayon::join(next, || take(last));
        taken?;
        made = next;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn batches_are_taken_in_their_order_until_one_cannot_be() {
        for threads in [1, 3] {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads);
            let pool = pool.build().unwrap();
            for fails_at in [None, Some(0), Some(3), Some(7)] {
                let mut taken = Vec::new();
                let take = |made: usize| match fails_at {
                    Some(number) if made == 10 * number => Err(made),
                    _ => {
                        taken.push(made);
                        Ok(())
                    }
                };
                let result = pool.install(|| try_each(0..7, |batch| 10 * batch, take));
                let fails_at = fails_at.filter(|number| *number < 7);
                assert_eq!(result, fails_at.map_or(Ok(()), |number| Err(10 * number)));
                let expected: Vec<usize> = (0..fails_at.unwrap_or(7)).map(|n| 10 * n).collect();
                assert_eq!(taken, expected);
            }
        }
    }
}
