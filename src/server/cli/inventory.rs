//! stub
#[derive(clap::Args)] pub struct ImportArgs {}
pub async fn run(_c: &crate::server::application::Context, _a: ImportArgs) -> Result<(), String> { Ok(()) }
