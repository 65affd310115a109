-- The live balance: the connection with its newest reading, and what is held back from it.

-- SQLite cannot loosen a column: the table is made anew. Its rows come back under their own numbers
-- before the foreign keys are looked at, which is when the migration is committed.
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
  -- Typed amounts are never below zero, fal's can be.
  amount_nano    INTEGER CHECK (change_id IS NULL OR amount_nano >= 0),
  reference_nano INTEGER,
  origin         TEXT NOT NULL DEFAULT 'typed' CHECK (origin IN ('typed', 'connected', 'topped_up', 'disconnected')),
  undone_at      INTEGER,
  CHECK ((amount_nano IS NULL) = (reference_nano IS NULL)),
  CHECK ((origin = 'typed') = (change_id IS NOT NULL))
) STRICT;

INSERT INTO entry (id, account_id, change_id, at, amount_nano, reference_nano, undone_at)
  SELECT id, account_id, change_id, at, amount_nano, reference_nano, undone_at FROM entry_before;
DROP TABLE entry_before;

CREATE INDEX entry_change ON entry (change_id);

-- One row while a key is connected. The key itself is never here.
CREATE TABLE connection (
  account_id     INTEGER PRIMARY KEY REFERENCES account (id),
  username       TEXT    NOT NULL,
  key_place      TEXT    NOT NULL CHECK (key_place IN ('keychain', 'file')),
  -- fal is played by a stand-in on this computer.
  is_demo        INTEGER NOT NULL CHECK (is_demo IN (0, 1)),
  -- The newest reading: when fal was asked, the newest job at that moment, and the balance.
  asked_at       INTEGER NOT NULL,
  newest_job     INTEGER NOT NULL,
  amount_nano    INTEGER NOT NULL,
  -- Why there is none newer.
  trouble        TEXT,
  trouble_detail TEXT,
  -- What fal said of a locked account, and when it was first and last heard.
  lock_message   TEXT,
  lock_at        INTEGER,
  lock_heard_at  INTEGER,
  CHECK ((lock_message IS NULL) = (lock_at IS NULL) AND (lock_at IS NULL) = (lock_heard_at IS NULL))
) STRICT;

-- What readings may not contain yet.
CREATE TABLE hold (
  job_id    INTEGER PRIMARY KEY REFERENCES job (id),
  left_nano INTEGER NOT NULL,
  waited_ms INTEGER NOT NULL
) STRICT;
