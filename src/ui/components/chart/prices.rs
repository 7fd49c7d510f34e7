//! Prices over time, in one currency: a mark for each agreement, joined by a line.

use super::{BOTTOM, Figures, HEIGHT, TOP, WIDTH, share, tenths};
use crate::domain::{money::UnitPrice, time::Timestamp};
use leptos::prelude::*;

/// One price at one time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PriceMark {
    pub at: Timestamp,
    pub price: UnitPrice,
    /// Who it was agreed with.
    pub with: String,
}

/// Room at the sides, so that no mark is cut.
const SIDE: i64 = 6;

/// `marks` are of one currency, the oldest first.
#[component]
pub fn PriceChart(#[prop(into)] id: String, #[prop(into)] title: String, marks: Vec<PriceMark>) -> impl IntoView {
    let rows: Vec<_> =
        marks.iter().rev().map(|mark| vec![mark.at.date_text(), mark.with.clone(), mark.price.to_string()]).collect();
    let note = note(&marks);
    let (title_id, note_id) = (format!("{id}-title"), format!("{id}-note"));
    let (heading, described) = (title.clone(), format!("{title_id} {note_id}"));
    let size = format!("0 0 {WIDTH} {HEIGHT}");
    view! {
        <figure class="chart">
            <figcaption>
                <strong>{heading}</strong>
                <span>{note.clone()}</span>
            </figcaption>
            <svg role="img" viewBox=size aria-labelledby=described>
                <title id=title_id>{title.clone()}</title>
                <desc id=note_id>{note}</desc>
                <line class="axis" x1="0" x2=WIDTH y1=HEIGHT - BOTTOM y2=HEIGHT - BOTTOM></line>
                {draw(&marks)}
            </svg>
            <Figures columns=vec!["Agreed", "With", "Each"] rows=Signal::stored(rows) title/>
        </figure>
    }
}

/// What is to be seen, in a sentence.
fn note(marks: &[PriceMark]) -> String {
    let lowest = marks.iter().min_by_key(|mark| mark.price.micros);
    let highest = marks.iter().max_by_key(|mark| mark.price.micros);
    match (marks.last(), lowest, highest) {
        (Some(last), Some(lowest), Some(highest)) if lowest.price != highest.price => format!(
            "Last {} from {}; between {} and {}.",
            last.price,
            last.at.date_text(),
            lowest.price.amount_text(),
            highest.price.amount_text()
        ),
        (Some(last), ..) => format!("{} on {}.", last.price, last.at.date_text()),
        (None, ..) => "Nothing was agreed yet.".to_owned(),
    }
}

/// Where a mark stands, in tenths.
fn place(mark: &PriceMark, times: (i64, i64), prices: (i64, i64)) -> (i64, i64) {
    let within = |value: i64, (least, most): (i64, i64), length: i64| match most.saturating_sub(least) {
        // One time or one price alone stands in the middle.
        0 => length * 5,
        span => share(value.saturating_sub(least), span, length),
    };
    let x = SIDE * 10 + within(mark.at.0, times, WIDTH - 2 * SIDE);
    let y = (HEIGHT - BOTTOM - 8) * 10 - within(mark.price.micros, prices, HEIGHT - TOP - BOTTOM - 8);
    (x, y)
}

fn ends(values: impl Iterator<Item = i64> + Clone) -> (i64, i64) {
    (values.clone().min().unwrap_or_default(), values.max().unwrap_or_default())
}

fn draw(marks: &[PriceMark]) -> impl IntoView + use<> {
    let times = ends(marks.iter().map(|mark| mark.at.0));
    let prices = ends(marks.iter().map(|mark| mark.price.micros));
    let places: Vec<_> = marks.iter().map(|mark| (place(mark, times, prices), words(mark))).collect();
    let line: Vec<_> = places.iter().map(|((x, y), _)| format!("{},{}", tenths(*x), tenths(*y))).collect();
    let circle = |((x, y), words): ((i64, i64), String)| {
        view! { <circle class="mark" cx=tenths(x) cy=tenths(y) r="3"><title>{words}</title></circle> }
    };
    let (first, last) = (marks.first().map(|mark| mark.at), marks.last().map(|mark| mark.at));
    let last = last.filter(|last| Some(*last) != first);
    view! {
        {(line.len() > 1).then(|| view! { <polyline class="trend" points=line.join(" ")></polyline> })}
        {places.into_iter().map(circle).collect_view()}
        {first.map(|at| view! { <text x="0" y=HEIGHT - 5>{at.date_text()}</text> })}
        {last.map(|at| view! { <text x=WIDTH y=HEIGHT - 5 text-anchor="end">{at.date_text()}</text> })}
    }
}

fn words(mark: &PriceMark) -> String {
    format!("{}: {} with {}", mark.at.date_text(), mark.price, mark.with)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{
        money::{Currency, MAX_UNIT_PRICE_MICROS},
        time::DAY_US,
    };

    fn mark(day: i64, micros: i64) -> PriceMark {
        let currency = Currency::parse("USD").expect("known");
        PriceMark { at: Timestamp(day * DAY_US), price: UnitPrice { micros, currency }, with: "Orbit & Sons".into() }
    }

    fn html(marks: Vec<PriceMark>) -> String {
        Owner::new()
            .with(|| view! { <PriceChart id="p" title="Paid in USD" marks/> }.into_view().to_html().replace("<!>", ""))
    }

    #[test]
    fn nothing_agreed_is_said_and_nothing_is_drawn() {
        let html = html(Vec::new());
        assert!(html.contains("Nothing was agreed yet."), "{html}");
        assert!(!html.contains("<circle") && !html.contains("<polyline") && !html.contains("<td"), "{html}");
    }

    #[test]
    fn one_price_is_a_mark_in_the_middle_without_a_line() {
        let html = html(vec![mark(20_000, 41_200_000)]);
        assert_eq!(html.matches("<circle").count(), 1);
        assert!(html.contains("cx=\"200.0\"") && !html.contains("<polyline"), "{html}");
        assert!(html.contains("41.20 USD on 2024-10-04."), "{html}");
        assert!(html.contains("Orbit &amp; Sons"), "{html}");
    }

    #[test]
    fn many_prices_lie_between_the_edges_even_the_largest() {
        let marks: Vec<_> = (0..200).map(|day| mark(day, 1 + day * (MAX_UNIT_PRICE_MICROS / 200))).collect();
        let html = html(marks);
        assert_eq!(html.matches("<circle").count(), 200);
        assert_eq!(html.matches("<polyline").count(), 1);
        assert!(html.contains("cx=\"6.0\" cy=\"100.0\"") && html.contains("cx=\"394.0\" cy=\"16.0\""), "{html}");
        assert!(html.contains("<td class=\"num\">995,000,000.000001 USD</td>"), "the newest price is in the table");
    }

    #[test]
    fn equal_prices_lie_on_one_level() {
        let html = html(vec![mark(1, 5), mark(2, 5), mark(3, 5)]);
        assert_eq!(html.matches("cy=\"58.0\"").count(), 3, "{html}");
    }
}
