//! Owns the demo's organisations and people: who buys, who sells, what they deal in and which roles their members hold.
//!
//! Must not contain anyone real: organisations and people are invented, addresses stand under the reserved top-level
//! domain `.example` (RFC 2606). Holds no passwords, ids or limits; whoever fills the database adds those.

use super::parts::Family::{
    self, Bearing, Bolt, Connector, Contact, ControlCable, Drive, Fitting, Hose, Hydraulics, MetricFastener, Nut, Pin,
    Rivet, Seal, Spacer, Switchgear, Washer, Wire,
};

/// An organisation of the demo with its members.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DemoOrganisation {
    /// Short, stable name for tests, links and e-mail domains.
    pub key: &'static str,
    /// The name that people see.
    pub name: &'static str,
    /// It has carts and demands.
    pub buys: bool,
    /// It has inventory and requests.
    pub sells: bool,
    /// ISO 3166-1 alpha-2.
    pub country: &'static str,
    /// What it keeps in stock if it sells, what it needs if it only buys.
    pub speciality: &'static [Family],
    /// Two to five members; at least one of them is an admin.
    pub people: Vec<DemoPerson>,
}

impl DemoOrganisation {
    /// True for one that works with machines on the ground and never asks for an aviation release.
    #[must_use]
    pub fn is_industrial(&self) -> bool {
        self.speciality.contains(&Drive) && !self.speciality.contains(&Bolt)
    }
}

/// A member of an organisation. The same e-mail address in two organisations is the same person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DemoPerson {
    /// Given name first, as the person writes it.
    pub name: &'static str,
    /// Signs in with it.
    pub email: &'static str,
    /// What the member may do in this organisation.
    pub roles: DemoRoles,
    /// The membership was suspended: the person is listed but may do nothing here.
    pub suspended: bool,
}

/// The roles of one member; several at a time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DemoRoles {
    /// Keeps carts and negotiates from the buying side.
    pub buyer: bool,
    /// Decides submissions above other members' limits.
    pub approver: bool,
    /// Keeps inventory and negotiates from the selling side.
    pub seller: bool,
    /// Looks after members and connections.
    pub admin: bool,
}

impl DemoRoles {
    /// These roles and those of `other`.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Self {
            buyer: self.buyer || other.buyer,
            approver: self.approver || other.approver,
            seller: self.seller || other.seller,
            admin: self.admin || other.admin,
        }
    }
}

const NONE: DemoRoles = DemoRoles { buyer: false, approver: false, seller: false, admin: false };
const BUYER: DemoRoles = DemoRoles { buyer: true, ..NONE };
const APPROVER: DemoRoles = DemoRoles { approver: true, ..NONE };
const SELLER: DemoRoles = DemoRoles { seller: true, ..NONE };
const ADMIN: DemoRoles = DemoRoles { admin: true, ..NONE };

/// A role on the platform itself, outside every organisation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DemoPlatformRole {
    /// Support representative.
    Support,
    /// Merchant admin.
    MerchantAdmin,
}

/// Someone who runs the marketplace and belongs to no organisation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DemoPlatformPerson {
    /// Given name first, as the person writes it.
    pub name: &'static str,
    /// Signs in with it.
    pub email: &'static str,
    /// What the person does here.
    pub role: DemoPlatformRole,
}

/// The people who run the demo marketplace.
#[must_use]
pub fn platform_people() -> Vec<DemoPlatformPerson> {
    vec![
        DemoPlatformPerson { name: "Saoirse Quinn", email: "saoirse@counterpart.example", role: DemoPlatformRole::Support },
        DemoPlatformPerson {
            name: "Bertrand Okafor",
            email: "bertrand@counterpart.example",
            role: DemoPlatformRole::MerchantAdmin,
        },
    ]
}

/// All organisations: buyers, then sellers, then those that do both.
#[must_use]
pub fn organisations() -> Vec<DemoOrganisation> {
    [first_buyers(), more_buyers(), first_sellers(), more_sellers(), first_traders(), more_traders()].concat()
}

fn member(name: &'static str, email: &'static str, roles: DemoRoles) -> DemoPerson {
    DemoPerson { name, email, roles, suspended: false }
}

/// Where an organisation stands: key, name, country.
type Plate = (&'static str, &'static str, &'static str);

fn buying((key, name, country): Plate, speciality: &'static [Family], people: Vec<DemoPerson>) -> DemoOrganisation {
    DemoOrganisation { key, name, buys: true, sells: false, country, speciality, people }
}

fn selling((key, name, country): Plate, speciality: &'static [Family], people: Vec<DemoPerson>) -> DemoOrganisation {
    DemoOrganisation { key, name, buys: false, sells: true, country, speciality, people }
}

fn trading(plate: Plate, speciality: &'static [Family], people: Vec<DemoPerson>) -> DemoOrganisation {
    DemoOrganisation { sells: true, ..buying(plate, speciality, people) }
}

/// Half of the six that only buy. Noor van Dalen buys for Corvane and for Qamar.
fn first_buyers() -> Vec<DemoOrganisation> {
    vec![
        buying(
            ("halden", "Halden Air Maintenance", "NO"),
            &[
                Bolt,
                Nut,
                Washer,
                Rivet,
                Pin,
                Spacer,
                Fitting,
                Hose,
                Seal,
                Hydraulics,
                ControlCable,
                Connector,
                Wire,
                Switchgear,
            ],
            vec![
                member("Mara Lindqvist", "mara@halden.example", BUYER.and(ADMIN)),
                member("Tomas Berg", "tomas@halden.example", BUYER.and(APPROVER)),
                member("Aino Korhonen", "aino@halden.example", BUYER),
                member("Gunnar Haugland", "gunnar@halden.example", APPROVER),
            ],
        ),
        buying(
            ("fjord", "Fjord Rotor Services", "NO"),
            &[Bolt, Nut, Washer, Bearing, Fitting, Hose, Seal, Hydraulics, ControlCable, Switchgear],
            vec![
                member("Emil Strand", "emil@fjord.example", BUYER.and(ADMIN)),
                member("Sigrid Aas", "sigrid@fjord.example", BUYER.and(APPROVER)),
                member("Yusuf Demir", "yusuf@fjord.example", BUYER),
            ],
        ),
        buying(
            ("corvane", "Corvane Regional Airways", "IE"),
            &[Bolt, Rivet, Pin, Seal, Hydraulics, Connector, Contact, Wire, Switchgear],
            vec![
                member("Aoife Brannigan", "aoife@corvane.example", BUYER.and(ADMIN)),
                member("Rahul Deshpande", "rahul@corvane.example", BUYER),
                member("Magda Wolska", "magda@corvane.example", APPROVER),
                member("Noor van Dalen", "noor@corvane.example", BUYER),
                DemoPerson { suspended: true, ..member("Declan Roche", "declan@corvane.example", BUYER) },
            ],
        ),
    ]
}

/// The other half of those that only buy.
fn more_buyers() -> Vec<DemoOrganisation> {
    vec![
        buying(
            ("sierraplata", "Sierra Plata Taller Aeronáutico", "ES"),
            &[Bolt, Nut, Washer, Rivet, Spacer, Fitting, Hose, ControlCable, Switchgear],
            vec![
                member("Lucía Ferrándiz", "lucia@sierraplata.example", BUYER.and(ADMIN)),
                member("Iker Goikoetxea", "iker@sierraplata.example", BUYER),
                member("Carmen Salvatierra", "carmen@sierraplata.example", APPROVER),
            ],
        ),
        buying(
            ("bluegum", "Bluegum Farm Machinery", "AU"),
            &[MetricFastener, Drive, Bearing, Seal, Hose],
            vec![
                member("Kirra Donnelly", "kirra@bluegum.example", BUYER),
                member("Minh Tran", "minh@bluegum.example", BUYER.and(ADMIN)),
                member("Stavros Petrakis", "stavros@bluegum.example", APPROVER),
            ],
        ),
        buying(
            ("qamar", "Qamar Rotorcraft", "AE"),
            &[Bolt, Nut, Bearing, Seal, Hydraulics, ControlCable, Connector, Wire],
            vec![
                member("Layla Haddad", "layla@qamar.example", BUYER.and(APPROVER)),
                member("Omar Al-Rashdi", "omar@qamar.example", BUYER.and(ADMIN)),
                member("Noor van Dalen", "noor@corvane.example", BUYER),
            ],
        ),
    ]
}

/// Half of the eight that only sell.
fn first_sellers() -> Vec<DemoOrganisation> {
    vec![
        selling(
            ("orbit", "Orbit Aero Supply", "DE"),
            &[
                Bolt,
                Nut,
                Washer,
                Rivet,
                Pin,
                Spacer,
                Fitting,
                Hose,
                Seal,
                Hydraulics,
                Bearing,
                ControlCable,
                Connector,
                Contact,
                Wire,
                Switchgear,
            ],
            vec![
                member("Jonas Keller", "jonas@orbit.example", SELLER.and(ADMIN)),
                member("Priya Nair", "priya@orbit.example", SELLER),
                member("Matteo Ricciardi", "matteo@orbit.example", SELLER),
            ],
        ),
        selling(
            ("kestrel", "Kestrel Fasteners", "GB"),
            &[Bolt, Nut, Washer, Rivet, Pin, Spacer, MetricFastener],
            vec![
                member("Ines Duarte", "ines@kestrel.example", SELLER),
                member("Alasdair Munro", "alasdair@kestrel.example", SELLER.and(ADMIN)),
            ],
        ),
        selling(
            ("quillon", "Quillon Bearing Exchange", "US"),
            &[Bearing, ControlCable, Drive, Seal],
            vec![
                member("Delphine Marchetti", "delphine@quillon.example", SELLER.and(ADMIN)),
                member("Kwame Asante", "kwame@quillon.example", SELLER),
            ],
        ),
        selling(
            ("saltmarsh", "Saltmarsh Connector Works", "GB"),
            &[Connector, Contact, Wire, Switchgear],
            vec![
                member("Harriet Poole", "harriet@saltmarsh.example", SELLER),
                member("Tadeusz Baran", "tadeusz@saltmarsh.example", SELLER),
                member("Sunita Rao", "sunita@saltmarsh.example", ADMIN),
            ],
        ),
    ]
}

/// The other half of those that only sell.
fn more_sellers() -> Vec<DemoOrganisation> {
    vec![
        selling(
            ("veldhoorn", "Veldhoorn Normdelen", "NL"),
            &[MetricFastener, Drive, Bearing, Washer, Nut],
            vec![
                member("Sanne Hoekstra", "sanne@veldhoorn.example", SELLER.and(ADMIN)),
                member("Ruben Achterhof", "ruben@veldhoorn.example", SELLER),
            ],
        ),
        selling(
            ("brackenholt", "Brackenholt Rotables", "DE"),
            &[Switchgear, Hydraulics, Hose, ControlCable, Connector],
            vec![
                member("Anneliese Vogt", "anneliese@brackenholt.example", SELLER),
                member("Nikolai Sorokin", "nikolai@brackenholt.example", SELLER.and(ADMIN)),
            ],
        ),
        selling(
            ("sableridge", "Sableridge Seal & Hose", "US"),
            &[Seal, Hose, Fitting, Hydraulics],
            vec![
                member("Darnell Whitaker", "darnell@sableridge.example", SELLER.and(ADMIN)),
                member("Marisol Quintero", "marisol@sableridge.example", SELLER),
            ],
        ),
        selling(
            ("cavoforte", "Cavoforte Cablaggi", "IT"),
            &[Wire, Contact, Connector],
            vec![
                member("Chiara Bellandi", "chiara@cavoforte.example", SELLER),
                member("Davide Moro", "davide@cavoforte.example", SELLER.and(ADMIN)),
            ],
        ),
    ]
}

/// Half of the six that buy and sell.
fn first_traders() -> Vec<DemoOrganisation> {
    vec![
        trading(
            ("beskydy", "Beskydy Aero Exchange", "CZ"),
            &[Bolt, Nut, Washer, Rivet, Fitting, Hose, Switchgear],
            vec![
                member("Zuzana Horáková", "zuzana@beskydy.example", BUYER.and(SELLER)),
                member("Petr Vaněk", "petr@beskydy.example", SELLER.and(ADMIN)),
                member("Olena Kovalchuk", "olena@beskydy.example", BUYER.and(APPROVER)),
            ],
        ),
        trading(
            ("tarnwick", "Tarnwick Component Repair", "GB"),
            &[Hydraulics, Switchgear, ControlCable, Hose, Bearing],
            vec![
                member("Fiona Garside", "fiona@tarnwick.example", SELLER.and(ADMIN)),
                member("Babajide Adeyemi", "babajide@tarnwick.example", BUYER),
                member("Rhys Llewellyn", "rhys@tarnwick.example", BUYER.and(APPROVER)),
                member("Hina Qureshi", "hina@tarnwick.example", SELLER),
            ],
        ),
        trading(
            ("paloverde", "Paloverde Turbine Spares", "US"),
            &[Bolt, Nut, Spacer, Seal, Pin, Fitting, ControlCable],
            vec![
                member("Rosa Benally", "rosa@paloverde.example", BUYER.and(ADMIN)),
                member("Grant Holloway", "grant@paloverde.example", SELLER),
                member("Thuy Pham", "thuy@paloverde.example", BUYER.and(SELLER)),
                member("Caleb Stern", "caleb@paloverde.example", APPROVER),
            ],
        ),
    ]
}

/// The other half of those that buy and sell.
fn more_traders() -> Vec<DemoOrganisation> {
    vec![
        trading(
            ("ardenfels", "Ardenfels Industriebedarf", "AT"),
            &[MetricFastener, Drive, Bearing, Seal],
            vec![
                member("Lukas Steinbichler", "lukas@ardenfels.example", BUYER.and(ADMIN)),
                member("Dragana Ilić", "dragana@ardenfels.example", SELLER),
                member("Veronika Hofstätter", "veronika@ardenfels.example", BUYER.and(APPROVER)),
            ],
        ),
        trading(
            ("kaimanawa", "Kaimanawa Parts Pool", "NZ"),
            &[Rivet, Pin, Seal, Wire, Contact, Switchgear, Fitting],
            vec![
                member("Hemi Walker", "hemi@kaimanawa.example", BUYER.and(SELLER)),
                member("Anahera Tautari", "anahera@kaimanawa.example", BUYER.and(APPROVER).and(ADMIN)),
                member("Callum Reid", "callum@kaimanawa.example", SELLER),
            ],
        ),
        trading(
            ("solenne", "Solenne Négoce Technique", "FR"),
            &[Bolt, Spacer, Connector, Contact, MetricFastener, Drive, Rivet],
            vec![
                member("Clémence Aubry", "clemence@solenne.example", BUYER),
                member("Mehdi Benyoucef", "mehdi@solenne.example", SELLER.and(ADMIN)),
                member("Thibault Carrel", "thibault@solenne.example", BUYER.and(APPROVER)),
                member("Awa Diallo", "awa@solenne.example", SELLER),
            ],
        ),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::{BTreeMap, BTreeSet};

    fn holders(organisation: &DemoOrganisation, has: fn(DemoRoles) -> bool) -> usize {
        organisation.people.iter().filter(|person| !person.suspended && has(person.roles)).count()
    }

    #[test]
    fn there_are_six_buyers_eight_sellers_and_six_that_do_both() {
        let organisations = organisations();
        let count = |buys, sells| organisations.iter().filter(|one| (one.buys, one.sells) == (buys, sells)).count();
        assert_eq!((count(true, false), count(false, true), count(true, true)), (6, 8, 6));
        let keys: BTreeSet<&str> = organisations.iter().map(|one| one.key).collect();
        let names: BTreeSet<&str> = organisations.iter().map(|one| one.name).collect();
        assert_eq!((keys.len(), names.len()), (20, 20));
    }

    #[test]
    fn every_organisation_has_the_members_its_sides_need() {
        for one in organisations() {
            assert!((2..=5).contains(&one.people.len()), "{}", one.key);
            assert!(holders(&one, |roles| roles.admin) >= 1, "{}", one.key);
            assert_eq!(holders(&one, |roles| roles.seller) >= 1, one.sells, "{}", one.key);
            assert_eq!(holders(&one, |roles| roles.buyer) >= 2, one.buys, "{}", one.key);
            assert_eq!(holders(&one, |roles| roles.approver) >= 1, one.buys, "{}", one.key);
            assert!(one.people.iter().all(|person| person.roles != NONE), "{}", one.key);
        }
    }

    #[test]
    fn addresses_are_reserved_and_an_address_is_one_person() {
        let mut named: BTreeMap<&str, &str> = BTreeMap::new();
        for one in organisations() {
            let mut here = BTreeSet::new();
            for person in &one.people {
                assert!(person.email.is_ascii() && person.email.ends_with(".example"), "{}", person.email);
                assert_eq!(*named.entry(person.email).or_insert(person.name), person.name);
                assert!(here.insert(person.email), "{} is listed twice in {}", person.email, one.key);
            }
        }
        assert!(platform_people().iter().all(|person| !named.contains_key(person.email)));
    }

    #[test]
    fn one_person_belongs_to_two_organisations_and_one_membership_is_suspended() {
        let organisations = organisations();
        let people: Vec<&DemoPerson> = organisations.iter().flat_map(|one| &one.people).collect();
        let distinct: BTreeSet<&str> = people.iter().map(|person| person.email).collect();
        assert_eq!(people.len() - distinct.len(), 1);
        assert_eq!(people.iter().filter(|person| person.suspended).count(), 1);
    }

    #[test]
    fn the_well_known_people_are_who_the_readme_says() {
        let organisations = organisations();
        for (key, name, email, roles) in [
            ("halden", "Mara Lindqvist", "mara@halden.example", BUYER.and(ADMIN)),
            ("halden", "Tomas Berg", "tomas@halden.example", BUYER.and(APPROVER)),
            ("orbit", "Jonas Keller", "jonas@orbit.example", SELLER.and(ADMIN)),
            ("orbit", "Priya Nair", "priya@orbit.example", SELLER),
            ("kestrel", "Ines Duarte", "ines@kestrel.example", SELLER),
            ("fjord", "Emil Strand", "emil@fjord.example", BUYER.and(ADMIN)),
        ] {
            let organisation = organisations.iter().find(|one| one.key == key).expect("the key stays");
            assert!(organisation.people.contains(&member(name, email, roles)), "{email}");
        }
    }

    #[test]
    fn every_trade_has_at_least_four_sellers_who_can_compete() {
        let organisations = organisations();
        for part in super::super::parts::parts() {
            let sellers = organisations.iter().filter(|one| one.sells && one.speciality.contains(&part.family));
            assert!(sellers.count() >= 4, "{:?}", part.family);
        }
    }
}
