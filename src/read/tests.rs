//! The stage as a whole: files in, documents and warnings out.

use std::fs;
use std::io::{self, Cursor, Write};
use std::path::Path;

use flate2::Compression;
use flate2::write::GzEncoder;
use tempfile::TempDir;

use super::*;

/// Writes `files` into a new folder.
pub(super) fn folder(files: &[(&str, &[u8])]) -> TempDir {
    let dir = TempDir::new().unwrap();
    for (name, bytes) in files {
        let path = dir.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
    dir
}

/// What reading gives: `ID = TEXT` for documents, `PLACE: MESSAGE` for warnings, with `!` in front if
/// something was left out.
pub(super) fn read(inputs: &[PathBuf], config: &ReadConfig) -> Vec<String> {
    shown(Documents::new(inputs, config).unwrap())
}

pub(super) fn shown(documents: Documents) -> Vec<String> {
    documents
        .map(|item| match item {
            Ok(document) => format!("{} = {}", document.id, document.text),
            Err(warning) => {
                let mark = if warning.skipped { "! " } else { "" };
                format!("{mark}{}: {}", warning.place, warning.message)
            }
        })
        .collect()
}

/// The same for one file with default settings; `d/` stands for its folder in messages.
pub(super) fn read_file(name: &str, bytes: &[u8]) -> Vec<String> {
    let dir = folder(&[(name, bytes)]);
    read(&[dir.path().join(name)], &ReadConfig::default())
}

pub(super) fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

pub(super) fn from_stream(reader: Box<dyn Read + Send>, config: &ReadConfig) -> Vec<String> {
    let documents = Documents::new(&["-".into()], config).unwrap();
    shown(documents.with_standard_input(reader))
}

#[test]
fn files_of_all_forms_in_a_folder_come_in_order_with_ids_below_the_folder() {
    let dir = folder(&[
        ("b.txt", b"Plain."),
        (
            "a/records.jsonl",
            b"{\"text\": \"one\"}\n\n{\"id\": \"r2\", \"text\": \"two\"}\n",
        ),
        ("a/more.gz", &gzip(b"[{\"text\": \"three\"}]")),
        ("c", "\u{FEFF}Marked.".as_bytes()),
    ]);
    assert_eq!(
        read(&[dir.path().to_owned()], &ReadConfig::default()),
        [
            "a/more.gz:1 = three",
            "a/records.jsonl:1 = one",
            "r2 = two",
            "b.txt = Plain.",
            "c = Marked.",
        ]
    );
}

#[test]
fn the_order_of_the_inputs_changes_no_document_and_no_id() {
    let dir = folder(&[("x/a", b"In x."), ("y/a", b"In y.")]);
    let [x, y] = ["x", "y"].map(|name| dir.path().join(name));
    let expected = [
        "a = In x.",
        "a: another document has this id; this one is called a~2",
        "a~2 = In y.",
    ];
    let config = ReadConfig::default();
    assert_eq!(read(&[x.clone(), y.clone()], &config), expected);
    assert_eq!(read(&[y, x], &config), expected);
}

#[test]
fn a_record_with_the_id_of_another_is_named_with_file_and_line() {
    let lines = "{\"id\": \"r1\", \"text\": \"one\"}\n\n{\"id\": \"r1\", \"text\": \"two\"}\n";
    assert_eq!(
        read_file("f", lines.as_bytes()),
        [
            "r1 = one",
            "f:3: another document has the id r1; this one is called r1~2",
            "r1~2 = two",
        ]
    );
}

#[test]
fn a_column_that_the_user_names_makes_a_table_and_a_name_that_is_nowhere_is_told_at_the_end() {
    let table = "name\tstory\nx\tAnn met Bo.\n";
    let with = |setting: &str| {
        let mut config = ReadConfig::default();
        config.fields.set(setting).unwrap();
        from_stream(Box::new(table.as_bytes()), &config)
    };
    assert_eq!(with("text=story"), ["stdin:2 = Ann met Bo."]);
    let misspelled = with("text=stroy");
    assert_eq!(
        misspelled.last().map(String::as_str),
        Some("--field text=stroy: no record and no table has a field of this name")
    );
}

#[test]
fn a_date_that_the_calendar_does_not_have_is_told() {
    let lines =
        "{\"text\": \"one\", \"date\": \"2021-13-45\"}\n{\"text\": \"two\", \"date\": null}\n";
    assert_eq!(
        read_file("f", lines.as_bytes()),
        [
            "f:1 = one",
            "f:2 = two",
            "f:1: the date \"2021-13-45\" is not understood; such a document has no date",
        ]
    );
}

#[test]
fn a_bad_line_costs_itself_and_says_what_is_wrong() {
    let bytes = b"{\"text\": \"one\"}\n\
        {\"text\": \"tw\n\
        {\"text\" \"three\"}\n\
        {\"text\": \"caf\xE9\"}\n\
        [1]\n\
        {\"title\": \"no text\"}\n\
        {\"text\": \"seven\"}";
    assert_eq!(
        read_file("f", bytes),
        [
            "f:1 = one",
            "! f:2: broken JSON: it ends inside a string at column 12",
            "! f:3: broken JSON: expected `:` at column 9",
            "! f:4: not valid UTF-8 (byte 0xE9 at offset 13 of the line); convert it to UTF-8 first",
            "! f:5: not a JSON object",
            "! f:6: record without text (none in text, content, body, article)",
            "f:7 = seven",
        ]
    );
}

#[test]
fn a_first_line_that_is_broken_does_not_make_records_plain_text() {
    assert_eq!(
        read_file("f", b"{\"text\": \"one\n{\"text\": \"two\"}\n")[1],
        "f:2 = two"
    );
}

#[test]
fn files_that_hold_no_text_are_named() {
    for (bytes, message) in [
        (b"".as_slice(), "! f: empty file"),
        (b" \n\n", "! f: empty file"),
        (b"\x89PNG ...", "! f: binary file, not text (PNG)"),
        (b"a\0b", "! f: binary file, not text"),
    ] {
        assert_eq!(read_file("f", bytes), [message]);
    }
    let mut late = vec![b'a'; 100_000];
    late.push(0);
    assert_eq!(read_file("f", &late), ["! f: binary file, not text"]);
}

#[test]
fn text_in_another_character_set_is_read_and_the_user_is_told() {
    assert_eq!(
        read_file("f", b"Line one.\nMontr\xE9al\n"),
        [
            "f: not UTF-8 and without a declaration; read as windows-1252",
            "f = Line one.\nMontréal\n"
        ]
    );
}

#[test]
fn a_file_or_folder_can_be_passed_over() {
    let dir = folder(&[("a", b"A"), ("b", b"B"), ("output/c", b"C"), ("x/d", b"D")]);
    let inputs = [dir.path().to_owned(), dir.path().join("x/../b")];
    let documents = Documents::new(&inputs, &ReadConfig::default()).unwrap();
    let documents = documents
        .without(&dir.path().join("x/../output"))
        .without(&dir.path().join("b"));
    assert_eq!(
        shown(documents),
        [
            "a = A",
            "x/d = D",
            "b: results are written there; it is not read"
        ]
    );
}

#[test]
fn a_missing_file_does_not_stop_the_others() {
    let dir = folder(&[("b", b"B")]);
    let inputs = ["a", "b", "c"].map(|name| dir.path().join(name));
    assert_eq!(
        read(&inputs, &ReadConfig::default()),
        [
            "! a: cannot be read: no such file or folder",
            "b = B",
            "! c: cannot be read: no such file or folder",
        ]
    );
    assert!(Documents::new(&[], &ReadConfig::default()).is_err());
}

#[cfg(unix)]
#[test]
fn a_file_or_folder_without_permission_does_not_stop_the_others() {
    use std::os::unix::fs::PermissionsExt;
    let dir = folder(&[("a", b"A"), ("b/c", b"C"), ("d", b"D")]);
    let lock = |name: &str, mode| {
        let path = dir.path().join(name);
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    };
    lock("a", 0o000);
    lock("b", 0o000);
    let moot = File::open(dir.path().join("a")).is_ok();
    let found = read(&[dir.path().to_owned()], &ReadConfig::default());
    lock("b", 0o700);
    let place = Path::new(dir.path()).file_name().unwrap().to_string_lossy();
    // The superuser may read everything.
    if !moot {
        assert_eq!(
            found,
            [
                format!("! {place}/a: cannot be read: permission denied"),
                format!("! {place}/b: cannot be read: permission denied"),
                "d = D".to_owned(),
            ]
        );
    }
}

#[test]
fn a_line_of_200_megabytes_gives_one_warning_and_the_following_lines_count() {
    let stream = Cursor::new("{\"text\": \"one\"}\n{\"text\": \"")
        .chain(io::repeat(b'x').take(200 << 20))
        .chain(Cursor::new("\"}\n{\"text\": \"three\"}\n"));
    assert_eq!(
        from_stream(Box::new(stream), &ReadConfig::default()),
        [
            "stdin:1 = one",
            "! stdin:2: line longer than 64 MiB",
            "stdin:3 = three",
        ]
    );
}

#[test]
fn texts_over_the_limits_are_passed_over() {
    let config = ReadConfig {
        longest_line: 10,
        longest_text: 25,
        ..ReadConfig::default()
    };
    let read = |text: &'static str| from_stream(Box::new(text.as_bytes()), &config);
    assert_eq!(
        read("Short.\nA longer line."),
        ["! stdin:2: line longer than 10 bytes"]
    );
    assert_eq!(
        read("One.\nTwo.\nThree.\nFour.\nFive.\n"),
        ["! stdin: text longer than 25 bytes"]
    );
    assert_eq!(
        read("[{\"a\": 1},\n{\"text\": \"long\"}]"),
        [
            "! stdin:1: record without text (none in text, content, body, article)",
            "! stdin:2: record longer than 10 bytes"
        ]
    );
}

#[test]
fn records_before_the_damage_of_a_gzip_file_count() {
    let mut text = String::new();
    for number in 0..5000 {
        text += &format!("{{\"text\": \"number {}\"}}\n", number * number);
    }
    let bytes = gzip(text.as_bytes());
    let cut = read_file("f.gz", &bytes[..bytes.len() / 2]);
    let (last, documents) = cut.split_last().unwrap();
    assert_eq!(documents[1], "f.gz:2 = number 1");
    assert!(documents.len() > 1000);
    assert_eq!(
        *last,
        format!(
            "! f.gz: gzip data is damaged or cut off; what comes after its first {} lines is left \
             out",
            documents.len()
        )
    );
    let only_head = read_file("f.gz", &bytes[..12]);
    assert_eq!(
        only_head,
        ["! f.gz: gzip data is damaged or cut off; nothing of it is used"]
    );
}

#[test]
fn half_a_plain_text_is_no_text() {
    let bytes = gzip("A line of text.\n".repeat(9000).as_bytes());
    let cut = read_file("f.gz", &bytes[..bytes.len() - 20]);
    assert_eq!(cut.len(), 1);
    assert!(cut[0].ends_with("gzip data is damaged or cut off; nothing of it is used"));
}

#[test]
fn utf_16_is_decoded_and_damage_is_reported() {
    let wide = |text: &str| -> Vec<u8> {
        let units = text.encode_utf16().flat_map(u16::to_be_bytes);
        [0xFE, 0xFF].into_iter().chain(units).collect()
    };
    assert_eq!(read_file("f", &wide("“Ü”")), ["f = “Ü”"]);
    let mut cut = wide("Text");
    cut.pop();
    assert_eq!(cut.len(), 9);
    assert!(read_file("f", &cut)[0].contains("not valid UTF-16"));
}

#[test]
fn standard_input_that_nobody_gave_is_a_warning() {
    let documents = Documents::new(&["-".into()], &ReadConfig::default()).unwrap();
    assert_eq!(
        shown(documents),
        ["! stdin: there is no standard input to read"]
    );
}

#[test]
fn no_bytes_make_reading_fail_otherwise_than_by_a_warning() {
    use proptest::prelude::*;
    let piece = prop_oneof![
        proptest::collection::vec(any::<u8>(), 0..8),
        Just(b"{\"text\": \"a\"}\n".to_vec()),
        Just(b"[{\"text\":".to_vec()),
        Just(b"\xFF\xFE".to_vec()),
        Just(b"\x1F\x8B\x08\x00".to_vec()),
        Just(
            "By Ann Example, Sample Wire, June 10 2019\n\n"
                .as_bytes()
                .to_vec()
        ),
    ];
    let bytes = proptest::collection::vec(piece, 0..8).prop_map(|pieces| pieces.concat());
    proptest!(|(bytes in bytes)| {
        let documents = Documents::new(&["-".into()], &ReadConfig::default()).unwrap();
        let documents = documents.with_standard_input(Box::new(Cursor::new(bytes)));
        for document in documents.flatten() {
            for span in [document.title, document.byline].into_iter().flatten() {
                prop_assert!(document.text.get(span.start..span.end).is_some());
            }
        }
    });
}

#[test]
fn documents_can_be_read_on_another_thread() {
    fn is_send<T: Send>() {}
    is_send::<Documents>();
}

#[test]
fn the_sample_says_who_published_each_text_and_when() {
    let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/sample");
    let documents: Vec<Document> = Documents::new(&[sample], &ReadConfig::default())
        .unwrap()
        .collect::<Result<_, _>>()
        .unwrap();
    assert_eq!(documents.len(), 15);
    for document in &documents {
        let provenance = &document.provenance;
        assert!(document.title.is_some(), "{}", document.id);
        assert!(provenance.publisher.is_some(), "{}", document.id);
        assert!(!provenance.authors.is_empty(), "{}", document.id);
        assert!(
            provenance
                .date
                .as_ref()
                .is_some_and(|date| date.len() == 10)
        );
        assert_eq!(document.byline.is_some(), document.id.ends_with(".txt"));
    }
    let text = |id: &str| &documents.iter().find(|d| d.id == id).unwrap().text;
    assert_eq!(text("courier-fdd"), text("dispatch-fdd"));
}
