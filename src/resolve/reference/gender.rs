//! Whether "he" or "she" can mean a person, as far as the document and the first name tell.

use super::scan::Word;
use crate::gazetteer::lexicon::{FirstNames, Sex};
use crate::resolve::document::Clusters;
use crate::resolve::person::PersonName;
use crate::{Kind, Mention};

/// Which pronoun a person takes.
pub(super) type Gender = Sex;

/// Words before a name that tell, folded.
const MEN: [&str; 14] = [
    "businessman",
    "chairman",
    "congressman",
    "councilman",
    "father",
    "husband",
    "king",
    "lord",
    "mr",
    "prince",
    "rabbi",
    "sir",
    "son",
    "spokesman",
];
const WOMEN: [&str; 14] = [
    "actress",
    "chairwoman",
    "congresswoman",
    "councilwoman",
    "daughter",
    "duchess",
    "lady",
    "mother",
    "mrs",
    "ms",
    "princess",
    "queen",
    "spokeswoman",
    "wife",
];

/// For each cluster the gender, where it is told and told in one way.
pub(super) fn genders(
    words: &[Word<'_>],
    mentions: &[Mention],
    clusters: &Clusters,
) -> Vec<Option<Gender>> {
    let count = clusters.clusters.len();
    let mut told: Vec<[bool; 2]> = vec![[false; 2]; count];
    for (at, word) in words.iter().enumerate() {
        let Some(mention) = word.mention else {
            continue;
        };
        let begins = at == 0 || words[at - 1].mention != Some(mention);
        if !begins || mentions[mention].kind != Kind::Person {
            continue;
        }
        let told = &mut told[clusters.bindings[mention].cluster];
        // "the wife of Mr. Example" tells of him; "his wife, Ann" tells of her.
        for before in words[at.saturating_sub(2)..at].iter().rev() {
            match before.lower.as_str() {
                "," => continue,
                word if MEN.contains(&word) => told[0] = true,
                word if WOMEN.contains(&word) => told[1] = true,
                _ => {}
            }
            break;
        }
    }
    let names = FirstNames::builtin();
    (clusters.clusters.iter().zip(told))
        .map(|(cluster, told)| match told {
            [true, false] => Some(Sex::Male),
            [false, true] => Some(Sex::Female),
            [true, true] => None,
            _ if cluster.kind != Kind::Person => None,
            _ => {
                let name = PersonName::parse(&cluster.name);
                name.words.first().and_then(|first| names.sex(first))
            }
        })
        .collect()
}
