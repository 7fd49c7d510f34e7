//! Owns the demo catalogue: real standard part designations (AN, MS, NAS, MIL, AS, DIN, ISO), spelt out from
//! tables that follow each standard's own numbering, with a plain description and a plausible unit price.
//!
//! Must not know who sells what, in which condition or currency (`listings`), and names no real manufacturer: all
//! makers are invented. Descriptions and prices are for a demo; they are no technical data.

use super::random::Random;

/// The trade a part belongs to: decides who deals in it, how it is packed and what is asked about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
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
    /// Pulleys, turnbuckles and terminals of control cables.
    ControlCable,
    Connector,
    Contact,
    Wire,
    /// Circuit breakers, switches and relays.
    Switchgear,
    MetricFastener,
    /// Industrial drive parts: belts, chains, rings, shaft seals, pneumatic cylinders.
    Drive,
}

impl Family {
    /// True for parts traded without aviation condition codes ("NEW" only) and without release forms.
    #[must_use]
    pub fn is_industrial(self) -> bool {
        matches!(self, Self::MetricFastener | Self::Drive)
    }

    /// True for parts that are also sold used: serviceable or as removed, some of them overhauled or repaired.
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
            Self::Fitting | Self::Hose | Self::Hydraulics => &["Hartswick Fluid", "Tubalcraft", "Oberlaa Hydraulik"],
            Self::Seal => &["Odelund Elastomers", "Ravello Elastomeri", "Sealdyke"],
            Self::Bearing => &["Lagerhof Ahorn", "Tenmoku Bearing", "Rovella Cuscinetti"],
            Self::ControlCable => &["Cablewright", "Wexmoor Controls"],
            Self::Connector | Self::Contact => &["Brevnik Interconnect", "Lumenhald", "Quadrelle Connectique"],
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
            Self::Bolt | Self::Spacer | Self::Fitting | Self::Hose | Self::Seal | Self::Hydraulics => ("EA", 1),
            Self::Bearing | Self::ControlCable | Self::Connector | Self::Switchgear | Self::Drive => ("EA", 1),
        }
    }
}

/// One part of the demo catalogue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DemoPart {
    /// The standard's designation as people type it, for example `MS20470AD4-6`.
    pub part_number: String,
    /// The maker that most sellers name; one of `family.makers()`.
    pub manufacturer: &'static str,
    /// What it is, noun first.
    pub description: String,
    /// The trade it belongs to.
    pub family: Family,
    /// The usual price of one new unit, in millionths of a US dollar.
    pub base_price_micros: i64,
    /// `EA` (each), `FT` (foot) or `PK` (pack).
    pub unit: &'static str,
    /// Units per pack: whoever orders, orders multiples of it.
    pub pack: i64,
}

/// The whole catalogue: always the same parts in the same order, every designation once.
///
/// # Panics
///
/// If a table below is malformed, which the tests of this file would have told.
#[must_use]
pub fn parts() -> Vec<DemoPart> {
    let mut parts = Vec::new();
    for (family, table) in CATALOGUE {
        let spelt_out = SHORTHAND.iter().fold((*table).to_owned(), |text, (short, long)| text.replace(short, long));
        for row in spelt_out.lines().filter(|row| !row.trim().is_empty()) {
            parts.extend(series(*family, row).expect("every row of the catalogue has five columns and three prices"));
        }
    }
    parts
}

/// A designation as it is compared: upper case, without blanks, dashes and dots.
pub(super) fn normalised(part_number: &str) -> String {
    part_number.to_uppercase().replace([' ', '-', '.'], "")
}

/// All parts of one row of the catalogue; `None` if the row is malformed.
fn series(family: Family, row: &str) -> Option<Vec<DemoPart>> {
    let [number, text, outer, inner, prices] = row.split(';').map(str::trim).collect::<Vec<_>>().try_into().ok()?;
    let prices: Vec<i64> = prices.split_whitespace().map(str::parse).collect::<Result<_, _>>().ok()?;
    let [price, outer_step, inner_step] = prices.try_into().ok()?;
    let (unit, pack) = family.trade();
    let mut parts = Vec::new();
    for (outer_rank, (size, size_text)) in (0..).zip(entries(outer)) {
        for (inner_rank, (variant, variant_text)) in (0..).zip(entries(inner)) {
            let part_number = number.replace('#', size).replace('~', variant);
            let manufacturer = Random::new(0).fork(&part_number).pick(family.makers());
            parts.push(DemoPart {
                part_number,
                manufacturer,
                description: text.replace('@', &size_text.replace('_', " ")).replace('^', &variant_text.replace('_', " ")),
                family,
                base_price_micros: price + outer_step * outer_rank + inner_step * inner_rank,
                unit,
                pack,
            });
        }
    }
    Some(parts)
}

/// The entries of a list column: `key=text`, or a key that is its own text. An empty list has one empty entry.
fn entries(list: &str) -> Vec<(&str, &str)> {
    match list {
        "" => vec![("", "")],
        list => list.split_whitespace().map(|entry| entry.split_once('=').unwrap_or((entry, entry))).collect(),
    }
}

/// Materials and lists that several rows share. Sizes count 1/16 in (fine threads, tubes, grips), 1/8 in (`$eighths`:
/// whole inches, then eighths) or 1/32 in (cables); O-ring sizes are those of AS568.
const SHORTHAND: &[(&str, &str)] = &[
    ("$cad", "cadmium plated steel"),
    ("$cres", "corrosion resistant steel"),
    ("$alu", "aluminium alloy"),
    ("$metals", "=cadmium_plated_steel D=aluminium_alloy"),
    ("$plain", "-=cadmium_plated_steel C=corrosion_resistant_steel PD=aluminium_alloy"),
    ("$fine", "3=10-32 4=1/4-28 5=5/16-24 6=3/8-24 7=7/16-20 8=1/2-20"),
    ("$bores", "3=3/16 4=1/4 5=5/16 6=3/8 7=7/16 8=1/2"),
    ("$tubes", "3=3/16 4=1/4 5=5/16 6=3/8 8=1/2 10=5/8 12=3/4"),
    ("$cables", "2=1/16 3=3/32 4=1/8 5=5/32 6=3/16 8=1/4"),
    ("$eighths", "10=1 11=1_1/8 12=1_1/4 13=1_3/8 14=1_1/2 15=1_5/8 16=1_3/4 17=1_7/8 20=2 22=2_1/4 24=2_1/2"),
    ("$grips", "2=0.125 3=0.187 4=0.250 5=0.312 6=0.375 7=0.437 8=0.500 9=0.562 10=0.625 12=0.750 14=0.875 16=1.000"),
    ("$lengths", "4=1/4 5=5/16 6=3/8 7=7/16 8=1/2 9=9/16 10=5/8 11=11/16 12=3/4 14=7/8"),
    (
        "$rings",
        "010=0.239_x_0.070 011=0.301_x_0.070 012=0.364_x_0.070 013=0.426_x_0.070 014=0.489_x_0.070 015=0.551_x_0.070 \
         016=0.614_x_0.070 017=0.676_x_0.070 018=0.739_x_0.070 019=0.801_x_0.070 020=0.864_x_0.070 021=0.926_x_0.070 \
         022=0.989_x_0.070 024=1.114_x_0.070 026=1.239_x_0.070 028=1.364_x_0.070 110=0.362_x_0.103 111=0.424_x_0.103 \
         112=0.487_x_0.103 113=0.549_x_0.103 114=0.612_x_0.103 115=0.674_x_0.103 116=0.737_x_0.103 210=0.734_x_0.139 \
         211=0.796_x_0.139 212=0.859_x_0.139 213=0.921_x_0.139 214=0.984_x_0.139 216=1.109_x_0.139 218=1.234_x_0.139 \
         220=1.359_x_0.139 222=1.484_x_0.139 325=1.475_x_0.210 326=1.600_x_0.210 327=1.725_x_0.210 328=1.850_x_0.210",
    ),
    ("$seals", "=open -2RS1=two_rubber_seals -ZZ=two_shields -2RS1/C3=two_rubber_seals,_clearance_C3"),
    (
        "$inserts",
        "A35=6x22D A98=3x20 B35=13x22D B98=6x20 C4=4x16 C8=8x20 C35=22x22D C98=10x20 D5=5x16 D19=19x20 D35=37x22D E8=8x16 \
         E26=26x20 E35=55x22D F32=32x20 F35=66x22D G16=16x16 G41=41x20 H53=53x20 J61=61x20",
    ),
    ("$matrix", "1005=5 1412=12 1415=15 1610=10 1624=24 1831=31 2025=25 2041=41 2255=55 2461=61"),
    (
        "$layouts",
        "10SL-4=2 14S-2=4 14S-5=5 14S-6=6 16S-1=7 18-1=10 18-10=4 20-4=4 20-27=14 20-29=17 22-14=19 24-28=24 28-12=26",
    ),
    ("$genders", "P=pins S=sockets"),
    ("$shells", "11 13 15 17 19 21 23 25"),
    ("$finishes", "N=electroless_nickel W=cadmium_olive_drab"),
    ("$gauges", "24 22 20 18 16 14 12"),
    ("$colours", "0=black 2=red 9=white"),
    ("$amperes", "5 10 15 20 25 35"),
    ("$toggles", "21 22 23 26 27 30 31"),
    ("$grades", "8.8=steel_8.8,_zinc_plated 10.9=steel_10.9 A2-70=stainless_steel_A2-70"),
    ("$metric", "M5 M6 M8 M10 M12 M16 M20"),
];

/// The catalogue by family. A row is `designation; description; outer list; inner list; price, outer step, inner step`
/// with prices in millionths of a dollar; `#` and `@` stand for the outer entry's key and text, `~` and `^` for the inner.
const CATALOGUE: &[(Family, &str)] = &[
    (
        Family::Bolt,
        "AN#-~A; Bolt, machine, hex head, @, ^ in, undrilled shank, $cad; $fine; $eighths; 690000 140000 90000
        AN#-~; Bolt, machine, hex head, @, ^ in, drilled shank, $cad; $fine; $eighths; 760000 150000 90000
        AN#-~A; Bolt, machine, hex head, @, ^ in, undrilled shank, $cad; 3=10-32 4=1/4-28; 5=5/8 6=3/4 7=7/8; \
        480000 90000 40000
        NAS620#-~; Bolt, close tolerance, hex head, @, ^ grip, $cad; $fine; $grips; 2600000 840000 170000
        NAS620#-~D; Bolt, close tolerance, hex head, @, ^ grip, drilled shank, $cad; $fine; \
        4=0.250 8=0.500 12=0.750; 3300000 910000 640000",
    ),
    (
        Family::Nut,
        "AN365-#A; Nut, self-locking, hex, nylon insert, @, $cad; 440=4-40 632=6-32 832=8-32 1032=10-32 428=1/4-28 \
        524=5/16-24 624=3/8-24 720=7/16-20 820=1/2-20; ; 120000 35000 0
        MS20365-#C; Nut, self-locking, hex, nylon insert, @, $cres; 632=6-32 832=8-32 1032=10-32 428=1/4-28 \
        524=5/16-24 624=3/8-24; ; 410000 90000 0
        AN310-#; Nut, castle, hex, airframe, @, $cad; $fine; ; 290000 70000 0
        AN310C#; Nut, castle, hex, airframe, @, $cres; $fine; ; 1100000 260000 0
        AN315-#R; Nut, plain, hex, airframe, right-hand thread, @, $cad; $fine; ; 180000 40000 0
        AN320-#; Nut, castle, hex, shear, @, $cad; $fine; ; 240000 60000 0
        MS21042-#; Nut, self-locking, hex, reduced height, 450 °F, @, $cad; 04=4-40 06=6-32 08=8-32 $fine; ; 230000 55000 0
        MS21042L#; Nut, self-locking, hex, reduced height, dry film lubricated, @, $cad; $fine; ; 390000 80000 0
        MS21043-#; Nut, self-locking, hex, reduced height, 800 °F, @, $cres; 06=6-32 08=8-32 $fine; ; 740000 130000 0
        MS21044N#; Nut, self-locking, hex, nylon insert, 250 °F, @, $cad; 06=6-32 08=8-32 $fine; ; 140000 45000 0
        MS21045-#; Nut, self-locking, hex, all metal, 450 °F, @, $cad; $fine; ; 330000 85000 0
        MS21083N#; Nut, self-locking, hex, thin, nylon insert, @, $cad; 06=6-32 08=8-32 $fine; ; 160000 40000 0",
    ),
    (
        Family::Washer,
        "AN960#~; Washer, flat, ^ bolt, regular, @; $plain; 6=No._6 8=No._8 10=No._10 \
        416=1/4_in 516=5/16_in 616=3/8_in 716=7/16_in 816=1/2_in 1016=5/8_in; 17000 9000 6000
        AN960#~L; Washer, flat, ^ bolt, thin, @; $plain; 8=No._8 10=No._10 \
        416=1/4_in 516=5/16_in 616=3/8_in 716=7/16_in 816=1/2_in; 16000 8500 5500
        NAS1149F0#~P; Washer, flat, @ in, ^ thick, carbon steel, cadmium plated; $bores; 16=0.016 32=0.032 63=0.063; \
        21000 7500 4000
        NAS1149C0#~R; Washer, flat, @ in, ^ thick, $cres, passivated; $bores; 16=0.016 32=0.032 63=0.063; 48000 16000 9000
        NAS1149D0#~J; Washer, flat, @ in, ^ thick, $alu, chemical film; $bores; 16=0.016 32=0.032 63=0.063; 33000 9500 5000
        MS35338-#; Washer, lock, split, helical, @, $cad; 40=No._4 41=No._6 42=No._8 43=No._10 44=1/4_in 45=5/16_in \
        46=3/8_in 47=7/16_in 48=1/2_in; ; 8500 1900 0
        MS35338-#; Washer, lock, split, helical, @, $cres; 135=No._4 136=No._6 137=No._8 138=No._10 139=1/4_in \
        140=5/16_in 141=3/8_in; ; 19500 3600 0",
    ),
    (
        Family::Rivet,
        "MS20470AD#-~; Rivet, solid, universal head, @ in dia, ^ in, 2117-T4 $alu; 3=3/32 4=1/8 5=5/32 6=3/16; \
        $lengths; 4200 4800 650
        MS20426AD#-~; Rivet, solid, 100° countersunk head, @ in dia, ^ in, 2117-T4 $alu; 3=3/32 4=1/8 5=5/32; \
        $lengths; 4600 5100 700
        MS20470DD#-~; Rivet, solid, universal head, @ in dia, ^ in, 2024-T4 $alu; 5=5/32 6=3/16; $lengths; 16500 7000 900",
    ),
    (
        Family::Pin,
        "MS24665-#; Pin, cotter, @ in dia, $cad, pack of 100; 132=1/16 134=1/16 136=1/16 283=3/32 285=3/32 287=3/32 \
        351=1/8 353=1/8 355=1/8 357=1/8; ; 3900000 310000 0
        MS24665-#; Pin, cotter, @ in dia, $cres, pack of 100; 151=1/16 153=1/16 155=1/16 298=3/32 300=3/32 302=3/32 \
        370=1/8 372=1/8 374=1/8; ; 6800000 460000 0
        MS20392-#C~; Pin, clevis, @ in dia, ^ in grip, $cad, pack of 10; 1=1/8 2=3/16 3=1/4 4=5/16 5=3/8; \
        9=9/32 11=11/32 13=13/32 15=15/32 17=17/32 19=19/32 23=23/32 27=27/32; 3600000 520000 210000",
    ),
    (
        Family::Spacer,
        "NAS43DD#-~N; Spacer, sleeve, @ in bolt, ^ in long, $alu; 3=3/16 4=1/4 5=5/16 6=3/8; \
        8=1/8 12=3/16 16=1/4 20=5/16 24=3/8 32=1/2 48=3/4 64=1; 940000 120000 260000
        NAS43HT#-~; Spacer, sleeve, @ in bolt, ^ in long, $cad; 3=3/16 4=1/4 5=5/16 6=3/8; \
        8=1/8 12=3/16 16=1/4 24=3/8 32=1/2 48=3/4; 1620000 190000 390000",
    ),
    (
        Family::Fitting,
        "AN815-#~; Union, flared tube, @ in tube, ^; $tubes; $metals; 2900000 780000 310000
        AN818-#~; Nut, coupling, flared tube, @ in tube, ^; $tubes; $metals; 1100000 340000 160000
        AN819-#~; Sleeve, coupling, flared tube, @ in tube, ^; $tubes; $metals; 620000 170000 90000
        AN821-#~; Elbow, 90°, flared tube, @ in tube, ^; $tubes; $metals; 7300000 1900000 650000
        AN824-#~; Tee, flared tube, @ in tube, ^; $tubes; $metals; 9600000 2400000 880000
        AN832-#~; Union, bulkhead, flared tube, @ in tube, ^; $tubes; $metals; 5400000 1300000 420000
        AN833-#~; Elbow, 90°, bulkhead, flared tube, @ in tube, ^; $tubes; $metals; 9100000 2200000 700000
        AN929-#~; Cap, pressure seal, flared tube, @ in tube, ^; $tubes; $metals; 2300000 560000 190000",
    ),
    (
        Family::Hose,
        "MS28741-#-~; Hose assembly, rubber, medium pressure, size @, ^ in; 4 5 6 8 10 12; 0080=8 0100=10 0120=12 \
        0144=14_1/2 0164=16_1/2 0200=20 0244=24_1/2 0300=30; 34000000 6200000 4100000
        MS24587-#; Fitting end, hose, straight, flared, reusable, size @; 4 5 6 8 10 12 16; ; 9800000 2100000 0",
    ),
    (
        Family::Seal,
        "AS568-#; O-ring, @ in, nitrile, 70 durometer; $rings; ; 90000 16000 0
        MS28775-#; O-ring, @ in, nitrile, hydraulic fluid MIL-H-5606; $rings; ; 240000 31000 0
        M83248/1-#; O-ring, @ in, fluorocarbon, 75 durometer; $rings; ; 690000 94000 0
        MS28774-#; Retainer, packing, back-up ring, PTFE, for O-ring @ in; $rings; ; 410000 37000 0
        AS3208-#; Packing, preformed, straight thread boss, fluorocarbon, @ in tube; 03=3/16 04=1/4 05=5/16 06=3/8 \
        08=1/2 10=5/8 12=3/4 16=1; ; 2900000 380000 0
        MS28778-#; Packing, preformed, straight thread boss, nitrile, @ in tube; $tubes; ; 460000 70000 0
        MS29512-#; Packing, preformed, straight thread boss, fuel resistant nitrile, @ in tube; 04=1/4 05=5/16 06=3/8 \
        08=1/2 10=5/8 12=3/4; ; 610000 90000 0",
    ),
    (
        Family::Hydraulics,
        "AN6234-#; Filter, hydraulic, line, complete, size @; 1 2 3 4; ; 310000000 45000000 0
        AN6235-#A; Filter element, hydraulic, micronic, size @; 1 2 3 4; ; 64000000 11000000 0
        AN6236-#; Filter element, hydraulic, micronic, size @; 1 2 3; ; 71000000 9000000 0
        MS28889-#; Valve, air, high pressure, shock strut and accumulator; 1 2; ; 54000000 7000000 0",
    ),
    (
        Family::Bearing,
        "60#~; Bearing, ball, deep groove, @ mm, ^; 00=10x26x8 01=12x28x8 02=15x32x9 03=17x35x10 04=20x42x12 05=25x47x12 \
        06=30x55x13 07=35x62x14 08=40x68x15 09=45x75x16 10=50x80x16; $seals; 2900000 1300000 410000
        62#~; Bearing, ball, deep groove, @ mm, ^; 00=10x30x9 01=12x32x10 02=15x35x11 03=17x40x12 04=20x47x14 05=25x52x15 \
        06=30x62x16 07=35x72x17 08=40x80x18 09=45x85x19 10=50x90x20; $seals; 3100000 1700000 440000
        63#~; Bearing, ball, deep groove, @ mm, ^; 00=10x35x11 01=12x37x12 02=15x42x13 03=17x47x14 04=20x52x15 05=25x62x17 \
        06=30x72x19 07=35x80x21 08=40x90x23 09=45x100x25 10=50x110x27; $seals; 3900000 3100000 520000
        302#; Bearing, tapered roller, single row, @ mm; 03=17x40x13.25 04=20x47x15.25 05=25x52x16.25 06=30x62x17.25 \
        07=35x72x18.25 08=40x80x19.75 09=45x85x20.75; ; 7900000 2300000 0
        HK#; Bearing, needle roller, drawn cup, @ mm; 0810=8x12x10 1010=10x14x10 1212=12x18x12 1612=16x22x12 \
        2016=20x26x16; ; 2600000 480000 0
        NA49#; Bearing, needle roller, machined rings, @ mm; 00=10x22x13 01=12x24x13 02=15x28x13 04=20x37x17 05=25x42x17 \
        06=30x47x17; ; 11000000 1900000 0
        MS14101-#; Bearing, plain, self-aligning, PTFE lined, grooved outer ring, @ in bore; $bores; ; 19000000 2600000 0
        MS14104-#; Bearing, plain, self-aligning, PTFE lined, @ in bore; $bores; ; 17000000 2400000 0",
    ),
    (
        Family::ControlCable,
        "MS20219-#; Pulley, control cable, anti-friction bearing, size @; 1 2 3 4 5; ; 19000000 2500000 0
        MS20220-#; Pulley, flight control cable, anti-friction bearing, size @; 1 2 3 4; ; 33000000 4500000 0
        MS20221-#; Pulley, heavy duty control cable, anti-friction bearing, size @; 1 2 3; ; 58000000 7000000 0
        MS21251-B#~; Turnbuckle body, clip locking, ^, @ in cable; $cables; S=short L=long; 8200000 1400000 900000
        MS20667-#; Terminal, wire rope, swaging, fork end, @ in cable; $cables; ; 8600000 1700000 0
        MS20668-#; Terminal, wire rope, swaging, eye end, @ in cable; $cables; ; 7400000 1500000 0",
    ),
    (
        Family::Connector,
        "D38999/20W#~N; Connector, receptacle, wall mount, series III, @ ^, olive drab; $inserts; $genders; \
        41000000 2700000 1900000
        D38999/26W#~N; Connector, plug, straight, series III, @ ^, olive drab; $inserts; $genders; 48000000 2900000 2100000
        D38999/26F#~N; Connector, plug, straight, series III, @ ^, nickel; $inserts; $genders; 52000000 2900000 2100000
        M83723/75#~N; Connector, plug, bayonet coupling, series III, ^ contacts, class @; R W; $matrix; \
        66000000 7000000 3500000
        MS3102A#~; Connector, receptacle, box mount, threaded coupling, @ ^; $layouts; $genders; 19000000 1800000 1200000
        MS3106A#~; Connector, plug, straight, threaded coupling, @ ^; $layouts; $genders; 24000000 2100000 1400000
        M85049/38S#~; Backshell, strain relief, straight, self-locking, shell @, ^; $shells; $finishes; \
        21000000 2300000 1500000
        M85049/39S#~; Backshell, strain relief, 90°, self-locking, shell @, ^; $shells; $finishes; 33000000 2900000 1800000",
    ),
    (
        Family::Contact,
        "M39029/#; Contact, electrical, crimp, @, gold plated; 56-348=socket,_size_22D 56-351=socket,_size_20 \
        56-352=socket,_size_16 56-353=socket,_size_12 57-354=socket,_size_22D 57-357=socket,_size_20 \
        57-358=socket,_size_16 58-360=pin,_size_22D 58-363=pin,_size_20 58-364=pin,_size_16 58-365=pin,_size_12 \
        4-110=pin,_size_20 4-111=pin,_size_16 4-113=pin,_size_12 5-115=socket,_size_20 5-116=socket,_size_16 \
        5-118=socket,_size_12 63-368=socket,_size_20 64-369=pin,_size_20; ; 1400000 90000 0",
    ),
    (
        Family::Wire,
        "M22759/16-#-~; Wire, electrical, @ AWG, ^, ETFE, tin plated copper, 600 V, 150 °C; $gauges; $colours; \
        310000 42000 3000
        M22759/32-#-~; Wire, electrical, @ AWG, ^, XL-ETFE thin wall, tin plated copper, 600 V; $gauges; $colours; \
        280000 39000 3000
        M22759/34-#-~; Wire, electrical, @ AWG, ^, XL-ETFE, tin plated copper, 600 V; $gauges; $colours; 350000 46000 3000
        M22759/43-#-~; Wire, electrical, @ AWG, ^, XL-ETFE, silver plated copper, 200 °C; $gauges; $colours; \
        620000 81000 5000
        M23053/5-#-~; Sleeving, heat shrink, polyolefin, @ in, ^; 101=3/64 102=1/16 103=3/32 104=1/8 105=3/16 106=1/4 \
        107=3/8 \
        108=1/2 109=3/4 110=1; 0=black 9=white; 240000 65000 12000",
    ),
    (
        Family::Switchgear,
        "MS3320-#; Circuit breaker, push-pull, temperature compensated, @ A; $amperes; ; 38000000 1100000 0
        MS26574-#; Circuit breaker, push-pull, miniature, @ A; $amperes; ; 44000000 1300000 0
        MS22073-#; Circuit breaker, push-pull, trip-free, @ A; $amperes; ; 33000000 900000 0
        MS25244-#; Circuit breaker, push-pull, trip-free, heavy duty, @ A; $amperes; ; 57000000 2100000 0
        MS24523-#; Switch, toggle, environmentally sealed, one pole; $toggles; ; 17000000 800000 0
        MS24524-#; Switch, toggle, environmentally sealed, two pole; $toggles; ; 24000000 1000000 0
        MS24525-#; Switch, toggle, environmentally sealed, four pole; $toggles; ; 41000000 1600000 0
        M83536/#-~; Relay, electromagnetic, hermetically sealed, 28 V DC; 6 10 11 32; 002L 022M 024L 024M 026M; \
        96000000 36000000 4000000",
    ),
    (
        Family::MetricFastener,
        "DIN931-#-~; Screw, hex head, partial thread, @, ^; M6X40 M6X60 M8X40 M8X60 M8X80 M10X60 M10X80 M12X60 M12X80; \
        $grades; 140000 45000 60000
        DIN933-#-~; Screw, hex head, full thread, @, ^; M6X12 M6X16 M6X20 M6X30 M8X16 M8X20 M8X25 M8X30 M10X20 M10X30 \
        M10X40 \
        M12X30 M12X40; $grades; 60000 21000 40000
        ISO4014-#-~; Screw, hex head, partial thread, @, ^; M8X50 M8X70 M10X50 M10X70 M10X100 M16X80 M16X100; \
        $grades; 210000 130000 110000
        ISO4017-#-~; Screw, hex head, full thread, @, ^; M5X16 M5X20 M6X16 M6X25 M8X20 M8X30 M8X40 M10X25 M10X35 M16X40; \
        $grades; 50000 36000 45000
        ISO7380-#-~; Screw, button head, hexagon socket, @, ^; M4X8 M4X12 M5X10 M5X16 M6X12 M6X20 M8X16 M8X25; \
        10.9=steel_10.9 A2=stainless_steel_A2; 55000 18000 26000
        DIN934-#-8; Nut, hexagon, steel 8, zinc plated, @; $metric; ; 14000 31000 0
        ISO4032-#-A2; Nut, hexagon, style 1, stainless steel A2, @; $metric; ; 41000 86000 0
        DIN125-#-ST; Washer, plain, form A, steel, zinc plated, @; $metric; ; 5500 9500 0
        ISO7089-#-A2; Washer, plain, normal series, stainless steel A2, @; $metric; ; 13000 24000 0",
    ),
    (
        Family::Drive,
        "SP#~; V-belt, narrow, profile SP@, ^ mm, ISO 4184; Z A B; 1000 1250 1400 1600 1800 2000 2240 2500; \
        8900000 3600000 1500000
        DIN471-#; Retaining ring, for shaft, @ mm; 10X1 12X1 15X1 17X1 20X1.2 25X1.2 30X1.5 35X1.5; ; 110000 26000 0
        DIN472-#; Retaining ring, for bore, @ mm; 32X1.2 35X1.5 42X1.75 47X1.75 52X2 62X2 72X2.5; ; 190000 41000 0
        DIN3760-A#-~; Shaft seal, rotary, form A, @ mm, ^; 20X35X7 25X40X7 25X47X7 30X47X7 35X52X7 40X62X7 45X62X8; \
        NBR FKM; 3100000 620000 6400000
        ISO15552-#X~; Cylinder, pneumatic, double acting, bore @ mm, stroke ^ mm; 32 40 50 63 80 100; \
        50 100 160 200; 78000000 16000000 9000000
        ISO606-#; Chain, roller, pitch @ mm, 5 m; 06B-1=9.525 08B-1=12.7 10B-1=15.875 12B-1=19.05 16B-1=25.4; ; \
        39000000 14000000 0",
    ),
];

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn designations_stay_distinct_when_they_are_normalised() {
        let parts = parts();
        let mut seen = BTreeSet::new();
        for part in &parts {
            assert!(seen.insert(normalised(&part.part_number)), "{} twice", part.part_number);
        }
        assert!((1_200..=2_000).contains(&parts.len()), "{} parts", parts.len());
    }

    #[test]
    fn every_part_has_a_price_a_pack_a_maker_and_a_readable_description() {
        for part in parts() {
            assert!((1_000..2_000_000_000).contains(&part.base_price_micros), "{part:?}");
            assert!(part.pack >= 1 && ["EA", "FT", "PK"].contains(&part.unit), "{part:?}");
            assert!(part.family.makers().contains(&part.manufacturer), "{part:?}");
            assert!((18..=100).contains(&part.description.chars().count()), "{part:?}");
            assert!(part.part_number.len() <= 24 && part.part_number.is_ascii(), "{part:?}");
            for leftover in ["#", "@", "~", "^", "$", "_", "  ", ", ,", ";"] {
                assert!(!part.description.contains(leftover) && !part.part_number.contains(leftover), "{part:?}");
            }
        }
    }

    #[test]
    fn well_known_designations_say_what_the_standards_say() {
        let parts = parts();
        for (number, description) in [
            ("AN3-5A", "Bolt, machine, hex head, 10-32, 5/8 in, undrilled shank, cadmium plated steel"),
            ("AN4-11A", "Bolt, machine, hex head, 1/4-28, 1 1/8 in, undrilled shank, cadmium plated steel"),
            ("NAS6204-8", "Bolt, close tolerance, hex head, 1/4-28, 0.500 grip, cadmium plated steel"),
            ("AN960PD416L", "Washer, flat, 1/4 in bolt, thin, aluminium alloy"),
            ("MS20470AD4-6", "Rivet, solid, universal head, 1/8 in dia, 3/8 in, 2117-T4 aluminium alloy"),
            ("MS28775-013", "O-ring, 0.426 x 0.070 in, nitrile, hydraulic fluid MIL-H-5606"),
            ("6204-2RS1", "Bearing, ball, deep groove, 20x47x14 mm, two rubber seals"),
            ("D38999/26WB35SN", "Connector, plug, straight, series III, 13x22D sockets, olive drab"),
            ("AN818-4D", "Nut, coupling, flared tube, 1/4 in tube, aluminium alloy"),
        ] {
            let found = parts.iter().find(|part| part.part_number == number);
            assert_eq!(found.map(|part| part.description.as_str()), Some(description), "{number}");
        }
    }

    #[test]
    fn rivets_cost_fractions_of_a_cent() {
        assert!(parts().iter().any(|part| part.family == Family::Rivet && part.base_price_micros < 10_000));
    }

    #[test]
    fn a_malformed_row_is_noticed() {
        assert!(series(Family::Nut, "AN310-#; Nut; 3 4; 100 1").is_none());
        assert!(series(Family::Nut, "AN310-#; Nut; 3 4; ; 100 1").is_none());
        assert_eq!(series(Family::Nut, "AN310-#; Nut, @; 3 4; ; 100 1 0").map(|parts| parts.len()), Some(2));
    }
}
