-- What customers were told. One line per event, however often it is delivered.
CREATE TABLE worker.notifications (
  event_id    uuid PRIMARY KEY,
  customer    uuid NOT NULL,
  text        text NOT NULL,
  placed_at   timestamptz NOT NULL,
  received_at timestamptz NOT NULL DEFAULT now()
);
