//! Documents read back: pages, words, and whatever people may write.

use super::{layout::Layout, *};
use lopdf::Document as Read;
use proptest::prelude::*;

fn read(blocks: &[Block]) -> (usize, String) {
    let bytes = write("A title", "the foot", blocks).expect("a document");
    let read = Read::load_mem(&bytes).expect("a readable document");
    let pages: Vec<u32> = read.get_pages().keys().copied().collect();
    (pages.len(), read.extract_text(&pages).expect("its text"))
}

#[test]
fn a_document_holds_its_words_and_numbers_its_pages() {
    let blocks = [
        Block::Title("MS20470AD4-5 from Orbit".into()),
        Block::Pair("Größe".into(), "41.20 USD × 12 = 494.40 USD".into()),
        Block::Entry("Mara".into(), "Ελληνικά и кириллица".into()),
    ];
    let (pages, text) = read(&blocks);
    assert_eq!(pages, 1);
    for word in ["MS20470AD4-5", "Größe", "494.40 USD", "Ελληνικά", "кириллица", "the foot", "Page 1 of 1"]
    {
        assert!(text.contains(word), "{word} in {text}");
    }
}

#[test]
fn long_documents_go_on_over_pages_and_lose_nothing() {
    let blocks: Vec<Block> = (0..400).map(|n| Block::Entry(format!("Person {n}"), format!("said-{n}-"))).collect();
    let (pages, text) = read(&blocks);
    assert!(pages > 10, "{pages} pages");
    assert!(text.contains(&format!("Page {pages} of {pages}")));
    for n in 0..400 {
        assert!(text.contains(&format!("said-{n}-")), "{n}");
    }
}

#[test]
fn long_words_are_broken_within_the_margins() {
    let words = ["x".repeat(3_000), "汉".repeat(500), "W ".repeat(500)];
    let blocks: Vec<Block> =
        words.iter().flat_map(|w| [Block::Text(w.clone()), Block::Pair(w.clone(), w.clone())]).collect();
    let pages = Layout::new(FONT).expect("the font").pages("", &blocks);
    let letters = |c: char| pages.iter().flatten().map(|line| line.text.matches(c).count()).sum::<usize>();
    assert_eq!((letters('x'), letters('汉'), letters('W')), (9_000, 1_500, 1_500));
    let bottom = HEIGHT - MARGIN + 0.01;
    assert!(pages.iter().flatten().filter(|line| line.grey < 95).all(|line| line.y <= bottom && line.x >= MARGIN));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn any_text_becomes_a_document(texts in proptest::collection::vec(any::<String>(), 0..6)) {
        let blocks: Vec<Block> = texts.iter().flat_map(|text| {
            [Block::Heading(text.clone()), Block::Entry(text.clone(), text.clone()), Block::Pair(text.clone(), text.clone())]
        }).collect();
        let bytes = write("any", "foot", &blocks).expect("a document");
        prop_assert!(bytes.starts_with(b"%PDF-"));
    }
}
