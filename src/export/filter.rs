//! A part of a graph: the edges that pass, around a name, the strongest.
//!
//! Counts, measures and dates stay those of the whole graph. A part says less, but nothing else.

use std::collections::VecDeque;

use petgraph::graph::NodeIndex;
use rustc_hash::FxHashSet;
use serde::{Deserialize, Serialize};

use super::file::GraphFile;
use crate::analyze::{strengths, strongest};
use crate::day::{before, check_range};
use crate::gazetteer::{Gazetteer, fold};
use crate::graph::{CoMentionGraph, Edge, Node, part};
use crate::{Error, Kind, Result};

/// Names that are offered for one that is not there.
const NEAR: usize = 3;

/// What to choose. It is applied in the order of its fields; the default chooses everything.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(default)]
pub struct Filter {
    /// Only names of these kinds; empty: of all.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub kinds: Vec<Kind>,
    /// Only edges of at least this weight.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min_weight: Option<f64>,
    /// Only edges with at least so many independent documents.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min_documents: Option<u32>,
    /// Only edges with at least so many publishers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min_publishers: Option<u32>,
    /// Only edges whose last document is of this day (`YYYY-MM-DD`, `YYYY-MM` or `YYYY`) or later.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// Only edges whose first document is of this day or earlier.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
    /// Only edges that a document of this publisher supports, be it a copy.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub publisher: Option<String>,
    /// Only edges whose [`Edge::backbone`] is below this.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub backbone: Option<f64>,
    /// Only edges whose [`Edge::q_value`] is below this.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fdr: Option<f64>,
    /// Only what lies around the entity of this id, name or alias.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ego: Option<String>,
    /// How many edges away from it; 1 if not given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hops: Option<usize>,
    /// Only so many names: around an entity the nearest and strongest, otherwise those of the
    /// [strongest pairs](crate::analyze::strongest).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub top: Option<usize>,
}

impl Filter {
    /// Whether it chooses everything.
    pub fn is_empty(&self) -> bool {
        *self == Filter::default()
    }

    fn filters_edges(&self) -> bool {
        self.min_weight.is_some()
            || self.min_documents.is_some()
            || self.min_publishers.is_some()
            || self.from.is_some()
            || self.to.is_some()
            || self.publisher.is_some()
            || self.backbone.is_some()
            || self.fdr.is_some()
    }

    fn passes(&self, edge: &Edge) -> bool {
        let from = self
            .from
            .as_deref()
            .is_none_or(|from| (edge.last.as_deref()).is_some_and(|last| !before(last, from)));
        let to = self
            .to
            .as_deref()
            .is_none_or(|to| (edge.first.as_deref()).is_some_and(|first| !before(to, first)));
        let publisher = (self.publisher.as_deref()).is_none_or(|name| supports(edge, name));
        from && to
            && publisher
            && self
                .min_documents
                .is_none_or(|least| edge.independent_documents >= least)
            && self
                .min_publishers
                .is_none_or(|least| edge.publishers >= least)
            && self.fdr.is_none_or(|alpha| edge.q_value < alpha)
            && self.min_weight.is_none_or(|least| edge.weight >= least)
            && self.backbone.is_none_or(|alpha| edge.backbone < alpha)
    }
}

/// Whether a document of this publisher supports the edge, be it a copy.
fn supports(edge: &Edge, publisher: &str) -> bool {
    let counted = |name: &str| fold(Gazetteer::builtin().publisher(name));
    let publisher = counted(publisher);
    let mut names = edge.published_by.iter().chain(edge.copied_by.iter());
    names.any(|name| counted(name) == publisher)
}

impl GraphFile {
    /// The part of the graph that `filter` chooses. Names that lose all their edges are left out.
    ///
    /// # Errors
    /// [`Error::Name`] if [`Filter::ego`] names no entity or several, or [`Filter::publisher`] supports no edge;
    /// [`Error::Invalid`] if the days are none.
    pub fn filtered(self, filter: &Filter) -> Result<GraphFile> {
        if filter.is_empty() {
            return Ok(self);
        }
        let days = check_range(filter.from.as_deref(), filter.to.as_deref());
        days.map_err(|message| Error::Invalid {
            place: "--from, --to".to_owned(),
            message,
        })?;
        let ego = filter
            .ego
            .as_deref()
            .map(|name| self.find(name))
            .transpose()?;
        if let Some(publisher) = &filter.publisher
            && !(self.graph.edge_weights()).any(|edge| supports(edge, publisher))
        {
            let message = format!("no edge has a document of a publisher `{publisher}`");
            return Err(Error::Name(message));
        }
        let GraphFile { graph, .. } = self;
        let (graph, ego) = edges_that_pass(graph, filter, ego);
        let order = match ego {
            Some(ego) => nearest(&graph, ego, filter.hops.unwrap_or(1)),
            None => strongest(&graph, filter.top.unwrap_or(usize::MAX)),
        };
        let all = filter.ego.is_none() && filter.top.is_none();
        let mut keep = vec![all; graph.node_count()];
        for &node in order.iter().take(filter.top.unwrap_or(usize::MAX)) {
            keep[node] = true;
        }
        let graph = part(graph, |node, _| keep[node], |_| true);
        let mut relations = self.relations;
        let nodes: FxHashSet<&str> = graph.node_weights().map(|node| &*node.id).collect();
        relations.retain(|r| {
            [&r.source, &r.target]
                .iter()
                .all(|id| nodes.contains(id.as_str()))
        });
        Ok(GraphFile {
            graph,
            relations,
            filter: Some(filter.clone()),
            ..self
        })
    }

    /// The entity of that id, here or elsewhere, or name; if there is none, the only one with that alias.
    ///
    /// # Errors
    /// [`Error::Name`] if there is none, with names that are written nearly so, or several, whose ids it
    /// lists.
    pub fn find(&self, name: &str) -> Result<NodeIndex> {
        let key = fold(name);
        let tests: [&dyn Fn(&Node) -> bool; 4] = [
            &|node| &*node.id == name,
            &|node| node.external_id.as_deref() == Some(name),
            &|node| fold(&node.label) == key,
            &|node| node.aliases.iter().any(|alias| fold(&alias.form) == key),
        ];
        for test in tests {
            let nodes = self.graph.node_indices();
            let found: Vec<NodeIndex> = nodes.filter(|&n| test(&self.graph[n])).collect();
            match found[..] {
                [] => {}
                [only] => return Ok(only),
                _ => {
                    let ids: Vec<&str> = found.iter().map(|&n| &*self.graph[n].id).collect();
                    let ids = ids.join(", ");
                    let message = format!("`{name}` can be {ids}; use one of these ids");
                    return Err(Error::Name(message));
                }
            }
        }
        let near = match self.nearly(&key) {
            near if near.is_empty() => String::new(),
            near => format!("; did you mean {}?", near.join(", ")),
        };
        let message = format!("the graph has no entity named `{name}`{near}");
        Err(Error::Name(message))
    }

    /// The most often named entities of which a form has all words of a folded name, or nearly its letters.
    fn nearly(&self, key: &str) -> Vec<&str> {
        let nearly = |form: &str| {
            let form = fold(form);
            let all = !key.is_empty()
                && key
                    .split(' ')
                    .all(|word| form.split(' ').any(|other| other == word));
            // One letter in four or so may be another.
            all || distance(key, &form) <= key.chars().count() / 4
        };
        let forms = |node: &Node| {
            let mut aliases = node.aliases.iter();
            nearly(&node.label) || aliases.any(|alias| nearly(&alias.form))
        };
        let mut near: Vec<&Node> = self
            .graph
            .node_weights()
            .filter(|node| forms(node))
            .collect();
        near.sort_by(|a, b| b.mentions.cmp(&a.mentions).then(a.id.cmp(&b.id)));
        near.iter().take(NEAR).map(|node| &*node.label).collect()
    }
}

/// Letters that must be changed, added or left out to make one text of another (Levenshtein's distance).
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (n, one) in a.chars().enumerate() {
        let mut before = row[0];
        row[0] = n + 1;
        for (at, other) in b.iter().enumerate() {
            let change = before + usize::from(one != *other);
            before = row[at + 1];
            row[at + 1] = change.min(before + 1).min(row[at] + 1);
        }
    }
    row[b.len()]
}

/// Without the edges and kinds that do not pass, nor the names that lose all edges by it; and the new
/// index of `ego`, which stays.
fn edges_that_pass(
    graph: CoMentionGraph,
    filter: &Filter,
    ego: Option<NodeIndex>,
) -> (CoMentionGraph, Option<NodeIndex>) {
    let kept = |kind: Kind| filter.kinds.is_empty() || filter.kinds.contains(&kind);
    let mut joined = vec![!filter.filters_edges(); graph.node_count()];
    for edge in graph.raw_edges() {
        let ends = [edge.source(), edge.target()];
        if filter.passes(&edge.weight) && ends.iter().all(|&end| kept(graph[end].kind)) {
            for end in ends {
                joined[end.index()] = true;
            }
        }
    }
    let keep: Vec<bool> = graph
        .node_indices()
        .map(|n| ego == Some(n) || (joined[n.index()] && kept(graph[n].kind)))
        .collect();
    let ego = ego.map(|ego| {
        let earlier = keep[..ego.index()].iter().filter(|&&kept| kept).count();
        NodeIndex::new(earlier)
    });
    (
        part(graph, |node, _| keep[node], |edge| filter.passes(edge)),
        ego,
    )
}

/// The nodes at most `hops` edges from `ego`, that one first, then the nearest; of those equally near,
/// its own neighbours by the weight of their edge to it, others by strength.
fn nearest(graph: &CoMentionGraph, ego: NodeIndex, hops: usize) -> Vec<usize> {
    let strength = strengths(graph);
    let mut distance = vec![None; graph.node_count()];
    distance[ego.index()] = Some(0);
    let mut queue = VecDeque::from([ego]);
    let mut order = Vec::new();
    while let Some(node) = queue.pop_front() {
        let far = distance[node.index()].unwrap_or(0);
        let tie = match graph.find_edge(ego, node) {
            Some(edge) if far == 1 => graph[edge].weight,
            _ => strength[node.index()],
        };
        order.push((far, tie, node.index()));
        if far < hops {
            for next in graph.neighbors(node) {
                if distance[next.index()].is_none() {
                    distance[next.index()] = Some(far + 1);
                    queue.push_back(next);
                }
            }
        }
    }
    order.sort_by(|a, b| a.0.cmp(&b.0).then(b.1.total_cmp(&a.1)).then(a.2.cmp(&b.2)));
    order.into_iter().map(|(_, _, node)| node).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analyze::tests::graph;
    use crate::export::fixture;

    /// Ids of the nodes, without the kind, and the number of edges.
    fn chosen(g: &CoMentionGraph, filter: Filter) -> (Vec<String>, usize) {
        let file = fixture::file(g.clone()).filtered(&filter).unwrap();
        let ids = file
            .graph
            .node_weights()
            .map(|n| n.id.replace("person:", ""));
        (ids.collect(), file.graph.edge_count())
    }

    #[test]
    fn names_that_lose_all_their_edges_are_left_out() {
        let g = graph(5, &[(0, 1, 1.0), (1, 2, 2.0), (2, 3, 3.0)]);
        let filter = Filter {
            min_weight: Some(2.0),
            ..Filter::default()
        };
        assert_eq!(
            chosen(&g, filter),
            (vec!["1".into(), "2".into(), "3".into()], 2)
        );
        assert_eq!(chosen(&g, Filter::default()).0.len(), 5);
    }

    #[test]
    fn around_a_name_are_its_neighbours_and_what_joins_them() {
        let g = graph(
            6,
            &[
                (0, 1, 1.0),
                (0, 2, 5.0),
                (1, 2, 1.0),
                (2, 3, 9.0),
                (3, 4, 9.0),
            ],
        );
        let ego = |hops, top| Filter {
            ego: Some("Person 0".into()),
            hops,
            top,
            ..Filter::default()
        };
        assert_eq!(
            chosen(&g, ego(None, None)),
            (vec!["0".into(), "1".into(), "2".into()], 3)
        );
        assert_eq!(
            chosen(&g, ego(None, Some(2))),
            (vec!["0".into(), "2".into()], 1)
        );
        assert_eq!(chosen(&g, ego(Some(2), None)).0.len(), 4);
        let missing = Filter {
            ego: Some("Nobody".into()),
            ..Filter::default()
        };
        assert!(fixture::file(g).filtered(&missing).is_err());
    }

    #[test]
    fn an_entity_is_found_by_its_id_elsewhere_and_a_misspelled_name_is_answered_with_the_near_ones()
    {
        let mut g = graph(3, &[(0, 1, 1.0)]);
        g.node_weights_mut().nth(1).unwrap().external_id = Some("Q42".into());
        let file = fixture::file(g);
        assert_eq!(file.find("Q42").unwrap().index(), 1);
        let message = |name: &str| file.find(name).unwrap_err().to_string();
        assert_eq!(
            message("Prson 2"),
            "the graph has no entity named `Prson 2`; did you mean Person 2?"
        );
        assert_eq!(message("Zorro"), "the graph has no entity named `Zorro`");
        assert_eq!((distance("kitten", "sitting"), distance("", "ab")), (3, 2));
    }

    #[test]
    fn dates_leave_out_edges_that_ended_before_or_began_after() {
        let mut g = graph(4, &[(0, 1, 1.0), (1, 2, 1.0), (2, 3, 1.0)]);
        for (edge, (first, last)) in g.edge_weights_mut().zip([
            ("2018-01-01", "2018-05-01"),
            ("2018-01-01", "2020-01-01"),
            ("2020-06-01", "2020-06-02"),
        ]) {
            (edge.first, edge.last) = (Some(first.into()), Some(last.into()));
        }
        let filter = |from: &str, to: &str| Filter {
            from: Some(from.into()),
            to: Some(to.into()),
            ..Filter::default()
        };
        assert_eq!(
            chosen(&g, filter("2019", "2019")),
            (vec!["1".into(), "2".into()], 1)
        );
        assert_eq!(chosen(&g, filter("2018-05", "2020-06")).1, 3);
    }

    #[test]
    fn a_publisher_and_a_false_discovery_rate_leave_out_edges() {
        let mut g = graph(3, &[(0, 1, 1.0), (1, 2, 1.0)]);
        for (edge, (by, q)) in g
            .edge_weights_mut()
            .zip([("The Post", 0.2), ("Wire", 0.01)])
        {
            (edge.published_by, edge.q_value) = ([by.into()].into(), q);
        }
        let publisher = Filter {
            publisher: Some("the POST".into()),
            ..Filter::default()
        };
        assert_eq!(chosen(&g, publisher), (vec!["0".into(), "1".into()], 1));
        let second = g.edge_weights_mut().nth(1).unwrap();
        second.copied_by = ["Broadcast News".into()].into();
        let copier = Filter {
            publisher: Some("broadcast news".into()),
            ..Filter::default()
        };
        assert_eq!(chosen(&g, copier), (vec!["1".into(), "2".into()], 1));
        let fdr = Filter {
            fdr: Some(0.05),
            ..Filter::default()
        };
        assert_eq!(chosen(&g, fdr), (vec!["1".into(), "2".into()], 1));
    }

    #[test]
    fn kinds_leave_out_all_others() {
        let g = fixture::names_that_bite();
        let filter = Filter {
            kinds: vec![Kind::Person, Kind::Place],
            ..Filter::default()
        };
        let file = fixture::file(g).filtered(&filter).unwrap();
        assert!(
            file.graph
                .node_weights()
                .all(|n| filter.kinds.contains(&n.kind))
        );
        assert!(file.graph.node_count() > 2);
    }
}
