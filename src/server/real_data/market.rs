//! A marketplace for real data: organisations with one member each, and their files on the way that files take.

use crate::{
    api_types::inventory::{Confirmation, UploadPage, UploadReport},
    domain::{
        catalog::UploadMode,
        identity::{Membership, Principal, Role, Roles},
        ids::{ListingId, OrganisationId, UploadId},
    },
    server::{
        application::{
            Context, Services,
            context::Clock,
            execute,
            identity::{self, NewOrganisation, NewPerson, SetMember},
            inventory::{self, NewUpload},
            query_in,
        },
        storage::{
            Store,
            catalog::{StoredListing, stored_listings},
        },
    },
};
use std::{collections::HashMap, sync::Arc};

pub struct Market {
    pub services: Arc<Services>,
}

/// An organisation that sells, and its member.
#[derive(Clone)]
pub struct Seller {
    pub id: OrganisationId,
    pub name: String,
    pub member: Principal,
}

/// A file of our own format, row by row, in the order of the template's columns before the price breaks.
pub type OwnRow = [String; 13];

impl Market {
    pub fn new(store: Store) -> Self {
        Self { services: Services::new(store, Clock::System, true) }
    }

    pub fn system(&self) -> Context {
        Context::new(&self.services, None, "real-data")
    }

    pub fn as_member(&self, member: &Principal) -> Context {
        Context::new(&self.services, Some(member.clone()), "real-data")
    }

    pub async fn organisation(&self, name: &str, buys: bool, sells: bool) -> OrganisationId {
        let new = NewOrganisation { name: name.to_owned(), buys, sells };
        execute(self.system(), identity::create_organisation, new).await.expect("an organisation")
    }

    /// A new person with one role; `organisation` is its id and name.
    pub async fn member(&self, organisation: (OrganisationId, &str), email: &str, role: Role) -> Principal {
        let new = NewPerson { email: email.into(), name: email.into(), password: None, platform_role: None };
        let person_id = execute(self.system(), identity::create_person, new).await.expect("a person");
        let (organisation_id, roles) = (organisation.0, Roles::default().with(role));
        let set = SetMember { organisation_id, person_id, roles, suspended: false };
        execute(self.system(), identity::set_member, set).await.expect("a member");
        let (buys, sells) = (role == Role::Buyer, role == Role::Seller);
        let membership = Membership { organisation_id, organisation: organisation.1.to_owned(), buys, sells, roles };
        Principal { person_id, name: email.to_owned(), platform_role: None, membership: Some(membership) }
    }

    /// The `number`th seller.
    pub async fn seller(&self, number: usize, name: &str) -> Seller {
        let id = self.organisation(name, false, true).await;
        let member = self.member((id, name), &format!("seller-{number}@test.example"), Role::Seller).await;
        Seller { id, name: name.to_owned(), member }
    }

    /// Sends a file and waits for its dry run; answers the statements that took as well.
    pub async fn check(&self, seller: &Seller, mode: UploadMode, content: Vec<u8>) -> (UploadPage, u64) {
        let ctx = self.as_member(&seller.member);
        let upload = NewUpload { file_name: "stock.csv".into(), mode, content: Arc::new(content), sheet: String::new() };
        let id = execute(ctx.clone(), inventory::receive_upload, upload).await.expect("the file is taken");
        let statements = ctx.store.statements();
        (self.upload(seller, id).await, statements)
    }

    /// Confirms a checked file and waits until it is applied; answers the statements that took as well.
    pub async fn confirm(&self, seller: &Seller, checked: &UploadPage) -> (UploadPage, u64) {
        let ctx = self.as_member(&seller.member);
        execute(ctx.clone(), inventory::confirm_upload, confirmation(checked)).await.expect("confirmed");
        let statements = ctx.store.statements();
        (self.upload(seller, checked.summary.id).await, statements)
    }

    async fn upload(&self, seller: &Seller, id: UploadId) -> UploadPage {
        query_in(&self.as_member(&seller.member), inventory::load_upload, id).await.expect("the upload")
    }

    /// What is stored of a seller, by what makes a listing the same.
    pub async fn stored(&self, seller: OrganisationId) -> HashMap<String, StoredListing> {
        let mut reader = self.system().read().await.expect("a connection");
        let listings = stored_listings(&mut reader, seller).await.expect("the listings");
        listings.into_iter().map(|listing| (listing.identity.clone(), listing)).collect()
    }

    /// The id of each listing of a seller by what makes it the same.
    pub async fn ids(&self, seller: OrganisationId) -> HashMap<String, ListingId> {
        let identities = inventory::listing_identities(self.system(), seller).await;
        identities.expect("the identities").into_iter().collect()
    }
}

/// Agrees to everything that a dry run shows.
pub fn confirmation(checked: &UploadPage) -> Confirmation {
    Confirmation { upload_id: checked.summary.id, removing: checked.report.as_ref().map(|report| report.removed) }
}

/// The report of a dry run or of its result.
pub fn report(page: &UploadPage) -> &UploadReport {
    page.report.as_ref().expect("a report")
}

/// Rows as a file of our own format, with the template's header.
pub fn own_format(rows: impl IntoIterator<Item = OwnRow>) -> Vec<u8> {
    let header = inventory::TEMPLATE.lines().next().unwrap_or_default();
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(header.split(',').take(13)).expect("a header");
    for row in rows {
        writer.write_record(row).expect("a row");
    }
    writer.into_inner().expect("a file in memory")
}
