//! What a page says of itself: JSON-LD first, then `meta` elements, then what is marked up in its text,
//! then its address.
//!
//! Nothing is guessed: a day in another place than those (a copyright line, the day of the crawl) is
//! not the day of publication.

use std::sync::LazyLock;

use dom_query::Document as Page;
use regex::Regex;

use crate::read::record::one_line;
use crate::read::source::Hints;
use crate::read::{byline, date, language};

use super::json_ld;

/// What a page says of itself.
#[derive(Debug, Default)]
pub(super) struct Meta {
    pub(super) title: Option<String>,
    pub(super) publisher: Option<String>,
    pub(super) authors: Vec<String>,
    pub(super) date: Option<String>,
    pub(super) url: Option<String>,
    pub(super) language: Option<String>,
    /// The line that the page shows as its byline.
    pub(super) byline: Option<String>,
    /// The text as the page's data have it; may be markup.
    pub(super) body: Option<String>,
}

const TITLES: &[&str] = &[
    "og:title",
    "twitter:title",
    "dc.title",
    "parsely-title",
    "sailthru.title",
];
const SITES: &[&str] = &[
    "og:site_name",
    "application-name",
    "dc.publisher",
    "twitter:site_name",
];
const AUTHORS: &[&str] = &[
    "author",
    "byl",
    "parsely-author",
    "sailthru.author",
    "dc.creator",
    "dcterms.creator",
    "article:author",
    "og:article:author",
    "citation_author",
    "twitter:data1",
];
const DATES: &[&str] = &[
    "article:published_time",
    "article:published",
    "og:published_time",
    "og:article:published_time",
    "datepublished",
    "parsely-pub-date",
    "sailthru.date",
    "pubdate",
    "publishdate",
    "publish_date",
    "publish-date",
    "publication_date",
    "dc.date.issued",
    "dcterms.created",
    "dc.date",
    "dcterms.date",
    "date",
    "originalpublicationdate",
    "article_date_original",
    "citation_publication_date",
];

/// Where a page shows who wrote it.
const BYLINES: &str = "[itemprop~=author], [rel~=author], [class*=byline], [class*=Byline], .by-line, \
    [class*=author-name], [class*=authorName], .post-author, .entry-author, .author, [class$=-author], #byline";
/// Where a page shows when it was published.
const TIMES: &[&str] = &[
    "[itemprop~=datePublished]",
    "time[pubdate]",
    "time.published, time.entry-date, time.published-date, .published[datetime], abbr.published",
    "article time[datetime], header time[datetime], time[datetime]",
];

static ADDRESS_DAY: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"[/=-]((?:19|20)[0-9]{2})[/-]?([01]?[0-9])[/-]?([0-3]?[0-9])(?:[/_.-]|$)")
        .expect("the pattern is a constant of this file")
});
static SAVED_FROM: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"<!-- saved from url=\([0-9]+\)(\S+) -->")
        .expect("the pattern is a constant of this file")
});

impl Meta {
    /// Reads the page's head.
    pub(super) fn of(page: &Page, html: &str, hints: &Hints) -> Self {
        let metas = metas(page);
        let first = |names: &[&str]| {
            names.iter().find_map(|name| {
                metas
                    .iter()
                    .find(|(key, _)| key == name)
                    .map(|(_, content)| content.clone())
            })
        };
        let blocks = page.select("script[type*='ld+json']");
        let data = blocks
            .iter()
            .find_map(|block| json_ld::article(&block.text()));
        let data = data.unwrap_or_default();
        let link = page.select_single("link[rel=canonical]").attr("href");
        let saved = || {
            let mut end = html.len().min(4096);
            while !html.is_char_boundary(end) {
                end -= 1;
            }
            SAVED_FROM
                .captures(&html[..end])
                .map(|found| found[1].to_owned())
        };
        let url = (hints.url.clone())
            .or_else(|| link.map(|link| link.to_string()))
            .filter(|url| url.contains("://"))
            .or_else(|| first(&["og:url", "parsely-link"]))
            .filter(|url| url.contains("://"))
            .or(data.url)
            .or_else(saved)
            .filter(|url| url.starts_with("http"));
        let publisher = data.publisher.or_else(|| first(SITES));
        let title = data.headline.or_else(|| first(TITLES));
        let title = title.map(|title| without_site(&title, publisher.as_deref()));
        let mut authors = data.authors;
        if authors.is_empty() {
            authors.extend(first_names(&metas));
        }
        authors.retain(|name| !is_address(name) && Some(name) != publisher.as_ref());
        let tag = page
            .select_single("html")
            .attr("lang")
            .map(|tag| tag.to_string());
        let tag = tag.filter(|tag| language::code(tag).is_some());
        let tag = tag
            .or(data.language)
            .or_else(|| first(&["og:locale", "content-language", "dc.language"]));
        let mut meta = Meta {
            title,
            publisher,
            authors: authors
                .iter()
                .flat_map(|names| byline::authors(names))
                .collect(),
            date: data
                .published
                .or_else(|| first(DATES))
                .as_deref()
                .and_then(date::parse),
            url,
            language: tag.and_then(|tag| language::code(&tag)),
            byline: None,
            body: data.body,
        };
        meta.authors.dedup();
        if meta.date.is_none() {
            // The first of these that is a day; some systems put words into one of them.
            let days = metas
                .iter()
                .filter(|(key, _)| DATES.contains(&key.as_str()));
            meta.date = days.filter_map(|(_, content)| date::parse(content)).next();
        }
        meta
    }

    /// Reads what the page shows, once menus and teasers with bylines of their own are out of it.
    pub(super) fn complete(&mut self, page: &Page) {
        if self.title.is_none() {
            let heading = page.select_single("h1").text();
            let heading = one_line(&heading);
            let title = one_line(&page.select_single("title").text());
            let title = without_site(&title, self.publisher.as_deref());
            self.title = [heading, title]
                .into_iter()
                .find(|title| title.len() > 3 && title.len() < 300);
        }
        let shown = page.select(BYLINES);
        let lines = shown.iter().map(|line| one_line(&line.formatted_text()));
        self.byline = lines.filter_map(|line| as_byline(&line)).next();
        if self.authors.is_empty()
            && let Some(says) = self.byline.as_deref().and_then(byline::parse)
        {
            self.authors = says.authors;
        }
        if self.date.is_none() {
            self.date = TIMES.iter().find_map(|selector| {
                let element = page.select_single(selector);
                let stated = ["datetime", "content", "title"]
                    .into_iter()
                    .filter_map(|key| element.attr(key));
                let shown = one_line(&element.text());
                stated
                    .into_iter()
                    .find_map(|day| date::parse(&day))
                    .or_else(|| date::parse(&shown))
            });
        }
        if self.date.is_none() {
            self.date = self.url.as_deref().and_then(day_of_address);
        }
    }
}

/// Names in lower case and contents of all `meta` elements, in order.
fn metas(page: &Page) -> Vec<(String, String)> {
    let metas = page.select("meta");
    let read = metas.iter().filter_map(|meta| {
        let key = ["property", "name", "itemprop", "http-equiv"]
            .into_iter()
            .find_map(|key| meta.attr(key))?;
        let content = one_line(&meta.attr("content")?);
        (!content.is_empty()).then(|| (key.to_ascii_lowercase(), content))
    });
    read.collect()
}

/// The contents of the first kind of author elements; there may be one for each author.
fn first_names(metas: &[(String, String)]) -> Vec<String> {
    let of = |name: &&str| -> Vec<String> {
        let same = metas.iter().filter(|(key, _)| key == name);
        let names = same.map(|(_, content)| content.clone());
        names
            .filter(|name| !is_address(name) && name.len() < 200)
            .collect()
    };
    AUTHORS
        .iter()
        .map(of)
        .find(|names| !names.is_empty())
        .unwrap_or_default()
}

fn is_address(name: &str) -> bool {
    name.contains("://") || name.contains('@') || name.contains("minute") || name.len() > 100
}

/// A line that names authors, as a byline that the rules for plain text read too.
fn as_byline(line: &str) -> Option<String> {
    if line.is_empty() || line.len() > 200 {
        return None;
    }
    if byline::parse(line).is_some() {
        return Some(line.to_owned());
    }
    let signed = format!("By {line}");
    byline::parse(&signed)
        .filter(|says| !says.authors.is_empty())
        .map(|_| signed)
}

/// A title without the site's name after a bar or dash: "A title | Example Times".
fn without_site(title: &str, site: Option<&str>) -> String {
    let title = one_line(title);
    for bar in [" | ", " – ", " — ", " - ", " · ", " :: ", " » "] {
        let Some((head, tail)) = title.rsplit_once(bar) else {
            continue;
        };
        let is_site = site.is_some_and(|site| site.eq_ignore_ascii_case(tail.trim()));
        // A bar parts nothing else in titles, a dash does.
        if is_site || byline::is_called_like_an_outlet(tail) || bar == " | " {
            return head.trim().to_owned();
        }
    }
    title
}

/// The day in an address: `/2019/06/10/`, `-20190610-`.
fn day_of_address(url: &str) -> Option<String> {
    let found = ADDRESS_DAY.captures(url)?;
    date::parse(&format!("{}-{}-{}", &found[1], &found[2], &found[3]))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn meta(html: &str) -> Meta {
        let page = Page::from(html);
        let mut meta = Meta::of(&page, html, &Hints::default());
        meta.complete(&page);
        meta
    }

    #[test]
    fn days_come_from_addresses_only_whole() {
        for (url, day) in [
            ("https://e.org/2019/06/10/a", Some("2019-06-10")),
            ("https://e.org/a-20190610.html", Some("2019-06-10")),
            ("https://e.org/2019/06/a", None),
            ("https://e.org/id/123456789", None),
        ] {
            assert_eq!(day_of_address(url).as_deref(), day, "{url}");
        }
    }

    #[test]
    fn meta_elements_and_what_the_page_shows_are_read() {
        let meta = meta(
            "<html lang=en-GB><title>A title | Example Times</title>\
             <meta property=og:site_name content=\"Example Times\">\
             <link rel=canonical href=https://e.org/2019/06/10/a>\
             <h1>A title</h1><p class=byline>By <a>Ann Example</a> and Bo Sample</p>",
        );
        assert_eq!(meta.title.as_deref(), Some("A title"));
        assert_eq!(meta.publisher.as_deref(), Some("Example Times"));
        assert_eq!(meta.authors, ["Ann Example", "Bo Sample"]);
        assert_eq!(meta.byline.as_deref(), Some("By Ann Example and Bo Sample"));
        assert_eq!(meta.date.as_deref(), Some("2019-06-10"));
        assert_eq!(meta.language.as_deref(), Some("en"));
    }

    #[test]
    fn a_page_that_states_no_day_has_none() {
        let meta = meta("<title>A page of some length</title><p>© 2019 Example, June 10, 2019</p>");
        assert_eq!((meta.date, meta.authors.len()), (None, 0));
    }

    #[test]
    fn the_site_is_no_part_of_the_title() {
        for (title, site, expected) in [
            ("A title | The Example", None, "A title"),
            ("Doe - Roe talks - Example Times", None, "Doe - Roe talks"),
            ("Doe - Roe talks", Some("E"), "Doe - Roe talks"),
            ("Talks – Beispiel", Some("beispiel"), "Talks"),
        ] {
            assert_eq!(without_site(title, site), expected);
        }
    }
}
