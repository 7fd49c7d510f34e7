//! Prepares what is measured: buyers with carts of known sizes, made through the command line and over HTTP.

use super::{
    Effort, Outcome,
    client::{Answer, Visitor},
    measure::{self, Limit},
    server::{Server, Site},
};
use counterpart::{
    api_types::{
        catalog::{PartPage, PartSearchPage},
        identity::SignInPage,
        negotiation::LineChanged,
    },
    server::application::work::mint,
};
use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU32, AtomicUsize, Ordering},
    },
    time::Duration,
};

/// Carts that pages are drawn of, by their lines.
const PAGES: [usize; 4] = [10, 100, 500, 1_000];

/// Carts that lines are added to: their lines, and how many such carts share one figure's new lines.
pub const GROWING: [(usize, usize); 3] = [(1, 64), (100, 32), (1_000, 8)];

/// Carts that are shared, by their lines.
const SHARED: [usize; 2] = [10, 1_000];

/// Lines under negotiation; a multiple of every number of connections.
const NEGOTIATED: usize = 256;

/// No cart needs more listings than that.
const LISTINGS: usize = 2_200;

const ORGANISATION: &str = "Load Test Buying";

/// Connections while preparing.
const HANDS: usize = 8;

const NO_LIMIT: Duration = Duration::from_secs(300);

pub struct Listing {
    id: String,
    seller: String,
    quantity: String,
    currency: String,
}

/// A line of a cart, and the offers its seller made.
pub struct Line {
    pub id: String,
    listing: usize,
    revisions: AtomicU32,
}

/// A buyer with a cart that holds nothing but what was added here.
pub struct Buyer {
    pub visitor: Visitor,
    listings: Arc<Vec<Listing>>,
    sellers: Arc<HashMap<String, Visitor>>,
    lines: Mutex<Vec<Arc<Line>>>,
    /// Carts begin at different listings, so that they spread over the sellers.
    next: AtomicUsize,
}

pub struct Market {
    /// In the order of [`PAGES`].
    pub pages: Vec<(usize, Arc<Buyer>)>,
    /// In the order of [`GROWING`].
    pub growing: Vec<(usize, Vec<Arc<Buyer>>)>,
    /// In the order of [`SHARED`].
    pub shared: Vec<(usize, Arc<Buyer>)>,
    pub negotiating: Arc<Buyer>,
}

impl Market {
    /// Buyers, sellers, carts; each negotiated line has one offer.
    pub async fn prepare(site: &Site, server: &Server, effort: Effort) -> Outcome<Self> {
        let guest = Visitor::guest(&server.base)?;
        let listings = Arc::new(listings(&guest).await?);
        let sellers = Arc::new(sellers(&guest, &listings).await?);
        let growing_buyers: usize = GROWING.iter().map(|(_, buyers)| buyers).sum();
        let people = people(site, PAGES.len() + growing_buyers + SHARED.len() + 1)?;
        let mut buyers = Vec::new();
        for (number, person) in people.iter().enumerate() {
            buyers.push(Arc::new(Buyer {
                visitor: guest.sign_in(person).await?,
                listings: listings.clone(),
                sellers: sellers.clone(),
                lines: Mutex::default(),
                next: AtomicUsize::new(number * 37),
            }));
        }
        let mut rest = buyers.into_iter();
        let pages: Vec<_> = PAGES.into_iter().zip(rest.by_ref()).collect();
        let mut growing = Vec::new();
        for (lines, count) in GROWING {
            growing.push((lines, rest.by_ref().take(count).collect::<Vec<_>>()));
        }
        let shared: Vec<_> = SHARED.into_iter().zip(rest.by_ref()).collect();
        let negotiating = rest.next().ok_or("too few buyers")?;
        let market = Self { pages, growing, shared, negotiating };
        market.fill(effort).await?;
        for (lines, buyer) in &market.shared {
            buyer.share(*lines).await?;
        }
        Ok(market)
    }

    async fn fill(&self, effort: Effort) -> Outcome<()> {
        let most = self.growing.iter().map(|(lines, buyers)| lines + 3 * effort.adds / buyers.len()).max();
        if most.is_none_or(|most| most > self.negotiating.listings.len()) {
            return Err("too few listings for the largest cart".into());
        }
        let carts = self.pages.iter().map(|(lines, buyer)| (*lines, buyer.clone()));
        let growing = self.growing.iter().flat_map(|(lines, buyers)| buyers.iter().map(|buyer| (*lines, buyer.clone())));
        let shared = self.shared.iter().map(|(lines, buyer)| (*lines, buyer.clone()));
        let mut carts: Vec<_> = carts.chain(growing).chain(shared).chain([(NEGOTIATED, self.negotiating.clone())]).collect();
        // The longest first: they keep a connection busy for the longest.
        carts.sort_by_key(|(lines, _)| std::cmp::Reverse(*lines));
        let limit = Limit { requests: carts.len(), time: NO_LIMIT };
        let carts = Arc::new(carts);
        measure::run(HANDS, limit, move |number| {
            let carts = carts.clone();
            async move {
                let (lines, buyer) = &carts[number];
                let mut last = buyer.add().await?;
                for _ in 1..*lines {
                    last = buyer.add().await?;
                }
                Ok(last)
            }
        })
        .await?;
        let buyer = self.negotiating.clone();
        let limit = Limit { requests: NEGOTIATED, time: NO_LIMIT };
        measure::run(HANDS, limit, move |number| {
            let buyer = buyer.clone();
            async move { buyer.update_price(number).await }
        })
        .await?;
        Ok(())
    }
}

impl Buyer {
    /// Adds a listing that the cart does not hold yet.
    pub async fn add(&self) -> Outcome<Answer> {
        let index = self.next.fetch_add(1, Ordering::Relaxed) % self.listings.len();
        let listing = &self.listings[index];
        let request_id = mint().to_string();
        let form = [
            ("input[listing_id]", listing.id.as_str()),
            ("input[quantity]", listing.quantity.as_str()),
            ("input[request_id]", request_id.as_str()),
        ];
        let answer = self.visitor.call("cart/add_to_cart", &form).await?;
        let added: LineChanged = serde_json::from_str(&answer.text)?;
        let line = Line { id: added.line_id.to_string(), listing: index, revisions: AtomicU32::new(0) };
        self.lines.lock().unwrap_or_else(PoisonError::into_inner).push(Arc::new(line));
        Ok(answer)
    }

    /// Makes the cart the organisation's.
    pub async fn share(&self, lines: usize) -> Outcome<Answer> {
        let (name, request_id) = (format!("Shared cart of {lines}"), mint().to_string());
        self.visitor.call("sharing/share_cart", &[("input[name]", &name), ("input[request_id]", &request_id)]).await
    }

    /// Asks for some more of a line that the cart holds.
    pub async fn raise(&self, number: usize) -> Outcome<Answer> {
        let listing = &self.listings[self.line(number).listing];
        let request_id = mint().to_string();
        let form = [
            ("input[listing_id]", listing.id.as_str()),
            ("input[quantity]", listing.quantity.as_str()),
            ("input[request_id]", request_id.as_str()),
        ];
        self.visitor.call("cart/add_to_cart", &form).await
    }

    /// A line by number, around and around.
    pub fn line(&self, number: usize) -> Arc<Line> {
        let lines = self.lines.lock().unwrap_or_else(PoisonError::into_inner);
        lines[number % lines.len()].clone()
    }

    /// The seller of a line makes one more offer. Two must not do so for one line at a time.
    pub async fn update_price(&self, number: usize) -> Outcome<Answer> {
        let line = self.line(number);
        let listing = &self.listings[line.listing];
        let seller = self.sellers.get(&listing.seller).ok_or("a listing of an unknown seller")?;
        let revisions = line.revisions.load(Ordering::Relaxed);
        let (request_id, seen) = (mint().to_string(), revisions.to_string());
        let price = format!("{}.{:02}", 10 + revisions % 50, number % 100);
        let form = [
            ("input[line][line_id]", line.id.as_str()),
            ("input[line][side]", "seller"),
            ("input[line][request_id]", request_id.as_str()),
            ("input[revisions_seen]", seen.as_str()),
            ("input[unit_price]", price.as_str()),
            ("input[currency]", listing.currency.as_str()),
            ("input[lead_time_days]", "14"),
            ("input[valid_days]", "30"),
        ];
        let answer = seller.call("negotiation/update_price", &form).await?;
        line.revisions.fetch_add(1, Ordering::Relaxed);
        Ok(answer)
    }
}

/// Available listings of all sellers, in the order of their part numbers.
async fn listings(guest: &Visitor) -> Outcome<Vec<Listing>> {
    let (mut found, mut after) = (Vec::new(), String::new());
    loop {
        let page: PartSearchPage =
            guest.load("catalog/search_parts", &[("search[available]", "true"), ("search[after]", &after)]).await?;
        for group in &page.groups.rows {
            let part: PartPage = guest.load("catalog/load_part", &[("key", &group.key)]).await?;
            found.extend(part.listings.into_iter().filter(|listing| listing.available >= listing.units.smallest()).map(
                |listing| Listing {
                    id: listing.id.to_string(),
                    seller: listing.seller,
                    quantity: listing.units.smallest().to_string(),
                    currency: listing.list_price.map_or_else(|| "USD".to_owned(), |price| price.currency.to_string()),
                },
            ));
        }
        match page.groups.next {
            Some(next) if found.len() < LISTINGS => after = next,
            Some(_) | None => return Ok(found),
        }
    }
}

/// Someone who sells for each of the listings' organisations.
async fn sellers(guest: &Visitor, listings: &[Listing]) -> Outcome<HashMap<String, Visitor>> {
    let page: SignInPage = guest.load("identity/load_sign_in", &[]).await?;
    let mut sellers = HashMap::new();
    for listing in listings {
        if sellers.contains_key(&listing.seller) {
            continue;
        }
        let person = page.demo_people.iter().find(|person| person.roles.seller && person.organisation == listing.seller);
        let person = person.ok_or_else(|| format!("nobody sells for {}", listing.seller))?;
        sellers.insert(listing.seller.clone(), guest.sign_in(&person.person_id.to_string()).await?);
    }
    Ok(sellers)
}

/// New buyers of a new organisation; their identifiers.
fn people(site: &Site, count: usize) -> Outcome<Vec<String>> {
    operate(site, &["organisation", "add", "--name", ORGANISATION, "--buys"])?;
    (1..=count).map(|number| person(site, &format!("buyer-{number}"), (ORGANISATION, "buyer"))).collect()
}

/// A new member of an organisation, with roles; the identifier.
pub fn person(site: &Site, name: &str, (organisation, roles): (&str, &str)) -> Outcome<String> {
    let email = format!("{name}@load.example");
    let words = ["user", "add", "--email", &email, "--name", name, "--organisation", organisation, "--roles", roles];
    let said = operate(site, &words)?;
    let id = said.split_once("Created person ").and_then(|(_, rest)| rest.split_once('.')).map(|(id, _)| id.to_owned());
    id.ok_or_else(|| "the command line named no person".into())
}

/// What an operator does by the command line.
pub fn operate(site: &Site, words: &[&str]) -> Outcome<String> {
    let output = site.command(words).output()?;
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
    }
    Err(format!("counterpart {}: {}", words.join(" "), String::from_utf8_lossy(&output.stderr)).into())
}
