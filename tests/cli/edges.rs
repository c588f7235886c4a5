//! Weights, days and series of `build`, and what `diff` says of two graphs.

use serde_json::Value;

use crate::support::{Folder, list, planted_rows, text};

type Text = (
    &'static str,
    Option<&'static str>,
    Option<&'static str>,
    &'static str,
);

/// Two dated documents of two publishers, and one without either.
const DATED: [Text; 3] = [
    (
        "a",
        Some("Demo Dispatch"),
        Some("2020-01-05"),
        "Ann Example met Bo Sample in May. Ann Example praised Bo Sample.",
    ),
    (
        "b",
        Some("Placeholder Post"),
        Some("2020-03-01"),
        "Bo Sample saw Ann Example again. Cy Specimen met Bo Sample.",
    ),
    ("c", None, None, "Cy Specimen wrote to Ann Example."),
];

fn dated() -> Folder {
    Folder::with(&[("rows.jsonl", planted_rows(&DATED).as_bytes())])
}

fn edge<'a>(graph: &'a Value, source: &str, target: &str) -> Option<&'a Value> {
    list(graph, "edges").iter().find(|edge| {
        text(edge, "source").ends_with(source) && text(edge, "target").ends_with(target)
    })
}

fn built(folder: &Folder, flags: &[&str]) -> Value {
    let args = [&["graph", "-q", "rows.jsonl", "-o", "out"], flags].concat();
    assert_eq!(folder.run(&args).code, Some(0));
    folder.json("out/graph.json")
}

#[test]
fn the_weight_is_the_one_that_was_asked_for_and_the_others_stay() {
    let folder = dated();
    let count = built(&folder, &[]);
    let edge_of = |graph: &Value| {
        edge(graph, "ann-example", "bo-sample")
            .expect("an edge")
            .clone()
    };
    let of_count = edge_of(&count);
    assert_eq!(of_count["weight"], 3.0);
    for weight in ["decay", "jaccard", "cosine", "pmi", "npmi", "g2"] {
        let graph = built(&folder, &["--weight", weight]);
        let edge = edge_of(&graph);
        let sign = if weight == "g2" && edge["pmi"].as_f64() < Some(0.0) {
            -1.0
        } else {
            1.0
        };
        let value = of_count[weight].as_f64().expect("a number");
        assert_eq!(edge["weight"].as_f64(), Some(sign * value), "{weight}");
        assert_eq!(edge["sentences"], 3, "{weight}");
        assert_eq!(text(&graph["run"]["config"]["graph"], "weight"), weight);
    }
    assert_eq!(
        folder
            .run(&["graph", "rows.jsonl", "--weight", "love"])
            .code,
        Some(2)
    );
}

#[test]
fn an_outlet_is_one_publisher_however_it_is_written() {
    let texts = [
        (
            "a",
            Some("Le Monde"),
            None,
            "Ann Example met Bo Sample in May.",
        ),
        (
            "b",
            Some("lemonde.fr"),
            None,
            "Bo Sample saw Ann Example again.",
        ),
        (
            "c",
            Some("Demo Dispatch"),
            None,
            "So Ann Example left Bo Sample.",
        ),
    ];
    let folder = Folder::with(&[("rows.jsonl", planted_rows(&texts).as_bytes())]);
    let graph = built(&folder, &[]);
    let edge = edge(&graph, "ann-example", "bo-sample").expect("an edge");
    assert_eq!(edge["independent_documents"], 3);
    assert_eq!(edge["publishers"], 2);
    assert_eq!(
        edge["published_by"],
        serde_json::json!(["Demo Dispatch", "Le Monde"])
    );
    let of = |publisher| {
        [
            "convert",
            "out/graph.json",
            "-f",
            "json",
            "--publisher",
            publisher,
        ]
    };
    for publisher in ["lemonde.fr", "le monde"] {
        let graph: Value = serde_json::from_str(&folder.done(&of(publisher))).expect("JSON");
        assert_eq!(list(&graph, "edges").len(), 1, "{publisher}");
    }
    let unknown = folder.run(&of("Figaro"));
    assert_eq!(unknown.code, Some(1));
    assert!(unknown.stderr.contains("publisher `Figaro`"), "{unknown:?}");
}

#[test]
fn documents_of_other_days_are_left_out_and_those_without_a_date_with_a_word() {
    let folder = dated();
    let ran = folder.run(&["graph", "rows.jsonl", "-o", "out", "--from", "2020-02"]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    assert!(
        ran.stderr.contains("1 document without a date is left out"),
        "{ran:?}"
    );
    let graph = folder.json("out/graph.json");
    assert_eq!(list(&graph, "documents").len(), 1);
    let found = edge(&graph, "ann-example", "bo-sample").expect("an edge");
    assert_eq!(
        (&found["sentences"], text(found, "first")),
        (&1.into(), "2020-03-01")
    );
}

#[test]
fn a_series_adds_up_to_the_weight_of_the_dated_documents() {
    let folder = dated();
    let graph = built(&folder, &["--series"]);
    let found = edge(&graph, "ann-example", "bo-sample").expect("an edge");
    assert_eq!(
        found["months"],
        serde_json::json!({"2020-01": 2, "2020-03": 1})
    );
    assert!(
        edge(&built(&folder, &[]), "ann-example", "bo-sample").expect("an edge")["months"]
            .is_null()
    );
}

#[test]
fn a_diff_tells_new_vanished_and_changed_with_a_sentence_for_what_is_new() {
    let folder = dated();
    built(&folder, &[]);
    folder.write("old.json", folder.read("out/graph.json"));
    let new = "Di Proband met Ann Example. Ann Example thanked Bo Sample.";
    let more = [&DATED[..], &[("d", None, None, new)]].concat();
    folder.write("rows.jsonl", planted_rows(&more));
    built(&folder, &[]);
    let shown = folder.done(&["diff", "old.json", "out/graph.json"]);
    for line in [
        "1 name new, 0 names vanished; 1 pair new, 0 pairs vanished, 1 pair of another weight",
        "0 -> 1  Ann Example -- Di Proband",
        "d: Di Proband met Ann Example.",
        "3 -> 4  Ann Example -- Bo Sample",
    ] {
        assert!(shown.contains(line), "{line}: {shown}");
    }
    let back = folder.done(&["diff", "out/graph.json", "old.json", "--json"]);
    let back: Value = serde_json::from_str(&back).expect("JSON");
    assert_eq!(back["same_settings"], true);
    assert_eq!(
        text(&list(&back, "vanished_nodes")[0], "label"),
        "Di Proband"
    );
    assert_eq!(list(&back, "changed_edges")[0]["new"], 3.0);
    let same = folder.done(&["diff", "old.json", "old.json"]);
    assert_eq!(same.lines().count(), 1, "{same}");
    built(&folder, &["--window", "document"]);
    let other = folder.done(&["diff", "old.json", "out/graph.json"]);
    assert!(
        other.starts_with("the two were made by other programs or settings"),
        "{other}"
    );
}

#[test]
fn a_sentence_that_a_mail_quotes_counts_where_it_was_written() {
    let mail = |number: usize, body: &str| {
        format!(
            "From a@example.org Mon Jun 10 08:0{number}:00 2019\nFrom: A <a@example.org>\nTo: B <b@example.org>\n\
             Subject: The plan\nMessage-ID: <{number}@example.org>\n\n{body}\n\n"
        )
    };
    let said = "John Smith met Angela Merkel in Paris on Monday.";
    let thread = mail(1, said)
        + &mail(
            2,
            &format!("Really? I had not heard of it.\n\nA wrote:\n> {said}"),
        )
        + &mail(
            3,
            &format!("Yes, so it was, as I have told you.\n\n>> {said}\n> Really?"),
        );
    let folder = Folder::with(&[("thread.mbox", thread.as_bytes())]);
    let graph = folder.build(&["thread.mbox"], "out");
    let [edge] = list(&graph, "edges") else {
        panic!("{}", graph["edges"]);
    };
    assert_eq!(
        (&edge["sentences"], &edge["documents"]),
        (&1.into(), &3.into())
    );
    let [evidence] = list(edge, "evidence") else {
        panic!("{edge}");
    };
    assert_eq!(text(evidence, "text"), said);
    let graph = folder.build(&["thread.mbox", "--include", "boilerplate"], "all");
    assert_eq!(list(&graph, "edges")[0]["sentences"], 3);
}
