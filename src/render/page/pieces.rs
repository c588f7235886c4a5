//! The sentences, packed: what the page reads only when somebody asks for it.
//!
//! Every sentence is kept once, however many pairs it names; a pair refers to it by its number. The
//! numbers and the sentences are cut into pieces of some ten thousand bytes, each a JSON list,
//! compressed by Deflate and written in base64 on a line of its own: base64 because that cannot hold a
//! `<`, pieces because the page unpacks no more than it shows.

use std::io::{self, Write};
use std::sync::Arc;

use flate2::Compression;
use flate2::write::DeflateEncoder;
use rayon::prelude::*;
use rustc_hash::FxHashMap;
use serde::Serialize;

use super::chosen::Chosen;
use super::data::{Documented, name};
use super::shown::{Places, Shown};
use crate::Span;
use crate::claims::How;
use crate::claims::stated::{RelationEvidence, SaidBy, Who};
use crate::graph::{Evidence, Quote};
use crate::shelf::{Shelf, Slot};

/// Bytes of sentences in a piece, about.
const SENTENCES: usize = 48_000;
/// Pairs whose evidence is in a piece.
const PAIRS: usize = 256;
/// Pairs whose evidence is fetched at a time.
const AT_ONCE: usize = 1 << 12;

/// Pieces and where each begins.
#[derive(Default)]
pub(super) struct Pieces {
    /// Number of the first sentence or pair of each piece, and at last their number in all.
    pub(super) starts: Vec<usize>,
    /// The pieces, in base64.
    pub(super) lines: Vec<Slot>,
}

/// What the page can show of all pairs.
pub(super) struct Packed {
    /// A list of texts in each piece.
    pub(super) sentences: Pieces,
    /// For each pair a list of places, see [`Place`].
    pub(super) evidence: Pieces,
    /// For each relation that the page shows a list of places and whether they state it as over.
    pub(super) stated: Pieces,
    /// For each pair the documents that it quotes.
    pub(super) quoted: Vec<Vec<usize>>,
    /// Where the pieces are.
    pub(super) shelf: Arc<Shelf>,
}

/// A place that names both: numbers of document and sentences, and the names in them in UTF-16 units.
#[derive(Serialize)]
struct Place(
    // Document.
    usize,
    // Part of it.
    crate::Part,
    // Sentence of the first name, which begins and ends there.
    (usize, u32, u32),
    // The same of the second name.
    (usize, u32, u32),
    // Who says it and whom it was told to, and whether only the context tells who.
    #[serde(skip_serializing_if = "Vec::is_empty")] Vec<(Option<Name>, Option<Name>, u8)>,
);

/// Somebody who says something or is told it: the number of a node; the name of what is none.
#[derive(Clone, PartialEq, Serialize)]
#[serde(untagged)]
enum Name {
    Node(usize),
    Other(String),
}

/// What pairs and relations quote alike.
struct Quoted<'a> {
    document: &'a Arc<str>,
    part: crate::Part,
    /// The sentences of the first and of the second name, and the names.
    first: (&'a Quote, Span),
    second: (&'a Quote, Span),
    attributions: &'a [SaidBy],
}

impl<'a> From<&'a Evidence> for Quoted<'a> {
    fn from(evidence: &'a Evidence) -> Self {
        let second = evidence.second.as_deref().unwrap_or(&evidence.quote);
        Quoted {
            document: &evidence.document,
            part: evidence.part,
            first: (&evidence.quote, evidence.source),
            second: (second, evidence.target),
            attributions: &evidence.attributions,
        }
    }
}

impl<'a> From<&'a RelationEvidence> for Quoted<'a> {
    fn from(evidence: &'a RelationEvidence) -> Self {
        Quoted {
            document: &evidence.document,
            part: evidence.part,
            first: (&evidence.quote, evidence.source),
            second: (&evidence.quote, evidence.target),
            attributions: &evidence.attributions,
        }
    }
}

/// Packs the evidence of all edges and relations; `documents` gives each document its number.
pub(super) fn pack<'a>(chosen: &Chosen<'a>, documents: &mut Documented<'a>) -> io::Result<Packed> {
    let ids = chosen.ids();
    let shelf = chosen.file.documents.shelf_beside();
    let mut noting = Noting {
        shelf: &shelf,
        documents,
        ids: &ids,
        sentences: FxHashMap::default(),
    };
    // The sentences may be on disk, from where they are fetched once.
    let mut pairs: Vec<Vec<Noted>> = Vec::with_capacity(chosen.edges.len());
    for edges in chosen.edges.chunks(AT_ONCE) {
        let evidence: Vec<Vec<Evidence>> = (edges.par_iter())
            .map(|(_, edge)| edge.evidence.all())
            .collect();
        for list in &evidence {
            let noted = list
                .iter()
                .map(|evidence| noting.note(Quoted::from(evidence)));
            pairs.push(noted.collect());
        }
    }
    let relations: Vec<Vec<(Noted, u8)>> = (chosen.stated(&ids).iter())
        .map(|(_, _, relation)| {
            let noted = relation.evidence.iter().map(|evidence| {
                let former = u8::from(evidence.former);
                (noting.note(Quoted::from(evidence)), former)
            });
            noted.collect()
        })
        .collect();

    let mut sentences: Vec<(Key, Sentence)> = noting.sentences.into_iter().collect();
    sentences.sort_unstable_by_key(|(key, _)| *key);
    let mut starts = Vec::new();
    let mut bytes = SENTENCES + 1;
    for (i, (_, sentence)) in sentences.iter().enumerate() {
        if bytes > SENTENCES {
            starts.push(i);
            bytes = 0;
        }
        bytes += sentence.slot.len();
    }
    let place = |noted: &'_ Noted| {
        let of = |named: &Named| {
            let found = sentences.binary_search_by_key(&named.sentence, |(key, _)| *key);
            let number = found.expect("it was noted");
            let (start, end) = sentences[number].1.places.place(named.start, named.end);
            (number, start, end)
        };
        let [first, second] = [of(&noted.first), of(&noted.second)];
        Place(
            noted.document,
            noted.part,
            first,
            second,
            noted.said.clone(),
        )
    };
    let every = |all: usize| (0..all).step_by(PAIRS).collect();
    let of_pair = |i: usize| pairs[i].iter().map(place).collect::<Vec<Place>>();
    let of_relation = |i: usize| -> Vec<(Place, u8)> {
        let places = relations[i].iter();
        places
            .map(|(noted, former)| (place(noted), *former))
            .collect()
    };
    let documents = |noted: &Vec<Noted>| noted.iter().map(|noted| noted.document).collect();
    let text = |i: usize| {
        let text = String::from_utf8(shelf.get(sentences[i].1.slot));
        text.expect("it was put there as text")
    };
    Ok(Packed {
        sentences: Pieces::new(&shelf, starts, sentences.len(), text)?,
        evidence: Pieces::new(&shelf, every(pairs.len()), pairs.len(), of_pair)?,
        stated: Pieces::new(&shelf, every(relations.len()), relations.len(), of_relation)?,
        quoted: pairs.iter().map(documents).collect(),
        shelf,
    })
}

/// A place before the sentences have numbers.
struct Noted {
    document: usize,
    part: crate::Part,
    first: Named,
    second: Named,
    said: Vec<(Option<Name>, Option<Name>, u8)>,
}

/// A name, in bytes of its sentence.
struct Named {
    sentence: Key,
    start: usize,
    end: usize,
}

/// A sentence: its document, and where it begins and ends. A heading and its sentence can begin at the same
/// byte, so the end counts.
type Key = (usize, usize, usize);

/// A sentence whose words are on the shelf.
struct Sentence {
    slot: Slot,
    places: Places,
}

/// Takes down what is quoted.
struct Noting<'n, 'a> {
    shelf: &'n Shelf,
    documents: &'n mut Documented<'a>,
    ids: &'n FxHashMap<&'a str, usize>,
    sentences: FxHashMap<Key, Sentence>,
}

impl Noting<'_, '_> {
    fn note(&mut self, quoted: Quoted<'_>) -> Noted {
        let document = self.documents.quoted(quoted.document);
        let mut named = |(quote, name): (&Quote, Span)| {
            let sentence = (document, quote.span.start, quote.span.end);
            let shown = self.sentences.entry(sentence);
            shown.or_insert_with(|| {
                let Shown { text, places } = Shown::new(&quote.text);
                let slot = self.shelf.noted(self.shelf.put(text.as_bytes()));
                Sentence { slot, places }
            });
            let from = |at: usize| at.checked_sub(quote.span.start).unwrap_or(usize::MAX);
            Named {
                sentence,
                start: from(name.start),
                end: from(name.end),
            }
        };
        Noted {
            document,
            part: quoted.part,
            first: named(quoted.first),
            second: named(quoted.second),
            said: said(quoted.attributions, self.ids),
        }
    }
}

/// Who says it, each once.
fn said(
    attributions: &[SaidBy],
    ids: &FxHashMap<&str, usize>,
) -> Vec<(Option<Name>, Option<Name>, u8)> {
    let one = |who: &Who| match ids.get(who.id.as_str()) {
        Some(&node) => Name::Node(node),
        None => Name::Other(name(&who.label)),
    };
    let mut all = Vec::new();
    for said in attributions {
        let context = u8::from(said.how != How::Named);
        let said = (
            said.said_by.as_ref().map(one),
            said.told_to.as_ref().map(one),
            context,
        );
        if !all.contains(&said) {
            all.push(said);
        }
    }
    all
}

impl Pieces {
    /// Packs `all` entries, by all threads; a piece begins at each of `starts`.
    fn new<T: Serialize>(
        shelf: &Shelf,
        mut starts: Vec<usize>,
        all: usize,
        entry: impl Fn(usize) -> T + Sync,
    ) -> io::Result<Pieces> {
        starts.push(all);
        let line = |piece: &[usize]| {
            let list: Vec<T> = (piece[0]..piece[1]).map(&entry).collect();
            // The best would save three thousandths of the size and take half as long again.
            let mut packer = DeflateEncoder::new(Vec::new(), Compression::default());
            packer.write_all(&serde_json::to_vec(&list)?)?;
            shelf.put(base64(&packer.finish()?).as_bytes())
        };
        let lines: io::Result<_> = starts.par_windows(2).map(line).collect();
        Ok(Pieces {
            lines: lines?,
            starts,
        })
    }
}

/// Base64 of RFC 4648, with padding.
pub(super) fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for three in bytes.chunks(3) {
        let byte = |i: usize| u32::from(three.get(i).copied().unwrap_or(0));
        let bits = byte(0) << 16 | byte(1) << 8 | byte(2);
        for digit in 0..4 {
            let value = (bits >> (18 - 6 * digit)) as usize & 63;
            out.push(match digit <= three.len() {
                true => char::from(DIGITS[value]),
                false => '=',
            });
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use super::*;
    use crate::analyze::tests::graph;
    use crate::export::{GraphFile, fixture};
    use crate::render::page::chosen::ROOM;
    use crate::render::page::tests::stated_relation;

    impl Packed {
        fn line(&self, pieces: &Pieces, number: usize) -> String {
            String::from_utf8(self.shelf.get(pieces.lines[number])).unwrap()
        }
    }

    fn packed(file: &GraphFile) -> io::Result<Packed> {
        let chosen = Chosen::of(file, &ROOM);
        pack(&chosen, &mut Documented::of(&chosen))
    }

    #[test]
    fn base64_is_that_of_the_standard() {
        for (text, encoded) in [
            ("", ""),
            ("f", "Zg=="),
            ("fo", "Zm8="),
            ("foo", "Zm9v"),
            ("foobar", "Zm9vYmFy"),
        ] {
            assert_eq!(base64(text.as_bytes()), encoded);
        }
        assert_eq!(base64(&[0xfb, 0xff, 0xbf]), "+/+/");
    }

    /// The reverse of base64 and Deflate.
    fn unpacked(line: &str) -> serde_json::Value {
        let digits = |c: u8| match c {
            b'A'..=b'Z' => c - b'A',
            b'a'..=b'z' => c - b'a' + 26,
            b'0'..=b'9' => c - b'0' + 52,
            b'+' => 62,
            _ => 63,
        };
        let mut bytes = Vec::new();
        for four in line.trim_end_matches('=').as_bytes().chunks(4) {
            let bits = (0..4).fold(0u32, |bits, i| {
                bits << 6 | u32::from(four.get(i).map_or(0, |&c| digits(c)))
            });
            bytes.extend(&bits.to_be_bytes()[1..four.len()]);
        }
        let mut text = String::new();
        flate2::read::DeflateDecoder::new(&bytes[..])
            .read_to_string(&mut text)
            .unwrap();
        serde_json::from_str(&text).unwrap()
    }

    #[test]
    fn a_sentence_of_many_pairs_is_kept_once_and_found_by_all() {
        let mut graph = graph(40, &[]);
        let sentence = "Ada met Bo.";
        for i in 0..39u32 {
            for j in i + 1..40 {
                graph.add_edge(i.into(), j.into(), fixture::edge(1.0, sentence));
            }
        }
        let file = fixture::file(graph);
        let packed = packed(&file).unwrap();
        assert_eq!(packed.sentences.starts, [0, 1]);
        assert_eq!(
            unpacked(&packed.line(&packed.sentences, 0)),
            serde_json::json!([sentence])
        );
        assert_eq!(packed.evidence.starts, [0, 256, 512, 768, 780]);
        let last = unpacked(&packed.line(&packed.evidence, 3));
        assert_eq!(last.as_array().unwrap().len(), 12);
        assert_eq!(
            last[11],
            serde_json::json!([[0, "body", [0, 0, 1], [0, 1, 2]]])
        );
    }

    #[test]
    fn who_says_it_is_a_node_or_a_name_and_stands_there_once() {
        let mut file = fixture::file(fixture::names_that_bite());
        file.relations = vec![stated_relation(&file)];
        let packed = packed(&file).unwrap();
        assert_eq!(packed.stated.starts, [0, 1]);
        let place = &unpacked(&packed.line(&packed.stated, 0))[0][0];
        assert_eq!(place[1], 1);
        assert_eq!(place[0][4], serde_json::json!([[0, "<i>Gazette", 1]]));
    }

    #[test]
    fn many_sentences_make_several_pieces_and_none_is_lost() {
        let mut graph = graph(300, &[]);
        for i in 0..299u32 {
            let sentence = format!("{i} {}", "word ".repeat(100));
            let mut edge = fixture::edge(1.0, &sentence);
            let mut evidence = edge.evidence.all();
            evidence[0].quote.span = crate::Span::new(i as usize * 1000, i as usize * 1000 + 9);
            edge.evidence = evidence.into();
            graph.add_edge(i.into(), (i + 1).into(), edge);
        }
        let file = fixture::file(graph);
        let packed = packed(&file).unwrap();
        let pieces = packed.sentences.lines.len();
        assert!(pieces > 2);
        let all = |piece: usize| unpacked(&packed.line(&packed.sentences, piece));
        let texts = |piece: usize| all(piece).as_array().unwrap().len();
        assert_eq!((0..pieces).map(texts).sum::<usize>(), 299);
        for piece in 0..pieces {
            let first = all(piece)[0].as_str().unwrap().to_owned();
            let start = packed.sentences.starts[piece];
            assert!(first.starts_with(&format!("{start} ")), "{first}");
        }
    }
}
