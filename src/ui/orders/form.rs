//! The questions about a bag: each names what will happen, sends one form and closes once that is done.

use crate::{
    api_types::{
        AppError,
        order::{BagBody, BagChanged, SkuView},
    },
    domain::{
        ids::{BagId, LineId, RequestId},
        ordering::Fact,
    },
    ui::{
        components::{
            Dialog, DialogClose, Field, Returned, SubmitButton, close_dialog, count_text, error_of, invalid, on_success,
            reason, reset_form,
        },
        live::use_live,
    },
};
use leptos::{html, prelude::*, server_fn::ServerFn};

/// The bag that a form is about, as the page shows it now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    pub id: BagId,
    pub body: BagBody,
    pub request_id: RequestId,
    /// The organisation on the other side.
    pub other: String,
}

/// One form in its dialog.
#[derive(Clone, Copy)]
pub struct BagForm {
    pub bag: Memo<Target>,
    pub error: Signal<Option<AppError>>,
    pub node: NodeRef<html::Form>,
    fact: Fact,
    id: BagId,
    pending: Signal<bool>,
    dialog: NodeRef<html::Dialog>,
    clear: Callback<()>,
    /// The form that came back with the page, without scripts.
    returned: StoredValue<Option<Returned>>,
}

/// The id by which a button opens the dialog of what may be done to a bag.
pub fn fact_dialog(fact: Fact, id: BagId) -> String {
    format!("{}-{id}", fact.words().to_lowercase().replace(' ', "-"))
}

/// What the button says. Beside a dialog's own Cancel another one would be a riddle.
pub fn deed(fact: Fact) -> &'static str {
    if fact == Fact::Cancel { "Cancel units" } else { fact.words() }
}

impl BagForm {
    pub fn new<S>(fact: Fact, action: ServerAction<S>, bag: Memo<Target>) -> Self
    where
        S: ServerFn<Output = BagChanged, Error = AppError> + Clone + Send + Sync + 'static,
    {
        let id = bag.with_untracked(|bag| bag.id);
        let (dialog, node, live) = (NodeRef::<html::Dialog>::new(), NodeRef::<html::Form>::new(), use_live());
        let is_about = |form: &Returned| form.get("input[bag][bag_id]").as_deref() == Some(&*id.to_string());
        let (last, version) = (error_of(action), action.version());
        let returned = Returned::of::<S>().filter(|form| is_about(form) && last.with_untracked(Option::is_some));
        let came_back = returned.is_some();
        on_success(action, move |_| {
            close_dialog(dialog);
            reset_form(node);
            for topic in ["orders", "bags", &format!("bag:{id}"), "lines", "transactions"] {
                live.bump(topic);
            }
        });
        Self {
            bag,
            // What came back with the page is told by the one dialog that it is about.
            error: Signal::derive(move || last.get().filter(|_| came_back || version.get() > 0)),
            node,
            fact,
            id,
            pending: action.pending().into(),
            dialog,
            clear: Callback::new(move |()| action.clear()),
            returned: StoredValue::new(returned),
        }
    }

    /// What stood in a field of the form that came back with the page.
    pub fn typed(self, field: &str) -> Option<String> {
        self.returned.with_value(|form| form.as_ref()?.get(field))
    }

    /// A text that follows the bag.
    pub fn text(self, of: impl Fn(&Target) -> String + Send + Sync + 'static) -> Signal<String> {
        let bag = self.bag;
        Signal::derive(move || bag.with(&of))
    }

    /// The id of one of its controls.
    pub fn control(self, field: &str) -> String {
        format!("{}-{field}", fact_dialog(self.fact, self.id))
    }
}

/// The dialog around a form; the children are the form.
#[component]
pub fn BagDialog(form: BagForm, #[prop(into)] title: Signal<String>, children: Children) -> impl IntoView {
    view! {
        <Dialog
            id=fact_dialog(form.fact, form.id)
            title
            node_ref=form.dialog
            came_back=form.returned.with_value(Option::is_some)
            on:close=move |_| form.clear.run(())
        >
            {children()}
        </Dialog>
    }
}

/// What names the bag as it was seen, then Cancel and the words of the deed. Destructive ones leave the focus on Cancel.
#[component]
pub fn DialogFoot(form: BagForm, #[prop(optional)] destructive: bool) -> impl IntoView {
    let class = if destructive { "is-primary is-danger" } else { "is-primary" };
    view! {
        <input type="hidden" name="input[bag][bag_id]" value=form.id.to_string()/>
        <input type="hidden" name="input[bag][version_seen]" value=form.text(|bag| bag.body.version.to_string())/>
        <input type="hidden" name="input[bag][request_id]" value=form.text(|bag| bag.request_id.to_string())/>
        <div class="dialog-foot">
            <DialogClose dialog=fact_dialog(form.fact, form.id) focus=destructive/>
            <SubmitButton label=deed(form.fact) class pending=form.pending/>
        </div>
    }
}

/// One line of text.
#[component]
pub fn TextField(
    form: BagForm,
    field: &'static str,
    label: &'static str,
    #[prop(optional)] optional: bool,
    #[prop(optional, into)] value: Signal<String>,
    #[prop(optional)] numeric: bool,
) -> impl IntoView {
    let (id, name) = (form.control(field), format!("input[{field}]"));
    let refused = reason(form.error, field);
    let typed = form.typed(&name);
    let value = move || typed.clone().unwrap_or_else(|| value.get());
    view! {
        <Field id=id.clone() label optional error=refused>
            <input
                class=if numeric { "input num" } else { "input" }
                id=id.clone()
                name=name
                value=value
                required=!optional
                inputmode=numeric.then_some("decimal")
                maxlength="200"
                autocomplete="off"
                aria-invalid=invalid(refused)
                aria-describedby=format!("{id}-error")
            />
        </Field>
    }
}

/// How many of each line: begins with all that are left, unless `begins_empty`.
#[component]
pub fn Units(
    form: BagForm,
    /// What the number beside each line counts: `left to ship`.
    left_words: &'static str,
    left: fn(&SkuView) -> i64,
    #[prop(optional)] begins_empty: bool,
) -> impl IntoView {
    // A line keeps its place in the form whatever becomes of the others.
    let lines = Memo::new(move |_| {
        form.bag.with(|bag| {
            let lines = bag.body.lines.iter().enumerate().filter(|(_, sku)| left(sku) > 0);
            lines.map(|(at, sku)| (at, sku.line_id)).collect::<Vec<(usize, LineId)>>()
        })
    });
    let refused = reason(form.error, "lines");
    view! {
        <div class="units">
            <div class="units-head">
                <span>"Part"</span>
                <span class="num">{left_words}</span>
                <span class="num">"Units"</span>
            </div>
            <For each=move || lines.get() key=|line| *line let:line>
                <UnitsOf form line left begins_empty/>
            </For>
        </div>
        {move || refused.get().map(|reason| view! { <span class="error" role="alert">{reason}</span> })}
    }
}

#[component]
fn UnitsOf(form: BagForm, line: (usize, LineId), left: fn(&SkuView) -> i64, begins_empty: bool) -> impl IntoView {
    let (at, id) = line;
    let sku = move |of: fn(&SkuView) -> String| {
        form.text(move |bag| bag.body.lines.iter().find(|sku| sku.line_id == id).map(of).unwrap_or_default())
    };
    let units = form.text(move |bag| {
        let units = bag.body.lines.iter().find(|sku| sku.line_id == id).map(left).unwrap_or_default();
        units.to_string()
    });
    let name = format!("input[lines][{at}][quantity]");
    let typed = form.typed(&name);
    let value = move || typed.clone().unwrap_or_else(|| if begins_empty { String::new() } else { units.get() });
    view! {
        <label>
            <span class="units-part">
                <span class="pn">{sku(|sku| sku.part.part_number.clone())}</span>
                <span class="sub">{sku(|sku| sku.part.description.clone())}</span>
            </span>
            <span class="num muted">{move || units.get().parse().map(count_text).unwrap_or_default()}</span>
            <input class="input num" name=name inputmode="numeric" value=value autocomplete="off" maxlength="7"/>
        </label>
        <input type="hidden" name=format!("input[lines][{at}][line_id]") value=id.to_string()/>
    }
}
