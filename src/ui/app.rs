//! The document around the application, and the map from addresses to pages.

use super::{
    admin::SettingsPage,
    approvals::{ApprovalsPage, SubmissionPage},
    bags::{BagPage, BagsPage},
    cart::CartPage,
    carts::{CartHistoryPage, CartTrashPage, CartsPage, StartCartPage, UnsharePage},
    catalog::{PartDetailPage, PartsPage},
    checkout::CheckoutPage,
    compare::ComparePage,
    components::{Empty, PageHead},
    delivery::{ConnectorPage, DeliveriesPage, DeliveryPage},
    demands::DemandsPage,
    identity::{InvitationPage, OrganisationPage, SignInPage},
    live::provide_live,
    negotiation::Drawer,
    notifications::NotificationsPage,
    ordering::OrderingPage,
    orders::{OrderPage, OrdersPage, ReorderPage},
    overview::OverviewPage,
    profile::ProfilePage,
    reasons::ReasonsPage,
    replies::RepliesPage,
    seller::{
        inventory::{InventoryPage, UploadDetailPage, UploadHistoryPage},
        requests::RequestsPage,
    },
    shell::{Frame, FramedPages},
    status::set_status,
    support::{SupportCartPage, SupportLogPage, SupportOrderPage, SupportPage},
    transactions::{TransactionDetailPage, TransactionsPage},
    triage::{BulkPage, BulkReportPage},
};
use crate::domain::negotiation::Side;
use leptos::{nonce::use_nonce, prelude::*};
use leptos_meta::{MetaTags, Title, provide_meta_context};
use leptos_router::{
    SsrMode,
    components::{ParentRoute, Redirect, Route, Router, Routes},
    path,
};

/// Pages wait for what they load: they read fully without scripts, and errors carry their status.
const MODE: SsrMode = SsrMode::Async;

/// The document; `theme.js` blocks on purpose, so that the first picture has the right theme.
pub fn shell(options: LeptosOptions) -> impl IntoView {
    let style = format!("/{}/{}.css", options.site_pkg_dir, options.output_name);
    view! {
        <!DOCTYPE html>
        <html lang="en" data-theme="system" data-density="compact">
            <head>
                <meta charset="utf-8"/>
                <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover"/>
                <link rel="icon" href="/favicon.svg" type="image/svg+xml"/>
                <script src="/theme.js" nonce=use_nonce()></script>
                <link id="leptos" rel="stylesheet" href=style/>
                <AutoReload options=options.clone()/>
                <HydrationScripts options/>
                <MetaTags/>
            </head>
            <body>
                <App/>
            </body>
        </html>
    }
}

/// Everything inside the body.
#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    provide_live();
    view! {
        <Title formatter=window_title/>
        <Router>
            <Routes fallback=NotFoundPage>
                <Route path=path!("/") view=|| view! { <Redirect path="/connector/parts"/> } ssr=MODE/>
                <Route path=path!("/sign-in") view=SignInPage ssr=MODE/>
                <Route path=path!("/invitations/:token") view=InvitationPage ssr=MODE/>
                <ParentRoute path=path!("") view=FramedPages ssr=MODE>
                    <Route path=path!("/organisation") view=OrganisationPage ssr=MODE/>
                    <Route path=path!("/organisation/ordering") view=OrderingPage ssr=MODE/>
                    <Route path=path!("/organisation/connector") view=ConnectorPage ssr=MODE/>
                    <Route path=path!("/notifications") view=NotificationsPage ssr=MODE/>
                    <Route path=path!("/profile") view=ProfilePage ssr=MODE/>
                    <Route path=path!("/admin/settings") view=SettingsPage ssr=MODE/>
                    <Route path=path!("/admin/deliveries") view=DeliveriesPage ssr=MODE/>
                    <Route path=path!("/admin/deliveries/:id") view=DeliveryPage ssr=MODE/>
                    <Route path=path!("/connector") view=OverviewPage ssr=MODE/>
                    <Route path=path!("/connector/parts") view=PartsPage ssr=MODE/>
                    <Route path=path!("/connector/parts/:key") view=PartDetailPage ssr=MODE/>
                    <Route path=path!("/connector/replies") view=RepliesPage ssr=MODE/>
                    <Route path=path!("/connector/shopping-cart/compare/:key") view=ComparePage ssr=MODE/>
                    <Route path=path!("/connector/shopping-cart/reasons") view=|| view! { <ReasonsPage side=Side::Buyer/> } ssr=MODE/>
                    <Route path=path!("/connector/requests/reasons") view=|| view! { <ReasonsPage side=Side::Seller/> } ssr=MODE/>
                    <Route path=path!("/connector/requests/bulk") view=BulkPage ssr=MODE/>
                    <Route path=path!("/connector/requests/bulk/:id") view=BulkReportPage ssr=MODE/>
                    <ParentRoute path=path!("/connector/shopping-cart") view=CartPage ssr=MODE>
                        <Route path=path!("") view=|| () ssr=MODE/>
                        <Route path=path!("lines/:id") view=|| view! { <Drawer side=Side::Buyer/> } ssr=MODE/>
                    </ParentRoute>
                    <ParentRoute path=path!("/connector/requests") view=RequestsPage ssr=MODE>
                        <Route path=path!("") view=|| () ssr=MODE/>
                        <Route path=path!("lines/:id") view=|| view! { <Drawer side=Side::Seller/> } ssr=MODE/>
                    </ParentRoute>
                    <Route path=path!("/carts") view=CartsPage ssr=MODE/>
                    <Route path=path!("/carts/trash") view=CartTrashPage ssr=MODE/>
                    <Route path=path!("/carts/:id/history") view=CartHistoryPage ssr=MODE/>
                    <Route path=path!("/carts/:id/start") view=StartCartPage ssr=MODE/>
                    <Route path=path!("/carts/:id/unshare") view=UnsharePage ssr=MODE/>
                    <Route path=path!("/checkout") view=CheckoutPage ssr=MODE/>
                    <Route path=path!("/orders") view=OrdersPage ssr=MODE/>
                    <Route path=path!("/orders/:id") view=OrderPage ssr=MODE/>
                    <Route path=path!("/orders/:id/reorder") view=ReorderPage ssr=MODE/>
                    <Route path=path!("/approvals") view=ApprovalsPage ssr=MODE/>
                    <Route path=path!("/approvals/:id") view=SubmissionPage ssr=MODE/>
                    <Route path=path!("/connector/bags") view=BagsPage ssr=MODE/>
                    <Route path=path!("/connector/bags/:id") view=BagPage ssr=MODE/>
                    <Route path=path!("/support") view=SupportPage ssr=MODE/>
                    <Route path=path!("/support/log") view=SupportLogPage ssr=MODE/>
                    <Route path=path!("/support/orders/:id") view=SupportOrderPage ssr=MODE/>
                    <Route path=path!("/support/carts/:id") view=SupportCartPage ssr=MODE/>
                    <Route path=path!("/connector/demands") view=DemandsPage ssr=MODE/>
                    <Route path=path!("/connector/inventory") view=InventoryPage ssr=MODE/>
                    <Route path=path!("/connector/inventory/history") view=UploadHistoryPage ssr=MODE/>
                    <Route path=path!("/connector/inventory/uploads/:id") view=UploadDetailPage ssr=MODE/>
                    <Route path=path!("/connector/transactions") view=TransactionsPage ssr=MODE/>
                    <Route path=path!("/connector/transactions/:id") view=TransactionDetailPage ssr=MODE/>
                </ParentRoute>
            </Routes>
        </Router>
    }
}

/// leptos_meta writes a title into the document as it is, and titles hold what people wrote. A browser that runs scripts
/// would show a reference like `&lt;` letter by letter, so the one sign that could end the title gives way to its twin.
fn window_title(title: String) -> String {
    format!("{} · Counterpart", title.replace('<', "‹"))
}

/// An address that leads nowhere.
#[component]
fn NotFoundPage() -> impl IntoView {
    set_status(404);
    view! {
        <Frame>
            <PageHead title="Not found"/>
            <Empty icon="search" sentence="There is no page at this address.">
                <a class="button is-primary" href="/connector/parts">"Find parts"</a>
            </Empty>
        </Frame>
    }
}
