//! Claims about bags and orders after a cart became one.
