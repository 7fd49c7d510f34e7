//! The server actions of one drawer, and the buttons at its foot.

use super::{composer::Sending, dialogs::dialog_id, post::Post};
use crate::{
    api_types::AppError,
    domain::negotiation::{Action, LineStatus},
    server_fns::negotiation::{
        AcceptOffer, ChangeQuantity, CounterOffer, ExtendOffer, NoQuote, RequestDocumentation, SendMessage, TakeOver,
        UpdatePrice, Withdraw,
    },
    ui::components::{DialogOpener, error_of},
};
use leptos::prelude::*;

/// One per drawer; they outlive its contents, so that an answer is never lost to a redraw.
#[derive(Clone, Copy)]
pub struct LineActions {
    pub update_price: ServerAction<UpdatePrice>,
    pub extend_offer: ServerAction<ExtendOffer>,
    pub counter_offer: ServerAction<CounterOffer>,
    pub take_over: ServerAction<TakeOver>,
    pub accept_offer: ServerAction<AcceptOffer>,
    pub no_quote: ServerAction<NoQuote>,
    pub withdraw: ServerAction<Withdraw>,
    pub request_documentation: ServerAction<RequestDocumentation>,
    pub provide_documentation: Post,
    pub change_quantity: ServerAction<ChangeQuantity>,
    pub send_message: ServerAction<SendMessage>,
    /// Messages with files.
    pub send_files: Post,
}

impl LineActions {
    pub fn new() -> Self {
        Self {
            update_price: ServerAction::new(),
            extend_offer: ServerAction::new(),
            counter_offer: ServerAction::new(),
            take_over: ServerAction::new(),
            accept_offer: ServerAction::new(),
            no_quote: ServerAction::new(),
            withdraw: ServerAction::new(),
            request_documentation: ServerAction::new(),
            provide_documentation: Post::new(),
            change_quantity: ServerAction::new(),
            send_message: ServerAction::new(),
            send_files: Post::new(),
        }
    }

    /// How many actions were answered; read it where the line is loaded.
    pub fn answered(self) -> usize {
        let posts = self.provide_documentation.done().get() + self.send_files.done().get();
        let actions = [
            self.update_price.version(),
            self.extend_offer.version(),
            self.counter_offer.version(),
            self.take_over.version(),
            self.accept_offer.version(),
            self.no_quote.version(),
            self.withdraw.version(),
            self.request_documentation.version(),
            self.change_quantity.version(),
            self.send_message.version(),
        ];
        posts + actions.into_iter().map(|version| version.get()).sum::<usize>()
    }

    /// The two ways of a message.
    pub fn sending(self) -> Sending {
        Sending { text: self.send_message, files: self.send_files }
    }

    /// The error of an action whose dialog is gone, because the line does not allow it any more; all others are said in
    /// their dialogs. `foot` are the actions that have one.
    pub fn error(self, foot: Signal<Vec<Action>>) -> Signal<Option<AppError>> {
        let errors = [
            (Action::UpdatePrice, error_of(self.update_price)),
            (Action::ExtendOffer, error_of(self.extend_offer)),
            (Action::CounterOffer, error_of(self.counter_offer)),
            (Action::TakeOver, error_of(self.take_over)),
            (Action::AcceptOffer, error_of(self.accept_offer)),
            (Action::NoQuote, error_of(self.no_quote)),
            (Action::Withdraw, error_of(self.withdraw)),
            (Action::RequestDocumentation, error_of(self.request_documentation)),
            (Action::ChangeQuantity, error_of(self.change_quantity)),
        ];
        Signal::derive(move || {
            let gone = |action: &Action| foot.with(|foot| !foot.contains(action));
            errors.iter().filter(|(action, _)| gone(action)).find_map(|(_, error)| error.get())
        })
    }

    /// Forgets all answers, for another line.
    pub fn clear(self) {
        self.update_price.clear();
        self.extend_offer.clear();
        self.counter_offer.clear();
        self.take_over.clear();
        self.accept_offer.clear();
        self.no_quote.clear();
        self.withdraw.clear();
        self.request_documentation.clear();
        self.provide_documentation.clear();
        self.change_quantity.clear();
        self.send_message.clear();
        self.send_files.clear();
    }
}

/// The actions that have a button at the foot, likely ones last: there the eye and the filled button are.
const BUTTONS: [Action; 10] = [
    Action::Withdraw,
    Action::NoQuote,
    Action::ChangeQuantity,
    Action::RequestDocumentation,
    Action::CounterOffer,
    Action::ExtendOffer,
    Action::UpdatePrice,
    Action::ProvideDocumentation,
    Action::TakeOver,
    Action::AcceptOffer,
];

/// The actions of `allowed` that stand at the foot, in the order of the foot.
pub fn at_foot(allowed: &[Action]) -> Vec<Action> {
    BUTTONS.into_iter().filter(|action| allowed.contains(action)).collect()
}

fn is_destructive(action: Action) -> bool {
    matches!(action, Action::Withdraw | Action::NoQuote)
}

fn icon(action: Action) -> &'static str {
    match action {
        Action::Withdraw => "arrow-back",
        Action::NoQuote => "slash",
        Action::ChangeQuantity => "box",
        Action::RequestDocumentation | Action::ProvideDocumentation => "file",
        Action::AcceptOffer | Action::TakeOver => "check",
        Action::CounterOffer => "swap",
        Action::ExtendOffer => "clock",
        _ => "tag",
    }
}

fn key(action: Action) -> &'static str {
    match action {
        Action::Withdraw => "w",
        Action::NoQuote => "n",
        Action::ChangeQuantity => "q",
        Action::RequestDocumentation | Action::ProvideDocumentation => "d",
        Action::AcceptOffer => "a",
        Action::CounterOffer => "o",
        Action::ExtendOffer => "e",
        Action::TakeOver => "t",
        _ => "p",
    }
}

/// Exactly what the line allows: destructive ones apart, the likely one filled.
#[component]
pub fn DrawerFoot(
    #[prop(into)] actions: Signal<Vec<Action>>,
    #[prop(into)] status: Signal<LineStatus>,
    /// Messages are still possible.
    #[prop(into)]
    can_write: Signal<bool>,
) -> impl IntoView {
    let button = |action: Action, class: &'static str| {
        view! {
            <DialogOpener dialog=dialog_id(action) label=action.words() class icon=icon(action) key=key(action)/>
        }
    };
    let buttons = move || {
        let (apart, mut others): (Vec<_>, Vec<_>) = actions.get().into_iter().partition(|action| is_destructive(*action));
        let likely = others.pop_if(|action| {
            use Action::{AcceptOffer, ProvideDocumentation, TakeOver, UpdatePrice};
            matches!(action, AcceptOffer | ProvideDocumentation | TakeOver | UpdatePrice)
        });
        if apart.is_empty() && others.is_empty() && likely.is_none() {
            let rest = if can_write.get() { "You can still write to each other." } else { "Nothing is left to do here." };
            return view! { <p>{format!("This line is {}. {rest}", status.get().predicate())}</p> }.into_any();
        }
        view! {
            <div class="drawer-apart">{apart.into_iter().map(|action| button(action, "is-danger is-quiet")).collect_view()}</div>
            {others.into_iter().map(|action| button(action, "")).collect_view()}
            {likely.map(|action| button(action, "is-primary"))}
        }
        .into_any()
    };
    view! { <footer class="drawer-foot">{buttons}</footer> }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::negotiation::{Facts, Mover, Side, available_actions};

    #[test]
    fn every_allowed_action_but_writing_has_its_button() {
        for status in LineStatus::ALL {
            for side in [Side::Buyer, Side::Seller] {
                for asked in [false, true] {
                    let facts = Facts { documentation_pending: asked, takes_over: asked, extends: asked };
                    let allowed = available_actions(status, Mover::Side(side), facts);
                    let shown = at_foot(&allowed).len() + usize::from(allowed.contains(&Action::SendMessage));
                    assert_eq!(shown, allowed.len(), "{status:?} {side:?}");
                }
            }
        }
    }
}
