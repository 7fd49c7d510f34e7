//! Submissions above a limit: looked at, approved, rejected, withdrawn. Never by whoever submitted them, but for withdrawing.

use super::{
    Buyer,
    checkout::bags,
    panel::{Panel, read},
    place::{Placing, place},
    submit::{Asking, ordered_already, remember},
    told::{Readers, tell},
};
use crate::{
    api_types::{
        AppError,
        checkout::{
            ApprovalsPage, DecideInput, DelegationView, SubmissionPage, SubmissionRow as RowView, Submitted, WithdrawInput,
        },
        identity::PersonName,
    },
    domain::{
        access::Permission,
        cart::CartKind,
        identity::Role,
        ids::{CartId, LineId, RequestId, SubmissionId},
        money::{Money, totals},
        notification::About,
        ordering::{CheckoutDetails, Eligible, MAX_NOTES, OrderEvent, SubmissionState},
        quantity::count,
        refusal::Refusal,
        text,
        time::DAY_US,
    },
    server::{
        application::{Context, Outcome, Work, work::mint},
        storage::{
            self, Lock, Session,
            negotiation::Claim,
            ordering::{
                limit,
                order::{self, AgreedRow},
                submission::{self as store, Decision, DelegationRow, SubmissionRow},
            },
            sharing::CartRecord,
        },
    },
};

/// What waits for the asker, what the asker waits for, and who stands in for whom.
///
/// # Errors
/// The role has no carts.
pub async fn load_approvals(context: Context, (): ()) -> Outcome<ApprovalsPage> {
    let buyer = Buyer::of(&context)?;
    let mut reader = context.read().await?;
    let panel = Panel::load(&mut reader, buyer.organisation_id(), buyer.now).await?;
    let (mut waiting, mut mine) = (Vec::new(), Vec::new());
    for row in store::pending(&mut reader, buyer.organisation_id()).await? {
        let asked: Vec<Money> = read(&row.totals)?;
        if row.submitted_by == buyer.person_id {
            mine.push(row_view(row, None)?);
        } else if let Some(authority) = panel.authority(&row, &asked, buyer.person_id) {
            waiting.push(row_view(row, authority.in_place_of.map(|id| panel.name(id)))?);
        }
    }
    let decided = store::decided(&mut reader, buyer.organisation_id(), buyer.person_id).await?;
    let is_approver = buyer.membership.roles.has(Role::Approver);
    let colleagues = match is_approver {
        true => limit::buyers(&mut reader, buyer.organisation_id()).await?,
        false => Vec::new(),
    };
    let colleagues = colleagues.into_iter().filter(|row| row.person_id != buyer.person_id);
    let concerned = |row: &&DelegationRow| [row.approver_id, row.delegate_id].contains(&buyer.person_id);
    Ok(ApprovalsPage {
        waiting,
        mine,
        decided: decided.into_iter().map(|row| row_view(row, None)).collect::<Result<_, _>>()?,
        is_approver,
        delegations: panel.delegations.iter().filter(concerned).map(|row| delegation(&buyer, row)).collect(),
        colleagues: colleagues.map(|row| PersonName { id: row.person_id, name: row.name }).collect(),
        now: buyer.now,
    })
}

/// How many submissions wait for the asker's decision: the number beside the word in every page's frame.
///
/// # Errors
/// The role has no carts.
pub async fn count_waiting(context: &Context, session: &mut impl Session) -> Outcome<u32> {
    let buyer = Buyer::of(context)?;
    let panel = Panel::load(session, buyer.organisation_id(), buyer.now).await?;
    let mut waiting = 0;
    for row in store::pending(session, buyer.organisation_id()).await? {
        let asked: Vec<Money> = read(&row.totals)?;
        let is_asked = row.submitted_by != buyer.person_id && panel.authority(&row, &asked, buyer.person_id).is_some();
        waiting += u32::from(is_asked);
    }
    Ok(waiting)
}

fn delegation(buyer: &Buyer, row: &DelegationRow) -> DelegationView {
    DelegationView {
        id: row.id,
        approver: PersonName { id: row.approver_id, name: row.approver.clone() },
        delegate: PersonName { id: row.delegate_id, name: row.delegate.clone() },
        from: row.starts_at,
        until: row.ends_at.plus_us(-DAY_US),
        holds: row.starts_at <= buyer.now,
        is_mine: row.approver_id == buyer.person_id,
    }
}

fn row_view(row: SubmissionRow, in_place_of: Option<PersonName>) -> Outcome<RowView> {
    let details: CheckoutDetails = read(&row.details)?;
    Ok(RowView {
        id: row.id,
        cart_id: row.cart_id,
        cart: match row.cart_kind {
            CartKind::Personal => "Personal cart".into(),
            CartKind::Shared => row.cart_name.unwrap_or_default(),
        },
        state: row.state,
        submitted_by: PersonName { id: row.submitted_by, name: row.submitter },
        submitted_at: row.submitted_at,
        customer_po: details.customer_po,
        lines: count(row.lines),
        totals: read(&row.totals)?,
        exceeded: read(&row.exceeded)?,
        in_place_of,
        decided_by: row.decided_by.zip(row.decider).map(|(id, name)| PersonName { id, name }),
        decided_at: row.decided_at,
        comment: row.comment,
        order_number: row.order_number,
    })
}

/// Everything about a submission: for whoever may decide it, decided it, or submitted it, and for colleagues who see its cart.
///
/// # Errors
/// There is none such for the asker.
pub async fn load_submission(context: Context, id: SubmissionId) -> Outcome<SubmissionPage> {
    let buyer = Buyer::of(&context)?;
    let mut reader = context.read().await?;
    let row = store::find(&mut reader, id, buyer.organisation_id()).await?.ok_or(AppError::NotFound)?;
    let asked: Vec<Money> = read(&row.totals)?;
    let panel = Panel::load(&mut reader, buyer.organisation_id(), buyer.now).await?;
    let authority = panel.authority(&row, &asked, buyer.person_id);
    let is_mine = row.submitted_by == buyer.person_id;
    let is_shared = row.cart_kind == CartKind::Shared;
    if !is_mine && !is_shared && authority.is_none() && row.decided_by != Some(buyer.person_id) {
        return Err(AppError::NotFound.into());
    }
    let waits = row.state == SubmissionState::Pending;
    // A cart that opened again is not what was submitted; an order is.
    let agreed = match row.state {
        SubmissionState::Pending | SubmissionState::Approved => order::agreed(&mut reader, row.cart_id).await?,
        SubmissionState::Rejected | SubmissionState::Withdrawn => Vec::new(),
    };
    let CheckoutDetails { customer_po, header } = read(&row.details)?;
    let approvers = if waits { panel.names(row.submitted_by, &asked) } else { Vec::new() };
    let in_place_of = authority.and_then(|authority| authority.in_place_of).map(|id| panel.name(id));
    Ok(SubmissionPage {
        bags: bags(&agreed),
        customer_po,
        header,
        approvers,
        can_decide: waits && authority.is_some(),
        can_withdraw: waits && (is_mine || buyer.membership.roles.has(Role::Admin)),
        row: row_view(row, in_place_of)?,
        request_id: RequestId(mint()),
        now: buyer.now,
    })
}

/// A submission with its cart, both locked, and what its order would hold.
struct Waiting {
    cart: Lock<CartRecord>,
    submission: Lock<SubmissionRow>,
    agreed: Vec<AgreedRow>,
    totals: Vec<Money>,
}

impl Waiting {
    /// Locks cart, lines and submission in this order. For everybody outside of the organisation there is none.
    async fn lock(buyer: &Buyer, work: &mut Work, id: SubmissionId) -> Outcome<Self> {
        let cart_id = store::cart_of(&mut work.tx, id, buyer.organisation_id()).await?.ok_or(AppError::NotFound)?;
        let cart = storage::sharing::lock(&mut work.tx, cart_id).await?.ok_or(AppError::NotFound)?;
        storage::sharing::lock_lines(&mut work.tx, cart_id).await?;
        let submission = store::lock(&mut work.tx, id, buyer.organisation_id()).await?.ok_or(AppError::NotFound)?;
        let agreed = order::agreed(&mut work.tx, cart_id).await?;
        let totals = read(&submission.totals)?;
        Ok(Self { cart, submission, agreed, totals })
    }

    /// The authority by which somebody decides it now.
    ///
    /// # Errors
    /// It is their own; they may not decide it (then it is not there); it waits no more.
    async fn authority(&self, buyer: &Buyer, work: &mut Work) -> Outcome<Eligible> {
        if self.submission.submitted_by == buyer.person_id {
            return Err(Refusal::OwnSubmission.into());
        }
        let panel = Panel::load(&mut work.tx, buyer.organisation_id(), buyer.now).await?;
        let authority = panel.authority(&self.submission, &self.totals, buyer.person_id).ok_or(AppError::NotFound)?;
        self.waits()?;
        Ok(authority)
    }

    fn waits(&self) -> Result<(), Refusal> {
        match self.submission.state {
            SubmissionState::Pending => Ok(()),
            state @ (SubmissionState::Approved | SubmissionState::Rejected | SubmissionState::Withdrawn) => {
                Err(Refusal::AlreadyDecided { state })
            }
        }
    }

    fn line_id(&self) -> Result<LineId, Refusal> {
        self.agreed.first().map(|row| row.id).ok_or(Refusal::CheckoutChanged)
    }

    async fn decide(&self, work: &mut Work, decision: Decision<'_>) -> Outcome<()> {
        match store::decide(&mut work.tx, &self.submission, &decision).await? {
            true => Ok(()),
            false => Err(Refusal::AlreadyDecided { state: self.submission.state }.into()),
        }
    }
}

/// Claims the request; answers whether the same person carried out the same by it before.
async fn claimed(buyer: &Buyer, work: &mut Work, what: (RequestId, SubmissionId, &'static str)) -> Outcome<bool> {
    let (request_id, id, action) = what;
    let claim = Claim { request_id, person_id: buyer.person_id, subject_id: id.0, action, at: buyer.now };
    work.repeats(&claim).await
}

/// Lets a submission pass: its cart becomes the submitter's order.
///
/// # Errors
/// It is the asker's own, or not theirs to decide; it waits no more; its cart is not what was submitted.
pub async fn approve(context: Context, input: DecideInput) -> Outcome<Submitted> {
    let buyer = Buyer::of(&context)?;
    let comment = text::checked(&input.comment, MAX_NOTES).map_err(|reason| AppError::invalid("comment", reason))?;
    let mut work = context.write().await?;
    let id = input.submission_id;
    if claimed(&buyer, &mut work, (input.request_id, id, "approve")).await? {
        let cart_id = store::cart_of(&mut work.tx, id, buyer.organisation_id()).await?.ok_or(AppError::NotFound)?;
        return ordered_already(&mut work, cart_id).await;
    }
    let waiting = Waiting::lock(&buyer, &mut work, id).await?;
    let authority = waiting.authority(&buyer, &mut work).await?;
    let now_totals = totals(waiting.agreed.iter().map(AgreedRow::subtotal));
    if now_totals != waiting.totals {
        return Err(Refusal::CheckoutChanged.into());
    }
    let submitter = (buyer.organisation_id(), waiting.submission.submitted_by);
    limit::hold(&mut work.tx, submitter, &crate::domain::ordering::month_of(buyer.now), &now_totals).await?;
    let decision = Decision {
        state: SubmissionState::Approved,
        by: buyer.person_id,
        in_place_of: authority.in_place_of,
        at: buyer.now,
        comment: &comment,
    };
    waiting.decide(&mut work, decision).await?;
    let details: CheckoutDetails = read(&waiting.submission.details)?;
    let placing = Placing {
        cart: &waiting.cart,
        agreed: waiting.agreed,
        totals: now_totals,
        details: &details,
        submitted_by: waiting.submission.submitted_by,
        by: buyer.person_id,
        organisation: &buyer.membership.organisation,
        submission: Some((&waiting.submission, &comment)),
        at: buyer.now,
    };
    let submitted = place(&mut work, placing).await?;
    work.commit(&context).await?;
    Ok(submitted)
}

/// Sends a submission back with a comment; its cart can be changed again.
///
/// # Errors
/// As [`approve`]; there is no comment.
pub async fn reject(context: Context, input: DecideInput) -> Outcome<()> {
    let buyer = Buyer::of(&context)?;
    let comment = text::required(&input.comment, MAX_NOTES).map_err(|reason| AppError::invalid("comment", reason))?;
    let mut work = context.write().await?;
    let id = input.submission_id;
    if claimed(&buyer, &mut work, (input.request_id, id, "reject")).await? {
        return Ok(());
    }
    let waiting = Waiting::lock(&buyer, &mut work, id).await?;
    let authority = waiting.authority(&buyer, &mut work).await?;
    let decision = Decision {
        state: SubmissionState::Rejected,
        by: buyer.person_id,
        in_place_of: authority.in_place_of,
        at: buyer.now,
        comment: &comment,
    };
    waiting.decide(&mut work, decision).await?;
    let cart_id = waiting.cart.cart.id;
    store::unlock_cart(&mut work.tx, cart_id, buyer.by()).await?;
    let asked = Asking { cart: &waiting.cart, line_id: waiting.line_id()?, event: OrderEvent::ApprovalRejected { comment } };
    let event_id = remember(&buyer, &mut work, &asked).await?;
    let telling = asked.telling(event_id, (&buyer.name, About::Cart(cart_id)), buyer.now);
    tell(&mut work, &telling, Readers::Buyers(buyer.organisation_id(), Some(waiting.submission.submitted_by))).await?;
    work.commit(&context).await
}

/// Takes a submission back: by whoever submitted it, or an admin of the organisation. Its cart can be changed again.
///
/// # Errors
/// Not the asker's; it waits no more.
pub async fn withdraw_submission(context: Context, input: WithdrawInput) -> Outcome<()> {
    let buyer = Buyer::of(&context).or_else(|_| Buyer::with(&context, Permission::ManageOrganisation))?;
    let mut work = context.write().await?;
    let waiting = Waiting::lock(&buyer, &mut work, input.submission_id).await?;
    if waiting.submission.submitted_by != buyer.person_id && !buyer.membership.roles.has(Role::Admin) {
        return Err(AppError::NotFound.into());
    }
    if waiting.submission.state == SubmissionState::Withdrawn {
        return Ok(());
    }
    waiting.waits()?;
    let decision =
        Decision { state: SubmissionState::Withdrawn, by: buyer.person_id, in_place_of: None, at: buyer.now, comment: "" };
    waiting.decide(&mut work, decision).await?;
    let cart_id: CartId = waiting.cart.cart.id;
    store::unlock_cart(&mut work.tx, cart_id, buyer.by()).await?;
    let asked = Asking { cart: &waiting.cart, line_id: waiting.line_id()?, event: OrderEvent::ApprovalWithdrawn };
    remember(&buyer, &mut work, &asked).await?;
    work.commit(&context).await
}
