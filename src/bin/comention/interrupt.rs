//! What happens when somebody stops the program (Ctrl-C, or the signal that a system sends when it shuts
//! down): no temporary file stays behind.
//!
//! As long as no such file lies about, the program ends at once. While one does, it ends at the next
//! line that is written or document that is done, in the orderly way that removes them. A second Ctrl-C
//! ends it at once in any case.

use std::io::{self, Write};
use std::process;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

/// The exit code of a program that was interrupted, as shells give it.
const INTERRUPTED: i32 = 130;

static STOP: AtomicBool = AtomicBool::new(false);
static AT_WORK: AtomicUsize = AtomicUsize::new(0);

/// Begins to listen. A system that does not let us is none to fail on.
pub(crate) fn listen() {
    #[cfg(unix)]
    outlive_limits();
    let _ = ctrlc::set_handler(|| {
        if STOP.swap(true, Ordering::SeqCst) || AT_WORK.load(Ordering::SeqCst) == 0 {
            process::exit(INTERRUPTED);
        }
    });
}

/// Where a file grows beyond what the system allows (`ulimit -f`), it would end the program at once and leave
/// what was being written. With a handler the write fails instead, as on a full disk.
#[cfg(unix)]
fn outlive_limits() {
    use std::sync::Arc;
    // What the flag says nobody asks.
    let flag = Arc::new(AtomicBool::new(false));
    let _ = signal_hook::flag::register(signal_hook::consts::SIGXFSZ, flag);
}

/// While it lives, there may be files that only an orderly end removes.
pub(crate) struct Work(());

impl Work {
    pub(crate) fn begin() -> Work {
        AT_WORK.fetch_add(1, Ordering::SeqCst);
        Work(())
    }
}

impl Drop for Work {
    fn drop(&mut self) {
        // Who asked meanwhile waits for this.
        if AT_WORK.fetch_sub(1, Ordering::SeqCst) == 1 && STOP.load(Ordering::SeqCst) {
            process::exit(INTERRUPTED);
        }
    }
}

/// An error if the program is to stop.
pub(crate) fn check() -> io::Result<()> {
    if STOP.load(Ordering::SeqCst) {
        return Err(io::Error::other("interrupted"));
    }
    Ok(())
}

/// A writer that fails when the program is to stop.
pub(crate) struct Stoppable<W>(pub(crate) W);

impl<W: Write> Write for Stoppable<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        check()?;
        self.0.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}
