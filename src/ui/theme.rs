//! The person's choice of theme and density, kept in this browser; `public/theme.js` applies it before the first picture.

use super::components::Icon;
use leptos::prelude::*;

/// One setting: its key in the browser's storage, also the name of the document's data attribute.
#[derive(Clone, Copy, Debug)]
pub struct Setting {
    key: &'static str,
    word: &'static str,
    choices: &'static [Choice],
}

#[derive(Clone, Copy, Debug)]
struct Choice {
    value: &'static str,
    word: &'static str,
    icon: Option<&'static str>,
}

pub const THEME: Setting = Setting {
    key: "theme",
    word: "Theme",
    choices: &[
        Choice { value: "light", word: "Light", icon: Some("sun") },
        Choice { value: "dark", word: "Dark", icon: Some("moon") },
        Choice { value: "system", word: "Auto", icon: None },
    ],
};

pub const DENSITY: Setting = Setting {
    key: "density",
    word: "Rows",
    choices: &[
        Choice { value: "compact", word: "Compact", icon: None },
        Choice { value: "comfortable", word: "Roomy", icon: None },
    ],
};

/// A row of the person menu with one button per choice.
#[component]
pub fn SettingChoice(setting: Setting) -> impl IntoView {
    let current = RwSignal::new(String::new());
    Effect::new(move |_| current.set(applied(setting)));
    let button = move |choice: &Choice| {
        let Choice { value, word, icon } = *choice;
        view! {
            <button
                type="button"
                aria-pressed=move || if current.with(|current| current == value) { "true" } else { "false" }
                aria-label=word
                data-setting=setting.key
                data-value=value
                on:click=move |_| {
                    keep(setting, value);
                    current.set(value.to_owned());
                }
            >
                {match icon {
                    Some(name) => view! { <Icon name class="is-small"/> }.into_any(),
                    None => word.into_any(),
                }}
            </button>
        }
    };
    view! {
        <div class="menu-choice" role="group" aria-label=setting.word>
            {setting.word}
            <span class="segmented">{setting.choices.iter().map(button).collect_view()}</span>
        </div>
    }
}

fn applied(setting: Setting) -> String {
    let name = format!("data-{}", setting.key);
    document().document_element().and_then(|root| root.get_attribute(&name)).unwrap_or_default()
}

/// A browser that refuses storage keeps the choice until the next load.
fn keep(setting: Setting, value: &str) {
    if let Some(root) = document().document_element() {
        let _applied = root.set_attribute(&format!("data-{}", setting.key), value);
    }
    if let Ok(Some(storage)) = window().local_storage() {
        let _kept = storage.set_item(setting.key, value);
    }
}
