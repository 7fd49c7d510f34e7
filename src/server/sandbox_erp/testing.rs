//! The sandbox for tests: the test's own program, started once more as another process.

use super::{Manner, Settings, serve};
use crate::server::integrations::erp::choose_cryptography;
use serde_json::Value;
use std::{
    io::{BufRead, BufReader, Read},
    process::{Child, Command, Stdio},
    time::Duration,
};

const TOLD: &str = "COUNTERPART_TEST_SANDBOX";
const ENTRY: &str = "server::sandbox_erp::testing::it_takes_an_order_once";

/// A running sandbox; ends when it is dropped.
pub struct Sandbox {
    process: Child,
    pub url: String,
    client: reqwest::Client,
}

impl Sandbox {
    /// Treats every order in these manners, try by try; signs callbacks with the secret.
    pub fn start(manners: &str, secret: &str) -> Self {
        let mut process = Command::new(std::env::current_exe().expect("this program"))
            .args([ENTRY, "--exact", "--nocapture"])
            .env(TOLD, format!("{manners} {secret}"))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("a process");
        let stdout = BufReader::new(process.stdout.take().expect("its output"));
        let address = stdout.lines().find_map(|line| Some(line.ok()?.split_once("SANDBOX at ")?.1.to_owned()));
        let url = format!("http://{}", address.expect("the sandbox says where it is"));
        choose_cryptography();
        Self { process, url, client: reqwest::Client::builder().no_proxy().build().expect("a client") }
    }

    /// Other manners from now on.
    pub async fn set(&self, manners: &str) {
        let sent = self.client.put(format!("{}/manner", self.url)).body(manners.to_owned()).send().await;
        assert!(sent.expect("an answer").status().is_success(), "{manners}");
    }

    /// What callbacks are signed with from now on.
    pub async fn learn(&self, secret: &str) {
        let sent = self.client.put(format!("{}/secret", self.url)).body(secret.to_owned()).send().await;
        assert!(sent.expect("an answer").status().is_success());
    }

    /// Everything it holds.
    pub async fn orders(&self) -> Vec<Value> {
        let answer = self.client.get(format!("{}/orders", self.url)).send().await.expect("an answer");
        serde_json::from_str(&answer.text().await.expect("a text")).expect("a list")
    }

    /// Makes it tell something of an order; status and body of what came back.
    pub async fn tell(&self, key: &str, said: Value) -> (u16, String) {
        let sent = self.client.post(format!("{}/tell/{key}", self.url)).body(said.to_string()).send().await;
        let answer = sent.expect("an answer");
        (answer.status().as_u16(), answer.text().await.expect("a text"))
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        let _ended = self.process.kill();
        let _reaped = self.process.wait();
    }
}

/// Never returns in the process that [`Sandbox::start`] started.
async fn serve_if_told() {
    let Ok(told) = std::env::var(TOLD) else { return };
    // Nobody is left behind when the test is killed.
    std::thread::spawn(|| {
        let _closed = std::io::stdin().read_to_end(&mut Vec::new());
        std::process::exit(0);
    });
    let (manners, secret) = told.split_once(' ').unwrap_or((&told, ""));
    let settings = Settings {
        listen: ([127, 0, 0, 1], 0).into(),
        store: None,
        manners: Manner::parse_all(manners).expect("manners"),
        faults: 0,
        seed: 1,
        secrets: vec![secret.to_owned()],
        slow: Duration::from_millis(300),
        late: Duration::from_secs(4),
    };
    serve(settings, |address| println!("SANDBOX at {address}")).await.expect("a sandbox");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn it_takes_an_order_once() {
    serve_if_told().await;
    let sandbox = Sandbox::start("reset,accept", "");
    let key = format!("{}:r1", uuid::Uuid::from_u128(7));
    let order = r#"{"document":"O-1-USD","currency":"USD","total":"1.00","lines":[{}]}"#;
    let post = || sandbox.client.post(format!("{}/orders", sandbox.url)).header("Idempotency-Key", &key).body(order);
    assert!(post().send().await.is_err(), "taken, and nobody knows");
    for _again in 0..2 {
        let answer = post().send().await.expect("an answer").text().await.expect("a text");
        assert!(answer.contains(r#""status":"accepted""#) && answer.contains("SO-5001"), "{answer}");
    }
    assert_eq!(sandbox.orders().await.len(), 1);
    let bare = sandbox.client.post(format!("{}/orders", sandbox.url)).body(order).send().await.expect("an answer");
    assert_eq!(bare.status().as_u16(), 422, "no key");
}
