//! Letters on their way out: to a real server on loopback, and into a folder.

use super::{
    Draft, Post, Settings, Undelivered,
    folder::Folder,
    testing::{Manner, Server, USER, header_of, serve_if_told},
};
use crate::domain::{
    ids::{EventId, PersonId},
    mail::MailKind,
    time::Timestamp,
};
use uuid::Uuid;

fn draft() -> Draft {
    Draft {
        kind: Some(MailKind::NewOffer),
        event_id: EventId(Uuid::from_u128(7)),
        person_id: PersonId(Uuid::from_u128(9)),
        name: "Mára Lindqvist".into(),
        email: "mara@halden.example".into(),
        subject: "Aero <b>Parts</b> & Co offered 41.20 USD\r\nBcc: eve@evil.example\u{7}".into(),
        paragraphs: vec!["Aero <script>alert(1)</script> & Co offered 41.20 USD each".into(), ".a line with a dot".into()],
        facts: vec![("Part number", "MS\"20470\"<x>".into())],
        action: "Open the line",
        path: "/connector/shopping-cart/lines/7?a=1&b=2".into(),
        at: Timestamp(1_773_057_900_000_000),
    }
}

fn settings(url: String) -> Settings {
    Settings {
        smtp_url: Some(url),
        from: Some("Counterpart <post@market.example>".into()),
        folder: "unused".into(),
        base_url: Some("https://market.example/".into()),
    }
}

fn post(server: &Server) -> Post {
    open(settings(server.url())).expect("the settings are fine")
}

fn open(settings: Settings) -> Result<Post, String> {
    Post::open(&settings, ([127, 0, 0, 1], 3_000).into())
}

/// Also where the server's own process begins.
#[tokio::test]
async fn a_letter_arrives_as_it_was_written() {
    serve_if_told();
    let server = Server::start(&[]);
    post(&server).send(&draft()).await.expect("sent");
    let letters = server.letters();
    let [letter] = letters.as_slice() else { panic!("{} letters", letters.len()) };
    let id = format!("<{}.{}@market.example>", Uuid::from_u128(7), Uuid::from_u128(9));
    assert_eq!(header_of(letter, "Message-ID"), id);
    assert_eq!(header_of(letter, "Date"), "Mon, 09 Mar 2026 12:05:00 +0000");
    assert_eq!(header_of(letter, "Auto-Submitted"), "auto-generated");
    assert_eq!(header_of(letter, "List-Unsubscribe"), "<https://market.example/profile>");
    assert_eq!(header_of(letter, "Bcc"), "", "a subject makes no header of its own");
    assert!(header_of(letter, "Subject").starts_with("Aero <b>Parts</b> & Co offered 41.20 USD Bcc:"));
    assert!(header_of(letter, "Content-Type").starts_with("multipart/alternative"));
    assert!(letter.contains("text/plain") && letter.contains("text/html"), "{letter}");
}

#[test]
fn both_bodies_say_the_same_and_html_is_escaped() {
    let body = super::template::write(&draft(), "One & two", "https://market.example").expect("written");
    let plain = "Aero <script>alert(1)</script> & Co offered 41.20 USD each";
    assert!(body.text.contains(plain) && body.text.contains("Part number: MS\"20470\"<x>"), "{}", body.text);
    assert!(body.text.contains("Open the line: https://market.example/connector/shopping-cart/lines/7?a=1&b=2"));
    assert!(body.text.starts_with("Hello Mára Lindqvist,\n\nAero"), "{}", body.text);
    assert!(!body.html.contains("<script>") && !body.html.contains("<x>"), "{}", body.html);
    assert!(body.html.contains("&#60;script&#62;") || body.html.contains("&lt;script&gt;"), "{}", body.html);
    assert!(
        body.html.contains("href=\"https://market.example/connector/shopping-cart/lines/7?a=1&#38;b=2\""),
        "{}",
        body.html
    );
    for text in [&body.text, &body.html] {
        assert!(text.contains("“New offer” is switched on") && text.contains("https://market.example/profile"));
    }
}

#[tokio::test]
async fn a_refusal_is_for_good_and_everything_else_for_now() {
    let server = Server::start(&[Manner::Refuse, Manner::Busy, Manner::Vanish]);
    let post = post(&server);
    let refused = post.send(&draft()).await.expect_err("refused");
    assert!(matches!(&refused, Undelivered::Never(reason) if reason.contains("550")), "{refused:?}");
    let busy = post.send(&draft()).await.expect_err("busy");
    assert!(matches!(&busy, Undelivered::Later(reason) if reason.contains("451")), "{busy:?}");
    let gone = post.send(&draft()).await.expect_err("gone");
    assert!(matches!(gone, Undelivered::Later(_)), "{gone:?}");
    post.send(&draft()).await.expect("taken");
    let ids: Vec<_> = server.letters().iter().map(|letter| header_of(letter, "Message-ID")).collect();
    assert_eq!((ids.len(), &ids[0]), (2, &ids[1]), "the unknown outcome is sent again as the same letter");
    drop(server);
    let nobody = post.send(&draft()).await.expect_err("nobody is there");
    assert!(matches!(nobody, Undelivered::Later(_)), "{nobody:?}");
}

#[tokio::test]
async fn a_wrong_password_is_ours_to_mend_and_loses_no_letter() {
    let server = Server::start(&[]);
    let with = |credentials: &str| open(settings(format!("smtp://{credentials}@{}", server.address))).expect("settings");
    let wrong = with("ada:wrong").send(&draft()).await.expect_err("not let in");
    assert!(matches!(&wrong, Undelivered::Later(reason) if reason.contains("535")), "{wrong:?}");
    with(USER).send(&draft()).await.expect("sent");
    assert_eq!(server.letters().len(), 1);
}

#[tokio::test]
async fn an_address_that_is_none_is_refused_before_anybody_is_asked() {
    let post = open(settings("smtp://127.0.0.1:1".into())).expect("settings");
    let sent = post.send(&Draft { email: "not an address".into(), ..draft() }).await;
    assert!(matches!(sent, Err(Undelivered::Never(_))), "{sent:?}");
}

#[tokio::test]
async fn a_folder_holds_each_letter_once() {
    let folder = tempfile::tempdir().expect("a folder");
    let post = Post::with(Box::new(Folder::new(folder.path().join("new"))));
    for _ in 0..2 {
        post.send(&draft()).await.expect("written");
    }
    let files: Vec<_> = std::fs::read_dir(folder.path().join("new")).expect("made").flatten().collect();
    let [file] = files.as_slice() else { panic!("{} files", files.len()) };
    assert!(file.file_name().to_string_lossy().ends_with(".eml"));
    let letter = std::fs::read_to_string(file.path()).expect("text").replace("\r\n", "\n");
    assert!(header_of(&letter, "To").contains("mara@halden.example"), "{letter}");
}

#[tokio::test]
async fn a_setting_that_cannot_work_is_named_at_the_start() {
    let fine = || settings("smtp://mail.example".into());
    for (settings, named) in [
        (Settings { from: None, ..fine() }, "COUNTERPART_MAIL_FROM"),
        (Settings { from: Some("nobody".into()), ..fine() }, "COUNTERPART_MAIL_FROM"),
        (Settings { smtp_url: Some("mail.example".into()), ..fine() }, "COUNTERPART_SMTP_URL"),
        (Settings { base_url: Some("market.example".into()), ..fine() }, "COUNTERPART_BASE_URL"),
        (Settings { base_url: Some("https://market.example/shop".into()), ..fine() }, "COUNTERPART_BASE_URL"),
    ] {
        let error = open(settings).err().expect("refused");
        assert!(error.starts_with(named), "{error}");
    }
    open(fine()).expect("taken");
    open(Settings::default()).expect("without anything letters go into a folder");
}
