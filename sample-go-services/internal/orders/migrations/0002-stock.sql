-- Plenty of everything, so that a shop that runs for days under load does not sell out.
INSERT INTO orders.stock (product_id, available)
SELECT id, 1000000 FROM generate_series(1, 200) AS id;
