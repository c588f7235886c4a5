//! Sets of items that are joined step by step.

/// Union-find whose sets are led by their smallest item, so that the order of joins does not show,
/// and that knows the members of each. Eight bytes an item: the members of a set are a ring.
#[derive(Clone, Debug)]
pub(super) struct Union {
    leader: Vec<u32>,
    /// The next item of the same set, at last the first again.
    next: Vec<u32>,
}

impl Union {
    /// `n` sets of one item each.
    pub(super) fn new(n: usize) -> Self {
        Union {
            leader: (0..n as u32).collect(),
            next: (0..n as u32).collect(),
        }
    }

    /// The smallest item of the set of `item`.
    pub(super) fn find(&self, item: usize) -> usize {
        self.leader[item] as usize
    }

    /// The items of the set of `item`, in no particular order.
    pub(super) fn members(&self, item: usize) -> impl Iterator<Item = usize> + Clone + use<'_> {
        let next = move |&member: &usize| {
            let next = self.next[member] as usize;
            (next != item).then_some(next)
        };
        std::iter::successors(Some(item), next)
    }

    /// Joins two sets and returns whether they were apart.
    ///
    /// # Complexity
    /// Linear in the set with the higher leader; sets are the forms of one name, so they are small.
    pub(super) fn join(&mut self, a: usize, b: usize) -> bool {
        let (a, b) = (self.find(a), self.find(b));
        let (low, high) = (a.min(b), a.max(b));
        if low == high {
            return false;
        }
        let mut moved = high;
        loop {
            self.leader[moved] = low as u32;
            moved = self.next[moved] as usize;
            if moved == high {
                break;
            }
        }
        self.next.swap(low, high);
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
        assert_eq!(union.members(0).collect::<Vec<_>>(), [0]);
        let mut members: Vec<usize> = union.members(3).collect();
        members.sort_unstable();
        assert_eq!(members, [1, 2, 3]);
    }
}
