//! What is decided of light lines is what is decided of whole records, with copies and with corrections.

use std::io::Cursor;

use comention::gazetteer::Gazetteer;
use comention::resolve::{Calling, Rule};
use comention::rows::{Corpus, CorrectionsRow, RowWriter, Store};
use comention::stages;

use super::*;

/// Entries of a file of corrections; some contradict each other, and some fit nothing.
const ENTRIES: [&str; 9] = [
    "[[merge]]\nentities = [\"Ann Example\", \"Zoë Šlágr\"]\n",
    "[[merge]]\nentities = [\"PIT\", \"Specimen Corp.\"]\nname = \"Specimen\"\n",
    "[[merge]]\nentities = [\"Bo Sample\", \"Ann Example\"]\ndocument = \"d1\"\n",
    "[[split]]\nentity = \"Ann Example\"\nforms = [\"Ann\"]\nname = \"Ann Placeholder\"\n",
    "[[split]]\nentity = \"Bo Sample\"\ndocuments = [\"d0\", \"d2\"]\nname = \"Bo Specimen\"\n",
    "[[rename]]\nentity = \"Bo Sample\"\nname = \"Bo J. Sample\"\n",
    "[[ban]]\nform = \"Example\"\n",
    "[[ban]]\nentity = \"Demo Dispatch\"\npublisher = \"Sample Wire\"\n",
    "[[kind]]\nentity = \"Testville\"\nkind = \"organization\"\n",
];

/// What may be said of a mention besides what the rules find in the planted text.
#[derive(Clone, Debug)]
struct Twist {
    at: prop::sample::Index,
    is_other: bool,
    rule: prop::sample::Index,
    calling: Option<Calling>,
    because: bool,
}

fn twist() -> impl Strategy<Value = Twist> {
    let callings = prop::sample::select(&[Calling::Office, Calling::Press, Calling::Art][..]);
    let said = (prop::option::of(callings), any::<bool>(), any::<bool>());
    let index = any::<prop::sample::Index>;
    (index(), index(), said).prop_map(|(at, rule, (calling, is_other, because))| Twist {
        at,
        is_other,
        rule,
        calling,
        because,
    })
}

fn twisted(mut rows: DocumentRows, twists: &[Twist]) -> DocumentRows {
    for twist in twists {
        let n = rows.mentions.len();
        if n == 0 {
            break;
        }
        let mention = &mut rows.mentions[twist.at.index(n)];
        if twist.is_other {
            mention.kind = Kind::Other;
        }
        mention.rule = Rule::ALL[twist.rule.index(Rule::ALL.len())];
        mention.calling = twist.calling;
        mention.because = twist.because.then_some(Span::new(0, 1));
    }
    rows
}

/// The bindings and the plan of these lines, or why there are none.
fn resolved(lines: &[u8], corrections: &str) -> Result<(Vec<u8>, Vec<u8>), String> {
    let mut corpus = Corpus {
        run: None,
        documents: Store::in_memory(),
        warnings: Vec::new(),
        corrections: Vec::new(),
        limit: None,
    };
    stages::read_names(lines, "lines", &mut corpus).map_err(|error| error.to_string())?;
    let corrections = [CorrectionsRow {
        place: "fix.toml".to_owned(),
        text: corrections.to_owned(),
    }];
    let (mut bindings, mut written) = (Vec::new(), Vec::new());
    let config = GraphConfig::default();
    let names = Gazetteer::builtin();
    let plan = stages::resolve(corpus, &config, names, &corrections, &mut (), &mut bindings);
    let plan = plan.map_err(|error| error.to_string())?;
    plan.write(&mut written).expect("memory");
    Ok((bindings, written))
}

proptest! {
    #![proptest_config(Config { cases: 192, failure_persistence: None, ..Config::default() })]

    #[test]
    fn light_lines_decide_what_whole_records_decide(
        corpus in corpus(),
        twists in prop::collection::vec(prop::collection::vec(twist(), 0..6), 7),
        entries in prop::sample::subsequence(&ENTRIES[..], 0..4),
    ) {
        let mut records = RowWriter::new(Vec::new(), &annotator().run_row()).expect("memory");
        for (planted, twists) in corpus.iter().zip(&twists) {
            records.record(twisted(planted_rows(planted), twists)).expect("memory");
        }
        let records = records.finish().expect("memory");
        let mut names = Vec::new();
        stages::names(Cursor::new(&records), "records", &mut names).expect("records");
        prop_assert!(names.len() < records.len());
        let corrections = entries.concat();
        prop_assert_eq!(resolved(&names, &corrections), resolved(&records, &corrections));
    }
}
