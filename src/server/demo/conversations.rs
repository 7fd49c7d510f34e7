//! Owns the demo's negotiations: who asked which seller about what, what both wrote, and where each line stands today.
//!
//! Must not touch a database or decide what is allowed: it only writes scripts, and whoever plays them does so through
//! the real use cases. The tests hold every script against the negotiation's rules.

mod desk;
mod messages;
mod thread;

use self::desk::Desk;
use self::thread::Move;
use super::listings::DemoListing;
use super::organisations::{DemoOrganisation, DemoPerson, organisations};
use super::random::Random;

/// Minutes of a day.
const DAY: i64 = 1_440;

/// One cart line: opened by a buyer, then played step by step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DemoLine {
    /// Key of the organisation that the buyer acts for.
    pub buyer_organisation: &'static str,
    /// Who opens the line and takes every step of the buying side.
    pub buyer_email: &'static str,
    /// Index into the listings that were given.
    pub listing: usize,
    /// Units asked for at first.
    pub quantity: i64,
    /// One to fifty days.
    pub opened_minutes_ago: i64,
    /// Where the line stands once all steps are played.
    pub status: DemoStatus,
    /// In order of time. Unless the first is `BuyAtListPrice`, the line begins with a plain "add to cart".
    pub steps: Vec<DemoStep>,
}

/// Where a line stands once its script is played.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum DemoStatus {
    Open,
    Quote,
    Accepted,
    NoQuote,
    Withdrawn,
    Closed,
}

/// Something that one person did to a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DemoStep {
    /// Minutes after the step before, or after the opening.
    pub after_minutes: i64,
    /// The side the person stands on.
    pub by: StepBy,
    /// The person's e-mail address.
    pub person: &'static str,
    /// What happened.
    pub action: DemoAction,
}

/// The two sides of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StepBy {
    Buyer,
    Seller,
}

/// What can happen to a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DemoAction {
    /// Free text, at most a few sentences.
    Message(String),
    /// An offer of the seller, per unit, in the seller's one currency. Without a quantity it covers the quantity asked for.
    UpdatePrice {
        price_micros: i64,
        currency: &'static str,
        quantity: Option<i64>,
        lead_time_days: Option<i32>,
        valid_days: Option<i64>,
        comment: Option<String>,
    },
    /// By the buyer, in the seller's currency: a price, a date, or both.
    CounterOffer { price_micros: Option<i64>, currency: &'static str, needed_in_days: Option<i64>, comment: Option<String> },
    /// The seller makes the counter-offer that stands an offer. It names a price or an offer stands.
    TakeOver,
    /// The seller lets the live offer, which has an end, stand as long again.
    ExtendOffer,
    /// By the buyer; at most once per line.
    RequestDocumentation,
    /// The seller's answer to the request: a reference.
    ProvideDocumentation(String),
    /// By the buyer, of the live offer. `close_demand`: a demand of the organisation for this part is open, close it too.
    Accept { close_demand: bool },
    /// Creates the line; always the first step, no minutes after the opening.
    BuyAtListPrice,
    /// By the seller.
    NoQuote { reason: Option<String> },
    /// By either side.
    Withdraw { reason: Option<String> },
    /// By the buyer.
    ChangeQuantity(i64),
    /// The seller's stock is gone: set the listing to nothing. No other line of the demo uses this listing.
    StockGone,
}

/// How many lines end in each status, and the scripts that lead there; every script is used in turn.
#[rustfmt::skip]
const SCRIPTS: [(DemoStatus, usize, &[&[Move]]); 6] = {
    use Move::*;
    [
        (DemoStatus::Open, 40, &[
            &[], &[Greet], &[Greet, Ask], &[], &[Ask], &[Greet, Ask, Ask], &[Greet, RequestPapers], &[Greet], &[Greet, Counter],
            &[Offer, Haggle, More], &[RequestPapers], &[Greet, RequestPapers, SendPapers], &[Greet, Ask, Offer, More], &[Fewer, Greet],
        ]),
        (DemoStatus::Quote, 40, &[
            &[Offer], &[Greet, Offer], &[Greet, Offer, Counter], &[Greet, Ask, Offer], &[Ask, Offer], &[Greet, Offer, Ending],
            &[Greet, Offer, Ask], &[Greet, Offer, Haggle, Offer], &[Offer, Ask, Extend], &[Greet, RequestPapers, SendPapers, Offer],
            &[Offer, RequestPapers], &[Offer, Haggle, Offer, Ask], &[Greet, Offer, Counter, TakeOver], &[Offer, Fewer],
            &[Greet, Ask, Ask, Offer, Haggle, Offer], &[Greet, Offer, Counter, Offer, Ending], &[Greet, Offer, Renew, Offer],
            &[Ask, Offer, RequestPapers, SendPapers],
        ]),
        (DemoStatus::Accepted, 30, &[
            &[Buy], &[Greet, Offer, Accept, Arrange], &[Greet, Ask, Offer, Accept, Arrange, Dispatch], &[Buy, Arrange], &[Offer, Accept],
            &[Greet, Offer, Haggle, Offer, Accept, Arrange], &[Greet, RequestPapers, SendPapers, Offer, Accept], &[Buy, Dispatch],
            &[Ask, Offer, Ask, Accept, Arrange, Arrange], &[Greet, Offer, Renew, Offer, Accept, Dispatch],
            &[Greet, Offer, Counter, TakeOver, Accept, Arrange], &[Offer, Extend, Accept],
        ]),
        (DemoStatus::NoQuote, 10, &[&[Decline], &[Greet, Decline], &[Greet, Ask, Decline], &[Greet, RequestPapers, Decline]]),
        (DemoStatus::Withdrawn, 12, &[
            &[Greet, Offer, Drop], &[Greet, Drop], &[Offer, Haggle, Drop], &[Greet, Ask, Offer, Retract], &[Greet, Retract], &[Drop],
        ]),
        (DemoStatus::Closed, 8, &[&[Greet, Gone], &[Gone], &[Greet, Ask, Offer, Gone], &[Offer, Haggle, Gone]]),
    ]
};

/// All negotiations, the oldest first: 140 lines, as many per status as `SCRIPTS` says.
#[must_use]
pub fn conversations(seed: u64, listings: &[DemoListing]) -> Vec<DemoLine> {
    let mut random = Random::new(seed).fork("conversations");
    let organisations = organisations();
    let buyers = people(&organisations, |one, person| one.buys && person.roles.buyer);
    let mut desk = Desk::new(seed, listings, &organisations);
    let cards = deal(&mut random, &buyers);
    let mut lines: Vec<DemoLine> =
        cards.iter().enumerate().map(|(turn, card)| desk.line(random.fork(&turn.to_string()), turn, card)).collect();
    lines.sort_by_key(|line| -line.opened_minutes_ago);
    lines
}

/// A member who may act in exactly one organisation: no suspended one, and none whose organisation is in doubt.
#[derive(Clone, Copy)]
struct Actor<'a> {
    organisation: &'a DemoOrganisation,
    person: &'a DemoPerson,
}

fn people(organisations: &[DemoOrganisation], is_wanted: fn(&DemoOrganisation, &DemoPerson) -> bool) -> Vec<Actor<'_>> {
    let all = || {
        organisations
            .iter()
            .flat_map(|organisation| organisation.people.iter().map(move |person| Actor { organisation, person }))
    };
    all()
        .filter(|actor| is_wanted(actor.organisation, actor.person) && !actor.person.suspended)
        .filter(|actor| all().filter(|other| other.person.email == actor.person.email).count() == 1)
        .collect()
}

/// Who plays which script.
struct Card<'a> {
    buyer: Actor<'a>,
    status: DemoStatus,
    script: &'static [Move],
}

impl Card<'_> {
    fn is_active(&self) -> bool {
        matches!(self.status, DemoStatus::Open | DemoStatus::Quote)
    }
}

/// Every seventh card of each status goes to Mara at Halden, and at least one; the others go round.
fn deal<'a>(random: &mut Random, buyers: &[Actor<'a>]) -> Vec<Card<'a>> {
    let (mara, mut others): (Vec<_>, Vec<_>) =
        buyers.iter().copied().partition(|buyer| buyer.person.email == "mara@halden.example");
    random.shuffle(&mut others);
    let mut round = others.iter().cycle();
    let mut cards = Vec::new();
    for (status, count, scripts) in SCRIPTS {
        for (turn, script) in (0..count).zip(scripts.iter().cycle()) {
            let buyer = if turn % 7 == 1 { mara.first() } else { round.next() };
            cards.extend(buyer.map(|buyer| Card { buyer: *buyer, status, script }));
        }
    }
    random.shuffle(&mut cards);
    cards
}

#[cfg(test)]
mod tests {
    use super::super::listings::{demands, listings};
    use super::super::parts::normalised;
    use super::*;
    use std::collections::BTreeSet;
    use std::sync::OnceLock;

    type Marketplace = (u64, Vec<DemoListing>, Vec<DemoLine>);

    /// Some marketplaces, built once for all tests.
    fn marketplaces() -> &'static [Marketplace] {
        static BUILT: OnceLock<Vec<Marketplace>> = OnceLock::new();
        BUILT.get_or_init(|| {
            let build = |seed| (seed, listings(seed), conversations(seed, &listings(seed)));
            [0, 1, 7, 42, 20_260_309].map(build).into()
        })
    }

    /// For how many minutes an offer stands that was taken over.
    const TAKEN_OVER: i64 = 14 * DAY;

    /// A line as the rules see it.
    #[derive(Debug)]
    struct Played {
        status: DemoStatus,
        wanted: i64,
        /// Quantity covered and minute of expiry of the live offer.
        offer: Option<(i64, i64)>,
        papers_pending: bool,
        /// A counter-offer stands; whether it names a price.
        counter: Option<bool>,
        agreed: i64,
    }

    impl Played {
        fn expire(&mut self, now: i64) {
            if self.status == DemoStatus::Quote && self.offer.is_some_and(|(_, expires)| now >= expires) {
                (self.status, self.offer) = (DemoStatus::Open, None);
            }
        }
    }

    /// Plays a line by the negotiation's rules; `Err` names the step that the rules refuse.
    fn play(line: &DemoLine, row: &DemoListing) -> Result<Played, String> {
        let mut now = 0;
        let mut played = Played {
            status: DemoStatus::Open,
            wanted: line.quantity,
            offer: None,
            papers_pending: false,
            counter: None,
            agreed: 0,
        };
        for (at, step) in line.steps.iter().enumerate() {
            now += step.after_minutes;
            played.expire(now);
            let is_later = step.after_minutes > 0 || (at == 0 && step.action == DemoAction::BuyAtListPrice);
            if !is_later || !apply(&mut played, step, row, (at, now)) {
                return Err(format!("step {at} of {line:?} in {played:?}"));
            }
        }
        played.expire(line.opened_minutes_ago);
        Ok(played)
    }

    fn apply(played: &mut Played, step: &DemoStep, row: &DemoListing, (at, now): (usize, i64)) -> bool {
        use DemoStatus::{Accepted, Closed, NoQuote, Open, Quote, Withdrawn};
        let is_active = matches!(played.status, Open | Quote);
        match (&step.action, step.by) {
            (DemoAction::Message(text), _) => (is_active || played.status == Accepted) && text.len() > 10,
            (DemoAction::UpdatePrice { price_micros, currency, quantity, valid_days, .. }, StepBy::Seller) => {
                let covered = quantity.unwrap_or(played.wanted);
                played.offer = Some((covered, valid_days.map_or(i64::MAX, |days| now + days * DAY)));
                played.status = if is_active { Quote } else { played.status };
                played.counter = None;
                let in_one_currency = row.currency.is_none_or(|listed| listed == *currency);
                is_active && *price_micros > 0 && in_one_currency && (1..=row.quantity).contains(&covered)
            }
            (DemoAction::CounterOffer { price_micros, currency, needed_in_days, .. }, StepBy::Buyer) => {
                played.counter = Some(price_micros.is_some());
                let says_something = price_micros.is_some() || needed_in_days.is_some();
                is_active && says_something && row.currency.is_none_or(|listed| listed == *currency)
            }
            (DemoAction::TakeOver, StepBy::Seller) => {
                let has_price = played.counter.take().is_some_and(|price| price || played.status == Quote);
                played.offer = Some((played.wanted, now + TAKEN_OVER));
                played.status = if is_active { Quote } else { played.status };
                is_active && has_price
            }
            (DemoAction::ExtendOffer, StepBy::Seller) => {
                // It stands longer than before; how much longer is left to the use case.
                played.status == Quote && played.offer.is_some_and(|(_, expires)| expires < i64::MAX)
            }
            (DemoAction::RequestDocumentation, StepBy::Buyer) => {
                is_active && !std::mem::replace(&mut played.papers_pending, true)
            }
            (DemoAction::ProvideDocumentation(_), StepBy::Seller) => is_active && std::mem::take(&mut played.papers_pending),
            (DemoAction::Accept { .. }, StepBy::Buyer) => {
                let is_quote = std::mem::replace(&mut played.status, Accepted) == Quote;
                played.agreed = played.offer.take().map_or(0, |(covered, _)| covered.min(played.wanted));
                is_quote && played.agreed > 0
            }
            (DemoAction::BuyAtListPrice, StepBy::Buyer) => {
                (played.status, played.agreed) = (Accepted, played.wanted);
                at == 0 && row.price_micros.is_some()
            }
            (DemoAction::NoQuote { .. }, StepBy::Seller) => {
                is_active && std::mem::replace(&mut played.status, NoQuote) != NoQuote
            }
            (DemoAction::Withdraw { .. }, _) => is_active && std::mem::replace(&mut played.status, Withdrawn) != Withdrawn,
            (DemoAction::ChangeQuantity(to), StepBy::Buyer) => {
                if played.offer.is_some_and(|(covered, _)| *to > covered) {
                    (played.status, played.offer) = (Open, None);
                }
                let is_change = std::mem::replace(&mut played.wanted, *to) != *to;
                is_active && is_change && *to >= row.min_quantity && *to % row.pack_quantity == 0
            }
            (DemoAction::StockGone, StepBy::Seller) => is_active && std::mem::replace(&mut played.status, Closed) != Closed,
            (_, StepBy::Buyer | StepBy::Seller) => false,
        }
    }

    #[test]
    fn one_seed_gives_one_set_of_conversations() {
        let (seed, listings, lines) = &marketplaces()[0];
        assert_eq!(conversations(*seed, listings), *lines);
        assert_ne!(conversations(seed + 1, listings), *lines);
    }

    #[test]
    fn every_conversation_is_legal_and_ends_where_it_says() {
        for (_, listings, lines) in marketplaces() {
            for line in lines {
                let row = &listings[line.listing];
                assert!(line.quantity >= row.min_quantity && line.quantity % row.pack_quantity == 0, "{line:?}");
                assert_eq!(play(line, row).map(|played| played.status), Ok(line.status), "{line:?}");
            }
        }
    }

    #[test]
    fn the_rules_of_this_test_refuse_what_no_script_may_do() {
        let (_, listings, lines) = &marketplaces()[0];
        let message = || DemoAction::Message("Is it still there?".to_owned());
        let accept = || DemoAction::Accept { close_demand: false };
        let withdraw = || DemoAction::Withdraw { reason: None };
        for line in lines {
            let refused = |by: StepBy, action: DemoAction| {
                let mut longer = line.clone();
                longer.steps.push(DemoStep { after_minutes: 1, by, person: line.buyer_email, action });
                play(&longer, &listings[line.listing]).is_err()
            };
            let is_active = line.status <= DemoStatus::Quote;
            assert_eq!(refused(StepBy::Buyer, message()), !is_active && line.status != DemoStatus::Accepted, "{line:?}");
            assert_eq!(refused(StepBy::Buyer, accept()), line.status != DemoStatus::Quote, "{line:?}");
            assert_eq!(refused(StepBy::Seller, withdraw()), !is_active, "{line:?}");
            assert!(refused(StepBy::Seller, accept()) && refused(StepBy::Buyer, DemoAction::StockGone), "{line:?}");
            assert!(refused(StepBy::Buyer, DemoAction::ChangeQuantity(0)), "{line:?}");
            assert!(line.steps.is_empty() || refused(StepBy::Buyer, DemoAction::BuyAtListPrice), "{line:?}");
        }
    }

    #[test]
    fn every_status_has_its_share() {
        for (_, _, lines) in marketplaces() {
            let count = |status| lines.iter().filter(|line| line.status == status).count();
            for (status, wanted, _) in SCRIPTS {
                assert_eq!(count(status), wanted, "{status:?}");
            }
            assert_eq!(lines.len(), 140);
        }
    }

    #[test]
    fn some_offers_were_countered_taken_over_and_extended_and_some_end_within_a_day() {
        for (_, listings, lines) in marketplaces() {
            let mara = || lines.iter().filter(|line| line.buyer_email == "mara@halden.example");
            let did = |line: &DemoLine, wanted: fn(&DemoAction) -> bool| line.steps.iter().any(|step| wanted(&step.action));
            assert!(mara().any(|line| did(line, |action| matches!(action, DemoAction::CounterOffer { .. }))));
            assert!(lines.iter().any(|line| did(line, |action| *action == DemoAction::TakeOver)));
            assert!(lines.iter().any(|line| did(line, |action| *action == DemoAction::ExtendOffer)));
            let left = |line: &DemoLine| {
                let (_, expires) = play(line, &listings[line.listing]).ok()?.offer?;
                Some(expires - line.opened_minutes_ago)
            };
            assert!(lines.iter().filter_map(left).any(|left| (0..DAY).contains(&left)), "one ends within a day");
        }
    }

    #[test]
    fn everything_happened_before_now_and_within_fifty_days() {
        for (_, _, lines) in marketplaces() {
            assert!(lines.is_sorted_by_key(|line| -line.opened_minutes_ago));
            for line in lines {
                let played: i64 = line.steps.iter().map(|step| step.after_minutes).sum();
                assert!(played < line.opened_minutes_ago && (DAY..=50 * DAY).contains(&line.opened_minutes_ago), "{line:?}");
            }
        }
    }

    #[test]
    fn stock_is_never_oversold_nor_emptied_under_an_active_line() {
        for (_, listings, lines) in marketplaces() {
            let mut most = vec![0; listings.len()];
            for line in lines {
                let mut wanted = line.quantity;
                for step in &line.steps {
                    if let DemoAction::ChangeQuantity(to) = step.action {
                        wanted = wanted.max(to);
                    }
                }
                most[line.listing] += wanted;
                let is_alone = lines.iter().filter(|other| other.listing == line.listing).count() == 1;
                assert!(is_alone || line.status != DemoStatus::Closed, "{line:?}");
            }
            assert!(most.iter().zip(listings).all(|(most, row)| *most <= row.quantity));
        }
    }

    #[test]
    fn everyone_acts_for_the_right_side_and_for_one_organisation() {
        let organisations = organisations();
        let buyers = people(&organisations, |one, person| one.buys && person.roles.buyer);
        let sellers = people(&organisations, |one, person| one.sells && person.roles.seller);
        let is_one_of = |actors: &[Actor], key: &str, email: &str| {
            actors.iter().any(|actor| actor.organisation.key == key && actor.person.email == email)
        };
        for (_, listings, lines) in marketplaces() {
            let mut asked = BTreeSet::new();
            for line in lines {
                let seller = listings[line.listing].seller;
                assert!(is_one_of(&buyers, line.buyer_organisation, line.buyer_email) && seller != line.buyer_organisation);
                assert!(asked.insert((line.buyer_organisation, line.listing)), "one organisation asks for a listing once");
                for step in &line.steps {
                    assert!(match step.by {
                        StepBy::Buyer => step.person == line.buyer_email,
                        StepBy::Seller => is_one_of(&sellers, seller, step.person),
                    });
                }
            }
        }
    }

    #[test]
    fn mara_has_lines_in_every_status_and_some_to_compare_and_orbit_is_busy() {
        for (_, listings, lines) in marketplaces() {
            let mara = || lines.iter().filter(|line| line.buyer_email == "mara@halden.example");
            assert!(mara().count() >= 14);
            assert_eq!(mara().map(|line| line.status).collect::<BTreeSet<_>>().len(), 6);
            let parts = mara()
                .filter(|line| line.status <= DemoStatus::Quote)
                .map(|line| normalised(&listings[line.listing].part_number));
            assert!(parts.clone().count() > parts.collect::<BTreeSet<_>>().len(), "the same part from two sellers");
            assert!(lines.iter().filter(|line| listings[line.listing].seller == "orbit").count() >= 25);
        }
    }

    #[test]
    fn an_accept_closes_only_a_demand_that_is_open_then_and_no_two_close_the_same() {
        for (seed, listings, lines) in marketplaces() {
            let mut open = demands(*seed, listings);
            let mut closed = 0;
            for line in lines {
                if line.steps.iter().any(|step| step.action == DemoAction::Accept { close_demand: true }) {
                    let row = &listings[line.listing];
                    let at = open.iter().position(|demand| {
                        demand.organisation == line.buyer_organisation
                            && normalised(&demand.part_number) == normalised(&row.part_number)
                            && demand.condition.is_none_or(|condition| condition == row.condition)
                            && demand.opened_minutes_ago > line.opened_minutes_ago
                    });
                    open.remove(at.expect("an open demand for what was accepted"));
                    closed += 1;
                }
            }
            assert!(closed >= 3, "{closed} demands closed");
        }
    }
}
