//! How much of the inputs has been read, and how much there is.

use std::io::{self, Read};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use super::files::Files;

/// Bytes of the inputs that have been read so far, as they lie on the disk. Its clones count the same.
#[derive(Clone, Debug, Default)]
pub struct BytesRead(Arc<AtomicU64>);

impl BytesRead {
    /// The number of bytes.
    pub fn get(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }

    /// The reader, counted.
    pub(super) fn counting(&self, reader: Box<dyn Read + Send>) -> Box<dyn Read + Send> {
        Box::new(Counting {
            reader,
            read: self.clone(),
        })
    }
}

struct Counting {
    reader: Box<dyn Read + Send>,
    read: BytesRead,
}

impl Read for Counting {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.reader.read(buffer)?;
        self.read.0.fetch_add(read as u64, Ordering::Relaxed);
        Ok(read)
    }
}

/// Bytes of all files of the inputs; `None` if that cannot be known, as of standard input or a pipe.
pub(super) fn total(inputs: &[PathBuf], without: &[PathBuf]) -> Option<u64> {
    let mut files = Files::new(inputs);
    for path in without {
        files.without(path);
    }
    // A file that cannot be read has no bytes to wait for.
    files.flatten().try_fold(0, |sum, found| {
        let metadata = std::fs::metadata(found.path?).ok()?;
        metadata.is_file().then(|| sum + metadata.len())
    })
}

#[cfg(test)]
mod tests {
    use crate::read::{Documents, ReadConfig};

    #[test]
    fn in_the_end_all_bytes_of_the_inputs_are_read_and_those_of_a_pipe_are_not_known() {
        let folder = tempfile::TempDir::new().unwrap();
        let long = "Ann met Bo in Paris. ".repeat(5000);
        for (name, text) in [("a.txt", &*long), ("b.txt", "Bo."), ("out/c.txt", "Cleo.")] {
            let path = folder.path().join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        }
        let inputs = [folder.path().to_owned()];
        let mut documents = Documents::new(&inputs, &ReadConfig::default())
            .unwrap()
            .without(&folder.path().join("out"));
        let read = documents.bytes_read();
        assert_eq!(documents.total_bytes(), Some(long.len() as u64 + 3));
        assert_eq!(read.get(), 0);
        assert_eq!(documents.by_ref().count(), 2);
        assert_eq!(Some(read.get()), documents.total_bytes());
        let piped = Documents::new(&["-".into()], &ReadConfig::default()).unwrap();
        assert_eq!(piped.total_bytes(), None);
    }
}
