//! What goes in and out of a stage: lines, or with `--arrow` a stream of Arrow batches of lines.

use std::io::{self, BufRead, BufWriter, Read, Write};

use clap::Args as ClapArgs;

#[cfg(feature = "arrow")]
use crate::arrow::{Batches, Lines};

/// How the lines of a stage are packed.
#[derive(Debug, Default, ClapArgs)]
pub(crate) struct Wire {
    /// Standard input and output are Arrow IPC streams with the columns `key` and `row`: a line, and by
    /// what lines are brought together
    #[cfg(feature = "arrow")]
    #[arg(long)]
    arrow: bool,
}

impl Wire {
    /// Standard input, to be read on any thread.
    pub(crate) fn documents(&self) -> Box<dyn Read + Send> {
        #[cfg(feature = "arrow")]
        if self.arrow {
            return Box::new(Lines::new(io::stdin()));
        }
        Box::new(io::stdin())
    }

    /// Standard input as lines.
    pub(crate) fn lines(&self) -> Box<dyn BufRead> {
        #[cfg(feature = "arrow")]
        if self.arrow {
            return Box::new(io::BufReader::new(Lines::new(io::stdin())));
        }
        Box::new(io::stdin().lock())
    }

    /// Standard output.
    pub(crate) fn out(&self) -> Out {
        let out = BufWriter::new(io::stdout().lock());
        #[cfg(feature = "arrow")]
        if self.arrow {
            return Out::Batches(Box::new(Batches::new(out)));
        }
        Out::Lines(out)
    }
}

/// Where a stage writes its lines.
pub(crate) enum Out {
    Lines(BufWriter<io::StdoutLock<'static>>),
    #[cfg(feature = "arrow")]
    Batches(Box<Batches<BufWriter<io::StdoutLock<'static>>>>),
}

impl Out {
    /// Writes what is still held back, and the end.
    pub(crate) fn finish(self) -> io::Result<()> {
        match self {
            Out::Lines(mut out) => out.flush(),
            #[cfg(feature = "arrow")]
            Out::Batches(batches) => batches.finish()?.flush(),
        }
    }
}

impl Write for Out {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Out::Lines(out) => out.write(bytes),
            #[cfg(feature = "arrow")]
            Out::Batches(batches) => batches.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Out::Lines(out) => out.flush(),
            #[cfg(feature = "arrow")]
            Out::Batches(batches) => batches.flush(),
        }
    }
}
