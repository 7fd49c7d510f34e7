//! Files and histories through the router: headers, caches, refusals in words, and what a browser without scripts gets.

use super::{Door, Reply, form_data, get, post};
use crate::{
    api_types::negotiation::LineView,
    domain::{
        audit::hex,
        file::tests::{pdf, png},
        ids::LineId,
        negotiation::Side,
    },
    server::{
        application::{audit, negotiation, query_in, work::mint},
        testing::on_both,
    },
};
use axum::{body::Body, http::header};

struct Form<'a> {
    side: &'a str,
    text: &'a str,
    files: &'a [(&'a str, &'a str, &'a [u8])],
    accept: &'a str,
}

async fn send(door: &Door, who: &str, line: LineId, form: Form<'_>) -> Reply {
    send_by(door, &door.session(who).await, line, form).await
}

async fn send_by(door: &Door, cookie: &str, line: LineId, form: Form<'_>) -> Reply {
    let request_id = mint().to_string();
    let fields = [("side", form.side), ("request_id", &request_id), ("text", form.text), ("quoted_id", "")];
    let (kind, body) = form_data(&fields, form.files);
    let request = post(cookie, &format!("/lines/{line}/messages")).header(header::ACCEPT, form.accept);
    let mut request = request.body(Body::from(body)).expect("a request");
    request.headers_mut().insert(header::CONTENT_TYPE, kind.parse().expect("a header"));
    door.send(request).await
}

async fn view(door: &Door, who: &str, line: LineId, side: Side) -> LineView {
    query_in(&door.world.as_person(who), negotiation::load_line, (line, side, false)).await.expect("the line")
}

async fn line(door: &Door) -> LineId {
    let listing = door.world.list("Orbit", "AN3-5A", (100, None)).await;
    door.world.open(listing, 12).await
}

on_both! {
    async fn a_file_is_served_typed_harmless_and_under_its_hash(store: Store) {
        let door = Door::new(store).await;
        let line = line(&door).await;
        let picture = png(40, 30);
        let files: [(&str, &str, &[u8]); 2] = [("files", "Größe <1>.png", &picture), ("files", "form1.pdf", &pdf())];
        let sent = send(&door, "mara", line, Form { side: "buyer", text: "See both", files: &files, accept: "" }).await;
        assert_eq!(sent.status, 200, "{}", sent.body);
        let thread = view(&door, "jonas", line, Side::Seller).await.thread;
        let message = thread.last().expect("the message");
        assert_eq!(message.files.iter().map(|file| &*file.name).collect::<Vec<_>>(), ["Größe _1_.png", "form1.pdf"]);
        let jonas = door.session("jonas").await;
        let path = format!("/files/{}", message.files[0].id);
        let reply = door.get(&jonas, &path).await;
        assert_eq!((reply.status, reply.header("content-type")), (200, "image/png"));
        assert_eq!(reply.header("content-length"), picture.len().to_string());
        assert_eq!(reply.header("x-content-type-options"), "nosniff");
        assert_eq!(reply.header("cache-control"), "private, max-age=31536000, immutable");
        assert!(reply.header("content-security-policy").contains("default-src 'none'"));
        assert!(reply.header("content-security-policy").contains("sandbox"));
        assert!(reply.header("content-disposition").starts_with("inline; filename=\"Gr__e _1_.png\""));
        assert!(reply.header("content-disposition").ends_with("filename*=UTF-8''Gr%C3%B6%C3%9Fe%20_1_.png"));
        let tag = format!("\"{}\"", hex(&audit::sha256(&picture)));
        assert_eq!(reply.header("etag"), tag);
        let again = get(&jonas, &path).header(header::IF_NONE_MATCH, &tag).body(Body::empty()).expect("a request");
        let again = door.send(again).await;
        assert_eq!((again.status, again.body.as_str(), again.header("etag")), (304, "", tag.as_str()));
        let document = get(&jonas, &format!("/files/{}", message.files[1].id)).header(header::ACCEPT_ENCODING, "br, gzip");
        let document = door.send(document.body(Body::empty()).expect("a request")).await;
        assert_eq!((document.header("content-type"), document.header("content-encoding")), ("application/pdf", ""));
        assert_eq!(document.header("content-length"), pdf().len().to_string());
    }

    async fn others_cannot_tell_a_file_from_a_missing_one(store: Store) {
        let door = Door::new(store).await;
        let line = line(&door).await;
        let files: [(&str, &str, &[u8]); 1] = [("files", "form1.pdf", &pdf())];
        send(&door, "mara", line, Form { side: "buyer", text: "", files: &files, accept: "" }).await;
        let id = view(&door, "mara", line, Side::Buyer).await.thread.last().expect("sent").files[0].id;
        for who in ["emil", "ines", "tomas"] {
            let cookie = door.session(who).await;
            let (foreign, missing) = (door.get(&cookie, &format!("/files/{id}")).await, door.get(&cookie, &format!("/files/{}", mint())).await);
            foreign.is_problem(404);
            assert_eq!(foreign.json()["detail"], missing.json()["detail"], "{who}");
            door.get(&cookie, "/files/nonsense").await.is_problem(404);
        }
        door.get("", &format!("/files/{id}")).await.is_problem(401);
    }

    async fn a_refused_file_is_named_and_nothing_is_stored(store: Store) {
        let door = Door::new(store).await;
        let line = line(&door).await;
        let before = view(&door, "mara", line, Side::Buyer).await.messages;
        let (large, real) = (vec![b' '; (10 << 20) + 1], pdf());
        for (name, content, reason) in [
            ("plan.pdf", b"MZ\x90 not a document".as_slice(), "“plan.pdf” does not hold a PDF"),
            ("plan.png", &real, "“plan.png” is named like a PNG but holds a PDF"),
            ("plan.exe", &real, "“plan.exe” is not taken"),
            ("plan.pdf", &real[..real.len() - 8], "“plan.pdf” is damaged or cut off"),
            ("huge.pdf", &large, "“huge.pdf” is larger than 10 MiB"),
        ] {
            let files = [("files", "good.pdf", real.as_slice()), ("files", name, content)];
            let form = |accept| Form { side: "buyer", text: "Keep me", files: &files, accept };
            let refused = send(&door, "mara", line, form("application/json")).await;
            refused.is_problem(422);
            assert!(refused.json()["detail"].as_str().is_some_and(|text| text.contains(reason)), "{}", refused.body);
            let mara = door.session("mara").await;
            let back = send_by(&door, &mara, line, form("text/html")).await;
            assert_eq!(back.status, 303);
            let place = back.header("location").to_owned();
            assert!(place.starts_with(&format!("/connector/shopping-cart/lines/{line}?error=")), "{place}");
            assert!(place.contains("&draft.text=Keep%20me&__sig="), "{place}");
            let page = door.get(&mara, &place).await;
            assert!(page.body.contains("Keep me</textarea>"), "what was typed is still there");
            assert!(page.body.contains(reason), "the page says why");
        }
        let six: Vec<_> = (0..6).map(|_| ("files", "good.pdf", real.as_slice())).collect();
        let refused = send(&door, "mara", line, Form { side: "buyer", text: "", files: &six, accept: "" }).await;
        assert!(refused.body.contains("at most 5 at a time"), "{}", refused.body);
        let empty = send(&door, "mara", line, Form { side: "buyer", text: " ", files: &[("files", "", b"")], accept: "" }).await;
        empty.is_problem(422);
        assert_eq!(view(&door, "mara", line, Side::Buyer).await.messages, before);
    }

    async fn a_history_is_a_whole_file_for_keeping(store: Store) {
        let door = Door::new(store).await;
        let line = line(&door).await;
        let files: [(&str, &str, &[u8]); 1] = [("files", "form1.pdf", &pdf())];
        send(&door, "mara", line, Form { side: "buyer", text: "Zażółć gęślą 汉字 🚀", files: &files, accept: "" }).await;
        door.world.quote(line, "41.20", 0).await.expect("an offer");
        let jonas = door.session("jonas").await;
        let json = door.get(&jonas, &format!("/lines/{line}/history.json")).await;
        assert_eq!((json.status, json.header("content-type"), json.header("cache-control")), (200, "application/json", "no-store"));
        assert!(json.header("content-disposition").starts_with("attachment; "));
        assert_eq!(audit::verify_export(&json.body), Ok(3));
        assert_eq!(json.json()["messages"][1]["files"][0]["sha256"], hex(&audit::sha256(&pdf())));
        let pages = get(&jonas, &format!("/lines/{line}/history.pdf")).body(Body::empty()).expect("a request");
        let pages = door.open(pages).await;
        assert_eq!(pages.headers()[header::CONTENT_TYPE], "application/pdf");
        let bytes = axum::body::to_bytes(pages.into_body(), 64 << 20).await.expect("a document");
        let read = lopdf::Document::load_mem(&bytes).expect("a readable document");
        let text = read.extract_text(&read.get_pages().keys().copied().collect::<Vec<_>>()).expect("its text");
        for words in ["AN3-5A", "41.20 USD each", "form1.pdf", "Zażółć gęślą"] {
            assert!(text.contains(words), "{words} in {text}");
        }
    }
}
