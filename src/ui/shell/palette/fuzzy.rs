//! Finding a command by a few of its letters. Pure: the same on both sides, and tested without a browser.

/// How well `typed` fits `words`: `None` if its letters do not stand in it in this order, else more is better.
/// Blanks are left out; case does not count.
pub fn score(typed: &str, words: &str) -> Option<i32> {
    let wanted: Vec<char> = typed.chars().filter(|letter| !letter.is_whitespace()).flat_map(char::to_lowercase).collect();
    let words: Vec<char> = words.chars().flat_map(char::to_lowercase).collect();
    let starts: Vec<usize> =
        (0..words.len()).filter(|at| wanted.first().is_some_and(|first| words[*at] == *first)).collect();
    match wanted.is_empty() {
        true => Some(0),
        // The first letter may stand in several places: the best of them counts.
        false => starts.into_iter().filter_map(|start| score_from(&wanted, &words, start)).max(),
    }
}

/// A letter at the beginning of a word is worth more than one behind its predecessor, and both more than one inside.
fn score_from(wanted: &[char], words: &[char], start: usize) -> Option<i32> {
    const AT_WORD: i32 = 8;
    const IN_A_ROW: i32 = 6;
    const ANYWHERE: i32 = 1;
    let (mut at, mut total, mut last) = (start, 0, None::<usize>);
    for letter in wanted {
        let found = (at..words.len()).find(|index| words[*index] == *letter)?;
        let begins = found == 0 || !words[found - 1].is_alphanumeric();
        let follows = last.is_some_and(|last| last + 1 == found);
        total += match (begins, follows) {
            (true, _) => AT_WORD,
            (false, true) => IN_A_ROW,
            (false, false) => ANYWHERE,
        };
        last = Some(found);
        at = found + 1;
    }
    // Of equal matches the shorter words are meant.
    Some(total * 100 - i32::try_from(words.len()).unwrap_or(i32::MAX).min(99))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn best(typed: &str) -> Option<&'static str> {
        const WORDS: [&str; 7] =
            ["Parts", "Shopping cart", "Requests", "Transactions", "Request documentation", "Theme: dark", "Withdraw"];
        WORDS.into_iter().filter_map(|words| Some((score(typed, words)?, words))).max().map(|(_, words)| words)
    }

    #[test]
    fn letters_find_words_by_their_order_and_their_beginnings() {
        for (typed, found) in [
            ("pa", Some("Parts")),
            ("cart", Some("Shopping cart")),
            ("sc", Some("Shopping cart")),
            ("req", Some("Requests")),
            ("reqdoc", Some("Request documentation")),
            ("req doc", Some("Request documentation")),
            ("RD", Some("Request documentation")),
            ("dark", Some("Theme: dark")),
            ("td", Some("Theme: dark")),
            ("wd", Some("Withdraw")),
            ("trap", None),
            ("xyz", None),
        ] {
            assert_eq!(best(typed), found, "{typed}");
        }
    }

    #[test]
    fn nothing_typed_fits_everything_alike() {
        assert_eq!((score("", "Parts"), score("  ", ""), score("a", "")), (Some(0), Some(0), None));
    }

    #[test]
    fn letters_of_any_script_fit() {
        assert!(score("ÜB", "Übersicht").is_some() && score("żó", "Żółty").is_some());
    }
}
