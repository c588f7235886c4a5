//! The sentences, packed: what the page reads only when somebody asks for it.
//!
//! Every sentence is kept once, however many pairs it names; a pair refers to it by its number. The
//! numbers and the sentences are cut into pieces of some ten thousand bytes, each a JSON list,
//! compressed by Deflate and written in base64 on a line of its own: base64 because that cannot hold a
//! `<`, pieces because the page unpacks no more than it shows.

use std::collections::BTreeMap;
use std::io::{self, Write};

use flate2::Compression;
use flate2::write::DeflateEncoder;
use rustc_hash::FxHashMap;
use serde::Serialize;

use super::shown::Shown;
use crate::export::GraphFile;
use crate::graph::{Evidence, Quote};

/// Bytes of sentences in a piece, about.
const SENTENCES: usize = 48_000;
/// Pairs whose evidence is in a piece.
const PAIRS: usize = 256;

/// Pieces and where each begins.
#[derive(Default)]
pub(super) struct Pieces {
    /// Number of the first sentence or pair of each piece, and at last their number in all.
    pub(super) starts: Vec<usize>,
    /// The pieces, in base64.
    pub(super) lines: Vec<String>,
}

/// What the page can show of all pairs.
pub(super) struct Packed {
    /// A list of texts in each piece.
    pub(super) sentences: Pieces,
    /// For each pair a list of places, see [`Place`].
    pub(super) evidence: Pieces,
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
);

/// Packs the evidence of all edges; `documents` has the number of each document.
pub(super) fn pack(file: &GraphFile, documents: &FxHashMap<&str, usize>) -> io::Result<Packed> {
    let number = |evidence: &Evidence| documents.get(evidence.document.as_str()).copied();
    let mut sentences: BTreeMap<(usize, usize, usize), &Quote> = BTreeMap::new();
    for evidence in file.graph.edge_weights().flat_map(|edge| &edge.evidence) {
        for quote in [&evidence.quote].into_iter().chain(&evidence.second) {
            if let Some(document) = number(evidence) {
                sentences.insert(key(document, quote), quote);
            }
        }
    }
    let mut packed = Packed {
        sentences: Pieces::default(),
        evidence: Pieces::default(),
    };
    let mut numbers = FxHashMap::default();
    let mut shown: Vec<Shown> = Vec::with_capacity(sentences.len());
    for (key, quote) in sentences {
        numbers.insert(key, shown.len());
        shown.push(Shown::new(&quote.text));
    }
    let mut texts: Vec<&str> = Vec::new();
    let mut bytes = 0;
    for (i, sentence) in shown.iter().enumerate() {
        if bytes > SENTENCES {
            packed.sentences.push(i - texts.len(), &texts)?;
            texts.clear();
            bytes = 0;
        }
        bytes += sentence.text.len();
        texts.push(&sentence.text);
    }
    packed.sentences.finish(shown.len(), &texts)?;

    let place = |evidence: &Evidence| {
        let document = number(evidence)?;
        let of = |quote: &Quote, span: crate::Span| {
            let sentence = *numbers.get(&key(document, quote))?;
            let from = |at: usize| at.checked_sub(quote.span.start).unwrap_or(usize::MAX);
            let (start, end) = shown[sentence].place(from(span.start), from(span.end));
            Some((sentence, start, end))
        };
        let second = evidence.second.as_ref().unwrap_or(&evidence.quote);
        Some(Place(
            document,
            evidence.part,
            of(&evidence.quote, evidence.source)?,
            of(second, evidence.target)?,
        ))
    };
    let mut pairs: Vec<Vec<Place>> = Vec::new();
    let edges = file.graph.edge_count();
    for (i, edge) in file.graph.edge_weights().enumerate() {
        pairs.push(edge.evidence.iter().filter_map(place).collect());
        if pairs.len() == PAIRS && i + 1 < edges {
            packed.evidence.push(i + 1 - PAIRS, &pairs)?;
            pairs.clear();
        }
    }
    packed.evidence.finish(edges, &pairs)?;
    Ok(packed)
}

/// A sentence of a document. A heading and its sentence can begin at the same byte, so the end counts.
fn key(document: usize, quote: &Quote) -> (usize, usize, usize) {
    (document, quote.span.start, quote.span.end)
}

impl Pieces {
    fn push(&mut self, start: usize, list: &impl Serialize) -> io::Result<()> {
        let mut packer = DeflateEncoder::new(Vec::new(), Compression::best());
        packer.write_all(&serde_json::to_vec(list)?)?;
        self.starts.push(start);
        self.lines.push(base64(&packer.finish()?));
        Ok(())
    }

    /// The last piece, of `all` that there are.
    fn finish<T: Serialize>(&mut self, all: usize, list: &[T]) -> io::Result<()> {
        if !list.is_empty() {
            self.push(all - list.len(), &list)?;
        }
        self.starts.push(all);
        Ok(())
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
    use crate::export::fixture;

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
        let documents = FxHashMap::from_iter([(file.documents[0].id.as_str(), 0)]);
        let packed = pack(&file, &documents).unwrap();
        assert_eq!(packed.sentences.starts, [0, 1]);
        assert_eq!(
            unpacked(&packed.sentences.lines[0]),
            serde_json::json!([sentence])
        );
        assert_eq!(packed.evidence.starts, [0, 256, 512, 768, 780]);
        let last = unpacked(&packed.evidence.lines[3]);
        assert_eq!(last.as_array().unwrap().len(), 12);
        assert_eq!(
            last[11],
            serde_json::json!([[0, "body", [0, 0, 1], [0, 1, 2]]])
        );
    }

    #[test]
    fn many_sentences_make_several_pieces_and_none_is_lost() {
        let mut graph = graph(300, &[]);
        for i in 0..299u32 {
            let sentence = format!("{i} {}", "word ".repeat(100));
            let mut edge = fixture::edge(1.0, &sentence);
            edge.evidence[0].quote.span =
                crate::Span::new(i as usize * 1000, i as usize * 1000 + 9);
            graph.add_edge(i.into(), (i + 1).into(), edge);
        }
        let file = fixture::file(graph);
        let documents = FxHashMap::from_iter([(file.documents[0].id.as_str(), 0)]);
        let sentences = pack(&file, &documents).unwrap().sentences;
        assert!(sentences.lines.len() > 2);
        let texts: Vec<serde_json::Value> = (sentences.lines.iter())
            .flat_map(|line| unpacked(line).as_array().unwrap().clone())
            .collect();
        assert_eq!(texts.len(), 299);
        for (line, start) in sentences.lines.iter().zip(&sentences.starts) {
            let first = unpacked(line)[0].as_str().unwrap().to_owned();
            assert!(first.starts_with(&format!("{start} ")), "{first}");
        }
    }
}
