//! Checkout and approval: the review page, submitting, deciding; addresses and limits of an organisation.

use crate::{
    api_types::{
        AppError,
        checkout::{
            AddressInput, ApprovalsPage, CheckoutPage, DecideInput, DelegateInput, LimitInput, OrderingPage,
            RemoveLimitInput, SubmissionPage, SubmitInput, Submitted, TermsInput, WithdrawInput,
        },
        json::Json,
    },
    domain::ids::{AddressId, DelegationId, SubmissionId},
};
use leptos::prelude::*;

/// The review page of the current cart.
#[server(prefix = "/api", endpoint = "checkout/load_checkout", output = Json)]
pub async fn load_checkout() -> Result<CheckoutPage, AppError> {
    use crate::server::application::{ordering, query};
    query(ordering::load_checkout, ()).await
}

/// Submits a cart: it becomes an order, or waits for an approval.
#[server(prefix = "/api", endpoint = "checkout/submit_order", output = Json)]
pub async fn submit_order(input: SubmitInput) -> Result<Submitted, AppError> {
    use crate::server::{
        application::{command, ordering},
        http::session,
    };
    let submitted = command(ordering::submit_order, input).await?;
    session::show_without_scripts(&submitted.path());
    Ok(submitted)
}

/// Takes a submission back that waits for an approval.
#[server(prefix = "/api", endpoint = "checkout/withdraw_submission", output = Json)]
pub async fn withdraw_submission(input: WithdrawInput) -> Result<(), AppError> {
    use crate::server::application::{command, ordering};
    command(ordering::withdraw_submission, input).await
}

/// What waits for the asker's decision, and what they wait for.
#[server(prefix = "/api", endpoint = "checkout/load_approvals", output = Json)]
pub async fn load_approvals() -> Result<ApprovalsPage, AppError> {
    use crate::server::application::{ordering, query};
    query(ordering::load_approvals, ()).await
}

/// Everything about a submission.
#[server(prefix = "/api", endpoint = "checkout/load_submission", output = Json)]
pub async fn load_submission(id: SubmissionId) -> Result<SubmissionPage, AppError> {
    use crate::server::application::{ordering, query};
    query(ordering::load_submission, id).await
}

/// Lets a submission pass: it becomes an order.
#[server(prefix = "/api", endpoint = "checkout/approve", output = Json)]
pub async fn approve(input: DecideInput) -> Result<Submitted, AppError> {
    use crate::server::application::{command, ordering};
    command(ordering::approve, input).await
}

/// Sends a submission back with a comment; its cart opens again.
#[server(prefix = "/api", endpoint = "checkout/reject", output = Json)]
pub async fn reject(input: DecideInput) -> Result<(), AppError> {
    use crate::server::application::{command, ordering};
    command(ordering::reject, input).await
}

/// Lets a colleague decide in the asker's place for some days.
#[server(prefix = "/api", endpoint = "checkout/delegate", output = Json)]
pub async fn delegate(input: DelegateInput) -> Result<(), AppError> {
    use crate::server::application::{command, ordering};
    command(ordering::delegate, input).await
}

/// Ends a delegation.
#[server(prefix = "/api", endpoint = "checkout/revoke_delegation", output = Json)]
pub async fn revoke_delegation(id: DelegationId) -> Result<(), AppError> {
    use crate::server::application::{command, ordering};
    command(ordering::revoke_delegation, id).await
}

/// Addresses, terms and limits; for org admins.
#[server(prefix = "/api", endpoint = "checkout/load_ordering", output = Json)]
pub async fn load_ordering() -> Result<OrderingPage, AppError> {
    use crate::server::application::{ordering, query};
    query(ordering::load_ordering, ()).await
}

/// Adds an address or changes one; for org admins.
#[server(prefix = "/api", endpoint = "checkout/save_address", output = Json)]
pub async fn save_address(input: AddressInput) -> Result<AddressId, AppError> {
    use crate::server::application::{command, ordering};
    command(ordering::save_address, input).await
}

/// Takes an address out of use; orders keep their copy. For org admins.
#[server(prefix = "/api", endpoint = "checkout/archive_address", output = Json)]
pub async fn archive_address(id: AddressId) -> Result<(), AppError> {
    use crate::server::application::{command, ordering};
    command(ordering::archive_address, id).await
}

/// What the organisation demands of every order; for org admins.
#[server(prefix = "/api", endpoint = "checkout/save_terms", output = Json)]
pub async fn save_terms(input: TermsInput) -> Result<(), AppError> {
    use crate::server::application::{command, ordering};
    command(ordering::save_terms, input).await
}

/// Sets a member's limits in one currency; for org admins.
#[server(prefix = "/api", endpoint = "checkout/save_limit", output = Json)]
pub async fn save_limit(input: LimitInput) -> Result<(), AppError> {
    use crate::server::application::{command, ordering};
    command(ordering::save_limit, input).await
}

/// Takes a member's limits in one currency away; for org admins.
#[server(prefix = "/api", endpoint = "checkout/remove_limit", output = Json)]
pub async fn remove_limit(input: RemoveLimitInput) -> Result<(), AppError> {
    use crate::server::application::{command, ordering};
    command(ordering::remove_limit, input).await
}
