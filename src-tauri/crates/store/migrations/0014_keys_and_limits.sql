-- Id of fal's key that a job was paid with; the secret is never here.
ALTER TABLE job ADD COLUMN key_id TEXT;
-- Number of the call that a job of fal's billing record stands for.
ALTER TABLE job ADD COLUMN stands_for INTEGER;

CREATE INDEX job_key ON job (account_id, key_id, at, cost_nano)
  WHERE key_id IS NOT NULL AND voided_at IS NULL;

-- Names of keys: the person's own, else fal's.
CREATE TABLE api_key (
  account_id INTEGER NOT NULL REFERENCES account (id),
  id         TEXT    NOT NULL,
  name       TEXT    NOT NULL,
  is_own     INTEGER NOT NULL DEFAULT 0 CHECK (is_own IN (0, 1)),
  PRIMARY KEY (account_id, id)
) STRICT, WITHOUT ROWID;

-- Limits on what a key, a project or a model may spend, beside those of the account.
CREATE TABLE guard_limit (
  account_id  INTEGER NOT NULL REFERENCES account (id),
  scope       TEXT    NOT NULL,
  name        TEXT    NOT NULL,
  period      TEXT    NOT NULL,
  amount_nano INTEGER NOT NULL CHECK (amount_nano >= 0),
  PRIMARY KEY (account_id, scope, name, period)
) STRICT, WITHOUT ROWID;

ALTER TABLE guard ADD COLUMN week_nano INTEGER CHECK (week_nano >= 0);
-- The limit that a refused call would have broken, if it was that of a scope.
ALTER TABLE refusal ADD COLUMN scope TEXT;
ALTER TABLE refusal ADD COLUMN scope_name TEXT;
ALTER TABLE refusal ADD COLUMN spent_nano INTEGER;

-- Balance at the time of an answer, for fal's support.
ALTER TABLE lock_event ADD COLUMN balance_nano INTEGER;
