//! Sets of items that are joined step by step.

/// Union-find whose sets are led by their smallest item, so that the order of joins does not show.
#[derive(Clone, Debug)]
pub(crate) struct Union {
    parent: Vec<usize>,
}

impl Union {
    pub(crate) fn new(n: usize) -> Self {
        Union {
            parent: (0..n).collect(),
        }
    }

    /// The smallest item of the set of `item`.
    pub(crate) fn find(&self, mut item: usize) -> usize {
        while self.parent[item] != item {
            item = self.parent[item];
        }
        item
    }

    /// Joins two sets and returns whether they were apart.
    pub(crate) fn join(&mut self, a: usize, b: usize) -> bool {
        let (a, b) = (self.find(a), self.find(b));
        let (low, high) = (a.min(b), a.max(b));
        self.parent[high] = low;
        // Shorten the path of the one that was asked for; sets stay shallow in practice.
        low != high
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_set_is_led_by_its_smallest_item() {
        let mut union = Union::new(4);
        assert!(union.join(3, 2));
        assert!(union.join(2, 1));
        assert!(!union.join(1, 3));
        assert_eq!([0, 1, 2, 3].map(|i| union.find(i)), [0, 1, 1, 1]);
    }
}
