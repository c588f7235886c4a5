//! Names that are alike.

use std::collections::{BTreeMap, BTreeSet};

use petgraph::graph::NodeIndex;

use super::{Merge, Names};
use crate::Kind;
use crate::resolve::person::skeleton;
use crate::resolve::{Family, organization};

/// Of a larger block of names that are alike, those that are named most are compared.
const LARGEST_BLOCK: usize = 50;

const ENDS_IN: &str = "one name is the end of the other";

/// How the names of a block are alike.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Alike {
    /// A form without country and head noun.
    Plain,
    /// The same consonants.
    Spelling,
    /// The same first word.
    First,
    /// The same last word.
    Last,
}

/// Whether `rest` is what a longer name has besides `short`, and `short` has three words that tell
/// something: fewer are the name of many ("Department of Health").
fn is_rest(rest: Option<&str>, short: &str) -> bool {
    let telling = short.split(' ').filter(|word| word.len() > 3).count();
    telling >= 3 && rest.is_some_and(|rest| rest.starts_with(' ') || rest.ends_with(' '))
}

/// A folded name without country and head noun.
fn plain(name: &str) -> &str {
    let name = organization::without_head(name).unwrap_or(name);
    organization::without_country(name).unwrap_or(name)
}

impl Names<'_> {
    pub(super) fn merges(&self) -> Vec<Merge> {
        let mut found: BTreeMap<(usize, usize), (f64, String)> = BTreeMap::new();
        let mut offer = |a: usize, b: usize, score: f64, why: String| {
            let pair = (a.min(b), a.max(b));
            if a != b && found.get(&pair).is_none_or(|(old, _)| *old < score) {
                found.insert(pair, (score, why));
            }
        };
        self.persons_alike(&mut offer);
        self.bodies_alike(&mut offer);
        self.handles(&mut offer);
        self.kinds_apart(&mut offer);
        found
            .into_iter()
            .map(|((a, b), (score, why))| self.merge(a, b, score, why))
            .collect()
    }

    fn merge(&self, a: usize, b: usize, score: f64, why: String) -> Merge {
        let size = |n: usize| (self.node(n).mentions, std::cmp::Reverse(n));
        let (into, from) = if size(a) >= size(b) { (a, b) } else { (b, a) };
        let (into, from) = (NodeIndex::new(into), NodeIndex::new(from));
        let neighbours = |n| self.graph.neighbors(n).collect::<BTreeSet<_>>();
        let (of_into, of_from) = (neighbours(into), neighbours(from));
        let shared = of_into.intersection(&of_from).count();
        let fewer = of_into.len().min(of_from.len()).max(1);
        let both = self
            .graph
            .find_edge(into, from)
            .map_or(0, |edge| self.graph[edge].sentences);
        // Names decide; company moves the pair by up to a fifth, a common sentence back by as much.
        let company = 0.2 * shared as f64 / fewer as f64;
        let side_by_side = 0.2 * f64::from(both.min(2)) / 2.0;
        Merge {
            into,
            from,
            score: (0.8 * score + company - side_by_side).clamp(0.0, 1.0),
            why,
            shared_neighbours: shared,
            sentences_with_both: both,
        }
    }

    fn persons_alike(&self, offer: &mut impl FnMut(usize, usize, f64, String)) {
        let mut by_last: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for number in self.of_family(Family::Person) {
            let person = &self.persons[number];
            if !person.words.is_empty() {
                let key = skeleton(person.last());
                by_last.entry(key).or_default().push(number);
            }
        }
        for block in by_last.values() {
            let block = self.most_named(block);
            let bearers = |last: &str| {
                let same = block.iter().filter(|&&n| self.persons[n].last() == last);
                same.filter(|&&n| self.persons[n].is_full()).count()
            };
            for (rank, &one) in block.iter().enumerate() {
                for &other in &block[..rank] {
                    let (a, b) = (&self.persons[one], &self.persons[other]);
                    let (long, short) = if a.words.len() >= b.words.len() {
                        (a, b)
                    } else {
                        (b, a)
                    };
                    if a.suffix != b.suffix {
                        continue;
                    }
                    if a.key() == b.key() {
                        offer(one, other, 0.7, "the same name".to_owned());
                    } else if a.agrees(b) {
                        offer(one, other, 0.9, "the first names can be one's".to_owned());
                    } else if a.is_spelled_like(b) {
                        offer(one, other, 0.85, "the names differ in spelling".to_owned());
                    } else if short.is_full() && long.words.ends_with(&short.words) {
                        offer(one, other, 0.75, ENDS_IN.to_owned());
                    } else if short.words.len() == 1 && long.last() == short.last() {
                        let (score, why) = match bearers(long.last()) {
                            1 => (0.7, "surname that nobody else of the graph has".to_owned()),
                            n => (0.35, format!("surname that {n} people of the graph have")),
                        };
                        offer(one, other, score, why);
                    }
                }
            }
        }
    }

    /// The nodes of a block that are named most.
    fn most_named(&self, block: &[usize]) -> Vec<usize> {
        let mut block = block.to_vec();
        block.sort_by_key(|&number| (std::cmp::Reverse(self.node(number).mentions), number));
        block.truncate(LARGEST_BLOCK);
        block
    }

    /// One name that was taken for two kinds of entity.
    fn kinds_apart(&self, offer: &mut impl FnMut(usize, usize, f64, String)) {
        let mut by_key: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for (number, key) in self.keys.iter().enumerate() {
            if !key.is_empty() && self.node(number).kind != Kind::Place {
                by_key.entry(key).or_default().push(number);
            }
        }
        for block in by_key.values() {
            for (rank, &one) in block.iter().enumerate() {
                for &other in &block[..rank] {
                    let (a, b) = (self.node(one).kind, self.node(other).kind);
                    if Family::of(a) != Family::of(b) {
                        offer(
                            one,
                            other,
                            0.6,
                            format!("one name, taken for {b} and for {a}"),
                        );
                    }
                }
            }
        }
    }

    /// Accounts that are made from a name.
    fn handles(&self, offer: &mut impl FnMut(usize, usize, f64, String)) {
        let people: Vec<usize> = self.of_family(Family::Person).collect();
        let handles = people
            .iter()
            .filter(|&&number| self.node(number).label.starts_with('@'));
        for &handle in handles.take(LARGEST_BLOCK) {
            let account = &self.node(handle).label[1..];
            for &person in &people {
                let name = &self.persons[person];
                if !self.node(person).label.starts_with('@')
                    && name.is_full()
                    && name.makes_handle(account)
                {
                    let why = "the account can be made from the name".to_owned();
                    offer(person, handle, 0.8, why);
                }
            }
        }
    }

    fn bodies_alike(&self, offer: &mut impl FnMut(usize, usize, f64, String)) {
        let bodies: Vec<usize> = self.of_family(Family::Body).collect();
        let mut blocks: BTreeMap<(Alike, String), BTreeSet<usize>> = BTreeMap::new();
        for &number in &bodies {
            for form in &self.forms[number] {
                let mut add = |alike: Alike, key: &str| {
                    let block = blocks.entry((alike, key.to_owned())).or_default();
                    block.insert(number);
                };
                add(Alike::Plain, plain(form));
                if let Some(spelling) = organization::spelling_key(plain(form)) {
                    add(Alike::Spelling, &spelling);
                }
                let words = || form.split(' ');
                add(Alike::First, words().next().unwrap_or_default());
                add(Alike::Last, words().next_back().unwrap_or_default());
            }
        }
        for ((alike, _), block) in blocks {
            let block = self.most_named(&block.into_iter().collect::<Vec<_>>());
            for (rank, &one) in block.iter().enumerate() {
                for &other in &block[..rank] {
                    if let Some((score, why)) = self.how_alike(alike, one, other) {
                        offer(one, other, score, why);
                    }
                }
            }
        }
        self.initials(&bodies, offer);
    }

    /// What two bodies of a block have in common.
    fn how_alike(&self, alike: Alike, one: usize, other: usize) -> Option<(f64, String)> {
        let (ones, others) = (&self.forms[one], &self.forms[other]);
        let any = |test: &dyn Fn(&str, &str) -> bool| {
            ones.iter()
                .any(|a| others.iter().any(|b| test(a, b) || test(b, a)))
        };
        let (score, why) = match alike {
            Alike::Plain => {
                let (a, b) = (self.keys[one].as_str(), self.keys[other].as_str());
                if a == b {
                    (0.9, "the names are the same".to_owned())
                } else if plain(a) == plain(b) {
                    (0.9, "the names differ in what is often left out".to_owned())
                } else if let Some(name) = [a, b]
                    .into_iter()
                    .find(|name| ones.contains(*name) && others.contains(*name))
                {
                    // Many names have the same initials.
                    let score = match self.acronyms[one].contains(name) {
                        true => 0.45,
                        false => 0.7,
                    };
                    (score, "the name of one is written for the other".to_owned())
                } else {
                    let mut both = ones.intersection(others);
                    let both = both.find(|form| !self.acronyms[one].contains(*form))?;
                    (0.45, format!("`{both}` is written for both"))
                }
            }
            Alike::Spelling if ones.is_disjoint(others) => {
                (0.8, "the names differ in spelling".to_owned())
            }
            Alike::First if any(&organization::is_short_form) => {
                (0.65, "one name can be short for the other".to_owned())
            }
            Alike::First if any(&|a, b| is_rest(b.strip_prefix(a), a)) => {
                (0.55, "one name is the beginning of the other".to_owned())
            }
            Alike::Last if any(&|a, b| is_rest(b.strip_suffix(a), a)) => (0.75, ENDS_IN.to_owned()),
            Alike::Spelling | Alike::First | Alike::Last => return None,
        };
        Some((score, why))
    }

    /// Nodes that are called by initials only, and the names that have these.
    fn initials(&self, bodies: &[usize], offer: &mut impl FnMut(usize, usize, f64, String)) {
        let mut bare: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for &number in bodies {
            let key = self.keys[number].replace(' ', "");
            if organization::is_acronym(&self.node(number).label) {
                bare.entry(key).or_default().push(number);
            }
        }
        let mut readings: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for &number in bodies {
            let name = self.keys[number].as_str();
            let initial = name.chars().next();
            let from = initial.map(String::from).unwrap_or_default();
            let near = bare
                .range(from.clone()..)
                .take_while(|(acronym, _)| acronym.starts_with(&from));
            for (acronym, _) in near {
                if organization::has_initials(name, acronym) {
                    readings.entry(acronym).or_default().push(number);
                }
            }
        }
        for (acronym, names) in readings {
            for &short in &bare[acronym] {
                for &name in names.iter().take(LARGEST_BLOCK) {
                    let (score, why) = match names.len() {
                        1 => (
                            0.75,
                            "initials that no other name of the graph has".to_owned(),
                        ),
                        n => (0.35, format!("initials that {n} names of the graph have")),
                    };
                    offer(name, short, score, why);
                }
            }
        }
    }
}
