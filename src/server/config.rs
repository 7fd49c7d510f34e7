//! How the server is told what to do: flags and environment, read once at start.

use super::integrations::mail::Settings;
use clap::Args;
use std::{net::SocketAddr, path::PathBuf};

/// Where the data is. Shared by every subcommand.
#[derive(Args, Clone, Debug)]
pub struct DatabaseArgs {
    /// `sqlite:PATH` or `postgres://…`
    #[arg(long, env = "DATABASE_URL", default_value = "sqlite:counterpart.db", global = true, hide_env_values = true)]
    pub database_url: String,
}

/// How `counterpart serve` runs.
#[derive(Args, Clone, Debug)]
pub struct ServeArgs {
    /// Fill an empty database with a demo marketplace and let anyone sign in as its people.
    #[arg(long)]
    pub demo: bool,
    /// The address to listen on; default: `site-addr` of Leptos.toml.
    #[arg(long)]
    pub listen: Option<SocketAddr>,
    /// The site is reached by https: cookies are marked secure and browsers told to stay on https.
    #[arg(long, env = "COUNTERPART_TLS")]
    pub tls: bool,
    /// Reverse proxies in front of this process; the client's address is taken that many hops from the right
    /// of X-Forwarded-For. 0: the peer's own address.
    #[arg(long, env = "COUNTERPART_PROXIES", default_value_t = 0)]
    pub proxies: usize,
    /// The largest inventory file in MiB.
    #[arg(long, env = "COUNTERPART_UPLOAD_MIB", default_value_t = 64)]
    pub upload_mib: usize,
    /// The largest file that may be attached to a message, in MiB.
    #[arg(long, env = "COUNTERPART_FILE_MIB", default_value_t = 10)]
    pub file_mib: u64,
    /// Files that one message may carry.
    #[arg(long, env = "COUNTERPART_FILES_PER_MESSAGE", default_value_t = 5)]
    pub files_per_message: u32,
    #[command(flatten)]
    pub mail: MailArgs,
    /// Sellers' order systems may be reached by http, and on this machine and its network; otherwise by https at public
    /// addresses only.
    #[arg(long, env = "COUNTERPART_ERP_ANYWHERE")]
    pub erp_anywhere: bool,
    /// Log as JSON lines.
    #[arg(long, env = "COUNTERPART_LOG_JSON")]
    pub log_json: bool,
}

/// How e-mail leaves the house.
#[derive(Args, Clone, Debug)]
pub struct MailArgs {
    /// The mail server: `smtps://user:password@host:port` (TLS), `smtp://…?tls=required` (STARTTLS) or `smtp://…`
    /// (unencrypted). Without one, letters are written into a folder.
    #[arg(long, env = "COUNTERPART_SMTP_URL", hide_env_values = true)]
    pub smtp_url: Option<String>,
    /// Who writes, as in `Parts <parts@example.com>`; needed with a mail server.
    #[arg(long, env = "COUNTERPART_MAIL_FROM")]
    pub mail_from: Option<String>,
    /// The folder for letters where there is no mail server.
    #[arg(long, env = "COUNTERPART_MAIL_DIR", default_value = "counterpart-mail")]
    pub mail_dir: PathBuf,
    /// Where people reach this site, for links in letters; default: the address listened on.
    #[arg(long, env = "COUNTERPART_BASE_URL")]
    pub base_url: Option<String>,
}

impl MailArgs {
    /// What is set to nothing is not set.
    pub fn settings(&self) -> Settings {
        let said = |text: &Option<String>| text.clone().filter(|text| !text.trim().is_empty());
        Settings {
            smtp_url: said(&self.smtp_url),
            from: said(&self.mail_from),
            folder: self.mail_dir.clone(),
            base_url: said(&self.base_url),
        }
    }
}
