//! Stories of the thread: files, quotes, checklists, who has seen what, who is typing, and the history of it all.

use super::*;
use crate::{
    api_types::{
        AppError,
        history::LineHistory,
        negotiation::{LineChanged, LineView},
        thread::{AnswerInput, DocumentBoxes, DocumentsInput, MessageInput, RequestDocumentationInput},
    },
    domain::{
        access::Permission,
        document::{Answer, Availability, Document},
        ids::LineId,
        time::{MINUTE_US, Timestamp},
    },
    server::{
        application::{
            Audience, Hint,
            audit::{self, Verdict},
            execute, query_in,
        },
        testing::{World, buyer, documents_answer, documents_request, draft, given_file, on_both, seller, text_input},
    },
};

async fn view(world: &World, who: &str, line: (LineId, Side)) -> LineView {
    query_in(&world.as_person(who), load_line, (line.0, line.1, false)).await.expect("the line")
}

async fn new_line(world: &World) -> LineId {
    let listing = world.list("Orbit", "AN3-5A", (100, None)).await;
    world.open(listing, 12).await
}

/// Mara's message with files.
async fn post(world: &World, line: LineId, text: &str, names: &[&str]) -> Result<LineChanged, AppError> {
    let files = names.iter().map(|name| given_file(name)).collect();
    execute(world.as_person("mara"), post_message, (text_input(buyer(line), text), files)).await
}

async fn reply(world: &World, line: LineId, quoted: crate::domain::ids::MessageId) -> Result<LineChanged, AppError> {
    let input = MessageInput { line: seller(line), text: "About that".into(), quoted_id: Some(quoted) };
    execute(world.as_person("jonas"), send_message, input).await
}

async fn history(world: &World, who: &str, line: LineId) -> LineHistory {
    query_in(&world.as_person(who), load_history, line).await.expect("the history")
}

/// The paths of all single values.
fn leaves(value: &serde_json::Value, path: &str, found: &mut Vec<String>) {
    match value {
        serde_json::Value::Object(fields) => {
            fields.iter().for_each(|(name, value)| leaves(value, &format!("{path}/{name}"), found));
        }
        serde_json::Value::Array(items) => {
            items.iter().enumerate().for_each(|(at, value)| leaves(value, &format!("{path}/{at}"), found));
        }
        _single => found.push(path.to_owned()),
    }
}

/// The same with another value of the same kind at one place.
fn changed_at(whole: &serde_json::Value, path: &str) -> serde_json::Value {
    let mut whole = whole.clone();
    let value = whole.pointer_mut(path).expect("there");
    *value = match &*value {
        serde_json::Value::Number(number) => (number.as_i64().expect("whole") + 1).into(),
        serde_json::Value::String(text) => format!("{text}0").into(),
        _nothing => "something".into(),
    };
    whole
}

fn row(document: Document, state: &str, words: (&str, &str)) -> AnswerInput {
    AnswerInput { document, state: state.into(), reference: words.0.into(), date: words.1.into() }
}

async fn provide(
    world: &World,
    line: LineId,
    answers: Vec<AnswerInput>,
    files: Vec<(Document, GivenFile)>,
) -> Result<LineChanged, AppError> {
    let input = DocumentsInput { line: seller(line), reference: String::new(), answers };
    execute(world.as_person("jonas"), provide_documentation, (input, files)).await
}

on_both! {
    async fn files_come_with_their_message_and_are_kept_once(store: Store) {
        let world = World::new(store).await;
        let line = new_line(&world).await;
        post(&world, line, "Please see", &["plan.pdf", "plate.png"]).await.expect("sent");
        post(&world, line, "", &["again.pdf"]).await.expect("sent without words");
        let seen = view(&world, "jonas", (line, Side::Seller)).await;
        let names: Vec<Vec<&str>> =
            seen.thread.iter().map(|entry| entry.files.iter().map(|file| file.name.as_str()).collect()).collect();
        assert_eq!(names, [vec![], vec!["plan.pdf", "plate.png"], vec!["again.pdf"]]);
        assert_eq!(seen.thread[1].files[1].dimensions.map(|it| (it.width, it.height)), Some((40, 30)));
        let (one, again) = (seen.thread[1].files[0].id, seen.thread[2].files[0].id);
        assert_ne!(one, again);
        let one = query_in(&world.as_person("jonas"), load_file, (one, None)).await.expect("the file");
        let again = query_in(&world.as_person("jonas"), load_file, (again, Some(one.hash))).await.expect("the other");
        assert_eq!((again.hash, again.content), (one.hash, None), "the same content, which the asker has");
    }

    async fn a_repeated_post_stores_its_files_once(store: Store) {
        let world = World::new(store).await;
        let line = new_line(&world).await;
        let input = (text_input(buyer(line), "Once"), vec![given_file("plan.pdf")]);
        execute(world.as_person("mara"), post_message, input.clone()).await.expect("sent");
        execute(world.as_person("mara"), post_message, input).await.expect("the same answer");
        assert_eq!(view(&world, "jonas", (line, Side::Seller)).await.messages, 2);
    }

    async fn a_refused_file_leaves_nothing_behind(store: Store) {
        let world = World::new(store).await;
        let line = new_line(&world).await;
        let mut bad = given_file("plan.pdf");
        bad.name = "plan.png".into();
        let sent = (text_input(buyer(line), "Both"), vec![given_file("plan.pdf"), bad]);
        let refused = execute(world.as_person("mara"), post_message, sent).await.expect_err("one of them lies");
        assert_eq!(refused, AppError::invalid("files", "“plan.png” is named like a PNG but holds a PDF"));
        assert_eq!(view(&world, "mara", (line, Side::Buyer)).await.messages, 1);
        let many: Vec<_> = (0..6).map(|_| "plan.pdf").collect();
        let refused = post(&world, line, "Many", &many).await;
        assert_eq!(refused, Err(AppError::invalid("files", "at most 5 at a time")));
    }

    async fn accepted_lines_still_take_files_and_ended_ones_do_not(store: Store) {
        let world = World::new(store).await;
        let line = new_line(&world).await;
        world.quote(line, "41.20", 0).await.expect("an offer");
        world.accept(line, 1).await.expect("agreed");
        post(&world, line, "Address label", &["label.png"]).await.expect("sent");
        let other = world.open(world.list("Orbit", "MS20470", (10, None)).await, 1).await;
        execute(world.as_person("mara"), withdraw, crate::server::testing::reason_input(buyer(other), "")).await.expect("gone");
        assert!(matches!(post(&world, other, "", &["label.png"]).await, Err(AppError::Refused(_))));
    }

    async fn a_message_quotes_an_entry_of_its_own_thread_only(store: Store) {
        let world = World::new(store).await;
        let line = new_line(&world).await;
        post(&world, line, "Does the\n lot matter?", &[]).await.expect("sent");
        let asked = view(&world, "jonas", (line, Side::Seller)).await.thread[1].id;
        reply(&world, line, asked).await.expect("answered");
        let thread = view(&world, "mara", (line, Side::Buyer)).await.thread;
        let quoted = thread[2].quoted.clone().expect("a quote");
        assert_eq!((quoted.id, quoted.author.as_deref(), quoted.text.as_str()), (asked, Some("mara"), "Does the lot matter?"));
        let other = world.open(world.list("Orbit", "MS20470", (10, None)).await, 1).await;
        let refused = reply(&world, other, asked).await;
        assert_eq!(refused, Err(AppError::invalid("quoted_id", "is not an entry of this thread")));
    }

    async fn documents_are_answered_one_by_one(store: Store) {
        let world = World::new(store).await;
        let line = new_line(&world).await;
        let on = || Some("on".to_owned());
        let wanted = DocumentBoxes { easa_form_1: on(), trace: on(), ..DocumentBoxes::default() };
        let asked = RequestDocumentationInput { line: buyer(line), wanted };
        execute(world.as_person("mara"), request_documentation, asked).await.expect("asked");
        let again = execute(world.as_person("mara"), request_documentation, documents_request(line)).await;
        assert!(again.is_err(), "one request at a time");
        let seen = view(&world, "jonas", (line, Side::Seller)).await;
        assert_eq!(seen.thread.last().map(|entry| entry.wanted.clone()), Some(vec![Document::EasaForm1, Document::Trace]));
        assert!(seen.documents.iter().all(|view| view.answer.is_none()) && seen.documents.len() == 2);

        let today = world.clock.now().date_text();
        let answers = vec![row(Document::Trace, "later", ("", &today)), row(Document::Other, "not_available", ("", ""))];
        provide(&world, line, answers, vec![(Document::EasaForm1, given_file("form1.pdf"))]).await.expect("answered");
        let seen = view(&world, "mara", (line, Side::Buyer)).await;
        let entry = seen.thread.last().expect("the answer");
        let form = &entry.files[0];
        let Availability::Provided { reference: None, file: Some(file) } = &entry.answers[0].availability else {
            panic!("no file: {:?}", entry.answers);
        };
        assert_eq!((file.id, file.name.as_str()), (form.id, "form1.pdf"));
        let from = Timestamp::parse_date(&today).expect("a date");
        assert_eq!(entry.answers[1], Answer { document: Document::Trace, availability: Availability::Later { from } });
        assert_eq!(seen.documents.iter().filter(|view| view.answer.is_some()).count(), 3);
        assert!(!seen.documentation_pending && !seen.actions.contains(&crate::domain::negotiation::Action::ProvideDocumentation));
        let none = provide(&world, line, vec![row(Document::Other, "not_available", ("", ""))], Vec::new()).await;
        assert!(matches!(none, Err(AppError::Refused(_))), "nobody asks any more");
    }

    async fn a_checklist_is_refused_field_by_field(store: Store) {
        let world = World::new(store).await;
        let line = new_line(&world).await;
        execute(world.as_person("mara"), request_documentation, documents_request(line)).await.expect("asked");
        assert_eq!(
            provide(&world, line, Vec::new(), Vec::new()).await,
            Err(AppError::invalid("reference", "give a reference, or answer at least one document"))
        );
        let answers = vec![
            row(Document::Trace, "provided", ("", "")),
            row(Document::EasaForm1, "later", ("", "tomorrow")),
            row(Document::Conformity, "later", ("", "2020-01-01")),
            row(Document::Other, "maybe", ("", "")),
        ];
        let Err(AppError::Invalid(fields)) = provide(&world, line, answers, Vec::new()).await else {
            panic!("it was taken");
        };
        let names: Vec<_> = fields.iter().map(|field| field.field.as_str()).collect();
        assert_eq!(names, ["easa_form_1", "conformity", "trace", "other"]);
        let reference = execute(world.as_person("jonas"), provide_documentation, documents_answer(line, "CoC 4711")).await;
        assert!(reference.is_ok(), "a reference alone is an answer");
    }

    async fn the_last_message_that_the_other_side_has_seen_says_by_whom(store: Store) {
        let world = World::new(store).await;
        let line = new_line(&world).await;
        post(&world, line, "One", &[]).await.expect("sent");
        assert_eq!(view(&world, "mara", (line, Side::Buyer)).await.seen, None);
        world.advance_us(MINUTE_US);
        execute(world.as_person("jonas"), mark_seen, (line, Side::Seller, 2)).await.expect("seen");
        let seen_at = world.clock.now();
        world.advance_us(MINUTE_US);
        post(&world, line, "Two", &[]).await.expect("sent");
        let mine = view(&world, "mara", (line, Side::Buyer)).await;
        let seen = mine.seen.expect("seen");
        assert_eq!((seen.message_id, seen.by.as_str(), seen.at), (mine.thread[1].id, "jonas", seen_at));
        execute(world.as_person("priya"), mark_seen, (line, Side::Seller, 3)).await.expect("seen");
        let mine = view(&world, "mara", (line, Side::Buyer)).await;
        let seen = mine.seen.expect("seen");
        assert_eq!((seen.message_id, seen.by.as_str()), (mine.thread[2].id, "priya"));
        assert_eq!(view(&world, "jonas", (line, Side::Seller)).await.seen, None, "he has written nothing");
    }

    async fn typing_is_heard_by_the_counterpart_alone_and_stores_nothing(store: Store) {
        let world = World::new(store.clone()).await;
        let line = new_line(&world).await;
        let contents = crate::server::testing::Contents::of(&store).await;
        let before = contents.read().await;
        let mut hints = world.services.hub.subscribe();
        query_in(&world.as_person("mara"), typing, (line, Side::Buyer)).await.expect("told");
        query_in(&world.as_person("jonas"), typing, (line, Side::Seller)).await.expect("told");
        let expect = |audience, name: &str| Hint { audience, topic: format!("typing:{line}={name}") };
        let sellers = Audience::Members(world.organisation("Orbit"), Permission::Sell);
        assert_eq!(hints.try_recv().ok(), Some(expect(sellers, "mara")));
        assert_eq!(hints.try_recv().ok(), Some(expect(Audience::Person(world.person("mara")), "jonas")));
        for (who, side) in [("emil", Side::Buyer), ("ines", Side::Seller), ("tomas", Side::Buyer)] {
            assert_eq!(query_in(&world.as_person(who), typing, (line, side)).await, Err(AppError::NotFound), "{who}");
        }
        assert!(hints.try_recv().is_err(), "nobody else is heard");
        assert_eq!(contents.read().await, before);
    }

    async fn a_history_is_whole_on_both_sides_and_proves_itself(store: Store) {
        let world = World::new(store).await;
        let line = new_line(&world).await;
        post(&world, line, "With “quotes” and\nlines", &["plan.pdf"]).await.expect("sent");
        world.quote(line, "41.20", 0).await.expect("an offer");
        world.quote(line, "39.00", 1).await.expect("a better one");
        execute(world.as_person("mara"), request_documentation, documents_request(line)).await.expect("asked");
        execute(world.as_person("jonas"), provide_documentation, documents_answer(line, "Form 1")).await.expect("answered");
        world.accept(line, 2).await.expect("agreed");
        for (who, organisation) in [("mara", "Halden"), ("jonas", "Orbit")] {
            let history = history(&world, who, line).await;
            assert_eq!((history.not_proven.organisation.as_str(), history.messages.len()), (organisation, 7));
            assert_eq!(history.offers[1].change.as_deref(), Some("price 41.20 USD → 39.00 USD"));
            assert_eq!(history.transaction.as_ref().map(|it| it.subtotal.as_str()), Some("468.00 USD"));
            let text = serde_json::to_string(&history).expect("plain data");
            assert_eq!(audit::verify_export(&text), Ok(7));
            let Verdict::Intact(entries) = audit::verify(&world.system(), world.organisation(organisation)).await.expect("read")
            else { panic!("broken") };
            assert_eq!(history.audit.head_sequence, entries);
        }
        for who in ["emil", "ines", "tomas"] {
            let refused = query_in(&world.as_person(who), load_history, line).await;
            assert_eq!(refused.map(|_| ()), Err(AppError::NotFound), "{who}");
        }
    }

    async fn a_changed_export_is_found_out(store: Store) {
        let world = World::new(store).await;
        let line = new_line(&world).await;
        post(&world, line, "Ten thousand", &["plan.pdf"]).await.expect("sent");
        let history = history(&world, "mara", line).await;
        let text = serde_json::to_string(&history).expect("plain data");
        let changed = |change: fn(&mut LineHistory)| {
            let mut history = history.clone();
            change(&mut history);
            audit::verify_export(&serde_json::to_string(&history).expect("plain data"))
        };
        assert_eq!(audit::verify_export(&text), Ok(2));
        assert!(changed(|it| it.messages[1].text = "Ten".into()).is_err_and(|why| why.contains("messages[1].text")));
        assert!(changed(|it| it.messages[1].files[0].sha256 = "00".repeat(32)).is_err());
        assert!(changed(|it| { it.messages.pop(); }).is_err());
        assert!(changed(|it| { it.audit.entries.pop(); it.messages.pop(); it.audit.head_sequence = 1; }).is_err());
        assert!(changed(|it| it.audit.entries[0].payload = it.audit.entries[0].payload.replace("12", "13")).is_err());
        assert!(changed(|it| it.audit.entries[1].actor_id = None).is_err());
        assert!(changed(|it| it.audit.head_hash = "zz".into()).is_err());
        assert!(audit::verify_export("{}").is_err_and(|why| why.contains("no exported history")));
    }

    async fn every_field_that_is_called_proven_is_held_against_the_log(store: Store) {
        let world = World::new(store).await;
        let line = new_line(&world).await;
        post(&world, line, "Ten thousand", &["plan.pdf"]).await.expect("sent");
        let first = view(&world, "jonas", (line, Side::Seller)).await.thread[1].id;
        reply(&world, line, first).await.expect("answered");
        world.quote(line, "41.20", 0).await.expect("an offer");
        world.quote(line, "39.00", 1).await.expect("a better one");
        execute(world.as_person("mara"), request_documentation, documents_request(line)).await.expect("asked");
        execute(world.as_person("jonas"), provide_documentation, documents_answer(line, "Form 1")).await.expect("answered");
        world.accept(line, 2).await.expect("agreed");
        let history = history(&world, "mara", line).await;
        assert_eq!((history.line.status.as_str(), history.line.quantity, history.line.seller.as_str()), ("accepted", 12, "Orbit"));
        assert_eq!(history.messages[2].quoted.as_deref(), Some("Ten thousand"));
        assert_eq!(history.messages.iter().filter_map(|it| it.side.as_deref()).count(), 8);
        assert_eq!(history.not_proven.transaction_state.as_deref(), Some("agreed"));
        let whole = serde_json::to_value(&history).expect("plain data");
        let verdict = |value: &serde_json::Value| audit::verify_export(&value.to_string());
        assert_eq!(verdict(&whole), Ok(8));
        let mut fields = Vec::new();
        for part in ["line", "offers", "messages", "transaction", "audit"] {
            leaves(&whole[part], &format!("/{part}"), &mut fields);
        }
        // Said once for people, and where the log ended.
        let open = ["/audit/how_to_verify", "/audit/head_sequence"];
        for path in fields.iter().filter(|path| !open.contains(&path.as_str())) {
            assert!(verdict(&changed_at(&whole, path)).is_err(), "{path} was changed");
        }
        assert!(fields.len() > 100, "{} fields", fields.len());
        let mut beside = Vec::new();
        leaves(&whole["not_proven"], "/not_proven", &mut beside);
        for path in beside.iter().filter(|path| path.contains("/people/")) {
            assert!(verdict(&changed_at(&whole, path)).is_err(), "{path}: another name than in the messages");
        }
        let mut more = whole.clone();
        more["line"]["certificate"] = "EASA Form 1".into();
        assert!(verdict(&more).is_err(), "what nobody checks is not read");
    }

    async fn a_drawer_and_a_history_take_the_same_statements_however_long_the_thread(store: Store) {
        let world = World::new(store).await;
        let line = new_line(&world).await;
        let mut counted = Vec::new();
        for _ in 0..2 {
            for number in 0..6 {
                post(&world, line, &format!("Number {number}"), &["plan.pdf", "plate.png"]).await.expect("sent");
            }
            let context = world.as_person("jonas");
            query_in(&context, load_line, (line, Side::Seller, true)).await.expect("a drawer");
            let drawer = context.store.statements();
            let context = world.as_person("jonas");
            query_in(&context, load_history, line).await.expect("a history");
            counted.push((drawer, context.store.statements()));
        }
        assert_eq!(counted, [(7, 4), (7, 4)]);
    }

    async fn an_admin_verifies_the_log_of_their_own_organisation(store: Store) {
        let world = World::new(store).await;
        let line = new_line(&world).await;
        post(&world, line, "One", &[]).await.expect("sent");
        let found = query_in(&world.as_person("olga"), audit::verify_log, ()).await.expect("a verdict");
        assert_eq!((found.organisation.as_str(), found.fault.as_deref(), found.head.len()), ("Halden", None, 64));
        let history = history(&world, "mara", line).await;
        assert_eq!((found.entries, found.head), (history.audit.head_sequence, history.audit.head_hash));
        for who in ["mara", "jonas", "sally"] {
            assert_eq!(query_in(&world.as_person(who), audit::verify_log, ()).await, Err(AppError::Forbidden), "{who}");
        }
        // A listing in between does not disturb the order of the chain.
        crate::server::application::inventory::import_listings(world.system(), (world.organisation("Orbit"), vec![draft("X-1", 1, None)]))
            .await
            .expect("listed");
        let found = query_in(&world.as_person("ursula"), audit::verify_log, ()).await.expect("a verdict");
        assert_eq!(found.fault, None);
    }
}
