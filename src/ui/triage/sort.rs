//! Above the requests: in which order, and how fast one usually answers. Above closed lines: nothing.

use crate::{
    api_types::negotiation::{AnswerTime, LineList, LineSort, Tab},
    domain::{comparison::span_words, negotiation::Side},
    ui::{
        components::counted,
        negotiation::{Place, list_path},
    },
};
use leptos::prelude::*;

/// For the active requests of a seller.
#[component]
pub fn TriageBar(side: Side, list: Memo<Option<LineList>>, place: Memo<Place>) -> impl IntoView {
    let shown = Memo::new(move |_| {
        list.with(|list| {
            let list = list.as_ref()?;
            ((list.side, list.tab) == (Side::Seller, Tab::Active)).then_some(list.answer_time)
        })
    });
    move || {
        shown.get().map(|answer_time| {
            let now = place.get();
            let chip = |sort: LineSort| {
                let href = Place { sort, after: String::new(), ..now.clone() }.at(list_path(side));
                let current = (sort == now.sort).then_some("true");
                view! { <a class="chip" href=href aria-current=current>{sort.words()}</a> }
            };
            view! {
                <div class="toolbar">
                    <nav class="chips" aria-label="Order">{LineSort::ALL.map(chip).into_iter().collect_view()}</nav>
                    <p class="toolbar-end">{answer_text(answer_time)}</p>
                </div>
            }
        })
    }
}

fn answer_text(time: Option<AnswerTime>) -> String {
    match time {
        Some(AnswerTime { median_us, answers }) => format!(
            "You usually answer within {} (median of {} in 90 days)",
            span_words(median_us),
            counted(answers, "answer", "answers")
        ),
        None => "No request was answered in 90 days".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::time::HOUR_US;

    #[test]
    fn the_median_says_what_it_is_taken_from() {
        let time = AnswerTime { median_us: 2 * HOUR_US, answers: 1 };
        assert_eq!(answer_text(Some(time)), "You usually answer within 2 h 0 min (median of 1 answer in 90 days)");
        assert!(answer_text(None).contains("No request"));
    }
}
