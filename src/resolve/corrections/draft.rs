//! Entities that can still be changed, and how an entry finds the one that it names.

use std::collections::{BTreeMap, BTreeSet};

use super::touched::Touched;
use super::{At, Scope};
use crate::gazetteer::{fold, slug};
use crate::resolve::Resolution;
use crate::rows::Rows;
use crate::{Error, Kind, Result};

/// Document and number of a mention.
pub(super) type Place = (usize, usize);

/// An entity in the making.
#[derive(Clone, Debug)]
pub(super) struct Draft {
    pub(super) name: String,
    pub(super) kind: Kind,
    pub(super) external_id: Option<String>,
    /// The entity that the rules made; none if a correction made it.
    pub(super) entity: Option<usize>,
    /// The id that the rules gave it.
    pub(super) id: Option<String>,
    /// Its mentions, in order.
    pub(super) mentions: BTreeSet<Place>,
    /// What a correction called it, and which.
    pub(super) named_by: Option<At>,
    pub(super) kind_by: Option<At>,
    pub(super) changed: bool,
}

impl Draft {
    /// Gives it the name that an entry says.
    pub(super) fn rename(&mut self, name: &str, at: &At) -> Result<()> {
        if let Some(other) = &self.named_by
            && self.name != name
        {
            let (one, two) = in_order((other, &*self.name), (at, name));
            let what = format!("`{one}` and `{two}` as the name of one entity");
            return Err(contradiction(other, at, &what));
        }
        self.changed |= self.name != name;
        name.clone_into(&mut self.name);
        self.named_by = earlier(self.named_by.take(), at);
        Ok(())
    }

    /// Gives it the kind that an entry says.
    pub(super) fn set_kind(&mut self, kind: Kind, at: &At) -> Result<()> {
        if let Some(other) = &self.kind_by
            && self.kind != kind
        {
            let (one, two) = in_order((other, self.kind), (at, kind));
            let what = format!("`{}` is {one} and {two}", self.name);
            return Err(contradiction(other, at, &what));
        }
        self.changed |= self.kind != kind;
        self.kind = kind;
        self.kind_by = earlier(self.kind_by.take(), at);
        Ok(())
    }
}

/// Which of two entries that say the same is named does not depend on their order.
pub(super) fn earlier(one: Option<At>, other: &At) -> Option<At> {
    Some(one.map_or_else(|| other.clone(), |one| one.min(other.clone())))
}

/// What two entries say, in the order in which the entries stand.
fn in_order<T>(one: (&At, T), other: (&At, T)) -> (T, T) {
    if one.0 <= other.0 {
        (one.1, other.1)
    } else {
        (other.1, one.1)
    }
}

/// The error for two entries that cannot both hold.
pub(super) fn contradiction(one: &At, other: &At, what: &str) -> Error {
    let (first, second) = (one.min(other), one.max(other));
    Error::Invalid {
        place: first.to_string(),
        message: format!("contradicts {second}: {what}; remove one of the two"),
    }
}

/// A draft for each entity that corrections can touch, by what it can be called. Those of the rules come
/// first, in their order.
pub(super) struct Drafts<'a, R: ?Sized> {
    pub(super) documents: &'a R,
    pub(super) touched: Touched,
    pub(super) drafts: Vec<Draft>,
    /// After merges: the draft that holds what this one held.
    pub(super) into: Vec<usize>,
    ids: BTreeMap<String, BTreeSet<usize>>,
    names: BTreeMap<String, BTreeSet<usize>>,
    forms: BTreeMap<String, BTreeSet<usize>>,
}

impl<'a, R: Rows + ?Sized> Drafts<'a, R> {
    pub(super) fn new(resolution: &Resolution, touched: Touched, documents: &'a R) -> Self {
        let mut out = Drafts {
            documents,
            touched,
            drafts: Vec::new(),
            into: Vec::new(),
            ids: BTreeMap::new(),
            names: BTreeMap::new(),
            forms: BTreeMap::new(),
        };
        for (number, mentions) in std::mem::take(&mut out.touched.entities) {
            let entity = &resolution.entities[number];
            let draft = out.push(Draft {
                name: entity.name.to_string(),
                kind: entity.kind,
                external_id: entity.external_id.as_deref().map(str::to_owned),
                entity: Some(number),
                id: Some(entity.id.to_string()),
                mentions,
                named_by: None,
                kind_by: None,
                changed: false,
            });
            for alias in entity.aliases.iter() {
                out.forms
                    .entry(fold(&alias.form))
                    .or_default()
                    .insert(draft);
            }
        }
        out
    }

    /// Adds a draft and makes it known by its id and name.
    pub(super) fn push(&mut self, draft: Draft) -> usize {
        let number = self.drafts.len();
        let id = draft
            .id
            .clone()
            .unwrap_or_else(|| crate::resolve::corpus::id_of(draft.kind, &draft.name));
        self.ids.entry(id).or_default().insert(number);
        self.names
            .entry(fold(&draft.name))
            .or_default()
            .insert(number);
        self.drafts.push(draft);
        self.into.push(number);
        number
    }

    /// Makes a draft known by another name or kind, that of a result which a user may have seen.
    pub(super) fn call(&mut self, number: usize, name: &str, kind: Kind) {
        let id = crate::resolve::corpus::id_of(kind, name);
        self.ids.entry(id).or_default().insert(number);
        self.names.entry(fold(name)).or_default().insert(number);
    }

    /// Makes a draft known by the forms of its mentions.
    pub(super) fn call_by_forms(&mut self, number: usize) {
        let forms: BTreeSet<String> = self.drafts[number]
            .mentions
            .iter()
            .map(|&place| self.touched.folded(place).to_owned())
            .collect();
        for form in forms {
            self.forms.entry(form).or_default().insert(number);
        }
    }

    /// The draft that now holds what `number` held.
    pub(super) fn root(&self, mut number: usize) -> usize {
        while self.into[number] != number {
            number = self.into[number];
        }
        number
    }

    /// Whether a mention lies where an entry holds.
    pub(super) fn is_in(&self, (document, _): Place, scope: &Scope) -> bool {
        let row = self.documents.brief(document);
        let publisher = || {
            let names = [row.publisher, row.domain];
            names.into_iter().flatten().any(|name| {
                let name = fold(name);
                scope.publishers.contains(&name)
                    || name
                        .strip_prefix("www ")
                        .is_some_and(|name| scope.publishers.iter().any(|p| p == name))
            })
        };
        (scope.documents.is_empty() || scope.documents.iter().any(|id| id == row.id))
            && (scope.publishers.is_empty() || publisher())
    }

    /// Whether a mention is written so; `form` is folded.
    pub(super) fn is_form(&self, place: Place, form: &str) -> bool {
        self.touched.folded(place) == form
    }

    /// The draft that an entry names: by id, else by name, else by a form.
    ///
    /// # Errors
    /// If several drafts can be meant.
    pub(super) fn find(
        &mut self,
        reference: &str,
        scope: &Scope,
        at: &At,
    ) -> Result<Option<usize>> {
        let key = fold(reference);
        let by_form = |drafts: &Self, number: usize, form: Option<&str>| {
            drafts.drafts[number].mentions.iter().any(|&place| {
                drafts.is_in(place, scope) && form.is_none_or(|form| drafts.is_form(place, form))
            })
        };
        let steps: [(Option<&BTreeSet<usize>>, Option<&str>); 3] = [
            (self.ids.get(reference), None),
            (self.names.get(&key), None),
            (self.forms.get(&key), Some(&key)),
        ];
        for (found, form) in steps {
            let mut roots: Vec<usize> = found
                .into_iter()
                .flatten()
                .map(|&number| self.root(number))
                .filter(|&number| by_form(self, number, form))
                .collect();
            roots.sort_unstable();
            roots.dedup();
            // A place is seldom in the graph, and is meant only where nothing else has the name.
            let is_node =
                |&number: &usize| !matches!(self.drafts[number].kind, Kind::Place | Kind::Other);
            let is_id = |&number: &usize| self.drafts[number].id.as_deref() == Some(reference);
            if roots.iter().any(is_node) && !roots.iter().any(is_id) {
                roots.retain(is_node);
            }
            // Whoever writes an id means the one that the rules gave it to.
            let own = roots.iter().find(|&number| is_id(number));
            match (own, &roots[..]) {
                (_, []) => {}
                (Some(&own), _) => return Ok(Some(own)),
                (None, [only]) => return Ok(Some(*only)),
                (None, several) => return Err(self.ambiguous(reference, several, at)),
            }
        }
        Ok(self.find_other(&key, scope))
    }

    fn ambiguous(&self, reference: &str, several: &[usize], at: &At) -> Error {
        let ids: Vec<String> = several.iter().map(|&number| self.id(number)).collect();
        Error::Invalid {
            place: at.to_string(),
            message: format!(
                "`{reference}` can be {}; use one of these ids",
                ids.join(", ")
            ),
        }
    }

    /// What messages call a draft.
    pub(super) fn id(&self, number: usize) -> String {
        let draft = &self.drafts[number];
        draft
            .id
            .clone()
            .unwrap_or_else(|| crate::resolve::corpus::id_of(draft.kind, &draft.name))
    }

    /// The drafts of that very name.
    pub(super) fn of_name(&self, name: &str) -> Vec<usize> {
        let found = self.names.get(&fold(name));
        let mut out: Vec<usize> = found.into_iter().flatten().copied().collect();
        out.retain(|&number| !self.drafts[number].mentions.is_empty());
        out
    }

    /// A name of kind `other` becomes an entity when a correction speaks of it.
    fn find_other(&mut self, key: &str, scope: &Scope) -> Option<usize> {
        let places = self.touched.others.get(key)?;
        if !places.iter().any(|&place| self.is_in(place, scope)) {
            return None;
        }
        let places = self.touched.others.remove(key)?;
        let name = self.touched.form(*places.first()?).to_owned();
        let number = self.push(Draft {
            name,
            kind: Kind::Other,
            external_id: None,
            entity: None,
            id: None,
            mentions: places,
            named_by: None,
            kind_by: None,
            changed: false,
        });
        self.call_by_forms(number);
        Some(number)
    }
}

/// Whether an entry's new name is what a reference means: the name itself or an id made of it.
pub(super) fn is_called(name: &str, reference: &str) -> bool {
    fold(name) == fold(reference)
        || reference
            .split_once(':')
            .is_some_and(|(kind, rest)| Kind::from_name(kind).is_some() && slug(name) == rest)
}
