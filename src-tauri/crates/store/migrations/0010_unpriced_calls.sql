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
