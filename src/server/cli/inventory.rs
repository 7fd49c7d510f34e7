//! `counterpart import-inventory`: a seller's file from the operator's hand. Shows the dry run first, asks, and applies
//! it in one transaction. Must not store anything itself.

use crate::{
    api_types::inventory::{RowError, UploadReport},
    domain::catalog::UploadMode,
    server::application::{
        Context,
        inventory::{self, Source},
    },
};
use clap::Args;
use std::{
    io::{IsTerminal, Write},
    path::PathBuf,
    sync::Arc,
};

/// Refused cells and lines that are printed; the counts are of all.
const SHOWN: usize = 20;

#[derive(Args)]
pub struct ImportArgs {
    /// The name of the selling organisation.
    #[arg(long)]
    organisation: String,
    /// The CSV file (UTF-8, header row, comma, semicolon or tab) or XLSX workbook.
    #[arg(long)]
    file: PathBuf,
    /// `replace` removes listings that the file does not name, `update` leaves them.
    #[arg(long, value_parser = mode)]
    mode: UploadMode,
    /// The sheet of a workbook; the first one that shows if none is named.
    #[arg(long)]
    sheet: Option<String>,
    /// Only say what would change.
    #[arg(long)]
    dry_run: bool,
    /// Do not ask before storing.
    #[arg(long, conflicts_with = "dry_run")]
    yes: bool,
}

fn mode(text: &str) -> Result<UploadMode, String> {
    UploadMode::parse(text).ok_or_else(|| "replace or update".into())
}

/// # Errors
/// The file cannot be read, the organisation does not sell, nobody agreed, or the database failed.
pub async fn run(context: &Context, args: ImportArgs) -> Result<(), String> {
    let ImportArgs { organisation, file, mode, sheet, dry_run, yes } = args;
    let content = tokio::fs::read(&file).await.map_err(|error| format!("{}: {error}", file.display()))?;
    let seller_id = inventory::find_seller(context, &organisation)
        .await
        .map_err(|_| format!("there is no organisation named “{organisation}” that sells"))?;
    let file_name = file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let matching =
        inventory::remembered_columns(context, seller_id).await.map_err(|failure| context.report(failure).to_string())?;
    let (actor_id, upload, content) = (None, None, Arc::new(content));
    let source = Source { seller_id, actor_id, file_name, mode, content, sheet, matching, upload, most_removals: None };
    let report = inventory::check_file(context, &source).await.map_err(|error| error.to_string())?;
    if let Some(unmatched) = &report.unmatched {
        return Err(format!("{unmatched} Its columns are: {}.", names(&report)));
    }
    print(&report);
    if let Some(failure) = report.failure {
        return Err(failure);
    }
    if dry_run {
        println!("This was a dry run: nothing was stored.");
        return Ok(());
    }
    if !yes && !confirmed()? {
        return Err("nothing was stored".into());
    }
    let report = inventory::apply_file(context, &source).await.map_err(|error| error.to_string())?;
    println!("Stored: {}.", counts(&report));
    Ok(())
}

fn names(report: &UploadReport) -> String {
    report.columns.iter().map(|column| column.header.as_str()).collect::<Vec<_>>().join(", ")
}

fn counts(report: &UploadReport) -> String {
    let UploadReport { added, changed, unchanged, removed, refused, closing, .. } = report;
    format!(
        "{added} added, {changed} changed, {unchanged} unchanged, {removed} removed, {refused} refused, \
         {closing} lines of buyers closed"
    )
}

fn print(report: &UploadReport) {
    println!("{} rows: {}.", report.rows, counts(report));
    if !report.unknown_columns.is_empty() {
        println!("Columns not understood: {}.", report.unknown_columns.join(", "));
    }
    print_cells("Refused", &report.errors);
    print_cells("Stored otherwise", &report.notices);
    for line in report.closing_lines.iter().take(SHOWN) {
        println!("Closes: {} of {} for {}", line.quantity, line.part_number, line.buyer);
    }
}

fn print_cells(what: &str, cells: &[RowError]) {
    for RowError { row, column, reason } in cells.iter().take(SHOWN) {
        println!("{what}: row {row}, {column}: {reason}");
    }
    if cells.len() > SHOWN {
        println!("{what}: and {} more", cells.len() - SHOWN);
    }
}

/// Asks on the terminal.
fn confirmed() -> Result<bool, String> {
    if !std::io::stdin().is_terminal() {
        return Err("nobody is there to confirm: repeat with --yes; nothing was stored".into());
    }
    print!("Store this? [y/N] ");
    std::io::stdout().flush().map_err(|error| error.to_string())?;
    let mut answer = String::new();
    std::io::stdin().read_line(&mut answer).map_err(|error| error.to_string())?;
    Ok(matches!(answer.trim(), "y" | "Y" | "yes"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::server::{
        application::catalog,
        testing::{World, on_both},
    };

    fn args(file: &std::path::Path, organisation: &str, (dry_run, yes): (bool, bool)) -> ImportArgs {
        let (organisation, file) = (organisation.to_owned(), file.to_owned());
        ImportArgs { organisation, file, mode: UploadMode::Replace, sheet: None, dry_run, yes }
    }

    on_both! {
        async fn a_file_is_imported_once_somebody_agreed(store: Store) {
            let world = World::new(store).await;
            let dir = tempfile::tempdir().expect("a folder");
            let file = dir.path().join("parts.csv");
            std::fs::write(&file, "pn,qty\nAN3-5A,2\n").expect("a file");
            let listed = || async { catalog::load_part(world.guest(), "AN35A".into()).await.is_ok() };
            for (organisation, how) in [("Orbit", (true, false)), ("Orbit", (false, false)), ("Halden", (false, true))] {
                let stored = run(&world.system(), args(&file, organisation, how)).await;
                assert_eq!((stored.is_ok(), listed().await), (how.0, false), "{organisation} {how:?} {stored:?}");
            }
            run(&world.system(), args(&file, "Orbit", (false, true))).await.expect("stored");
            assert!(listed().await);
            std::fs::write(&file, "mfr,menge\nAlder,5\n").expect("a file");
            let broken = run(&world.system(), args(&file, "Orbit", (false, true))).await.expect_err("no part numbers");
            assert!(broken.contains("part number") && broken.contains("menge"), "{broken}");
            assert!(listed().await, "a file that cannot be read removes nothing");
            let workbook = inventory::template_workbook().expect("a workbook");
            std::fs::write(&file, workbook).expect("a file");
            run(&world.system(), args(&file, "Orbit", (false, true))).await.expect("a workbook, whatever it is called");
            assert!(catalog::load_part(world.guest(), "MS20470AD45".into()).await.is_ok());
        }
    }
}
