//! What the lookups promise, and that the tables keep their own rules.

use std::collections::{BTreeMap, BTreeSet};

use super::*;

const ENTITIES: &str = include_str!("../../data/gazetteer/entities.tsv");
const OUTLETS: &str = include_str!("../../data/gazetteer/outlets.tsv");

/// What `form` may mean in a document of which nothing is known, and how surely.
fn reading(form: &str) -> Vec<(Strength, &'static str)> {
    let found = Gazetteer::builtin().known(form);
    let found = found.filter(|found| found.holds_in(None, None));
    found
        .map(|found| (found.strength, &*found.entry.name))
        .collect()
}

#[test]
fn a_form_is_known_in_all_its_spellings() {
    for form in [
        "FBI",
        "F.B.I.",
        "the FBI",
        "the F.B.I.’s",
        "Federal Bureau of Investigation",
    ] {
        assert_eq!(
            reading(form),
            [(Strength::Always, "Federal Bureau of Investigation")],
            "{form}"
        );
    }
    assert_eq!(reading("Forbes.com"), [(Strength::Always, "Forbes")]);
    assert_eq!(reading("FORBES.COM"), [(Strength::Always, "Forbes")]);
    assert_eq!(reading("Zorblax Committee"), []);
    assert_eq!(reading(""), []);
}

#[test]
fn what_a_document_can_overrule_is_a_prior() {
    let house = "United States House of Representatives";
    assert_eq!(
        reading("U.S. House of Representatives"),
        [(Strength::Always, house)]
    );
    assert_eq!(reading("House"), [(Strength::Prior, house)]);
    assert_eq!(
        reading("Barack Obama"),
        [(Strength::Always, "Barack Obama")]
    );
    assert_eq!(reading("Obama’s"), [(Strength::Prior, "Barack Obama")]);
}

#[test]
fn an_ambiguous_outlet_is_a_prior_by_its_bare_name() {
    let two = [
        (Strength::Prior, "Capitol Hill"),
        (Strength::Prior, "The Hill"),
    ];
    assert_eq!(reading("The Hill"), two);
    assert_eq!(
        reading("The Hill newspaper"),
        [(Strength::Always, "The Hill")]
    );
    assert_eq!(reading("Time"), [(Strength::Prior, "Time")]);
    assert_eq!(reading("Time magazine"), [(Strength::Always, "Time")]);
    assert_eq!(reading("Politico"), [(Strength::Always, "Politico")]);
}

#[test]
fn a_prior_holds_in_its_years() {
    let obama = Gazetteer::builtin().known("Obama").next().unwrap();
    assert!(obama.holds_in(Some(2012), None) && obama.holds_in(None, Some("IN")));
    assert!(!obama.holds_in(Some(1999), None));
    let full = Gazetteer::builtin().known("Barack Obama").next().unwrap();
    assert!(full.holds_in(Some(1999), None));
    let years = Years {
        from: Some(2001),
        to: Some(2009),
    };
    assert!(
        years.contains(Some(2001)) && years.contains(Some(2009)) && !years.contains(Some(2010))
    );
}

#[test]
fn a_prior_of_an_institution_holds_in_its_countries() {
    let congress = |country| -> Vec<&str> {
        let all = Gazetteer::builtin().known("Congress");
        all.filter(|found| found.holds_in(None, country))
            .map(|found| &*found.entry.name)
            .collect()
    };
    assert_eq!(congress(Some("US")), ["United States Congress"]);
    assert_eq!(congress(None), ["United States Congress"]);
    assert_eq!(congress(Some("IN")), ["Indian National Congress"]);
    assert_eq!(congress(Some("GH")), [""; 0]);
    let times = Gazetteer::builtin().known("Times").next().unwrap();
    assert!(
        times.holds_in(None, Some("IN")),
        "an outlet is read everywhere"
    );
}

#[test]
fn a_name_in_s_is_not_the_surname() {
    assert_eq!(reading("McDonald's"), [(Strength::Always, "McDonald's")]);
    assert_eq!(reading("McDonalds"), [(Strength::Always, "McDonald's")]);
    assert_eq!(reading("McDonald"), []);
}

#[test]
fn a_match_tells_the_form_as_it_is_written() {
    assert_eq!(
        Gazetteer::builtin().known("cbo").next().unwrap().form,
        "CBO"
    );
}

#[test]
fn outlets_are_found_by_their_domains() {
    let gazetteer = Gazetteer::builtin();
    let outlet = |domain| {
        gazetteer
            .outlet_by_domain(domain)
            .map(|outlet| &*outlet.name)
    };
    for domain in [
        "theintercept.com",
        "www.theintercept.com",
        "m.theintercept.com",
        "WWW.TheIntercept.com.",
        "https://theintercept.com/2019/06/09/article?x=1",
        "theintercept.com:443",
    ] {
        assert_eq!(outlet(domain), Some("The Intercept"), "{domain}");
    }
    assert_eq!(outlet("www.politico.eu"), Some("Politico Europe"));
    assert_eq!(
        outlet("politicalticker.blogs.cnn.com"),
        Some("Political Ticker")
    );
    assert_eq!(outlet("edition.cnn.com"), Some("CNN International"));
    assert_eq!(outlet("amp.cnn.com"), Some("CNN"));
    for domain in [
        "nottheintercept.com",
        "com",
        "",
        "...",
        "example.org",
        "theintercept.com.evil.org",
    ] {
        assert_eq!(outlet(domain), None, "{domain}");
    }
}

#[test]
fn an_added_entry_takes_its_domain_over_and_is_found() {
    let mut gazetteer = Gazetteer::parse(&[("outlets.tsv", OUTLETS)]).unwrap();
    let mut own = gazetteer.outlet_by_domain("thehill.com").unwrap().clone();
    own.name = "My Hill".into();
    own.ambiguous = false;
    gazetteer.extend(vec![own]);
    assert_eq!(
        gazetteer.outlet_by_domain("thehill.com").unwrap().name,
        "My Hill"
    );
    assert_eq!(gazetteer.always("my hill").unwrap().id(), "outlet:my-hill");
}

#[test]
fn tables_are_sorted_without_duplicates_or_contradictions() {
    let mut problems = Vec::new();
    for (file, table) in [("entities.tsv", ENTITIES), ("outlets.tsv", OUTLETS)] {
        let lines: Vec<&str> = table
            .lines()
            .filter(|line| !line.starts_with('#'))
            .collect();
        for pair in lines.windows(2) {
            if pair[0] >= pair[1] {
                problems.push(format!("{file}: not in order: {} / {}", pair[0], pair[1]));
            }
        }
        let outlets = file == "outlets.tsv";
        for entry in Gazetteer::parse(&[(file, table)]).unwrap().entries() {
            if (entry.kind == Kind::Outlet) != outlets {
                problems.push(format!("{file}: {} is in the wrong table", entry.name));
            }
        }
    }
    let gazetteer =
        Gazetteer::parse(&[("entities.tsv", ENTITIES), ("outlets.tsv", OUTLETS)]).unwrap();
    let mut ids = BTreeSet::new();
    let mut domains = BTreeMap::new();
    for entry in gazetteer.entries() {
        if slug(&entry.name).is_empty() || !ids.insert(entry.id()) {
            problems.push(format!("{} has no id of its own", entry.name));
        }
        if entry
            .countries
            .iter()
            .any(|code| code.len() != 2 || code.to_uppercase() != *code)
        {
            problems.push(format!(
                "{} is in no country: {:?}",
                entry.name, entry.countries
            ));
        }
        for domain in &entry.domains {
            if domain.starts_with("www.")
                || domain.to_lowercase() != *domain
                || !domain.contains('.')
            {
                problems.push(format!("{domain} is not written like a domain"));
            }
            if let Some(other) = domains.insert(domain.clone(), &entry.name) {
                problems.push(format!("{domain} belongs to {other} and {}", entry.name));
            }
        }
        let mut own = BTreeSet::new();
        for form in entry.forms() {
            let key = fold::with_key(form, str::to_owned);
            if key.is_empty() || !own.insert(key) {
                problems.push(format!("{}: {form} says nothing new", entry.name));
            }
        }
    }
    let postings = gazetteer.forms.postings();
    let keys: BTreeSet<&str> = postings
        .iter()
        .map(|&posting| gazetteer.forms.key(posting))
        .collect();
    for key in keys {
        let found: Vec<Match> = gazetteer.known(key).collect();
        let always = found
            .iter()
            .filter(|found| found.strength == Strength::Always);
        let always: Vec<&str> = always.map(|found| &*found.entry.name).collect();
        if always.len() > 1 {
            problems.push(format!("'{key}' always means {}", always.join(" and ")));
        }
        for (position, one) in found.iter().enumerate() {
            for other in &found[position + 1..] {
                if rival(one, other) {
                    let (one, other) = (&one.entry.name, &other.entry.name);
                    problems.push(format!("'{key}' usually means both {one} and {other}"));
                }
            }
        }
        if always.len() == 1 && found.len() > 1 {
            let others = found
                .iter()
                .filter(|found| found.strength == Strength::Prior);
            let others: Vec<&str> = others.map(|found| &*found.entry.name).collect();
            problems.push(format!(
                "'{key}' always means {}, so it is no prior of {}",
                always[0],
                others.join(", ")
            ));
        }
    }
    assert!(
        problems.is_empty(),
        "{} problems:\n{}",
        problems.len(),
        problems.join("\n")
    );
}

/// Whether two readings of one form hold for one kind, in one year and country.
fn rival(one: &Match, other: &Match) -> bool {
    let (one, other) = (one.entry, other.entry);
    let overlap = |of: Years, with: Years| {
        of.from.unwrap_or(0) <= with.to.unwrap_or(u16::MAX)
            && with.from.unwrap_or(0) <= of.to.unwrap_or(u16::MAX)
    };
    let countries = one.kind == Kind::Outlet
        || one.countries.is_empty()
        || other.countries.is_empty()
        || one
            .countries
            .iter()
            .any(|code| other.countries.contains(code));
    one.kind == other.kind && overlap(one.years, other.years) && countries
}
