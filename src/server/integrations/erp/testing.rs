//! A bag to write and to answer, for tests.

use super::{Purchase, PurchaseLine};
use crate::domain::{
    ids::{BagId, LineId},
    money::{Currency, UnitPrice},
    ordering::{OrderAddress, OrderHeader},
    time::{SECOND_US, Timestamp},
};
use uuid::Uuid;

/// Two lines in USD, everything said that can be said, and signs that every format has to escape.
pub fn sample(revision: u32) -> Purchase {
    let currency = Currency::parse("USD").expect("a currency");
    let place = |number: &str| OrderAddress {
        label: "Hangar 2".into(),
        customer_number: Some(format!("C-{number}")),
        ship_to_number: Some(format!("S-{number}")),
        name: "Halden Air & Sons <Reno>".into(),
        attention: Some("Receiving".into()),
        street: "Dock 4".into(),
        street2: Some("Gate \"B\"".into()),
        city: "Reno".into(),
        region: Some("NV".into()),
        postal_code: "89502".into(),
        country: "US".into(),
        email: Some("dock@halden.example".into()),
        phone: Some("+1 800 555 1212".into()),
    };
    let header = OrderHeader {
        bill_to: place("7"),
        ship_to: place("8"),
        buyer: "Mara Lindqvist".into(),
        po_type_code: Some("STD".into()),
        price_code: Some("P1".into()),
        terms_code: Some("NET30".into()),
        customer_reference_1: Some("Left gear".into()),
        customer_reference_2: Some("SE-ABC".into()),
        notes: Some("Pack dry. \u{1}Call before noon.".into()),
        ship_code: Some("UPS".into()),
        shipment_quote_number: Some("Q-1".into()),
        tax_code_1: Some("T1".into()),
        tax_code_2: Some("T2".into()),
        ship_early: true,
        ship_partial: false,
    };
    let line = |position: i64, part: &str, quantity: i64, micros: i64| {
        let unit_price = UnitPrice { micros, currency };
        PurchaseLine {
            line_id: LineId(Uuid::from_u128(u128::from(position.unsigned_abs()))),
            position,
            part_number: part.into(),
            manufacturer: "Alder & Co".into(),
            description: "Bolt, hex < 5 mm".into(),
            condition: "NE".into(),
            unit: "EA".into(),
            certificate: Some("EASA Form 1".into()),
            quantity,
            unit_price,
            subtotal: unit_price.times(quantity),
        }
    };
    let lines = vec![line(1, "AN3-5A", 3, 41_200_000), line(2, "MS20470", 1_000, 125_500)];
    let minor = lines.iter().map(|line| line.subtotal.minor).sum();
    Purchase {
        bag_id: BagId(Uuid::from_u128(77)),
        revision,
        order_number: 100_001,
        placed_at: Timestamp(1_773_057_900 * SECOND_US),
        buyer: "Halden Air".into(),
        seller: "Orbit Parts".into(),
        contact: "Mara Lindqvist".into(),
        customer_po: Some("PO-7".into()),
        header,
        total: crate::domain::money::Money { minor, currency },
        lines,
    }
}
