//! What every order must say, and the terms it begins with.

use crate::{
    api_types::checkout::OrderingPage as Ordering,
    domain::ordering::MAX_CODE,
    server_fns::checkout::SaveTerms,
    ui::components::{Field, FormError, Notice, SubmitButton, error_of, invalid, on_success, reason, returned},
};
use leptos::{form::ActionForm, prelude::*};

#[component]
pub fn Terms(page: Memo<Ordering>, save: ServerAction<SaveTerms>) -> impl IntoView {
    let error = error_of(save);
    let refused = reason(error, "terms_code");
    let (required, terms) = page.with_untracked(|page| (page.requires_customer_po, page.terms_code.clone()));
    let came_back = returned::<SaveTerms>("input[terms_code]");
    let required = match came_back {
        Some(_) => returned::<SaveTerms>("input[requires_customer_po]").is_some(),
        None => required,
    };
    let saved = RwSignal::new(false);
    on_success(save, move |()| saved.set(true));
    view! {
        <section class="section">
            <h2>"Every order"</h2>
            <ActionForm action=save attr:class="form measure">
                <FormError error fields=&["terms_code"]/>
                <label class="checkbox">
                    <input type="checkbox" name="input[requires_customer_po]" checked=required autocomplete="off"/>
                    <span>
                        "Needs a PO number"
                        <span class="hint">"Without one nobody submits an order."</span>
                    </span>
                </label>
                <Field id="terms-code" label="Terms" optional=true hint="What the checkout begins with, like NET30." error=refused>
                    <input
                        class="input"
                        id="terms-code"
                        name="input[terms_code]"
                        value=came_back.unwrap_or(terms)
                        maxlength=MAX_CODE.to_string()
                        autocomplete="off"
                        aria-invalid=invalid(refused)
                        aria-describedby="terms-code-hint terms-code-error"
                    />
                </Field>
                <div class="form-foot"><SubmitButton label="Save" pending=save.pending()/></div>
            </ActionForm>
            <div role="status">{move || saved.get().then(|| view! { <Notice kind="is-success">"Saved. It holds from the next order on."</Notice> })}</div>
        </section>
    }
}
