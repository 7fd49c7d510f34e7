//! The server as a child process: started, watched, stopped in every case.

use super::{Outcome, client::Visitor, process};
use std::{
    env,
    fs::File,
    net::TcpListener,
    path::PathBuf,
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};
use tempfile::TempDir;

/// Where this crate stands: the server reads `Leptos.toml` there.
pub const HERE: &str = env!("CARGO_MANIFEST_DIR");

/// Filling the demo marketplace takes a while.
const PATIENCE: Duration = Duration::from_secs(180);

/// What a server needs: a database that is still empty at first.
pub struct Site {
    pub url: String,
    /// Of the throw-away Postgres cluster.
    cluster: Option<PathBuf>,
    port: u16,
    directory: TempDir,
}

impl Site {
    /// `sqlite`: a new file; `postgres`: what `.ci/with-postgres` made.
    pub fn new(database: &str) -> Outcome<Self> {
        let directory = tempfile::tempdir_in(format!("{HERE}/target"))?;
        let url = match database {
            "sqlite" => format!("sqlite:{}/load.db", directory.path().display()),
            "postgres" => env::var("TEST_POSTGRES_URL").map_err(|_| "run it under .ci/with-postgres")?,
            other => return Err(format!("no such database: {other}; sqlite or postgres").into()),
        };
        let cluster = url.split_once("?host=").map(|(_, host)| PathBuf::from(host));
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        Ok(Self { url, cluster, port, directory })
    }

    /// The release server's command, for a subcommand.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let program = env::var("SERVER").unwrap_or_else(|_| "target/release/counterpart".into());
        let mut command = Command::new(program);
        command.current_dir(HERE).env("DATABASE_URL", &self.url).args(arguments).stdin(Stdio::null());
        command.env("COUNTERPART_MAIL_DIR", self.path("mail"));
        command
    }

    /// A file that goes with the site.
    pub fn path(&self, name: &str) -> String {
        self.directory.path().join(name).display().to_string()
    }
}

/// Another process that the measurement needs. Dropped, it is killed: it holds nothing that anybody misses.
pub struct Helper(Child);

impl Helper {
    pub fn start(site: &Site, arguments: &[&str]) -> Outcome<Self> {
        Ok(Self(site.command(arguments).stdout(Stdio::null()).stderr(Stdio::null()).spawn()?))
    }
}

impl Drop for Helper {
    fn drop(&mut self) {
        let ended = self.0.kill().and_then(|()| self.0.wait());
        if let Err(reason) = ended {
            eprintln!("load: {reason}");
        }
    }
}

/// A running server. Dropped, it is stopped.
pub struct Server {
    child: Child,
    pub base: String,
    cluster: Option<PathBuf>,
}

impl Server {
    /// Starts it and waits for its first answer; says how long that took.
    pub async fn start(site: &Site) -> Outcome<(Self, Duration)> {
        let log = File::options().create(true).append(true).open(site.directory.path().join("server.log"))?;
        let address = format!("127.0.0.1:{}", site.port);
        let started = Instant::now();
        let child = site
            .command(&["serve", "--demo", "--listen", &address])
            .stdout(Stdio::null())
            .stderr(Stdio::from(log))
            .spawn()
            .map_err(|error| format!("target/release/counterpart: {error}; build it first"))?;
        let mut server = Self { child, base: format!("http://{address}"), cluster: site.cluster.clone() };
        let visitor = Visitor::guest(&server.base)?;
        while visitor.get("/health").await.is_err() {
            if let Some(status) = server.child.try_wait()? {
                return Err(format!("the server ended with {status}").into());
            }
            if started.elapsed() > PATIENCE {
                return Err("the server does not answer".into());
            }
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        Ok((server, started.elapsed()))
    }

    /// The server's processor time so far, in milliseconds.
    pub fn cpu_ms(&self) -> Outcome<u64> {
        process::cpu_ms(self.child.id(), false)
    }

    /// That of the database, where it is a process of its own.
    pub fn database_cpu_ms(&self) -> Option<u64> {
        self.cluster.as_deref().and_then(|directory| process::postgres_cpu_ms(directory).ok())
    }

    /// Resident memory in MiB.
    pub fn memory_mib(&self) -> Outcome<f64> {
        process::memory_mib(self.child.id())
    }

    /// Asks it to stop and waits until it did.
    pub fn stop(mut self) -> Outcome<()> {
        self.end()
    }

    fn end(&mut self) -> Outcome<()> {
        if self.child.try_wait()?.is_some() {
            return Ok(());
        }
        Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status()?;
        let asked = Instant::now();
        while asked.elapsed() < Duration::from_secs(12) {
            if self.child.try_wait()?.is_some() {
                return Ok(());
            }
            std::thread::sleep(Duration::from_millis(5));
        }
        self.child.kill()?;
        self.child.wait()?;
        Err("the server did not stop when asked".into())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if let Err(reason) = self.end() {
            eprintln!("load: {reason}");
        }
    }
}
