-- The rule for calls whose cost has no upper bound has three values, and a reason of a refusal needs
-- no migration. SQLite cannot drop a CHECK, so the table of refusals is made anew
-- (https://www.sqlite.org/lang_altertable.html#otheralter); nothing refers to it.
ALTER TABLE guard ADD COLUMN unpriced TEXT NOT NULL DEFAULT 'one';
UPDATE guard SET unpriced = 'refuse' WHERE refuses_unpriced = 1;
ALTER TABLE guard DROP COLUMN refuses_unpriced;

CREATE TABLE refusal_for_any_reason (
  account_id     INTEGER PRIMARY KEY REFERENCES account (id),
  at             INTEGER NOT NULL,
  endpoint       TEXT    NOT NULL,
  reason         TEXT    NOT NULL,
  most_nano      INTEGER,
  estimate_nano  INTEGER,
  remaining_nano INTEGER,
  today_nano     INTEGER NOT NULL,
  month_nano     INTEGER NOT NULL,
  count          INTEGER NOT NULL DEFAULT 1
) STRICT;

INSERT INTO refusal_for_any_reason SELECT * FROM refusal;
DROP TABLE refusal;
ALTER TABLE refusal_for_any_reason RENAME TO refusal;

-- A lock of the account, whoever heard of it: the gateway hears of one without any key of its own.
CREATE TABLE account_lock (
  account_id INTEGER PRIMARY KEY REFERENCES account (id),
  message    TEXT    NOT NULL, -- fal's newest sentence
  at         INTEGER NOT NULL, -- when fal said so first
  heard_at   INTEGER NOT NULL, -- and last
  opened_at  INTEGER,          -- when a call passed after that; NULL while the account is locked
  passed     INTEGER NOT NULL DEFAULT 0
) STRICT;

INSERT INTO account_lock (account_id, message, at, heard_at)
  SELECT account_id, lock_message, lock_at, lock_heard_at FROM connection
  WHERE lock_message IS NOT NULL;
-- The columns are of no use any more. They stay, since a CHECK of the table names them.
UPDATE connection SET lock_message = NULL, lock_at = NULL, lock_heard_at = NULL;

-- The sequence of fal's answers around locks, for fal's support.
CREATE TABLE lock_event (
  id         INTEGER PRIMARY KEY,
  account_id INTEGER NOT NULL REFERENCES account (id),
  at         INTEGER NOT NULL,
  message    TEXT,             -- NULL for a call that passed
  request_id TEXT
) STRICT;
CREATE INDEX lock_event_account ON lock_event (account_id, at);
