//! Work on many parts whose results are taken one after the other: while the caller takes what was made of
//! one, the threads of the pool make the next ones.
//!
//! Each batch is the work of one thread, and several are at work or wait at a time. So no thread waits
//! for another while there is work: not for the batch that takes longest, nor for the caller. What is made of a
//! batch depends on it alone, and what was made is taken in the order of the batches, so that the result is the same
//! for any number of threads.

use std::collections::VecDeque;
use std::convert::Infallible;
use std::sync::mpsc::{self, TryRecvError};
use std::thread;

use rayon::Yield;

/// Batches for each thread that are at work or wait, and for all: enough while the caller is held up.
const AHEAD: usize = 4;
const AHEAD_AT_LEAST: usize = 32;

/// Gives each batch to `make` and what it made to `take`, in order.
pub(crate) fn each<B: Send, T: Send>(
    batches: impl Iterator<Item = B>,
    make: impl Fn(B) -> T + Sync,
    mut take: impl FnMut(T),
) {
    let Ok(()) = try_each(batches, make, |made| {
        take(made);
        Ok::<(), Infallible>(())
    });
}

/// The same where what was made cannot always be taken.
///
/// # Errors
/// The first of `take`; of the batches behind it only those are made that were at work or waited.
pub(crate) fn try_each<B: Send, T: Send, E>(
    batches: impl Iterator<Item = B>,
    make: impl Fn(B) -> T + Sync,
    take: impl FnMut(T) -> Result<(), E>,
) -> Result<(), E> {
    try_each_of(batches.map(|batch| (batch, 0)), 0, make, take)
}

/// The same with batches whose sizes are known: if those at work or waiting are larger than `most` for each
/// thread, there are no more of them than threads.
///
/// # Errors
/// As [`try_each`].
pub(crate) fn try_each_of<B: Send, T: Send, E>(
    batches: impl Iterator<Item = (B, usize)>,
    most: usize,
    make: impl Fn(B) -> T + Sync,
    mut take: impl FnMut(T) -> Result<(), E>,
) -> Result<(), E> {
    let threads = rayon::current_num_threads();
    if threads == 1 {
        // One thread does one thing after the other.
        return (batches.map(|(batch, _)| make(batch))).try_for_each(take);
    }
    let ahead = AHEAD_AT_LEAST.max(AHEAD * threads);
    let make = &make;
    rayon::in_place_scope(|scope| {
        let mut at_work = VecDeque::new();
        let mut size_at_work = 0;
        for (batch, size) in batches {
            let (done, to_come) = mpsc::sync_channel(1);
            // Nobody waits for it any more where `take` has failed.
            scope.spawn(move |_| drop(done.send(make(batch))));
            at_work.push_back((to_come, size));
            size_at_work += size;
            while at_work.len() > threads
                && (at_work.len() > ahead || size_at_work > most * threads)
                && let Some((first, size)) = at_work.pop_front()
            {
                size_at_work -= size;
                take(received(&first))?;
            }
        }
        (at_work.iter()).try_for_each(|(first, _)| take(received(first)))
    })
}

/// What a thread of the pool makes. Who waits works meanwhile if it belongs to the pool itself: all others may
/// wait, too.
fn received<T>(first: &mpsc::Receiver<T>) -> T {
    loop {
        match first.try_recv() {
            Ok(made) => return made,
            Err(TryRecvError::Empty) => match rayon::yield_now() {
                Some(Yield::Executed) => {}
                Some(Yield::Idle) => thread::yield_now(),
                None => break,
            },
            Err(TryRecvError::Disconnected) => break,
        }
    }
    first.recv().expect("what is made is sent")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn batches_are_taken_in_their_order_until_one_cannot_be() {
        for threads in [1, 3] {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads);
            let pool = pool.build().unwrap();
            for fails_at in [None, Some(0), Some(3), Some(70)] {
                for most in [0, 2, 1000] {
                    let mut taken = Vec::new();
                    let take = |made: usize| match fails_at {
                        Some(number) if made == 10 * number => Err(made),
                        _ => {
                            taken.push(made);
                            Ok(())
                        }
                    };
                    let sized = (0..70).map(|batch| (batch, batch % 5));
                    let make = |batch| 10 * batch;
                    let result = pool.install(|| try_each_of(sized, most, make, take));
                    let fails_at = fails_at.filter(|number| *number < 70);
                    assert_eq!(result, fails_at.map_or(Ok(()), |number| Err(10 * number)));
                    let expected = (0..fails_at.unwrap_or(70)).map(|n| 10 * n);
                    assert_eq!(taken, expected.collect::<Vec<usize>>());
                }
            }
        }
    }

    #[test]
    fn all_threads_of_a_pool_can_wait_for_what_they_make_at_once() {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(2);
        let sum = |_: rayon::BroadcastContext<'_>| {
            let mut sum = 0;
            each(0..100, |batch| 2 * batch, |made| sum += made);
            sum
        };
        assert_eq!(pool.build().unwrap().broadcast(sum), [9900, 9900]);
    }

    #[test]
    #[should_panic(expected = "no seven")]
    fn what_cannot_be_made_is_not_passed_over() {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(2);
        let make = |batch| assert!(batch != 7, "no seven");
        pool.build().unwrap().install(|| each(0..20, make, |()| {}));
    }
}
