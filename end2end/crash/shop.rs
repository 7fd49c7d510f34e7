//! The world around the orders: a database, the server and two sellers' systems as processes, a buying organisation with its people.

use super::{
    BUYERS,
    person::{Outcome, Person},
};
use counterpart::server::integrations::erp::choose_cryptography;
use serde_json::Value;
use sqlx::{AssertSqlSafe, Connection, PgConnection};
use std::{
    env,
    fs::File,
    io::Write,
    net::TcpListener,
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};
use tempfile::TempDir;

/// The second one takes every order at the first try and breaks off before it has said so.
pub const SELLERS: [&str; 2] = ["North Bearings", "South Valves"];
const MANNERS: [&str; 2] = ["accept", "reset,accept"];

/// Of each seller.
pub const PARTS: usize = 5;

/// Units of each part: more than are ordered here.
pub const LISTED: i64 = 900_000;

const BUYING: &str = "Crash Test Buying";
const PASSWORD: &str = "a long enough password 71";

/// A process that is killed when it is dropped.
pub struct Program {
    child: Child,
}

impl Program {
    /// SIGKILL: nothing of it is asked.
    pub fn kill(&mut self) -> Outcome<()> {
        self.child.kill()?;
        self.child.wait()?;
        Ok(())
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _killed = self.child.kill();
        let _reaped = self.child.wait();
    }
}

/// A part that can be bought at once.
#[derive(Clone)]
pub struct Listing {
    pub id: String,
    pub price_cents: i64,
    key: String,
}

pub struct Shop {
    url: String,
    port: u16,
    http: reqwest::Client,
    /// Of the sellers' systems.
    systems: Vec<(Program, u16)>,
    directory: TempDir,
    pub buyers: Vec<Person>,
    /// Sees every bag on its way.
    pub merchant: Person,
    /// Seller by seller.
    pub listings: Vec<Listing>,
}

impl Shop {
    /// A new marketplace with its organisations, listings, an address, and a connector for each seller; its server is down.
    pub async fn open(database: &str) -> Outcome<Self> {
        choose_cryptography();
        let directory = tempfile::tempdir()?;
        let url = match database {
            "sqlite" => format!("sqlite:{}/crash.db", directory.path().display()),
            _ => new_postgres_database().await?,
        };
        let http = reqwest::Client::builder().no_proxy().timeout(Duration::from_secs(60)).build()?;
        let port = free_port()?;
        let merchant = Person::nobody(&base(port))?;
        let (systems, buyers, listings) = Default::default();
        let mut shop = Self { url, port, http, systems, directory, buyers, merchant, listings };
        shop.settle()?;
        let server = shop.serve().await?;
        shop.merchant = shop.person("merchant").await?;
        for number in 0..BUYERS {
            shop.buyers.push(shop.person(&format!("buyer-{number}")).await?);
        }
        shop.connect().await?;
        shop.find_listings().await?;
        drop(server);
        Ok(shop)
    }

    /// What an operator does by the command line.
    fn settle(&self) -> Outcome<()> {
        self.operate(&["organisation", "add", "--name", BUYING, "--buys"], "")?;
        self.add_person("merchant", &["--platform-role", "merchant_admin"])?;
        self.add_person("admin", &["--organisation", BUYING, "--roles", "buyer,admin"])?;
        for number in 0..BUYERS {
            self.add_person(&format!("buyer-{number}"), &["--organisation", BUYING, "--roles", "buyer"])?;
        }
        for (number, seller) in SELLERS.into_iter().enumerate() {
            self.operate(&["organisation", "add", "--name", seller, "--sells"], "")?;
            self.add_person(&format!("seller-{number}"), &["--organisation", seller, "--roles", "seller,admin"])?;
            let file = self.stock(number)?;
            let words = ["import-inventory", "--organisation", seller, "--file", &file, "--mode", "replace", "--yes"];
            self.operate(&words, "")?;
        }
        Ok(())
    }

    /// Parts with a price and more in stock than can be ordered here.
    fn stock(&self, seller: usize) -> Outcome<String> {
        let path = self.path(&format!("stock-{seller}.csv"));
        let mut file = File::create(&path)?;
        writeln!(file, "part_number,manufacturer,description,condition,quantity,unit,price,currency,stock_id")?;
        for part in 1..=PARTS {
            writeln!(file, "CR-{seller}{part}00,Crash Works,Part {part},NE,{LISTED},EA,1{part}.25,EUR,S{part}")?;
        }
        Ok(path)
    }

    /// Sellers tell where their systems are, buyers where the parts go.
    async fn connect(&mut self) -> Outcome<()> {
        for (number, manner) in MANNERS.into_iter().enumerate() {
            let port = free_port()?;
            let (address, store) = (format!("127.0.0.1:{port}"), self.path(&format!("system-{number}.db")));
            let words = ["sandbox-erp", "--listen", &address, "--store", &store, "--manner", manner];
            self.systems.push((self.start(&words)?, port));
            let url = format!("http://{address}/orders");
            let form = [
                ("input[enabled]", "on"),
                ("input[format]", "json"),
                ("input[url]", url.as_str()),
                ("input[version_seen]", "0"),
            ];
            self.person(&format!("seller-{number}")).await?.insist("delivery/save_connector", &form).await?;
        }
        let address = [
            ("input[label]", "Works"),
            ("input[is_bill_to]", "on"),
            ("input[is_ship_to]", "on"),
            ("input[name]", BUYING),
            ("input[street]", "Quay 4"),
            ("input[city]", "Hamburg"),
            ("input[postal_code]", "20457"),
            ("input[country]", "DE"),
        ];
        self.person("admin").await?.insist("checkout/save_address", &address).await?;
        Ok(())
    }

    async fn find_listings(&mut self) -> Outcome<()> {
        for seller in 0..SELLERS.len() {
            for part in 1..=PARTS {
                let key = format!("CR{seller}{part}00");
                let page = self.merchant.insist("catalog/load_part", &[("key", key.as_str())]).await?;
                let id = page.pointer("/listings/0/id").and_then(Value::as_str);
                let id = id.ok_or_else(|| format!("no listing of {key}: {page}"))?.to_owned();
                self.listings.push(Listing { id, price_cents: 1_025 + 100 * i64::try_from(part)?, key });
            }
        }
        Ok(())
    }

    /// Starts the server and waits for its first answer.
    pub async fn serve(&self) -> Outcome<Program> {
        let mut server = self.start_server()?;
        let since = Instant::now();
        let health = format!("{}/health", base(self.port));
        while !self.http.get(&health).send().await.is_ok_and(|answer| answer.status().is_success()) {
            if let Some(status) = server.child.try_wait()? {
                return Err(format!("the server ended with {status}: {}", std::fs::read_to_string(self.path("log"))?).into());
            }
            if since.elapsed() > Duration::from_secs(60) {
                return Err("the server does not answer".into());
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        Ok(server)
    }

    /// Starts the server and waits for nothing.
    pub fn start_server(&self) -> Outcome<Program> {
        self.start(&["serve", "--erp-anywhere", "--listen", &format!("127.0.0.1:{}", self.port)])
    }

    async fn person(&self, name: &str) -> Outcome<Person> {
        Person::sign_in(&base(self.port), &format!("{name}@crash.example"), PASSWORD).await
    }

    /// The bags that a seller's system holds, as often as it does, with their totals as it read them.
    pub async fn held(&self, seller: usize) -> Outcome<Vec<(String, String)>> {
        let (_, port) = self.systems.get(seller).ok_or("no such system")?;
        let orders: Vec<Value> = self.http.get(format!("{}/orders", base(*port))).send().await?.json().await?;
        let text = |order: &Value, name: &str| order[name].as_str().unwrap_or_default().to_owned();
        Ok(orders.iter().map(|order| (text(order, "bag_id"), text(order, "total"))).collect())
    }

    /// Units of a listing that nobody has agreed to buy.
    pub async fn available(&self, listing: &Listing) -> Outcome<i64> {
        let page = self.merchant.insist("catalog/load_part", &[("key", listing.key.as_str())]).await?;
        page.pointer("/listings/0/available").and_then(Value::as_i64).ok_or_else(|| "nothing about its stock".into())
    }

    /// Every organisation's log is whole.
    pub fn check_audit(&self) -> Outcome<()> {
        self.operate(&["audit", "verify"], "")
    }

    fn path(&self, name: &str) -> String {
        self.directory.path().join(name).display().to_string()
    }

    fn add_person(&self, name: &str, of: &[&str]) -> Outcome<()> {
        let email = format!("{name}@crash.example");
        let words = ["user", "add", "--email", &email, "--name", name, "--password-stdin"];
        self.operate(&[&words, of].concat(), PASSWORD)
    }

    fn command(&self, words: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_counterpart"));
        command.current_dir(env!("CARGO_MANIFEST_DIR")).env("DATABASE_URL", &self.url).args(words);
        command.env("COUNTERPART_MAIL_DIR", self.path("mail")).env("RUST_LOG", "warn");
        command
    }

    fn start(&self, words: &[&str]) -> Outcome<Program> {
        let log = || File::options().create(true).append(true).open(self.path("log"));
        let child =
            self.command(words).stdin(Stdio::null()).stdout(Stdio::from(log()?)).stderr(Stdio::from(log()?)).spawn()?;
        Ok(Program { child })
    }

    fn operate(&self, words: &[&str], input: &str) -> Outcome<()> {
        let mut child = self.command(words).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn()?;
        child.stdin.take().ok_or("no input")?.write_all(input.as_bytes())?;
        let output = child.wait_with_output()?;
        if output.status.success() {
            return Ok(());
        }
        let said = [output.stdout, output.stderr].concat();
        Err(format!("counterpart {}: {}", words.join(" "), String::from_utf8_lossy(&said)).into())
    }
}

/// Any time up to this.
pub fn some_time(most: Duration) -> Duration {
    most.mul_f64(rand::random::<f64>())
}

fn base(port: u16) -> String {
    format!("http://127.0.0.1:{port}")
}

/// A port below those that the system gives to whoever calls: while the server is away, nobody else gets its port, nor does anybody who
/// calls it reach themselves.
fn free_port() -> Outcome<u16> {
    let mut tried = (0..100).map(|_| rand::random_range(20_000..32_000_u16));
    let free = tried.find(|port| TcpListener::bind(("127.0.0.1", *port)).is_ok());
    free.ok_or_else(|| "no free port".into())
}

/// A database of its own in the cluster that `.ci/with-postgres` started.
async fn new_postgres_database() -> Outcome<String> {
    let cluster = env::var("TEST_POSTGRES_URL").map_err(|_| "run it under .ci/with-postgres")?;
    let name = format!("crash_{}", std::process::id());
    let mut connection = PgConnection::connect(&cluster).await?;
    sqlx::query(AssertSqlSafe(format!("CREATE DATABASE {name}"))).execute(&mut connection).await?;
    Ok(cluster.replacen("/postgres?", &format!("/{name}?"), 1))
}
