//! Addresses, terms and limits on one page; for admins of the organisation.

use super::{address::Addresses, limits::Limits, terms::Terms};
use crate::{
    api_types::checkout::OrderingPage as Ordering,
    server_fns::checkout::{ArchiveAddress, RemoveLimit, SaveAddress, SaveLimit, SaveTerms, load_ordering},
    ui::components::{Crumbs, PageHead, Steady, TableSkeleton, on_success},
};
use leptos::prelude::*;

/// The forms of the page.
#[derive(Clone, Copy)]
pub struct Forms {
    pub save_address: ServerAction<SaveAddress>,
    pub archive: ServerAction<ArchiveAddress>,
    pub save_terms: ServerAction<SaveTerms>,
    pub save_limit: ServerAction<SaveLimit>,
    pub remove_limit: ServerAction<RemoveLimit>,
}

/// For org admins.
#[component]
pub fn OrderingPage() -> impl IntoView {
    let forms = Forms {
        save_address: ServerAction::new(),
        archive: ServerAction::new(),
        save_terms: ServerAction::new(),
        save_limit: ServerAction::new(),
        remove_limit: ServerAction::new(),
    };
    let done = RwSignal::new(0_u32);
    let count = move || done.update(|count| *count += 1);
    on_success(forms.save_address, move |_| count());
    on_success(forms.archive, move |()| count());
    on_success(forms.save_terms, move |()| count());
    on_success(forms.save_limit, move |()| count());
    on_success(forms.remove_limit, move |()| count());
    let page = Resource::new(move || done.get(), |_| load_ordering());
    view! {
        <Steady
            resource=page
            fallback=|| view! { <TableSkeleton columns=&["grow", "", "", "act"]/> }
            draw=move |page| view! { <Everything page forms/> }.into_any()
        />
    }
}

#[component]
fn Everything(page: Memo<Ordering>, forms: Forms) -> impl IntoView {
    view! {
        <Crumbs href="/organisation" parent="Organisation" here="Ordering"/>
        <PageHead title="Ordering" sub="Addresses, terms and what members may order alone"/>
        <Addresses page forms/>
        <Terms page save=forms.save_terms/>
        <Limits page forms/>
    }
}
