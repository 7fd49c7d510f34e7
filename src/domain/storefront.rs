//! What merchants set of the storefront: whether visitors who are not signed in see the catalogue, see prices and keep a cart.
//! Must not know where it is kept.

use serde::{Deserialize, Serialize};

/// Who may browse the catalogue, see its prices and fill a cart. From one to the next visitors may do less.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum StorefrontAccess {
    /// Everybody: guests see prices, keep a cart and check out.
    #[default]
    Open,
    /// Everybody sees catalogue and prices; only people who are signed in fill a cart.
    SignInRequiredToAddToCart,
    /// Everybody sees the catalogue, without prices.
    SignInRequiredToAddToCartOrSeePrices,
    /// Only people who are signed in.
    SignInRequiredToBrowse,
}

impl StorefrontAccess {
    pub const ALL: [Self; 4] = [
        Self::Open,
        Self::SignInRequiredToAddToCart,
        Self::SignInRequiredToAddToCartOrSeePrices,
        Self::SignInRequiredToBrowse,
    ];

    /// Whoever is not signed in sees the catalogue.
    pub fn guests_browse(self) -> bool {
        match self {
            Self::Open | Self::SignInRequiredToAddToCart | Self::SignInRequiredToAddToCartOrSeePrices => true,
            Self::SignInRequiredToBrowse => false,
        }
    }

    /// Whoever is not signed in sees what sellers ask.
    pub fn guests_see_prices(self) -> bool {
        match self {
            Self::Open | Self::SignInRequiredToAddToCart => true,
            Self::SignInRequiredToAddToCartOrSeePrices | Self::SignInRequiredToBrowse => false,
        }
    }

    /// Whoever is not signed in keeps a cart and checks out.
    pub fn guests_buy(self) -> bool {
        match self {
            Self::Open => true,
            Self::SignInRequiredToAddToCart | Self::SignInRequiredToAddToCartOrSeePrices | Self::SignInRequiredToBrowse => {
                false
            }
        }
    }

    /// The name by which merchants know the value.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Open => "Open",
            Self::SignInRequiredToAddToCart => "SignInRequiredToAddToCart",
            Self::SignInRequiredToAddToCartOrSeePrices => "SignInRequiredToAddToCartOrSeePrices",
            Self::SignInRequiredToBrowse => "SignInRequiredToBrowse",
        }
    }

    /// What it means, beside its choice in a form.
    pub fn words(self) -> &'static str {
        match self {
            Self::Open => "Open: everybody browses; guests buy at list price",
            Self::SignInRequiredToAddToCart => "Sign-in required to add to the cart: guests browse and see prices",
            Self::SignInRequiredToAddToCartOrSeePrices => {
                "Sign-in required to add to the cart or see prices: guests browse without prices"
            }
            Self::SignInRequiredToBrowse => "Sign-in required to browse: no catalogue and no cart for guests",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|access| access.as_str() == text)
    }
}

/// The settings of the storefront.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct StorefrontSettings {
    pub access: StorefrontAccess,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_storefront_is_open_unless_a_merchant_closes_it() {
        assert_eq!(StorefrontSettings::default().access, StorefrontAccess::Open);
        for access in StorefrontAccess::ALL {
            assert_eq!(StorefrontAccess::parse(access.as_str()), Some(access));
            assert!(serde_json::to_string(&access).is_ok_and(|json| json == format!("\"{}\"", access.as_str())));
        }
        assert_eq!(StorefrontAccess::parse("open"), None);
    }

    #[test]
    fn whoever_buys_sees_prices_and_whoever_sees_prices_browses() {
        let rights = |it: StorefrontAccess| (it.guests_browse(), it.guests_see_prices(), it.guests_buy());
        assert_eq!(
            StorefrontAccess::ALL.map(rights),
            [(true, true, true), (true, true, false), (true, false, false), (false, false, false)]
        );
    }
}
