-- Amounts are nano-dollars (1e-9 US dollar), times are Unix milliseconds, UTC.
-- Released migrations are never edited: both of SQLite's users here refuse a file whose record of
-- migrations differs from the list in the program.

CREATE TABLE account (
  id   INTEGER PRIMARY KEY,
  name TEXT NOT NULL
) STRICT;

INSERT INTO account (id, name) VALUES (1, 'fal.ai');

CREATE TABLE setting (
  name  TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- One deed of the person, undone as a whole; for jobs it is the batch.
CREATE TABLE change (
  id          INTEGER PRIMARY KEY,
  account_id  INTEGER NOT NULL REFERENCES account (id),
  at          INTEGER NOT NULL,
  kind        TEXT    NOT NULL CHECK (kind IN ('balance', 'clear', 'jobs', 'reference')),
  -- Of a changed reference: the entry it belongs to, and the mark before.
  entry_id    INTEGER REFERENCES entry (id),
  before_nano INTEGER,
  undone_at   INTEGER
) STRICT;

CREATE INDEX change_standing ON change (account_id, id) WHERE undone_at IS NULL;

-- A balance known at a moment. Never overwritten; a cleared budget has no amount.
CREATE TABLE entry (
  id             INTEGER PRIMARY KEY,
  account_id     INTEGER NOT NULL REFERENCES account (id),
  change_id      INTEGER NOT NULL REFERENCES change (id),
  at             INTEGER NOT NULL,
  amount_nano    INTEGER CHECK (amount_nano >= 0),
  reference_nano INTEGER CHECK (reference_nano >= 0),
  undone_at      INTEGER,
  CHECK ((amount_nano IS NULL) = (reference_nano IS NULL))
) STRICT;

CREATE INDEX entry_change ON entry (change_id);

CREATE TABLE job (
  id              INTEGER PRIMARY KEY,
  account_id      INTEGER NOT NULL REFERENCES account (id),
  change_id       INTEGER NOT NULL REFERENCES change (id),
  -- The entry it counts against, fixed when it is written; none before the first.
  entry_id        INTEGER REFERENCES entry (id),
  at              INTEGER NOT NULL,
  operation       TEXT CHECK (operation IN ('image', 'video')),
  model           TEXT,
  quantity_nano   INTEGER NOT NULL,
  unit            TEXT    NOT NULL,
  unit_price_nano INTEGER,
  cost_nano       INTEGER,
  basis           TEXT    NOT NULL CHECK (basis IN ('estimated', 'metered', 'billed', 'unknown', 'correction')),
  origin          TEXT    NOT NULL,
  voided_at       INTEGER,
  CHECK ((cost_nano IS NULL) = (basis = 'unknown')),
  CHECK (basis = 'correction' OR (operation IS NULL) <> (model IS NULL))
) STRICT;

CREATE INDEX job_change ON job (change_id);
CREATE INDEX job_newest ON job (account_id, at DESC, id DESC);

-- The sums of the jobs that are not voided, so that reading the balance takes as long with a
-- million jobs as with none. The triggers below are the only writers.
CREATE TABLE spent_by_entry (
  account_id INTEGER NOT NULL,
  entry_id   INTEGER NOT NULL, -- 0: counts against none
  cost_nano  INTEGER NOT NULL,
  unpriced   INTEGER NOT NULL,
  PRIMARY KEY (account_id, entry_id)
) STRICT, WITHOUT ROWID;

-- Quarters of an hour, because every zone's days begin on one.
CREATE TABLE spent_by_quarter (
  account_id INTEGER NOT NULL,
  quarter    INTEGER NOT NULL, -- at / 900000
  cost_nano  INTEGER NOT NULL,
  unpriced   INTEGER NOT NULL,
  PRIMARY KEY (account_id, quarter)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER job_added AFTER INSERT ON job WHEN NEW.voided_at IS NULL BEGIN
  INSERT INTO spent_by_entry VALUES (NEW.account_id, coalesce(NEW.entry_id, 0), coalesce(NEW.cost_nano, 0), NEW.cost_nano IS NULL)
    ON CONFLICT DO UPDATE SET cost_nano = cost_nano + excluded.cost_nano, unpriced = unpriced + excluded.unpriced;
  INSERT INTO spent_by_quarter VALUES (NEW.account_id, NEW.at / 900000, coalesce(NEW.cost_nano, 0), NEW.cost_nano IS NULL)
    ON CONFLICT DO UPDATE SET cost_nano = cost_nano + excluded.cost_nano, unpriced = unpriced + excluded.unpriced;
END;

CREATE TRIGGER job_removed AFTER DELETE ON job WHEN OLD.voided_at IS NULL BEGIN
  UPDATE spent_by_entry SET cost_nano = cost_nano - coalesce(OLD.cost_nano, 0), unpriced = unpriced - (OLD.cost_nano IS NULL)
    WHERE account_id = OLD.account_id AND entry_id = coalesce(OLD.entry_id, 0);
  UPDATE spent_by_quarter SET cost_nano = cost_nano - coalesce(OLD.cost_nano, 0), unpriced = unpriced - (OLD.cost_nano IS NULL)
    WHERE account_id = OLD.account_id AND quarter = OLD.at / 900000;
END;

CREATE TRIGGER job_taken_back AFTER UPDATE OF account_id, entry_id, at, cost_nano, voided_at ON job WHEN OLD.voided_at IS NULL BEGIN
  UPDATE spent_by_entry SET cost_nano = cost_nano - coalesce(OLD.cost_nano, 0), unpriced = unpriced - (OLD.cost_nano IS NULL)
    WHERE account_id = OLD.account_id AND entry_id = coalesce(OLD.entry_id, 0);
  UPDATE spent_by_quarter SET cost_nano = cost_nano - coalesce(OLD.cost_nano, 0), unpriced = unpriced - (OLD.cost_nano IS NULL)
    WHERE account_id = OLD.account_id AND quarter = OLD.at / 900000;
END;

CREATE TRIGGER job_put_back AFTER UPDATE OF account_id, entry_id, at, cost_nano, voided_at ON job WHEN NEW.voided_at IS NULL BEGIN
  INSERT INTO spent_by_entry VALUES (NEW.account_id, coalesce(NEW.entry_id, 0), coalesce(NEW.cost_nano, 0), NEW.cost_nano IS NULL)
    ON CONFLICT DO UPDATE SET cost_nano = cost_nano + excluded.cost_nano, unpriced = unpriced + excluded.unpriced;
  INSERT INTO spent_by_quarter VALUES (NEW.account_id, NEW.at / 900000, coalesce(NEW.cost_nano, 0), NEW.cost_nano IS NULL)
    ON CONFLICT DO UPDATE SET cost_nano = cost_nano + excluded.cost_nano, unpriced = unpriced + excluded.unpriced;
END;
