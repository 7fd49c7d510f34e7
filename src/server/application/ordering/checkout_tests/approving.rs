//! Above a limit somebody else lets an order pass: told, asked, never oneself, and as of today.

use super::*;
use crate::{
    domain::{identity::Roles, time::DAY_US},
    server::application::{identity, identity::SetMember},
};

impl Desk {
    /// Lets a buyer of Halden be an approver as well.
    async fn promote(&self, who: &str, suspended: bool) {
        let (organisation_id, person_id) = (self.world.organisation("Halden"), self.world.person(who));
        let set = SetMember { organisation_id, person_id, roles: Roles::default().with(Role::Approver), suspended };
        execute(self.world.system(), identity::set_member, set).await.expect("set");
    }

    async fn delegate(&self, to: &str, days: (i64, i64)) -> Result<(), AppError> {
        let day = |days: i64| self.world.clock.now().plus_us(days * DAY_US).date_text();
        let input = DelegateInput { delegate_id: self.world.person(to), from: day(days.0), until: day(days.1) };
        execute(self.world.as_person("tomas"), delegate, input).await
    }

    async fn waits_for(&self, who: &str) -> usize {
        query_in(&self.world.as_person(who), load_approvals, ()).await.expect("the approvals").waiting.len()
    }
}

on_both! {
    async fn above_the_limit_an_order_waits_for_an_approver_who_is_told(store: Store) {
        let desk = Desk::new(store).await;
        desk.limit("mara", "100", "").await;
        desk.buy("mara", desk.bolt, 10).await;
        let need = desk.readiness("mara").await.approval.expect("an approval is needed");
        assert_eq!(need.exceeded[0].words(), "above the limit of 100.00 USD per order, by 312.00 USD");
        assert_eq!(need.approvers[0].name, "tomas");
        let mut input = input_of(&desk.review("mara").await);
        input.fields.customer_po = "PO 7".into();
        let id = awaiting(desk.send("mara", input).await.expect("submitted"));
        assert!(desk.bell("tomas").await[0].contains("mara asks for your approval"), "{:?}", desk.bell("tomas").await);
        let mails = crate::server::application::queue::load_jobs;
        let queued = query_in(&desk.world.system(), mails, (crate::domain::job::JobKind::SendMail, 100)).await.expect("the queue");
        let to_tomas = desk.world.person("tomas").to_string();
        assert!(queued.iter().any(|job| job.key.ends_with(&to_tomas)), "{queued:?}");
        assert_eq!((desk.waits_for("tomas").await, desk.waits_for("mara").await), (1, 0));
        let page = query_in(&desk.world.as_person("tomas"), load_submission, id).await.expect("the submission");
        assert!(page.can_decide && !page.can_withdraw && page.customer_po.as_deref() == Some("PO 7"), "{page:?}");
        assert_eq!((page.bags.len(), page.row.totals.clone()), (1, desk.review("mara").await.totals));
        let again = desk.submit("mara").await.expect("an answer");
        assert!(matches!(again, Submitted::AwaitingApproval { already: true, .. }), "{again:?}");
    }

    async fn approved_it_is_its_submitters_order_with_everything_that_was_entered(store: Store) {
        let desk = Desk::new(store).await;
        let (cart_id, id) = desk.waiting().await;
        let submitted = desk.approve("tomas", id).await.expect("approved");
        let Submitted::Ordered { order, already: false, .. } = submitted else { panic!("{submitted:?}") };
        assert_eq!((order.id, order.submitted_by.name.as_str()), (cart_id, "mara"));
        assert!(desk.bell("mara").await.iter().any(|told| told == "tomas approved O-100001"), "{:?}", desk.bell("mara").await);
        let actions: Vec<String> =
            log_of(&desk.world, "Halden", &format!("order:{cart_id}")).await.into_iter().map(|(action, _)| action).collect();
        for action in ["order.approval_requested", "order.approved", "order.submitted"] {
            assert_eq!(actions.iter().filter(|told| *told == action).count(), 1, "{actions:?}");
        }
        assert!(matches!(refusal(desk.approve("tomas", id).await), Refusal::AlreadyDecided { .. }));
        assert!(matches!(refusal(desk.reject("tomas", id).await), Refusal::AlreadyDecided { .. }));
        assert!(matches!(refusal(desk.withdraw("mara", id).await), Refusal::AlreadyDecided { .. }));
    }

    async fn rejected_or_withdrawn_the_cart_opens_again(store: Store) {
        let desk = Desk::new(store).await;
        let (_, id) = desk.waiting().await;
        let silent = DecideInput { submission_id: id, comment: " ".into(), request_id: request() };
        let refused = execute(desk.world.as_person("tomas"), reject, silent).await.expect_err("refused");
        assert!(refused.reason_for("comment").is_some(), "{refused}");
        desk.reject("tomas", id).await.expect("rejected");
        let told = desk.bell("mara").await;
        assert!(told.iter().any(|told| told.contains("Ask Kestrel first.")), "{told:?}");
        let page = desk.review("mara").await;
        assert_eq!(page.rejected.expect("shown").comment, "Ask Kestrel first.");
        assert!(page.pending.is_none() && !page.fields.ship_to.is_empty(), "what was entered is kept");
        desk.add("mara", desk.seal, 1).await;
        let again = awaiting(desk.submit("mara").await.expect("submitted"));
        assert_ne!(again, id);
        for who in ["tomas", "emil"] {
            assert_eq!(desk.withdraw(who, again).await, Err(AppError::NotFound), "{who}");
        }
        desk.withdraw("mara", again).await.expect("withdrawn");
        desk.withdraw("mara", again).await.expect("once");
        desk.add("mara", desk.seal, 1).await;
        assert_eq!(desk.review("mara").await.rejected, None, "it is not what was rejected any more");
        let last = awaiting(desk.submit("mara").await.expect("submitted"));
        desk.withdraw("olga", last).await.expect("an admin opens a cart");
    }

    async fn nobody_approves_their_own_and_that_nobody_may_is_explained(store: Store) {
        let desk = Desk::new(store).await;
        desk.limit("tomas", "1", "").await;
        desk.buy("tomas", desk.bolt, 1).await;
        let need = desk.readiness("tomas").await;
        assert!(need.blockers.iter().any(|blocker| blocker.sentence().contains("the only approver")), "{need:?}");
        let refused = refusal(desk.submit("tomas").await);
        assert!(matches!(&refused, Refusal::NobodyApproves { reason } if reason.contains("own order")), "{refused}");
        desk.promote("mara", false).await;
        let id = awaiting(desk.submit("tomas").await.expect("submitted"));
        assert_eq!(refusal(desk.approve("tomas", id).await), Refusal::OwnSubmission);
        assert_eq!(refusal(desk.reject("tomas", id).await), Refusal::OwnSubmission);
        desk.promote("mara", true).await;
        assert_eq!(desk.approve("mara", id).await, Err(AppError::NotFound), "suspended since");
        desk.promote("mara", false).await;
        desk.approve("mara", id).await.expect("approved");
    }

    async fn an_approvers_own_limit_must_cover_it(store: Store) {
        let desk = Desk::new(store).await;
        desk.limit("tomas", "100", "0").await;
        desk.limit("mara", "1", "").await;
        desk.buy("mara", desk.bolt, 3).await;
        let refused = refusal(desk.submit("mara").await);
        assert!(matches!(&refused, Refusal::NobodyApproves { reason } if reason.contains("too low")), "{refused}");
        desk.limit("tomas", "124", "0").await;
        let id = awaiting(desk.submit("mara").await.expect("124 cover 123.60"));
        desk.limit("tomas", "123", "0").await;
        assert_eq!(desk.approve("tomas", id).await, Err(AppError::NotFound), "as of today");
        assert_eq!(desk.approve("olga", id).await, Err(AppError::Forbidden), "an admin is no approver");
        assert_eq!(desk.approve("emil", id).await, Err(AppError::NotFound));
    }

    async fn a_delegate_decides_in_the_approvers_place_for_some_days(store: Store) {
        let mut world = World::new(store).await;
        world.add_buyers("Halden", 1).await;
        address(&world).await;
        let bolt = world.list("Orbit", "AN3-5A", (999_999, Some("41.20"))).await;
        let desk = Desk { seal: bolt, world, bolt };
        for (to, days, field) in [
            ("emil", (0, 1), "delegate_id"),
            ("tomas", (0, 1), "delegate_id"),
            ("buyer-0", (-2, 1), "from"),
            ("buyer-0", (2, 1), "until"),
            ("buyer-0", (0, 400), "until"),
        ] {
            let refused = desk.delegate(to, days).await.expect_err(to);
            assert!(refused.reason_for(field).is_some(), "{to} {days:?}: {refused}");
        }
        let (_, id) = desk.waiting().await;
        desk.delegate("buyer-0", (1, 2)).await.expect("delegated");
        assert_eq!((desk.waits_for("buyer-0").await, desk.approve("buyer-0", id).await), (0, Err(AppError::NotFound)));
        desk.world.advance_us(DAY_US);
        assert_eq!(desk.waits_for("buyer-0").await, 1);
        // Their own they never decide, by nobody's authority.
        desk.limit("buyer-0", "1", "").await;
        desk.buy("buyer-0", desk.bolt, 1).await;
        let own = awaiting(desk.submit("buyer-0").await.expect("submitted"));
        assert_eq!(refusal(desk.approve("buyer-0", own).await), Refusal::OwnSubmission);
        // Nor the approver's own, by the approver's authority.
        desk.limit("tomas", "1", "").await;
        desk.buy("tomas", desk.bolt, 1).await;
        let refused = refusal(desk.submit("tomas").await);
        assert!(matches!(refused, Refusal::NobodyApproves { .. }), "{refused}");
        let remove = crate::api_types::checkout::RemoveLimitInput { person_id: desk.world.person("tomas"), currency: "USD".into() };
        execute(desk.world.as_person("olga"), remove_limit, remove).await.expect("removed");
        desk.approve("buyer-0", id).await.expect("approved in tomas's place");
        let page = query_in(&desk.world.as_person("mara"), load_submission, id).await.expect("hers");
        assert_eq!(page.row.decided_by.expect("decided").name, "buyer-0");
        let (_, next) = desk.waiting().await;
        desk.world.advance_us(2 * DAY_US);
        assert_eq!(desk.approve("buyer-0", next).await, Err(AppError::NotFound), "the days are over");
        desk.delegate("buyer-0", (0, 9)).await.expect("delegated");
        assert_eq!(desk.waits_for("buyer-0").await, 1);
        let page = query_in(&desk.world.as_person("tomas"), load_approvals, ()).await.expect("the approvals");
        let made = page.delegations.iter().find(|made| made.is_mine).expect("listed").id;
        let revoke = async |who: &str| execute(desk.world.as_person(who), revoke_delegation, made).await;
        assert_eq!(revoke("buyer-0").await, Err(AppError::NotFound));
        revoke("tomas").await.expect("ended");
        assert_eq!(desk.waits_for("buyer-0").await, 0);
    }

    async fn of_approving_rejecting_and_withdrawing_at_once_one_happens(store: Store) {
        let desk = Desk::new(store).await;
        for round in 0..30 {
            let (cart_id, id) = desk.waiting().await;
            let (approved, rejected, withdrawn) =
                tokio::join!(desk.approve("tomas", id), desk.reject("tomas", id), desk.withdraw("mara", id));
            let happened = [approved.is_ok(), rejected.is_ok(), withdrawn.is_ok()];
            assert_eq!(happened.iter().filter(|happened| **happened).count(), 1, "round {round}: {happened:?}");
            let is_order = desk.review("mara").await.cart.id != Some(cart_id);
            assert_eq!(is_order, approved.is_ok(), "round {round}");
            if !is_order {
                ordered_by(&desk).await;
            }
        }
    }
}

/// Whatever waits in mara's cart is ordered, so that the next round begins anew.
async fn ordered_by(desk: &Desk) {
    let id = awaiting(desk.submit("mara").await.expect("submitted"));
    desk.approve("tomas", id).await.expect("approved");
}
