//! Document ids, unique in a run.

use std::collections::HashMap;

use sha2::{Digest, Sha256};

/// Gives an id that has been used before a suffix: `a`, `a~2`, `a~3`.
///
/// Documents come in an order that depends on the inputs alone, and so do the suffixes. Of each id
/// 16 bytes of its SHA-256 are kept: ids may be long and documents many.
#[derive(Default)]
pub(super) struct Ids {
    /// The number that the next document of that id gets.
    next: HashMap<[u8; 16], u32>,
}

impl Ids {
    /// The id to use instead of `id`, if that is taken.
    pub(super) fn claim(&mut self, id: &str) -> Option<String> {
        let wanted = key(id);
        let Some(&first) = self.next.get(&wanted) else {
            self.next.insert(wanted, 2);
            return None;
        };
        let mut number = first;
        loop {
            let candidate = format!("{id}~{number}");
            number += 1;
            let key = key(&candidate);
            if !self.next.contains_key(&key) {
                self.next.insert(key, 2);
                self.next.insert(wanted, number);
                return Some(candidate);
            }
        }
    }
}

fn key(id: &str) -> [u8; 16] {
    let digest = Sha256::digest(id.as_bytes());
    let mut key = [0; 16];
    key.copy_from_slice(&digest[..16]);
    key
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_taken_id_gets_the_next_free_number() {
        let mut ids = Ids::default();
        assert_eq!(ids.claim("a"), None);
        assert_eq!(ids.claim("a~2"), None);
        assert_eq!(ids.claim("a"), Some("a~3".to_owned()));
        assert_eq!(ids.claim("a"), Some("a~4".to_owned()));
        assert_eq!(ids.claim("a~2"), Some("a~2~2".to_owned()));
    }
}
