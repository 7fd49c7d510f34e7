//! Owns how one conversation comes about: plays a script of moves into steps with authors, texts, prices and times.
//!
//! Must not choose who talks to whom about what (`conversations`) or hold any wording (`messages`).

use super::super::listings::{DemoListing, asking_price_micros, habit_of, price_step, usual_quantity};
use super::super::organisations::DemoPerson;
use super::super::parts::DemoPart;
use super::super::random::Random;
use super::messages;
use super::{Card, DAY, DemoAction, DemoLine, DemoStatus, DemoStep, StepBy};
use std::collections::BTreeSet;

/// What the next step of a script is about; some take two steps.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Move {
    /// The buyer says what it is for.
    Greet,
    /// A question of the buyer and the seller's answer.
    Ask,
    /// The buyer asks for a better price.
    Haggle,
    /// The offer ran out before the buyer could decide; the buyer asks for it again.
    Renew,
    Offer,
    /// The buyer names a price or a date.
    Counter,
    /// The seller agrees to it.
    TakeOver,
    /// The seller lets the offer stand longer.
    Extend,
    /// The last offer ends within a day from now, if the line can be as old as that takes.
    Ending,
    RequestPapers,
    SendPapers,
    Accept,
    Buy,
    /// After the agreement: a question about the delivery and its answer.
    Arrange,
    /// After the agreement: the seller tells of the delivery, the buyer confirms.
    Dispatch,
    /// The seller does not quote.
    Decline,
    /// The buyer withdraws.
    Drop,
    /// The seller withdraws.
    Retract,
    /// The buyer doubles the quantity, more than any offer covers.
    More,
    /// The buyer halves the quantity.
    Fewer,
    /// The seller's stock is gone.
    Gone,
}

/// What is known before the first word.
pub(super) struct Setting<'a> {
    pub(super) listing: usize,
    pub(super) row: &'a DemoListing,
    pub(super) part: &'a DemoPart,
    /// Units that no other line may end up with.
    pub(super) free: i64,
    pub(super) card: &'a Card<'a>,
    pub(super) seller: &'a DemoPerson,
    /// An accept meets a demand that is open then.
    pub(super) closes_demand: bool,
    /// The line was opened less than this many minutes ago.
    pub(super) opened_within: i64,
}

/// One conversation while it is being written.
pub(super) struct Thread<'a> {
    setting: Setting<'a>,
    random: Random,
    currency: &'static str,
    asked: i64,
    /// Twice what was asked for, if the stock allows it.
    more: Option<i64>,
    /// Half of what was asked for, if it can be sold.
    half: Option<i64>,
    /// The last offer's price; 0 before the first.
    price_micros: i64,
    /// The last offer's quantity, if it named one.
    covered: Option<i64>,
    /// The buyer asked for a better price since the last offer.
    is_haggled: bool,
    /// The price that the buyer's last counter-offer names.
    wanted_micros: Option<i64>,
    /// What texts may name, without the braces.
    slots: Vec<(&'static str, String)>,
    told: BTreeSet<&'static str>,
    steps: Vec<DemoStep>,
}

impl<'a> Thread<'a> {
    /// A conversation about as many units as the part's price and the free stock suggest.
    pub(super) fn new(mut random: Random, setting: Setting<'a>) -> Self {
        let (row, pack) = (setting.row, setting.row.pack_quantity);
        let least = row.min_quantity * if changes_quantity(setting.card.script) { 2 } else { 1 };
        let asked = usual_quantity(&mut random, setting.part, row, setting.free / 2).max(least);
        let mut thread = Self {
            currency: habit_of(row.seller).map_or("USD", |habit| habit.currency),
            asked,
            more: Some(asked * 2).filter(|more| *more <= setting.free),
            half: Some(asked / 2 / pack * pack).filter(|half| *half >= row.min_quantity),
            price_micros: 0,
            covered: None,
            is_haggled: false,
            wanted_micros: None,
            slots: Vec::new(),
            told: BTreeSet::new(),
            steps: Vec::new(),
            setting,
            random,
        };
        thread.name_slots();
        thread
    }

    fn name_slots(&mut self) {
        let (row, part) = (self.setting.row, self.setting.part);
        let count = |units: i64| match (row.unit, units) {
            ("FT", _) => format!("{units} ft"),
            ("PK", 1) => "one pack".to_owned(),
            ("PK", _) => format!("{units} packs"),
            (_, 1) => "one piece".to_owned(),
            (_, _) => format!("{units} pieces"),
        };
        let lead = match row.lead_time_days {
            None | Some(0) => "Same day if you accept before noon".to_owned(),
            Some(1) => "One day after acceptance".to_owned(),
            Some(days) => format!("{days} days after acceptance"),
        };
        let jobs: &[&str] = if self.is_industrial() { &messages::INDUSTRIAL_JOBS } else { &messages::AVIATION_JOBS };
        self.slots = vec![
            ("seller", self.setting.seller.name.split(' ').take(1).collect()),
            ("qty", count(self.asked)),
            ("part", part.part_number.clone()),
            ("cond", row.condition.to_owned()),
            ("lead", lead),
            ("job", self.random.pick(jobs).to_owned()),
            ("carrier", self.random.pick(&messages::CARRIERS).to_owned()),
            ("order", format!("PO 45{:05}", self.random.below(100_000))),
            ("ref", format!("{}{:06}", self.random.pick(&["B", "L", "Q"]), self.random.below(1_000_000))),
        ];
        self.slots.extend(self.more.map(|more| ("more", count(more))));
        self.slots.extend(self.half.map(|half| ("half", count(half))));
        self.slots.extend(part.family.is_repairable().then(|| ("unit", "unit".to_owned())));
        self.slots.extend(row.certificate.map(|papers| ("papers", papers.to_owned())));
    }

    fn is_industrial(&self) -> bool {
        self.setting.part.family.is_industrial() || self.setting.card.buyer.organisation.is_industrial()
    }

    /// The finished line, and the most units that it may end up with.
    pub(super) fn play(mut self) -> (DemoLine, i64) {
        for step in self.setting.card.script {
            self.step(*step);
        }
        let played: i64 = self.steps.iter().map(|step| step.after_minutes).sum();
        // What was taken over stands for two weeks, and what was extended has an end.
        let is_fresh = self.setting.card.script.iter().any(|step| matches!(step, Move::TakeOver | Move::Extend));
        let quiet = match self.setting.card.status {
            DemoStatus::Quote if is_fresh => self.random.range(40, 4 * DAY),
            DemoStatus::Open | DemoStatus::Quote if self.random.chance(75) => self.random.range(40, 4 * DAY),
            DemoStatus::Open | DemoStatus::Quote => self.random.range(4 * DAY, 24 * DAY),
            DemoStatus::Accepted | DemoStatus::NoQuote | DemoStatus::Withdrawn | DemoStatus::Closed => {
                self.random.range(DAY / 8, 40 * DAY)
            }
        };
        let youngest = self.random.range(DAY, 2 * DAY);
        let opened_minutes_ago = match self.ends_soon() {
            Some(opened_minutes_ago) => opened_minutes_ago,
            None => {
                let opened_minutes_ago = (played + quiet).clamp(youngest, self.setting.opened_within);
                self.keep_offer_alive(opened_minutes_ago);
                opened_minutes_ago
            }
        };
        let most = if self.setting.card.script.contains(&Move::More) { self.asked * 2 } else { self.asked };
        let line = DemoLine {
            buyer_organisation: self.setting.card.buyer.organisation.key,
            buyer_email: self.setting.card.buyer.person.email,
            listing: self.setting.listing,
            quantity: self.asked,
            opened_minutes_ago,
            status: self.setting.card.status,
            steps: self.steps,
        };
        (line, most)
    }

    fn step(&mut self, step: Move) {
        use StepBy::{Buyer, Seller};
        match step {
            Move::Greet => self.say(Buyer, &messages::GREETINGS),
            Move::Ask => {
                let pools = messages::pools(self.setting.part, self.setting.row.condition, self.is_industrial());
                let pool = self.random.pick(&pools);
                self.exchange(Buyer, pool);
            }
            Move::Haggle => {
                self.is_haggled = true;
                self.say(Buyer, &messages::HAGGLING);
            }
            Move::Renew => self.renew(),
            Move::Offer => self.offer(),
            Move::Counter => self.counter(),
            Move::TakeOver => {
                self.price_micros = self.wanted_micros.take().unwrap_or(self.price_micros);
                self.push(Seller, DemoAction::TakeOver);
            }
            Move::Extend => {
                let offers = self.steps.iter_mut().rev();
                for step in offers {
                    if let DemoAction::UpdatePrice { valid_days, .. } = &mut step.action {
                        *valid_days = valid_days.or(Some(14));
                        break;
                    }
                }
                self.push(Seller, DemoAction::ExtendOffer);
            }
            Move::Ending => {}
            Move::RequestPapers => self.push(Buyer, DemoAction::RequestDocumentation),
            Move::SendPapers => {
                let reference = self.one_of(&messages::REFERENCES).expect("one reference has no slot that can be missing");
                self.push(Seller, DemoAction::ProvideDocumentation(reference));
            }
            Move::Accept => self.push(Buyer, DemoAction::Accept { close_demand: self.setting.closes_demand }),
            Move::Buy => self.push(Buyer, DemoAction::BuyAtListPrice),
            Move::Arrange => self.exchange(Buyer, messages::DELIVERY),
            Move::Dispatch => self.exchange(Seller, messages::DISPATCH),
            Move::Decline => {
                let reason = self.reason(&messages::DECLINING);
                self.push(Seller, DemoAction::NoQuote { reason });
            }
            Move::Drop => {
                let reason = self.reason(&messages::DROPPING);
                self.push(Buyer, DemoAction::Withdraw { reason });
            }
            Move::Retract => {
                let reason = self.reason(&messages::RETRACTING);
                self.push(Seller, DemoAction::Withdraw { reason });
            }
            Move::More => self.change(self.more, &messages::MORE),
            Move::Fewer => self.change(self.half, &messages::FEWER),
            Move::Gone => self.push(Seller, DemoAction::StockGone),
        }
    }

    /// Adds a step. Whoever goes on writing does so within minutes; the other side needs hours, now and then a day; and to
    /// give up takes one or two.
    fn push(&mut self, by: StepBy, action: DemoAction) {
        let gives_up = matches!(action, DemoAction::NoQuote { .. } | DemoAction::Withdraw { .. } | DemoAction::StockGone);
        let after_minutes = match self.steps.last() {
            _ if gives_up => self.random.range(180, 2_600),
            None if action == DemoAction::BuyAtListPrice => 0,
            None if by == StepBy::Buyer => self.random.range(2, 45),
            Some(last) if last.by == by => self.random.range(1, 25),
            None | Some(_) if self.random.chance(65) => self.random.range(12, 240),
            None | Some(_) => self.random.range(240, 1_300),
        };
        let person = match by {
            StepBy::Buyer => self.setting.card.buyer.person.email,
            StepBy::Seller => self.setting.seller.email,
        };
        self.steps.push(DemoStep { after_minutes, by, person, action });
    }

    /// The text with its slots filled in; `None` if this line has nothing to put into one of them.
    fn fill(&self, text: &str) -> Option<String> {
        let fill_in = |text: String, (slot, value): &(&str, String)| text.replace(&format!("{{{slot}}}"), value);
        let priced = if self.price_micros > 0 { text.replace("{price}", &self.price_text()) } else { text.to_owned() };
        let filled = self.slots.iter().fold(priced, fill_in);
        Some(filled).filter(|text| !text.contains('{'))
    }

    /// The last offer's price as people write it: two decimals, four below 1.
    fn price_text(&self) -> String {
        let (whole, rest) = (self.price_micros / 1_000_000, self.price_micros % 1_000_000);
        match whole {
            0 => format!("{} 0.{:04}", self.currency, rest / 100),
            _ => format!("{} {whole}.{:02}", self.currency, rest / 10_000),
        }
    }

    /// One of the texts that fit this line and that nobody wrote yet.
    fn one_of(&mut self, texts: &[&'static str]) -> Option<String> {
        let fits = |text: &&'static str| !self.told.contains(text) && self.fill(text).is_some();
        let fresh: Vec<&'static str> = texts.iter().copied().filter(fits).collect();
        let text = (!fresh.is_empty()).then(|| self.random.pick(&fresh))?;
        self.told.insert(text);
        self.fill(text)
    }

    /// Four of five who end a line give a reason.
    fn reason(&mut self, reasons: &[&'static str]) -> Option<String> {
        if self.random.chance(80) { self.one_of(reasons) } else { None }
    }

    fn say(&mut self, by: StepBy, texts: &[&'static str]) {
        if let Some(text) = self.one_of(texts) {
            self.push(by, DemoAction::Message(text));
        }
    }

    /// What one side writes and the other answers. In `texts` each answer follows its question.
    fn exchange(&mut self, first: StepBy, texts: &'static [&'static str]) {
        let second = match first {
            StepBy::Buyer => StepBy::Seller,
            StepBy::Seller => StepBy::Buyer,
        };
        let (pairs, _) = texts.as_chunks::<2>();
        let fits =
            |pair: &&[&'static str; 2]| pair.iter().all(|text| !self.told.contains(text) && self.fill(text).is_some());
        let fitting: Vec<&[&'static str; 2]> = pairs.iter().filter(fits).collect();
        if !fitting.is_empty() {
            let [question, answer] = self.random.pick(&fitting);
            self.say(first, &[question]);
            self.say(second, &[answer]);
        }
    }

    fn change(&mut self, to: Option<i64>, texts: &[&'static str]) {
        let to = to.expect("scripts that change the quantity get listings with room for it");
        self.say(StepBy::Buyer, texts);
        self.push(StepBy::Buyer, DemoAction::ChangeQuantity(to));
    }

    /// The buyer comes back after the offer, cut to three days, has run out.
    fn renew(&mut self) {
        if let Some(DemoStep { action: DemoAction::UpdatePrice { valid_days, .. }, .. }) = self.steps.last_mut() {
            *valid_days = Some(3);
        }
        self.say(StepBy::Buyer, &messages::RENEWING);
        let late = 3 * DAY + self.random.range(90, 1_500);
        if let Some(last) = self.steps.last_mut() {
            last.after_minutes = late;
        }
    }

    fn offer(&mut self) {
        let row = self.setting.row;
        let is_haggled = std::mem::take(&mut self.is_haggled);
        self.price_micros = match (self.price_micros, row.price_micros) {
            (0, Some(list_price)) => price_step(list_price * self.random.range(93, 100) / 100),
            (0, None) => asking_price_micros(self.setting.part, row.condition, self.currency, self.random.range(90, 126)),
            (earlier, _) if is_haggled => price_step(earlier * self.random.range(91, 97) / 100),
            (earlier, _) => earlier,
        };
        let is_first = !self.steps.iter().any(|step| matches!(step.action, DemoAction::UpdatePrice { .. }));
        let kind = if is_first && !changes_quantity(self.setting.card.script) { self.random.below(8) } else { 7 };
        let (quantity, comments): (Option<i64>, &[&'static str]) = match (kind, self.more, self.half) {
            (0 | 1, Some(more), _) => (Some(more), &messages::PRICE_BREAKS),
            (2, _, Some(half)) => (Some(half), &messages::PARTIAL_OFFERS),
            (_, _, _) if is_haggled => (self.covered, &messages::REVISED),
            (_, _, _) => (self.covered, &messages::OFFERS),
        };
        self.covered = quantity;
        let offer = DemoAction::UpdatePrice {
            price_micros: self.price_micros,
            currency: self.currency,
            quantity,
            lead_time_days: self.random.chance(80).then_some(row.lead_time_days.unwrap_or(2)),
            valid_days: self.random.pick(&[None, Some(7), Some(14), Some(14), Some(21), Some(30)]),
            comment: if quantity.is_some() || self.random.chance(60) { self.one_of(comments) } else { None },
        };
        self.push(StepBy::Seller, offer);
    }

    /// A price below the offer's or the list's, a date, or both.
    fn counter(&mut self) {
        let base = Some(self.price_micros).filter(|micros| *micros > 0).or(self.setting.row.price_micros);
        let percent = self.random.range(86, 96);
        let price_micros = base.map(|micros| price_step(micros * percent / 100));
        let has_date = price_micros.is_none() || self.random.chance(40);
        self.wanted_micros = price_micros;
        self.is_haggled = true;
        let counter = DemoAction::CounterOffer {
            price_micros,
            currency: self.currency,
            needed_in_days: has_date.then(|| self.random.range(12, 40)),
            comment: if self.random.chance(70) { self.one_of(&messages::COUNTERING) } else { None },
        };
        self.push(StepBy::Buyer, counter);
    }

    /// How long ago the line was opened so that its last offer, of a week, ends within a day from now.
    fn ends_soon(&mut self) -> Option<i64> {
        let is_wanted = self.setting.card.script.contains(&Move::Ending);
        let made = self.steps.iter().rposition(|step| matches!(step.action, DemoAction::UpdatePrice { .. }))?;
        let elapsed: i64 = self.steps[..=made].iter().map(|step| step.after_minutes).sum();
        let left = if self.random.chance(30) { self.random.range(48, 56) } else { self.random.range(180, 1_200) };
        let opened_minutes_ago = elapsed + 7 * DAY - left;
        if !is_wanted || opened_minutes_ago > self.setting.opened_within {
            return None;
        }
        if let DemoAction::UpdatePrice { valid_days, .. } = &mut self.steps[made].action {
            *valid_days = Some(7);
        }
        Some(opened_minutes_ago)
    }

    /// The offer that was accepted must not have run out by then, and the one that still stands not in the next days.
    fn keep_offer_alive(&mut self, opened_minutes_ago: i64) {
        let mut needed = match self.setting.card.status {
            DemoStatus::Quote => opened_minutes_ago + 5 * DAY,
            DemoStatus::Open | DemoStatus::Accepted | DemoStatus::NoQuote | DemoStatus::Withdrawn | DemoStatus::Closed => 0,
        };
        let mut elapsed: i64 = self.steps.iter().map(|step| step.after_minutes).sum();
        for step in self.steps.iter_mut().rev() {
            match &mut step.action {
                DemoAction::Accept { .. } => needed = elapsed,
                DemoAction::UpdatePrice { valid_days, .. } => {
                    let life = needed - elapsed;
                    if valid_days.is_some_and(|days| days * DAY <= life) {
                        *valid_days = [7, 14, 21, 30, 45].into_iter().find(|days| days * DAY > life);
                    }
                    return; // earlier offers were replaced by this one
                }
                DemoAction::TakeOver => return, // it stands for two weeks
                DemoAction::CounterOffer { .. } | DemoAction::ExtendOffer => {}
                DemoAction::Message(_) | DemoAction::RequestDocumentation | DemoAction::ProvideDocumentation(_) => {}
                DemoAction::BuyAtListPrice | DemoAction::NoQuote { .. } | DemoAction::Withdraw { .. } => {}
                DemoAction::ChangeQuantity(_) | DemoAction::StockGone => {}
            }
            elapsed -= step.after_minutes;
        }
    }
}

/// Such scripts need stock to change to, and offers for exactly what is asked, so that their status can be told.
pub(super) fn changes_quantity(script: &[Move]) -> bool {
    script.iter().any(|step| matches!(step, Move::More | Move::Fewer))
}
