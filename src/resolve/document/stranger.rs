//! What the words beside a bare surname say against its best known bearer: "a man named Warren", "nurse
//! Sanders", "Cruz, 19,".
//!
//! News calls by the bare surname only whom every reader knows. Whoever is introduced by a job of private life,
//! by an age or as somebody "named" so is not known, although a table of known names has the surname. The
//! rule takes only that reading from the name; what the text itself explains is not its matter.

use crate::Span;
use crate::gazetteer::lexicon::is_honorific;

/// Jobs and parts in a story that nobody has who needs no introduction. In lower case, sorted.
const STRANGERS: [&str; 137] = [
    "accountant",
    "babysitter",
    "baker",
    "barber",
    "barista",
    "bartender",
    "beautician",
    "biologist",
    "bodybuilder",
    "bouncer",
    "bricklayer",
    "builder",
    "butcher",
    "bystander",
    "caddie",
    "camper",
    "caregiver",
    "caretaker",
    "carpenter",
    "cashier",
    "chauffeur",
    "chemist",
    "classmate",
    "cleaner",
    "clerk",
    "co-defendant",
    "co-worker",
    "coach",
    "codefendant",
    "constable",
    "coroner",
    "counterman",
    "courier",
    "coworker",
    "custodian",
    "cyclist",
    "defendant",
    "dentist",
    "dishwasher",
    "driver",
    "electrician",
    "engineer",
    "farmer",
    "farmhand",
    "firefighter",
    "fisherman",
    "fullback",
    "gardener",
    "goalie",
    "goalkeeper",
    "goaltender",
    "grocer",
    "gunman",
    "hairdresser",
    "handyman",
    "hiker",
    "hitchhiker",
    "homeowner",
    "housekeeper",
    "infielder",
    "inmate",
    "intern",
    "janitor",
    "jockey",
    "kidnapper",
    "labourer",
    "landlord",
    "landscaper",
    "lecturer",
    "librarian",
    "lifeguard",
    "linebacker",
    "lineman",
    "locksmith",
    "machinist",
    "mechanic",
    "medic",
    "midfielder",
    "midwife",
    "motorist",
    "mourner",
    "nanny",
    "neighbor",
    "neighbour",
    "nurse",
    "onlooker",
    "optician",
    "outfielder",
    "painter",
    "paramedic",
    "parishioner",
    "passenger",
    "patient",
    "pedestrian",
    "pensioner",
    "pharmacist",
    "pitcher",
    "plumber",
    "postman",
    "programmer",
    "quarterback",
    "rancher",
    "resident",
    "retiree",
    "rider",
    "robber",
    "roommate",
    "sailor",
    "schoolboy",
    "schoolgirl",
    "seamstress",
    "shopkeeper",
    "shopper",
    "striker",
    "student",
    "surgeon",
    "surveyor",
    "suspect",
    "tailor",
    "teacher",
    "technician",
    "teenager",
    "thief",
    "tourist",
    "trooper",
    "trucker",
    "tutor",
    "victim",
    "villager",
    "volunteer",
    "waiter",
    "waitress",
    "warehouseman",
    "welder",
    "widower",
    "winger",
    "worker",
];

/// Who may be "named" or "called" so; of others the verb says that they were appointed.
const SOMEBODY: [&str; 20] = [
    "adult",
    "boy",
    "child",
    "couple",
    "fellow",
    "girl",
    "guy",
    "individual",
    "kid",
    "lady",
    "man",
    "men",
    "person",
    "relative",
    "somebody",
    "someone",
    "stranger",
    "woman",
    "women",
    "youth",
];

/// Words that end the noun of an apposition: "a nurse from Akron".
const BEHIND_A_NOUN: [&str; 13] = [
    "and", "at", "by", "for", "from", "in", "of", "on", "to", "who", "whose", "with", "working",
];

/// Whether the text beside a name that ends in a bare surname introduces somebody who is not known.
pub(super) fn is_stranger(text: &str, name: Span) -> bool {
    // The tagger may take "Nurse" for a part of the name.
    let last = name.text(text).rsplit(' ').next().map_or(0, str::len);
    is_introduced(&text[..name.end - last], &text[name.end..])
}

/// Whether the words before or behind a bare surname introduce somebody who is not known.
fn is_introduced(before: &str, behind: &str) -> bool {
    is_called_in_front(before) || is_called_behind(behind) || is_aged(before, behind)
}

/// "nurse", "a man named", "the defendant,".
fn is_called_in_front(before: &str) -> bool {
    let Some(before) = before.strip_suffix(' ') else {
        return false;
    };
    if let Some(apposed) = before.strip_suffix(',') {
        let (rest, noun) = split_last(apposed);
        let (_, article) = split_last(rest);
        return is_strangers(noun)
            && matches!(
                article,
                "a" | "an" | "the" | "The" | "A" | "An" | "another" | "his" | "her"
            );
    }
    let (rest, last) = split_last(before);
    match last {
        "named" | "called" | "surnamed" => {
            let (_, whom) = split_last(rest);
            is_strangers(whom)
                || SOMEBODY
                    .binary_search(&whom.to_lowercase().as_str())
                    .is_ok()
        }
        // "by the name of Warren"
        "of" => rest.ends_with("by the name"),
        noun => is_strangers(noun),
    }
}

/// ", 19,", where no title stands in front: "Mr. Example, 72," is the style of some papers for everybody.
fn is_aged(before: &str, behind: &str) -> bool {
    let (_, title) = split_last(before.trim_end().trim_end_matches('.'));
    let Some(apposed) = behind.strip_prefix(", ") else {
        return false;
    };
    let (age, rest) = apposed.split_at(apposed.bytes().take_while(u8::is_ascii_digit).count());
    age.len() == 2
        && rest.starts_with([',', '.', ';', ')'])
        && (title.is_empty() || !is_honorific(title))
}

/// ", a nurse from Akron,".
fn is_called_behind(behind: &str) -> bool {
    let Some(apposed) = behind.strip_prefix(", ") else {
        return false;
    };
    let end = apposed.find([',', '.', ';', ':', '(', '\n', '—', '–']);
    let apposed = &apposed[..end.unwrap_or(apposed.len())];
    let mut words = apposed.split(' ').take(6);
    let Some(article) = words.next() else {
        return false;
    };
    let noun = words
        .take_while(|word| !BEHIND_A_NOUN.contains(word))
        .last();
    matches!(article, "a" | "an" | "the" | "his" | "her") && noun.is_some_and(is_strangers)
}

/// The text before the last word, and this.
fn split_last(text: &str) -> (&str, &str) {
    let start = text
        .char_indices()
        .rev()
        .find(|(_, c)| !c.is_alphanumeric() && *c != '-')
        .map_or(0, |(at, c)| at + c.len_utf8());
    (text[..start].trim_end(), &text[start..])
}

fn is_strangers(word: &str) -> bool {
    STRANGERS
        .binary_search(&word.to_lowercase().as_str())
        .is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn introduced(marked: &str) -> bool {
        let (before, rest) = marked.split_once('[').expect("a name is marked");
        let (_, behind) = rest.split_once(']').expect("a name is marked");
        is_introduced(before, behind)
    }

    #[test]
    fn tables_are_in_order() {
        assert!(STRANGERS.is_sorted());
        assert!(SOMEBODY.is_sorted());
    }

    #[test]
    fn jobs_ages_and_named_introduce_a_stranger() {
        for text in [
            "Fired nurse [Sanders] sued.",
            "Coach [Pence] praised them.",
            "The defendant, [Rubio], left.",
            "They held a man named [Warren] on Friday.",
            "[Cruz], 19, ran.",
            "[Cruz], a retired plumber from Akron, ran.",
        ] {
            assert!(introduced(text), "{text}");
        }
    }

    #[test]
    fn offices_and_appointments_introduce_nobody() {
        for text in [
            "Senator [Sanders] sued.",
            "The president named [Haley] in May.",
            "He met the nurses, [Warren] said.",
            "[Cruz], a senator from Texas, ran.",
            "[Cruz], 19 of them, ran.",
            "Mr. [Cruz], 72, ran.",
            "[Cruz], who met a nurse, ran.",
            "[Cruz]",
        ] {
            assert!(!introduced(text), "{text}");
        }
    }
}
