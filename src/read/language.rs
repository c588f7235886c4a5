//! The language of a text, and what became of texts in others than English.
//!
//! What the source says counts (`lang` of a page, a record's field). Else a text in which every sixth
//! word is one of twelve that English cannot do without is English; of any other the trigrams are asked
//! (`whatlang`), and only if they leave no doubt. The model was trained on English: other texts are
//! read all the same, or left out if that is asked for, and either is said.

use std::collections::BTreeMap;

use crate::gazetteer::Gazetteer;
use crate::{Document, Warning};

use super::{ReadConfig, problem};

/// What a text is told by, in bytes from its beginning.
const SAMPLE: usize = 4000;
/// Fewest words that tell a language.
const FEWEST_WORDS: usize = 25;
/// Words that make up a quarter of English.
const ENGLISH: [&str; 12] = [
    "the", "of", "and", "to", "a", "in", "that", "for", "on", "with", "was", "he",
];

/// Counts of texts in other languages.
#[derive(Default)]
pub(super) struct Languages {
    foreign: BTreeMap<String, usize>,
}

impl Languages {
    /// The document with its language and, where only a domain is given, its outlet; or, if it is to
    /// be left out, the line that says so.
    pub(super) fn note(
        &mut self,
        mut document: Document,
        config: &ReadConfig,
    ) -> Result<Document, Warning> {
        let provenance = &mut document.provenance;
        if let (None, Some(domain)) = (&provenance.publisher, &provenance.domain) {
            let outlet = Gazetteer::builtin().outlet_by_domain(domain);
            provenance.publisher = outlet.map(|outlet| outlet.name.clone().into_owned());
        }
        if provenance.language.is_none() {
            provenance.language = tell(&document.text).map(str::to_owned);
        }
        let foreign = provenance.language.as_deref().filter(|code| *code != "en");
        let Some(code) = foreign.map(str::to_owned) else {
            return Ok(document);
        };
        let message = format!("left out: its language is {code}");
        *self.foreign.entry(code).or_default() += 1;
        if config.skip_foreign {
            return Err(problem::noted(&document.id, message));
        }
        Ok(document)
    }

    /// What is to be said of all of them at the end, once.
    pub(super) fn summary(&mut self, config: &ReadConfig) -> Option<Warning> {
        let foreign = std::mem::take(&mut self.foreign);
        let all: usize = foreign.values().sum();
        if all == 0 {
            return None;
        }
        let counts: Vec<String> = foreign
            .iter()
            .map(|(code, n)| format!("{n} {code}"))
            .collect();
        let (documents, are) = if all == 1 {
            ("document", "is")
        } else {
            ("documents", "are")
        };
        let done = if config.skip_foreign {
            "left out"
        } else {
            "read with the model for English, which does worse on them"
        };
        let message = format!(
            "{all} {documents} {are} not in English ({}): {done}",
            counts.join(", ")
        );
        Some(problem::noted("language", message))
    }
}

/// The ISO 639-1 code in a tag such as `en-US` or `pt_BR`.
pub(super) fn code(tag: &str) -> Option<String> {
    let code = tag.trim().split(['-', '_']).next()?.to_ascii_lowercase();
    match code.as_str() {
        "eng" | "english" => Some("en".to_owned()),
        _ if code.len() == 2 && code.bytes().all(|byte| byte.is_ascii_lowercase()) => Some(code),
        _ => None,
    }
}

/// The language of a text, if it leaves no doubt.
fn tell(text: &str) -> Option<&'static str> {
    let mut end = text.len().min(SAMPLE);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let sample = &text[..end];
    let letters = sample.split(|c: char| !c.is_alphabetic());
    let words: Vec<&str> = letters.filter(|word| !word.is_empty()).collect();
    let is_english = |word: &&&str| ENGLISH.iter().any(|e| e.eq_ignore_ascii_case(word));
    if words.len() >= FEWEST_WORDS && words.iter().filter(is_english).count() * 6 >= words.len() {
        return Some("en");
    }
    // Some languages do without spaces.
    if words.len() < FEWEST_WORDS && sample.chars().filter(|c| c.is_alphabetic()).count() < 150 {
        return None;
    }
    let info = whatlang::detect(sample).filter(whatlang::Info::is_reliable)?;
    short(info.lang().code())
}

/// ISO 639-1 of ISO 639-3, of the languages that are told.
fn short(code: &str) -> Option<&'static str> {
    const CODES: &str = "afr af,aka ak,amh am,ara ar,aze az,bel be,ben bn,bul bg,cat ca,ces cs,cmn zh,\
        cym cy,dan da,deu de,ell el,eng en,epo eo,est et,fin fi,fra fr,guj gu,heb he,hin hi,hrv hr,hun hu,\
        hye hy,ind id,ita it,jav jv,jpn ja,kan kn,kat ka,khm km,kor ko,lat la,lav lv,lit lt,mal ml,mar mr,\
        mkd mk,mya my,nep ne,nld nl,nob no,ori or,pan pa,pes fa,pol pl,por pt,ron ro,rus ru,sin si,slk sk,\
        slv sl,sna sn,spa es,srp sr,swe sv,tam ta,tel te,tgl tl,tha th,tuk tk,tur tr,ukr uk,urd ur,uzb uz,\
        vie vi,yid yi,zul zu";
    let pairs = CODES.split(',').filter_map(|pair| pair.split_once(' '));
    let mut pairs = pairs.filter(|(long, _)| *long == code);
    pairs.next().map(|(_, short)| short)
}

#[cfg(test)]
mod tests {
    use super::*;

    const GERMAN: &str = "Der Minister sagte am Montag, er habe von den Vorgängen nichts gewusst und \
        werde dem Ausschuss alle Unterlagen vorlegen, die dieser für seine Arbeit brauche. Die \
        Abgeordneten wollten ihm das nicht glauben und baten um eine Aussprache im Parlament.";
    const ENGLISH_TEXT: &str = "The minister said on Monday that he had known nothing of it and would \
        give the committee all the papers that it needed for its work, but the members did not believe him.";

    fn document(text: &str, language: Option<&str>) -> Document {
        let mut document = Document {
            id: "d".to_owned(),
            text: text.to_owned(),
            ..Document::default()
        };
        document.provenance.language = language.map(str::to_owned);
        document
    }

    #[test]
    fn languages_are_told_from_text_and_doubt_gives_none() {
        assert_eq!(tell(ENGLISH_TEXT), Some("en"));
        assert_eq!(tell(GERMAN), Some("de"));
        assert_eq!(tell("Angela Merkel, Barack Obama"), None);
        assert_eq!(code("pt_BR").as_deref(), Some("pt"));
        assert_eq!(code("x-default"), None);
    }

    #[test]
    fn foreign_texts_are_left_out_if_asked_for_and_counted_in_any_case() {
        let mut config = ReadConfig::default();
        for skip in [false, true] {
            config.skip_foreign = skip;
            let mut languages = Languages::default();
            assert_eq!(
                languages.note(document(GERMAN, None), &config).is_err(),
                skip
            );
            assert!(
                languages
                    .note(document(ENGLISH_TEXT, None), &config)
                    .is_ok()
            );
            let summary = languages.summary(&config).unwrap();
            assert!(
                summary
                    .message
                    .starts_with("1 document is not in English (1 de)")
            );
            assert!(!summary.skipped);
            assert_eq!(languages.summary(&config), None);
        }
    }

    #[test]
    fn a_domain_alone_gives_the_known_outlet() {
        let mut document = document("Text", Some("en"));
        document.provenance.domain = Some("www.propublica.org".to_owned());
        let document = Languages::default()
            .note(document, &ReadConfig::default())
            .unwrap();
        assert_eq!(document.provenance.publisher.as_deref(), Some("ProPublica"));
    }
}
