//! Everything one can do on the page as it is: collected when the palette is asked for, narrowed as one types.

use super::fuzzy::score;
use crate::ui::shell::here::{self, Offered};

/// What a command does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Deed {
    /// Presses the element of a letter.
    Press(String),
    /// Clicks what the selector finds.
    Click(String),
    /// Searches the catalogue for what was typed.
    Search(String),
    /// Acts for another organisation, by its value in the switcher.
    Organisation(String),
    Help,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Command {
    pub group: &'static str,
    pub icon: &'static str,
    pub words: String,
    /// The keys that do the same.
    pub keys: Vec<String>,
    pub deed: Deed,
}

/// The commands of the page; browser code only.
pub fn collect() -> Vec<Command> {
    let mut commands = Vec::new();
    let mut add = |group, icon, words, keys: &[&str], deed| {
        let keys = keys.iter().filter(|key| !key.is_empty()).map(|key| (*key).to_owned()).collect();
        commands.push(Command { group, icon, words, keys, deed });
    };
    for Offered { key, words, .. } in here::actions() {
        add("Here", "check", words, &[&key], Deed::Press(key.clone()));
    }
    for Offered { words, selector, .. } in here::page_actions() {
        add("Here", "plus", words, &[], Deed::Click(selector));
    }
    for Offered { key, words, selector } in here::places() {
        let keys: &[&str] = if key.is_empty() { &[] } else { &["g", &key] };
        add("Go to", "chevron-right", words, keys, Deed::Click(selector));
    }
    for (value, name) in here::organisations() {
        add("Act for", "building", format!("Act for {name}"), &[], Deed::Organisation(value));
    }
    for Offered { words, selector, .. } in here::settings() {
        add("Appearance", "settings", words, &[], Deed::Click(selector));
    }
    add("More", "keyboard", "Keyboard shortcuts".to_owned(), &["?"], Deed::Help);
    if here::find(SIGN_OUT).is_some() {
        add("More", "logout", "Sign out".to_owned(), &[], Deed::Click(SIGN_OUT.to_owned()));
    }
    commands
}

const SIGN_OUT: &str = "form[action$='sign_out'] button";

/// The commands that fit what is typed, the best first, and the search for it at the end.
pub fn narrow(commands: &[Command], typed: &str) -> Vec<Command> {
    let typed = typed.trim();
    if typed.is_empty() {
        return commands.to_vec();
    }
    let mut fitting: Vec<(i32, &Command)> =
        commands.iter().filter_map(|command| Some((score(typed, &command.words)?, command))).collect();
    // Stable: of equal ones, what stands first on the page.
    fitting.sort_by_key(|(score, _)| std::cmp::Reverse(*score));
    let search = Command {
        group: "Search",
        icon: "search",
        words: format!("Search parts for “{typed}”"),
        keys: Vec::new(),
        deed: Deed::Search(typed.to_owned()),
    };
    fitting.into_iter().map(|(_, command)| command.clone()).chain([search]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn command(words: &str) -> Command {
        Command { group: "Go to", icon: "external", words: words.into(), keys: Vec::new(), deed: Deed::Help }
    }

    fn words(commands: &[Command]) -> Vec<&str> {
        commands.iter().map(|command| command.words.as_str()).collect()
    }

    #[test]
    fn nothing_typed_keeps_all_in_their_order_and_searches_nothing() {
        let all = [command("Parts"), command("Cart")];
        assert_eq!(words(&narrow(&all, "  ")), ["Parts", "Cart"]);
    }

    #[test]
    fn what_fits_comes_first_and_the_search_is_always_there() {
        let all = [command("Notifications"), command("Transactions"), command("Parts")];
        assert_eq!(words(&narrow(&all, "tra")), ["Transactions", "Search parts for “tra”"]);
        assert_eq!(words(&narrow(&all, " MS21042-3 ")), ["Search parts for “MS21042-3”"]);
        assert_eq!(narrow(&all, "x")[0].deed, Deed::Search("x".into()));
    }
}
