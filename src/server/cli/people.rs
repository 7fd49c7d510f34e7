//! `counterpart user`, `organisation`, `member`: the operator's hand on people. Must not skip a use case.

use crate::{
    domain::{
        identity::{Membership, PlatformRole, Role, Roles},
        ids::{OrganisationId, PersonId},
    },
    server::application::{
        Context, execute,
        identity::{
            self, NewOrganisation, NewPassword, NewPerson, PersonSuspension, SetMember, create_organisation, create_person,
            generate_password, set_member, set_password, suspend_person,
        },
        query_in,
    },
};
use clap::{Args, Subcommand};

#[derive(Subcommand)]
pub enum UserCommand {
    /// Create a person; the password is generated and printed once unless it comes from standard input.
    Add(AddUser),
    /// Everyone, with organisations and roles.
    List,
    /// Shut a person out everywhere and end their sessions.
    Suspend {
        #[arg(long)]
        email: String,
    },
    /// Let a suspended person in again.
    Resume {
        #[arg(long)]
        email: String,
    },
    /// Set a new password and end the person's sessions.
    Password {
        #[arg(long)]
        email: String,
        #[command(flatten)]
        password: PasswordArgs,
    },
}

#[derive(Args)]
pub struct AddUser {
    #[arg(long)]
    email: String,
    #[arg(long)]
    name: String,
    /// The name of the organisation to belong to.
    #[arg(long, requires = "roles")]
    organisation: Option<String>,
    /// buyer, approver, seller, admin; separated by commas.
    #[arg(long, value_delimiter = ',', value_parser = role, requires = "organisation")]
    roles: Vec<Role>,
    /// support or merchant_admin.
    #[arg(long, value_parser = platform_role)]
    platform_role: Option<PlatformRole>,
    #[command(flatten)]
    password: PasswordArgs,
}

#[derive(Args)]
pub struct PasswordArgs {
    /// Read the password from the first line of standard input.
    #[arg(long)]
    password_stdin: bool,
}

#[derive(Subcommand)]
pub enum OrganisationCommand {
    /// Create an organisation that buys, sells or both.
    Add {
        #[arg(long)]
        name: String,
        #[arg(long)]
        buys: bool,
        #[arg(long)]
        sells: bool,
    },
    /// All organisations.
    List,
}

#[derive(Subcommand)]
pub enum MemberCommand {
    /// Make a person a member or change their roles.
    Set {
        /// The organisation's name.
        #[arg(long)]
        organisation: String,
        #[arg(long)]
        email: String,
        /// buyer, approver, seller, admin; separated by commas.
        #[arg(long, value_delimiter = ',', value_parser = role, required = true)]
        roles: Vec<Role>,
        /// The membership is suspended; without it the member is active.
        #[arg(long)]
        suspended: bool,
    },
}

/// # Errors
/// A sentence that says what was refused.
pub async fn user(context: &Context, command: UserCommand) -> Result<(), String> {
    match command {
        UserCommand::Add(add) => add_user(context, add).await,
        UserCommand::List => list_people(context).await,
        UserCommand::Suspend { email } => suspend(context, email, true).await,
        UserCommand::Resume { email } => suspend(context, email, false).await,
        UserCommand::Password { email, password } => {
            let person_id = person(context, email).await?;
            let (password, generated) = password.take()?;
            run(context, set_password, NewPassword { person_id, password: password.clone() }).await?;
            println!("The password is set; all sessions have ended.");
            show(&password, generated);
            Ok(())
        }
    }
}

/// # Errors
/// A sentence that says what was refused.
pub async fn organisation(context: &Context, command: OrganisationCommand) -> Result<(), String> {
    match command {
        OrganisationCommand::Add { name, buys, sells } => {
            let id = run(context, create_organisation, NewOrganisation { name, buys, sells }).await?;
            println!("Created organisation {id}.");
        }
        OrganisationCommand::List => {
            let list = query_in(context, identity::list_organisations, ()).await.map_err(|error| error.to_string())?;
            for organisation in list {
                let trade = match (organisation.buys, organisation.sells) {
                    (true, true) => "buys, sells",
                    (true, false) => "buys",
                    (false, true) => "sells",
                    (false, false) => "",
                };
                println!("{}\t{}\t{trade}", organisation.id, organisation.name);
            }
        }
    }
    Ok(())
}

/// # Errors
/// A sentence that says what was refused.
pub async fn member(context: &Context, command: MemberCommand) -> Result<(), String> {
    let MemberCommand::Set { organisation, email, roles, suspended } = command;
    let organisation_id = organisation_named(context, organisation).await?;
    let person_id = person(context, email).await?;
    run(context, set_member, SetMember { organisation_id, person_id, roles: gathered(roles), suspended }).await?;
    println!("The member is set; it holds from the next request on.");
    Ok(())
}

async fn add_user(context: &Context, add: AddUser) -> Result<(), String> {
    // Looked up first, so that a mistyped name leaves no half-made user.
    let organisation_id = match add.organisation {
        Some(name) => Some(organisation_named(context, name).await?),
        None => None,
    };
    let (password, generated) = add.password.take()?;
    let new =
        NewPerson { email: add.email, name: add.name, password: Some(password.clone()), platform_role: add.platform_role };
    let person_id = run(context, create_person, new).await?;
    if let Some(organisation_id) = organisation_id {
        let roles = gathered(add.roles);
        run(context, set_member, SetMember { organisation_id, person_id, roles, suspended: false }).await?;
    }
    println!("Created person {person_id}.");
    show(&password, generated);
    Ok(())
}

async fn list_people(context: &Context) -> Result<(), String> {
    for entry in query_in(context, identity::list_people, ()).await.map_err(|error| error.to_string())? {
        let platform = entry.platform_role.map_or("-", PlatformRole::as_str);
        let state = if entry.suspended { "suspended" } else { "active" };
        let member = entry.member.map_or_else(|| "-".to_owned(), |(membership, suspended)| words(&membership, suspended));
        println!("{}\t{}\t{state}\t{platform}\t{member}", entry.email, entry.name);
    }
    Ok(())
}

fn words(membership: &Membership, suspended: bool) -> String {
    let roles: Vec<_> = membership.roles.list().into_iter().map(Role::word).collect();
    let suspended = if suspended { " (suspended)" } else { "" };
    format!("{}: {}{suspended}", membership.organisation, roles.join(", "))
}

async fn suspend(context: &Context, email: String, suspended: bool) -> Result<(), String> {
    let person_id = person(context, email).await?;
    run(context, suspend_person, PersonSuspension { person_id, suspended }).await?;
    println!("{}", if suspended { "Suspended; all sessions have ended." } else { "Readmitted." });
    Ok(())
}

async fn person(context: &Context, email: String) -> Result<PersonId, String> {
    let found = query_in(context, identity::find_person, email.clone()).await;
    found.map_err(|error| format!("person “{email}”: {error}"))
}

async fn organisation_named(context: &Context, name: String) -> Result<OrganisationId, String> {
    let found = query_in(context, identity::find_organisation, name.clone()).await;
    found.map_err(|error| format!("organisation “{name}”: {error}"))
}

async fn run<I, T, F, Fut>(context: &Context, use_case: F, input: I) -> Result<T, String>
where
    I: Clone + Send + 'static,
    T: Send + 'static,
    F: Fn(Context, I) -> Fut + Send + 'static,
    Fut: Future<Output = crate::server::application::Outcome<T>> + Send,
{
    execute(context.clone(), use_case, input).await.map_err(|error| error.to_string())
}

impl PasswordArgs {
    /// The password, and whether it was generated.
    fn take(&self) -> Result<(String, bool), String> {
        if !self.password_stdin {
            return Ok((generate_password(), true));
        }
        let mut line = String::new();
        std::io::stdin().read_line(&mut line).map_err(|error| format!("standard input: {error}"))?;
        Ok((line.trim_end_matches(['\r', '\n']).to_owned(), false))
    }
}

fn show(password: &str, generated: bool) {
    if generated {
        println!("Password, shown only now: {password}");
    }
}

fn gathered(roles: Vec<Role>) -> Roles {
    roles.into_iter().fold(Roles::default(), Roles::with)
}

fn role(text: &str) -> Result<Role, String> {
    Role::ALL.into_iter().find(|role| role.word().eq_ignore_ascii_case(text)).ok_or_else(|| "no such role".to_owned())
}

fn platform_role(text: &str) -> Result<PlatformRole, String> {
    PlatformRole::parse(&text.replace('-', "_")).ok_or_else(|| "neither support nor merchant_admin".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::Parser;

    #[derive(Parser)]
    struct Line {
        #[command(subcommand)]
        command: UserCommand,
    }

    #[test]
    fn roles_are_named_by_their_words() {
        assert_eq!(role("Buyer"), Ok(Role::Buyer));
        assert_eq!(role("admin"), Ok(Role::Admin));
        assert!(role("owner").is_err());
        assert_eq!(platform_role("merchant-admin"), Ok(PlatformRole::MerchantAdmin));
    }

    #[test]
    fn a_user_joins_an_organisation_with_roles_or_not_at_all() {
        let parse = |extra: &[&str]| {
            let line = ["x", "add", "--email", "a@b.example", "--name", "A"];
            Line::try_parse_from(line.iter().chain(extra)).is_ok()
        };
        assert!(parse(&[]));
        assert!(parse(&["--organisation", "Halden", "--roles", "buyer,approver"]));
        assert!(!parse(&["--organisation", "Halden"]));
        assert!(!parse(&["--roles", "buyer"]));
        assert!(!parse(&["--organisation", "Halden", "--roles", "owner"]));
    }
}
