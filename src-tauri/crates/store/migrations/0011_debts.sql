-- A typed balance may be below zero, as fal's can: what is owed is owed. SQLite cannot loosen a
-- column, so the table is made anew; its rows come back under their own numbers before the foreign
-- keys are looked at, which is when the migration is committed.
PRAGMA defer_foreign_keys = ON;

CREATE TEMP TABLE entry_before AS SELECT * FROM entry;
DROP TABLE entry;

-- A balance known at a moment. Never overwritten; a cleared budget has no amount.
CREATE TABLE entry (
  id             INTEGER PRIMARY KEY,
  account_id     INTEGER NOT NULL REFERENCES account (id),
  -- The deed of the person; none where the program fixed the amount from a reading.
  change_id      INTEGER REFERENCES change (id),
  at             INTEGER NOT NULL,
  amount_nano    INTEGER,
  reference_nano INTEGER,
  origin         TEXT NOT NULL DEFAULT 'typed' CHECK (origin IN ('typed', 'connected', 'topped_up', 'disconnected')),
  undone_at      INTEGER,
  CHECK ((amount_nano IS NULL) = (reference_nano IS NULL)),
  CHECK ((origin = 'typed') = (change_id IS NOT NULL))
) STRICT;

INSERT INTO entry (id, account_id, change_id, at, amount_nano, reference_nano, origin, undone_at)
  SELECT id, account_id, change_id, at, amount_nano, reference_nano, origin, undone_at
  FROM entry_before;
DROP TABLE entry_before;

CREATE INDEX entry_change ON entry (change_id);
