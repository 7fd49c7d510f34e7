//! Bars beside each other: counts or amounts of one kind.

use super::{BOTTOM, Figures, HEIGHT, TOP, WIDTH, share, tenths};
use leptos::prelude::*;

/// One bar.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Bar {
    /// In the table: `9 Mar`.
    pub name: String,
    /// Under the bar; empty for none.
    pub label: String,
    /// The figure in words: `1,250.00 USD`.
    pub text: String,
    pub value: i64,
    /// `is-late` or `is-quiet`.
    pub class: &'static str,
}

/// A bar of anything is seen, however small beside the largest; in tenths.
const LEAST: i64 = 20;

/// `id` is unique on the page; `columns` names bar and figure in the table; `note` says what is to be seen.
#[component]
pub fn BarChart(
    #[prop(into)] id: String,
    #[prop(into)] title: String,
    #[prop(into)] note: Signal<String>,
    columns: [&'static str; 2],
    #[prop(into)] bars: Signal<Vec<Bar>>,
    /// Writes the figures above the bars.
    #[prop(optional)]
    figures: bool,
) -> impl IntoView {
    let rows =
        Signal::derive(move || bars.with(|bars| bars.iter().map(|bar| vec![bar.name.clone(), bar.text.clone()]).collect()));
    let (title_id, note_id) = (format!("{id}-title"), format!("{id}-note"));
    let (heading, described) = (title.clone(), format!("{title_id} {note_id}"));
    let size = format!("0 0 {WIDTH} {HEIGHT}");
    view! {
        <figure class="chart">
            <figcaption>
                <strong>{heading}</strong>
                <span>{move || note.get()}</span>
            </figcaption>
            <svg role="img" viewBox=size aria-labelledby=described>
                <title id=title_id>{title.clone()}</title>
                <desc id=note_id>{move || note.get()}</desc>
                <line class="axis" x1="0" x2=WIDTH y1=HEIGHT - BOTTOM y2=HEIGHT - BOTTOM></line>
                {move || bars.with(|bars| draw(bars, figures))}
            </svg>
            <Figures columns=columns.to_vec() rows title/>
        </figure>
    }
}

fn draw(bars: &[Bar], figures: bool) -> Vec<AnyView> {
    let most = bars.iter().map(|bar| bar.value).max().unwrap_or_default();
    let slot = WIDTH * 10 / i64::try_from(bars.len().max(1)).unwrap_or(1);
    let place = |(index, bar): (usize, &Bar)| {
        let left = slot * i64::try_from(index).unwrap_or_default();
        let height = match share(bar.value, most, HEIGHT - TOP - BOTTOM) {
            0 if bar.value > 0 => LEAST,
            height => height.max(if bar.value > 0 { LEAST } else { 0 }),
        };
        bar_view(bar, (left, slot), (height, figures)).into_any()
    };
    bars.iter().enumerate().map(place).collect()
}

/// One bar with its words; `across` is where it stands and how much room it has, in tenths.
fn bar_view(bar: &Bar, across: (i64, i64), drawn: (i64, bool)) -> impl IntoView + use<> {
    let ((left, slot), (height, figures)) = (across, drawn);
    let (inset, base) = (slot * 3 / 20, (HEIGHT - BOTTOM) * 10);
    let middle = tenths(left + slot / 2);
    let words = format!("{}: {}", bar.name, bar.text);
    let label = (!bar.label.is_empty()).then(|| bar.label.clone());
    let figure = figures.then(|| bar.text.clone());
    let (at, class) = (middle.clone(), format!("bar {}", bar.class));
    view! {
        <g>
            <title>{words}</title>
            <rect
                class=class
                x=tenths(left + inset)
                y=tenths(base - height)
                width=tenths(slot - 2 * inset)
                height=tenths(height)
                rx="2"
            ></rect>
            {figure.map(|figure| view! {
                <text x=at y=tenths(base - height - 50) text-anchor="middle">{figure}</text>
            })}
            {label.map(|label| view! {
                <text x=middle y=HEIGHT - 5 text-anchor="middle">{label}</text>
            })}
        </g>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bar(value: i64) -> Bar {
        Bar { name: format!("week {value}"), label: "w".into(), text: format!("{value} USD"), value, class: "" }
    }

    fn html(bars: Vec<Bar>) -> String {
        let owner = Owner::new();
        owner.with(|| {
            let note = Signal::stored("Nothing <b>rises</b>".to_owned());
            let bars = Signal::stored(bars);
            view! { <BarChart id="c" title="Agreed" note columns=["Week", "USD"] bars/> }
                .into_view()
                .to_html()
                .replace("<!>", "")
        })
    }

    #[test]
    fn without_bars_there_is_the_picture_with_its_words_and_an_empty_table() {
        let html = html(Vec::new());
        assert!(html.contains("role=\"img\"") && html.contains("aria-labelledby=\"c-title c-note\""), "{html}");
        assert!(html.contains("<desc id=\"c-note\">Nothing &lt;b&gt;rises&lt;/b&gt;"), "{html}");
        assert!(!html.contains("<rect"), "{html}");
        assert!(html.contains("<summary>As a table</summary>"), "{html}");
    }

    #[test]
    fn one_bar_fills_the_height_and_stands_in_the_table() {
        let html = html(vec![bar(7)]);
        assert_eq!(html.matches("<rect").count(), 1);
        assert!(html.contains("height=\"92.0\"") && html.contains("y=\"16.0\""), "{html}");
        assert!(html.contains("<th scope=\"row\">week 7</th><td class=\"num\">7 USD</td>"), "{html}");
    }

    #[test]
    fn many_bars_share_the_width_and_none_is_lost_beside_a_huge_one() {
        let html = html([0, 1, i64::MAX].into_iter().chain(2..=98).map(bar).collect());
        assert_eq!(html.matches("<rect").count(), 100);
        assert_eq!(html.matches("height=\"2.0\"").count(), 98, "{html}");
        assert_eq!(html.matches("height=\"0.0\"").count(), 1);
        assert_eq!(html.matches("height=\"92.0\"").count(), 1);
    }
}
