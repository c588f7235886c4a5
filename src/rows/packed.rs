//! The form in which a [`Store`](super::Store) keeps rows: fields one behind the other, without names, numbers in
//! seven bits a byte.
//!
//! Only the run that wrote them reads them, so the form has no version.

use std::sync::Arc;

use super::{DocumentRow, MentionRow, SentenceRow, Units};
use crate::copies::Sketch;
use crate::resolve::{Calling, Rule};
use crate::{Kind, Origin, Part, Provenance, Span};

/// The id and the sketch are kept elsewhere.
pub(super) fn put_document(out: &mut Vec<u8>, row: &DocumentRow) {
    // A field that is added must be written here and read below.
    let DocumentRow {
        id: _,
        provenance,
        source_start,
        bytes,
        units,
        with_boilerplate,
        sha256,
        body_sha256,
        sketch: _,
    } = row;
    let Provenance {
        publisher,
        domain,
        url,
        authors,
        date,
        title,
        language,
        extracted_from,
    } = provenance;
    for text in [
        publisher,
        domain,
        url,
        date,
        title,
        language,
        extracted_from,
    ] {
        put(out, text.as_ref().map_or(0, |text| text.len() + 1));
        out.extend_from_slice(text.as_deref().unwrap_or_default().as_bytes());
    }
    put(out, authors.len());
    authors.iter().for_each(|author| put_text(out, author));
    for number in [
        *source_start,
        *bytes,
        units.sentences,
        units.paragraphs,
        with_boilerplate.sentences,
        with_boilerplate.paragraphs,
    ] {
        put(out, number);
    }
    put_text(out, sha256);
    put_text(out, body_sha256);
}

pub(super) fn put_sketch(out: &mut Vec<u8>, sketch: &Sketch) {
    for value in sketch.numbers() {
        out.extend_from_slice(&value.to_le_bytes());
    }
}

/// Words of fixed lists, as numbers in the order in which they were first met.
#[derive(Default)]
pub(super) struct Words {
    parts: Vec<Part>,
    kinds: Vec<Kind>,
    callings: Vec<Calling>,
    origins: Vec<Origin>,
    rules: Vec<Rule>,
}

fn put_word<T: PartialEq + Copy>(out: &mut Vec<u8>, words: &mut Vec<T>, word: T) {
    let number = words.iter().position(|known| *known == word);
    let number = number.unwrap_or_else(|| {
        words.push(word);
        words.len() - 1
    });
    put(out, number);
}

impl Words {
    /// Sentences and mentions, each in text order.
    pub(super) fn put_names(
        &mut self,
        out: &mut Vec<u8>,
        sentences: &[SentenceRow],
        mentions: &[MentionRow],
    ) {
        put(out, sentences.len());
        for sentence in sentences {
            self.put_sentence(out, sentence);
        }
        put(out, mentions.len());
        let mut sentences = sentences.iter().peekable();
        for mention in mentions {
            while sentences
                .next_if(|s| s.sentence < mention.sentence)
                .is_some()
            {}
            let sentence = sentences.peek().filter(|s| s.sentence == mention.sentence);
            self.put_mention(out, mention, sentence.copied());
        }
    }

    /// The same, read; what the sentences say only where `claims` are asked for.
    pub(super) fn names(
        &self,
        from: &mut Packed<'_>,
        claims: bool,
    ) -> (Vec<SentenceRow>, Vec<MentionRow>) {
        let sentences: Vec<_> = (0..from.number())
            .map(|_| self.sentence(from, claims))
            .collect();
        let mut at = 0;
        let mentions = (0..from.number()).map(|_| self.mention(from, &sentences, &mut at));
        let mentions = mentions.collect();
        (sentences, mentions)
    }

    fn put_sentence(&mut self, out: &mut Vec<u8>, row: &SentenceRow) {
        // A field that is added must be written here and read below.
        let SentenceRow {
            document: _,
            sentence,
            paragraph,
            span,
            part,
            repeats,
            text,
            attributions,
            relations,
        } = row;
        put(out, *sentence);
        put(out, *paragraph);
        put_span(out, *span);
        put_word(out, &mut self.parts, *part);
        put(out, repeats.map_or(0, |earlier| earlier + 1));
        put_text(out, text);
        // Few sentences have any.
        let claims = match attributions.is_empty() && relations.is_empty() {
            true => String::new(),
            false => serde_json::to_string(&(attributions, relations))
                .expect("rows of numbers and words can be written"),
        };
        put_text(out, &claims);
    }

    fn sentence(&self, from: &mut Packed<'_>, claims: bool) -> SentenceRow {
        let mut row = SentenceRow {
            document: Arc::clone(from.id),
            sentence: from.number(),
            paragraph: from.number(),
            span: from.span(),
            part: from.word(&self.parts, Part::Body),
            repeats: from.number().checked_sub(1),
            text: from.text().to_owned(),
            attributions: Vec::new(),
            relations: Vec::new(),
        };
        let stated = from.text();
        if claims && let Ok((attributions, relations)) = serde_json::from_str(stated) {
            (row.attributions, row.relations) = (attributions, relations);
        }
        row
    }

    /// The `sentence` is that of the mention, if it is there; its words need not be kept twice.
    fn put_mention(&mut self, out: &mut Vec<u8>, row: &MentionRow, sentence: Option<&SentenceRow>) {
        let MentionRow {
            document: _,
            sentence: number,
            start,
            end,
            surface,
            kind,
            score,
            origin,
            cluster,
            name,
            rule,
            because,
            cited,
            calling,
        } = row;
        put(out, *number);
        put_span(out, Span::new(*start, *end));
        let said = sentence.and_then(|sentence| words_at(sentence, row.span()));
        let is_said = said == Some(surface);
        let is_name = name == surface;
        let flags = [
            is_said,
            is_name,
            *cited,
            because.is_some(),
            calling.is_some(),
        ];
        put(
            out,
            (0..)
                .zip(flags)
                .map(|(bit, set)| usize::from(set) << bit)
                .sum(),
        );
        if !is_said {
            put_text(out, surface);
        }
        if !is_name {
            put_text(out, name);
        }
        if let Some(because) = because {
            put_span(out, *because);
        }
        if let Some(calling) = calling {
            put_word(out, &mut self.callings, *calling);
        }
        put_word(out, &mut self.kinds, *kind);
        out.extend_from_slice(&score.to_le_bytes());
        put_word(out, &mut self.origins, *origin);
        put(out, *cluster);
        put_word(out, &mut self.rules, *rule);
    }

    fn mention(
        &self,
        from: &mut Packed<'_>,
        sentences: &[SentenceRow],
        at: &mut usize,
    ) -> MentionRow {
        let number = from.number();
        let span = from.span();
        while sentences.get(*at).is_some_and(|s| s.sentence < number) {
            *at += 1;
        }
        let flags = from.number();
        let is = |bit: usize| flags >> bit & 1 == 1;
        let surface: Arc<str> = if is(0) {
            let sentence = sentences.get(*at);
            let said = sentence.and_then(|sentence| words_at(sentence, span));
            said.unwrap_or_default().into()
        } else {
            from.text().into()
        };
        let name = if is(1) {
            Arc::clone(&surface)
        } else {
            from.text().into()
        };
        MentionRow {
            document: Arc::clone(from.id),
            sentence: number,
            start: span.start,
            end: span.end,
            surface,
            name,
            because: is(3).then(|| from.span()),
            cited: is(2),
            calling: is(4).then(|| from.word(&self.callings, Calling::Office)),
            kind: from.word(&self.kinds, Kind::Other),
            score: from.score(),
            origin: from.word(&self.origins, Origin::Model),
            cluster: from.number(),
            rule: from.word(&self.rules, Rule::Name),
        }
    }
}

fn words_at(sentence: &SentenceRow, span: Span) -> Option<&str> {
    let start = span.start.checked_sub(sentence.span.start)?;
    let end = span.end.checked_sub(sentence.span.start)?;
    sentence.text.get(start..end)
}

/// Seven bits a byte, the lowest first; all but the last byte have the eighth bit.
fn put(out: &mut Vec<u8>, mut number: usize) {
    while number >= 128 {
        out.push(number as u8 | 128);
        number >>= 7;
    }
    out.push(number as u8);
}

fn put_span(out: &mut Vec<u8>, span: Span) {
    put(out, span.start);
    put(out, span.end.wrapping_sub(span.start));
}

fn put_text(out: &mut Vec<u8>, text: &str) {
    put(out, text.len());
    out.extend_from_slice(text.as_bytes());
}

/// What is left to read of a document. It was written by this run, so that nothing is missing, unless
/// the file could not be read; then everything is empty.
pub(super) struct Packed<'a> {
    rest: &'a [u8],
    id: &'a Arc<str>,
}

impl<'a> Packed<'a> {
    pub(super) fn new(rest: &'a [u8], id: &'a Arc<str>) -> Self {
        Packed { rest, id }
    }

    /// A document's own row, without its sketch.
    pub(super) fn document(&mut self) -> DocumentRow {
        let [
            publisher,
            domain,
            url,
            date,
            title,
            language,
            extracted_from,
        ] = std::array::from_fn(|_| self.optional_text());
        let authors = (0..self.number()).map(|_| self.text().to_owned()).collect();
        let [
            source_start,
            bytes,
            sentences,
            paragraphs,
            all_sentences,
            all_paragraphs,
        ] = std::array::from_fn(|_| self.number());
        DocumentRow {
            id: Arc::clone(self.id),
            provenance: Provenance {
                publisher,
                domain,
                url,
                authors,
                date,
                title,
                language,
                extracted_from,
            },
            source_start,
            bytes,
            units: Units {
                sentences,
                paragraphs,
            },
            with_boilerplate: Units {
                sentences: all_sentences,
                paragraphs: all_paragraphs,
            },
            sha256: self.text().to_owned(),
            body_sha256: self.text().to_owned(),
            sketch: Sketch::default(),
        }
    }

    /// All that is left, as a sketch.
    pub(super) fn sketch(&mut self) -> Sketch {
        let values = std::mem::take(&mut self.rest).as_chunks().0.iter();
        Sketch::from_numbers(values.map(|value| u32::from_le_bytes(*value)).collect())
    }

    fn bytes(&mut self, n: usize) -> &'a [u8] {
        let (taken, rest) = self.rest.split_at_checked(n).unwrap_or_default();
        self.rest = rest;
        taken
    }

    fn number(&mut self) -> usize {
        let mut number = 0;
        for shift in (0..usize::BITS).step_by(7) {
            let byte = self.bytes(1).first().copied().unwrap_or(0);
            number |= (usize::from(byte) & 127) << shift;
            if byte < 128 {
                break;
            }
        }
        number
    }

    fn span(&mut self) -> Span {
        let start = self.number();
        let len = self.number();
        Span {
            start,
            end: start.wrapping_add(len),
        }
    }

    fn text(&mut self) -> &'a str {
        let n = self.number();
        str::from_utf8(self.bytes(n)).unwrap_or_default()
    }

    fn optional_text(&mut self) -> Option<String> {
        let n = self.number().checked_sub(1)?;
        Some(str::from_utf8(self.bytes(n)).unwrap_or_default().to_owned())
    }

    fn score(&mut self) -> f32 {
        let bytes = self.bytes(4).first_chunk().copied();
        f32::from_le_bytes(bytes.unwrap_or_default())
    }

    fn word<T: Copy>(&mut self, words: &[T], or: T) -> T {
        words.get(self.number()).copied().unwrap_or(or)
    }
}
