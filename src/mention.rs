//! Names at places in a text.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::{Document, Span};

/// What a name refers to.
///
/// The order is the one in which kinds are listed everywhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub enum Kind {
    /// An individual human being, or the handle of one.
    Person,
    /// A company, party, government body, court, armed group, university, club, union, platform.
    Organization,
    /// Whatever publishes news or commentary under its own name: newspaper, broadcaster, agency,
    /// magazine, news site, named programme.
    Outlet,
    /// A country, city, region, street, building, body of water.
    Place,
    /// Nationalities, creeds, laws, events, works, products: names that are none of the above.
    Other,
}

impl Kind {
    /// All kinds, in order.
    pub const ALL: [Kind; 5] = [
        Kind::Person,
        Kind::Organization,
        Kind::Outlet,
        Kind::Place,
        Kind::Other,
    ];

    /// The name used in files: `person`, `organization`, `outlet`, `place`, `other`.
    pub fn as_str(self) -> &'static str {
        match self {
            Kind::Person => "person",
            Kind::Organization => "organization",
            Kind::Outlet => "outlet",
            Kind::Place => "place",
            Kind::Other => "other",
        }
    }

    /// The kind of that name in files, or `None`.
    pub fn from_name(name: &str) -> Option<Kind> {
        Kind::ALL.into_iter().find(|kind| kind.as_str() == name)
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// Who found a mention.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Origin {
    /// The statistical tagger.
    Model,
    /// A list of names known beforehand.
    Gazetteer,
    /// A pattern, such as a byline.
    Rule,
    /// No name: a pronoun or a description that was bound to one, where that is asked for.
    Coreference,
}

/// A name at a place in a document.
///
/// What is a name, and where it begins and ends, follows a guideline (`data/gold/README.md`):
///
/// 1. The whole name, the longest that is one name, and no name inside another: `U.S. Senate`,
///    `University of California, Berkeley`, `Martin Luther King Jr.`; of "U.S. officials" and "Chinese
///    government" only `U.S.` and `Chinese`. "Boulder, Colorado" is two places.
/// 2. Without honorific, title or role (of "Pope Francis" `Francis`), without possessive `'s`, and
///    without a leading "the", unless it is capitalised as part of an outlet's own name: `The Hill`.
/// 3. A name inside a role counts where that word alone is a usual name: "FBI Director James Comey" is
///    `FBI` and `James Comey`, "House Speaker" is `House`; "Secretary of State" is none.
/// 4. Names that are joined are two: "Bill and Hillary Clinton" is `Bill` and `Hillary Clinton`, "House
///    and Senate Intelligence Committees" is `House` and `Senate Intelligence Committees`.
/// 5. Names in headlines, captions, credits and bylines count: "AP Photo/Evan Vucci" is `AP` and
///    `Evan Vucci`. Names in the title of a book or film do not: the title is one.
/// 6. A headline in title case holds the same names as a sentence.
/// 7. A name with a typing error is a name.
/// 8. A named programme, channel, paper or site is an outlet; its owner is an organization.
///
/// A name in a compound is one by itself: `Obama` of "Obama-era". Pronouns, titles on their own, days,
/// money, hashtags and addresses are no names.
#[derive(Clone, Debug, PartialEq)]
pub struct Mention {
    /// Where it stands in [`Document::text`].
    pub span: Span,
    /// The sentence it lies in: index into [`Segmentation::sentences`](crate::Segmentation).
    pub sentence: usize,
    /// What it refers to.
    pub kind: Kind,
    /// How sure the recognizer is, 0 to 1.
    pub score: f32,
    /// Who found it.
    pub origin: Origin,
}

impl Mention {
    /// The name as it is written.
    pub fn text<'a>(&self, document: &'a Document) -> &'a str {
        self.span.text(&document.text)
    }
}
