//! Owns what buyers and sellers write in the demo: questions with their answers, comments and reasons.
//!
//! Must not decide who writes when (`thread`). Words in braces are slots that `thread` fills in; a text whose slot a line
//! cannot fill is not used there. In lists of exchanges each answer follows its question.

use super::super::parts::{DemoPart, Family};

pub(super) const GREETINGS: [&str; 9] = [
    "Hello {seller}, we need {qty} of {part} for {job}. Please quote.",
    "Good morning, please offer {qty} in condition {cond}, for {job}.",
    "Hi, this is for {job}. Price and real availability for {qty}, please.",
    "Hello, what can you do on {part}, {qty}? We order from whoever can confirm first.",
    "{seller}, can you help with {qty}? It is for {job} and a little urgent.",
    "We are collecting offers for {part} until tomorrow evening, {qty} in total.",
    "Please quote {qty}. Shipping address as in our profile, terms as usual.",
    "Second try for this one, our last source let us down. We need {qty}.",
    "Dear {seller}, kindly offer your best price for {qty}, delivered in one lot.",
];

pub(super) const AVIATION_JOBS: [&str; 7] = [
    "the C-check that starts next week",
    "a landing gear change",
    "our minimum stock",
    "a structural repair on a belly panel",
    "the annual inspection of two helicopters",
    "a harness modification",
    "the component shop",
];

pub(super) const INDUSTRIAL_JOBS: [&str; 5] =
    ["a gearbox rebuild", "our minimum stock", "the season's spare kits", "a conveyor repair", "a new test rig"];

pub(super) const CARRIERS: [&str; 4] =
    ["the overnight courier", "your forwarder", "the parcel service", "the express courier"];

/// Questions that suit every part.
const ANY: &[&str] = &[
    "What is your real lead time for {qty}?",
    "{lead}. The parts are on our shelf, not at the maker's.",
    "Can you deliver {half} now and the rest in four weeks?",
    "Two deliveries are fine. We charge the freight once.",
    "Which Incoterm is the price on?",
    "FCA our warehouse, Incoterms 2020. For DAP we add the courier's rate.",
    "Is there a price break if we take {more}?",
    "From {more} on we can go down by about four percent. Shall I put it into the offer?",
    "Is there a minimum order value?",
    "No, only the minimum and the packs that the listing shows.",
    "Could you ship on our courier account?",
    "Gladly. Send the account number with your acceptance and it goes onto the waybill.",
    "How long would you hold the price? Our approver is back on Monday.",
    "As long as the offer says. If you need a few days more, write here before it ends.",
    "Do we need an export licence? We are outside your customs union.",
    "No licence. We print the tariff code and the origin on the invoice.",
    "Would you take {qty} back unopened if the job is cancelled?",
    "Within 30 days, unopened and with its papers, less 15 percent for restocking.",
    "Is that stock really yours or a drop shipment?",
    "Ours, counted last week. You can collect it if you like.",
    "Can you add a photo of the label?",
    "I asked the warehouse. They are as the listing says; a photo of the label is below.",
];

const AVIATION: &[&str] = &[
    "Which release comes with it?",
    "Release: {papers}. A copy is in the system, just ask for documentation.",
    "Do you hold full trace to the manufacturer?",
    "Yes: the maker's CoC, the packing slips in between and our incoming inspection.",
    "Would a dual release FAA 8130-3 / EASA Form 1 be possible?",
    "Not for this batch, I am afraid. Single release only.",
    "We are AOG. Could it leave today?",
    "If you accept before 15:00 our time, it goes with tonight's courier. Expedite fee 45, shown on the invoice.",
    "Is it packed to ATA 300 or in a plain box?",
    "Plain box with foam. A category 2 case is possible against a surcharge.",
    "Are you AS9120 or ASA-100 approved? Our quality department asks.",
    "AS9120, audited in spring. I can send the approval with the papers.",
    "Would you offer an alternate if you run short?",
    "Only what the standard names as superseding, and never without your written OK.",
];

const INDUSTRIAL: &[&str] = &[
    "Can we have a 3.1 certificate to EN 10204 for the batch?",
    "Yes, as a PDF with the delivery note. It costs nothing extra.",
    "Parcel or pallet? Our goods-in closes at 14:00.",
    "Parcel, two days by road. I put your time window on the label.",
    "RoHS and REACH statements, please.",
    "Both are on file, you get them with the order confirmation.",
    "Could you deliver on call over six months?",
    "Yes, three call-offs at the price of the whole quantity.",
];

const BULK: &[&str] = &[
    "All from one batch, please. We book batches to work orders.",
    "One batch for the whole quantity: {ref}.",
    "Are the bags sealed and labelled with the batch number?",
    "Sealed, labelled, bar-coded. The smallest bag is one pack.",
    "Is the plating still to the old specification? Our work card is strict about it.",
    "As the designation says. We do not mix finishes in one bag.",
    "Last time a handful was missing. Do you count or weigh?",
    "We weigh and then count a sample. If anything is missing, it is on us.",
];

const RUBBER: &[&str] = &[
    "What is the cure date? We need at least 70 percent of the shelf life.",
    "Cured within the last four quarters, so more than 80 percent is left.",
    "Is the stock kept to SAE ARP5316?",
    "Yes: sealed bags, dark, below 25 °C. The cure date is on every bag.",
    "Is the compound printed on the bag? Someone sent us the wrong one once.",
    "Compound, batch and cure date are on each bag.",
];

const USED: &[&str] = &[
    "Who did the shop visit, and how long ago?",
    "A Part-145 shop, less than six months ago. Four pages of work report, no open items.",
    "Is there a non-incident statement of the last operator?",
    "On file. A copy goes with the delivery.",
    "What warranty do you give in condition {cond}?",
    "Six months or 500 flight hours, whichever comes first.",
    "Would you do an exchange? We have a core to give.",
    "Yes, core back within 21 days. Beyond economical repair is charged extra.",
    "Any mandatory modifications still open on this unit?",
    "None. The modification status is in the work report, page three.",
];

const AS_REMOVED: &[&str] = &[
    "Do you know why it was removed?",
    "Taken off for an upgrade, no fault in the log. No warranty in this condition.",
    "Does the removal tag come with it?",
    "Yes, tag with hours and registration. Nothing beyond that.",
    "Would you send it to our shop for a look before we buy?",
    "Against a deposit and ten days at most.",
];

const ELECTRICS: &[&str] = &[
    "Are contacts and sealing plugs included?",
    "As the designation says. Where contacts belong to it, one spare of each size is in the bag.",
    "What is the date code?",
    "Not older than two years, one date code per bag.",
    "Are these from the qualified products list?",
    "Yes, the maker's qualification is named on the CoC.",
];

const CABLES: &[&str] = &[
    "Continuous lengths, please, no piece below 50 ft.",
    "One reel without splices. We cut it once, for you.",
    "Is the marking on the insulation complete?",
    "Designation and maker's code every foot, as the specification wants it.",
];

const BEARINGS: &[&str] = &[
    "In original boxes? We had counterfeits last year.",
    "Unopened boxes of the maker; the label is below.",
    "Which clearance is it if the suffix does not say?",
    "Normal clearance. With another one the designation would carry it.",
];

const FLUID: &[&str] = &[
    "Are the openings capped and the parts cleaned?",
    "Capped on both ends, cleaned and bagged one by one.",
    "Is there a pressure test report?",
    "For assemblies yes, at twice the working pressure. Loose fittings have the maker's CoC.",
];

/// After the agreement: the buyer asks, the seller answers.
pub(super) const DELIVERY: &[&str] = &[
    "Our {order} follows today. Please name it on the delivery note.",
    "Noted, {order} will be on delivery note and invoice.",
    "When will it leave, and how?",
    "Tomorrow, with {carrier}. I will post the tracking number here.",
    "Please deliver to the workshop gate, not to the office. Someone is there from 7:00 to 15:30.",
    "Changed on the label. Thank you for telling us before it was packed.",
    "Invoice to the accounts mailbox, please, and the papers in the box.",
    "Will do: papers in the box, invoice by e-mail.",
    "Could you hold it until Thursday and send it with the other line?",
    "Yes, both lines go as one shipment on Thursday.",
];

/// After the agreement: the seller tells, the buyer confirms.
pub(super) const DISPATCH: &[&str] = &[
    "It left today with {carrier}, waybill {ref}.",
    "Arrived complete, papers are in order. Thank you.",
    "Packed and ready, {carrier} collects it this afternoon.",
    "Great. We booked the goods-in slot for tomorrow.",
    "Shipped under {ref}, papers are in the lid of the box.",
    "Received and inspected. The label says {order}, all good.",
];

pub(super) const HAGGLING: [&str; 7] = [
    "{price} is above what we paid last time. Can you come down a little?",
    "We have a lower offer on the table, but would rather buy from you. Is there room?",
    "If you make it five percent less, I accept today.",
    "The lead time is fine, the price is not yet. What is your best?",
    "Our budget for this line ends just below {price}. Please check again.",
    "Would the price change if we take the freight on our account?",
    "Thank you. My approver asks for one more round on the price.",
];

/// Comments of counter-offers.
pub(super) const COUNTERING: [&str; 5] = [
    "This is what our budget holder signs off today.",
    "At this price we order the whole quantity at once.",
    "We need it a little earlier than your lead time allows.",
    "The same terms as our order of last spring, please.",
    "Can you meet us there? Then we stop looking.",
];

pub(super) const RENEWING: [&str; 3] = [
    "The offer ran out before our approval came through. Could you renew it?",
    "Sorry for the silence, our planner was away. Is the price still good?",
    "I see that the offer has expired. We still want the parts, please send it again.",
];

pub(super) const OFFERS: [&str; 9] = [
    "Ex stock, subject to prior sale.",
    "Price includes {papers}.",
    "FCA our warehouse, packing included.",
    "Best price for the whole quantity from one batch.",
    "Same terms as on your last order.",
    "Lead time counts from your acceptance.",
    "Freight is not included, we use your courier account if you like.",
    "Reserved for you until the offer ends.",
    "Certificate copy on request before you accept.",
];

/// After the buyer asked for a better price.
pub(super) const REVISED: [&str; 5] = [
    "This is the best I can do.",
    "A little lower, as you asked.",
    "We met you halfway. The rest of the terms stays.",
    "Checked with my manager: this is our floor.",
    "Lower by what we save on packing.",
];

pub(super) const PRICE_BREAKS: [&str; 3] = [
    "The price holds for up to {more}, if you want to stock up.",
    "Price break included: the same unit price up to {more}.",
    "Calculated for {more}; take less at the same price.",
];

pub(super) const PARTIAL_OFFERS: [&str; 3] = [
    "I can commit {half} only, the rest is blocked for a repair order.",
    "This batch gives {half}. The remainder would come from a later one, please open a new line.",
    "We keep a safety stock, so {half} is what I can offer.",
];

pub(super) const REFERENCES: [&str; 3] =
    ["{papers} no. {ref}", "{papers} {ref}, two pages, batch marked", "Packing slip and maker's label, scan {ref}"];

pub(super) const MORE: [&str; 3] = [
    "Make it {more}, please: a second job needs the same.",
    "We found another work order for it. That makes {more} in total.",
    "The planner doubled the need. Could you look at {more}?",
];

pub(super) const FEWER: [&str; 3] = [
    "We found some in a drawer, {half} will do.",
    "Only {half} after all, the other job is cancelled.",
    "Please reduce to {half}, the rest comes from our pool.",
];

pub(super) const DECLINING: [&str; 8] = [
    "Reserved for a standing contract.",
    "The batch failed our incoming inspection, we do not sell it.",
    "We cannot supply to your country with this release.",
    "Below what we can handle for this part, sorry.",
    "Stock was counted wrong, it is not there.",
    "The {unit} is still at the repair shop and there is no date yet.",
    "The papers for this batch are incomplete, you could not use it.",
    "Sold as a complete lot only, we do not split it.",
];

pub(super) const DROPPING: [&str; 7] = [
    "Bought elsewhere at a shorter lead time.",
    "The finding was reassessed, the part stays on.",
    "At {price} it is beyond our budget for this job.",
    "Wrong dash number on our side.",
    "The job moved to next year.",
    "Found in our own pool.",
    "We need another release than you have.",
];

pub(super) const RETRACTING: [&str; 4] = [
    "Sold over the counter this morning, I am sorry.",
    "We found damaged packaging and pulled the batch.",
    "Price was a typing error; please ask again.",
    "The owner took the consignment back.",
];

/// The exchanges that make sense for a part in this condition; more particular ones come up as often as general ones.
pub(super) fn pools(part: &DemoPart, condition: &str, is_industrial: bool) -> Vec<&'static [&'static str]> {
    let mut pools = match condition {
        "AR" => return vec![ANY, AS_REMOVED],
        "OH" | "SV" | "RP" => return vec![ANY, AVIATION, USED],
        _unused if is_industrial => vec![ANY, INDUSTRIAL],
        _unused => vec![ANY, AVIATION],
    };
    if part.family.has_shelf_life() {
        pools.push(RUBBER);
    }
    match part.family {
        Family::Bolt | Family::Nut | Family::Washer | Family::Rivet | Family::Pin | Family::Spacer => pools.push(BULK),
        Family::Fitting | Family::Hose | Family::Hydraulics => pools.push(FLUID),
        Family::Bearing => pools.push(BEARINGS),
        Family::Connector | Family::Contact | Family::Switchgear => pools.push(ELECTRICS),
        Family::Wire => pools.push(CABLES),
        Family::Seal | Family::ControlCable | Family::MetricFastener | Family::Drive => {}
    }
    pools
}

#[cfg(test)]
mod tests {
    use super::*;

    const EXCHANGES: [&[&str]; 13] =
        [ANY, AVIATION, INDUSTRIAL, BULK, RUBBER, USED, AS_REMOVED, ELECTRICS, CABLES, BEARINGS, FLUID, DELIVERY, DISPATCH];

    #[test]
    fn every_question_has_its_answer() {
        assert!(EXCHANGES.iter().all(|pairs| pairs.len().is_multiple_of(2)));
    }

    #[test]
    fn texts_are_whole_sentences_and_name_known_slots_only() {
        let slots = [
            "seller", "qty", "part", "cond", "job", "lead", "half", "more", "papers", "ref", "order", "carrier", "price",
            "unit",
        ];
        let short: [&[&str]; 9] =
            [&GREETINGS, &HAGGLING, &COUNTERING, &RENEWING, &OFFERS, &PRICE_BREAKS, &DECLINING, &DROPPING, &RETRACTING];
        for text in EXCHANGES.iter().chain(&short).flat_map(|texts| texts.iter()) {
            assert!(text.ends_with(['.', '?']), "{text}");
            for named in text.split('{').skip(1) {
                assert!(named.split_once('}').is_some_and(|(slot, _)| slots.contains(&slot)), "{text}");
            }
        }
    }
}
