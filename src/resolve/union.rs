//! Sets of items that are joined step by step.

/// Union-find whose sets are led by their smallest item, so that the order of joins does not show,
/// and that knows the members of each.
#[derive(Clone, Debug)]
pub(super) struct Union {
    leader: Vec<usize>,
    members: Vec<Vec<usize>>,
}

impl Union {
    /// `n` sets of one item each.
    pub(super) fn new(n: usize) -> Self {
        Union {
            leader: (0..n).collect(),
            members: (0..n).map(|item| vec![item]).collect(),
        }
    }

    /// The smallest item of the set of `item`.
    pub(super) fn find(&self, item: usize) -> usize {
        self.leader[item]
    }

    /// The items of the set of `item`, in no particular order.
    pub(super) fn members(&self, item: usize) -> &[usize] {
        &self.members[self.leader[item]]
    }

    /// Joins two sets and returns whether they were apart.
    ///
    /// # Complexity
    /// Linear in the set with the higher leader; sets are the forms of one name, so they are small.
    pub(super) fn join(&mut self, a: usize, b: usize) -> bool {
        let (a, b) = (self.leader[a], self.leader[b]);
        let (low, high) = (a.min(b), a.max(b));
        if low == high {
            return false;
        }
        let moved = std::mem::take(&mut self.members[high]);
        for &item in &moved {
            self.leader[item] = low;
        }
        self.members[low].extend(moved);
        true
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
        assert_eq!(union.members(0), [0]);
        assert_eq!(union.members(3).len(), 3);
    }
}
