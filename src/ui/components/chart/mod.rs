//! Small charts, drawn as SVG where the page is drawn, each with the table of its figures behind it.
//! Coordinates are whole tenths of a unit, so that server and browser write the same text.

mod bars;
mod prices;

pub use bars::{Bar, BarChart};
pub use prices::{PriceChart, PriceMark};

use leptos::prelude::*;

/// The picture's size in its own units; the style scales it.
const WIDTH: i64 = 400;
const HEIGHT: i64 = 128;

/// Room above and below what is drawn, for the words.
const TOP: i64 = 16;
const BOTTOM: i64 = 20;

/// Tenths of a unit as a coordinate.
fn tenths(value: i64) -> String {
    format!("{}.{}", value / 10, (value % 10).abs())
}

/// `value` of `most` as a part of `length`, in tenths; exact for any figures.
fn share(value: i64, most: i64, length: i64) -> i64 {
    let most = i128::from(most.max(1));
    let part = i128::from(value.max(0)).min(most) * i128::from(length) * 10 / most;
    i64::try_from(part).unwrap_or_default()
}

/// The table behind a picture: what the picture shows, for whoever cannot see it or wants the figure.
#[component]
fn Figures(
    columns: Vec<&'static str>,
    #[prop(into)] rows: Signal<Vec<Vec<String>>>,
    /// Names the table.
    #[prop(into)]
    title: String,
) -> impl IntoView {
    let cell = |(index, text): (usize, String)| match index {
        0 => view! { <th scope="row">{text}</th> }.into_any(),
        _ => view! { <td class="num">{text}</td> }.into_any(),
    };
    let row = move |cells: Vec<String>| view! { <tr>{cells.into_iter().enumerate().map(cell).collect_view()}</tr> };
    let heads = columns.into_iter().enumerate().map(|(index, name)| {
        view! { <th scope="col" class=(index > 0).then_some("num")>{name}</th> }
    });
    let heads = heads.collect_view();
    view! {
        <details class="chart-table">
            <summary>"As a table"</summary>
            <table>
                <caption class="visually-hidden">{title}</caption>
                <thead><tr>{heads}</tr></thead>
                <tbody>{move || rows.get().into_iter().map(row).collect_view()}</tbody>
            </table>
        </details>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_hold_at_the_ends_of_the_numbers() {
        assert_eq!((share(0, 0, 90), share(5, 10, 90), share(10, 10, 90)), (0, 450, 900));
        assert_eq!(share(i64::MAX, i64::MAX, 90), 900);
        assert_eq!(share(i64::MAX - 1, i64::MAX, 90), 899);
        assert_eq!((share(-4, 10, 90), share(40, 10, 90)), (0, 900), "nothing is drawn outside of the picture");
        assert_eq!((tenths(0), tenths(905), tenths(-5)), ("0.0".into(), "90.5".into(), "0.5".into()));
    }
}
