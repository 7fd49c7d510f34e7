//! How far something has come, as a line of stages: what is done with its time, where it is, where it is stuck.

use crate::{
    domain::time::Timestamp,
    ui::components::{Day, Icon},
};
use leptos::prelude::*;

/// Where a stage stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reached {
    Done,
    /// It is here now.
    Here,
    /// It does not go on by itself.
    Stuck,
    Later,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stage {
    pub word: String,
    pub reached: Reached,
    pub at: Option<Timestamp>,
}

impl Stage {
    pub fn new(word: impl Into<String>, reached: Reached, at: Option<Timestamp>) -> Self {
        Self { word: word.into(), reached, at }
    }
}

/// `label` names the list for those who do not see it.
#[component]
pub fn Stages(#[prop(into)] label: String, stages: Vec<Stage>) -> impl IntoView {
    let stage = |stage: Stage| {
        let (class, icon, hidden) = match stage.reached {
            Reached::Done => ("is-done", "check", "Done: "),
            Reached::Here => ("", "clock", "Now: "),
            Reached::Stuck => ("is-stuck", "alert", "Stuck: "),
            Reached::Later => ("", "circle", "Later: "),
        };
        let current = (stage.reached == Reached::Here).then_some("step");
        view! {
            <li class=class aria-current=current>
                <Icon name=icon/>
                <span><span class="visually-hidden">{hidden}</span>{stage.word}</span>
                {stage.at.map(|at| view! { <Day at/> })}
            </li>
        }
    };
    view! { <ol class="stages" aria-label=label>{stages.into_iter().map(stage).collect_view()}</ol> }
}
