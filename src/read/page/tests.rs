use super::documents;
use crate::{Document, Part, Segmentation, segment};

const LEAD: &str = "Ann Example, the head of Sample Holdings, met Bo Sample in Paris on Monday, \
                    officials of the firm said after the talks had ended.";
const BODY: &str = "The meeting lasted two hours. Nobody who was asked would say what it had been about, \
                    and the firm’s lawyers did not answer a request for comment.";

fn page() -> String {
    format!(
        "Jane Roe, Sample Wire, May 3 2021:… {LEAD} Sample Meets Example\n\
         Another Text About Sample\n\
         Sample Meets Example\n\
         {LEAD}\n{BODY}\n\
         By Joan Doe\n\
         Sample Meets Example\n\
         ***\n\
         Also read:\n\
         https://example.org/a\n\
         Sample Post, May 2 2021:…{BODY} He went to… Sample Meets Example\n\
         Dr. Jo Poe, Sample Institute, Paris, May 1 2021:… {LEAD} He went to… Sample Meets Example\n"
    )
}

fn split(text: &str) -> Vec<Document> {
    documents("page.txt", text, 0).unwrap_or_default()
}

fn heads(text: &str) -> Vec<String> {
    let head = |document: Document| {
        let provenance = document.provenance;
        format!(
            "{} | {} | {} | {} | {}",
            document.id,
            provenance.authors.join(" + "),
            provenance.publisher.unwrap_or_default(),
            provenance.date.unwrap_or_default(),
            provenance.title.unwrap_or_default(),
        )
    };
    split(text).into_iter().map(head).collect()
}

fn sentences(document: &Document, segmentation: &Segmentation, part: Part) -> Vec<String> {
    let sentences = segmentation.sentences.iter().filter(|s| s.part == part);
    sentences
        .map(|s| s.span.text(&document.text).to_owned())
        .collect()
}

#[test]
fn each_article_and_teaser_has_its_own_author_outlet_and_day() {
    assert_eq!(
        heads(&page()),
        [
            "page.txt#1 | Joan Doe | Sample Wire | 2021-05-03 | Sample Meets Example",
            "page.txt#2 |  | Sample Post | 2021-05-02 | ",
            "page.txt#3 | Dr. Jo Poe | Sample Institute | 2021-05-01 | ",
        ]
        .map(|head| head.replace("| Joan Doe |", "| Jane Roe |"))
    );
}

#[test]
fn a_signature_at_the_end_gives_the_author_that_the_byline_lacks() {
    let text = page().replacen("Jane Roe, Sample Wire,", "Sample Wire,", 1);
    assert!(heads(&text)[0].contains("| Joan Doe | Sample Wire |"));
}

#[test]
fn documents_put_together_are_the_page_and_know_their_place() {
    let page = page();
    let documents = documents("page.txt", &page, 3).expect("a page");
    let whole: String = documents.iter().map(|d| d.text.as_str()).collect();
    assert_eq!(whole, page);
    for document in &documents {
        let start = document.source_start - 3;
        assert_eq!(&page[start..start + document.text.len()], document.text);
    }
}

#[test]
fn a_heading_at_the_end_of_a_teaser_is_no_part_of_its_text() {
    for document in split(&page()) {
        let segmentation = segment(&document);
        let body = sentences(&document, &segmentation, Part::Body).concat();
        assert!(!body.contains("Sample Meets Example"), "{body}");
        assert!(!body.contains("Another Text"), "{body}");
        let headings = sentences(&document, &segmentation, Part::Heading);
        assert!(headings.contains(&"Sample Meets Example".to_owned()));
        let byline = sentences(&document, &segmentation, Part::Byline).concat();
        assert!(byline.contains("2021:…"), "{byline}");
    }
}

#[test]
fn bylines_on_lines_of_their_own_part_articles_too() {
    let text = format!(
        "Example Leaves\n\nBy Jane Roe, Sample Wire, May 3, 2021\n\n{LEAD}\n\n{BODY}\n\n\
         Sample Stays\n\nBy Jo Poe, Sample Post, 4 May 2021\n\n{LEAD}\n"
    );
    assert_eq!(
        heads(&text),
        [
            "page.txt#1 | Jane Roe | Sample Wire | 2021-05-03 | Example Leaves",
            "page.txt#2 | Jo Poe | Sample Post | 2021-05-04 | Sample Stays",
        ]
    );
}

#[test]
fn text_before_the_first_byline_is_a_document() {
    let teasers = page();
    let text = format!("A First Article\n\n{LEAD}\n\n{BODY}\n\n***\n{teasers}");
    let heads = heads(&text);
    assert_eq!(heads.len(), 4);
    assert_eq!(heads[0], "page.txt#1 |  |  |  | A First Article");
}

#[test]
fn what_is_one_text_stays_one() {
    let article = format!("A Title\n\nBy Jane Roe, Sample Wire, May 3, 2021\n\n{LEAD}\n\n{BODY}");
    let chapter = format!("CHAPTER I\n\n***\n\n“{LEAD}”\n\nAnn said: {BODY}\n\n");
    let entry = |day: u32| format!("May {day}, 2021: {LEAD}\n\n");
    let dateline = |day: u32| format!("New York, USA, May {day} 2021: {LEAD}\n\n");
    let note = |day: u32| format!("Jane Roe, Chief Engineer, May {day} 2021: {LEAD}\n\n");
    let turn = |name: &str| format!("{name}, SAMPLE NEWS: {LEAD}\n\n");
    let reference = |day: u32| format!("Jane Roe, The Sample Times, May {day}, 2021.\n");
    let bracketed =
        |n: u32| format!("[{n}] Roe, Jane, A Title, The Sample Times, May {n}, 2021.\n");
    let texts = [
        String::new(),
        LEAD.to_owned(),
        article.clone(),
        format!("By Jane Roe\n\n{}", chapter.repeat(30)),
        (1..30).map(entry).collect(),
        (1..30).map(dateline).collect(),
        (1..30).map(note).collect(),
        format!("{article}\n\nSample News’s Jo Poe, May 3, 2021: “{LEAD}”"),
        format!("{article}\n\nJo Poe, May 3, 2021: {LEAD}"),
        turn("JANE ROE").repeat(4) + &turn("JO POE"),
        format!(
            "{LEAD}\n\n{BODY}\n\nReferences\n\n{}",
            (1..30).map(reference).collect::<String>()
        ),
        format!(
            "{LEAD}\n\n{BODY}\n\n{}",
            (1..30).map(bracketed).collect::<String>()
        ),
        format!("By Jane Roe\n\n{LEAD}\n\nBy Jo Poe\n\n{BODY}"),
        format!("Sample Wire, May 3 2021:… {LEAD}\n\n{BODY}"),
        (1..9)
            .map(|day| format!("Sample Wire, May {day} 2021: Short news\n"))
            .collect(),
    ];
    for text in texts {
        assert_eq!(documents("a.txt", &text, 0), None, "{text}");
    }
}

proptest::proptest! {
    #[test]
    fn any_text_is_cut_without_loss(
        pieces in proptest::collection::vec(
            proptest::sample::select(vec![
                "Jane Roe, Sample Wire, May 3 2021:… ", "Sample Post, May 2 2021\n", LEAD, BODY,
                "\n", "\n\n", "***\n", "Also read:\n", "A Heading\n", "… A Heading\n", "By Jo Poe\n", " é",
            ]),
            0..40,
        )
    ) {
        let text = pieces.concat();
        if let Some(documents) = documents("a", &text, 0) {
            proptest::prop_assert!(documents.len() >= 2);
            let whole: String = documents.iter().map(|d| d.text.as_str()).collect();
            proptest::prop_assert_eq!(whole, text);
            for document in &documents {
                let segmentation = segment(document);
                proptest::prop_assert!(!segmentation.sentences.is_empty());
                proptest::prop_assert!(document.marks.iter().all(|(mark, _)| mark.end <= document.text.len()));
            }
        }
    }
}
