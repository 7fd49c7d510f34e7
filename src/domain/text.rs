//! Text that people type: trimming, bounds, part numbers, search words. Must not know where the text is shown.

/// The longest free text of a message, a comment or a note, in characters.
pub const MAX_TEXT: usize = 4_000;

/// Trims and bounds a free text; control characters other than line breaks and tabs are refused.
///
/// # Errors
/// A sentence fit to stand beside the field.
pub fn checked(text: &str, max_chars: usize) -> Result<String, String> {
    let text = text.replace("\r\n", "\n");
    let text = text.trim();
    if text.chars().count() > max_chars {
        return Err(format!("at most {max_chars} characters"));
    }
    if text.chars().any(|c| c.is_control() && c != '\n' && c != '\t') {
        return Err("contains a control character".into());
    }
    Ok(text.to_owned())
}

/// As [`checked`], and not empty.
///
/// # Errors
/// A sentence fit to stand beside the field.
pub fn required(text: &str, max_chars: usize) -> Result<String, String> {
    match checked(text, max_chars)? {
        text if text.is_empty() => Err("must not be empty".into()),
        text => Ok(text),
    }
}

/// As [`checked`], with nothing typed being nothing.
///
/// # Errors
/// A sentence fit to stand beside the field.
pub fn optional(text: &str, max_chars: usize) -> Result<Option<String>, String> {
    Ok(Some(checked(text, max_chars)?).filter(|text| !text.is_empty()))
}

/// The beginning of a text that is too long to be shown; what is not shown is marked.
pub fn shortened(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        Some((end, _)) => format!("{}…", text[..end].trim_end()),
        None => text.to_owned(),
    }
}

/// A part number as it is compared: upper case, without blanks, dashes and dots.
pub fn normalise_part_number(text: &str) -> String {
    text.chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, '-' | '.' | '‐' | '–' | '—'))
        .flat_map(char::to_uppercase)
        .collect()
}

/// The distinct words of a text, lower case, split at everything that is neither letter nor digit; at most 24.
pub fn words(text: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    for word in text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()) {
        let word: String = word.to_lowercase().chars().take(32).collect();
        if !words.contains(&word) {
            words.push(word);
        }
        if words.len() == 24 {
            break;
        }
    }
    words
}

/// A plausible e-mail address, lower case: one `@`, a dot in the domain, no blanks.
///
/// # Errors
/// A sentence fit to stand beside the field.
pub fn email(text: &str) -> Result<String, String> {
    let text = required(text, 254)?.to_lowercase();
    let valid = text.split_once('@').is_some_and(|(local, domain)| {
        !local.is_empty()
            && domain.contains('.')
            && !domain.starts_with('.')
            && !domain.ends_with('.')
            && !domain.contains('@')
    });
    match valid && !text.contains(char::is_whitespace) {
        true => Ok(text),
        false => Err("is not an e-mail address".into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn part_numbers_compare_without_blanks_dashes_and_dots() {
        assert_eq!(normalise_part_number(" ms 20470-ad4.5 "), "MS20470AD45");
        assert_eq!(normalise_part_number("6205/2RS-C3"), "6205/2RSC3");
    }

    #[test]
    fn free_text_is_trimmed_and_bounded() {
        assert_eq!(checked("  a\r\nb ", 10), Ok("a\nb".into()));
        assert!(checked("abcdef", 5).is_err());
        assert!(checked("bell\u{7}", 10).is_err());
        assert!(required("  ", 5).is_err());
        assert_eq!(optional(" ", 5), Ok(None));
    }

    #[test]
    fn addresses_are_plausible_or_refused() {
        assert_eq!(email(" Mara@Halden.example "), Ok("mara@halden.example".into()));
        for text in ["", "mara", "mara@", "@x.example", "a b@x.example", "a@b", "a@b@c.d"] {
            assert!(email(text).is_err(), "{text}");
        }
    }

    proptest! {
        #[test]
        fn normalising_twice_changes_nothing(text in ".{0,40}") {
            let once = normalise_part_number(&text);
            prop_assert_eq!(normalise_part_number(&once), once);
        }

        #[test]
        fn words_are_few_short_and_distinct(text in ".{0,400}") {
            let words = words(&text);
            prop_assert!(words.len() <= 24 && words.iter().all(|word| word.chars().count() <= 32));
        }
    }
}
