//! The people of the demo marketplace, by organisation, each one click away.

use super::roles::roles_text;
use crate::{
    api_types::identity::DemoPersonView,
    domain::identity::PlatformRole,
    server_fns::identity::DemoSignIn,
    ui::components::{Avatar, Icon},
};
use leptos::{form::ActionForm, prelude::*};

#[component]
pub fn DemoPeople(people: Vec<DemoPersonView>, demo: ServerAction<DemoSignIn>) -> impl IntoView {
    let group = move |(organisation, people): (String, Vec<DemoPersonView>)| {
        let title = if organisation.is_empty() { "The platform".to_owned() } else { organisation };
        view! {
            <h3 class="people-title">{title}</h3>
            {people.into_iter().map(|person| view! { <PersonCard person demo/> }.into_any()).collect_view()}
        }
    };
    view! { <div class="people-grid">{by_organisation(people).into_iter().map(group).collect_view()}</div> }
}

/// Groups people in the order in which their organisations first appear; the platform's own come last.
fn by_organisation(people: Vec<DemoPersonView>) -> Vec<(String, Vec<DemoPersonView>)> {
    let mut groups: Vec<(String, Vec<DemoPersonView>)> = Vec::new();
    for person in people {
        match groups.iter_mut().find(|(organisation, _)| *organisation == person.organisation) {
            Some((_, members)) => members.push(person),
            None => groups.push((person.organisation.clone(), vec![person])),
        }
    }
    groups.sort_by_key(|(organisation, _)| organisation.is_empty());
    groups
}

#[component]
fn PersonCard(person: DemoPersonView, demo: ServerAction<DemoSignIn>) -> impl IntoView {
    let role = match person.platform_role {
        Some(PlatformRole::Support) => "Support representative".to_owned(),
        Some(PlatformRole::MerchantAdmin) => "Merchant admin".to_owned(),
        None => roles_text(person.roles),
    };
    view! {
        <ActionForm action=demo>
            <input type="hidden" name="person_id" value=person.person_id.to_string()/>
            <button type="submit" class="person-card" title=person.email>
                <Avatar name=person.name.clone()/>
                <strong>{person.name}</strong>
                <span class="person-role">{role}</span>
                <Icon name="chevron-right"/>
            </button>
        </ActionForm>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{identity::Roles, ids::PersonId};
    use uuid::Uuid;

    #[test]
    fn people_stand_with_their_organisation_and_the_platform_comes_last() {
        let person = |name: &str, organisation: &str| DemoPersonView {
            person_id: PersonId(Uuid::nil()),
            name: name.into(),
            email: String::new(),
            organisation: organisation.into(),
            roles: Roles::default(),
            platform_role: None,
        };
        let groups = by_organisation(vec![
            person("Eva", ""),
            person("Mara", "Halden"),
            person("Ruth", "Orbit"),
            person("Tom", "Halden"),
        ]);
        let names: Vec<_> = groups
            .iter()
            .map(|(title, people)| (title.as_str(), people.iter().map(|it| it.name.as_str()).collect()))
            .collect();
        assert_eq!(names, [("Halden", vec!["Mara", "Tom"]), ("Orbit", vec!["Ruth"]), ("", vec!["Eva"])]);
    }
}
