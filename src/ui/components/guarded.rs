//! A field that colleagues may edit at the same time: what was typed stays, what was seen is remembered, and where somebody
//! else was quicker both values are shown, with one press to take either. Works without scripts as well: the form that comes
//! back holds what was typed, and the page shows the other value.

use super::{Icon, Returned};
use crate::{api_types::AppError, domain::refusal::Refusal};
use leptos::prelude::*;

/// What one field shows and sends.
#[derive(Clone, Copy)]
pub struct Guarded {
    /// What was typed since the value was last stored.
    typed: RwSignal<Option<String>>,
    /// The value that typing began with.
    seen: RwSignal<String>,
    /// The value as it is stored.
    stored: Signal<String>,
    error: Signal<Option<AppError>>,
}

/// The value that somebody else stored, if that is why a form was refused.
fn theirs(error: &Option<AppError>) -> Option<String> {
    match error {
        Some(AppError::Changed { theirs, .. }) => Some(theirs.clone()),
        Some(AppError::Refused(Refusal::QuantityChanged { theirs, .. })) => Some(theirs.to_string()),
        Some(_) | None => None,
    }
}

impl Guarded {
    /// `came_back`: what stood in the field of a form that came back with the page.
    pub fn new(stored: Signal<String>, error: Signal<Option<AppError>>, came_back: Option<String>) -> Self {
        let typed = RwSignal::new(came_back);
        let seen = RwSignal::new(stored.get_untracked());
        Effect::new(move |_| {
            let now = stored.get();
            // What was typed has arrived.
            if typed.with(|typed| typed.as_ref() == Some(&now)) {
                typed.set(None);
            }
            if typed.with(Option::is_none) && seen.with_untracked(|seen| *seen != now) {
                seen.set(now);
            }
        });
        Self { typed, seen, stored, error }
    }

    /// As [`Guarded::new`], for a field of a form that may have come back.
    pub fn of_form(stored: Signal<String>, error: Signal<Option<AppError>>, came_back: (Option<Returned>, &str)) -> Self {
        let (form, field) = came_back;
        Self::new(stored, error, form.and_then(|form| form.get(field)))
    }

    /// What stands in the field.
    pub fn value(self) -> Signal<String> {
        Signal::derive(move || self.typed.get().unwrap_or_else(|| self.stored.get()))
    }

    /// What was typed and is not stored.
    pub fn unsaved(self) -> Option<String> {
        self.typed.get().filter(|typed| self.stored.with(|stored| stored != typed))
    }

    /// What the form says was seen: the other's value, once it was shown.
    pub fn seen(self) -> Signal<String> {
        Signal::derive(move || self.error.with(theirs).unwrap_or_else(|| self.seen.get()))
    }

    pub fn type_in(self, text: String) {
        self.typed.set(Some(text));
    }

    /// The server has stored this; it stands in the field until it is read again.
    pub fn stored_as(self, text: String) {
        if self.stored.with_untracked(|stored| *stored != text) {
            self.typed.set(Some(text));
        } else {
            self.typed.set(None);
        }
    }

    /// What was sent is stored, as `stored`. Whatever is typed meanwhile stays, and goes on from there: nobody is in conflict
    /// with themselves.
    pub fn saved(self, sent: &str, stored: String) {
        self.seen.set(stored.clone());
        if self.typed.with_untracked(|typed| typed.as_deref().is_none_or(|typed| typed == sent)) {
            self.stored_as(stored);
        }
    }

    /// What was typed is given up.
    pub fn settle(self) {
        self.typed.set(None);
    }

    /// The other's value and one's own, while they wait for a choice.
    fn both(self) -> Option<(String, String)> {
        let theirs = self.error.with(theirs)?;
        Some((theirs, self.value().get()))
    }
}

/// Both values and the two ways out; inside the form. `on_theirs` gives up what was typed.
#[component]
pub fn ConflictChoice(
    field: Guarded,
    /// `The note`, `The quantity`.
    name: &'static str,
    /// Where the page is shown anew, without scripts.
    #[prop(into)]
    here: Signal<String>,
    on_theirs: Callback<()>,
) -> impl IntoView {
    let quoted = |text: String| match text.as_str() {
        "" => view! { <em>"empty"</em> }.into_any(),
        _ => view! { <q>{text}</q> }.into_any(),
    };
    let take = move |event: leptos::ev::MouseEvent| {
        event.prevent_default();
        field.settle();
        on_theirs.run(());
    };
    move || {
        field.both().map(|(theirs, mine)| {
            view! {
                <div class="conflict" role="alert">
                    <Icon name="alert"/>
                    <div class="conflict-values">
                        <strong>{format!("{name} was changed meanwhile. Nothing of yours is lost.")}</strong>
                        <dl>
                            <div><dt>"Theirs"</dt><dd>{quoted(theirs)}</dd></div>
                            <div><dt>"Yours"</dt><dd>{quoted(mine)}</dd></div>
                        </dl>
                    </div>
                    <div class="button-row">
                        <a class="button is-small" rel="external" href=here on:click=take>"Take theirs"</a>
                        <button type="submit" class="button is-small is-primary">"Keep mine"</button>
                    </div>
                </div>
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_one_stored_oneself_is_what_the_next_change_begins_with() {
        Owner::new().with(|| {
            let stored = RwSignal::new("100".to_owned());
            let field = Guarded::new(stored.into(), Signal::derive(|| None), None);
            field.type_in(" 102 ".into());
            assert_eq!(field.seen().get_untracked(), "100");
            field.saved(" 102 ", "102".into());
            assert_eq!((field.value().get_untracked(), field.seen().get_untracked()), ("102".into(), "102".into()));
            stored.set("102".into());
            field.type_in("103".into());
            assert_eq!((field.value().get_untracked(), field.seen().get_untracked()), ("103".into(), "102".into()));
            field.type_in("104".into());
            field.saved("103", "103".into());
            assert_eq!((field.value().get_untracked(), field.seen().get_untracked()), ("104".into(), "103".into()));
        });
    }

    #[test]
    fn only_a_change_by_somebody_else_shows_both_values() {
        let changed = AppError::Changed { field: "note".into(), theirs: "left gear".into(), yours: "right gear".into() };
        assert_eq!(theirs(&Some(changed)), Some("left gear".into()));
        let quantity = AppError::Refused(Refusal::QuantityChanged { theirs: 12, yours: 15 });
        assert_eq!(theirs(&Some(quantity)), Some("12".into()));
        assert_eq!((theirs(&Some(AppError::NotFound)), theirs(&None)), (None, None));
    }
}
