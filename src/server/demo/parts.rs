//! Owns the demo catalogue: real standard part designations (AN, MS, NAS, MIL, AS, DIN, ISO), built
//! from each standard's own numbering grammar, with a plain description and a plausible unit price.
//!
//! Must not know who sells what, in which condition or currency (`listings`), and holds no real
//! manufacturer: all makers are invented. Descriptions are for a demo and are no technical data.

use super::random::Random;

const CAD: &str = "cadmium plated steel";
const CRES: &str = "corrosion resistant steel, passivated";
const ALU: &str = "aluminium alloy, anodised";

/// The trade a part belongs to; decides who deals in it, how it is packed and what is asked about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[allow(missing_docs)] // the names say it
pub enum Family {
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
    MetricFastener,
    Drive,
}

impl Family {
    /// True for parts traded without aviation condition codes ("NEW" only) and without release forms.
    #[must_use]
    pub fn is_industrial(self) -> bool {
        matches!(self, Self::MetricFastener | Self::Drive)
    }

    /// True for parts that are overhauled, repaired or sold as removed.
    #[must_use]
    pub fn is_repairable(self) -> bool {
        matches!(self, Self::Hydraulics | Self::ControlCable | Self::Switchgear | Self::Connector)
    }

    /// True for rubber parts, which have a cure date and a shelf life.
    #[must_use]
    pub fn has_shelf_life(self) -> bool {
        matches!(self, Self::Seal | Self::Hose)
    }

    /// Invented makers of this family's parts.
    #[must_use]
    pub fn makers(self) -> &'static [&'static str] {
        match self {
            Self::Bolt | Self::Nut | Self::Washer | Self::Pin | Self::Spacer => {
                &["Hollinridge Aerofast", "Trestlemark", "Ferrovane", "Pallisdown Hardware"]
            }
            Self::Rivet => &["Pallisdown Hardware", "Nietmark", "Trestlemark"],
            Self::Fitting | Self::Hose | Self::Hydraulics => {
                &["Hartswick Fluid", "Tubalcraft", "Oberlaa Hydraulik"]
            }
            Self::Seal => &["Odelund Elastomers", "Ravello Elastomeri", "Sealdyke"],
            Self::Bearing => &["Lagerhof Ahorn", "Tenmoku Bearing", "Rovella Cuscinetti"],
            Self::ControlCable => &["Cablewright", "Wexmoor Controls"],
            Self::Connector | Self::Contact => {
                &["Brevnik Interconnect", "Lumenhald", "Quadrelle Connectique"]
            }
            Self::Wire => &["Talvera Wire", "Draadwerk Hoek", "Lumenhald"],
            Self::Switchgear => &["Embrook Controls", "Stellwark Nord", "Wexmoor Controls"],
            Self::MetricFastener => &["Schraubhaus Lindach", "Bolzenried", "Viteria Monferra"],
            Self::Drive => &["Keilhof Antriebe", "Pneumara", "Transmoteur Bresle"],
        }
    }

    /// The unit a price is for, and how many units make a pack.
    fn trade(self) -> (&'static str, i64) {
        match self {
            Self::Rivet => ("EA", 100),
            Self::Washer => ("EA", 50),
            Self::MetricFastener => ("EA", 25),
            Self::Contact | Self::Nut => ("EA", 10),
            Self::Wire => ("FT", 50),
            Self::Pin => ("PK", 1),
            Self::Bolt | Self::Spacer | Self::Fitting | Self::Hose | Self::Seal => ("EA", 1),
            Self::Hydraulics | Self::Bearing | Self::ControlCable | Self::Connector => ("EA", 1),
            Self::Switchgear | Self::Drive => ("EA", 1),
        }
    }
}

/// One part of the demo catalogue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DemoPart {
    /// The standard's designation as people type it, for example `MS20470AD4-6`.
    pub part_number: String,
    /// The maker most sellers name; one of `family.makers()`.
    pub manufacturer: &'static str,
    /// What it is, noun first.
    pub description: String,
    /// The trade it belongs to.
    pub family: Family,
    /// Usual price of one new unit in millionths of a US dollar.
    pub base_price_micros: i64,
    /// `EA` (each), `FT` (foot) or `PK` (pack).
    pub unit: &'static str,
    /// Units per pack; orders are multiples of it.
    pub pack: i64,
}

/// The whole catalogue, always the same parts in the same order.
#[must_use]
pub fn parts() -> Vec<DemoPart> {
    let mut shelf = Shelf { parts: Vec::new() };
    let families: [fn(&mut Shelf); 21] = [
        an_bolts, nas_bolts, nuts, washers, rivets, pins, spacers, fittings, hoses, o_rings, packings,
        hydraulics, bearings, control_cable, d38999, other_connectors, contacts, wires, switchgear,
        metric_fasteners, drives,
    ];
    for family in families {
        family(&mut shelf);
    }
    shelf.parts
}

/// The catalogue under construction; fills in what follows from family and designation.
struct Shelf {
    parts: Vec<DemoPart>,
}

impl Shelf {
    fn add(&mut self, family: Family, part_number: String, description: String, price: i64) {
        let manufacturer = *Random::new(0).fork(&part_number).pick(family.makers());
        let (unit, pack) = family.trade();
        self.parts.push(DemoPart {
            part_number,
            manufacturer,
            description,
            family,
            base_price_micros: price,
            unit,
            pack,
        });
    }
}

/// A table written as `key=value key=value`.
fn pairs(table: &'static str) -> impl Iterator<Item = (&'static str, &'static str)> {
    table.split_ascii_whitespace().filter_map(|entry| entry.split_once('='))
}

/// `parts/denominator` inches as a reduced mixed fraction: 10/8 is `1 1/4`.
fn inches(mut parts: i64, mut denominator: i64) -> String {
    while parts % 2 == 0 && denominator > 1 {
        (parts, denominator) = (parts / 2, denominator / 2);
    }
    match (parts / denominator, parts % denominator) {
        (whole, 0) => whole.to_string(),
        (0, rest) => format!("{rest}/{denominator}"),
        (whole, rest) => format!("{whole} {rest}/{denominator}"),
    }
}

/// Ten-thousandths of an inch as standards print them, cut to three decimals: 4265 is `0.426`.
fn decimals(ten_thousandths: i64) -> String {
    format!("{}.{:03}", ten_thousandths / 10_000, ten_thousandths % 10_000 / 10)
}

/// Fine threads by nominal size in sixteenths of an inch, as AN, MS and NAS dash numbers count them.
const THREADS: [(i64, &str); 6] =
    [(3, "10-32"), (4, "1/4-28"), (5, "5/16-24"), (6, "3/8-24"), (7, "7/16-20"), (8, "1/2-20")];

/// AN3 to AN8: the dash number is whole inches, then eighths; `A` means no cotter pin hole.
fn an_bolts(shelf: &mut Shelf) {
    for (size, thread) in THREADS {
        for dash in [3, 4, 5, 6, 7, 10, 11, 12, 13, 14, 15, 16, 17, 20] {
            if dash < size {
                continue; // shorter than the thread
            }
            let eighths = dash / 10 * 8 + dash % 10;
            for (suffix, shank) in [("A", "undrilled"), ("", "drilled")] {
                let length = inches(eighths, 8);
                let text = format!("Bolt, machine, hex head, {thread}, {length} in, {shank} shank, {CAD}");
                let price = 110_000 * size + 24_000 * eighths + if suffix == "A" { 0 } else { 60_000 };
                shelf.add(Family::Bolt, format!("AN{size}-{dash}{suffix}"), text, price);
            }
        }
    }
}

/// NAS6203 to NAS6208: the dash number is the grip in sixteenths; `D` means a drilled shank.
fn nas_bolts(shelf: &mut Shelf) {
    for (size, thread) in THREADS {
        for dash in [2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 14, 16, 20] {
            for suffix in ["", "D"] {
                if suffix == "D" && dash % 4 != 0 {
                    continue;
                }
                let grip = decimals(dash * 625);
                let shank = if suffix == "D" { "drilled shank, " } else { "" };
                let text = format!(
                    "Bolt, close tolerance, hex head, {thread}, {grip} grip, {shank}alloy steel, cadmium plated"
                );
                let price = 780_000 * size + 130_000 * dash;
                shelf.add(Family::Bolt, format!("NAS62{size:02}-{dash}{suffix}"), text, price);
            }
        }
    }
}

fn nuts(shelf: &mut Shelf) {
    for (dash, thread) in pairs(
        "440=4-40 632=6-32 832=8-32 1032=10-32 428=1/4-28 524=5/16-24 624=3/8-24 720=7/16-20 820=1/2-20",
    ) {
        let text = format!("Nut, self-locking, hex, nylon insert, {thread}");
        shelf.add(Family::Nut, format!("AN365-{dash}A"), format!("{text}, {CAD}"), 140_000);
        shelf.add(Family::Nut, format!("MS20365-{dash}C"), format!("{text}, {CRES}"), 420_000);
    }
    let styles = [
        ("AN310-", "", "Nut, castle, hex, airframe", CAD, 190_000),
        ("AN310C", "", "Nut, castle, hex, airframe", CRES, 830_000),
        ("AN315-", "R", "Nut, plain, hex, airframe, right-hand thread", CAD, 150_000),
        ("AN320-", "", "Nut, castle, hex, shear", CAD, 180_000),
        ("MS21042-", "", "Nut, self-locking, hex, reduced height, 450 °F", CAD, 310_000),
        ("MS21042L", "", "Nut, self-locking, hex, reduced height, dry film lubricated", CAD, 360_000),
        ("MS21043-", "", "Nut, self-locking, hex, reduced height, 800 °F", CRES, 940_000),
        ("MS21044N", "", "Nut, self-locking, hex, nylon insert, 250 °F", CAD, 170_000),
        ("MS21045-", "", "Nut, self-locking, hex, all metal, 450 °F", CAD, 390_000),
        ("MS21083N", "", "Nut, self-locking, hex, thin, nylon insert", CAD, 210_000),
    ];
    for (prefix, suffix, name, material, price) in styles {
        for (size, thread) in THREADS {
            let text = format!("{name}, {thread}, {material}");
            shelf.add(Family::Nut, format!("{prefix}{size}{suffix}"), text, price + price * size / 8);
        }
    }
}

fn washers(shelf: &mut Shelf) {
    let bores = "6=No.6 8=No.8 10=No.10 416=1/4 516=5/16 616=3/8 716=7/16 816=1/2 1016=5/8";
    for (at, (dash, bore)) in (1..).zip(pairs(bores)) {
        for (prefix, material, price) in [("-", CAD, 9_000), ("C", CRES, 31_000), ("PD", ALU, 18_000)] {
            for (suffix, form) in [("", "flat"), ("L", "flat, thin")] {
                let text = format!("Washer, {form}, {bore} bolt, {material}");
                shelf.add(Family::Washer, format!("AN960{prefix}{dash}{suffix}"), text, price + 4_000 * at);
            }
        }
    }
    for (size, _) in THREADS {
        for thickness in [16, 32, 63] {
            for (material, finish, name) in [("F", "P", CAD), ("C", "R", CRES), ("D", "J", ALU)] {
                let name = if finish == "J" { "aluminium alloy, chemical film" } else { name };
                let bore = inches(size, 16);
                let text = format!("Washer, flat, {bore} in, 0.0{thickness} thick, {name}");
                let number = format!("NAS1149{material}{size:02}{thickness}{finish}");
                shelf.add(Family::Washer, number, text, 14_000 + 5_000 * size + 400 * thickness);
            }
        }
    }
    for (dash, bore) in pairs(
        "40=No.4 41=No.6 42=No.8 43=No.10 44=1/4 45=5/16 46=3/8 47=7/16 48=1/2 \
         135=No.4 136=No.6 137=No.8 138=No.10 139=1/4 140=5/16 141=3/8 142=7/16 143=1/2",
    ) {
        let (material, price) = if dash.len() == 2 { (CAD, 12_500) } else { (CRES, 27_500) };
        let text = format!("Washer, lock, split, helical, medium, {bore}, {material}");
        shelf.add(Family::Washer, format!("MS35338-{dash}"), text, price);
    }
}

/// The first dash number is the diameter in 1/32 in, the second the length in 1/16 in.
fn rivets(shelf: &mut Shelf) {
    for (prefix, head, alloy, thinnest) in [
        ("MS20470AD", "universal head", "2117-T4", 3),
        ("MS20426AD", "100° countersunk head", "2117-T4", 3),
        ("MS20470DD", "universal head", "2024-T4", 5),
    ] {
        for diameter in thinnest..=6_i64 {
            for length in diameter..=diameter * 2 + 5 {
                let (wide, long) = (inches(diameter, 32), inches(length, 16));
                let text = format!("Rivet, solid, {head}, {wide} in dia, {long} in, {alloy} aluminium alloy");
                let price = 550 * diameter * diameter + 130 * diameter * length;
                shelf.add(Family::Rivet, format!("{prefix}{diameter}-{length}"), text, price);
            }
        }
    }
}

/// MS24665 dash numbers are a list in the standard; MS20392 is diameter code, `C`, grip in 1/32 in.
fn pins(shelf: &mut Shelf) {
    for (diameter, dashes) in [
        ("1/16", "130 132 134 136 151 153 155"),
        ("3/32", "283 285 287 289 298 300 302 304"),
        ("1/8", "351 353 355 357 359 370 372 374 376"),
    ] {
        for dash in dashes.split_ascii_whitespace() {
            let stainless = ["15", "29", "30", "37"].iter().any(|tens| dash.starts_with(tens));
            let (material, price) = if stainless { (CRES, 7_900_000) } else { (CAD, 4_600_000) };
            let text = format!("Pin, cotter, split, {diameter} in dia, {material}, pack of 100");
            shelf.add(Family::Pin, format!("MS24665-{dash}"), text, price);
        }
    }
    for (code, diameter) in pairs("1=1/8 2=3/16 3=1/4 4=5/16 5=3/8") {
        for grip in [7, 9, 11, 13, 15, 17, 19, 23, 27] {
            let long = inches(grip, 32);
            let text = format!("Pin, clevis, {diameter} in dia, {long} in grip, {CAD}, pack of 10");
            let price = 3_400_000 + 90_000 * grip;
            shelf.add(Family::Pin, format!("MS20392-{code}C{grip}"), text, price);
        }
    }
}

/// NAS43: material, bolt size in sixteenths, length in sixty-fourths.
fn spacers(shelf: &mut Shelf) {
    for (code, suffix, material, price) in [("DD", "N", ALU, 900_000), ("HT", "", CAD, 1_450_000)] {
        for size in 3..=6_i64 {
            for length in [8, 12, 16, 20, 24, 32, 48, 64] {
                let (bore, long) = (inches(size, 16), inches(length, 64));
                let text = format!("Spacer, sleeve, {bore} in bolt, {long} in long, {material}");
                let number = format!("NAS43{code}{size}-{length}{suffix}");
                shelf.add(Family::Spacer, number, text, price + 26_000 * length + 85_000 * size);
            }
        }
    }
}

/// Flared tube fittings: the dash number is the tube's diameter in sixteenths, `D` is aluminium alloy.
fn fittings(shelf: &mut Shelf) {
    let forms = [
        ("AN815", "Union, flared tube", 2_900_000),
        ("AN818", "Nut, coupling, flared tube", 1_100_000),
        ("AN819", "Sleeve, coupling, flared tube", 650_000),
        ("AN821", "Elbow, 90°, flared tube", 7_400_000),
        ("AN824", "Tee, flared tube", 9_800_000),
        ("AN832", "Union, bulkhead, flared tube", 5_600_000),
        ("AN833", "Elbow, 90°, bulkhead, flared tube", 9_200_000),
        ("AN924", "Nut, bulkhead fitting", 1_600_000),
        ("AN929", "Cap, pressure seal, flared tube", 2_400_000),
    ];
    for (number, name, price) in forms {
        for size in [3, 4, 5, 6, 8, 10, 12] {
            for (suffix, material) in [("", CAD), ("D", ALU)] {
                let text = format!("{name}, {} in tube, {material}", inches(size, 16));
                let price = price * (size + 4) / 8;
                shelf.add(Family::Fitting, format!("{number}-{size}{suffix}"), text, price);
            }
        }
    }
}

/// MS28741 assemblies: hose size, then inches (three digits) and eighths; MS24587 is their end fitting.
fn hoses(shelf: &mut Shelf) {
    for size in [4, 5, 6, 8, 10, 12] {
        for (whole, eighths) in [(8, 0), (10, 0), (12, 0), (14, 4), (16, 4), (20, 0), (24, 4), (30, 0)] {
            let length = inches(whole * 8 + eighths, 8);
            let text = format!("Hose assembly, synthetic rubber, medium pressure, size {size}, {length} in");
            let price = 21_000_000 + 2_300_000 * size + 780_000 * whole;
            shelf.add(Family::Hose, format!("MS28741-{size}-{whole:03}{eighths}"), text, price);
        }
        let text = format!("Fitting end, hose, straight, flared, reusable, size {size}");
        shelf.add(Family::Hose, format!("MS24587-{size}"), text, 6_500_000 + 900_000 * size);
    }
}

/// The dash number of AS568 names the size: (first, last, inside diameter of the first, step, section).
fn o_rings(shelf: &mut Shelf) {
    let sizes = [
        (10, 28, 2_390, 625, 700),
        (110, 120, 3_620, 625, 1_030),
        (210, 222, 7_340, 625, 1_390),
        (325, 334, 14_750, 1_250, 2_100),
    ];
    for (first, last, inside, step, section) in sizes {
        for size in first..=last {
            let bore = inside + step * (size - first);
            let measures = format!("{} x {} in", decimals(bore), decimals(section));
            let price = 60_000 + 28 * bore + 130 * section;
            for (prefix, material, factor) in [
                ("AS568-", "nitrile 70", 1),
                ("MS28775-", "nitrile, MIL-H-5606 hydraulic fluid", 2),
                ("M83248/1-", "fluorocarbon 75, fuel and synthetic oil", 6),
            ] {
                let text = format!("O-ring, {measures}, {material}");
                shelf.add(Family::Seal, format!("{prefix}{size:03}"), text, price * factor);
            }
        }
    }
}

fn packings(shelf: &mut Shelf) {
    for size in [2, 3, 4, 5, 6, 8, 10, 12, 16] {
        let tube = inches(size, 16);
        for (number, name, price) in [
            (format!("AS3208-{size:02}"), "fluorocarbon, AMS7276", 2_900_000),
            (format!("MS28778-{size}"), "nitrile, hydraulic", 480_000),
            (format!("MS29512-{size:02}"), "nitrile, aromatic fuel", 620_000),
        ] {
            let text = format!("Packing, preformed, straight thread boss, {tube} in tube, {name}");
            shelf.add(Family::Seal, number, text, price + price * size / 12);
        }
    }
    for size in (10..=28).chain(210..=222) {
        let text = format!("Retainer, packing, back-up ring, single turn, PTFE, size {size:03}");
        shelf.add(Family::Seal, format!("MS28774-{size:03}"), text, 340_000 + 9_000 * size);
    }
}

fn hydraulics(shelf: &mut Shelf) {
    for (number, size) in pairs("AN6235-1A=1 AN6235-2A=2 AN6235-3A=3 AN6235-4A=4 AN6236-1=1 AN6236-3=3") {
        let text = format!("Filter element, hydraulic, micronic, size {size}");
        shelf.add(Family::Hydraulics, number.to_owned(), text, 68_000_000);
    }
    for size in 1..=4 {
        let text = format!("Filter, hydraulic, line, complete, size {size}");
        let price = 310_000_000 + 45_000_000 * size;
        shelf.add(Family::Hydraulics, format!("AN6234-{size}"), text, price);
    }
    for (dash, price) in [(1, 54_000_000), (2, 61_000_000)] {
        let text = "Valve, air, high pressure, shock strut and accumulator charging".to_owned();
        shelf.add(Family::Hydraulics, format!("MS28889-{dash}"), text, price);
    }
}

