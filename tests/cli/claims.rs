//! What texts state goes apart from the edges, and who says so stands with the evidence.

use serde_json::{Value, json};

use crate::support::Folder;

const TEXT: &str = "White House spokesman Sean Spicer told CNN on Monday that President Obama met with \
                    Angela Merkel in Berlin.\n";

fn built() -> Folder {
    let folder = Folder::with(&[("a.txt", TEXT.as_bytes())]);
    folder.build(&["a.txt"], "out");
    folder
}

#[test]
fn a_stated_relation_is_beside_the_graph_and_has_its_words() {
    let folder = built();
    let graph: Value = serde_json::from_str(&folder.read("out/graph.json")).expect("JSON");
    let relations = graph["relations"].as_array().expect("a list");
    let spokesman = (relations.iter())
        .find(|r| r["type"] == "spokesperson_of")
        .expect("the text says so");
    assert_eq!(spokesman["source"], "person:sean-spicer");
    let evidence = &spokesman["evidence"][0];
    let [start, end] = [0, 1].map(|at| evidence["cue"][at].as_u64().expect("a place") as usize);
    assert_eq!(&TEXT[start..end], "White House spokesman Sean Spicer");
    let edges = graph["edges"].as_array().expect("a list");
    assert!(edges.iter().all(|edge| edge["type"].is_null()));
    let said = edges
        .iter()
        .flat_map(|e| e["evidence"].as_array().expect("a list"));
    for evidence in said {
        let said = &evidence["attributions"][0];
        assert_eq!(said["said_by"]["id"], "person:sean-spicer");
        assert_eq!(said["told_to"]["label"], "CNN");
    }
}

#[test]
fn show_says_who_says_so_and_what_is_stated() {
    let shown = built().done(&["show", "out/graph.json", "Sean Spicer", "White House"]);
    assert!(
        shown.contains("said by Sean Spicer, told to CNN"),
        "{shown}"
    );
    assert!(
        shown.contains("Sean Spicer is named as spokesperson of"),
        "{shown}"
    );
}

#[test]
fn relations_are_edges_of_a_format_only_if_asked_for_and_can_be_left_out() {
    let folder = built();
    let converted = |format: &str, relations: &str| {
        folder.done(&[
            "convert",
            "out/graph.json",
            "-f",
            format,
            "--relations",
            relations,
        ])
    };
    for format in ["dot", "gexf", "graphml", "cytoscape", "cypher"] {
        assert!(
            !converted(format, "apart")
                .to_lowercase()
                .contains("spokesperson_of")
        );
        assert!(
            converted(format, "edges")
                .to_lowercase()
                .contains("spokesperson_of")
        );
    }
    let none: Value = serde_json::from_str(&converted("json", "none")).expect("JSON");
    assert_eq!(none["relations"], json!([]));
    assert!(converted("md", "apart").contains("What the texts state"));
}

#[test]
fn labels_are_measured_against_their_text_and_missed_without_it() {
    let folder = built();
    let place = |name: &str| {
        let start = TEXT.find(name).expect("it is there");
        json!([start, start + name.len()])
    };
    let label = json!({
        "article": "a.txt",
        "sha256": comention::rows::FileId::new("", TEXT.as_bytes()).sha256,
        "start": 0,
        "end": TEXT.len() - 1,
        "drawn_by": "chance",
        "relations": [
            {"types": ["spokesperson_of"], "source": place("Sean Spicer"), "target": place("White House")},
            {"types": ["founded"], "source": place("Sean Spicer"), "target": place("CNN")},
        ],
    });
    folder.write("labels.jsonl", format!("{label}\n"));
    let report = |text: &str| -> Value {
        let line = folder.done(&["evaluate", text, "--claims", "labels.jsonl", "--json"]);
        serde_json::from_str(&line).expect("JSON")
    };
    let measured = &report("a.txt")["report"];
    assert_eq!(
        measured["by_type"]["spokesperson_of"],
        json!({"right": 1, "wrong": 0, "missed": 0})
    );
    assert_eq!(
        measured["by_type"]["founded"],
        json!({"right": 0, "wrong": 0, "missed": 1})
    );
    folder.write("b.txt", "Another text.");
    assert_eq!(report("b.txt")["report"]["without_text"], 1);
}
