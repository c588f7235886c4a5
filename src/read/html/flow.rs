//! The text of a tree of elements: paragraphs with a blank line between them.
//!
//! White space collapses as in a browser. What a browser sets as a block of its own becomes a
//! paragraph, so that no sentence runs into a heading or a caption. Captions and embedded posts are
//! marked for what they are.

use dom_query::NodeRef;

use crate::{Part, Span};

/// Text with the parts that are known by their elements.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::read) struct Flow {
    pub(in crate::read) text: String,
    pub(in crate::read) marks: Vec<(Span, Part)>,
}

/// Elements without text to read.
const SILENT: &str = "audio button canvas datalist embed head iframe input math noscript object option \
    script select style svg template textarea title video";
/// Elements that are blocks of their own.
const BLOCKS: &str = "address article aside blockquote body caption center dd details dialog div dl dt \
    fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header hr legend li main nav ol p pre section \
    summary table tbody td tfoot th thead tr ul";

enum Step<'a> {
    Open(NodeRef<'a>),
    /// Ends a block.
    Close,
    /// Ends a stretch that began there.
    Mark(Part),
}

/// What stands between two words.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Gap {
    None,
    Space,
    Line,
    Paragraph,
}

/// The text under `root`. It takes time linear in the tree, whatever its depth.
pub(super) fn of(root: &NodeRef) -> Flow {
    let mut out = Writer {
        flow: Flow::default(),
        gap: Gap::None,
    };
    // Where the open mark begins, and how deep marks are nested: the outermost counts.
    let mut begun: Vec<usize> = Vec::new();
    let mut steps = vec![Step::Open(*root)];
    while let Some(step) = steps.pop() {
        match step {
            Step::Close => out.gap(Gap::Paragraph),
            Step::Mark(part) => {
                let start = begun.pop().unwrap_or_default();
                if begun.is_empty() {
                    out.mark(start, part);
                }
                out.gap(Gap::Paragraph);
            }
            Step::Open(node) if node.is_text() => out.words(&node.text()),
            Step::Open(node) => {
                let name = node.node_name().unwrap_or_default().to_ascii_lowercase();
                if is_one_of(&name, SILENT) {
                    continue;
                }
                if name == "br" {
                    out.line();
                    continue;
                }
                if let Some(part) = part_of(&node, &name) {
                    out.gap(Gap::Paragraph);
                    begun.push(out.flow.text.len());
                    steps.push(Step::Mark(part));
                } else if is_one_of(&name, BLOCKS) {
                    out.gap(Gap::Paragraph);
                    steps.push(Step::Close);
                }
                steps.extend(node.children_it(true).map(Step::Open));
            }
        }
    }
    out.flow
}

/// The part that an element is known for.
fn part_of(node: &NodeRef, name: &str) -> Option<Part> {
    let class = || node.attr("class").unwrap_or_default().to_ascii_lowercase();
    match name {
        "figcaption" => Some(Part::Caption),
        "blockquote" => {
            let class = class();
            let posts = [
                "twitter-tweet",
                "twitter-video",
                "instagram-media",
                "tiktok-embed",
                "fb-post",
            ];
            posts
                .iter()
                .any(|post| class.contains(post))
                .then_some(Part::Embed)
        }
        "div" | "p" | "span" | "small" | "dd" => {
            let class = class();
            let words = class.split(|c: char| !c.is_ascii_alphanumeric());
            let caption = |word: &str| {
                matches!(
                    word,
                    "caption" | "figcaption" | "imagecaption" | "photocredit" | "cutline"
                )
            };
            words.into_iter().any(caption).then_some(Part::Caption)
        }
        _ => None,
    }
}

fn is_one_of(name: &str, list: &str) -> bool {
    list.split_ascii_whitespace().any(|entry| entry == name)
}

struct Writer {
    flow: Flow,
    gap: Gap,
}

impl Writer {
    fn gap(&mut self, gap: Gap) {
        self.gap = self.gap.max(gap);
    }

    /// A line break; two are a paragraph.
    fn line(&mut self) {
        self.gap = if self.gap >= Gap::Line {
            Gap::Paragraph
        } else {
            Gap::Line
        };
    }

    fn words(&mut self, text: &str) {
        // A soft hyphen or a zero-width space inside a name would make two names of it.
        let text = text.replace(['\u{AD}', '\u{200B}', '\u{FEFF}'], "");
        if text.starts_with(char::is_whitespace) {
            self.gap(Gap::Space);
        }
        for word in text.split_whitespace() {
            let out = &mut self.flow.text;
            if !out.is_empty() {
                out.push_str(match self.gap {
                    Gap::None => "",
                    Gap::Space => " ",
                    Gap::Line => "\n",
                    Gap::Paragraph => "\n\n",
                });
            }
            out.push_str(word);
            self.gap = Gap::Space;
        }
        let glued = !text.ends_with(char::is_whitespace) && !text.is_empty();
        if glued && self.gap == Gap::Space {
            self.gap = Gap::None;
        }
    }

    fn mark(&mut self, start: usize, part: Part) {
        let text = &self.flow.text;
        let span = Span::new(start, text.len()).trimmed(text);
        if !span.is_empty() {
            self.flow.marks.push((span, part));
        }
    }
}

impl Flow {
    /// Text without markup.
    pub(in crate::read) fn plain(text: &str) -> Self {
        let lines = text
            .split('\n')
            .map(str::trim)
            .filter(|line| !line.is_empty());
        Flow {
            text: lines.collect::<Vec<_>>().join("\n\n"),
            marks: Vec::new(),
        }
    }

    /// Drops paragraphs at the beginning that only repeat one of `lines`, which stand in front of the
    /// text anyway.
    pub(super) fn drop_head(&mut self, lines: &[&str]) {
        let same = |paragraph: &str| lines.iter().any(|line| key(line) == key(paragraph));
        let mut cut = 0;
        while let Some(end) = self.text[cut..].find("\n\n")
            && same(&self.text[cut..cut + end])
        {
            cut += end + 2;
        }
        self.text.drain(..cut);
        self.marks.retain_mut(|(mark, _)| {
            let stays = mark.start >= cut;
            if stays {
                *mark = Span::new(mark.start - cut, mark.end - cut);
            }
            stays
        });
    }
}

fn key(line: &str) -> String {
    let letters = line.chars().filter(|c| c.is_alphanumeric());
    letters.flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::super::fragment;
    use crate::Part;

    #[test]
    fn blocks_are_paragraphs_and_white_space_collapses() {
        for (html, text) in [
            ("<h2>Head</h2><p>One\n two</p>", "Head\n\nOne two"),
            (
                "<p>A <b>bold</b>, <i>thin</i> word</p>",
                "A bold, thin word",
            ),
            ("a<br>b<br><br>c", "a\nb\n\nc"),
            ("<ul><li>a<li>b</ul>c", "a\n\nb\n\nc"),
            ("<p>hy\u{AD}phen</p><script>x</script>", "hyphen"),
            ("<table><tr><td>a<td>b</table>", "a\n\nb"),
            ("x<p> </p>y", "x\n\ny"),
        ] {
            assert_eq!(fragment(html).text, text, "{html}");
        }
    }

    #[test]
    fn captions_and_posts_are_marked() {
        let flow = fragment(
            "<p>One</p><figure><img><figcaption>A <p>face</p></figcaption></figure>\
             <blockquote class=\"twitter-tweet\"><p>Post</p></blockquote><p>Two</p>",
        );
        let marks: Vec<_> = flow
            .marks
            .iter()
            .map(|(s, part)| (s.text(&flow.text), *part))
            .collect();
        assert_eq!(marks, [("A\n\nface", Part::Caption), ("Post", Part::Embed)]);
    }
}
