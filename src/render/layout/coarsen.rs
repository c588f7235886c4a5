//! Coarser pictures of a graph, to lay out first.
//!
//! Forces alone untangle a large graph slowly and leave folds in it. So nodes are joined in pairs
//! along their heaviest edges until few are left; those are placed, and each step back starts from
//! the places of the step before (Walshaw, "A multilevel algorithm for force-directed graph-drawing",
//! JGAA 7, 2003).

use super::Spring;

/// The nodes and springs that the layout works on.
pub(super) struct Level {
    /// How strongly each node pushes others away.
    pub(super) mass: Vec<f64>,
    /// The springs of node `i` are those from `first[i]` to `first[i + 1]`: the other node, and how strong.
    first: Vec<u32>,
    to: Vec<u32>,
    strength: Vec<f64>,
}

impl Level {
    /// The finest level. A node's mass is 1 plus the strengths of its springs: with that, how far
    /// apart groups stand says how little connects them (Noack, "Modularity clustering is
    /// force-directed layout", Phys. Rev. E 79, 2009).
    pub(super) fn finest(n: usize, springs: &[Spring]) -> Level {
        let mut mass = vec![1.0; n];
        for &(a, b, weight) in springs {
            mass[a as usize] += weight;
            mass[b as usize] += weight;
        }
        Level::new(mass, springs)
    }

    fn new(mass: Vec<f64>, edges: &[Spring]) -> Level {
        let mut first = vec![0; mass.len() + 1];
        for &(a, b, _) in edges {
            first[a as usize + 1] += 1;
            first[b as usize + 1] += 1;
        }
        for i in 1..first.len() {
            first[i] += first[i - 1];
        }
        let mut next = first.clone();
        let mut to = vec![0; 2 * edges.len()];
        let mut strength = vec![0.0; 2 * edges.len()];
        for &(a, b, weight) in edges {
            for (from, end) in [(a, b), (b, a)] {
                let at = &mut next[from as usize];
                (to[*at as usize], strength[*at as usize]) = (end, weight);
                *at += 1;
            }
        }
        Level {
            mass,
            first,
            to,
            strength,
        }
    }

    pub(super) fn len(&self) -> usize {
        self.mass.len()
    }

    pub(super) fn springs(&self, i: usize) -> impl Iterator<Item = (usize, f64)> + '_ {
        let springs = self.first[i] as usize..self.first[i + 1] as usize;
        let to = self.to[springs.clone()].iter().map(|&to| to as usize);
        to.zip(self.strength[springs].iter().copied())
    }

    /// Number of springs, each counted at both ends.
    pub(super) fn ends(&self) -> usize {
        self.to.len()
    }

    /// The next coarser level, and the node in it that each node goes into. In a connected level of
    /// two nodes or more it has at most half as many.
    pub(super) fn coarser(&self) -> (Level, Vec<usize>) {
        let (into, count) = self.groups();
        let mut mass = vec![0.0; count];
        for (i, &group) in into.iter().enumerate() {
            mass[group] += self.mass[i];
        }
        let mut order: Vec<u32> = (0..into.len() as u32).collect();
        order.sort_by_key(|&i| into[i as usize]);
        let mut edges = Vec::new();
        // Group after group, so that not all springs are in memory once more.
        let mut of_group: Vec<Spring> = Vec::new();
        for members in order.chunk_by(|&i, &j| into[i as usize] == into[j as usize]) {
            for &i in members {
                let group = into[i as usize];
                of_group.extend(
                    (self.springs(i as usize))
                        .filter(|(j, _)| group < into[*j])
                        .map(|(j, weight)| (group as u32, into[j] as u32, weight)),
                );
            }
            of_group.sort_by_key(|e| e.1);
            of_group.dedup_by(|next, kept| {
                let same = next.1 == kept.1;
                if same {
                    kept.2 += next.2;
                }
                same
            });
            edges.append(&mut of_group);
        }
        (Level::new(mass, &edges), into)
    }

    /// Pairs along the springs that are strongest for the masses of their ends. A node whose
    /// neighbours are all taken joins the pair of the best of them: without that, a hub and its
    /// leaves would take one step a leaf.
    fn groups(&self) -> (Vec<usize>, usize) {
        const FREE: usize = usize::MAX;
        let mut into = vec![FREE; self.len()];
        let mut count = 0;
        // Light nodes first: heavy ones would otherwise be taken by whoever comes first.
        let mut order: Vec<usize> = (0..self.len()).collect();
        order.sort_by(|&a, &b| self.mass[a].total_cmp(&self.mass[b]).then(a.cmp(&b)));
        for i in order {
            if into[i] != FREE {
                continue;
            }
            let best = |free: bool| {
                (self.springs(i))
                    .filter(|(j, _)| (into[*j] == FREE) == free)
                    .map(|(j, weight)| (j, weight / self.mass[j]))
                    .fold(None, |best: Option<(usize, f64)>, next| match best {
                        Some(kept) if kept.1 >= next.1 => Some(kept),
                        _ => Some(next),
                    })
            };
            match (best(true), best(false)) {
                (Some((j, _)), _) => {
                    into[i] = count;
                    into[j] = count;
                    count += 1;
                }
                (None, Some((j, _))) => into[i] = into[j],
                (None, None) => {
                    into[i] = count;
                    count += 1;
                }
            }
        }
        (into, count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_star_becomes_one_node_in_one_step() {
        let springs: Vec<Spring> = (1..9).map(|i| (0, i, 1.0)).collect();
        let (coarse, into) = Level::finest(9, &springs).coarser();
        assert_eq!((coarse.len(), coarse.mass[0]), (1, 9.0 + 16.0));
        assert_eq!(into, [0; 9]);
    }

    #[test]
    fn parallel_springs_are_added() {
        let square = [(0, 1, 9.0), (2, 3, 9.0), (0, 2, 1.0), (1, 3, 2.0)];
        let (coarse, _) = Level::finest(4, &square).coarser();
        assert_eq!(coarse.springs(0).collect::<Vec<_>>(), [(1, 3.0)]);
    }
}
