//! `gold` takes annotation and texts apart and puts them together again.

use serde_json::Value;

use crate::support::Folder;

const GOLD: &str = r#"{"id":"a","mentions":[{"end":3,"entity":"person:ann","kind":"person","start":0}],"text":"Ann left."}"#;

#[test]
fn what_is_stripped_joins_again() {
    let folder = Folder::new();
    folder.write("gold.jsonl", GOLD);
    let apart = folder.done(&["gold", "strip", "gold.jsonl"]);
    assert!(!apart.contains("left"), "{apart}");
    folder.write("apart.jsonl", apart);
    folder.write("texts.jsonl", r#"{"id":"a","text":"Ann left."}"#);
    let joined = folder.done(&["gold", "join", "apart.jsonl", "--texts", "texts.jsonl"]);
    let value = |line: &str| serde_json::from_str::<Value>(line).expect("JSON");
    assert_eq!(value(&joined), value(GOLD));
}
