//! Letters as `.eml` files in a folder: for development, and for whoever has no mail server yet.

use super::{Sending, Transport, Undelivered};
use lettre::Message;
use std::path::{Path, PathBuf};

/// The folder is made when the first letter comes.
pub struct Folder {
    path: PathBuf,
}

impl Folder {
    pub fn new(path: PathBuf) -> Self {
        Self { path }
    }
}

impl Transport for Folder {
    fn send<'a>(&'a self, message: &'a Message) -> Sending<'a> {
        Box::pin(async move {
            let id = message.headers().get_raw("Message-ID").unwrap_or_default();
            write(&self.path, &file_name(id), &message.formatted())
                .await
                .map_err(|error| Undelivered::Later(format!("{}: {error}", self.path.display())))
        })
    }
}

/// The same letter has the same name: sent again it takes its own place.
fn file_name(message_id: &str) -> String {
    let local = message_id.trim_matches(['<', '>']).split('@').next().unwrap_or_default();
    format!("{local}.eml")
}

/// Whole or not at all.
async fn write(folder: &Path, name: &str, content: &[u8]) -> std::io::Result<()> {
    tokio::fs::create_dir_all(folder).await?;
    let half = folder.join(format!(".{name}.part"));
    tokio::fs::write(&half, content).await?;
    tokio::fs::rename(&half, folder.join(name)).await
}
