//! The command line: `counterpart <command>`. Each command runs the same use cases as the pages.

mod audit;
mod inventory;
mod people;
mod sandbox_erp;

use super::{
    application::{Context, Services, context::Clock},
    config::{DatabaseArgs, ServeArgs},
    run,
    storage::Store,
};
use clap::{Parser, Subcommand};
use std::process::ExitCode;

/// Negotiated, multi-seller buying for businesses.
#[derive(Parser)]
#[command(version, about)]
struct Cli {
    #[command(flatten)]
    database: DatabaseArgs,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Run the server.
    Serve(ServeArgs),
    /// People who sign in.
    #[command(subcommand)]
    User(people::UserCommand),
    /// Organisations that buy or sell.
    #[command(subcommand)]
    Organisation(people::OrganisationCommand),
    /// Who belongs to which organisation.
    #[command(subcommand)]
    Member(people::MemberCommand),
    /// Read a seller's inventory from a file.
    ImportInventory(inventory::ImportArgs),
    /// A seller's order system to try connectors with, as a process of its own.
    SandboxErp(sandbox_erp::SandboxArgs),
    /// The audit log.
    #[command(subcommand)]
    Audit(audit::AuditCommand),
}

/// Runs the command that the arguments name.
pub async fn main() -> ExitCode {
    let Cli { database, command } = Cli::parse();
    let done = match command {
        Command::Serve(args) => run::serve(&database.database_url, args).await,
        Command::SandboxErp(args) => sandbox_erp::run(args).await,
        Command::Audit(command) if command.export().is_some() => command.export().map_or(Ok(()), audit::verify_export),
        other => offline(&database.database_url, other).await,
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(reason) => {
            eprintln!("counterpart: {reason}");
            ExitCode::FAILURE
        }
    }
}

async fn offline(database_url: &str, command: Command) -> Result<(), String> {
    let store = Store::open(database_url).await.map_err(|error| format!("database: {error}"))?;
    let services = Services::new(store, Clock::System, false);
    let context = Context::new(&services, None, "command line");
    let done = match command {
        Command::Serve(_) | Command::SandboxErp(_) => Ok(()),
        Command::User(command) => people::user(&context, command).await,
        Command::Organisation(command) => people::organisation(&context, command).await,
        Command::Member(command) => people::member(&context, command).await,
        Command::ImportInventory(args) => inventory::run(&context, args).await,
        Command::Audit(command) => audit::run(&context, command).await,
    };
    services.store.close().await;
    done
}
