//! All formats, from one graph with names that bite.
//!
//! Whether the programs that the formats are for accept them is checked with these programs, by
//! `tests/loaders/run`. It is given the files that `writes_the_files_for_the_loaders` leaves.

use super::{Format, GraphFile, Options, fixture};

fn written(format: &str, file: &GraphFile) -> Vec<String> {
    let format = Format::from_name(format).unwrap();
    let write = |output: &super::OutputFile| {
        let mut out = Vec::new();
        output.write(file, &Options::default(), &mut out).unwrap();
        String::from_utf8(out).unwrap()
    };
    format.files.iter().map(write).collect()
}

/// The formats that are text.
fn formats() -> impl Iterator<Item = &'static Format> {
    let all = Format::all().iter();
    all.filter(|format| !matches!(format.name, "png" | "pdf" | "parquet"))
}

fn nasty() -> GraphFile {
    fixture::file(fixture::names_that_bite())
}

#[test]
fn names_of_formats_and_files_are_unique() {
    let mut names: Vec<&str> = Format::all().iter().map(|f| f.name).collect();
    let files = Format::all().iter().flat_map(|f| f.files);
    names.extend(files.map(|file| file.name));
    let n = names.len();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), n);
}

#[test]
fn no_file_holds_a_control_character_but_tab_and_line_break() {
    for format in formats() {
        for text in written(format.name, &nasty()) {
            // CSV keeps a name as it is, between quotes.
            if !format.name.starts_with("neo4j") {
                let odd = |c: char| c.is_control() && !matches!(c, '\n' | '\t' | '\r');
                assert!(!text.contains(odd), "{}", format.name);
            }
        }
    }
}

#[test]
fn json_formats_are_json_and_xml_formats_are_xml() {
    for format in formats() {
        for (file, text) in format.files.iter().zip(written(format.name, &nasty())) {
            if file.media_type.ends_with("json") {
                serde_json::from_str::<serde_json::Value>(&text).unwrap();
            }
            if file.media_type.ends_with("xml") {
                roxmltree::Document::parse(&text).unwrap();
            }
        }
    }
}

#[test]
fn an_empty_graph_can_be_written_in_every_format() {
    let file = fixture::file(Default::default());
    for format in formats() {
        written(format.name, &file);
    }
}

#[test]
fn tables_have_a_row_for_every_node_or_edge_and_no_loose_field() {
    let file = nasty();
    let (nodes, edges) = (file.graph.node_count(), file.graph.edge_count());
    for (format, rows) in [
        ("gephi", [nodes, edges]),
        ("neo4j", [nodes, edges]),
        ("cosmograph", [edges, nodes]),
    ] {
        for (text, rows) in written(format, &file).iter().zip(rows) {
            let mut reader = csv::Reader::from_reader(text.as_bytes());
            let found = reader.records().map(Result::unwrap).count();
            assert_eq!(found, rows, "{format}");
        }
    }
    let [tsv] = written("tsv", &file).try_into().unwrap();
    let fields: Vec<usize> = tsv.lines().map(|line| line.split('\t').count()).collect();
    assert_eq!(fields, vec![11; edges + 1]);
}

#[test]
fn cypher_has_one_statement_a_line_that_ends_where_the_line_does() {
    let file = nasty();
    let script = written("cypher", &file).remove(0);
    let statements: Vec<String> = script.lines().skip(2).map(unquoted).collect();
    assert_eq!(
        statements.len(),
        file.nodes().count() + file.edges().count()
    );
    for statement in &statements {
        assert_eq!(
            statement.find(';'),
            Some(statement.len() - 1),
            "{statement}"
        );
    }
    let edge = statements.last().unwrap();
    assert!(edge.contains("r.evidence = "), "{edge}");
}

/// A line of Cypher without what stands between single quotes.
fn unquoted(line: &str) -> String {
    let mut chars = line.chars();
    let (mut out, mut inside) = (String::new(), false);
    while let Some(c) = chars.next() {
        match c {
            '\\' if inside => _ = chars.next(),
            '\'' => inside = !inside,
            c if !inside => out.push(c),
            _ => {}
        }
    }
    out
}

#[test]
fn the_report_never_calls_a_co_mention_more_than_that() {
    let [report] = written("md", &nasty()).try_into().unwrap();
    assert!(report.contains("does not say that they are connected"));
    for word in [
        "relationship",
        "linked to",
        "associated",
        " ties",
        "network of",
    ] {
        assert!(!report.contains(word), "{word}");
    }
    assert!(!report.contains("<script>"));
}

#[test]
fn mermaid_escapes_what_it_would_read_itself() {
    let [diagram] = written("mermaid", &nasty()).try_into().unwrap();
    assert!(diagram.contains("#60;script#62;alert#40;1#41;"));
    assert_eq!(diagram.matches(" ---|").count(), nasty().graph.edge_count());
}

/// Writes every format of the graph with names that bite to the directory that is named.
#[test]
fn writes_the_files_for_the_loaders() {
    let Some(folder) = std::env::var_os("COMENTION_LOADERS") else {
        return;
    };
    let folder = std::path::PathBuf::from(folder);
    std::fs::create_dir_all(&folder).unwrap();
    for output in Format::all().iter().flat_map(|format| format.files) {
        let mut file = std::fs::File::create(folder.join(output.name)).unwrap();
        output
            .write(&nasty(), &Options::default(), &mut file)
            .unwrap();
    }
}
