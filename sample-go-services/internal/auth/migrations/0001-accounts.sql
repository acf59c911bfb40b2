CREATE TABLE auth.accounts (
  id         uuid PRIMARY KEY,
  name       text NOT NULL,
  -- SHA-256 of the key. Good enough for a key of 256 random bits; a password would need a slow hash.
  key_hash   bytea NOT NULL,
  active     boolean NOT NULL DEFAULT true,
  created_at timestamptz NOT NULL DEFAULT now()
);
