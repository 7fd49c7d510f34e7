//! What the merchant's programs reach: `/ccadmin/v1`.

mod shared_organization_cart;

pub use shared_organization_cart::routes;
