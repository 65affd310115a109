-- The guard: what the person allows to be spent through the gateway. Amounts are nano-dollars, moments
-- milliseconds.
CREATE TABLE guard (
  account_id       INTEGER PRIMARY KEY REFERENCES account (id),
  is_on            INTEGER NOT NULL DEFAULT 0 CHECK (is_on IN (0, 1)),
  floor_nano       INTEGER CHECK (floor_nano >= 0),
  day_nano         INTEGER CHECK (day_nano >= 0),
  month_nano       INTEGER CHECK (month_nano >= 0),
  job_nano         INTEGER CHECK (job_nano >= 0),
  refuses_unpriced INTEGER NOT NULL DEFAULT 0 CHECK (refuses_unpriced IN (0, 1)),
  paused_until     INTEGER,
  allowed_until    INTEGER
) STRICT;

INSERT INTO guard (account_id, floor_nano) VALUES (1, 1000000000);

-- The newest call that it refused, and how many there were since the person last looked.
CREATE TABLE refusal (
  account_id     INTEGER PRIMARY KEY REFERENCES account (id),
  at             INTEGER NOT NULL,
  endpoint       TEXT    NOT NULL,
  reason         TEXT    NOT NULL CHECK (reason IN ('floor', 'day', 'month', 'job', 'unpriced')),
  most_nano      INTEGER,
  estimate_nano  INTEGER,
  remaining_nano INTEGER,
  today_nano     INTEGER NOT NULL,
  month_nano     INTEGER NOT NULL,
  count          INTEGER NOT NULL DEFAULT 1
) STRICT;
