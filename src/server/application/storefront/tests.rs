//! Claims about who may browse; on both databases.

use super::*;
use crate::{
    api_types::catalog::PartSearch,
    server::{
        application::{cart, catalog, execute, ordering, query_in},
        testing::{World, buy_input, on_both},
    },
};

/// Mick stores who may browse, whatever was set before.
pub async fn set(world: &World, access: StorefrontAccess) {
    let seen = query_in(&world.as_person("mick"), load_storefront, ()).await.expect("the settings");
    let input = StorefrontInput { access: access.as_str().to_owned(), version_seen: seen.version };
    execute(world.as_person("mick"), save_storefront, input).await.expect("stored");
}

on_both! {
    async fn a_closed_storefront_shows_guests_no_catalogue_and_members_all_of_it(store: Store) {
        let world = World::new(store).await;
        world.list("Orbit", "AN1", (10, Some("3.10"))).await;
        let search = PartSearch::default;
        assert!(query_in(&world.guest(), catalog::search_parts, search()).await.is_ok());
        set(&world, StorefrontAccess::SignInRequiredToBrowse).await;
        let refused = Some(AppError::SignInRequired);
        assert_eq!(query_in(&world.guest(), catalog::search_parts, search()).await.err(), refused);
        assert_eq!(query_in(&world.guest(), catalog::load_part, "AN1".to_owned()).await.err(), refused);
        assert_eq!(query_in(&world.guest(), catalog::load_part, "NONE".to_owned()).await.err(), refused);
        for name in ["mara", "jonas", "sally"] {
            assert!(query_in(&world.as_person(name), catalog::load_part, "AN1".to_owned()).await.is_ok(), "{name}");
        }
        set(&world, StorefrontAccess::Open).await;
        assert!(query_in(&world.guest(), catalog::load_part, "AN1".to_owned()).await.is_ok());
    }

    async fn guests_see_prices_only_where_the_merchant_shows_them(store: Store) {
        let world = World::new(store).await;
        let listing = world.list("Orbit", "AN1", (10, Some("3.10"))).await;
        let seen = async |who: Context| {
            let found = query_in(&who, catalog::search_parts, PartSearch::default()).await.expect("the catalogue");
            let part = query_in(&who, catalog::load_part, "AN1".to_owned()).await.expect("the part");
            let prices = (found.groups.rows[0].lowest_prices.len(), part.listings[0].list_price.is_some());
            assert_eq!((found.access, part.access), (part.access, found.access));
            (prices.0 == 1 && prices.1, prices.0 == 1 || prices.1, part.access)
        };
        for (access, shows) in [
            (StorefrontAccess::SignInRequiredToAddToCart, true),
            (StorefrontAccess::SignInRequiredToAddToCartOrSeePrices, false),
        ] {
            set(&world, access).await;
            assert_eq!(seen(world.guest()).await, (shows, shows, access));
            assert_eq!(seen(world.as_person("mara")).await, (true, true, StorefrontAccess::Open), "she is signed in");
            let refused = execute(world.guest(), cart::buy_at_list_price, buy_input(listing, 1)).await;
            assert_eq!(refused, Err(AppError::SignInRequired), "{access:?}");
            let refused = query_in(&world.guest(), ordering::load_checkout, ()).await.map(|_| ());
            assert_eq!(refused, Err(AppError::SignInRequired), "{access:?}");
            let bought = execute(world.as_person("mara"), cart::buy_at_list_price, buy_input(listing, 1)).await;
            assert!(bought.is_ok(), "{access:?}");
        }
    }

    async fn two_merchants_never_overwrite_each_other_and_nobody_else_sets_anything(store: Store) {
        let world = World::new(store).await;
        let input = |access: &str, version_seen| StorefrontInput { access: access.to_owned(), version_seen };
        let saved = execute(world.as_person("mick"), save_storefront, input("SignInRequiredToBrowse", 0)).await;
        let saved = saved.expect("stored");
        assert_eq!((saved.settings.access, saved.version), (StorefrontAccess::SignInRequiredToBrowse, 1));
        let late = execute(world.as_person("mick"), save_storefront, input("Open", 0)).await;
        assert_eq!(late, Err(Refusal::SettingsChanged.into()));
        let other = execute(world.as_person("mick"), save_storefront, input("Ajar", 1)).await;
        assert_eq!(other, Err(AppError::invalid("access", "choose one of these")));
        for name in ["mara", "olga", "sally"] {
            let refused = execute(world.as_person(name), save_storefront, input("Open", 1)).await;
            assert_eq!(refused, Err(AppError::Forbidden), "{name}");
        }
        assert_eq!(access(&mut world.system().read().await.expect("a reader")).await.expect("read"), saved.settings.access);
    }
}
