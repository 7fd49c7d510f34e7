//! The shared cart that somebody worked in went away: every page says so once, until it was read. Forms for it stay as they were
//! (`ui::components::Gone`).

use super::CARTS;
use crate::{
    api_types::{cart::LostCart, sharing::CartChoice},
    domain::{cart::CartKind, sharing::TrashReason},
    server_fns::cart::DismissLost,
    ui::{
        components::{Icon, Moment, SubmitButton, on_success},
        live::use_live,
    },
};
use leptos::{form::ActionForm, prelude::*};

/// What the frame knows of a lost cart, for whatever on the page was about it. Empty on the server.
#[derive(Clone, Copy)]
pub struct CartLost(RwSignal<Option<LostCart>>);

impl CartLost {
    /// Makes [`CartLost::get`] work below.
    pub fn provide() -> Self {
        let lost = Self(RwSignal::new(None));
        provide_context(lost);
        lost
    }

    /// Keeps up with what the frame reads.
    pub fn follow(self, lost: Memo<Option<LostCart>>) {
        Effect::new(move |_| {
            let now = lost.get();
            if self.0.with_untracked(|known| *known != now) {
                self.0.set(now);
            }
        });
    }

    /// The lost cart, while nobody said that they have read of it.
    pub fn get() -> Signal<Option<LostCart>> {
        let lost = use_context::<Self>();
        Signal::derive(move || lost.and_then(|lost| lost.0.get()))
    }
}

/// `“Hangar 2” was turned into a personal cart by Mara Lindqvist`.
pub fn lost_text(lost: &LostCart) -> String {
    let by = lost.by.as_ref().map(|by| format!(" by {by}")).unwrap_or_default();
    format!("“{}” was {}{by}", lost.name, lost.reason.words())
}

/// Where the lines of a lost cart are now, for whoever does not have them any more.
pub fn lines_text(lost: &LostCart) -> String {
    match (lost.reason, &lost.by) {
        (TrashReason::Converted, Some(by)) => format!("Its lines go on in {by}’s personal cart."),
        (TrashReason::Converted, None) => "Its lines go on in a personal cart.".to_owned(),
        (TrashReason::Removed | TrashReason::Purged, _) => "For 30 days whoever shared it can bring it back.".to_owned(),
    }
}

/// In the corner of every page; without scripts too.
#[component]
pub fn LostToast(lost: Memo<Option<LostCart>>, carts: Memo<Vec<CartChoice>>) -> impl IntoView {
    let (dismiss, live) = (ServerAction::<DismissLost>::new(), use_live());
    on_success(dismiss, move |()| live.bump("lines"));
    let is_home = Memo::new(move |_| {
        carts.with(|carts| carts.iter().any(|choice| choice.is_current && choice.cart.kind == CartKind::Personal))
    });
    view! {
        <div class="toast-region is-frame" role="status">
            {move || lost.get().map(|lost| view! {
                <div class="toast">
                    <Icon name="people"/>
                    <p>
                        <strong>{lost_text(&lost)}</strong>
                        ", "
                        <Moment at=lost.at/>
                        {format!(". {} ", lines_text(&lost))}
                        {move || is_home.get().then(|| view! {
                            "You are back in " <a href="/connector/shopping-cart">"your personal cart"</a> ". "
                        })}
                        <a href=CARTS>"All carts"</a>
                    </p>
                    <ActionForm action=dismiss>
                        <SubmitButton label="OK" class="is-small is-on-dark" pending=dismiss.pending()/>
                    </ActionForm>
                </div>
            })}
        </div>
    }
}
