CREATE TABLE orders.orders (
  id              uuid PRIMARY KEY,
  customer        uuid NOT NULL,
  -- The customer's own name for the attempt: sent twice, it is still one order.
  idempotency_key text NOT NULL,
  -- What was asked for under that key, so that the same key with another wish is noticed.
  fingerprint     bytea NOT NULL,
  total_cents     bigint NOT NULL CHECK (total_cents > 0),
  placed_at       timestamptz NOT NULL,
  UNIQUE (customer, idempotency_key)
);

CREATE TABLE orders.lines (
  order_id    uuid NOT NULL REFERENCES orders.orders (id) ON DELETE CASCADE,
  product_id  bigint NOT NULL,
  quantity    integer NOT NULL CHECK (quantity > 0),
  price_cents integer NOT NULL CHECK (price_cents > 0),
  PRIMARY KEY (order_id, product_id)
);

-- The last line of defence against overselling; the code never lets it come to that.
CREATE TABLE orders.stock (
  product_id bigint PRIMARY KEY,
  available  integer NOT NULL CHECK (available >= 0)
);

CREATE TABLE orders.outbox (
  seq       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  id        uuid NOT NULL,
  kind      text NOT NULL,
  body      jsonb NOT NULL,
  trace     jsonb NOT NULL,
  placed_at timestamptz NOT NULL
);
