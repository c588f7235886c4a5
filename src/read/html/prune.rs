//! Takes out of a page what is not its article and says so: menus, footers, forms, comments, teasers,
//! sign-up boxes.
//!
//! Readability drops most of these by itself, but keeps some that stand inside the article's element.
//! They are known by their element, role, or a word in their class or id. As sites name the body
//! `article-with-comments`, too, nothing is taken out that holds a good part of the page's paragraphs.

use dom_query::{Document as Page, NodeRef};

/// Elements that are never part of the text.
const ELEMENTS: &str =
    "nav footer aside form button iframe dialog menu select textarea input label";

/// Words of classes and ids.
const WORDS: &str = "ad adbox ads advert advertisement adslot banner breadcrumb breadcrumbs cookie cookies \
    consent donate donation dropdown footer gdpr leaderboard login masthead \
    mostread newsletter nav navbar navigation outbrain pagination pager paywall popular popup popups \
    print-only promo promos promoted promotion recirc recirculation recommended recommendations related \
    relatedposts relatedstories share sharebar sharing shares sharedaddy sidebar signup skip social sponsor \
    sponsored subscribe subscription syndication taboola tags taglist teaser teasers toolbar tooltip trending \
    trinity widget widgets";

/// Pairs of neighbouring words.
const PAIRS: &[&str] = &[
    "also like",
    "also read",
    "author bio",
    "author info",
    "author box",
    "about author",
    "more from",
    "more stories",
    "more on",
    "most read",
    "most viewed",
    "most popular",
    "read more",
    "read next",
    "see also",
    "sign up",
    "sr only",
    "screen reader",
    "visually hidden",
    "up next",
    "follow us",
    "email signup",
    "app download",
    "skip link",
    "tag list",
    "tags list",
];

/// Roles that are not the text's.
const ROLES: &str =
    "alert banner complementary contentinfo dialog menu menubar navigation search tablist toolbar";

/// No element with a larger share of the page's prose is taken out, in percent.
const SHARE: usize = 33;
/// The same of comments, which may be longer than what they comment on.
const SHARE_OF_COMMENTS: usize = 85;

/// Fewest teasers that make a list of them, and the longest teaser in characters.
const FEWEST_TEASERS: usize = 4;
const LONGEST_TEASER: usize = 400;

/// Takes out what is not the article.
pub(super) fn prune(page: &Page) {
    let Some(body) = page.body() else {
        return;
    };
    let all = prose(&body);
    let mut steps: Vec<NodeRef> = body.children();
    let mut out = Vec::new();
    while let Some(node) = steps.pop() {
        if !node.is_element() {
            continue;
        }
        let sure = is_hidden(&node) || is_teasers(&node);
        let share = if sure {
            Some(SHARE_OF_COMMENTS)
        } else {
            boilerplate(&node)
        };
        if share.is_some_and(|share| prose(&node) * 100 <= all * share) {
            out.push(node);
        } else {
            steps.extend(node.children());
        }
    }
    for node in out {
        node.remove_from_parent();
    }
}

fn is_hidden(node: &NodeRef) -> bool {
    let style = node.attr("style").unwrap_or_default();
    let style: String = style.chars().filter(|c| !c.is_whitespace()).collect();
    node.has_attr("hidden") || style.contains("display:none") || style.contains("visibility:hidden")
}

/// Whether an element is a list of teasers: four or more children of one kind, nearly all short and with
/// a link that is a good part of their text.
fn is_teasers(node: &NodeRef) -> bool {
    let children = node.element_children();
    if children.len() < FEWEST_TEASERS {
        return false;
    }
    let cards = children.iter().filter(|child| {
        let name = child.node_name().unwrap_or_default();
        matches!(&*name, "div" | "li" | "article" | "section") && is_teaser(child)
    });
    let n = cards.count();
    n >= FEWEST_TEASERS && (n + 1) * 5 >= children.len() * 4
}

fn is_teaser(card: &NodeRef) -> bool {
    let (mut all, mut linked) = (0, 0);
    let mut steps = vec![(*card, false)];
    while let Some((node, in_link)) = steps.pop() {
        if node.is_text() {
            let length = node.text().trim().chars().count();
            all += length;
            linked += if in_link { length } else { 0 };
        }
        let in_link = in_link || node.has_name("a");
        steps.extend(node.children_it(false).map(|child| (child, in_link)));
        if all > LONGEST_TEASER {
            return false;
        }
    }
    linked >= 12 && linked * 4 >= all
}

/// The largest share of the prose that an element of this name may have to be taken out; nothing if it
/// is not known for anything but the article.
fn boilerplate(node: &NodeRef) -> Option<usize> {
    let name = node.node_name().unwrap_or_default();
    if is_one_of(&name, ELEMENTS) {
        return Some(SHARE);
    }
    if matches!(
        &*name,
        "html" | "body" | "main" | "h1" | "p" | "b" | "i" | "em" | "strong"
    ) {
        return None;
    }
    let role = node.attr("role").unwrap_or_default();
    if is_one_of(&role.to_ascii_lowercase(), ROLES) {
        return Some(SHARE);
    }
    let mut share = None;
    for names in ["class", "id"].iter().filter_map(|key| node.attr(key)) {
        let words = words(&names);
        if words
            .iter()
            .any(|word| is_one_of(word, "comment comments disqus"))
        {
            return Some(SHARE_OF_COMMENTS);
        }
        let pair = |two: &[String]| {
            PAIRS
                .iter()
                .any(|pair| pair.split_once(' ') == Some((&two[0], &two[1])))
        };
        if words.iter().any(|word| is_one_of(word, WORDS)) || words.windows(2).any(pair) {
            share = Some(SHARE);
        }
    }
    share
}

/// The words in a class: `relatedPosts--mostRead` has four.
fn words(names: &str) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    for name in names.split(|c: char| !c.is_ascii_alphanumeric()) {
        let mut word = String::new();
        let mut was_lower = false;
        for c in name.chars() {
            if c.is_ascii_uppercase() && was_lower {
                out.push(std::mem::take(&mut word));
            }
            was_lower = c.is_ascii_lowercase();
            word.push(c.to_ascii_lowercase());
        }
        if !word.is_empty() {
            out.push(word);
        }
    }
    out
}

/// How much text in paragraphs an element holds, in bytes. Where text stands in no paragraphs,
/// nothing.
fn prose(node: &NodeRef) -> usize {
    let mut sum = 0;
    for inner in node.descendants_it() {
        if inner.is_text() {
            let text = inner.text();
            // Labels and links are short.
            if text.len() > 60 {
                sum += text.len();
            }
        }
    }
    sum
}

fn is_one_of(name: &str, list: &str) -> bool {
    list.split_ascii_whitespace().any(|entry| entry == name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_classes_are_told_apart() {
        assert_eq!(
            words("relatedPosts--mostRead x"),
            ["related", "posts", "most", "read", "x"]
        );
        assert_eq!(words("TAGS"), ["tags"]);
    }

    #[test]
    fn what_holds_most_of_the_text_stays_whatever_it_is_called() {
        let long =
            "A sentence of the article that is long enough to count as prose here. ".repeat(3);
        let page = Page::from(format!(
            "<div class=\"comments related\"><p>{long}</p></div><div class=related><p>Teaser</p></div>\
             <nav>Menu</nav>"
        ));
        prune(&page);
        let text = page.text();
        assert!(text.contains("A sentence") && !text.contains("Teaser") && !text.contains("Menu"));
    }
}
