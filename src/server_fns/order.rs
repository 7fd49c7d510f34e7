//! Orders and the bags of sellers: lists, pages, what is done to a bag, ordering again.

use crate::{
    api_types::{
        AppError,
        cart::Started,
        json::Json,
        order::{
            AcknowledgeInput, AmountInput, BagChanged, BagFilter, BagList, BagView, DeliverInput, GiveUpInput, OrderFilter,
            OrderList, OrderView, RefundInput, ReorderInput, ReorderPreview, ShipInput, UnitsReasonInput, VoidInput,
        },
    },
    domain::ids::{BagId, CartId},
};
use leptos::prelude::*;

/// The organisation's orders.
#[server(prefix = "/api", endpoint = "order/load_orders", output = Json)]
pub async fn load_orders(#[server(default)] filter: OrderFilter) -> Result<OrderList, AppError> {
    use crate::server::application::{ordering::orders, query};
    query(orders::load_orders, filter).await
}

/// An order with its bags; `key`: of the link to a guest's order.
#[server(prefix = "/api", endpoint = "order/load_order", output = Json)]
pub async fn load_order(order_id: CartId, #[server(default)] key: String) -> Result<OrderView, AppError> {
    use crate::server::application::{ordering::orders, query};
    query(orders::load_order_by_link, (order_id, key)).await
}

/// Buyer: units go back to their seller.
#[server(prefix = "/api", endpoint = "order/report_return", output = Json)]
pub async fn report_return(input: UnitsReasonInput) -> Result<BagChanged, AppError> {
    use crate::server::application::{command, ordering::orders};
    command(orders::report_return, input).await
}

/// Buyer: a bag that was rejected is not tried any longer.
#[server(prefix = "/api", endpoint = "order/give_up_bag", output = Json)]
pub async fn give_up_bag(input: GiveUpInput) -> Result<BagChanged, AppError> {
    use crate::server::application::{command, ordering::orders};
    command(orders::give_up_bag, input).await
}

/// What ordering again would put into a new cart.
#[server(prefix = "/api", endpoint = "order/load_reorder", output = Json)]
pub async fn load_reorder(order_id: CartId) -> Result<ReorderPreview, AppError> {
    use crate::server::application::{ordering::reorder, query};
    query(reorder::load_reorder, order_id).await
}

/// A new cart with what of an order is still offered; it becomes the current one.
#[server(prefix = "/api", endpoint = "order/reorder", output = Json)]
pub async fn reorder(input: ReorderInput) -> Result<Started, AppError> {
    use crate::server::application::{command, ordering::reorder};
    let started = command(reorder::reorder, input).await?;
    leptos_axum::redirect("/connector/shopping-cart");
    Ok(started)
}

/// Seller: the bags of the organisation.
#[server(prefix = "/api", endpoint = "order/load_bags", output = Json)]
pub async fn load_bags(#[server(default)] filter: BagFilter) -> Result<BagList, AppError> {
    use crate::server::application::{ordering::seller_bags, query};
    query(seller_bags::load_bags, filter).await
}

/// Seller: one bag.
#[server(prefix = "/api", endpoint = "order/load_bag", output = Json)]
pub async fn load_bag(bag_id: BagId) -> Result<BagView, AppError> {
    use crate::server::application::{ordering::seller_bags, query};
    query(seller_bags::load_bag, bag_id).await
}

/// Seller: has seen the bag.
#[server(prefix = "/api", endpoint = "order/acknowledge_bag", output = Json)]
pub async fn acknowledge_bag(input: AcknowledgeInput) -> Result<BagChanged, AppError> {
    use crate::server::application::{command, ordering::seller_bags};
    command(seller_bags::acknowledge_bag, input).await
}

/// Seller: sends units.
#[server(prefix = "/api", endpoint = "order/ship_bag", output = Json)]
pub async fn ship_bag(input: ShipInput) -> Result<BagChanged, AppError> {
    use crate::server::application::{command, ordering::seller_bags};
    command(seller_bags::ship_bag, input).await
}

/// Seller: units have arrived.
#[server(prefix = "/api", endpoint = "order/deliver_bag", output = Json)]
pub async fn deliver_bag(input: DeliverInput) -> Result<BagChanged, AppError> {
    use crate::server::application::{command, ordering::seller_bags};
    command(seller_bags::deliver_bag, input).await
}

/// Seller: units will not come.
#[server(prefix = "/api", endpoint = "order/cancel_units", output = Json)]
pub async fn cancel_units(input: UnitsReasonInput) -> Result<BagChanged, AppError> {
    use crate::server::application::{command, ordering::seller_bags};
    command(seller_bags::cancel_units, input).await
}

/// Seller: the buyer's payment is authorized.
#[server(prefix = "/api", endpoint = "order/record_authorization", output = Json)]
pub async fn record_authorization(input: AmountInput) -> Result<BagChanged, AppError> {
    use crate::server::application::{command, ordering::seller_bags};
    command(seller_bags::record_authorization, input).await
}

/// Seller: the authorization is taken back.
#[server(prefix = "/api", endpoint = "order/void_authorization", output = Json)]
pub async fn void_authorization(input: VoidInput) -> Result<BagChanged, AppError> {
    use crate::server::application::{command, ordering::seller_bags};
    command(seller_bags::void_authorization, input).await
}

/// Seller: the buyer paid.
#[server(prefix = "/api", endpoint = "order/record_payment", output = Json)]
pub async fn record_payment(input: AmountInput) -> Result<BagChanged, AppError> {
    use crate::server::application::{command, ordering::seller_bags};
    command(seller_bags::record_payment, input).await
}

/// Seller: money was given back.
#[server(prefix = "/api", endpoint = "order/record_refund", output = Json)]
pub async fn record_refund(input: RefundInput) -> Result<BagChanged, AppError> {
    use crate::server::application::{command, ordering::seller_bags};
    command(seller_bags::record_refund, input).await
}
