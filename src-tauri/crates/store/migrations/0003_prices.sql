-- Prices of models, jobs with tags and notes, and changes of more kinds.

-- A column cannot be loosened: the table is made anew, as in 0002.
PRAGMA defer_foreign_keys = ON;

CREATE TEMP TABLE change_before AS SELECT * FROM change;
DROP TABLE change;

-- One deed of the person, undone as a whole; for jobs it is the batch.
CREATE TABLE change (
  id          INTEGER PRIMARY KEY,
  account_id  INTEGER NOT NULL REFERENCES account (id),
  at          INTEGER NOT NULL,
  kind        TEXT    NOT NULL CHECK (kind IN (
    'balance', 'clear', 'jobs', 'reference', 'void', 'restore', 'correct', 'price', 'price_jobs', 'settings',
    'record', 'replace', 'import', 'reconcile')),
  -- Of a changed reference: the entry it belongs to, and the mark before.
  entry_id    INTEGER REFERENCES entry (id),
  before_nano INTEGER,
  -- Of a changed price: whose.
  endpoint    TEXT,
  undone_at   INTEGER
) STRICT;

INSERT INTO change (id, account_id, at, kind, entry_id, before_nano, undone_at)
  SELECT id, account_id, at, kind, entry_id, before_nano, undone_at FROM change_before;
DROP TABLE change_before;

CREATE INDEX change_standing ON change (account_id, id) WHERE undone_at IS NULL;

ALTER TABLE job ADD COLUMN price_source TEXT CHECK (price_source IN ('assumed', 'list', 'fal', 'user'));
ALTER TABLE job ADD COLUMN tag TEXT;
ALTER TABLE job ADD COLUMN note TEXT;
-- What it was, in one column to search in.
ALTER TABLE job ADD COLUMN subject TEXT GENERATED ALWAYS AS (coalesce(model, operation)) VIRTUAL;

UPDATE job SET price_source = 'assumed' WHERE operation IS NOT NULL;

-- A page of any filter is read along one of these, in the order of the list.
CREATE INDEX job_subject ON job (account_id, subject, at, id);
CREATE INDEX job_basis ON job (account_id, basis, at, id);
CREATE INDEX job_cost ON job (account_id, cost_nano, id);
CREATE INDEX job_subject_cost ON job (account_id, subject, cost_nano, id);
CREATE INDEX job_tag ON job (account_id, tag, at, id) WHERE tag IS NOT NULL;
CREATE INDEX job_note ON job (account_id, at, id, note) WHERE note IS NOT NULL;

-- What a change found in a job, to be put back when it is undone.
CREATE TABLE job_before (
  change_id       INTEGER NOT NULL REFERENCES change (id),
  job_id          INTEGER NOT NULL REFERENCES job (id),
  quantity_nano   INTEGER NOT NULL,
  unit            TEXT    NOT NULL,
  unit_price_nano INTEGER,
  cost_nano       INTEGER,
  basis           TEXT    NOT NULL,
  price_source    TEXT,
  tag             TEXT,
  note            TEXT,
  voided_at       INTEGER,
  PRIMARY KEY (change_id, job_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX job_before_job ON job_before (job_id);

-- Prices beside the list that comes with the program: the person's, and what fal was asked.
CREATE TABLE price (
  endpoint    TEXT    NOT NULL,
  source      TEXT    NOT NULL CHECK (source IN ('fal', 'user')),
  unit        TEXT    NOT NULL,
  amount_nano INTEGER NOT NULL CHECK (amount_nano >= 0),
  at          INTEGER NOT NULL,
  PRIMARY KEY (endpoint, source)
) STRICT, WITHOUT ROWID;

-- The person's price before a change; no amount where there was none.
CREATE TABLE price_before (
  change_id   INTEGER PRIMARY KEY REFERENCES change (id),
  unit        TEXT,
  amount_nano INTEGER,
  at          INTEGER,
  CHECK ((unit IS NULL) = (amount_nano IS NULL) AND (amount_nano IS NULL) = (at IS NULL))
) STRICT;

-- The settings before a change.
CREATE TABLE setting_before (
  change_id INTEGER NOT NULL REFERENCES change (id),
  name      TEXT    NOT NULL,
  value     TEXT    NOT NULL,
  PRIMARY KEY (change_id, name)
) STRICT, WITHOUT ROWID;
