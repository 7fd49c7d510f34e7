//! What people write stays text: payloads in every field, looked at in every page that shows it.

use super::{
    Door, encoded,
    markup::{decoded, elements},
};
use crate::{
    api_types::catalog::DemandInput,
    domain::{
        catalog::{ListingDraft, UploadMode},
        ids::LineId,
    },
    server::{
        application::{
            cart, demand, execute,
            identity::{self, NewOrganisation},
            inventory::{self, NewUpload},
            negotiation,
        },
        testing::{
            add_input, buyer, documents_answer, documents_request, draft, on_both, price_input, reason_input, seller,
            text_input,
        },
    },
};
use base64::{Engine, engine::general_purpose::URL_SAFE};
use std::{collections::BTreeSet, sync::Arc};

const PAYLOADS: [&str; 30] = [
    "<script>alert(1)</script>",
    "</script><script>alert(2)</script>",
    "<img src=x onerror=alert(3)>",
    "\"><img src=x onerror=alert(4)>",
    "'><img src=x onerror=alert(5)>",
    "\" onmouseover=\"alert(6)",
    "' onfocus='alert(7)' autofocus='",
    "<svg onload=alert(8)>",
    "<svg/onload=alert(9)//",
    "</textarea><script>alert(10)</script>",
    "</title><script>alert(11)</script>",
    "<!--<script>alert(12)</script>-->",
    "--><script>alert(13)</script>",
    "<iframe srcdoc='<script>alert(14)</script>'></iframe>",
    "<a href=javascript:alert(15)>x</a>",
    "javascript:alert(16)",
    "<body onload=alert(17)>",
    "<details open ontoggle=alert(18)>",
    "<math><mi//xlink:href=\"data:x,<script>alert(19)</script>\">",
    "{{constructor.constructor('alert(20)')()}}",
    "${alert(21)}",
    "&lt;script&gt;alert(22)&lt;/script&gt;",
    "&#60;script&#62;alert(23)&#60;/script&#62;",
    "\\u003cscript\\u003ealert(24)\\u003c/script\\u003e",
    "\\\"};alert(25);//",
    "'-alert(26)-'",
    "`-alert(27)-`",
    "<style>@import'//evil.example/28'</style>",
    "<form action=//evil.example/29><button>x</button></form>",
    "<base href=//evil.example/30>",
];

/// Every field of a listing that a seller writes.
fn hostile(number: usize, payload: &str) -> ListingDraft {
    let mut listing = draft(&format!("X{number} {payload}"), 50, Some("3.10"));
    listing.part.manufacturer = payload.to_owned();
    listing.part.description = payload.to_owned();
    listing.part.certificate = Some(payload.to_owned());
    listing.stock_id = Some(format!("{number}{payload}"));
    listing
}

/// A line for each payload, with the payload in offer, message, documentation and, for some, the reason of its end.
async fn lines(door: &Door, seller_name: &str) -> Vec<LineId> {
    let world = &door.world;
    let seller_id = world.organisation(seller_name);
    let drafts = PAYLOADS.iter().enumerate().map(|(number, payload)| hostile(number, payload)).collect();
    inventory::import_listings(world.system(), (seller_id, drafts)).await.expect("listings");
    let listed = inventory::listing_identities(world.system(), seller_id).await.expect("identities");
    assert_eq!(listed.len(), PAYLOADS.len());
    let mut lines = Vec::new();
    for ((_, listing_id), payload) in listed.into_iter().zip(PAYLOADS) {
        let added = execute(world.as_person("mara"), cart::add_to_cart, add_input(listing_id, 2)).await.expect("added");
        let id = added.line_id;
        let mut offer = price_input(id, "2.5", 0);
        offer.comment = payload.to_owned();
        execute(world.as_person("jonas"), negotiation::update_price, offer).await.expect("quoted");
        for (name, line) in [("mara", buyer(id)), ("jonas", seller(id))] {
            let text = text_input(line, payload);
            execute(world.as_person(name), negotiation::send_message, text).await.expect("sent");
        }
        execute(world.as_person("mara"), negotiation::request_documentation, documents_request(id)).await.expect("asked");
        let reference = documents_answer(id, payload);
        execute(world.as_person("jonas"), negotiation::provide_documentation, reference).await.expect("answered");
        lines.push(id);
    }
    lines
}

/// Ends every third line with a reason, and accepts every third.
async fn end(door: &Door, lines: &[LineId]) {
    for (number, (id, payload)) in lines.iter().zip(PAYLOADS).enumerate() {
        match number % 3 {
            0 => {
                let input = reason_input(buyer(*id), payload);
                execute(door.world.as_person("mara"), negotiation::withdraw, input).await.expect("withdrawn");
            }
            1 => {
                door.world.accept(*id, 1).await.expect("accepted");
            }
            _stays => {}
        }
    }
}

async fn demands_and_uploads(door: &Door) {
    for payload in PAYLOADS {
        let input = DemandInput {
            part_number: "X1".into(),
            quantity: "1".into(),
            condition: String::new(),
            needed_by: String::new(),
            note: payload.to_owned(),
        };
        execute(door.world.as_person("mara"), demand::create_demand, input).await.expect("a demand");
        let file = format!("part_number,{payload}\n\"{}\",1\n", payload.replace('"', "\"\""));
        let upload = NewUpload {
            file_name: payload.into(),
            mode: UploadMode::Update,
            content: Arc::new(file.into_bytes()),
            sheet: String::new(),
        };
        execute(door.world.as_person("jonas"), inventory::receive_upload, upload).await.expect("an upload");
    }
}

/// Fails if a browser would take any of what people wrote for more than text.
fn is_harmless(path: &str, html: &str) {
    for element in elements(html) {
        let name = element.name.as_str();
        assert!(!matches!(name, "iframe" | "base" | "math" | "object" | "embed" | "style"), "{path}: {element:?}");
        for (attribute, value) in &element.attributes {
            assert!(!attribute.starts_with("on") && attribute != "srcdoc", "{path}: {element:?}");
            let leads = matches!(attribute.as_str(), "href" | "src" | "action" | "formaction" | "xlink:href");
            let value = value.trim().to_ascii_lowercase();
            let elsewhere = value.starts_with("javascript:") || value.starts_with("//") || value.starts_with("data:");
            assert!(!leads || !elsewhere, "{path}: {element:?}");
        }
        let is_inline = name == "script" && element.attribute("nonce").is_none();
        assert!(!is_inline, "{path}: {element:?}");
        // A browser reads past these within a script, and some of them within a title.
        let opens = ["<!--", "<script", "</script", "</title", "</textarea"].iter().find(|tag| element.text.contains(**tag));
        assert!(opens.is_none(), "{path}: {opens:?} in {element:.300?}");
    }
}

/// Looks at the pages of parts and transactions that a page leads to.
async fn follow(door: &Door, cookie: &str, html: &str) {
    let links: BTreeSet<String> = elements(html).iter().filter_map(|it| it.attribute("href")).map(str::to_owned).collect();
    let details = ["/connector/parts/", "/connector/transactions/", "/connector/inventory/uploads/"];
    for path in links.iter().filter(|path| details.iter().any(|start| path.starts_with(start))) {
        let page = door.get(cookie, path).await;
        assert_eq!(page.status, 200, "{path}");
        is_harmless(path, &page.body);
        // Of a file's name, only what follows the last slash is kept.
        let shows = ["alert(", "evil"].iter().any(|word| page.body.contains(word)) || path.contains("/uploads/");
        assert!(shows, "{path} shows what was written");
    }
}

on_both! {
    async fn what_people_write_stays_text_on_every_page(store: Store) {
        let door = Door::new(store).await;
        let lines = lines(&door, "Orbit").await;
        demands_and_uploads(&door).await;
        let (mara, jonas) = (door.session("mara").await, door.session("jonas").await);
        for (id, payload) in lines.iter().zip(PAYLOADS) {
            for (cookie, list) in [(&mara, "shopping-cart"), (&jonas, "requests")] {
                let path = format!("/connector/{list}/lines/{id}");
                let page = door.get(cookie, &path).await;
                assert_eq!(page.status, 200, "{path}");
                is_harmless(&path, &page.body);
                // Twice escaped would be shown wrong, so the text itself must be there too.
                assert!(decoded(&page.body).contains(payload), "{path} does not show {payload}");
            }
        }
        end(&door, &lines).await;
        for (cookie, path) in [
            (&mara, "/connector/shopping-cart"),
            (&mara, "/connector/shopping-cart?tab=closed"),
            (&mara, "/connector/parts"),
            (&mara, "/connector/demands"),
            (&mara, "/connector/transactions"),
            (&mara, "/notifications"),
            (&jonas, "/connector/requests"),
            (&jonas, "/connector/requests?tab=closed"),
            (&jonas, "/connector/inventory"),
            (&jonas, "/connector/transactions"),
            (&jonas, "/notifications"),
        ] {
            let page = door.get(cookie, path).await;
            assert_eq!(page.status, 200, "{path}");
            is_harmless(path, &page.body);
            assert!(page.body.contains("alert("), "{path} shows what was written");
            follow(&door, cookie, &page.body).await;
        }
    }

    async fn what_an_address_says_stays_text(store: Store) {
        let door = Door::new(store).await;
        let (mara, jonas) = (door.session("mara").await, door.session("jonas").await);
        for payload in PAYLOADS {
            let text = encoded(payload);
            let error = URL_SAFE.encode(serde_json::json!({ "error": "bad_request", "detail": payload }).to_string());
            for (cookie, path) in [
                ("", format!("/connector/parts?q={text}")),
                ("", format!("/connector/parts?condition={text}&seller={text}&after={text}")),
                ("", format!("/connector/parts/{}", text.replace('+', "%20"))),
                ("", format!("/sign-in?next={text}")),
                ("", format!("/invitations/{}", text.replace('+', "%20"))),
                ("", format!("/{}", text.replace('+', "%20"))),
                (mara.as_str(), format!("/connector/shopping-cart?tab={text}&after={text}")),
                (mara.as_str(), format!("/connector/demands?__path=/api/catalog/create_demand&__err={text}")),
                (mara.as_str(), format!("/connector/demands?__path=/api/catalog/create_demand&__err={error}")),
                (jonas.as_str(), format!("/connector/inventory?error={text}&q={text}")),
            ] {
                let page = door.get(cookie, &path).await;
                assert!(page.status < 500, "{path}: {}", page.status);
                is_harmless(&path, &page.body);
            }
        }
    }

    async fn names_of_organisations_stay_text(store: Store) {
        let door = Door::new(store).await;
        for payload in PAYLOADS {
            let new = NewOrganisation { name: payload.to_owned(), buys: false, sells: true };
            let seller_id = execute(door.world.system(), identity::create_organisation, new).await.expect("an organisation");
            let listing = draft("MS 20", 5, Some("1.20"));
            inventory::import_listings(door.world.system(), (seller_id, vec![listing])).await.expect("a listing");
            let listed = inventory::listing_identities(door.world.system(), seller_id).await.expect("identities");
            door.world.open(listed[0].1, 1).await;
        }
        let mara = door.session("mara").await;
        for path in ["/connector/parts", "/connector/parts/MS20", "/connector/shopping-cart"] {
            let page = door.get(&mara, path).await;
            assert_eq!(page.status, 200, "{path}");
            is_harmless(path, &page.body);
        }
    }
}
