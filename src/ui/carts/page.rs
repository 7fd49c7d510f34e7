//! The page of carts: the personal one and all that the organisation shares.

use super::{
    CARTS,
    dialogs::{SHARE_DIALOG, ShareDialog},
    list::SharedCartsList,
};
use crate::{
    api_types::sharing::{CartsPage as Carts, UndoView},
    domain::{cart::CartKind, sharing::UnshareMode},
    server_fns::sharing::{UndoUnshare, load_carts},
    ui::{
        components::{
            DialogOpener, FormError, Notice, PageHead, Steady, SubmitButton, TableSkeleton, counted, error_of, on_success,
        },
        live::use_live,
    },
};
use leptos::{form::ActionForm, prelude::*};
use std::time::Duration;

/// After this time nothing can be undone any more, and the offer goes.
const OVER: Duration = Duration::from_secs(11);

/// For buyers.
#[component]
pub fn CartsPage() -> impl IntoView {
    let live = use_live();
    let (carts, lines) = (live.topic("carts"), live.topic("lines"));
    let page = Resource::new(move || (carts.get(), lines.get()), |_| load_carts());
    view! {
        <Steady
            resource=page
            fallback=|| view! { <TableSkeleton columns=&["", "grow", "", "mid", "num", "lo", "act"]/> }
            draw=|page| view! { <CartsView page/> }.into_any()
        />
    }
}

#[component]
fn CartsView(page: Memo<Carts>) -> impl IntoView {
    let can_share = Memo::new(move |_| {
        page.with(|page| {
            let own = page.carts.iter().find(|view| view.cart.kind == CartKind::Personal);
            page.enabled && own.is_some_and(|view| view.cart.id.is_some())
        })
    });
    let request_id = Signal::derive(move || Some(page.with(|page| page.request_id)));
    let in_trash = Memo::new(move |_| page.with(|page| page.in_trash));
    let enabled = Memo::new(move |_| page.with(|page| page.enabled));
    let undo = Memo::new(move |_| page.with(|page| page.undo.clone()));
    view! {
        <PageHead title="Carts">
            {move || (in_trash.get() > 0).then(|| view! {
                <a class="button is-quiet" href=format!("{CARTS}/trash")>{format!("Trash ({})", in_trash.get())}</a>
            })}
            {move || can_share.get().then(|| view! {
                <DialogOpener dialog=SHARE_DIALOG label="Share my cart" class="is-primary" icon="people" key="s"/>
            })}
        </PageHead>
        <UndoNotices undo/>
        {move || (!enabled.get()).then(|| view! {
            <Notice kind="is-info">"Shared carts are switched off. Existing ones can be read and unshared."</Notice>
        })}
        <SharedCartsList page/>
        <ShareDialog request_id/>
    }
}

/// What was unshared a moment ago, and the way back.
#[component]
fn UndoNotices(undo: Memo<Vec<UndoView>>) -> impl IntoView {
    let action = ServerAction::<UndoUnshare>::new();
    let live = use_live();
    on_success(action, move |_| {
        live.bump("carts");
        live.bump("lines");
    });
    Effect::new(move |_| {
        if undo.with(|undo| !undo.is_empty()) {
            set_timeout(move || live.bump("carts"), OVER);
        }
    });
    view! {
        <div role="status">
            <FormError error=error_of(action)/>
            {move || undo.get().into_iter().map(|undo| view! {
                <div class="notice is-success">
                    <div>{unshared_text(&undo.name, undo.mode, undo.is_still_shared, undo.withdrawing)}</div>
                    <ActionForm action=action>
                        <input type="hidden" name="input[cart_id]" value=undo.cart_id.to_string()/>
                        <SubmitButton label="Undo" class="is-small" pending=action.pending()/>
                    </ActionForm>
                </div>
            })
            .collect_view()}
        </div>
    }
}

/// What unsharing did, as long as it can be taken back.
pub fn unshared_text(name: &str, mode: UnshareMode, is_still_shared: bool, withdrawing: u32) -> String {
    match (mode, withdrawing) {
        (UnshareMode::Convert, _) if is_still_shared => {
            format!("Lines of “{name}” went to your personal cart; it stays shared with the others.")
        }
        (UnshareMode::Convert, _) => format!("“{name}” is part of your personal cart now."),
        (UnshareMode::Remove, 0) => format!("“{name}” is in the trash."),
        (UnshareMode::Remove, 1) => format!("“{name}” is in the trash; 1 negotiation is withdrawn unless you undo it."),
        (UnshareMode::Remove, lines) => {
            format!("“{name}” is in the trash; {lines} negotiations are withdrawn unless you undo it.")
        }
    }
}

/// `3 open, 1 quote, 2 agreed`.
pub fn lines_text(lines: &crate::api_types::sharing::LineCounts) -> String {
    let ended = lines.no_quote.saturating_add(lines.withdrawn).saturating_add(lines.closed);
    let parts = [(lines.open, "open"), (lines.quote, "quoted"), (lines.accepted, "agreed"), (ended, "ended")];
    let parts: Vec<_> =
        parts.into_iter().filter(|(count, _)| *count > 0).map(|(count, word)| format!("{count} {word}")).collect();
    if parts.is_empty() { "empty".to_owned() } else { parts.join(", ") }
}

/// What a cart in the trash holds: `12 lines`.
pub fn all_lines(lines: &crate::api_types::sharing::LineCounts) -> String {
    counted(lines.all(), "line", "lines")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api_types::sharing::LineCounts;

    #[test]
    fn lines_are_told_by_what_is_left_to_do() {
        let lines = LineCounts { open: 3, quote: 1, accepted: 2, no_quote: 1, withdrawn: 1, closed: 0 };
        assert_eq!(lines_text(&lines), "3 open, 1 quoted, 2 agreed, 2 ended");
        assert_eq!(lines_text(&LineCounts::default()), "empty");
    }
}
