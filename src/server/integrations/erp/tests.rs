//! What is written, and what answers mean: also those that mean nothing.

use super::{Heard, PurchaseLine, Reply, read, testing::sample, write, xml::Element};
use crate::domain::{
    delivery::{Format, Verdict},
    money::UnitPrice,
    time::{DAY_US, SECOND_US, Timestamp},
};
use proptest::prelude::*;

const NOW: Timestamp = Timestamp(1_773_057_900 * SECOND_US);

fn reply(status: u16, body: impl Into<String>) -> Reply {
    Reply { status, retry_after: None, body: body.into() }
}

fn heard(format: Format, status: u16, body: impl Into<String>) -> Heard {
    read(format, &sample(2), &reply(status, body), NOW)
}

fn verdict(format: Format, body: impl Into<String>) -> Verdict {
    match heard(format, 200, body) {
        Heard::Verdict(verdict) => verdict,
        other => panic!("{other:?}"),
    }
}

fn is_again(heard: &Heard) -> bool {
    matches!(heard, Heard::Again { .. })
}

fn json(status: &str, revision: u32) -> String {
    format!(
        r#"{{"bag_id":"{}","revision":{revision},"status":"{status}","order_number":"SO-1","reason":" no  stock "}}"#,
        sample(2).bag_id
    )
}

fn ubl(kind: &str, about: &str, inside: &str) -> String {
    format!(
        "<x:{kind} xmlns:x=\"a\" xmlns:c=\"b\">{inside}<c:OrderReference><c:ID>{about}</c:ID><c:SalesOrderID>SO-1</c:SalesOrderID>\
        </c:OrderReference></x:{kind}>"
    )
}

#[test]
fn an_answer_in_json_moves_the_revision_that_it_names() {
    assert_eq!(verdict(Format::Json, json("received", 2)), Verdict::Received);
    assert_eq!(verdict(Format::Json, json("in_review", 2)), Verdict::InReview);
    assert_eq!(verdict(Format::Json, json("accepted", 2)), Verdict::Accepted { order_number: Some("SO-1".into()) });
    assert_eq!(verdict(Format::Json, json("rejected", 2)), Verdict::Rejected { reason: "no stock".into() });
    for body in [json("accepted", 1), json("accepted", 3), json("maybe", 2), "{}".into(), "[]".into(), "null".into()] {
        assert!(is_again(&heard(Format::Json, 200, body.clone())), "{body}");
    }
}

#[test]
fn an_answer_in_ubl_moves_the_document_that_it_names() {
    let simple = |inside: &str| ubl("OrderResponseSimple", "O-100001-USD-R2", inside);
    let accepted = Verdict::Accepted { order_number: Some("SO-1".into()) };
    assert_eq!(verdict(Format::Ubl, simple("<c:AcceptedIndicator>true</c:AcceptedIndicator>")), accepted);
    let refused = "<c:AcceptedIndicator>false</c:AcceptedIndicator><c:RejectionNote>No &amp; &#110;o</c:RejectionNote>";
    assert_eq!(verdict(Format::Ubl, simple(refused)), Verdict::Rejected { reason: "No & no".into() });
    let coded =
        |code: &str| ubl("OrderResponse", "O-100001-USD-R2", &format!("<c:OrderResponseCode>{code}</c:OrderResponseCode>"));
    assert_eq!(verdict(Format::Ubl, coded("AP")), accepted);
    assert_eq!(verdict(Format::Ubl, coded("RE")), Verdict::Rejected { reason: "no reason was given".into() });
    assert_eq!(verdict(Format::Ubl, coded("CA")), Verdict::InReview);
    assert_eq!(verdict(Format::Ubl, coded("AB")), Verdict::Received);
    for body in [
        ubl("OrderResponseSimple", "O-100001-USD", "<c:AcceptedIndicator>true</c:AcceptedIndicator>"),
        ubl("Invoice", "O-100001-USD-R2", "<c:AcceptedIndicator>true</c:AcceptedIndicator>"),
        coded("ZZ"),
        "<a><b></a>".into(),
        "<!DOCTYPE a [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><a>&x;</a>".into(),
        "<a>".repeat(5_000),
    ] {
        assert!(is_again(&heard(Format::Ubl, 200, body.clone())), "{body}");
    }
}

#[test]
fn an_answer_in_cxml_says_only_whether_it_was_taken() {
    let coded =
        |code: &str| format!("<cXML><Response><Status code=\"{code}\" text=\"x\">No stock</Status></Response></cXML>");
    assert_eq!(verdict(Format::Cxml, coded("200")), Verdict::Received);
    assert_eq!(verdict(Format::Cxml, coded("406")), Verdict::Rejected { reason: "No stock".into() });
    assert!(matches!(heard(Format::Cxml, 200, coded("401")), Heard::Failed(_)));
    for code in ["500", "560", "7", "", "many"] {
        assert!(is_again(&heard(Format::Cxml, 200, coded(code))), "{code}");
    }
}

#[test]
fn nothing_said_is_taken_and_a_status_alone_decides_the_rest() {
    for format in Format::ALL {
        assert_eq!(verdict(format, " \n"), Verdict::Received);
        for status in [408, 425, 429, 500, 502, 503, 504] {
            assert!(is_again(&heard(format, status, "")), "{status}");
        }
        for status in [301, 302, 307, 400, 401, 403, 404, 405, 413] {
            assert!(matches!(heard(format, status, ""), Heard::Failed(_)), "{status}");
        }
    }
    assert_eq!(
        heard(Format::Json, 422, json("rejected", 2)),
        Heard::Verdict(Verdict::Rejected { reason: "no stock".into() })
    );
    assert!(matches!(heard(Format::Json, 422, json("accepted", 2)), Heard::Failed(_)), "which of the two?");
}

#[test]
fn a_wait_is_read_in_seconds_or_as_a_date_and_bounded() {
    for (text, us) in [
        ("120", 120 * SECOND_US),
        ("Mon, 09 Mar 2026 12:06:00 GMT", 60 * SECOND_US),
        ("Mon, 09 Mar 2020 12:06:00 GMT", 0),
        ("-5", 0),
        ("soon", 0),
        ("99999999999999", DAY_US),
    ] {
        let reply = Reply { status: 429, retry_after: Some(text.into()), body: String::new() };
        let Heard::Again { wait_us, .. } = read(Format::Json, &sample(1), &reply, NOW) else { panic!("{text}") };
        assert_eq!(wait_us, us, "{text}");
    }
}

#[test]
fn every_format_says_the_same() {
    let purchase = sample(2);
    let json: serde_json::Value = serde_json::from_str(&write(Format::Json, &purchase, None).body).expect("JSON");
    assert_eq!((json["total"].as_str(), json["document"].as_str()), (Some("249.10"), Some("O-100001-USD-R2")));
    assert_eq!(json["replaces"].as_str(), Some("O-100001-USD"));
    assert_eq!(json["lines"][1]["unit_price"].as_str(), Some("0.1255"));
    let ubl = Element::parse(&write(Format::Ubl, &purchase, None).body).expect("XML");
    assert_eq!(ubl.text_at(&["AnticipatedMonetaryTotal", "PayableAmount"]), Some("249.10"));
    assert_eq!(ubl.text_at(&["OrderDocumentReference", "ID"]), Some("O-100001-USD"));
    assert_eq!(ubl.text_at(&["Note"]), Some("Pack dry. Call before noon."), "without what XML cannot hold");
    assert_eq!(ubl.text_at(&["AccountingCustomerParty", "Party", "PartyName", "Name"]), Some("Halden Air & Sons <Reno>"));
    let cxml = write(Format::Cxml, &purchase, Some("coyote"));
    assert_eq!(cxml.authorization, None, "it stands in the document");
    let cxml = Element::parse(&cxml.body).expect("XML");
    let header = cxml.at(&["Request", "OrderRequest", "OrderRequestHeader"]).expect("a header");
    assert_eq!((header.attribute("orderID"), header.attribute("type")), (Some("O-100001-USD-R2"), Some("update")));
    assert_eq!(header.text_at(&["Total", "Money"]), Some("249.10"));
    assert_eq!(cxml.text_at(&["Header", "Sender", "Credential", "SharedSecret"]), Some("coyote"));
    for (format, lines) in [(&ubl, "OrderLine"), (&cxml.at(&["Request", "OrderRequest"]).expect("it").clone(), "ItemOut")] {
        assert_eq!(format.all(lines).count(), 2);
    }
}

proptest! {
    #[test]
    fn no_answer_is_too_strange(status in 100_u16..600, body in "\\PC{0,200}", wait in proptest::option::of("\\PC{0,30}")) {
        for format in Format::ALL {
            let reply = Reply { status, retry_after: wait.clone(), body: body.clone() };
            let heard = read(format, &sample(1), &reply, NOW);
            if !body.trim().is_empty() {
                prop_assert!(!matches!(heard, Heard::Verdict(_)), "{heard:?}");
            }
        }
    }

    #[test]
    fn in_every_format_the_total_is_that_of_the_lines(
        lines in proptest::collection::vec((1_i64..2_000_000_000, 1_i64..999_999), 1..30)
    ) {
        let mut purchase = sample(1);
        let line = purchase.lines[0].clone();
        purchase.lines = lines.into_iter().map(|(micros, quantity)| {
            let unit_price = UnitPrice { micros, ..line.unit_price };
            PurchaseLine { quantity, unit_price, subtotal: unit_price.times(quantity), ..line.clone() }
        }).collect();
        purchase.total.minor = purchase.lines.iter().map(|line| line.subtotal.minor).sum();
        let cents = |text: Option<&str>| text.and_then(|text| text.replace('.', "").parse::<i64>().ok());
        let json: serde_json::Value = serde_json::from_str(&write(Format::Json, &purchase, None).body).expect("JSON");
        let subtotals = json["lines"].as_array().into_iter().flatten().map(|line| cents(line["subtotal"].as_str()));
        prop_assert_eq!(subtotals.sum::<Option<i64>>(), Some(purchase.total.minor));
        prop_assert_eq!(cents(json["total"].as_str()), Some(purchase.total.minor));
        let ubl = Element::parse(&write(Format::Ubl, &purchase, None).body).expect("XML");
        let subtotals = ubl.all("OrderLine").map(|line| cents(line.text_at(&["LineItem", "LineExtensionAmount"])));
        prop_assert_eq!(subtotals.sum::<Option<i64>>(), Some(purchase.total.minor));
        prop_assert_eq!(cents(ubl.text_at(&["AnticipatedMonetaryTotal", "PayableAmount"])), Some(purchase.total.minor));
        let cxml = Element::parse(&write(Format::Cxml, &purchase, None).body).expect("XML");
        let order = cxml.at(&["Request", "OrderRequest"]).expect("an order");
        prop_assert_eq!(cents(order.text_at(&["OrderRequestHeader", "Total", "Money"])), Some(purchase.total.minor));
        prop_assert_eq!(order.all("ItemOut").count(), purchase.lines.len());
    }

    #[test]
    fn whatever_is_written_is_read_back(text in "[\\PC\\x00-\\x1f]{1,60}") {
        let mut purchase = sample(1);
        purchase.buyer.clone_from(&text);
        purchase.lines[0].description.clone_from(&text);
        for format in [Format::Ubl, Format::Cxml] {
            prop_assert!(Element::parse(&write(format, &purchase, None).body).is_ok());
        }
    }
}
