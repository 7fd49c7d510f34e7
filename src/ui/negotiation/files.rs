//! Files and documents as a thread and the facts show them.

use super::quote::anchor;
use crate::{
    api_types::{
        negotiation::{LineView, MessageView},
        thread::{DocumentView, FileView},
    },
    domain::{
        document::{Answer, Availability},
        file::{AttachedFile, size_text},
        ids::FileId,
    },
    ui::components::{ClockTime, Icon},
};
use leptos::prelude::*;

/// Where a file's content is.
fn address(id: FileId) -> String {
    format!("/files/{id}")
}

/// Images small, everything else by its name and size.
#[component]
pub fn Files(files: Vec<FileView>) -> impl IntoView {
    (!files.is_empty()).then(|| {
        view! { <div class="files">{files.into_iter().map(|file| file_view(file).into_any()).collect_view()}</div> }
    })
}

fn file_view(file: FileView) -> impl IntoView {
    let (href, size) = (address(file.id), size_text(file.size));
    let source = href.clone();
    let title = format!("{}, {}, {size}", file.name, file.kind.words());
    let (width, height) = (file.dimensions.map(|it| it.width), file.dimensions.map(|it| it.height));
    match file.kind.is_image() {
        true => view! {
            <a class="thumbnail" href=href target="_blank" rel="external noopener" title=title>
                <img src=source alt=file.name loading="lazy" width=width height=height/>
            </a>
        }
        .into_any(),
        false => view! {
            <a class="attachment" href=href target="_blank" rel="external noopener" title=title>
                <Icon name="file"/>
                <span>{file.name}</span>
                <span class="muted">{format!("{}, {size}", file.kind.words())}</span>
            </a>
        }
        .into_any(),
    }
}

/// The seller's answer to a request for documents, row by row.
#[component]
pub fn Checklist(message: MessageView) -> impl IntoView {
    let reference = reference(&message.text, &message.answers);
    view! {
        <section class="message-card checklist" id=anchor(message.id) tabindex="-1" aria-label="Documentation">
            <p class="system-message">
                <Icon name="file"/>
                <span>{reference}</span>
                <ClockTime at=message.at/>
            </p>
            <ul>{message.answers.into_iter().map(|answer| row(answer).into_any()).collect_view()}</ul>
        </section>
    }
}

/// What the sentence of an answer says besides the checklist that follows.
fn reference(sentence: &str, answers: &[Answer]) -> String {
    let list = answers.iter().map(Answer::sentence).collect::<Vec<_>>().join("; ");
    let rest = sentence.strip_suffix(&list).unwrap_or(sentence);
    rest.trim_end_matches([' ', ';', ':']).to_owned()
}

fn row(answer: Answer) -> impl IntoView {
    let (class, icon) = look(Some(&answer.availability));
    view! {
        <li class=class>
            <Icon name=icon/>
            <strong>{answer.document.words()}</strong>
            <AnswerText availability=answer.availability/>
        </li>
    }
}

fn look(availability: Option<&Availability>) -> (&'static str, &'static str) {
    match availability {
        Some(Availability::Provided { .. }) => ("is-provided", "check"),
        Some(Availability::Later { .. }) => ("is-later", "clock"),
        Some(Availability::NotAvailable) => ("is-missing", "slash"),
        None => ("is-wanted", "circle"),
    }
}

#[component]
fn AnswerText(availability: Availability) -> impl IntoView {
    match availability {
        Availability::Provided { reference, file } => view! {
            <span>{reference.unwrap_or_else(|| "provided".to_owned())}{file.map(file_link)}</span>
        }
        .into_any(),
        Availability::Later { from } => view! { <span>{format!("available from {}", from.date_text())}</span> }.into_any(),
        Availability::NotAvailable => view! { <span>"not available"</span> }.into_any(),
    }
}

fn file_link(file: AttachedFile) -> impl IntoView {
    view! {
        " "
        <a href=address(file.id) target="_blank" rel="external noopener">{file.name}</a>
    }
}

/// Where every document that was asked for or answered stands.
#[component]
pub fn Documents(line: Signal<LineView>) -> impl IntoView {
    let documents = Memo::new(move |_| line.with(|line| line.documents.clone()));
    let row = |view: DocumentView| {
        let (class, icon) = look(view.answer.as_ref().map(|answer| &answer.availability));
        let said = match view.answer {
            Some(answer) => view! { <AnswerText availability=answer.availability/> }.into_any(),
            None => view! { <span>"asked for"</span> }.into_any(),
        };
        view! {
            <li class=class>
                <Icon name=icon/>
                <strong>{view.document.words()}</strong>
                {said}
            </li>
        }
    };
    move || {
        let documents = documents.get();
        (!documents.is_empty()).then(|| {
            view! {
                <section class="checklist" aria-labelledby="documents-title">
                    <h3 class="drawer-title" id="documents-title">"Documents"</h3>
                    <ul>{documents.into_iter().map(|view| row(view).into_any()).collect_view()}</ul>
                </section>
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{document::Document, event::LineEvent, time::Timestamp};

    #[test]
    fn a_checklist_says_its_reference_once() {
        let later = Availability::Later { from: Timestamp(0) };
        let answers = vec![
            Answer { document: Document::Trace, availability: later },
            Answer { document: Document::Other, availability: Availability::NotAvailable },
        ];
        let sentence = |reference: &str| {
            LineEvent::DocumentationProvided { reference: reference.into(), answers: answers.clone() }.sentence()
        };
        assert_eq!(reference(&sentence(""), &answers), "Documentation");
        assert_eq!(reference(&sentence("Lot 7"), &answers), "Documentation: Lot 7");
    }
}
