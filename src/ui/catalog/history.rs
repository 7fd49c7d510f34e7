//! What one's own organisation agreed for a part over time. Prices of others are not in it.

use crate::{
    api_types::insight::{PriceHistory, PricePoint, PriceSeries},
    ui::components::{Day, Price, PriceChart, PriceMark, count_text, counted},
};
use leptos::prelude::*;

/// Rows under a chart; the rest is in the chart's own table.
const SHOWN: usize = 8;

/// Where the drawer's link leads on the page.
pub const ANCHOR: &str = "price-history";

/// Both sides of an organisation that buys and sells; nothing if it did neither.
#[component]
pub fn History(history: PriceHistory) -> impl IntoView {
    (!history.is_empty()).then(|| {
        view! {
            <section class="section" id=ANCHOR aria-label="Price history">
                <div class="section-head">
                    <h2>"Price history"</h2>
                    <span class="muted small">"From your own agreements. Nobody else sees it."</span>
                </div>
                <Side name="paid" title="Paid for one" partner="Seller" series=history.bought/>
                <Side name="taken" title="Sold for one" partner="Buyer" series=history.sold/>
            </section>
        }
    })
}

#[component]
fn Side(name: &'static str, title: &'static str, partner: &'static str, series: Vec<PriceSeries>) -> impl IntoView {
    series
        .into_iter()
        .map(|series| {
            let code = series.currency.code();
            let marks = series.points.iter().map(mark).collect::<Vec<_>>();
            view! {
                <div class="columns">
                    <PriceChart id=format!("{name}-{code}") title=format!("{title}, in {code}") marks/>
                    <Agreements partner points=series.points/>
                </div>
            }
        })
        .collect_view()
}

fn mark(point: &PricePoint) -> PriceMark {
    PriceMark { at: point.at, price: point.unit_price, with: point.counterparty.clone() }
}

#[component]
fn Agreements(partner: &'static str, points: Vec<PricePoint>) -> impl IntoView {
    let hidden = points.len().saturating_sub(SHOWN);
    view! {
        <div>
            <div class="table-wrap is-inset">
                <table class="table">
                    <thead>
                        <tr>
                            <th scope="col">"Agreed"</th>
                            <th scope="col" class="grow">{partner}</th>
                            <th scope="col">"Cond."</th>
                            <th scope="col" class="num">"Quantity"</th>
                            <th scope="col" class="num">"Each"</th>
                        </tr>
                    </thead>
                    <tbody>{points.into_iter().rev().take(SHOWN).map(row).collect_view()}</tbody>
                </table>
            </div>
            {(hidden > 0).then(|| view! { <p class="muted small">{format!("and {} before", counted(hidden, "agreement", "agreements"))}</p> })}
        </div>
    }
}

/// A row leads to its transaction, if the reader may open it.
fn row(point: PricePoint) -> impl IntoView {
    let PricePoint { at, counterparty, condition, quantity, unit, unit_price, transaction_id } = point;
    let agreed = match transaction_id {
        Some(id) => view! { <a class="row-link" href=format!("/connector/transactions/{id}")><Day at/></a> }.into_any(),
        None => view! { <Day at/> }.into_any(),
    };
    view! {
        <tr>
            <td data-fold="lead">{agreed}</td>
            <td class="grow" data-fold="sub">{counterparty}</td>
            <td><abbr title=condition.words()>{condition.code()}</abbr></td>
            <td class="num" data-fold="sub-end">
                {format!("{} ", count_text(quantity))}
                <span class="cur">{unit}</span>
            </td>
            <td class="num" data-fold="end"><Price price=unit_price/></td>
        </tr>
    }
}
