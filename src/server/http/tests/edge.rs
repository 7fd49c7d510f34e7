//! What reaches the site from outside of its own pages: other sites, too much, nonsense, strangers' files; and the headers
//! of every answer.

use super::{Door, Form, Reply, Setting, UPLOAD_LIMIT, ask, bare_post, get, markup::elements, multipart, post};
use crate::server::{
    application::{inventory, work::mint},
    testing::{Contents, on_both},
};
use axum::{
    body::Body,
    http::{Method, Request, header},
};
use std::collections::BTreeSet;

const UPLOADS: &str = "/connector/inventory/uploads";
const CREATE_DEMAND: &str = "/api/catalog/create_demand";
const OWN: &str = "http://market.example";

fn demand() -> Form {
    Form::default().with("input[part_number]", "MS 20").with("input[quantity]", 3)
}

fn upload(cookie: &str, file: &[u8]) -> Request<Body> {
    let (kind, body) = multipart("update", file);
    let mut request = post(cookie, UPLOADS).body(Body::from(body)).expect("a request");
    request.headers_mut().insert(header::CONTENT_TYPE, kind.parse().expect("a header"));
    request
}

/// A plain form post of a browser without scripts.
async fn submit(door: &Door, cookie: &str, path: &str, form: &Form) -> Reply {
    let request = post(cookie, path)
        .header(header::ACCEPT, "text/html,application/xhtml+xml,*/*;q=0.8")
        .header(header::REFERER, format!("{OWN}/connector/demands?tab=closed"));
    door.send(request.body(form.body()).expect("a request")).await
}

on_both! {
    async fn what_another_site_sends_changes_nothing(store: Store) {
        let door = Door::new(store.clone()).await;
        let (mara, jonas) = (door.session("mara").await, door.session("jonas").await);
        let contents = Contents::of(&store).await;
        let before = contents.read().await;
        let headers: [&[(&str, &str)]; 7] = [
            &[("sec-fetch-site", "cross-site")],
            &[("sec-fetch-site", "same-site")],
            &[("sec-fetch-site", "cross-site"), ("origin", OWN)],
            &[("origin", "https://evil.example")],
            &[("origin", "null")],
            &[("origin", "http://market.example.evil.example")],
            &[],
        ];
        for named in headers {
            let post = || named.iter().fold(bare_post(&mara, CREATE_DEMAND), |it, (name, value)| it.header(*name, *value));
            door.send(post().body(demand().body()).expect("a request")).await.is_problem(403);
            let (kind, body) = multipart("update", inventory::TEMPLATE.as_bytes());
            let upload = named.iter().fold(bare_post(&jonas, UPLOADS), |it, (name, value)| it.header(*name, *value));
            let mut upload = upload.body(Body::from(body)).expect("a request");
            upload.headers_mut().insert(header::CONTENT_TYPE, kind.parse().expect("a header"));
            door.send(upload).await.is_problem(403);
        }
        assert_eq!(contents.read().await, before);
        let own = bare_post(&mara, CREATE_DEMAND).header("origin", OWN).body(demand().body());
        assert_eq!(door.send(own.expect("a request")).await.status, 200);
    }

    async fn no_page_and_no_reading_changes_anything_by_other_methods(store: Store) {
        let door = Door::new(store.clone()).await;
        let cookie = door.session("mara").await;
        let contents = Contents::of(&store).await;
        let before = contents.read().await;
        for (method, path) in [
            (Method::GET, CREATE_DEMAND),
            (Method::PUT, CREATE_DEMAND),
            (Method::DELETE, CREATE_DEMAND),
            (Method::GET, "/api/identity/sign_out"),
            (Method::POST, "/connector/shopping-cart"),
            (Method::POST, "/live"),
            (Method::POST, "/health"),
        ] {
            let request = ask(method.clone(), &cookie, path).header("sec-fetch-site", "same-origin");
            let reply = door.send(request.body(demand().body()).expect("a request")).await;
            assert!(matches!(reply.status, 404 | 405), "{method} {path}: {}", reply.status);
        }
        assert_eq!(contents.read().await, before);
    }

    async fn too_much_is_refused_and_not_stored(store: Store) {
        let door = Door::new(store.clone()).await;
        let (mara, jonas) = (door.session("mara").await, door.session("jonas").await);
        let contents = Contents::of(&store).await;
        let before = contents.read().await;
        let form = demand().with("input[note]", "x".repeat(300 * 1_024));
        door.post(&mara, CREATE_DEMAND, &form).await.is_problem(413);
        door.post("", "/api/identity/sign_in", &form).await.is_problem(413);
        let file = "part_number\n".repeat(UPLOAD_LIMIT / 12 + 100);
        door.send(upload(&jonas, file.as_bytes())).await.is_problem(413);
        door.send(upload(&jonas, &vec![b'x'; 4 * UPLOAD_LIMIT])).await.is_problem(413);
        assert_eq!(contents.read().await, before);
    }

    async fn nonsense_is_refused_and_never_a_failure(store: Store) {
        let door = Door::new(store.clone()).await;
        let cookie = door.session("mara").await;
        let contents = Contents::of(&store).await;
        let before = contents.read().await;
        let bodies: [&[u8]; 11] = [
            b"",
            b"input",
            b"input=1",
            b"input[part_number]=x",
            b"input[part_number]=x&input[quantity][deep][er][still][more][and][more]=1",
            b"input[part_number]=x&input[part_number]=y&input[quantity]=1",
            b"input[part_number]=%00&input[quantity]=%00",
            b"\xff\xfe\x00",
            b"{\"input\":{}}",
            b"input[part_number]=MS+20&input[quantity]=99999999999999999999",
            b"input[part_number]=MS+20&input[quantity]=-1",
        ];
        let mut wrong = Vec::new();
        for body in bodies {
            let request = post(&cookie, CREATE_DEMAND).body(Body::from(body.to_vec())).expect("a request");
            let reply = door.send(request).await;
            if !matches!(reply.status, 400 | 422) {
                wrong.push(format!("{:?}: {} {}", String::from_utf8_lossy(body), reply.status, reply.body));
            }
        }
        for (path, form) in [
            ("/api/negotiation/load_line", Form::default().with("line_id", "7").with("side", "buyer").with("older", "false")),
            ("/api/negotiation/load_line", Form::default().with("line_id", mint()).with("side", "both").with("older", "false")),
            ("/api/negotiation/load_lines", Form::default().with("filter[side]", "buyer").with("filter[after]", "'--")),
            ("/api/negotiation/load_lines", Form::default().with("filter[side]", "buyer").with("filter[limit]", "-1")),
            ("/api/catalog/load_demands", Form::default().with("tab", "active").with("after", "\u{0}")),
            ("/api/catalog/search_parts", Form::default().with("search[after]", "\u{0}")),
            ("/api/catalog/search_parts", Form::default().with("search[seller]", "me")),
            ("/api/notification/load_notifications", Form::default().with("after", "x")),
        ] {
            let reply = door.post(&cookie, path, &form).await;
            if !matches!(reply.status, 400 | 422) {
                wrong.push(format!("{path} {}: {} {}", form.text(), reply.status, reply.body));
            }
        }
        for path in ["/connector/parts?q=%00", "/connector/parts/%00", "/connector/parts?q=%FF", "/invitations/%00%FF"] {
            let reply = door.get(&cookie, path).await;
            if reply.status >= 500 {
                wrong.push(format!("{path}: {}", reply.status));
            }
        }
        assert!(wrong.is_empty(), "{wrong:#?}");
        assert_eq!(contents.read().await, before);
    }

    async fn an_upload_without_its_parts_is_refused(store: Store) {
        let door = Door::new(store).await;
        let jonas = door.session("jonas").await;
        let send = |kind: &str, body: &str| {
            let mut request = post(&jonas, UPLOADS).body(Body::from(body.to_owned())).expect("a request");
            request.headers_mut().insert(header::CONTENT_TYPE, kind.parse().expect("a header"));
            door.send(request)
        };
        let form = "multipart/form-data; boundary=edge";
        for (kind, body) in [
            (form, "--edge--\r\n"),
            (form, "--edge\r\nnonsense"),
            (form, ""),
            ("multipart/form-data", "x"),
            ("application/json", "{}"),
        ] {
            let reply = send(kind, body).await;
            assert!(matches!(reply.status, 400 | 415 | 422), "{kind} {body:?}: {} {}", reply.status, reply.body);
        }
        door.send(upload(&jonas, b"")).await.is_problem(422);
    }

    async fn what_is_not_there_is_a_problem_below_api_and_a_page_elsewhere(store: Store) {
        let door = Door::new(store).await;
        for path in ["/api/nothing", "/api/identity", "/api/identity/sign_in/x", "/api/..%2fhealth"] {
            door.post("", path, &Form::default()).await.is_problem(404);
        }
        for path in ["/nothing", "/connectors", "/connector/shopping-cart/lines", "/pkg/nothing.js", "/nothing.txt"] {
            let reply = door.get("", path).await;
            assert_eq!(reply.status, 404, "{path}");
            assert!(reply.header("content-type").starts_with("text/html"), "{path}");
        }
    }

    async fn a_refused_form_goes_back_to_its_page_with_the_reason(store: Store) {
        let door = Door::new(store).await;
        let cookie = door.session("mara").await;
        let refused = submit(&door, &cookie, CREATE_DEMAND, &demand().with("input[needed_by]", "never")).await;
        assert!(matches!(refused.status, 302 | 303), "{} {}", refused.status, refused.body);
        let back = refused.header("location");
        assert!(back.starts_with("/connector/demands?") && back.contains("__err="), "{back}");
        let shown = door.get(&cookie, back).await;
        assert!(shown.body.contains("never"), "the page says what was wrong");
        let done = submit(&door, &cookie, CREATE_DEMAND, &demand()).await;
        assert!(matches!(done.status, 302 | 303), "{} {}", done.status, done.body);
        let told = done.header("location");
        assert!(told.starts_with("/connector/demands?tab=closed&done=demand&__sig="), "{told}");
        assert!(door.get(&cookie, told).await.body.contains("The demand is open."));
        let stranger = submit(&door, "", CREATE_DEMAND, &demand()).await;
        assert!(matches!(stranger.status, 302 | 303) && stranger.header("location").contains("__err="));
    }

    async fn an_address_shows_only_what_this_server_said_to_this_session(store: Store) {
        let door = Door::new(store).await;
        let (mara, tomas) = (door.session("mara").await, door.session("tomas").await);
        let refused = submit(&door, &mara, CREATE_DEMAND, &demand().with("input[needed_by]", "CALL 555")).await;
        let told = refused.header("location");
        assert!(door.get(&mara, told).await.body.contains("CALL 555"), "mara typed it herself");
        let stolen = door.get(&tomas, told).await;
        assert_eq!((stolen.status, stolen.header("location")), (303, "/connector/demands?tab=closed"));
        let guest = door.get("", told).await;
        assert_eq!((guest.status, guest.header("location")), (303, "/connector/demands?tab=closed"));
        for forged in ["?error=CALL", "?done=demand", "?__path=/api/catalog/create_demand&__err=Q0FMTA==", "?%65rror=CALL"] {
            let reply = door.get(&mara, &format!("/connector/demands{forged}")).await;
            assert_eq!((reply.status, reply.header("location")), (303, "/connector/demands"), "{forged}");
        }
    }

    async fn what_cannot_be_read_is_not_repeated_in_an_address(store: Store) {
        let door = Door::new(store).await;
        let form = Form::default().with("person_id", "CALL 555");
        let refused = submit(&door, "", "/api/identity/demo_sign_in", &form).await;
        let shown = door.get("", refused.header("location")).await;
        assert_eq!(shown.status, 401, "the page itself, signed: it asks a guest to sign in");
        assert!(!shown.body.contains("555"));
    }

    async fn a_refused_upload_goes_back_to_its_page_with_the_reason(store: Store) {
        let door = Door::new(store).await;
        let jonas = door.session("jonas").await;
        let mut request = upload(&jonas, b"");
        request.headers_mut().insert(header::ACCEPT, "text/html".parse().expect("a header"));
        let reply = door.send(request).await;
        assert_eq!(reply.status, 303);
        let location = reply.header("location");
        assert!(location.starts_with("/connector/inventory?error="), "{location}");
        assert!(door.get(&jonas, location).await.body.contains("not empty"));
    }

    async fn every_answer_carries_its_headers(store: Store) {
        let door = Door::new(store).await;
        let cookie = door.session("mara").await;
        let replies = [
            door.get(&cookie, "/connector/shopping-cart").await,
            door.get("", "/nothing").await,
            door.get("", "/nothing.js").await,
            door.get("", "/health").await,
            door.get("", "/live").await,
            door.get("", "/connector/inventory/template.csv").await,
            door.post("", "/api/nothing", &Form::default()).await,
            door.post(&cookie, CREATE_DEMAND, &demand()).await,
            door.send(bare_post("", CREATE_DEMAND).body(Body::empty()).expect("a request")).await,
        ];
        for reply in &replies {
            assert_eq!(reply.header("x-content-type-options"), "nosniff");
            assert_eq!(reply.header("x-frame-options"), "DENY");
            assert_eq!(reply.header("referrer-policy"), "same-origin");
            assert_eq!(reply.header("cross-origin-opener-policy"), "same-origin");
            assert!(reply.headers.contains_key("permissions-policy"));
            let policy = reply.header("content-security-policy");
            assert!(policy.starts_with("default-src 'none'; script-src '"), "{policy}");
            assert!(policy.contains("frame-ancestors 'none'") && policy.contains("form-action 'self'"), "{policy}");
            assert!(!policy.contains("unsafe-inline") && !policy.contains("'unsafe-eval'"), "{policy}");
        }
    }

    async fn a_page_is_personal_and_never_stored(store: Store) {
        let door = Door::new(store).await;
        door.world.list("Orbit", "MS 20.5", (4, None)).await;
        let cookie = door.session("mara").await;
        for path in ["/connector/shopping-cart", "/connector/parts", "/connector/parts/MS20.5", "/sign-in", "/nothing.html"] {
            let reply = door.get(&cookie, path).await;
            assert!(reply.header("content-type").starts_with("text/html"), "{path}");
            assert_eq!(reply.header("cache-control"), "no-store", "{path}");
        }
        assert_eq!(door.post(&cookie, CREATE_DEMAND, &demand()).await.header("cache-control"), "no-store");
    }

    async fn only_the_scripts_of_this_very_answer_run(store: Store) {
        let door = Door::new(store).await;
        let cookie = door.session("mara").await;
        let mut nonces = BTreeSet::new();
        let paths = ["/connector/shopping-cart", "/connector/shopping-cart", "/sign-in", "/nothing"];
        for path in paths {
            let reply = door.get(&cookie, path).await;
            let policy = reply.header("content-security-policy");
            let nonce = policy.split("'nonce-").nth(1).and_then(|rest| rest.split('\'').next()).expect("a nonce").to_owned();
            let found = elements(&reply.body);
            let scripts: Vec<_> = found.iter().filter(|element| element.name == "script").collect();
            assert!(scripts.len() > 1, "{path}");
            for script in scripts {
                assert_eq!(script.attribute("nonce"), Some(nonce.as_str()), "{path}: {script:?}");
            }
            let inline = found.iter().find(|element| element.attribute("style").is_some() || element.name == "style");
            assert!(inline.is_none(), "the policy drops {inline:?}");
            assert!(nonce.len() >= 16, "{nonce}");
            nonces.insert(nonce);
        }
        assert_eq!(nonces.len(), paths.len());
    }

    async fn a_request_keeps_a_plain_id_and_gets_one_otherwise(store: Store) {
        let door = Door::new(store).await;
        let with = |id: &str| get("", "/connector/parts").header("x-request-id", id).body(Body::empty()).expect("a request");
        assert_eq!(door.send(with("abcdef-123456")).await.header("x-request-id"), "abcdef-123456");
        for id in ["short", "with space and \"quotes\"", "a".repeat(65).as_str()] {
            let minted = door.send(with(id)).await.header("x-request-id").to_owned();
            assert!(minted.len() == 32 && minted != id, "{minted}");
        }
        let problem = door.post("", "/api/nothing", &Form::default()).await;
        assert_eq!(problem.json()["request_id"], problem.header("x-request-id"));
    }

    async fn figures_are_for_this_machine_and_health_for_everybody(store: Store) {
        let door = Door::new(store).await;
        let health = door.get("", "/health").await;
        assert_eq!((health.status, health.json()["status"].as_str()), (200, Some("ok")));
        assert_eq!(door.get("", "/metrics").await.status, 200);
        for name in ["x-forwarded-for", "forwarded", "x-real-ip", "via"] {
            let request = get("", "/metrics").header(name, "203.0.113.9").body(Body::empty()).expect("a request");
            assert_eq!(door.send(request).await.status, 404, "{name}");
        }
        let mut far = get("", "/metrics").body(Body::empty()).expect("a request");
        let peer = std::net::SocketAddr::from(([203, 0, 113, 9], 4_000));
        far.extensions_mut().insert(axum::extract::ConnectInfo(peer));
        assert_eq!(door.send(far).await.status, 404);
        let mut unknown = get("", "/metrics").body(Body::empty()).expect("a request");
        unknown.extensions_mut().clear();
        assert_eq!(door.send(unknown).await.status, 404);
    }

    async fn files_come_from_their_folder_only(store: Store) {
        let dir = tempfile::tempdir().expect("a folder");
        let site = dir.path().join("site");
        std::fs::create_dir_all(site.join("pkg")).expect("a folder");
        std::fs::write(site.join("hello.txt"), "open to all").expect("a file");
        std::fs::write(dir.path().join("secret.txt"), "top secret").expect("a file");
        let door = Door::with(store, Setting { site_root: site.display().to_string(), ..Setting::default() }).await;
        let file = door.get("", "/hello.txt").await;
        assert_eq!((file.status, file.body.as_str(), file.header("cache-control")), (200, "open to all", "no-cache"));
        for path in [
            "/../secret.txt",
            "/%2e%2e/secret.txt",
            "/%2e%2e%2fsecret.txt",
            "/..%2fsecret.txt",
            "/pkg/../../secret.txt",
            "/pkg/..%2f..%2fsecret.txt",
            "/pkg/%2e%2e/%2e%2e/secret.txt",
            "/..%5csecret.txt",
            "//secret.txt",
            "/hello.txt%00",
            "/pkg/",
            "/pkg",
        ] {
            let reply = door.get("", path).await;
            assert!(matches!(reply.status, 400 | 404), "{path}: {}", reply.status);
            assert!(!reply.body.contains("top secret") && !reply.body.contains("hello.txt<"), "{path}");
        }
    }

    async fn an_action_named_from_the_wrong_side_is_refused_after_who_asks(store: Store) {
        let door = Door::new(store).await;
        let line = |side: &str| {
            let form = Form::default().with("input[line][line_id]", mint()).with("input[line][side]", side);
            form.with("input[line][request_id]", mint()).with("input[revision_seen]", 1)
        };
        let accept = "/api/negotiation/accept_offer";
        assert_eq!(door.post("", accept, &line("seller")).await.status, 401);
        let (mara, jonas) = (door.session("mara").await, door.session("jonas").await);
        assert_eq!(door.post(&jonas, accept, &line("buyer")).await.status, 403);
        assert_eq!(door.post(&mara, accept, &line("seller")).await.status, 422);
    }
}
