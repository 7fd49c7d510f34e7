//! Real inventories and purchase orders through the whole product, on both databases. The data is not part of the project:
//! it is read from `../shared/data` or from where `COUNTERPART_REAL_DATA` says, see `data`.

mod agreements;
mod baskets;
mod contracts;
mod data;
mod documents;
mod fulfilled;
mod invoices;
mod market;
mod offers;
mod replay;
mod site;
mod suppliers;
mod trade;
