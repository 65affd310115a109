-- Models of which fal billed a call otherwise than by its own units × its price; the newest such call.
CREATE TABLE metering_error (
  account_id   INTEGER NOT NULL REFERENCES account (id),
  model        TEXT    NOT NULL,
  metered_nano INTEGER NOT NULL,
  billed_nano  INTEGER NOT NULL,
  PRIMARY KEY (account_id, model)
) STRICT, WITHOUT ROWID;
