//! Rows that were made before, kept in a folder: a run over a hundred thousand documents of which ten
//! are new works on ten.
//!
//! It stands beside the per-document half ([`annotate`](crate::annotate)), which asks it for a document's
//! rows before it makes them. What a document's rows depend on is in the name of its entry:
//!
//! ```text
//! DIR/CACHEDIR.TAG                says what the folder is, to us and to programs that make backups
//! DIR/rows-<maker>/ab/<document>.rows
//!          |           |
//!          |           SHA-256 of the text and all that came with it, apart from the document's id
//!          SHA-256 of the program, the model, the settings and the user's table of entities
//! ```
//!
//! So a document that changed has another name and is new, and what another program or model made is
//! not even opened. A document that is read again under another id or from another place in its file keeps
//! its entry. An entry holds the rows as `comention mentions` writes them, compressed, behind a checksum:
//! a damaged one is made anew, with a warning.
//!
//! Every entry is written beside its place and renamed, so that several runs can use a folder at once and
//! a run that is killed leaves no half entry. It is not forced to the disk: what a power cut damages, the
//! checksum finds.
//!
//! Nothing is removed unless [`Cache::prune`] is asked to.

use std::fs;
use std::io::{self, Cursor, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};

use flate2::Compression;
use flate2::read::DeflateDecoder;
use flate2::write::DeflateEncoder;
use rustc_hash::FxHashSet;
use sha2::{Digest, Sha256};

use crate::rows::{DocumentRows, RowFile, RowWriter, RunRow, read_rows};
use crate::{Document, Error, Result, Warning};

/// What an entry begins with. Another format gets another number.
const MAGIC: &[u8] = b"comention rows 1\n";
/// The name that <https://bford.info/cachedir/> gives to the file that marks a cache.
const TAG: &str = "CACHEDIR.TAG";
const SIGNATURE: &str = "Signature: 8a477f597d28d172789f06886806bc55";
const MAKER: &str = "rows-";
const ENTRY: &str = "rows";
/// Rows of one document that are larger are a damaged entry.
const LARGEST: u64 = 4 << 30;

/// A folder of rows.
pub struct Cache {
    folder: PathBuf,
    /// The part of it for this program, model and settings.
    rows: PathBuf,
    run: RunRow,
    /// Names of the entries that were read or written.
    used: Mutex<FxHashSet<[u8; 32]>>,
    /// Whether an entry could not be written; then no other is tried.
    failed: AtomicBool,
}

/// What a cache says of a document.
pub(crate) enum Found {
    Rows(Box<DocumentRows>),
    Nothing,
    /// An entry that cannot be used.
    Damaged(Warning),
}

impl Cache {
    /// Opens a folder, or makes it. `run` is the row that the rows begin with, and `program` tells
    /// programs of one version apart, such as by a checksum.
    ///
    /// # Errors
    /// [`Error::Write`] if it cannot be made; [`Error::Invalid`] if it holds something else.
    pub fn open(folder: &Path, run: &RunRow, program: &str) -> Result<Cache> {
        let failed = |source| Error::Write {
            path: folder.to_owned(),
            source,
        };
        fs::create_dir_all(folder).map_err(failed)?;
        let tag = folder.join(TAG);
        let is_ours = fs::read_to_string(&tag).is_ok_and(|text| text.starts_with(SIGNATURE));
        if !is_ours {
            if fs::read_dir(folder).map_err(failed)?.next().is_some() {
                return Err(Error::Invalid {
                    place: folder.display().to_string(),
                    message:
                        "holds files and is no cache of comention; name a new or empty directory"
                            .to_owned(),
                });
            }
            let text = format!(
                "{SIGNATURE}\n# A cache of comention: it can be deleted at any time, and is made anew.\n"
            );
            put(folder, TAG, text.as_bytes()).map_err(failed)?;
        }
        let mut maker = Sha256::new();
        maker.update(MAGIC);
        let described = serde_json::to_vec(run).map_err(|error| failed(error.into()))?;
        for part in [&described[..], program.as_bytes()] {
            add(&mut maker, part);
        }
        let maker = hex(&maker.finalize()[..16]);
        let rows = folder.join(format!("{MAKER}{maker}"));
        fs::create_dir_all(&rows).map_err(failed)?;
        Ok(Cache {
            folder: folder.to_owned(),
            rows,
            run: run.clone(),
            used: Mutex::default(),
            failed: AtomicBool::new(false),
        })
    }

    /// The rows of a document, if they are there.
    pub(crate) fn get(&self, document: &Document) -> Found {
        let key = key(document);
        let path = self.path(&key);
        let rows = match fs::read(&path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Found::Nothing,
            Err(error) => Err(error.to_string()),
            Ok(bytes) => unpack(&bytes, &path),
        };
        // A text of that length with those rows is another text: two keys that are equal, or an entry
        // that somebody moved.
        let fits = |rows: &DocumentRows| rows.document.bytes == document.text.len();
        match rows {
            Ok(mut rows) if fits(&rows) => {
                self.used(key);
                rows.rename(&document.id);
                rows.document.source_start = document.source_start;
                Found::Rows(Box::new(rows))
            }
            Ok(_) => Found::Damaged(self.damaged(document, "it is of another text")),
            Err(why) => Found::Damaged(self.damaged(document, &why)),
        }
    }

    /// Keeps the rows of a document. The warning is of the first that could not be kept; the others are
    /// not tried.
    pub(crate) fn put(&self, document: &Document, rows: &DocumentRows) -> Option<Warning> {
        if self.failed.load(Ordering::Relaxed) {
            return None;
        }
        let key = key(document);
        let path = self.path(&key);
        let kept = pack(&self.run, rows).and_then(|bytes| {
            let folder = path.parent().unwrap_or(&self.rows);
            fs::create_dir_all(folder)?;
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            put(folder, &name, &bytes)
        });
        match kept {
            Ok(()) => {
                self.used(key);
                None
            }
            Err(_) if self.failed.swap(true, Ordering::Relaxed) => None,
            Err(error) => Some(Warning {
                place: document.id.clone(),
                message: format!(
                    "its rows cannot be kept in the cache ({error}); no more are kept in this run"
                ),
                skipped: false,
            }),
        }
    }

    /// Removes what was neither read nor written since the cache was opened, of whatever program, and
    /// says how many entries. Other files are left alone.
    ///
    /// # Errors
    /// If an entry cannot be removed.
    pub fn prune(&self) -> io::Result<usize> {
        let used = self.used.lock().expect("no thread panics with the lock");
        let mut removed = 0;
        for maker in folders(&self.folder)? {
            if !name(&maker).starts_with(MAKER) {
                continue;
            }
            for shelf in folders(&maker)? {
                for entry in fs::read_dir(&shelf)? {
                    let path = entry?.path();
                    let is_entry = path.extension().is_some_and(|ending| ending == ENTRY);
                    let needed = maker == self.rows && used.contains(&of_name(&path));
                    if is_entry && !needed {
                        fs::remove_file(&path)?;
                        removed += 1;
                    }
                }
                // Not if something else lies in it.
                let _ = fs::remove_dir(&shelf);
            }
            let _ = fs::remove_dir(&maker);
        }
        Ok(removed)
    }

    fn used(&self, key: [u8; 32]) {
        let mut used = self.used.lock().expect("no thread panics with the lock");
        used.insert(key);
    }

    fn path(&self, key: &[u8; 32]) -> PathBuf {
        let name = hex(key);
        let shelf = self.rows.join(&name[..2]);
        shelf.join(format!("{name}.{ENTRY}"))
    }

    fn damaged(&self, document: &Document, why: &str) -> Warning {
        Warning {
            place: document.id.clone(),
            message: format!(
                "its entry in the cache {} cannot be used ({why}); it is made anew",
                self.folder.display()
            ),
            skipped: false,
        }
    }
}

/// SHA-256 of all that a document's rows depend on. Its id and its place in the file are set when rows
/// are read.
fn key(document: &Document) -> [u8; 32] {
    // A field that is added must be thought of here.
    let Document {
        id: _,
        source_start: _,
        provenance,
        title,
        byline,
        marks,
        text,
    } = document;
    let mut hash = Sha256::new();
    add(&mut hash, text.as_bytes());
    // Their printed forms say all that they hold, and escape what strings hold.
    add(
        &mut hash,
        format!("{provenance:?} {title:?} {byline:?} {marks:?}").as_bytes(),
    );
    hash.finalize().into()
}

/// Adds a part with its length, so that no two lists of parts are one stream.
fn add(hash: &mut Sha256, part: &[u8]) {
    hash.update((part.len() as u64).to_le_bytes());
    hash.update(part);
}

fn pack(run: &RunRow, rows: &DocumentRows) -> io::Result<Vec<u8>> {
    let mut rows = rows.clone();
    rows.rename("");
    rows.document.source_start = 0;
    let encoder = DeflateEncoder::new(Vec::new(), Compression::fast());
    let mut writer = RowWriter::new(encoder, run)?;
    writer.document(rows)?;
    let packed = writer.finish()?.finish()?;
    let mut bytes = MAGIC.to_vec();
    bytes.extend_from_slice(&Sha256::digest(&packed));
    bytes.extend_from_slice(&packed);
    Ok(bytes)
}

fn unpack(bytes: &[u8], path: &Path) -> Result<DocumentRows, String> {
    let rest = bytes
        .strip_prefix(MAGIC)
        .ok_or("it does not begin as one")?;
    let (sum, packed) = rest.split_at_checked(32).ok_or("it is cut off")?;
    if Sha256::digest(packed)[..] != *sum {
        return Err("its checksum does not fit".to_owned());
    }
    let mut lines = Vec::new();
    DeflateDecoder::new(packed)
        .take(LARGEST)
        .read_to_end(&mut lines)
        .map_err(|error| error.to_string())?;
    let mut file = RowFile::default();
    read_rows(Cursor::new(lines), path, &mut file).map_err(|error| error.to_string())?;
    match <[DocumentRows; 1]>::try_from(file.documents) {
        Ok([rows]) => Ok(rows),
        Err(several) => Err(format!("it holds {} documents", several.len())),
    }
}

/// Writes a file beside its place and renames it.
fn put(folder: &Path, name: &str, bytes: &[u8]) -> io::Result<()> {
    let mut file = tempfile::Builder::new()
        .prefix(".comention-")
        .tempfile_in(folder)?;
    file.write_all(bytes)?;
    file.persist(folder.join(name))
        .map(drop)
        .map_err(|error| error.error)
}

fn folders(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            found.push(entry.path());
        }
    }
    Ok(found)
}

fn name(path: &Path) -> String {
    let name = path.file_name().unwrap_or_default();
    name.to_string_lossy().into_owned()
}

/// The key in an entry's name; zeros, which no entry has, for other names.
fn of_name(path: &Path) -> [u8; 32] {
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    let mut key = [0; 32];
    for (byte, at) in key.iter_mut().zip((0..).step_by(2)) {
        let digits = stem.get(at..at + 2).unwrap_or_default();
        *byte = u8::from_str_radix(digits, 16).unwrap_or_default();
    }
    key
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Provenance;
    use crate::config::MentionConfig;
    use crate::recognize::ModelId;
    use crate::rows::{DocumentRow, ROWS_VERSION};
    use tempfile::TempDir;

    fn run() -> RunRow {
        RunRow {
            rows_version: ROWS_VERSION,
            program: "comention 0".to_owned(),
            model: ModelId::default(),
            config: MentionConfig::default(),
            entities: None,
        }
    }

    fn document(id: &str, text: &str) -> Document {
        Document {
            id: id.to_owned(),
            text: text.to_owned(),
            ..Document::default()
        }
    }

    fn rows(document: &Document) -> DocumentRows {
        DocumentRows {
            document: DocumentRow {
                id: document.id.as_str().into(),
                provenance: document.provenance.clone(),
                source_start: document.source_start,
                bytes: document.text.len(),
                ..DocumentRow::default()
            },
            ..DocumentRows::default()
        }
    }

    fn entry(cache: &Cache, document: &Document) -> PathBuf {
        cache.path(&key(document))
    }

    fn is_there(cache: &Cache, document: &Document) -> bool {
        match cache.get(document) {
            Found::Rows(found) => {
                assert_eq!(*found, rows(document));
                true
            }
            Found::Nothing => false,
            Found::Damaged(warning) => panic!("{warning:?}"),
        }
    }

    #[test]
    fn rows_are_found_by_text_and_provenance_whatever_the_id_and_not_by_another_program() {
        let folder = TempDir::new().unwrap();
        let cache = Cache::open(folder.path(), &run(), "one").unwrap();
        let a = document("a", "Ann met Bo.");
        assert!(!is_there(&cache, &a));
        assert_eq!(cache.put(&a, &rows(&a)), None);
        assert!(is_there(&cache, &a));
        let moved = Document {
            source_start: 7,
            ..document("b", "Ann met Bo.")
        };
        assert!(is_there(&cache, &moved));
        let dated = Document {
            provenance: Provenance {
                date: Some("2020-01-01".to_owned()),
                ..Provenance::default()
            },
            ..a.clone()
        };
        assert!(!is_there(&cache, &dated));
        assert!(!is_there(&cache, &document("a", "Ann met Bo!")));

        let again = |run: &RunRow, program| Cache::open(folder.path(), run, program).unwrap();
        assert!(is_there(&again(&run(), "one"), &a));
        assert!(!is_there(&again(&run(), "two"), &a));
        let other_model = RunRow {
            model: ModelId {
                name: "x".to_owned(),
                ..ModelId::default()
            },
            ..run()
        };
        assert!(!is_there(&again(&other_model, "one"), &a));
    }

    #[test]
    fn any_damage_to_an_entry_is_found() {
        let folder = TempDir::new().unwrap();
        let cache = Cache::open(folder.path(), &run(), "").unwrap();
        let (a, b) = (document("a", "Ann met Bo."), document("b", "Bo met Cleo!!"));
        cache.put(&a, &rows(&a));
        cache.put(&b, &rows(&b));
        let path = entry(&cache, &a);
        let whole = fs::read(&path).unwrap();
        let damaged = |bytes: &[u8]| {
            fs::write(&path, bytes).unwrap();
            matches!(cache.get(&a), Found::Damaged(_))
        };
        for cut in 0..whole.len() {
            assert!(damaged(&whole[..cut]), "cut at {cut}");
            let mut changed = whole.clone();
            changed[cut] ^= 1;
            assert!(damaged(&changed), "changed at {cut}");
        }
        assert!(damaged(&fs::read(entry(&cache, &b)).unwrap()));
        assert!(!damaged(&whole));
    }

    #[test]
    fn what_was_not_used_is_pruned_and_nothing_else() {
        let folder = TempDir::new().unwrap();
        let documents = [document("a", "Ann."), document("b", "Bo.")];
        for program in ["old", "new"] {
            let cache = Cache::open(folder.path(), &run(), program).unwrap();
            for document in &documents {
                cache.put(document, &rows(document));
            }
        }
        fs::write(folder.path().join("mine.txt"), "mine").unwrap();
        let cache = Cache::open(folder.path(), &run(), "new").unwrap();
        assert!(is_there(&cache, &documents[1]));
        assert_eq!(cache.prune().unwrap(), 3);
        assert!(!entry(&cache, &documents[0]).exists());
        assert!(is_there(&cache, &documents[1]));
        assert!(folder.path().join("mine.txt").exists());
    }

    #[test]
    fn a_folder_that_holds_something_else_is_refused() {
        let folder = TempDir::new().unwrap();
        fs::write(folder.path().join("a.txt"), "Ann.").unwrap();
        assert!(Cache::open(folder.path(), &run(), "").is_err());
        assert!(!folder.path().join(TAG).exists());
    }

    #[test]
    fn where_nothing_can_be_written_one_warning_says_so() {
        let folder = TempDir::new().unwrap();
        let cache = Cache::open(folder.path(), &run(), "").unwrap();
        fs::remove_dir(&cache.rows).unwrap();
        fs::write(&cache.rows, "a file").unwrap();
        let (a, b) = (document("a", "Ann."), document("b", "Bo."));
        assert!(cache.put(&a, &rows(&a)).is_some());
        assert_eq!(cache.put(&b, &rows(&b)), None);
    }
}
