-- Calls through the gateway: jobs that it watches from begin to end.

-- The number of its first note of the call.
ALTER TABLE job ADD COLUMN call INTEGER;
-- Where a call stands that has not ended well.
ALTER TABLE job ADD COLUMN progress TEXT CHECK (progress IN ('running', 'queued', 'failed', 'cancelled'));

CREATE UNIQUE INDEX job_call ON job (account_id, call) WHERE call IS NOT NULL;
CREATE INDEX job_open ON job (account_id, id) WHERE progress IN ('running', 'queued');
-- Calls that broke before fal named them; a billing event may tell their name.
CREATE INDEX job_nameless ON job (account_id, model, at) WHERE call IS NOT NULL AND request_id IS NULL;

-- What the person chose for the gateway, and the last of its notes that is in the ledger.
CREATE TABLE gateway (
  account_id INTEGER PRIMARY KEY REFERENCES account (id),
  is_on      INTEGER NOT NULL DEFAULT 0 CHECK (is_on IN (0, 1)),
  port       INTEGER CHECK (port BETWEEN 1024 AND 65534),
  -- Where the key is that calls of allowed pages get; the key itself is never here.
  key_place  TEXT CHECK (key_place IN ('keychain', 'file')),
  last_note  INTEGER NOT NULL DEFAULT 0
) STRICT;

INSERT INTO gateway (account_id) VALUES (1);

-- Web pages that may use it.
CREATE TABLE gateway_origin (
  account_id INTEGER NOT NULL REFERENCES account (id),
  origin     TEXT    NOT NULL,
  PRIMARY KEY (account_id, origin)
) STRICT, WITHOUT ROWID;
