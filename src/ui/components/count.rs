//! Counts with the right form of their noun.

use super::count_text;

/// `41,300`, for counts that are never negative.
pub fn grouped(number: u64) -> String {
    count_text(i64::try_from(number).unwrap_or(i64::MAX))
}

/// `1 line`, `41 lines`.
pub fn counted(number: impl TryInto<i64>, one: &str, many: &str) -> String {
    let number = number.try_into().unwrap_or(i64::MAX);
    format!("{} {}", count_text(number), if number == 1 { one } else { many })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_is_singular_and_everything_else_is_not() {
        let shown = [counted(1_u64, "row", "rows"), counted(0_u32, "row", "rows"), counted(1_200_i64, "row", "rows")];
        assert_eq!(shown, ["1 row", "0 rows", "1,200 rows"]);
    }
}
