//! The small language in which the rules are written, and the machine that runs it.
//!
//! A rule is one line of a table in `data/lexicon`: a type, a name, a score and a pattern. A pattern
//! is a sequence of elements, separated by spaces, that must stand side by side in a sentence:
//!
//! | element | stands for |
//! |---|---|
//! | `spokesman`, `,`, `'s`, `"` | that word, in any case, or that mark |
//! | `LP`, `RP` | an opening bracket, a closing one |
//! | `@class` | a word of that class; classes are lines `@class = word word ...` of the table |
//! | `S:person`, `T:org\|outlet`, `_:any` | a name of one of these kinds: the source, the target, any |
//! | `S+:person` | the same, where a possessive may follow; else none may |
//! | `~3` | up to three words, no names, no punctuation, none of the class `stop` |
//! | `%20` | up to twenty words or names, no comma, no quotation mark, no stop |
//! | `( a \| b c )` | one of these |
//! | `x?` | x or nothing |
//! | `!x` | x, which must be in a sentence for the rule to be tried at all: the rule's key |
//! | `^` | the beginning of the sentence |
//!
//! Alternatives are tried in their order, gaps from short to long, and the first way that fits is
//! taken: Thompson's programs of `match` and `split` instructions, run with backtracking. The
//! patterns are short and gaps are bounded, so the worst case is small.

use rustc_hash::FxHashMap;

use super::RelationType;
use super::sentence::{Item, Sentence};
use crate::Kind;

/// Ids of words; 0 is any word that no rule knows.
pub(super) type Word = u16;

/// Which of the names that a rule binds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Slot {
    Source,
    Target,
    None,
}

/// One step of a program.
#[derive(Clone, Debug)]
enum Step {
    /// The next item is one of these words, by their bits.
    Word(Box<[u64]>),
    /// The next item is a name of one of these kinds.
    Name {
        slot: Slot,
        kinds: u8,
        possessive: bool,
    },
    /// The next item is a plain word.
    Plain,
    /// The next item is anything but a comma, a quotation mark or a stop.
    Inner,
    /// The sentence begins here.
    Begin,
    /// Go on at the first; if that fails, at the second.
    Split(usize, usize),
    Jump(usize),
    Done,
}

/// A rule of a table.
#[derive(Clone, Debug)]
pub(super) struct Rule {
    /// What it finds.
    pub(super) class: String,
    /// The relation of that type; `None` for attributions.
    pub(super) relation: Option<RelationType>,
    /// Its name, unique in its table.
    pub(super) name: String,
    /// How sure it is, 0 to 1: its share of right answers as far as known.
    pub(super) score: f32,
    program: Vec<Step>,
    first: First,
    keys: Vec<Word>,
}

/// What the first item of a place where a rule fits can be: most places are none by that alone.
#[derive(Clone, Debug, Default)]
struct First {
    /// One of these words, by their bits.
    words: Vec<u64>,
    /// A name of one of these kinds.
    kinds: u8,
    /// Whatever there is.
    anything: bool,
}

impl First {
    fn of(program: &[Step]) -> First {
        let mut first = First::default();
        // Steps never go back, so that this ends.
        let mut open = vec![0];
        while let Some(step) = open.pop() {
            match &program[step] {
                Step::Split(one, other) => open.extend([*one, *other]),
                Step::Jump(to) => open.push(*to),
                Step::Begin => open.push(step + 1),
                Step::Word(words) => {
                    let longer = first.words.len().max(words.len());
                    first.words.resize(longer, 0);
                    for (all, bits) in first.words.iter_mut().zip(words) {
                        *all |= bits;
                    }
                }
                Step::Name { kinds, .. } => first.kinds |= kinds,
                Step::Plain | Step::Inner | Step::Done => first.anything = true,
            }
        }
        first
    }

    #[inline]
    fn allows(&self, item: &Item) -> bool {
        self.anything || item.kinds & self.kinds != 0 || has(&self.words, item.word)
    }
}

/// Whether the bits hold the word's.
#[inline]
fn has(bits: &[u64], word: Word) -> bool {
    let word = usize::from(word);
    (bits.get(word / 64)).is_some_and(|bits| bits >> (word % 64) & 1 == 1)
}

/// A table of rules with its words.
#[derive(Clone, Debug, Default)]
pub(super) struct Table {
    ids: FxHashMap<Box<[u8]>, Word>,
    classes: FxHashMap<String, Vec<Word>>,
    /// In the order of the table: earlier rules win.
    pub(super) rules: Vec<Rule>,
    /// The rules that a word is the key of.
    by_key: Vec<Vec<u16>>,
    plain_stops: Vec<bool>,
    /// By length in bytes, the bits of the first letters of the words: most words of a text are none of them.
    initials: [u32; MOST + 1],
}

/// Longer words are in no rule, in bytes.
const MOST: usize = 24;

/// The bit of a word's first letter.
#[inline]
fn initial(word: &[u8]) -> u32 {
    match word.first().map(u8::to_ascii_lowercase) {
        Some(letter @ b'a'..=b'z') => 1 << (letter - b'a'),
        _ => 1 << 31,
    }
}

/// Where a rule fits: items of the sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Fit {
    /// First item and the one after the last.
    pub(super) items: (usize, usize),
    /// The item of the source.
    pub(super) source: Option<usize>,
    /// The item of the target.
    pub(super) target: Option<usize>,
}

impl Table {
    /// Reads tables; a later one may use the classes of an earlier one.
    ///
    /// # Errors
    /// The line that is not understood, and why.
    pub(super) fn parse(texts: &[&str]) -> Result<Table, String> {
        let mut table = Table::default();
        // 0 is the unknown word.
        table.by_key.push(Vec::new());
        let lines = texts.iter().flat_map(|text| text.lines()).map(str::trim);
        let lines: Vec<&str> = lines
            .filter(|line| !line.is_empty() && !line.starts_with('#'))
            .collect();
        for line in &lines {
            if let Some((name, words)) = line.strip_prefix('@').and_then(|l| l.split_once(" = ")) {
                let mut ids = Vec::new();
                for word in words.split_whitespace() {
                    match word.strip_prefix('@') {
                        Some(other) => {
                            let other = table.classes.get(other);
                            ids.extend(other.ok_or_else(|| format!("`{line}`: no such class"))?);
                        }
                        None => {
                            ids.push(table.word(word));
                            if word.len() > 2 && word.contains('\'') {
                                ids.push(table.word(&word.replace('\'', "’")));
                            }
                        }
                    }
                }
                table
                    .classes
                    .entry(name.to_owned())
                    .or_default()
                    .extend(ids);
            }
        }
        for line in lines.iter().filter(|line| !line.starts_with('@')) {
            let rule = table.rule(line).map_err(|why| format!("`{line}`: {why}"))?;
            table.rules.push(rule);
        }
        let size = table.ids.len() + 1;
        table.by_key.resize(size, Vec::new());
        for (number, rule) in table.rules.iter().enumerate() {
            for &key in &rule.keys {
                table.by_key[usize::from(key)].push(number as u16);
            }
        }
        table.plain_stops = vec![false; size];
        for &word in table.classes.get("stop").into_iter().flatten() {
            table.plain_stops[usize::from(word)] = true;
        }
        Ok(table)
    }

    fn word(&mut self, word: &str) -> Word {
        if let Some(initials) = self.initials.get_mut(word.len()) {
            *initials |= initial(word.as_bytes());
        }
        let next = self.ids.len() as Word + 1;
        *self.ids.entry(word.as_bytes().into()).or_insert(next)
    }

    /// The id of a word of a text, or 0.
    pub(super) fn id(&self, form: &str) -> Word {
        let bytes = form.as_bytes();
        let initials = self.initials.get(bytes.len()).copied().unwrap_or(0);
        if initials & initial(bytes) == 0 {
            return 0;
        }
        let mut lower = [0; MOST];
        for (to, from) in lower.iter_mut().zip(bytes) {
            *to = from.to_ascii_lowercase();
        }
        self.ids.get(&lower[..bytes.len()]).copied().unwrap_or(0)
    }

    /// The words of a class, none if there is no such class.
    pub(super) fn class(&self, name: &str) -> Vec<Word> {
        self.classes.get(name).cloned().unwrap_or_default()
    }

    fn rule(&mut self, line: &str) -> Result<Rule, String> {
        let mut fields = line.splitn(4, " | ").map(str::trim);
        let mut field = || {
            fields
                .next()
                .ok_or("a rule is TYPE | NAME | SCORE | PATTERN")
        };
        let (class, name, score) = (field()?.to_owned(), field()?.to_owned(), field()?);
        let elements: Vec<&str> = field()?.split_whitespace().collect();
        let score = score.parse().map_err(|_| "the score is no number")?;
        let mut compiler = Compiler {
            table: self,
            elements: &elements,
            at: 0,
            program: Vec::new(),
            keys: Vec::new(),
        };
        compiler.alternatives()?;
        if compiler.at < elements.len() {
            return Err("a bracket that closes nothing".to_owned());
        }
        compiler.program.push(Step::Done);
        let Compiler { program, keys, .. } = compiler;
        if keys.is_empty() {
            return Err("no element is marked as the key".to_owned());
        }
        Ok(Rule {
            relation: RelationType::from_name(&class),
            class,
            name,
            score,
            first: First::of(&program),
            program,
            keys,
        })
    }

    /// Calls `found` for every place where a rule fits, rule by rule in the order of the table, text
    /// order within a rule. `rules` is scratch space.
    pub(super) fn fits(
        &'static self,
        sentence: &Sentence,
        rules: &mut Vec<u16>,
        mut found: impl FnMut(&'static Rule, Fit),
    ) {
        rules.clear();
        for item in &sentence.items {
            rules.extend(&self.by_key[usize::from(item.word)]);
        }
        rules.sort_unstable();
        rules.dedup();
        for &number in rules.iter() {
            let rule = &self.rules[usize::from(number)];
            for (start, item) in sentence.items.iter().enumerate() {
                if !rule.first.allows(item) {
                    continue;
                }
                let mut names = [None; 2];
                if let Some(end) = self.run(&rule.program, 0, &sentence.items, start, &mut names) {
                    found(
                        rule,
                        Fit {
                            items: (start, end),
                            source: names[0],
                            target: names[1],
                        },
                    );
                }
            }
        }
    }

    fn run(
        &self,
        program: &[Step],
        mut step: usize,
        items: &[Item],
        mut at: usize,
        names: &mut [Option<usize>; 2],
    ) -> Option<usize> {
        let before = *names;
        loop {
            let fits = match &program[step] {
                Step::Done => return Some(at),
                Step::Begin => {
                    if at != 0 {
                        break;
                    }
                    step += 1;
                    continue;
                }
                Step::Jump(to) => {
                    step = *to;
                    continue;
                }
                Step::Split(first, second) => {
                    if let Some(end) = self.run(program, *first, items, at, names) {
                        return Some(end);
                    }
                    step = *second;
                    continue;
                }
                Step::Word(words) => items.get(at).is_some_and(|item| has(words, item.word)),
                Step::Plain => items.get(at).is_some_and(|item| {
                    item.is_plain() && !self.plain_stops[usize::from(item.word)]
                }),
                Step::Inner => items.get(at).is_some_and(Item::is_inner),
                Step::Name {
                    slot,
                    kinds,
                    possessive,
                } => {
                    let fits = items.get(at).is_some_and(|item| item.kinds & kinds != 0)
                        && (*possessive || !items.get(at + 1).is_some_and(|next| next.possessive));
                    if fits {
                        match slot {
                            Slot::Source => names[0] = Some(at),
                            Slot::Target => names[1] = Some(at),
                            Slot::None => {}
                        }
                    }
                    fits
                }
            };
            if !fits {
                break;
            }
            at += 1;
            step += 1;
        }
        *names = before;
        None
    }
}

struct Compiler<'t> {
    table: &'t mut Table,
    elements: &'t [&'t str],
    at: usize,
    program: Vec<Step>,
    keys: Vec<Word>,
}

impl Compiler<'_> {
    /// Sequences with bars between, up to the closing bracket or the end.
    fn alternatives(&mut self) -> Result<(), String> {
        let mut jumps = Vec::new();
        loop {
            let split = self.program.len();
            self.program.push(Step::Split(split + 1, 0));
            self.sequence()?;
            if self.elements.get(self.at) != Some(&"|") {
                // The last alternative needs no split; it goes on with what follows.
                self.program[split] = Step::Jump(split + 1);
                break;
            }
            self.at += 1;
            jumps.push(self.program.len());
            self.program.push(Step::Jump(0));
            self.program[split] = Step::Split(split + 1, self.program.len());
        }
        let end = self.program.len();
        for jump in jumps {
            self.program[jump] = Step::Jump(end);
        }
        Ok(())
    }

    fn sequence(&mut self) -> Result<(), String> {
        while let Some(&element) = self.elements.get(self.at) {
            if matches!(element, "|" | ")" | ")?") {
                return Ok(());
            }
            self.at += 1;
            let start = self.program.len();
            let optional = if element == "(" {
                self.program.push(Step::Jump(start + 1));
                self.alternatives()?;
                let close = self.elements.get(self.at).copied();
                self.at += 1;
                match close {
                    Some(")") => false,
                    Some(")?") => true,
                    _ => return Err("a bracket that is not closed".to_owned()),
                }
            } else {
                let (element, optional) = match element.strip_suffix('?') {
                    Some(element) if !element.is_empty() => (element, true),
                    _ => (element, false),
                };
                self.program.push(Step::Jump(start + 1));
                self.element(element)?;
                optional
            };
            if optional {
                self.program[start] = Step::Split(start + 1, self.program.len());
            }
        }
        Ok(())
    }

    fn element(&mut self, element: &str) -> Result<(), String> {
        if element == "^" {
            self.program.push(Step::Begin);
            return Ok(());
        }
        let gap = |sign| element.strip_prefix(sign).map(str::parse::<usize>);
        for (sign, step) in [('~', Step::Plain), ('%', Step::Inner)] {
            if let Some(Ok(most)) = gap(sign) {
                // Short before long: at each word first try to go on.
                let end = self.program.len() + 2 * most;
                for _ in 0..most {
                    self.program.push(Step::Split(end, self.program.len() + 1));
                    self.program.push(step.clone());
                }
                return Ok(());
            }
        }
        if let Some((slot, kinds)) = element.split_once(':').filter(|(slot, _)| !slot.is_empty()) {
            return self.name(slot, kinds);
        }
        let (element, key) = match element.strip_prefix('!') {
            Some(element) => (element, true),
            None => (element, false),
        };
        let words = match element.strip_prefix('@') {
            Some(class) => {
                let words = self.table.classes.get(class);
                words.ok_or_else(|| format!("no class @{class}"))?.clone()
            }
            None => vec![self.table.word(match element {
                "LP" => "(",
                "RP" => ")",
                word => word,
            })],
        };
        if key {
            self.keys.extend(&words);
        }
        let most = words.iter().copied().max().unwrap_or(0);
        let mut bits = vec![0; usize::from(most) / 64 + 1];
        for word in words {
            bits[usize::from(word) / 64] |= 1 << (word % 64);
        }
        self.program.push(Step::Word(bits.into()));
        Ok(())
    }

    fn name(&mut self, slot: &str, kinds: &str) -> Result<(), String> {
        let (slot, possessive) = match slot.strip_suffix('+') {
            Some(slot) => (slot, true),
            None => (slot, false),
        };
        let slot = match slot {
            "S" => Slot::Source,
            "T" => Slot::Target,
            "_" => Slot::None,
            _ => return Err(format!("`{slot}` binds nothing")),
        };
        let mut bits = 0;
        for kind in kinds.split('|') {
            bits |= match kind {
                "any" => !PRONOUN,
                "he" => PRONOUN,
                "org" => bit(Kind::Organization),
                name => bit(Kind::from_name(name).ok_or_else(|| format!("no kind `{name}`"))?),
            };
        }
        self.program.push(Step::Name {
            slot,
            kinds: bits,
            possessive,
        });
        Ok(())
    }
}

/// The bit of a kind of names.
pub(super) fn bit(kind: Kind) -> u8 {
    1 << kind as u8
}

/// The bit of `he` and `she`.
pub(super) const PRONOUN: u8 = 1 << 7;
