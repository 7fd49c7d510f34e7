//! The terms a listing is found by, and what a typed search looks for among them. Must not touch the database.

use crate::{
    domain::{
        catalog::Part,
        text::{normalise_part_number, words},
    },
    server::storage::catalog::{MAX_WORDS, Words},
};

/// The longest search that is read, in characters.
const MAX_SEARCH: usize = 200;

/// A part number as a term: normalised, and lower case as all terms are.
fn key(text: &str) -> String {
    normalise_part_number(text).to_lowercase()
}

/// A part number is often looked for without the letters of its standard: `20470AD4` for `MS20470AD4`.
fn without_prefix(key: &str) -> Option<&str> {
    let rest = key.trim_start_matches(char::is_alphabetic);
    (rest.len() < key.len() && rest.chars().count() >= 3).then_some(rest)
}

/// The distinct terms of a listing: the part number as a whole, with and without the letters it begins with, and every word
/// of what it says and of its seller.
pub fn of_listing(part: &Part, seller: &str) -> Vec<String> {
    let key = key(&part.part_number);
    let rest = without_prefix(&key).map(str::to_owned);
    let mut terms = vec![key];
    terms.extend(rest);
    for text in [&part.part_number, &part.manufacturer, &part.description, seller] {
        for word in words(text) {
            if !terms.contains(&word) {
                terms.push(word);
            }
        }
    }
    terms
}

/// Reads a search. Each word must be the beginning of a term. A piece without blanks may as well be the beginning of a part
/// number, however that is dashed and dotted, and so may the whole search. Of more than eight words the longest count.
pub fn read(search: &str) -> Words {
    let search: String = search.chars().take(MAX_SEARCH).map(|c| if c.is_control() { ' ' } else { c }).collect();
    let mut each: Vec<(String, String)> = Vec::new();
    for piece in search.split_whitespace() {
        let as_key = key(piece);
        for word in words(piece) {
            let other = if as_key == word { Words::NOTHING.into() } else { as_key.clone() };
            if !each.iter().any(|(known, _)| *known == word) {
                each.push((word, other));
            }
        }
    }
    each.sort_by_key(|(word, _)| std::cmp::Reverse(word.chars().count()));
    let mut wanted = Words::none();
    if each.len() > 1 {
        wanted.whole = key(&search);
    }
    for (slot, word) in wanted.each.iter_mut().zip(each.into_iter().take(MAX_WORDS)) {
        *slot = word;
    }
    wanted
}

/// Puts the word with the fewest hits first; answers its hits.
pub fn rarest_first(wanted: &mut Words, hits: &[(String, i64)]) -> i64 {
    let hits_of = |word: &str| hits.iter().find(|(known, _)| known == word).map_or(i64::MAX, |(_, hits)| *hits);
    wanted.each.sort_by_key(|(word, _)| if word.is_empty() { i64::MAX } else { hits_of(word) });
    hits_of(&wanted.each[0].0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::catalog::Condition;

    fn part() -> Part {
        Part {
            part_number: "MS20470-AD4.5".into(),
            manufacturer: "Alder & Sons".into(),
            description: "Rivet, solid, alder".into(),
            condition: Condition::Ne,
            unit: "EA".into(),
            certificate: None,
        }
    }

    #[test]
    fn a_listing_has_each_of_its_words_once_and_its_whole_number() {
        let terms = of_listing(&part(), "Kestrel");
        assert_eq!(
            terms,
            ["ms20470ad45", "20470ad45", "ms20470", "ad4", "5", "alder", "sons", "rivet", "solid", "kestrel"]
                .map(String::from)
        );
    }

    #[test]
    fn a_search_asks_for_every_word_or_for_the_number_they_spell() {
        let wanted = read(" ms20470-ad4 \u{0} RIVET ");
        let each: Vec<_> = wanted.each.iter().take(3).map(|(word, other)| (word.as_str(), other.as_str())).collect();
        assert_eq!(each, [("ms20470", "ms20470ad4"), ("rivet", Words::NOTHING), ("ad4", "ms20470ad4")]);
        assert_eq!(wanted.whole, "ms20470ad4rivet");
        assert_eq!(read("--- ").each, Words::none().each);
        assert!(read("").is_none() && !read("a").is_none());
    }

    #[test]
    fn the_longest_eight_words_count() {
        let wanted = read("a bb ccc dddd eeeee ffffff ggggggg hhhhhhhh iiiiiiiii");
        assert_eq!(wanted.each[0].0, "iiiiiiiii");
        assert_eq!(wanted.each[7].0, "bb");
    }

    #[test]
    fn the_rarest_word_leads() {
        let mut wanted = read("bolt titanium");
        let hits = rarest_first(&mut wanted, &[("bolt".into(), 3), ("titanium".into(), 40), (String::new(), 2_000)]);
        assert_eq!((hits, wanted.each[0].0.as_str()), (3, "bolt"));
    }
}
