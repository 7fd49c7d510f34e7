//! The access table: every endpoint × everybody × own, foreign and missing objects, with what each gets.

mod checkout;
mod delivery;
mod guest;
mod order;
mod rest;
mod sharing;
mod support;

use super::{
    Door, Form, Reply, form_data, get, multipart,
    objects::{Deal, Kind, Objects, PART, Stage, tab_word},
    post,
};
use crate::{
    api_types::negotiation::Tab,
    domain::{
        identity::{Role, Roles},
        ids::ListingId,
    },
    server::{
        application::{execute, identity, identity::SetMember, inventory, work::mint},
        testing::{Contents, NOON, PASSWORD, on_both},
    },
    ui,
};
use axum::{
    body::Body,
    http::{Request, header},
};
use guest::idle_guest;
use leptos_axum::generate_route_list;
use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    path::Path,
};

const TABLE: &str = include_str!("access.txt");

/// The columns of the table, in its order.
const PEOPLE: [&str; 11] = ["guest", "mara", "tomas", "olga", "jonas", "emil", "ines", "sally", "mick", "sven", "greta"];

/// Not in the cast: guests, without a cookie and with one.
const GUESTS: [&str; 2] = ["guest", "greta"];

/// What one person gets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Expected {
    status: u16,
    /// Allowed, and changes nothing all the same.
    is_idle: bool,
}

/// Whose object a request names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
enum Object {
    Nothing,
    Mara,
    Emil,
    Missing,
}

impl Object {
    fn deal(self) -> Option<Deal> {
        match self {
            Self::Mara => Some(Deal::Mara),
            Self::Emil => Some(Deal::Emil),
            Self::Nothing | Self::Missing => None,
        }
    }
}

struct Row {
    method: &'static str,
    path: &'static str,
    side: &'static str,
    object: Object,
    acts: bool,
    expected: Vec<Expected>,
}

fn rows() -> Vec<Row> {
    let lines = TABLE.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    lines.map(|line| row(line).unwrap_or_else(|| panic!("the table has an unreadable row: {line}"))).collect()
}

fn row(line: &'static str) -> Option<Row> {
    let mut words = line.split_whitespace();
    let (method, path, named, kind) = (words.next()?, words.next()?, words.next()?, words.next()?);
    let (side, object) = named.split_once(':').unwrap_or(("", named));
    let object = match object {
        "-" => Object::Nothing,
        "mara" => Object::Mara,
        "emil" => Object::Emil,
        "none" => Object::Missing,
        _other => return None,
    };
    let mut words: Vec<&str> = words.collect();
    let greta = words.pop_if(|word| word.starts_with("greta:")).and_then(|word| cell(word.strip_prefix("greta:")?));
    let mut expected: Vec<Expected> = words.into_iter().map(cell).collect::<Option<_>>()?;
    // She is a guest with a cookie.
    expected.push(greta.or(expected.first().copied())?);
    let acts = match kind {
        "acts" => true,
        "reads" => false,
        _other => return None,
    };
    (expected.len() == PEOPLE.len()).then_some(Row { method, path, side, object, acts, expected })
}

fn cell(word: &str) -> Option<Expected> {
    let digits = word.strip_suffix('=').unwrap_or(word);
    Some(Expected { status: digits.parse().ok()?, is_idle: digits.len() < word.len() })
}

/// Every endpoint of the site, as the table writes it.
fn endpoints() -> BTreeSet<String> {
    let pages = generate_route_list(ui::App);
    let pages = pages.iter().map(|page| format!("GET {}", page.path()));
    let functions = leptos::server_fn::axum::server_fn_paths().map(|(path, method)| format!("{method} {path}"));
    pages.chain(functions).chain(plain_routes()).collect()
}

/// What the sources of this floor route by hand: `.route("PATH", method(…` wherever it stands.
fn plain_routes() -> Vec<String> {
    let mut found = Vec::new();
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("src/server/http")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).expect("the folder").flatten() {
            let path = entry.path();
            match path.is_dir() {
                true if path.ends_with("tests") => {}
                true => folders.push(path),
                false => found.extend(routes_in(&std::fs::read_to_string(&path).unwrap_or_default())),
            }
        }
    }
    found
}

fn routes_in(source: &str) -> Vec<String> {
    let mut found = Vec::new();
    for call in source.split(".route(").skip(1) {
        let quoted = call.trim_start().strip_prefix('"').and_then(|rest| rest.split_once('"'));
        let Some((path, handlers)) = quoted else { panic!("a route's path is not a plain text: {call:.40}") };
        let end = handlers.find([';', '\n']).unwrap_or(handlers.len());
        for method in ["get", "post", "put", "patch", "delete"] {
            let stands = handlers[..end].match_indices(&format!("{method}(")).any(|(at, _)| {
                let before = handlers[..at].chars().next_back();
                before.is_none_or(|before| !before.is_alphanumeric() && before != '_')
            });
            if stands && path != "/api/{*function}" {
                found.push(format!("{} {path}", method.to_uppercase()));
            }
        }
    }
    found
}

#[test]
fn every_endpoint_has_a_row_and_every_row_an_endpoint() {
    let (rows, endpoints) = (rows(), endpoints());
    let named: BTreeSet<String> = rows.iter().map(|row| format!("{} {}", row.method, row.path)).collect();
    let missing: Vec<_> = endpoints.difference(&named).collect();
    let gone: Vec<_> = named.difference(&endpoints).collect();
    assert!(missing.is_empty(), "endpoints that access.txt does not name: {missing:#?}");
    assert!(gone.is_empty(), "rows of access.txt without an endpoint: {gone:#?}");
    assert!(endpoints.len() > 50, "only {} endpoints were found", endpoints.len());
}

#[test]
fn whoever_may_not_see_an_object_cannot_tell_it_from_a_missing_one() {
    let rows = rows();
    let missing = |row: &Row| {
        rows.iter()
            .find(|it| it.object == Object::Missing && (it.path, it.side) == (row.path, row.side))
            .map(|row| &row.expected)
    };
    for row in rows.iter().filter(|row| row.object.deal().is_some() && row.expected.iter().any(|cell| cell.status >= 403)) {
        let missing = missing(row).unwrap_or_else(|| panic!("{} has no row for a missing object", row.path));
        for ((name, cell), missing) in PEOPLE.iter().zip(&row.expected).zip(missing) {
            // Whoever is refused by a rule (409) sees the object.
            assert!(cell.status < 400 || cell.status == 409 || cell == missing, "{} {} as {name}", row.path, row.side);
        }
    }
}

#[test]
fn routes_are_found_in_sources() {
    let source = ".route(\"/a\", get(x).put(y))\n.route(\"/b\", post(budget(z)));";
    assert_eq!(routes_in(source), ["GET /a", "PUT /a", "POST /b"]);
}

/// Walks the table on one database.
struct Walk<'a> {
    door: &'a Door,
    objects: Objects<'a>,
    /// What greta buys.
    nut: ListingId,
    sessions: HashMap<&'static str, String>,
    contents: Contents,
    /// What the database held after the last request.
    last: Option<BTreeMap<String, String>>,
    /// Texts of "not found" by endpoint, side and person: one for all objects.
    refusals: HashMap<(&'static str, &'static str, &'static str), String>,
    wrong: Vec<String>,
}

on_both! {
    async fn everybody_gets_what_the_table_says_and_nothing_else(store: Store) {
        let door = Door::new(store.clone()).await;
        let mut walk = Walk::new(&door, Contents::of(&store).await).await;
        for row in rows() {
            for (who, expected) in PEOPLE.into_iter().zip(&row.expected) {
                walk.check(&row, who, *expected).await;
            }
        }
        let wrong = walk.wrong;
        assert!(wrong.is_empty(), "{} cells of access.txt do not hold:\n{}", wrong.len(), wrong.join("\n"));
    }
}

impl<'a> Walk<'a> {
    async fn new(door: &'a Door, contents: Contents) -> Self {
        let mut sessions = HashMap::from([("guest", String::new())]);
        resume_sven(door, false).await;
        for name in PEOPLE.into_iter().filter(|name| !GUESTS.contains(name)) {
            sessions.insert(name, door.session(name).await);
        }
        resume_sven(door, true).await;
        let mara = door.world.person("mara");
        let password = identity::NewPassword { person_id: mara, password: PASSWORD.to_owned() };
        execute(door.world.system(), identity::set_password, password).await.expect("a password");
        // A new password ends the sessions before it.
        sessions.insert("mara", door.session("mara").await);
        let objects = Objects::new(door).await;
        let nut = door.world.list("Kestrel", "GRETAS-NUT", (1_000, Some("9.75"))).await;
        sessions.insert("greta", idle_guest(door, nut).await);
        Self { door, objects, nut, sessions, contents, last: None, refusals: HashMap::new(), wrong: Vec::new() }
    }

    async fn check(&mut self, row: &Row, who: &'static str, expected: Expected) {
        let succeeds = row.acts && expected.status < 400 && !expected.is_idle;
        let made = self.objects.made;
        let request = self.request(row, who, succeeds).await;
        let before = match self.last.take().filter(|_| made == self.objects.made && !succeeds) {
            Some(last) => last,
            None => self.contents.read().await,
        };
        let reply = self.door.send(request).await;
        let after = self.contents.read().await;
        let what = format!("{} {} {}:{:?} as {who}", row.method, row.path, row.side, row.object);
        if reply.status != expected.status {
            let body: String = reply.body.chars().take(120).collect();
            self.wrong.push(format!("{what}: {} instead of {} {body}", reply.status, expected.status));
        }
        let changed = difference(&before, &after);
        self.last = Some(after);
        if succeeds == changed.is_empty() {
            self.wrong.push(format!("{what}: changed {changed:?}"));
        }
        if reply.status == 404 && row.path.starts_with("/api/") {
            self.same_refusal(row, who, reply);
        }
    }

    fn same_refusal(&mut self, row: &Row, who: &'static str, reply: Reply) {
        let first = self.refusals.entry((row.path, row.side, who)).or_insert_with(|| reply.body.clone());
        if *first != reply.body {
            self.wrong.push(format!("{} as {who}: a foreign object is told from a missing one: {}", row.path, reply.body));
        }
    }

    /// A valid request of a row; what it names is made for it if it will be used up.
    async fn request(&mut self, row: &Row, who: &'static str, succeeds: bool) -> Request<Body> {
        if row.path.starts_with("/cc") {
            return self.rest_request(row, who, succeeds).await;
        }
        let cookie = self.cookie(row, who, succeeds).await;
        if row.path == "/connector/inventory/uploads" {
            let (kind, body) = multipart("update", inventory::TEMPLATE.as_bytes());
            let mut request = post(&cookie, row.path).body(Body::from(body)).expect("a request");
            request.headers_mut().insert(header::CONTENT_TYPE, kind.parse().expect("a header"));
            return request;
        }
        if let Some(action) = row.path.strip_prefix("/lines/{id}/").filter(|_| row.method == "POST") {
            return self.thread_form(row, (who, action), succeeds).await;
        }
        if row.path == "/callbacks/erp/{seller}" {
            let path = format!("/callbacks/erp/{}", self.door.world.organisation("Orbit"));
            return post(&cookie, &path).body(Body::from("{}")).expect("a request");
        }
        if row.method == "GET" {
            let path = self.page(row, succeeds).await;
            return get(&cookie, &path).body(Body::empty()).expect("a request");
        }
        let form = match row.path.split('/').nth(2) {
            Some("audit") => Form::default(),
            Some("guest") => self.guest_form(row, succeeds).await,
            Some("storefront") => self.storefront_form(row).await,
            Some("cart") if !matches!(row.path, "/api/cart/add_to_cart" | "/api/cart/buy_at_list_price") => {
                self.cart_form(row, succeeds).await
            }
            Some("cart" | "negotiation") => self.line_form(row, succeeds).await,
            Some("sharing") => self.sharing_form(row, succeeds).await,
            Some("order") => self.order_form(row, succeeds).await,
            Some("delivery") => self.delivery_form(row).await,
            Some("support") => self.support_form(row, succeeds).await,
            Some("checkout") => self.checkout_form(row, succeeds).await,
            Some("identity") => self.identity_form(row, succeeds).await,
            _other => self.other_form(row, succeeds).await,
        };
        post(&cookie, row.path).body(form.body()).expect("a request")
    }

    /// A session that the request ends is one of its own.
    async fn cookie(&self, row: &Row, who: &'static str, succeeds: bool) -> String {
        let ends = ["sign_in", "demo_sign_in", "sign_out", "switch_organisation", "accept_invitation"];
        let ends = succeeds && ends.iter().any(|name| row.path == format!("/api/identity/{name}"));
        match who {
            "guest" => String::new(),
            "greta" if ends => idle_guest(self.door, self.nut).await,
            _person if ends => self.door.session(who).await,
            _person => self.sessions[who].clone(),
        }
    }

    async fn page(&mut self, row: &Row, succeeds: bool) -> String {
        let id = match (row.object, row.path) {
            (_, "/notifications/{id}/open") => self.name(row, Kind::Notification, succeeds).await,
            (Object::Mara, "/connector/parts/{key}") => PART.to_owned(),
            (_, "/connector/shopping-cart/compare/{key}") => PART.to_owned(),
            (_, "/connector/requests/bulk/{id}") => self.name(row, Kind::BulkRun, false).await,
            (_, "/invitations/{token}") => self.name(row, Kind::Token, false).await,
            (_, "/connector/inventory/uploads/{id}") => self.name(row, Kind::Upload, false).await,
            (_, "/files/{id}") => self.name(row, Kind::File, false).await,
            (_, "/connector/transactions/{id}") => self.name(row, Kind::Transaction, false).await,
            (
                _,
                "/orders/{id}"
                | "/orders/{id}/reorder"
                | "/orders/{id}/order.pdf"
                | "/support/orders/{id}"
                | "/support/carts/{id}",
            ) => self.name(row, Kind::Order, false).await,
            (_, "/approvals/{id}") => self.name(row, Kind::Submission, false).await,
            (_, "/connector/bags/{id}" | "/admin/deliveries/{id}") => {
                let named = self.name(row, Kind::Bag, false).await;
                named.split(' ').next().unwrap_or_default().to_owned()
            }
            (_, "/carts/{id}/history" | "/carts/{id}/unshare") => self.name(row, Kind::SharedCart, false).await,
            (_, "/carts/{id}/start") => {
                let id = self.name(row, Kind::SharedCart, false).await;
                let after = self.last_entry(row, &id).await;
                return format!("/carts/{id}/start?after={after}");
            }
            (Object::Mara | Object::Emil, _line) => self.line(row, Stage::Quoted, false).await.0,
            (Object::Nothing | Object::Missing, _) => mint().to_string(),
        };
        ["{id}", "{key}", "{token}"].iter().fold(row.path.to_owned(), |path, name| path.replace(name, &id))
    }

    /// The object that a row names.
    async fn name(&mut self, row: &Row, kind: Kind, fresh: bool) -> String {
        match row.object.deal() {
            Some(deal) => self.objects.name(deal, kind, fresh).await,
            None => mint().to_string(),
        }
    }

    /// The line that a row names, and its version.
    async fn line(&mut self, row: &Row, stage: Stage, fresh: bool) -> (String, i64) {
        let Some(deal) = row.object.deal() else { return (mint().to_string(), 1) };
        let line = self.objects.line(deal, stage, fresh).await;
        (line.id.to_string(), line.version)
    }

    async fn line_form(&mut self, row: &Row, succeeds: bool) -> Form {
        let form = Form::default();
        match row.path.rsplit('/').next().unwrap_or_default() {
            "load_compare" => form.with("key", row.object.deal().map_or("NOTHING", |_| PART)).with("sort", "price"),
            "accept_and_withdraw" => {
                let (line, other) = match row.object.deal() {
                    Some(deal) => self.objects.rivals(deal, succeeds).await,
                    None => (mint().to_string(), (mint().to_string(), 1)),
                };
                let form = form.with("input[line_id]", line).with("input[revision_seen]", 1);
                seen_lines(form, &[other]).with("input[code]", "found_elsewhere")
            }
            "load_preview" => {
                let (id, _) = self.line(row, Stage::Open, false).await;
                formula(form.with("input[lines]", id))
            }
            "apply_prices" => {
                let line = self.line(row, Stage::Open, succeeds).await;
                formula(seen_lines(form, &[line])).with("input[valid_days]", "14")
            }
            "decline_lines" => {
                let line = self.line(row, Stage::Open, succeeds).await;
                seen_lines(form, &[line]).with("input[code]", "not_in_stock")
            }
            "load_bulk_run" => form.with("run_id", self.name(row, Kind::BulkRun, false).await),
            "load_reasons" => form.with("side", row.side),
            "load_lines" => form.with("filter[side]", row.side).with("filter[tab]", tab_word(Tab::Active)),
            "load_transactions" => form.with("side", row.side).with("after", ""),
            "load_transaction" => form.with("transaction_id", self.name(row, Kind::Transaction, false).await),
            "add_to_cart" | "buy_at_list_price" => {
                let form = form.with("input[listing_id]", self.name(row, Kind::Listing, succeeds).await);
                form.with("input[quantity]", 2).with("input[request_id]", mint())
            }
            action => {
                let stage = match (action, row.side) {
                    ("accept_offer" | "extend_offer", _) | ("mark_seen", "buyer") => Stage::Quoted,
                    ("take_over", _) => Stage::Countered,
                    _other => Stage::Open,
                };
                let (id, version) = self.line(row, stage, succeeds).await;
                line_fields(action, (row.side, &id, version))
            }
        }
    }

    /// A message or documents, with a file, as browsers post them.
    async fn thread_form(&mut self, row: &Row, what: (&'static str, &str), succeeds: bool) -> Request<Body> {
        let (who, action) = what;
        let stage = if action == "documents" { Stage::Asked } else { Stage::Open };
        let (id, _) = self.line(row, stage, succeeds).await;
        let request_id = mint().to_string();
        let fields = [("side", row.side), ("request_id", &request_id), ("text", "As promised"), ("reference", "CoC 4711")];
        let name = if action == "documents" { "file.trace" } else { "files" };
        let (kind, body) = form_data(&fields, &[(name, "plan.pdf", &crate::domain::file::tests::pdf())]);
        let request = post(&self.sessions_or_none(who), &row.path.replace("{id}", &id));
        let mut request = request.body(Body::from(body)).expect("a request");
        request.headers_mut().insert(header::CONTENT_TYPE, kind.parse().expect("a header"));
        request
    }

    fn sessions_or_none(&self, who: &str) -> String {
        self.sessions.get(who).cloned().unwrap_or_default()
    }

    async fn identity_form(&mut self, row: &Row, succeeds: bool) -> Form {
        let form = Form::default();
        let (door, deal) = (self.door, row.object.deal());
        match row.path.rsplit('/').next().unwrap_or_default() {
            "sign_in" => {
                let name = deal.map_or_else(|| mint().to_string(), |deal| deal.buyer().to_owned());
                form.with("input[email]", format!("{name}@test.example")).with("input[password]", PASSWORD)
            }
            "demo_sign_in" => form.with("person_id", deal.map_or_else(mint, |deal| door.world.person(deal.buyer()).0)),
            "switch_organisation" => {
                form.with("organisation_id", deal.map_or_else(mint, |deal| door.world.organisation(deal.buying()).0))
            }
            "invite" => form.with("input[email]", format!("{}@test.example", mint())).with("input[roles][buyer]", "on"),
            "update_member" => {
                let id = deal.map_or_else(mint, |deal| door.world.person(deal.colleague()).0);
                let form = form.with("input[person_id]", id);
                form.with("input[roles][approver]", "on").with("input[roles][buyer]", "on")
            }
            "revoke_invitation" => form.with("invitation_id", self.name(row, Kind::Invitation, succeeds).await),
            "load_invitation" => form.with("token", self.name(row, Kind::Token, false).await),
            "accept_invitation" => {
                let form = form.with("input[token]", self.name(row, Kind::Token, succeeds).await);
                form.with("input[name]", "New Person").with("input[password]", PASSWORD)
            }
            "load_shell" | "load_sign_in" | "load_organisation" | "sign_out" => form,
            other => panic!("no form is known for {other}; add it here"),
        }
    }

    async fn other_form(&mut self, row: &Row, succeeds: bool) -> Form {
        let form = Form::default();
        match row.path.rsplit('/').next().unwrap_or_default() {
            "search_parts" => form.with("search[q]", "bolt"),
            "load_part" => form.with("key", row.object.deal().map_or("NOTHING", |_| PART)),
            "load_demands" => form.with("tab", tab_word(Tab::Active)).with("after", ""),
            "create_demand" => form.with("input[part_number]", mint()).with("input[quantity]", 3),
            "close_demand" => form.with("demand_id", self.name(row, Kind::Demand, succeeds).await),
            "load_inventory" => form.with("q", "").with("after", ""),
            "load_overview" | "load_replies" | "load_profile" => form,
            "save_mail_switches" => form.with("input[shown]", "new_offer").with("input[on][new_offer]", "on"),
            "create_token" => {
                let place = row.object.deal().map_or_else(mint, |deal| self.door.world.organisation(deal.buying()).0);
                let form = form.with("input[name]", mint()).with("input[organisation_id]", place);
                form.with("input[valid_days]", 30)
            }
            "revoke_token" => form.with("token_id", self.name(row, Kind::AccessToken, succeeds).await),
            "save_reply" => {
                let id = match row.object {
                    Object::Nothing => String::new(),
                    Object::Mara | Object::Emil | Object::Missing => self.name(row, Kind::Reply, succeeds).await,
                };
                let form = form.with("input[id]", id).with("input[version_seen]", 1);
                form.with("input[title]", mint()).with("input[body]", "{part_number} is on its way")
            }
            "put_reply" => {
                let (line, _) = self.line(row, Stage::Open, false).await;
                let put = format!("{line} {}", self.name(row, Kind::Reply, false).await);
                form.with("put", put).with("side", row.side).with("text", "Hello.")
            }
            "delete_reply" => form.with("reply_id", self.name(row, Kind::Reply, succeeds).await),
            "load_notifications" => form.with("after", ""),
            "mark_read" => form.with("event_id", self.name(row, Kind::Notification, succeeds).await),
            "load_uploads" => form.with("before", ""),
            "match_columns" => {
                let form = form.with("input[upload_id]", self.name(row, Kind::Upload, succeeds).await);
                let fields = inventory::TEMPLATE.lines().next().unwrap_or_default().split(',');
                fields.enumerate().fold(form, |form, (at, field)| form.with(&format!("input[fields][{at}]"), field))
            }
            "undo_upload" => form.with("upload_id", self.name(row, Kind::Applied, succeeds).await),
            "load_upload" | "confirm_upload" | "discard_upload" => {
                form.with("upload_id", self.name(row, Kind::Upload, succeeds).await)
            }
            other => panic!("no form is known for {other}; add it here"),
        }
    }
}

/// The fields of an action on a line, as the drawer's forms name them.
fn line_fields(function: &str, line: (&str, &str, i64)) -> Form {
    let (side, id, version) = line;
    let form = Form::default();
    let action = |prefix: &str| {
        let field = |name: &str| format!("{prefix}[{name}]");
        Form::default().with(&field("line_id"), id).with(&field("side"), side).with(&field("request_id"), mint())
    };
    let line = || action("input[line]");
    match function {
        "load_line" => form.with("line_id", id).with("side", side).with("older", "false"),
        "mark_seen" => form.with("line_id", id).with("side", side).with("messages", 2),
        "request_documentation" => line().with("input[wanted][trace]", "on"),
        "typing" => form.with("line_id", id).with("side", side),
        "update_price" => line()
            .with("input[revisions_seen]", 0)
            .with("input[unit_price]", "11.5")
            .with("input[currency]", "USD")
            .with("input[quantity]", "")
            .with("input[lead_time_days]", "5")
            .with("input[valid_days]", "14")
            .with("input[comment]", "as seen"),
        "accept_offer" => line().with("input[revision_seen]", 1),
        "extend_offer" => line().with("input[revisions_seen]", 1).with("input[until]", NOON.plus_days(28).0),
        "take_over" => line().with("input[revisions_seen]", 0).with("input[counter_seen]", 1),
        "counter_offer" => line()
            .with("input[revisions_seen]", 0)
            .with("input[unit_price]", "10.50")
            .with("input[currency]", "USD")
            .with("input[needed_by]", "")
            .with("input[comment]", "as last time"),
        "no_quote" | "withdraw" => line().with("input[reason]", "no need"),
        "change_quantity" => {
            let form = line().with("input[version_seen]", version).with("input[quantity_seen]", 2);
            form.with("input[quantity]", 7).with("input[lapse]", "on")
        }
        "send_message" => line().with("input[text]", "CoC 4711"),
        other => panic!("no form is known for {other}; add it here"),
    }
}

fn formula(form: Form) -> Form {
    let form = form.with("input[formula][base]", "list_price").with("input[formula][discount]", "5");
    form.with("input[formula][step]", "0.01")
        .with("input[formula][direction]", "nearest")
        .with("input[formula][currency]", "")
}

/// Lines at the versions that were seen, and the request that names them.
fn seen_lines(form: Form, lines: &[(String, i64)]) -> Form {
    let name = |at: usize, field: &str| {
        format!("input[{}][{at}][{field}]", if form.names("input[line_id]") { "others" } else { "lines" })
    };
    let names: Vec<_> = (0..lines.len()).map(|at| (name(at, "line_id"), name(at, "version"))).collect();
    let form = names
        .iter()
        .zip(lines)
        .fold(form, |form, ((id_name, version_name), (id, version))| form.with(id_name, id).with(version_name, version));
    form.with("input[request_id]", mint())
}

/// Suspends Sven or lets him in again.
async fn resume_sven(door: &Door, suspended: bool) {
    let set = SetMember {
        organisation_id: door.world.organisation("Halden"),
        person_id: door.world.person("sven"),
        roles: Roles::default().with(Role::Buyer),
        suspended,
    };
    execute(door.world.system(), identity::set_member, set).await.expect("a member");
}

fn difference(before: &BTreeMap<String, String>, after: &BTreeMap<String, String>) -> Vec<String> {
    before.iter().filter(|(table, text)| after.get(*table) != Some(text)).map(|(table, _)| table.clone()).collect()
}
