//! As much of HTTP/1.1 as the sandbox needs, by hand: it has to break what a server never breaks.

use serde::Serialize;
use std::time::Duration;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

/// The largest head and body, in bytes.
const HEAD: usize = 64 * 1_024;
const BODY: usize = 8 * 1_024 * 1_024;

/// A request.
#[derive(Clone, Debug, Default)]
pub struct Request {
    pub method: String,
    /// With what stands behind the question mark.
    pub path: String,
    pub headers: Vec<(String, String)>,
    pub body: String,
}

impl Request {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }
}

/// An answer.
#[derive(Clone, Debug)]
pub struct Answer {
    pub status: u16,
    pub content_type: &'static str,
    pub headers: Vec<(&'static str, String)>,
    pub body: String,
}

impl Answer {
    pub fn json(status: u16, body: &impl Serialize) -> Self {
        Self::text(status, "application/json", serde_json::to_string(body).unwrap_or_default())
    }

    pub fn text(status: u16, content_type: &'static str, body: String) -> Self {
        Self { status, content_type, headers: Vec::new(), body }
    }

    pub fn with(mut self, name: &'static str, value: String) -> Self {
        self.headers.push((name, value));
        self
    }
}

/// Reads one request with its length given.
pub async fn read(stream: &mut TcpStream) -> Result<Request, String> {
    let mut bytes = Vec::new();
    let end = loop {
        if let Some(end) = bytes.windows(4).position(|four| four == b"\r\n\r\n") {
            break end;
        }
        if bytes.len() > HEAD || more(stream, &mut bytes).await? == 0 {
            return Err("no request".into());
        }
    };
    let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
    let mut lines = head.lines();
    let mut first = lines.next().unwrap_or_default().split(' ');
    let mut request = Request {
        method: first.next().unwrap_or_default().to_owned(),
        path: first.next().unwrap_or_default().to_owned(),
        ..Request::default()
    };
    request.headers = lines
        .filter_map(|line| line.split_once(':'))
        .map(|(name, value)| (name.to_owned(), value.trim().to_owned()))
        .collect();
    let length = request.header("content-length").and_then(|length| length.parse::<usize>().ok()).unwrap_or(0);
    if length > BODY {
        return Err("too long".into());
    }
    while bytes.len() < end + 4 + length {
        if more(stream, &mut bytes).await? == 0 {
            return Err("a request that ends in its middle".into());
        }
    }
    request.body = String::from_utf8_lossy(&bytes[end + 4..end + 4 + length]).into_owned();
    Ok(request)
}

async fn more(stream: &mut TcpStream, bytes: &mut Vec<u8>) -> Result<usize, String> {
    let mut chunk = vec![0; 16 * 1_024];
    let count = stream.read(&mut chunk).await.map_err(|error| error.to_string())?;
    bytes.extend_from_slice(&chunk[..count]);
    Ok(count)
}

pub async fn write(stream: &mut TcpStream, answer: Answer) -> Result<(), String> {
    let Answer { status, content_type, headers, body } = answer;
    let headers: String = headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
    let head = format!(
        "HTTP/1.1 {status} Sandbox\r\nContent-Type: {content_type}\r\nContent-Length: {}\r\nConnection: close\r\n{headers}\r\n",
        body.len()
    );
    stream.write_all(format!("{head}{body}").as_bytes()).await.map_err(|error| error.to_string())?;
    stream.shutdown().await.map_err(|error| error.to_string())
}

/// Closes the connection without a word, so that the other end finds it reset.
pub fn reset(stream: TcpStream) -> Result<(), String> {
    stream.set_zero_linger().map_err(|error| error.to_string())
}

/// An answer that goes on until nobody listens; or a minute.
pub async fn endless(stream: &mut TcpStream) -> Result<(), String> {
    let head = b"HTTP/1.1 200 Sandbox\r\nContent-Type: application/json\r\nConnection: close\r\n\r\n{";
    stream.write_all(head).await.map_err(|error| error.to_string())?;
    let filler = vec![b' '; 32 * 1_024];
    let writing = async { while stream.write_all(&filler).await.is_ok() {} };
    let _cut = tokio::time::timeout(Duration::from_secs(60), writing).await;
    Ok(())
}
