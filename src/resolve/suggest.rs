//! Where a graph is probably wrong: two nodes that may be the same, one node that may be two.
//!
//! All is worked out from the graph alone. A missed merge is sought among nodes whose names are alike
//! by the rules of names that resolution uses too (surname and first name, spelling, initials, short
//! form), and ranked by how much the names say and how many neighbours the two share. Two that a
//! sentence names side by side are seldom one; often enough, and they are not suggested at all. A
//! doubtful merge is a node whose forms do not agree, or that has a form for a reason that holds for the
//! whole corpus and not for a document.
//!
//! Pairs are found by blocking, so the work grows with the number of names.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use petgraph::graph::NodeIndex;

use super::organization;
use super::person::{PersonName, skeleton};
use super::{Family, Rule};
use crate::Kind;
use crate::gazetteer::{fold, without_legal_form};
use crate::graph::{Alias, CoMentionGraph, Node};

/// Sentences that name both, from which on two nodes are taken for two.
const TOGETHER: u32 = 3;

/// Larger blocks of names that are alike say nothing about any two of them.
const LARGEST_BLOCK: usize = 50;

/// What may be wrong.
#[derive(Clone, Debug, PartialEq)]
pub struct Suggestions {
    /// Pairs that may be the same, the likeliest first.
    pub merges: Vec<Merge>,
    /// Nodes that may be two, the most doubtful first.
    pub splits: Vec<Split>,
    /// Pairs of alike names that were left out because sentences name both, the most often named first.
    pub apart: Vec<Merge>,
}

/// Two nodes that may be the same.
#[derive(Clone, Debug, PartialEq)]
pub struct Merge {
    /// The one that is named more often.
    pub into: NodeIndex,
    /// The other.
    pub from: NodeIndex,
    /// How likely, 0 to 1; it ranks and is no probability.
    pub score: f64,
    /// What the names have in common.
    pub why: String,
    /// Neighbours that both have.
    pub shared_neighbours: usize,
    /// Sentences that name both.
    pub sentences_with_both: u32,
}

/// A node that may be two.
#[derive(Clone, Debug, PartialEq)]
pub struct Split {
    /// The node.
    pub node: NodeIndex,
    /// The forms that may be another's.
    pub forms: Vec<String>,
    /// What is doubtful.
    pub why: String,
    /// How doubtful, 0 to 1; it ranks and is no probability.
    pub score: f64,
}

/// What may be wrong in a graph: at most `most` merges and as many splits.
pub fn suggest(graph: &CoMentionGraph, most: usize) -> Suggestions {
    let names = Names::of(graph);
    let mut merges = names.merges();
    let mut apart: Vec<Merge> = Vec::new();
    merges.retain(|merge| {
        let together = merge.sentences_with_both >= TOGETHER;
        if together {
            apart.push(merge.clone());
        }
        !together
    });
    merges.sort_by(|a, b| {
        (b.score.total_cmp(&a.score)).then((a.into, a.from).cmp(&(b.into, b.from)))
    });
    merges.truncate(most);
    apart.sort_by(|a, b| {
        let key = |m: &Merge| (std::cmp::Reverse(m.sentences_with_both), m.into, m.from);
        key(a).cmp(&key(b))
    });
    apart.truncate(most);
    let mut splits = names.splits();
    splits.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.node.cmp(&b.node)));
    splits.truncate(most);
    Suggestions {
        merges,
        splits,
        apart,
    }
}

/// The names of the nodes, taken apart once.
struct Names<'g> {
    graph: &'g CoMentionGraph,
    keys: Vec<String>,
    persons: Vec<PersonName>,
    /// For each node its forms that are written like initials, folded.
    acronyms: Vec<BTreeSet<String>>,
}

impl<'g> Names<'g> {
    fn of(graph: &'g CoMentionGraph) -> Self {
        let nodes = || graph.node_weights();
        Names {
            graph,
            keys: nodes()
                .map(|node| without_legal_form(&fold(&node.label)).to_owned())
                .collect(),
            persons: nodes().map(|node| PersonName::parse(&node.label)).collect(),
            acronyms: nodes()
                .map(|node| {
                    let forms = node.aliases.iter().map(|alias| alias.form.as_str());
                    let initials = forms.filter(|form| organization::is_acronym(form));
                    initials.map(|form| fold(form).replace(' ', "")).collect()
                })
                .collect(),
        }
    }

    fn node(&self, number: usize) -> &'g Node {
        &self.graph[NodeIndex::new(number)]
    }

    fn of_family(&self, family: Family) -> impl Iterator<Item = usize> + '_ {
        (0..self.graph.node_count()).filter(move |&n| Family::of(self.node(n).kind) == family)
    }

    // ---- merges ----

    fn merges(&self) -> Vec<Merge> {
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
            let bearers = |last: &str| {
                let same = block.iter().filter(|&&n| self.persons[n].last() == last);
                same.filter(|&&n| self.persons[n].is_full()).count()
            };
            for (rank, &one) in block.iter().enumerate().take(LARGEST_BLOCK) {
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
        let mut blocks: BTreeMap<(u8, String), Vec<usize>> = BTreeMap::new();
        for &number in &bodies {
            let key = self.keys[number].as_str();
            let plain = organization::without_head(key).unwrap_or(key);
            let plain = organization::without_country(plain).unwrap_or(plain);
            let mut add = |sort: u8, key: String| {
                blocks.entry((sort, key)).or_default().push(number);
            };
            add(0, plain.to_owned());
            if let Some(spelling) = organization::spelling_key(plain) {
                add(1, spelling);
            }
            if let Some(first) = key.split(' ').next() {
                add(2, first.to_owned());
            }
            for acronym in &self.acronyms[number] {
                add(3, acronym.clone());
            }
        }
        for ((sort, _), block) in &blocks {
            for (rank, &one) in block.iter().enumerate().take(LARGEST_BLOCK) {
                for &other in &block[..rank] {
                    let (a, b) = (self.keys[one].as_str(), self.keys[other].as_str());
                    match sort {
                        0 => offer(
                            one,
                            other,
                            0.9,
                            "the names differ in what is often left out".to_owned(),
                        ),
                        1 => offer(one, other, 0.8, "the names differ in spelling".to_owned()),
                        2 if organization::is_short_form(a, b)
                            || organization::is_short_form(b, a) =>
                        {
                            offer(
                                one,
                                other,
                                0.65,
                                "one name can be short for the other".to_owned(),
                            );
                        }
                        3 => offer(
                            one,
                            other,
                            0.4,
                            "both are written with the same initials".to_owned(),
                        ),
                        _ => {}
                    }
                }
            }
        }
        self.initials(&bodies, offer);
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

    // ---- splits ----

    fn splits(&self) -> Vec<Split> {
        let mut of_acronym: BTreeMap<&str, BTreeSet<usize>> = BTreeMap::new();
        for (number, acronyms) in self.acronyms.iter().enumerate() {
            for acronym in acronyms {
                of_acronym.entry(acronym).or_default().insert(number);
            }
        }
        let mut splits = Vec::new();
        for number in 0..self.graph.node_count() {
            let node = self.node(number);
            let doubt = match node.kind {
                Kind::Person => first_names_that_differ(node),
                _ => self.acronym_of_two(number, &of_acronym),
            };
            if let Some((score, why, forms)) = doubt.or_else(|| bound_by_the_corpus(node)) {
                splits.push(Split {
                    node: NodeIndex::new(number),
                    forms,
                    why,
                    score,
                });
            }
        }
        splits
    }

    /// Initials that other names of the graph have, too.
    fn acronym_of_two(
        &self,
        number: usize,
        of_acronym: &BTreeMap<&str, BTreeSet<usize>>,
    ) -> Option<(f64, String, Vec<String>)> {
        let node = self.node(number);
        let shared = node.aliases.iter().find_map(|alias| {
            if !organization::is_acronym(&alias.form) || alias.form == node.label {
                return None;
            }
            let acronym = fold(&alias.form).replace(' ', "");
            let others = of_acronym.get(acronym.as_str())?;
            let other = others.iter().find(|&&other| {
                other != number && Family::of(self.node(other).kind) == Family::of(node.kind)
            })?;
            Some((alias, *other))
        });
        let (alias, other) = shared?;
        let why = format!(
            "`{}` is written for `{}`, too",
            alias.form,
            self.node(other).label
        );
        Some((0.6, why, vec![alias.form.clone()]))
    }
}

/// A person's full names that cannot be one's; what a table or a correction says is believed.
fn first_names_that_differ(node: &Node) -> Option<(f64, String, Vec<String>)> {
    let label = PersonName::parse(&node.label);
    if !label.is_full() {
        return None;
    }
    let differs = |alias: &&Alias| {
        let name = PersonName::parse(&alias.form);
        name.is_full()
            && !alias.form.starts_with('@')
            && name.key() != label.key()
            && label.short_form(&name).is_none()
            && !name.agrees(&label)
            && !name.is_spelled_like(&label)
            && !is_told(alias)
    };
    let forms: Vec<String> = node
        .aliases
        .iter()
        .filter(differs)
        .map(|alias| alias.form.clone())
        .collect();
    let first = forms.first()?;
    let why = format!("`{first}` does not agree with `{}`", node.label);
    Some((0.9, why, forms))
}

fn is_told(alias: &Alias) -> bool {
    alias.reason == Rule::Known.in_words() || alias.reason.starts_with("merged by ")
}

/// Forms that no document explains.
fn bound_by_the_corpus(node: &Node) -> Option<(f64, String, Vec<String>)> {
    let rules = [Rule::CorpusSurname, Rule::CorpusAcronym];
    let bound: Vec<&Alias> = node
        .aliases
        .iter()
        .filter(|alias| rules.iter().any(|rule| alias.reason == rule.in_words()))
        .collect();
    let first = bound.first()?;
    let count: u32 = bound.iter().map(|alias| alias.count).sum();
    // The more of an entity hangs on such a form, the worse if it is wrong.
    let share = f64::from(count) / f64::from(node.mentions.max(1));
    let why = format!("`{}`: {}", first.form, first.reason);
    let forms = bound.iter().map(|alias| alias.form.clone()).collect();
    Some((0.2 + 0.4 * share.min(1.0), why, forms))
}

impl Suggestions {
    /// The suggestions as entries of a corrections file, with the evidence as comments.
    pub fn to_toml(&self, graph: &CoMentionGraph) -> String {
        let mut out = String::new();
        let labels = Labels::of(graph);
        for merge in &self.merges {
            let (into, from) = (&graph[merge.into], &graph[merge.from]);
            // Writing to a string cannot fail.
            let _ = write!(
                out,
                "# {} and {} may be the same: {}\n# {} and {} mentions, {} neighbours in common, {}\n[[merge]]\nentities = [{}, {}]\n\n",
                comment(&into.label),
                comment(&from.label),
                comment(&merge.why),
                into.mentions,
                from.mentions,
                merge.shared_neighbours,
                match merge.sentences_with_both {
                    0 => "no sentence names both".to_owned(),
                    1 => "1 sentence names both".to_owned(),
                    n => format!("{n} sentences name both"),
                },
                labels.reference(into),
                labels.reference(from),
            );
        }
        for split in &self.splits {
            let node = &graph[split.node];
            let _ = writeln!(
                out,
                "# {} may be two: {}",
                comment(&node.label),
                comment(&split.why)
            );
            for alias in node
                .aliases
                .iter()
                .filter(|a| split.forms.contains(&a.form))
            {
                let place = alias.example.as_ref().map_or(String::new(), |example| {
                    let span = example.span;
                    format!(", {}:{}..{}", example.document, span.start, span.end)
                });
                let _ = writeln!(
                    out,
                    "#   {} times {}{}",
                    alias.count,
                    comment(&alias.form),
                    comment(&place)
                );
            }
            let forms: Vec<String> = split.forms.iter().map(|form| quoted(form)).collect();
            let name = match split.forms.first() {
                Some(form) if *form != node.label => form.clone(),
                _ => format!("{} (2)", node.label),
            };
            let _ = write!(
                out,
                "[[split]]\nentity = {}\nforms = [{}]\nname = {}\n\n",
                labels.reference(node),
                forms.join(", "),
                quoted(&name)
            );
        }
        for pair in &self.apart {
            let _ = writeln!(
                out,
                "# not suggested: {} and {} are named together in {} sentences",
                comment(&graph[pair.into].label),
                comment(&graph[pair.from].label),
                pair.sentences_with_both
            );
        }
        out
    }
}

/// How often each name is a node's.
struct Labels(BTreeMap<String, usize>);

impl Labels {
    fn of(graph: &CoMentionGraph) -> Labels {
        let mut count: BTreeMap<String, usize> = BTreeMap::new();
        for node in graph.node_weights() {
            *count.entry(fold(&node.label)).or_default() += 1;
        }
        Labels(count)
    }

    /// What an entry calls a node: its name, which outlives an id's number, or its id where two have
    /// that name.
    fn reference(&self, node: &Node) -> String {
        let key = fold(&node.label);
        let unique = !key.is_empty() && self.0.get(&key) == Some(&1);
        quoted(if unique { &node.label } else { &node.id })
    }
}

/// A basic string of TOML: the escapes are those of JSON, and DEL has to be escaped as well.
fn quoted(text: &str) -> String {
    serde_json::Value::from(text)
        .to_string()
        .replace('\u{7f}', "\\u007f")
}

/// One line without control characters, as comments must be.
fn comment(text: &str) -> String {
    let plain: String = text
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect();
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::export::fixture;
    use crate::resolve::corrections::Corrections;

    fn person(label: &str, mentions: u32) -> Node {
        let id = crate::resolve::corpus::id_of(Kind::Person, label);
        fixture::node(&id, label, Kind::Person, mentions)
    }

    fn organization(label: &str, mentions: u32) -> Node {
        let id = crate::resolve::corpus::id_of(Kind::Organization, label);
        fixture::node(&id, label, Kind::Organization, mentions)
    }

    fn pairs(graph: &CoMentionGraph) -> Vec<(&str, &str)> {
        let merges = suggest(graph, 20).merges;
        let label = |index: NodeIndex| graph[index].label.as_str();
        merges
            .iter()
            .map(|m| (label(m.into), label(m.from)))
            .collect()
    }

    #[test]
    fn names_that_are_alike_may_be_the_same_and_others_are_not_mentioned() {
        let mut graph = CoMentionGraph::default();
        for node in [
            person("Ann Example", 9),
            person("A. Example", 1),
            person("Bo Sample", 5),
            person("Sample", 2),
            person("Carl Other", 3),
            organization("Placeholder Institute for Tests", 4),
            organization("PIT", 3),
            organization("Democratic Party", 3),
            organization("Democratic Party of Korea", 3),
        ] {
            graph.add_node(node);
        }
        assert_eq!(
            pairs(&graph),
            [
                ("Ann Example", "A. Example"),
                ("Placeholder Institute for Tests", "PIT"),
                ("Bo Sample", "Sample"),
            ]
        );
    }

    #[test]
    fn who_is_often_named_in_one_sentence_is_not_the_same() {
        let mut graph = CoMentionGraph::default();
        let one = graph.add_node(person("Ann Example", 9));
        let other = graph.add_node(person("A. Example", 4));
        let mut edge = fixture::edge(3.0, "Both.");
        edge.sentences = 3;
        graph.add_edge(one, other, edge);
        let found = suggest(&graph, 20);
        assert_eq!(found.merges, []);
        assert_eq!(found.apart.len(), 1);
        assert!(found.to_toml(&graph).contains(
            "# not suggested: Ann Example and A. Example are named together in 3 sentences"
        ));
    }

    #[test]
    fn two_first_names_may_be_two_people() {
        let mut graph = CoMentionGraph::default();
        let mut node = person("Ann Example", 9);
        let alias = |form: &str, reason: &str| Alias {
            form: form.to_owned(),
            count: 2,
            reason: reason.to_owned(),
            example: None,
        };
        node.aliases.extend([
            alias("Carl Example", "x"),
            alias("Example", "x"),
            alias("Ann B. Example", "x"),
            alias("Pen Name", "merged by corrections.toml:3"),
        ]);
        graph.add_node(node);
        let found = suggest(&graph, 20);
        assert_eq!(found.splits.len(), 1);
        assert_eq!(found.splits[0].forms, ["Carl Example"]);
    }

    #[test]
    fn a_form_that_no_document_explains_is_doubtful() {
        let mut graph = CoMentionGraph::default();
        let mut node = person("Ann Example", 9);
        node.aliases.push(Alias {
            form: "Example".to_owned(),
            count: 2,
            reason: Rule::CorpusSurname.in_words().to_owned(),
            example: None,
        });
        graph.add_node(node);
        assert_eq!(suggest(&graph, 20).splits[0].forms, ["Example"]);
    }

    #[test]
    fn what_is_suggested_can_be_pasted_into_a_file_whatever_the_names_hold() {
        let mut graph = CoMentionGraph::default();
        for (number, odd) in ["\"", "\\", "\n", "\u{7f}", "]]", "é"]
            .into_iter()
            .enumerate()
        {
            graph.add_node(person(&format!("Ann{number} {odd} Example"), 2));
            graph.add_node(person(&format!("Ann{number} {odd}b {odd} Example"), 1));
        }
        let found = suggest(&graph, 100);
        assert!(!found.merges.is_empty());
        let read = Corrections::parse("s.toml", &found.to_toml(&graph)).unwrap();
        assert_eq!(read.len(), found.merges.len() + found.splits.len());
    }
}
