//! What we write against orders that others wrote: every element of ours is one of theirs, under the same parent and in the same
//! sequence, or is named here with where it stands in the standard.

use super::data::folder;
use crate::{
    domain::delivery::Format,
    server::integrations::erp::{Element, testing::sample, write},
};
use std::{collections::BTreeSet, fs, path::Path};

/// Elements of ours that none of the examples has, as the standard names them (UBL-Order-2.1.xsd and its common aggregates).
const UBL_ONLY_OURS: &[&str] = &[
    "Order/LineCountNumeric",
    "Order/PaymentTerms",
    "Order/PaymentTerms/ID",
    "Order/CustomerReference",
    "Order/OrderTypeCode",
    "Order/BuyerCustomerParty/BuyerContact",
    "Order/BuyerCustomerParty/BuyerContact/Name",
    "Order/OrderLine/LineItem/UUID",
    "Order/Delivery/DeliveryLocation/ID",
];

/// As in cXML 1.2.050, OrderRequestHeader and ItemOut.
const CXML_ONLY_OURS: &[&str] = &[
    "cXML/Request/OrderRequest/OrderRequestHeader/Extrinsic",
    "cXML/Request/OrderRequest/OrderRequestHeader/ShipTo/Address/Email",
    "cXML/Request/OrderRequest/OrderRequestHeader/BillTo/Address/Email",
    "cXML/Request/OrderRequest/ItemOut/ItemDetail/ManufacturerPartID",
    "cXML/Request/OrderRequest/ItemOut/ItemDetail/ManufacturerName",
    "cXML/Request/OrderRequest/ItemOut/ItemDetail/Extrinsic",
];

fn read(folder: &Path, name: &str) -> Element {
    let text = fs::read_to_string(folder.join("documents").join(name)).expect("a document");
    Element::parse(&text).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// The paths of all elements, and which sibling comes before which.
#[derive(Default)]
struct Shape {
    paths: BTreeSet<String>,
    before: BTreeSet<(String, String, String)>,
}

impl Shape {
    fn add(&mut self, element: &Element, parent: &str) {
        let path = if parent.is_empty() { element.name.clone() } else { format!("{parent}/{}", element.name) };
        for (index, child) in element.children.iter().enumerate() {
            for later in element.children[index + 1..].iter().filter(|later| later.name != child.name) {
                self.before.insert((path.clone(), child.name.clone(), later.name.clone()));
            }
            self.add(child, &path);
        }
        self.paths.insert(path);
    }
}

fn assert_alike(format: Format, examples: &[Element], only_ours: &[&str]) {
    let (mut theirs, mut ours) = (Shape::default(), Shape::default());
    examples.iter().for_each(|example| theirs.add(example, ""));
    for revision in [1, 2] {
        let written = write(format, &sample(revision), Some("coyote")).body;
        ours.add(&Element::parse(&written).expect("what we wrote"), "");
    }
    // Who pays is a customer as who buys is: the same type (CustomerPartyType), which UBL 2.1 allows at both places.
    let has = |path: &str| theirs.paths.contains(&path.replace("Order/AccountingCustomerParty", "Order/BuyerCustomerParty"));
    let unknown: Vec<_> = ours.paths.iter().filter(|path| !has(path) && !only_ours.contains(&path.as_str())).collect();
    assert!(unknown.is_empty(), "{format:?}: nobody else writes {unknown:#?}");
    let others_too: Vec<_> = only_ours.iter().filter(|path| has(path)).collect();
    assert!(others_too.is_empty(), "{format:?}: others write these, too: {others_too:#?}");
    let turned = |(path, first, second): &(String, String, String)| {
        let reverse = theirs.before.contains(&(path.clone(), second.clone(), first.clone()));
        reverse && !theirs.before.contains(&(path.clone(), first.clone(), second.clone()))
    };
    let turned: Vec<_> = ours.before.iter().filter(|pair| turned(pair)).collect();
    assert!(turned.is_empty(), "{format:?}: others write the other one first: {turned:#?}");
    let shared = ours.paths.intersection(&theirs.paths).count();
    assert!(shared > 25, "{format:?}: only {shared} elements in common");
}

#[test]
fn a_ubl_order_of_ours_looks_like_those_of_others() {
    let Some(folder) = folder() else { return };
    let examples = ["ubl/UBL-Order-2.1-Example.xml", "ubl/UBL-Order-2.0-Example.xml"].map(|name| read(&folder, name));
    assert_eq!(examples[0].text_at(&["AnticipatedMonetaryTotal", "PayableAmount"]), Some("6225"));
    assert_eq!(examples[0].all("OrderLine").count(), 2);
    assert_alike(Format::Ubl, &examples, UBL_ONLY_OURS);
}

#[test]
fn a_cxml_order_of_ours_looks_like_those_of_others() {
    let Some(folder) = folder() else { return };
    let names = ["cxml/OrderRequest.xml", "cxml/builder_order_request.xml", "cxml/handling_order_request.xml"];
    let examples = names.map(|name| read(&folder, name));
    let order = examples[0].at(&["Request", "OrderRequest"]).expect("an order");
    assert_eq!(order.text_at(&["OrderRequestHeader", "Total", "Money"]), Some("85.00"));
    assert_alike(Format::Cxml, &examples, CXML_ONLY_OURS);
}

#[test]
fn answers_of_others_are_read_as_what_they_are() {
    let Some(folder) = folder() else { return };
    let simple = read(&folder, "ubl/UBL-OrderResponseSimple-2.0-Example.xml");
    assert_eq!(simple.text_at(&["AcceptedIndicator"]), Some("true"));
    assert_eq!(simple.text_at(&["OrderReference", "SalesOrderID"]), Some("CON0095678"));
    let response = read(&folder, "ubl/UBL-OrderResponse-2.1-Example.xml");
    assert_eq!((response.name.as_str(), response.text_at(&["OrderReference", "ID"])), ("OrderResponse", Some("34")));
    let status = read(&folder, "cxml/StatusUpdateRequest.xml");
    let status = status.at(&["Request", "StatusUpdateRequest", "Status"]).expect("a status");
    assert_eq!((status.attribute("code"), status.text.trim()), (Some("200"), "Forwarded to supplier"));
}
