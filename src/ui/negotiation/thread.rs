//! What the two sides wrote and what the system recorded, in time.

use super::{
    files::{Checklist, Files},
    paths::{Place, line_path},
    quote::{Quote, Quoting, ReplyButton, anchor, short},
};
use crate::{
    api_types::{
        negotiation::{LineView, MessageKind, MessageView},
        thread::SeenView,
    },
    domain::negotiation::{Action, Counter},
    ui::{
        components::{ClockTime, Icon, count_text, day_text, is_local, shifted},
        live::use_live,
    },
};
use leptos::{html, prelude::*};

/// One row of the thread.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Entry {
    Day(String),
    /// What follows was not seen before.
    New,
    /// Written by a person; `more` if by the same as the row before.
    Written {
        message: MessageView,
        mine: bool,
        more: bool,
    },
    System(MessageView, Action),
    /// The buyer's counter-offer; `waits` while nobody has answered it.
    Counter {
        message: MessageView,
        counter: Counter,
        mine: bool,
        waits: bool,
    },
    /// Below the last message of mine that the other side has seen.
    Seen(SeenView),
}

impl Entry {
    fn key(&self) -> String {
        match self {
            Self::Day(day) => format!("day {day}"),
            Self::New => "new".to_owned(),
            Self::Written { message, .. } | Self::System(message, _) => message.id.to_string(),
            // Once it is answered it is drawn anew.
            Self::Counter { message, waits, .. } => format!("{} {waits}", message.id),
            Self::Seen(seen) => format!("seen {} {}", seen.message_id, seen.at.0),
        }
    }
}

/// The rows of a thread: a divider per day of the reader's own clock once it is known (`local`), one before the first
/// unseen entry of the other side.
fn entries(line: &LineView, local: bool) -> Vec<Entry> {
    let unseen = usize::try_from(line.unread).unwrap_or(usize::MAX);
    let theirs = |message: &&MessageView| message.side != Some(line.side);
    let first_new = line.thread.iter().rev().filter(theirs).take(unseen).last().map(|message| message.id);
    let mut entries = Vec::with_capacity(line.thread.len() + 8);
    let (mut day, mut author) = (String::new(), None);
    for message in &line.thread {
        let on = day_text(shifted(message.at, local));
        if on != day {
            entries.push(Entry::Day(on.clone()));
            (day, author) = (on, None);
        }
        if first_new == Some(message.id) {
            entries.push(Entry::New);
            author = None;
        }
        match (message.kind, &message.counter) {
            (MessageKind::System(_), Some(counter)) => {
                let waits = line.counter.as_ref().is_some_and(|standing| standing.number == counter.number);
                let (message, mine) = (message.clone(), message.side == Some(line.side));
                entries.push(Entry::Counter { message, counter: counter.clone(), mine, waits });
                author = None;
            }
            (MessageKind::System(action), None) => {
                entries.push(Entry::System(message.clone(), action));
                author = None;
            }
            (MessageKind::Text, _) => {
                let more = author.is_some() && author == message.author;
                author.clone_from(&message.author);
                entries.push(Entry::Written { message: message.clone(), mine: message.side == Some(line.side), more });
            }
        }
        if let Some(seen) = line.seen.as_ref().filter(|seen| seen.message_id == message.id) {
            entries.push(Entry::Seen(seen.clone()));
            author = None;
        }
    }
    entries
}

#[component]
pub fn Thread(line: Signal<LineView>, place: Memo<Place>, quoting: Quoting, composer: Children) -> impl IntoView {
    let can_write = Memo::new(move |_| line.with(|line| line.actions.contains(&Action::SendMessage)));
    let local = is_local();
    let rows = Memo::new(move |_| line.with(|line| entries(line, local.get())));
    let scroll = NodeRef::<html::Div>::new();
    stay_at_the_end(scroll, rows);
    let older = Memo::new(move |_| {
        line.with(|line| {
            line.has_older.then(|| {
                let address = place.get().at(&line_path(line.side, line.id));
                let separator = if address.contains('?') { '&' } else { '?' };
                format!("{address}{separator}older=true")
            })
        })
    });
    view! {
        <section class="thread" aria-label="Thread">
            <div class="thread-scroll" tabindex="0" node_ref=scroll>
                {move || older.get().map(|href| view! {
                    <a class="button is-small is-quiet thread-older" href=href data-noscroll="">"Show older messages"</a>
                })}
                <For each=move || rows.get() key=Entry::key let:entry>
                    {draw(entry, (quoting, can_write.into()))}
                </For>
            </div>
            <Typing line/>
            {composer()}
        </section>
    }
}

/// Whom an entry may be answered by, and whether messages are possible at all.
type Answering = (Quoting, Signal<bool>);

fn draw(entry: Entry, answering: Answering) -> AnyView {
    match entry {
        Entry::Day(day) => view! { <p class="day-divider">{day}</p> }.into_any(),
        Entry::New => view! { <p class="day-divider is-new">"New"</p> }.into_any(),
        Entry::Written { message, mine, more } => written(message, (mine, more), answering).into_any(),
        Entry::Counter { message, counter, mine, waits } => counter_card(message, counter, mine, waits).into_any(),
        Entry::System(message, action) if message.answers.is_empty() => system(message, action).into_any(),
        Entry::System(message, _) => view! { <Checklist message/> }.into_any(),
        Entry::Seen(seen) => view! {
            <p class="seen-by">
                {format!("Seen by {} ", seen.by)}
                <ClockTime at=seen.at/>
            </p>
        }
        .into_any(),
    }
}

fn system(message: MessageView, action: Action) -> impl IntoView {
    view! {
        <p class="system-message" id=anchor(message.id) tabindex="-1">
            <Icon name=icon(action)/>
            <span>{message.text}</span>
            <ClockTime at=message.at/>
        </p>
    }
}

fn written(message: MessageView, place: (bool, bool), answering: Answering) -> impl IntoView {
    let ((mine, more), (quoting, can_write)) = (place, answering);
    let class = if mine { "message is-mine" } else { "message is-theirs" };
    let quotable = short(&message);
    let author = message.author.filter(|_| !more);
    let text = (!message.text.is_empty()).then(|| view! { <div>{message.text}</div> });
    view! {
        <article class=class class:is-more=more id=anchor(message.id) tabindex="-1">
            <div class="message-body">
                {message.quoted.map(|quoted| view! { <Quote quoted/> })}
                {text}
                <Files files=message.files/>
            </div>
            <p class="message-meta">
                {author.map(|author| view! { <strong>{author}</strong> })}
                <ClockTime at=message.at/>
                {move || can_write.get().then(|| view! { <ReplyButton message=quotable.clone() quoting/> })}
            </p>
        </article>
    }
}

/// What the buyer would take instead, as a card of its own.
fn counter_card(message: MessageView, counter: Counter, mine: bool, waits: bool) -> impl IntoView {
    let class = if mine { "message is-mine" } else { "message is-theirs" };
    let state = if waits { "waits for an answer" } else { "no longer stands" };
    view! {
        <article class=class class:is-over=!waits id=anchor(message.id) tabindex="-1">
            <div class="message-body message-card">
                <b><Icon name="swap"/>{format!("Counter-offer {}", counter.number)}</b>
                {counter.unit_price.map(|price| view! { <span class="tabular">{format!("{price} each")}</span> })}
                {counter.quantity.map(|quantity| view! { <span class="tabular">{format!("Quantity {}", count_text(quantity))}</span> })}
                {counter.needed_by.map(|day| view! { <span class="tabular">{format!("Needed by {}", day.date_text())}</span> })}
                {counter.comment.map(|comment| view! { <span class="card-words">{comment}</span> })}
            </div>
            <p class="message-meta">
                {message.author.map(|author| view! { <strong>{author}</strong> })}
                <ClockTime at=message.at/>
                <span>{state}</span>
            </p>
        </article>
    }
}

/// Who of the other side is typing; its line is always there, so that nothing moves.
#[component]
fn Typing(line: Signal<LineView>) -> impl IntoView {
    let live = use_live();
    let topic = format!("typing:{}", line.with_untracked(|line| line.id));
    let who = live.whisper(&topic);
    Effect::new(move |before: Option<usize>| {
        let theirs = line.with(|line| line.thread.iter().filter(|entry| entry.side == Some(line.side.other())).count());
        if before.is_some_and(|before| before != theirs) {
            live.hush(&topic);
        }
        theirs
    });
    view! { <p class="typing">{move || who.get().map(|who| format!("{who} is typing…"))}</p> }
}

fn icon(action: Action) -> &'static str {
    match action {
        Action::AddToCart => "plus",
        Action::BuyAtListPrice | Action::AcceptOffer => "check",
        Action::UpdatePrice | Action::TakeOver => "tag",
        Action::CounterOffer => "swap",
        Action::NoQuote => "slash",
        Action::Withdraw => "arrow-back",
        Action::RequestDocumentation | Action::ProvideDocumentation => "file",
        Action::ChangeQuantity => "box",
        Action::SendMessage => "send",
        Action::Expire | Action::ExtendOffer | Action::Remind => "clock",
        Action::Close | Action::Complete => "square",
    }
}

/// The end of the thread is where things happen: it is in view at first, and follows as long as one is near it.
fn stay_at_the_end(scroll: NodeRef<html::Div>, rows: Memo<Vec<Entry>>) {
    const NEAR_PX: i32 = 120;
    Effect::new(move |height_before: Option<i32>| {
        rows.track();
        let Some(scroll) = scroll.get() else {
            return 0;
        };
        let was_near = height_before.is_none_or(|height| height - scroll.scroll_top() - scroll.client_height() < NEAR_PX);
        if was_near {
            scroll.set_scroll_top(scroll.scroll_height());
        }
        scroll.scroll_height()
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{ids::MessageId, negotiation::Side, time::Timestamp};
    use uuid::Uuid;

    fn message(id: u128, side: Option<Side>, kind: MessageKind, at: Timestamp) -> MessageView {
        let author = side.map(|side| side.as_str().to_owned());
        MessageView {
            id: MessageId(Uuid::from_u128(id)),
            kind,
            text: "x".into(),
            counter: None,
            author,
            side,
            at,
            quoted: None,
            files: Vec::new(),
            wanted: Vec::new(),
            answers: Vec::new(),
        }
    }

    #[test]
    fn days_divide_authors_group_and_the_unseen_is_marked() {
        let day = Timestamp(0).plus_days(20_000);
        let (text, countered) = (MessageKind::Text, MessageKind::System(Action::CounterOffer));
        let mut line = super::super::deal::tests::line();
        line.unread = 1;
        line.counter = Some(Counter { number: 2, unit_price: None, quantity: Some(3), needed_by: None, comment: None });
        line.thread = vec![
            message(1, Some(Side::Buyer), text, day),
            message(2, Some(Side::Buyer), text, day),
            message(3, Some(Side::Seller), text, day.plus_days(1)),
            MessageView { counter: line.counter.clone(), ..message(5, Some(Side::Buyer), countered, day.plus_days(1)) },
            message(4, Some(Side::Buyer), text, day.plus_days(1)),
        ];
        let seen = SeenView { message_id: MessageId(Uuid::from_u128(2)), by: "Jonas".into(), at: day };
        line.seen = Some(seen);
        let shape: Vec<_> = entries(&line, false)
            .iter()
            .map(|entry| match entry {
                Entry::Day(_) => "day",
                Entry::New => "new",
                Entry::Written { mine: true, more: false, .. } => "mine",
                Entry::Written { mine: true, more: true, .. } => "mine again",
                Entry::Written { mine: false, .. } => "theirs",
                Entry::System(..) => "system",
                Entry::Counter { waits: true, .. } => "waiting counter-offer",
                Entry::Counter { waits: false, .. } => "counter-offer",
                Entry::Seen(_) => "seen",
            })
            .collect();
        assert_eq!(shape, ["day", "mine", "mine again", "seen", "day", "new", "theirs", "waiting counter-offer", "mine"]);
    }
}
