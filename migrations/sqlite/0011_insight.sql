-- What dashboards and the price history of a part ask for.
CREATE INDEX line_active_by_buyer ON cart_line (buyer_id, id) WHERE status IN ('open', 'quote');
CREATE INDEX line_by_seller_age ON cart_line (seller_id, created_at);
CREATE INDEX line_agreed_by_buyer_part ON cart_line (buyer_id, part_key) WHERE agreed_price_micros IS NOT NULL;
CREATE INDEX line_agreed_by_seller_part ON cart_line (seller_id, part_key) WHERE agreed_price_micros IS NOT NULL;
CREATE INDEX transaction_by_buyer_time ON line_transaction (buyer_id, agreed_at);
CREATE INDEX transaction_by_seller_time ON line_transaction (seller_id, agreed_at);
