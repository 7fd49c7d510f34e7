-- Documentation can be owed after a deal, too.
CREATE INDEX line_documentation_by_seller ON cart_line (seller_id, updated_at, id)
    WHERE documentation_pending AND status IN ('open', 'quote', 'accepted');
