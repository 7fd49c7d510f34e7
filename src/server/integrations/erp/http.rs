//! The way to a seller's system: one POST, with bounds on everything that the other end decides. Follows no redirect, keeps no
//! connection, and goes only where it may.

use super::Letter;
use reqwest::{
    Client, ClientBuilder, Method, Url,
    dns::{Addrs, Name, Resolve, Resolving},
    header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, RETRY_AFTER, USER_AGENT},
    redirect::Policy,
};
use rustls::{ClientConfig, RootCertStore};
use std::{
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
    time::Duration,
};

/// Where orders may be sent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Reach {
    /// By https, to public addresses.
    #[default]
    Public,
    /// By http too, and to this machine and its network.
    Anywhere,
}

/// What the other end may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    pub connect: Duration,
    /// Of silence.
    pub read: Duration,
    /// Of all of it. Less than a job's lease.
    pub whole: Duration,
    /// Of the answer, in bytes.
    pub answer: usize,
}

impl Limits {
    pub const USUAL: Self = Self {
        connect: Duration::from_secs(5),
        read: Duration::from_secs(20),
        whole: Duration::from_secs(60),
        answer: 64 * 1_024,
    };
}

/// What came back.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reply {
    pub status: u16,
    pub retry_after: Option<String>,
    pub body: String,
}

/// Nothing that can be read came back.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unanswered {
    /// Nothing was sent.
    #[error("{0}")]
    NotSent(String),
    /// It was sent; whether it was taken is unknown.
    #[error("{0}; whether it has the order is unknown")]
    Unknown(String),
    /// The address is not one that orders are sent to.
    #[error("{0}")]
    Never(String),
}

/// Chooses what encrypts the connections of this process; without it no client can be made.
pub fn choose_cryptography() {
    // Another part of the process may have chosen already; then that one holds.
    let _chosen = rustls::crypto::ring::default_provider().install_default();
}

/// The client. One for the process.
pub struct Erp {
    client: Client,
    reach: Reach,
    limits: Limits,
}

impl Erp {
    /// # Errors
    /// The client cannot be made.
    pub fn new(reach: Reach, limits: Limits) -> Result<Self, String> {
        choose_cryptography();
        // Who runs this process says whom it trusts; where the machine knows no authorities, Mozilla's count.
        let client = Self::builder(reach, limits).build().or_else(|_| {
            let roots = RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
            let tls = ClientConfig::builder().with_root_certificates(roots).with_no_client_auth();
            Self::builder(reach, limits).tls_backend_preconfigured(tls).build()
        });
        let client = client.map_err(|error| format!("the client for sellers' systems: {error}"))?;
        Ok(Self { client, reach, limits })
    }

    fn builder(reach: Reach, limits: Limits) -> ClientBuilder {
        Client::builder()
            .redirect(Policy::none())
            .connect_timeout(limits.connect)
            .read_timeout(limits.read)
            .timeout(limits.whole)
            .pool_max_idle_per_host(0)
            .no_proxy()
            .dns_resolver(Guarded(reach))
    }

    /// Sends a document once.
    ///
    /// # Errors
    /// There is no answer to read.
    pub async fn post(&self, url: &str, letter: &Letter, headers: &[(&'static str, String)]) -> Result<Reply, Unanswered> {
        let url = check_url(url, self.reach).map_err(Unanswered::Never)?;
        let mut request = self
            .client
            .request(Method::POST, url)
            .header(CONTENT_TYPE, letter.content_type)
            .header(ACCEPT, "application/json, application/xml, text/xml")
            .header(USER_AGENT, concat!("Counterpart/", env!("CARGO_PKG_VERSION")))
            .body(letter.body.clone());
        for (name, value) in headers {
            request = request.header(*name, value);
        }
        if let Some(authorization) = &letter.authorization {
            request = request.header(AUTHORIZATION, authorization);
        }
        let response = request.send().await.map_err(|error| unanswered(&error))?;
        let status = response.status().as_u16();
        let retry_after = response.headers().get(RETRY_AFTER).and_then(|value| value.to_str().ok()).map(str::to_owned);
        let body = self.body(response).await?;
        Ok(Reply { status, retry_after, body })
    }

    async fn body(&self, mut response: reqwest::Response) -> Result<String, Unanswered> {
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(|error| unanswered(&error))? {
            if body.len() + chunk.len() > self.limits.answer {
                return Err(Unanswered::Unknown(format!("its answer is longer than {} KiB", self.limits.answer / 1_024)));
            }
            body.extend_from_slice(&chunk);
        }
        Ok(String::from_utf8_lossy(&body).into_owned())
    }
}

/// Why nothing came back, in words that name no address inside.
fn unanswered(error: &reqwest::Error) -> Unanswered {
    let mut source: Option<&(dyn std::error::Error + 'static)> = Some(error);
    while let Some(cause) = source {
        if cause.is::<Forbidden>() {
            return Unanswered::Never(Forbidden.to_string());
        }
        source = cause.source();
    }
    match (error.is_connect(), error.is_timeout()) {
        (true, true) => Unanswered::NotSent("no connection in time".into()),
        (true, false) => Unanswered::NotSent("no connection".into()),
        (false, true) => Unanswered::Unknown("no answer in time".into()),
        (false, false) if error.is_builder() => Unanswered::Never("the request cannot be written".into()),
        (false, false) => Unanswered::Unknown("the connection broke off".into()),
    }
}

/// An address that orders may be sent to.
///
/// # Errors
/// A sentence fit to stand beside the field.
pub fn check_url(text: &str, reach: Reach) -> Result<Url, String> {
    let url = Url::parse(text.trim()).map_err(|_| "is not an address like https://erp.example.com/orders".to_owned())?;
    match (url.scheme(), reach) {
        ("https", _) | ("http", Reach::Anywhere) => {}
        ("http", Reach::Public) => return Err("has to begin with https://".into()),
        _other => return Err("is not an address like https://erp.example.com/orders".into()),
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err("holds a name or a password; use the credential instead".into());
    }
    if url.fragment().is_some() {
        return Err("holds a “#”".into());
    }
    // Names are looked at when they are resolved; numbers never are.
    let literal = url.host_str().and_then(|host| host.trim_matches(['[', ']']).parse::<IpAddr>().ok());
    match literal {
        Some(address) if reach == Reach::Public && !is_public(address) => Err("is an address inside this network".into()),
        Some(_) | None => Ok(url),
    }
}

/// Resolves names, and leaves out what is not public unless it may go anywhere.
struct Guarded(Reach);

#[derive(Debug, thiserror::Error)]
#[error("the name leads to an address inside this network")]
struct Forbidden;

impl Resolve for Guarded {
    fn resolve(&self, name: Name) -> Resolving {
        let reach = self.0;
        let host = name.as_str().to_owned();
        Box::pin(async move {
            let found: Vec<SocketAddr> = tokio::net::lookup_host((host.as_str(), 0)).await?.collect();
            let may: Vec<SocketAddr> =
                found.into_iter().filter(|address| reach == Reach::Anywhere || is_public(address.ip())).collect();
            if may.is_empty() { Err(Forbidden.into()) } else { Ok(Box::new(may.into_iter()) as Addrs) }
        })
    }
}

/// Whether an address belongs to the internet at large (IANA special-purpose registries).
fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => match address.to_ipv4_mapped() {
            Some(inner) => is_public_v4(inner),
            None => is_public_v6(address),
        },
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    let special = address.is_private()
        || address.is_loopback()
        || address.is_link_local()
        || address.is_multicast()
        || address.is_documentation()
        || a == 0
        || a >= 240
        || (a == 100 && (64..128).contains(&b))
        || (a == 192 && b == 0 && c == 0)
        || (a == 198 && (18..20).contains(&b));
    !special
}

fn is_public_v6(address: Ipv6Addr) -> bool {
    // 2000::/3 is all that is given out; of it, 2001:db8::/32 is for examples, 2002::/16 and 2001::/32 hide IPv4.
    let [first, second, ..] = address.segments();
    (0x2000..0x4000).contains(&first) && first != 0x2002 && !(first == 0x2001 && matches!(second, 0xdb8 | 0))
}

/// An HTTP date (RFC 9110, 5.6.7) in microseconds.
pub fn date_us(text: &str) -> Option<i64> {
    let at = chrono::NaiveDateTime::parse_from_str(text.trim(), "%a, %d %b %Y %H:%M:%S GMT").ok()?;
    Some(at.and_utc().timestamp_micros())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn orders_go_to_public_addresses_by_https_unless_told_otherwise() {
        for url in ["https://erp.example.com/orders?client=7", "https://8.8.8.8/", "https://[2606:4700::1111]:8443/x"] {
            assert!(check_url(url, Reach::Public).is_ok(), "{url}");
        }
        for url in [
            "http://erp.example.com/",
            "https://127.0.0.1/",
            "https://2130706433/",
            "https://0x7f.1/",
            "https://10.0.0.7/",
            "https://169.254.169.254/latest",
            "https://100.64.0.1/",
            "https://[::1]/",
            "https://[::ffff:10.0.0.1]/",
            "https://[fd00::1]/",
            "https://[2002:7f00:1::]/",
            "https://ada:secret@erp.example.com/",
            "https://erp.example.com/#x",
            "ftp://erp.example.com/",
            "file:///etc/passwd",
            "erp.example.com",
            "",
        ] {
            assert!(check_url(url, Reach::Public).is_err(), "{url}");
        }
        assert!(check_url("http://127.0.0.1:4700/orders", Reach::Anywhere).is_ok());
        assert!(check_url("http://ada@127.0.0.1/", Reach::Anywhere).is_err());
    }

    #[tokio::test]
    async fn a_name_that_leads_inside_is_not_followed() {
        let resolved = Guarded(Reach::Public).resolve("localhost".parse().expect("a name")).await;
        assert!(resolved.is_err_and(|error| error.is::<Forbidden>()));
        assert!(Guarded(Reach::Anywhere).resolve("localhost".parse().expect("a name")).await.is_ok());
    }

    #[test]
    fn a_date_of_http_is_read() {
        assert_eq!(date_us("Mon, 09 Mar 2026 12:05:00 GMT"), Some(1_773_057_900_000_000));
        assert_eq!(date_us("soon"), None);
    }
}
