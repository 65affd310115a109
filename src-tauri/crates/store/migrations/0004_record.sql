-- fal's billing record: jobs that arrive by themselves, and those logged by hand that they replace.

ALTER TABLE job ADD COLUMN request_id TEXT;
-- What it was taken for before fal billed it.
ALTER TABLE job ADD COLUMN settled_from_nano INTEGER;
-- Voided because fal's record has it.
ALTER TABLE job ADD COLUMN replaced INTEGER NOT NULL DEFAULT 0 CHECK (replaced IN (0, 1));

-- Of those that stand: what an undone import wrote can come again.
CREATE UNIQUE INDEX job_request ON job (account_id, request_id) WHERE request_id IS NOT NULL AND voided_at IS NULL;

-- How far the record has been fetched.
CREATE TABLE record (
  account_id     INTEGER PRIMARY KEY REFERENCES account (id),
  -- The person wants it to be followed.
  following      INTEGER NOT NULL CHECK (following IN (0, 1)),
  -- The period being fetched, fal's mark of the next page, and the events so far.
  run_from       INTEGER,
  run_until      INTEGER,
  run_cursor     TEXT,
  run_events     INTEGER NOT NULL DEFAULT 0,
  -- The period fetched completely.
  complete_from  INTEGER,
  complete_until INTEGER,
  -- Whether jobs logged by hand are replaced by it; not yet asked where null.
  replaces       INTEGER CHECK (replaces IN (0, 1)),
  CHECK ((run_from IS NULL) = (run_until IS NULL)),
  CHECK ((complete_from IS NULL) = (complete_until IS NULL))
) STRICT;
