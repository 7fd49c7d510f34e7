//! The columns of an inventory file, under all the names that sellers give them, and the template that shows them.
//! Must not read cells.

/// What a column says about a listing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Column {
    PartNumber,
    Manufacturer,
    Description,
    Condition,
    Quantity,
    Unit,
    Price,
    Currency,
    LeadTime,
    Minimum,
    Pack,
    Certificate,
    StockId,
}

/// Each column with its names; the first is the one we use ourselves.
const NAMES: [(Column, &[&str]); 13] = [
    (
        Column::PartNumber,
        &["part_number", "pn", "p_n", "part", "part_no", "partno", "partnumber", "part_num", "mpn", "item_number"],
    ),
    (Column::Manufacturer, &["manufacturer", "mfr", "mfg", "maker", "brand", "cage", "cage_code"]),
    (Column::Description, &["description", "desc", "item_description", "name", "title"]),
    (Column::Condition, &["condition", "cond", "condition_code", "cond_code", "cc"]),
    (Column::Quantity, &["quantity", "qty", "qty_available", "quantity_available", "available", "stock", "on_hand", "qoh"]),
    (Column::Unit, &["unit", "uom", "unit_of_measure", "um", "u_m"]),
    (Column::Price, &["price", "unit_price", "list_price", "sell_price", "price_each"]),
    (Column::Currency, &["currency", "curr", "ccy", "currency_code"]),
    (Column::LeadTime, &["lead_time_days", "lead_time", "leadtime", "lead_days", "lt", "lead_time_in_days"]),
    (Column::Minimum, &["min_quantity", "moq", "min_qty", "minimum_quantity", "minimum", "min_order_qty"]),
    (Column::Pack, &["pack_quantity", "pack", "pack_qty", "pack_size", "package_quantity", "spq"]),
    (Column::Certificate, &["certificate", "cert", "trace", "certs", "certification", "traceability", "release"]),
    (Column::StockId, &["stock_id", "sku", "stock_no", "stock_number", "stock_line", "item_id"]),
];

/// An example of a file, for sellers to begin with.
pub const TEMPLATE: &str = "part_number,manufacturer,description,condition,quantity,unit,price,currency,lead_time_days,\
min_quantity,pack_quantity,certificate,stock_id\r\n\
MS20470AD4-5,Alder Fasteners,\"Rivet, solid, universal head\",NE,1200,EA,0.085,USD,3,100,100,CoC,A-1001\r\n";

impl Column {
    /// Our own name of the column.
    pub fn name(self) -> &'static str {
        NAMES.iter().find(|(column, _)| *column == self).map_or("", |(_, names)| names[0])
    }

    /// The column of a name as a header writes it, in any case and with blanks, dashes or dots for underscores.
    fn parse(header: &str) -> Option<Self> {
        let pieces: Vec<String> =
            header.split(|c: char| !c.is_alphanumeric()).filter(|piece| !piece.is_empty()).map(str::to_lowercase).collect();
        let name = pieces.join("_");
        NAMES.iter().find(|(_, names)| names.contains(&name.as_str())).map(|(column, _)| *column)
    }
}

/// Where each column stands in a file.
#[derive(Debug)]
pub struct Header {
    /// The header's cells as written.
    names: Vec<String>,
    columns: Vec<Option<Column>>,
}

/// The most columns of a file.
const MAX_COLUMNS: usize = 60;

impl Header {
    /// Reads the header row.
    ///
    /// # Errors
    /// A sentence about columns that are missing, named twice or too many.
    pub fn read<'a>(cells: impl Iterator<Item = &'a str>) -> Result<Self, String> {
        let mut names: Vec<String> = cells.map(|cell| cell.trim().chars().take(80).collect()).collect();
        while names.last().is_some_and(String::is_empty) {
            names.pop();
        }
        if names.len() > MAX_COLUMNS {
            return Err(format!("The file has {} columns; {MAX_COLUMNS} are the most that is read.", names.len()));
        }
        let columns: Vec<_> = names.iter().map(|name| Column::parse(name)).collect();
        for (column, _) in NAMES {
            let named: Vec<_> = (0..names.len()).filter(|at| columns[*at] == Some(column)).collect();
            if let [first, second, ..] = named[..] {
                return Err(format!("The columns “{}” and “{}” say the same.", names[first], names[second]));
            }
        }
        let required = [Column::PartNumber, Column::Quantity];
        let missing: Vec<_> = required.into_iter().filter(|column| !columns.contains(&Some(*column))).collect();
        if !missing.is_empty() {
            let missing: Vec<_> = missing.into_iter().map(Column::name).collect();
            let missing = missing.join(" and ");
            return Err(format!("The first row does not name the columns it should: {missing} not found."));
        }
        Ok(Self { names, columns })
    }

    /// The cells of the header that are not understood.
    pub fn unknown(&self) -> Vec<String> {
        let unknown = self.names.iter().zip(&self.columns).filter(|(name, column)| column.is_none() && !name.is_empty());
        unknown.map(|(name, _)| name.clone()).collect()
    }

    /// Where a column stands.
    pub fn position(&self, column: Column) -> Option<usize> {
        self.columns.iter().position(|known| *known == Some(column))
    }

    /// What the file calls a column; our own name if it has none.
    pub fn name_of(&self, column: Column) -> &str {
        self.position(column).map_or(column.name(), |at| &self.names[at])
    }

    pub fn width(&self) -> usize {
        self.names.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_found_under_their_many_names() {
        let header =
            Header::read(["Part No.", "QTY", "Lead Time (days)", "Mfr", "Shelf", ""].into_iter()).expect("complete");
        assert_eq!(header.position(Column::PartNumber), Some(0));
        assert_eq!(header.position(Column::LeadTime), Some(2));
        assert_eq!(header.name_of(Column::Quantity), "QTY");
        assert_eq!(header.name_of(Column::Currency), "currency");
        assert_eq!((header.unknown(), header.width()), (vec!["Shelf".to_owned()], 5));
    }

    #[test]
    fn missing_and_doubled_columns_are_named() {
        let missing = Header::read(["mfr", "price"].into_iter()).expect_err("neither part nor quantity");
        assert!(missing.contains("part_number and quantity"), "{missing}");
        let doubled = Header::read(["PN", "Qty", "Part No"].into_iter()).expect_err("two part numbers");
        assert!(doubled.contains("“PN” and “Part No”"), "{doubled}");
    }

    #[test]
    fn the_template_names_every_column() {
        let header = TEMPLATE.lines().next().unwrap_or_default();
        let header = Header::read(header.split(',')).expect("our own template");
        assert!(NAMES.iter().all(|(column, names)| header.name_of(*column) == names[0]));
        assert_eq!((header.unknown(), header.width()), (vec![], NAMES.len()));
    }
}
