//! As SQL: which carts are open to a person, and which of them is the current one. Every statement that starts from a person's
//! cart is made of these, so that a cart in the trash is seen nowhere.

/// Whether a cart is open to a person in an organisation: not in the trash, on no way to an order, shared or their own.
macro_rules! open_to {
    ($cart:literal, $person:literal, $organisation:literal) => {
        concat!(
            $cart,
            ".organisation_id = ",
            $organisation,
            " AND ",
            $cart,
            ".trashed_at IS NULL AND ",
            $cart,
            ".checkout_status = 'IN_PROGRESS' AND (",
            $cart,
            ".kind = 'shared' OR ",
            $cart,
            ".creator_id = ",
            $person,
            ")"
        )
    };
}

/// The cart that a person works on in an organisation: where the pointer leads if that cart is open to them, else their own.
macro_rules! current_cart_id {
    ($person:literal, $organisation:literal) => {
        concat!(
            "COALESCE((SELECT cp.cart_id FROM current_cart cp JOIN cart pc ON pc.id = cp.cart_id WHERE cp.person_id = ",
            $person,
            " AND cp.organisation_id = ",
            $organisation,
            " AND ",
            open_to!("pc", $person, $organisation),
            "), (SELECT oc.id FROM cart oc WHERE oc.kind = 'personal' AND oc.creator_id = ",
            $person,
            " AND ",
            open_to!("oc", $person, $organisation),
            "))"
        )
    };
}
