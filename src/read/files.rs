//! Which files are read, in which order, and what they are called.
//!
//! Inputs come in sorted order and a folder in the byte order of the paths below it (with `/`
//! between the names), so neither the order on a command line nor that of the file system changes
//! anything. A file or folder that can be reached on two ways is read on the first; with that,
//! symbolic links that lead back cannot make the walk endless.

use std::collections::HashSet;
use std::fs::{self, Metadata};
use std::io;
use std::path::{MAIN_SEPARATOR, Path, PathBuf};

use crate::Warning;

use super::beside::is_corrections;
use super::problem;

/// The input that stands for standard input.
const STANDARD_INPUT: &str = "-";

/// A file to read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Found {
    /// Where it is; `None` is standard input.
    pub(super) path: Option<PathBuf>,
    /// What document ids begin with: the path below the input folder, or the file's name.
    pub(super) name: String,
    /// What messages call it.
    pub(super) place: String,
}

/// Lists files while it walks; only the names of the folders that are open are in memory.
pub(super) struct Files {
    /// In reverse order.
    steps: Vec<Step>,
    seen: HashSet<PathBuf>,
    left_out: HashSet<PathBuf>,
    n_files: usize,
}

enum Step {
    /// An input as it was named.
    Input(PathBuf),
    /// Something in a folder.
    Entry(Box<Entry>),
    /// An input folder whose entries have all been visited, with the count of files before it.
    Close { place: String, before: usize },
}

struct Entry {
    path: PathBuf,
    /// Path below the input folder.
    name: String,
    place: String,
    metadata: io::Result<Metadata>,
}

impl Files {
    pub(super) fn new(inputs: &[PathBuf]) -> Self {
        let mut inputs: Vec<PathBuf> = inputs.iter().flat_map(|input| matches(input)).collect();
        inputs.sort_by(|a, b| slashed(a).as_bytes().cmp(slashed(b).as_bytes()));
        inputs.reverse();
        Files {
            steps: inputs.into_iter().map(Step::Input).collect(),
            seen: HashSet::new(),
            left_out: HashSet::new(),
            n_files: 0,
        }
    }

    /// Passes over a file or folder, if it is there, wherever it is found.
    pub(super) fn without(&mut self, path: &Path) {
        self.left_out.extend(fs::canonicalize(path));
    }

    fn is_left_out(&self, path: &Path) -> bool {
        !self.left_out.is_empty()
            && fs::canonicalize(path).is_ok_and(|path| self.left_out.contains(&path))
    }

    fn input(&mut self, path: PathBuf) -> Option<Result<Found, Warning>> {
        if path.as_os_str() == STANDARD_INPUT {
            return Some(if self.seen.insert(path) {
                Ok(Found {
                    path: None,
                    name: "stdin".to_owned(),
                    place: "stdin".to_owned(),
                })
            } else {
                Err(named_twice("stdin"))
            });
        }
        let place = place(&path);
        if self.is_left_out(&path) {
            let message = "results are written there; it is not read";
            return Some(Err(problem::noted(&place, message)));
        }
        match fs::metadata(&path) {
            Err(error) => Some(Err(problem::failed(&place, &error))),
            Ok(metadata) if metadata.is_dir() => {
                self.steps.push(Step::Close {
                    place: place.clone(),
                    before: self.n_files,
                });
                match self.folder(&path, "", &place) {
                    Ok(true) => None,
                    other => {
                        self.steps.pop();
                        Some(Err(other.err().unwrap_or_else(|| named_twice(&place))))
                    }
                }
            }
            Ok(_) if is_corrections(&path) => None,
            // Whatever else was named on purpose is opened: pipes are inputs, too.
            Ok(_) => Some(self.file(&path, file_name(&path), place)),
        }
    }

    fn entry(&mut self, entry: Entry) -> Option<Result<Found, Warning>> {
        if self.is_left_out(&entry.path) {
            return None;
        }
        match entry.metadata {
            Err(error) => Some(Err(problem::failed(&entry.place, &error))),
            Ok(metadata) if metadata.is_dir() => self
                .folder(&entry.path, &entry.name, &entry.place)
                .err()
                .map(Err),
            Ok(metadata) if metadata.is_file() && is_corrections(&entry.path) => {
                let is_deeper = entry.name.contains('/');
                is_deeper.then(|| {
                    let message =
                        "only the one in an input folder itself is obeyed; this one is passed over";
                    Err(problem::noted(&entry.place, message))
                })
            }
            Ok(metadata) if metadata.is_file() => {
                Some(self.file(&entry.path, entry.name, entry.place))
            }
            // Opening a pipe or a device that merely lies in a folder could wait for ever.
            Ok(_) => Some(Err(problem::skipped(&entry.place, "not a regular file"))),
        }
    }

    fn file(&mut self, path: &Path, name: String, place: String) -> Result<Found, Warning> {
        // Pipes have no canonical path on some systems.
        let canonical = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
        if !self.seen.insert(canonical) {
            return Err(named_twice(&place));
        }
        self.n_files += 1;
        Ok(Found {
            path: Some(path.to_owned()),
            name,
            place,
        })
    }

    /// Puts a folder's entries on the stack; false if the folder has been visited before.
    fn folder(&mut self, path: &Path, name: &str, place: &str) -> Result<bool, Warning> {
        let failed = |error: io::Error| problem::failed(place, &error);
        if !self.seen.insert(fs::canonicalize(path).map_err(failed)?) {
            return Ok(false);
        }
        let mut entries = Vec::new();
        for entry in fs::read_dir(path).map_err(failed)? {
            let entry = entry.map_err(failed)?;
            let file_name = entry.file_name();
            if file_name.as_encoded_bytes().starts_with(b".") {
                continue;
            }
            let metadata = fs::metadata(entry.path());
            let mut key = file_name.as_encoded_bytes().to_vec();
            // With the separator in the key, the order is that of whole paths.
            if metadata.as_ref().is_ok_and(Metadata::is_dir) {
                key.push(b'/');
            }
            let file_name = file_name.to_string_lossy();
            let entry = Entry {
                path: entry.path(),
                name: join(name, &file_name),
                place: join(place, &file_name),
                metadata,
            };
            entries.push((key, entry));
        }
        entries.sort_by(|a, b| b.0.cmp(&a.0));
        let steps = entries
            .into_iter()
            .map(|(_, entry)| Step::Entry(Box::new(entry)));
        self.steps.extend(steps);
        Ok(true)
    }
}

impl Iterator for Files {
    type Item = Result<Found, Warning>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let item = match self.steps.pop()? {
                Step::Input(path) => self.input(path),
                Step::Entry(entry) => self.entry(*entry),
                Step::Close { place, before } => (self.n_files == before).then(|| {
                    let message = "no files to read in this folder (hidden ones are passed over)";
                    Err(problem::skipped(&place, message))
                }),
            };
            if item.is_some() {
                return item;
            }
        }
    }
}

/// The files that a quoted pattern such as `news/**/*.html` names. What is there under that very name
/// is no pattern, and a pattern that names nothing stays, to be reported as a file that is missing.
fn matches(input: &Path) -> Vec<PathBuf> {
    let itself = || vec![input.to_owned()];
    let Some(pattern) = input.to_str().filter(|name| name.contains(['*', '?', '['])) else {
        return itself();
    };
    if fs::symlink_metadata(input).is_ok() {
        return itself();
    }
    let found: Vec<PathBuf> = glob::glob(pattern)
        .into_iter()
        .flatten()
        .flatten()
        .collect();
    if found.is_empty() { itself() } else { found }
}

fn named_twice(place: &str) -> Warning {
    problem::noted(place, "named or linked more than once; it is read once")
}

pub(super) fn join(folder: &str, name: &str) -> String {
    match folder {
        "" | "." => name.to_owned(),
        _ => format!("{}/{name}", folder.trim_end_matches('/')),
    }
}

fn slashed(path: &Path) -> String {
    let path = path.to_string_lossy();
    if MAIN_SEPARATOR == '/' {
        path.into_owned()
    } else {
        path.replace(MAIN_SEPARATOR, "/")
    }
}

fn file_name(path: &Path) -> String {
    path.file_name()
        .map_or_else(|| slashed(path), |name| name.to_string_lossy().into_owned())
}

/// What messages call an input: the path as it was named. An absolute one would make results depend
/// on where somebody keeps files, and say so to everyone who gets the graph; of it, the last name.
pub(super) fn place(path: &Path) -> String {
    if path.is_absolute() {
        file_name(path)
    } else {
        slashed(path)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tempfile::TempDir;

    fn tree(files: &[&str]) -> TempDir {
        let dir = TempDir::new().unwrap();
        for file in files {
            let path = dir.path().join(file);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, "text").unwrap();
        }
        dir
    }

    fn names(inputs: &[PathBuf]) -> Vec<Result<String, String>> {
        Files::new(inputs)
            .map(|item| match item {
                Ok(found) => Ok(found.name),
                Err(warning) => Err(format!("{}: {}", warning.place, warning.message)),
            })
            .collect()
    }

    fn ok(name: &str) -> Result<String, String> {
        Ok(name.to_owned())
    }

    #[test]
    fn a_folder_comes_in_the_byte_order_of_its_paths_without_hidden_files() {
        let dir = tree(&[
            "b.txt", "a/x", "a/.git/y", "a-1", "a.txt", "a/b/c", ".hid", "Z",
        ]);
        assert_eq!(
            names(&[dir.path().to_owned()]),
            ["Z", "a-1", "a.txt", "a/b/c", "a/x", "b.txt"].map(ok)
        );
    }

    #[test]
    fn the_order_of_the_inputs_changes_nothing_and_a_file_named_twice_is_read_once() {
        let dir = tree(&["b", "a", "sub/c"]);
        let [a, b, sub] = ["a", "b", "sub"].map(|name| dir.path().join(name));
        let expected = [
            ok("a"),
            ok("b"),
            Err("b: named or linked more than once; it is read once".to_owned()),
            ok("c"),
        ];
        assert_eq!(
            names(&[b.clone(), sub.clone(), a.clone(), b.clone()]),
            expected
        );
        assert_eq!(names(&[a, b.clone(), b, sub]), expected);
    }

    #[test]
    fn what_cannot_be_opened_is_named_and_the_others_go_on() {
        let dir = tree(&["a"]);
        fs::create_dir(dir.path().join("empty")).unwrap();
        let inputs = ["a", "empty", "missing"].map(|name| dir.path().join(name));
        assert_eq!(
            names(&inputs),
            [
                ok("a"),
                Err(
                    "empty: no files to read in this folder (hidden ones are passed over)"
                        .to_owned()
                ),
                Err("missing: cannot be read: no such file or folder".to_owned()),
            ]
        );
    }

    #[test]
    fn a_quoted_pattern_names_its_files() {
        let dir = tree(&["a/x.txt", "a/y.html", "b/x.txt", "[z].txt"]);
        let pattern = |name: &str| dir.path().join(name);
        assert_eq!(names(&[pattern("*/x.txt")]), [ok("x.txt"), ok("x.txt")]);
        assert_eq!(names(&[pattern("[z].txt")]), [ok("[z].txt")]);
        assert!(names(&[pattern("*.pdf")])[0].is_err());
    }

    #[test]
    fn standard_input_is_an_input_like_others() {
        let found = Files::new(&["-".into()]).next().unwrap().unwrap();
        assert_eq!((found.path, found.name), (None, "stdin".to_owned()));
    }

    #[test]
    fn a_relative_input_is_called_as_it_was_named() {
        assert_eq!(place(Path::new("../news/a.txt")), "../news/a.txt");
        assert_eq!(place(Path::new("/home/somebody/a.txt")), "a.txt");
        assert_eq!(join("../news/", "b"), "../news/b");
    }

    #[cfg(unix)]
    mod unix {
        use super::*;
        use std::os::unix::fs::symlink;
        use std::os::unix::net::UnixListener;

        #[test]
        fn links_that_lead_back_do_not_hang() {
            let dir = tree(&["a/x"]);
            symlink(dir.path(), dir.path().join("a/up")).unwrap();
            symlink(dir.path().join("a"), dir.path().join("b")).unwrap();
            symlink(dir.path().join("self"), dir.path().join("self")).unwrap();
            symlink(dir.path().join("a/x"), dir.path().join("x")).unwrap();
            let found = names(&[dir.path().to_owned()]);
            assert_eq!(found[0], ok("a/x"));
            assert!(
                found[1]
                    .as_ref()
                    .unwrap_err()
                    .contains("self: cannot be read")
            );
            assert!(
                found[2]
                    .as_ref()
                    .unwrap_err()
                    .contains("x: named or linked")
            );
            assert_eq!(found.len(), 3);
        }

        #[test]
        fn sockets_in_a_folder_are_not_opened() {
            let dir = tree(&["a"]);
            let _listener = UnixListener::bind(dir.path().join("s")).unwrap();
            let found = names(&[dir.path().to_owned()]);
            assert!(
                found[1]
                    .as_ref()
                    .unwrap_err()
                    .ends_with("not a regular file")
            );
        }

        #[test]
        fn a_name_that_is_no_utf_8_is_read_all_the_same() {
            use std::ffi::OsStr;
            use std::os::unix::ffi::OsStrExt;
            let dir = tree(&[]);
            fs::write(dir.path().join(OsStr::from_bytes(b"caf\xE9")), "text").unwrap();
            assert_eq!(names(&[dir.path().to_owned()]), [ok("caf\u{FFFD}")]);
        }
    }
}
