//! Names, sums and limits in the words of sentences.

use crate::{
    api_types::identity::PersonName,
    domain::{money::Money, ordering::Excess},
    ui::components::Icon,
};
use leptos::prelude::*;

/// `Tomas Berg`, `Tomas Berg or Gunnar Haugland`.
pub fn one_of(people: &[PersonName]) -> String {
    let names: Vec<_> = people.iter().map(|person| person.name.as_str()).collect();
    match names.split_last() {
        None => "nobody".to_owned(),
        Some((only, [])) => (*only).to_owned(),
        Some((last, rest)) => format!("{} or {last}", rest.join(", ")),
    }
}

/// `1,250.00 EUR + 80.00 USD`.
pub fn sum_text(totals: &[Money]) -> String {
    let totals: Vec<_> = totals.iter().map(ToString::to_string).collect();
    if totals.is_empty() { "nothing".to_owned() } else { totals.join(" + ") }
}

/// Each limit that an order is above, and by how much.
#[component]
pub fn Exceeded(exceeded: Vec<Excess>) -> impl IntoView {
    let item = |excess: Excess| {
        let words = excess.words();
        let mut letters = words.chars();
        let first = letters.next().map(|letter| letter.to_uppercase().to_string()).unwrap_or_default();
        view! { <li><Icon name="alert"/><span>{format!("{first}{}.", letters.as_str())}</span></li> }
    };
    view! { <ul class="blockers">{exceeded.into_iter().map(item).collect_view()}</ul> }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{ids::PersonId, money::Currency};
    use uuid::Uuid;

    #[test]
    fn names_are_joined_as_one_says_them() {
        let person = |name: &str| PersonName { id: PersonId(Uuid::nil()), name: name.into() };
        let people = [person("Ann"), person("Tom"), person("Eve")];
        assert_eq!([one_of(&[]), one_of(&people[..1]), one_of(&people[..2])], ["nobody", "Ann", "Ann or Tom"]);
        assert_eq!(one_of(&people), "Ann, Tom or Eve");
    }

    #[test]
    fn currencies_stand_beside_each_other() {
        let money = |minor, code| Money { minor, currency: Currency::parse(code).expect("known") };
        assert_eq!(sum_text(&[money(125_000, "EUR"), money(8_000, "USD")]), "1,250.00 EUR + 80.00 USD");
        assert_eq!(sum_text(&[]), "nothing");
    }
}
