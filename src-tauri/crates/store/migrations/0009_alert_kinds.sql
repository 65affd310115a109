-- Alert choices without a list of the kinds: a new kind needs no migration, and a kind that only a
-- newer version knows stays in the table. SQLite cannot drop a CHECK, so the table is made anew
-- (https://www.sqlite.org/lang_altertable.html#otheralter); no table, index or trigger refers to it.
CREATE TABLE alert_of_any_kind (
  account_id INTEGER NOT NULL REFERENCES account (id),
  kind       TEXT    NOT NULL, -- 'all': the main switch
  is_on      INTEGER NOT NULL CHECK (is_on IN (0, 1)),
  -- With spaces between: whole percents, nano-dollars, days, or an ISO date, as the kind has it.
  marks      TEXT    NOT NULL DEFAULT '',
  PRIMARY KEY (account_id, kind)
) STRICT, WITHOUT ROWID;

INSERT INTO alert_of_any_kind (account_id, kind, is_on, marks)
  SELECT account_id, kind, is_on, marks FROM alert;
DROP TABLE alert;
ALTER TABLE alert_of_any_kind RENAME TO alert;
