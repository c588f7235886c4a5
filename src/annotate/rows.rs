//! The rows of a document of which all is known.

use std::borrow::Cow;
use std::sync::Arc;

use sha2::{Digest, Sha256};

use crate::claims::{self, Attribution, Claims, How, Named};
use crate::copies::Sketch;
use crate::gazetteer::Gazetteer;
use crate::resolve::calling::calling;
use crate::resolve::document::{Binding, Clusters};
use crate::resolve::reference::Reference;
use crate::rows::{DocumentRow, DocumentRows, MentionRow, SentenceRow, Units};
use crate::{Document, Kind, Mention, Origin, Part, Segmentation, Span, resolve};

/// What a pronoun or a description that was bound counts for: so many of a hundred are right, rounded
/// (`docs/resolution.md` says how that is measured).
const REFERENCE_SCORE: f32 = 0.9;

/// The rows of a document whose mentions are given, in whatever order, without references.
#[cfg(test)]
pub(crate) fn document_rows(
    document: &Document,
    segmentation: &Segmentation,
    mentions: &[Mention],
    gazetteer: &Gazetteer,
) -> DocumentRows {
    rows_with(document, segmentation, mentions, gazetteer, false)
}

/// The rows of a document whose mentions are given, in whatever order.
pub(crate) fn rows_with(
    document: &Document,
    segmentation: &Segmentation,
    mentions: &[Mention],
    gazetteer: &Gazetteer,
    coreference: bool,
) -> DocumentRows {
    let mut mentions = Cow::Borrowed(mentions);
    if !mentions.is_sorted_by_key(|m| m.span) {
        mentions.to_mut().sort_by_key(|m| m.span);
    }
    let who = Who::of(document, segmentation, &mentions, gazetteer, coreference);
    let claims = who.claims(document, segmentation, &mentions);
    rows_from(document, segmentation, &mentions, who, claims)
}

/// Who is who in a document.
#[derive(Default)]
pub(super) struct Who {
    clusters: Clusters,
    references: Vec<Reference>,
}

impl Who {
    /// Of mentions in text order.
    pub(super) fn of(
        document: &Document,
        segmentation: &Segmentation,
        mentions: &[Mention],
        gazetteer: &Gazetteer,
        coreference: bool,
    ) -> Who {
        let clusters = resolve::document::resolve(document, mentions, gazetteer);
        let references = if coreference {
            resolve::reference::references(document, segmentation, mentions, &clusters)
        } else {
            Vec::new()
        };
        Who {
            clusters,
            references,
        }
    }

    /// What the document says of whom.
    pub(super) fn claims(
        &self,
        document: &Document,
        segmentation: &Segmentation,
        mentions: &[Mention],
    ) -> Claims {
        let names: Vec<Named> = (mentions.iter().zip(&self.clusters.bindings))
            .map(|(mention, binding)| Named {
                span: mention.span,
                kind: self.clusters.clusters[binding.cluster].kind,
                sentence: mention.sentence,
                cluster: binding.cluster,
            })
            .collect();
        claims::find(&document.text, segmentation, &names)
    }
}

/// The rows of a document of which all is known.
pub(super) fn rows_from(
    document: &Document,
    segmentation: &Segmentation,
    mentions: &[Mention],
    who: Who,
    claims: Claims,
) -> DocumentRows {
    let Who {
        clusters,
        references,
    } = who;
    let names = mentions.iter().zip(&clusters.bindings);
    let names = names.map(|(mention, binding)| (Cow::Borrowed(mention), *binding));
    let references = references.into_iter().map(|reference| {
        let mention = Mention {
            span: reference.span,
            sentence: reference.sentence,
            kind: clusters.clusters[reference.cluster].kind,
            score: REFERENCE_SCORE,
            origin: Origin::Coreference,
        };
        let binding = Binding {
            cluster: reference.cluster,
            rule: reference.rule,
            because: Some(reference.because),
        };
        (Cow::Owned(mention), binding)
    });
    let mut bound: Vec<(Cow<Mention>, Binding)> = names.chain(references).collect();
    bound.sort_by_key(|(mention, _)| mention.span);
    let mut rows = DocumentRows {
        document: document_row(document, segmentation),
        ..DocumentRows::default()
    };
    let news = news_sources(&claims.attributions);
    let mut attributions = claims.attributions.into_iter().peekable();
    let mut relations = claims.relations.into_iter().peekable();
    let cluster_names: Vec<Arc<str>> = (clusters.clusters.iter())
        .map(|cluster| cluster.name.as_str().into())
        .collect();
    for (mention, binding) in bound {
        let sentence = &segmentation.sentences[mention.sentence];
        if rows.sentences.last().map(|s| s.sentence) != Some(mention.sentence) {
            rows.sentences.push(SentenceRow {
                document: Arc::clone(&rows.document.id),
                sentence: mention.sentence,
                paragraph: sentence.paragraph,
                span: sentence.span,
                part: sentence.part,
                repeats: sentence.repeats,
                text: sentence.span.text(&document.text).to_owned(),
                attributions: of_sentence(&mut attributions, mention.sentence),
                relations: of_sentence(&mut relations, mention.sentence),
            });
        }
        let cluster = &clusters.clusters[binding.cluster];
        let cluster_name = &cluster_names[binding.cluster];
        let text = sentence.span.text(&document.text);
        let name = mention.span.start - sentence.span.start..mention.span.end - sentence.span.start;
        rows.mentions.push(MentionRow {
            document: Arc::clone(&rows.document.id),
            sentence: mention.sentence,
            start: mention.span.start,
            end: mention.span.end,
            surface: match mention.text(document) {
                text if text == &**cluster_name => Arc::clone(cluster_name),
                text => text.into(),
            },
            kind: cluster.kind,
            score: (mention.score * 1e4).round() / 1e4,
            origin: mention.origin,
            cluster: binding.cluster,
            name: Arc::clone(cluster_name),
            rule: binding.rule,
            because: binding.because,
            cited: cluster.kind == Kind::Outlet && news.binary_search(&mention.span).is_ok(),
            calling: (cluster.kind == Kind::Person)
                .then(|| calling(text, name))
                .flatten(),
        });
    }
    rows
}

/// What belongs to a sentence, of a list in the order of sentences. What belongs to earlier ones,
/// which hold no name, is left out.
fn of_sentence<T>(
    list: &mut std::iter::Peekable<std::vec::IntoIter<(usize, T)>>,
    sentence: usize,
) -> Vec<T> {
    while list.next_if(|(of, _)| *of < sentence).is_some() {}
    std::iter::from_fn(|| list.next_if(|(of, _)| *of == sentence))
        .map(|(_, item)| item)
        .collect()
}

/// The names, sorted, that a sentence names as the source of what it says, or that it says to have
/// been told it. Whoever speaks of himself is not among them.
fn news_sources(attributions: &[(usize, Attribution)]) -> Vec<Span> {
    let mut spans: Vec<Span> = (attributions.iter())
        .filter(|(_, a)| a.how == How::Named || a.how == How::Pronoun)
        .flat_map(|(_, a)| {
            let source = a.source.filter(|_| a.how == How::Named && !a.about_itself);
            [source, a.told_to]
        })
        .flatten()
        .collect();
    spans.sort_unstable();
    spans.dedup();
    spans
}

fn document_row(document: &Document, segmentation: &Segmentation) -> DocumentRow {
    let mut body = Sha256::new();
    let mut words = 0;
    for sentence in &segmentation.sentences {
        if sentence.part == Part::Body {
            for word in sentence.span.text(&document.text).split_whitespace() {
                body.update(word.as_bytes());
                body.update(b" ");
                words += 1;
            }
        }
    }
    let own = segmentation.sentences.iter();
    let text = own
        .filter(|s| s.part == Part::Body && s.repeats.is_none())
        .map(|s| s.span.text(&document.text));
    let sha256 = hex(&Sha256::digest(document.text.as_bytes()));
    DocumentRow {
        id: document.id.as_str().into(),
        provenance: document.provenance.clone(),
        source_start: document.source_start,
        bytes: document.text.len(),
        units: units(segmentation, false),
        with_boilerplate: units(segmentation, true),
        // A text without a body is a copy only of its equal.
        body_sha256: if words == 0 {
            sha256.clone()
        } else {
            hex(&body.finalize())
        },
        sketch: Sketch::of(text),
        sha256,
    }
}

/// The sentences that can hold a co-mention, and their paragraphs.
fn units(segmentation: &Segmentation, boilerplate: bool) -> Units {
    let counting = segmentation.sentences.iter().filter(|s| {
        s.part != Part::Byline && s.repeats.is_none() && (boilerplate || !s.part.is_boilerplate())
    });
    let mut paragraphs: Vec<usize> = counting.map(|s| s.paragraph).collect();
    let sentences = paragraphs.len();
    paragraphs.dedup();
    Units {
        sentences,
        paragraphs: paragraphs.len(),
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
