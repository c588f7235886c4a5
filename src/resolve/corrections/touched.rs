//! The mentions that a file of corrections can move: those of the entities that it names, those written as
//! it says, and no others. Only these are in memory; the rest of a corpus stays where it is.

use std::collections::{BTreeMap, BTreeSet};

use rustc_hash::FxHashSet;

use super::draft::Place;
use super::{Entry, What};
use crate::Span;
use crate::gazetteer::fold;
use crate::names::Names;
use crate::resolve::alias::{Shown, Use};
use crate::resolve::{Resolution, Rule};
use crate::rows::{Rows, each_in_order};

/// What entries call entities and mentions.
struct Asked<'e> {
    /// Ids, or whatever else may be one.
    references: FxHashSet<&'e str>,
    /// Folded names and forms.
    keys: FxHashSet<String>,
    /// Folded forms that are banned.
    banned: FxHashSet<String>,
}

impl<'e> Asked<'e> {
    fn of(entries: &'e [Entry]) -> Asked<'e> {
        let mut references: FxHashSet<&str> = FxHashSet::default();
        let mut banned = FxHashSet::default();
        for entry in entries {
            match &entry.what {
                What::Kind { entity, .. } | What::BanEntity { entity } => {
                    references.insert(entity);
                }
                What::Split { entity, name, .. } | What::Rename { entity, name } => {
                    references.extend([entity.as_str(), name]);
                }
                What::Merge { entities, name } => {
                    references.extend(entities.iter().chain(name).map(String::as_str));
                }
                What::BanForm { form } => _ = banned.insert(fold(form)),
            }
        }
        let keys = references.iter().map(|text| fold(text));
        Asked {
            keys: keys.chain(banned.iter().cloned()).collect(),
            references,
            banned,
        }
    }

    /// The entities that can be meant, or some mention of which is banned by its form.
    fn entities(
        &self,
        resolution: &Resolution,
        documents: &(impl Rows + ?Sized),
    ) -> BTreeSet<usize> {
        let mut touched = BTreeSet::new();
        for (number, entity) in resolution.entities.iter().enumerate() {
            if self.references.contains(&*entity.id)
                || self.keys.contains(&fold(&entity.name))
                || (entity.aliases.iter()).any(|alias| self.keys.contains(&fold(&alias.form)))
            {
                touched.insert(number);
            }
        }
        // Descriptions are no aliases.
        if !self.banned.is_empty() {
            each_in_order(
                documents,
                |number, rows| {
                    let bound = resolution.bindings.entities(number);
                    let banned =
                        (rows.mentions.iter().zip(bound)).filter_map(|(mention, entity)| {
                            entity.filter(|_| self.banned.contains(&fold(&mention.surface)))
                        });
                    banned.collect::<Vec<usize>>()
                },
                |_, banned| touched.extend(banned),
            );
        }
        touched
    }
}

/// A mention as far as corrections ask for it.
struct Mention {
    /// Numbers of its words, and of the same folded.
    form: u32,
    folded: u32,
    span: Span,
    because: Option<Span>,
    /// Whether it is a pronoun or a description, and so no form of a name.
    is_reference: bool,
}

/// See the module.
#[derive(Default)]
pub(super) struct Touched {
    mentions: BTreeMap<Place, Mention>,
    texts: Names,
    /// The mentions of each entity that can be meant.
    pub(super) entities: BTreeMap<usize, BTreeSet<Place>>,
    /// Names of kind [`Kind::Other`](crate::Kind::Other), by their form.
    pub(super) others: BTreeMap<String, BTreeSet<Place>>,
}

impl Touched {
    pub(super) fn collect(
        entries: &[Entry],
        resolution: &Resolution,
        documents: &(impl Rows + ?Sized),
    ) -> Touched {
        let asked = Asked::of(entries);
        let mut out = Touched::default();
        for entity in asked.entities(resolution, documents) {
            out.entities.insert(entity, BTreeSet::new());
        }
        let entities: FxHashSet<usize> = out.entities.keys().copied().collect();
        let is_touched = |entity: Option<usize>, surface: &str| match entity {
            Some(entity) => entities.contains(&entity),
            None => asked.keys.contains(&fold(surface)),
        };
        each_in_order(
            documents,
            |number, rows| {
                let bound = resolution.bindings.entities(number);
                let numbered = rows.mentions.iter().zip(bound).enumerate();
                let touched = numbered.filter(|(_, (m, entity))| is_touched(*entity, &m.surface));
                let kept =
                    touched.map(|(number, (mention, entity))| (number, mention.clone(), entity));
                kept.collect::<Vec<_>>()
            },
            |document, touched| {
                let rules = resolution.bindings.rules(document);
                for (number, mention, entity) in touched {
                    let place = (document, number);
                    let folded = fold(&mention.surface);
                    let kept = Mention {
                        form: out.texts.number(&mention.surface),
                        folded: out.texts.number(&folded),
                        span: mention.span(),
                        because: mention.because,
                        is_reference: mention.rule.is_reference(),
                    };
                    out.mentions.insert(place, kept);
                    if let Some(entity) = entity {
                        out.entities.entry(entity).or_default().insert(place);
                    } else if rules[number] != Rule::Banned {
                        out.others.entry(folded).or_default().insert(place);
                    }
                }
            },
        );
        out
    }

    /// The words of a mention.
    pub(super) fn form(&self, place: Place) -> &str {
        self.texts.text(self.mentions[&place].form)
    }

    /// The same folded.
    pub(super) fn folded(&self, place: Place) -> &str {
        self.texts.text(self.mentions[&place].folded)
    }

    /// All of them, in order, with their folded words.
    pub(super) fn all(&self) -> impl Iterator<Item = (Place, &str)> {
        let all = self.mentions.iter();
        all.map(|(&place, mention)| (place, self.texts.text(mention.folded)))
    }

    /// A mention as a form of its entity; pronouns and descriptions are none.
    pub(super) fn used<'a>(
        &'a self,
        place: Place,
        rule: Rule,
        corrected: Option<&'a str>,
        documents: &'a (impl Rows + ?Sized),
    ) -> Option<Use<'a>> {
        let mention = &self.mentions[&place];
        let document = documents.brief(place.0);
        (!mention.is_reference).then(|| Use {
            form: self.texts.text(mention.form),
            times: 1,
            rule,
            corrected,
            shown: Shown {
                document: document.id,
                shared: document.shared_id,
                span: mention.span,
                because: mention.because,
            },
        })
    }
}
