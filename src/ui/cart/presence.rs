//! Who else has this cart open. The page says every few seconds that it is open, while it can be seen.

use crate::{
    api_types::identity::PersonName,
    domain::ids::CartId,
    server_fns::cart::present,
    ui::{components::Avatar, live::use_live},
};
use leptos::{prelude::*, task::spawn_local};
use std::time::Duration;

/// How often an open page says so; a third of the time after which it counts as closed.
const BEAT: Duration = Duration::from_secs(5);

/// Faces beside each other before the rest is a number.
const FACES: usize = 5;

/// Says that this cart is open while the calling component stands; answers who else has it open. `known` is what the server
/// said with the page. Never runs on the server.
pub fn follow(cart: Memo<Option<CartId>>, known: Memo<Vec<PersonName>>) -> Signal<Vec<PersonName>> {
    let people = RwSignal::new(known.get_untracked());
    Effect::new(move |_| people.set(known.get()));
    let beat = move |leaving: Option<CartId>| {
        let Some(cart_id) = leaving.or_else(|| cart.try_get_untracked().flatten()) else { return };
        spawn_local(async move {
            // Unheard is absent: the next beat says it again.
            if let Ok(others) = present(cart_id, leaving.is_some()).await
                && leaving.is_none()
                && cart.try_get_untracked().flatten() == Some(cart_id)
            {
                people.try_set(others);
            }
        });
    };
    let live = use_live();
    Effect::new(move |before: Option<Option<CartId>>| {
        let now = cart.get();
        if let Some(left) = before.flatten().filter(|left| Some(*left) != now) {
            beat(Some(left));
        }
        if let Some(id) = now {
            // Hints say when somebody comes or goes.
            live.topic(&format!("presence:{id}")).track();
            beat(None);
        }
        now
    });
    Effect::new(move |_| {
        let visible = || !document().hidden();
        let timer = set_interval_with_handle(
            move || {
                if visible() {
                    beat(None)
                }
            },
            BEAT,
        );
        // Only ever in the browser, as the effect.
        on_cleanup(move || {
            if let Ok(timer) = timer {
                timer.clear();
            }
            if let Some(left) = cart.try_get_untracked().flatten() {
                beat(Some(left));
            }
        });
    });
    people.into()
}

/// A row of faces with the names for those who do not see them.
#[component]
pub fn Faces(#[prop(into)] people: Signal<Vec<PersonName>>) -> impl IntoView {
    let sentence = move || {
        people.with(|people| {
            let names: Vec<_> = people.iter().map(|person| person.name.as_str()).collect();
            match names.as_slice() {
                [] => String::new(),
                [only] => format!("{only} is here too"),
                many => format!("{} are here too", many.join(", ")),
            }
        })
    };
    view! {
        <span class="faces" role="status">
            <span class="avatar-row" title=sentence>
                {move || people.with(|people| {
                    people.iter().take(FACES).map(|person| view! { <Avatar name=person.name.clone()/> }).collect_view()
                })}
                {move || people.with(Vec::len).checked_sub(FACES).filter(|more| *more > 0).map(|more| view! {
                    <span class="avatar" aria-hidden="true">{format!("+{more}")}</span>
                })}
            </span>
            <span class="visually-hidden">{sentence}</span>
        </span>
    }
}
