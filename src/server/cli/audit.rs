//! `counterpart audit`: verify the hash chains from outside the running server.

use crate::{
    api_types::history::{NOT_PROVEN, PROVEN},
    server::application::{
        Context,
        audit::{self, Verdict},
        identity,
    },
};
use clap::Subcommand;
use std::path::{Path, PathBuf};

#[derive(Subcommand)]
pub enum AuditCommand {
    /// Recompute every hash of one organisation's log, or of all.
    Verify {
        /// The organisation's name; all if absent.
        #[arg(long)]
        organisation: Option<String>,
        /// Verify an exported history of a line against itself instead; no database is opened.
        #[arg(long, value_name = "FILE", conflicts_with = "organisation")]
        export: Option<PathBuf>,
    },
}

impl AuditCommand {
    /// The exported file that is to be verified, if that is what the command says.
    pub fn export(&self) -> Option<&Path> {
        let Self::Verify { export, .. } = self;
        export.as_deref()
    }
}

/// # Errors
/// The file cannot be read, or what it holds does not hang together.
pub fn verify_export(path: &Path) -> Result<(), String> {
    let text = std::fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))?;
    let entries = audit::verify_export(&text).map_err(|reason| format!("{}: BROKEN, {reason}", path.display()))?;
    println!("{}: intact, {entries} audit entries", path.display());
    println!("proven by them: {PROVEN}");
    println!("not proven by them: {NOT_PROVEN}");
    Ok(())
}

/// # Errors
/// A log is broken, an organisation is unknown, or the database failed.
pub async fn run(context: &Context, command: AuditCommand) -> Result<(), String> {
    let AuditCommand::Verify { organisation, .. } = command;
    let mut organisations = identity::list_organisations(context.clone(), ()).await.map_err(|error| error.to_string())?;
    if let Some(name) = &organisation {
        organisations.retain(|organisation| organisation.name == *name);
        if organisations.is_empty() {
            return Err(format!("there is no organisation named “{name}”"));
        }
    }
    let mut broken = 0;
    for organisation in organisations {
        match audit::verify(context, organisation.id).await.map_err(|error| error.to_string())? {
            Verdict::Intact(entries) => println!("{}: intact, {entries} entries", organisation.name),
            Verdict::Broken(fault) => {
                println!("{}: BROKEN, {fault}", organisation.name);
                broken += 1;
            }
        }
    }
    if broken == 0 { Ok(()) } else { Err(format!("{broken} audit logs are broken")) }
}
