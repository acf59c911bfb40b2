-- 200 products, made from words, so that every machine has the same shop.
INSERT INTO catalog.products (id, name, description, category, price_cents)
SELECT
  id,
  adjective || ' ' || noun,
  'A ' || lower(adjective) || ' ' || lower(noun) || ' for people who like to look inside of things.',
  (ARRAY['desk', 'kitchen', 'garden', 'workshop', 'travel'])[1 + id % 5],
  490 + (id * 7919) % 9500
FROM (
  SELECT
    id,
    (ARRAY['Quiet', 'Brass', 'Folding', 'Northern', 'Patient', 'Copper', 'Paper', 'Curious', 'Linen', 'Midnight'])[1 + id % 10] AS adjective,
    (ARRAY['Lamp', 'Kettle', 'Compass', 'Notebook', 'Teapot', 'Ladder', 'Clock', 'Basket', 'Radio', 'Spoon',
           'Lantern', 'Stool', 'Mirror', 'Drum', 'Whistle', 'Anvil', 'Globe', 'Scale', 'Trowel', 'Thermos'])[1 + (id / 10) % 20] AS noun
  FROM generate_series(1, 200) AS id
) AS words;
