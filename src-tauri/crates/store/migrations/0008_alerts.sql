-- What the person wants to be told of, by kind; 'all' is the one switch.
CREATE TABLE alert (
  account_id INTEGER NOT NULL REFERENCES account (id),
  kind       TEXT    NOT NULL
    CHECK (kind IN ('all', 'locked', 'share', 'amount', 'runs_out', 'refused', 'day', 'month', 'unusual', 'expiry')),
  is_on      INTEGER NOT NULL CHECK (is_on IN (0, 1)),
  -- With spaces between: whole percents, nano-dollars, days, or an ISO date, as the kind has it.
  marks      TEXT    NOT NULL DEFAULT '',
  PRIMARY KEY (account_id, kind)
) STRICT, WITHOUT ROWID;

-- What was last seen of each mark, so that a restart tells nothing twice.
CREATE TABLE alert_state (
  account_id INTEGER NOT NULL REFERENCES account (id),
  watch      TEXT    NOT NULL, -- a kind and its mark
  fired_on   TEXT,             -- the local day; NULL: armed
  is_told    INTEGER NOT NULL DEFAULT 0 CHECK (is_told IN (0, 1)),
  left_nano  INTEGER,          -- what was left then
  PRIMARY KEY (account_id, watch)
) STRICT, WITHOUT ROWID;
