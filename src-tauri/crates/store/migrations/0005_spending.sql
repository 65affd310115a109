-- What was spent on each model and tag, by quarter of an hour and by day of UTC, so that a chart of a year of a
-- million jobs reads sums, not jobs. A local day begins on a quarter; what lies between its ends is read by day.
CREATE TABLE spent_by_model (
  account_id INTEGER NOT NULL,
  subject    TEXT    NOT NULL, -- empty: a correction
  tag        TEXT    NOT NULL, -- empty: none
  quarter    INTEGER NOT NULL, -- at / 900000
  jobs       INTEGER NOT NULL,
  cost_nano  INTEGER NOT NULL,
  unpriced   INTEGER NOT NULL,
  PRIMARY KEY (account_id, subject, tag, quarter)
) STRICT, WITHOUT ROWID;

CREATE TABLE spent_by_model_day (
  account_id INTEGER NOT NULL,
  subject    TEXT    NOT NULL,
  tag        TEXT    NOT NULL,
  day        INTEGER NOT NULL, -- at / 86400000
  jobs       INTEGER NOT NULL,
  cost_nano  INTEGER NOT NULL,
  unpriced   INTEGER NOT NULL,
  PRIMARY KEY (account_id, subject, tag, day)
) STRICT, WITHOUT ROWID;

INSERT INTO spent_by_model
  SELECT account_id, coalesce(subject, ''), coalesce(tag, ''), at / 900000, count(*), coalesce(sum(cost_nano), 0), sum(cost_nano IS NULL)
  FROM job WHERE voided_at IS NULL GROUP BY 1, 2, 3, 4;
INSERT INTO spent_by_model_day
  SELECT account_id, subject, tag, quarter / 96, sum(jobs), sum(cost_nano), sum(unpriced) FROM spent_by_model GROUP BY 1, 2, 3, 4;

CREATE TRIGGER model_added AFTER INSERT ON job WHEN NEW.voided_at IS NULL BEGIN
  INSERT INTO spent_by_model VALUES (NEW.account_id, coalesce(NEW.model, NEW.operation, ''), coalesce(NEW.tag, ''), NEW.at / 900000, 1, coalesce(NEW.cost_nano, 0), NEW.cost_nano IS NULL)
    ON CONFLICT DO UPDATE SET jobs = jobs + 1, cost_nano = cost_nano + excluded.cost_nano, unpriced = unpriced + excluded.unpriced;
  INSERT INTO spent_by_model_day VALUES (NEW.account_id, coalesce(NEW.model, NEW.operation, ''), coalesce(NEW.tag, ''), NEW.at / 86400000, 1, coalesce(NEW.cost_nano, 0), NEW.cost_nano IS NULL)
    ON CONFLICT DO UPDATE SET jobs = jobs + 1, cost_nano = cost_nano + excluded.cost_nano, unpriced = unpriced + excluded.unpriced;
END;

CREATE TRIGGER model_removed AFTER DELETE ON job WHEN OLD.voided_at IS NULL BEGIN
  UPDATE spent_by_model SET jobs = jobs - 1, cost_nano = cost_nano - coalesce(OLD.cost_nano, 0), unpriced = unpriced - (OLD.cost_nano IS NULL)
    WHERE account_id = OLD.account_id AND subject = coalesce(OLD.model, OLD.operation, '') AND tag = coalesce(OLD.tag, '') AND quarter = OLD.at / 900000;
  UPDATE spent_by_model_day SET jobs = jobs - 1, cost_nano = cost_nano - coalesce(OLD.cost_nano, 0), unpriced = unpriced - (OLD.cost_nano IS NULL)
    WHERE account_id = OLD.account_id AND subject = coalesce(OLD.model, OLD.operation, '') AND tag = coalesce(OLD.tag, '') AND day = OLD.at / 86400000;
END;

CREATE TRIGGER model_taken_back AFTER UPDATE OF account_id, at, cost_nano, tag, voided_at ON job WHEN OLD.voided_at IS NULL BEGIN
  UPDATE spent_by_model SET jobs = jobs - 1, cost_nano = cost_nano - coalesce(OLD.cost_nano, 0), unpriced = unpriced - (OLD.cost_nano IS NULL)
    WHERE account_id = OLD.account_id AND subject = coalesce(OLD.model, OLD.operation, '') AND tag = coalesce(OLD.tag, '') AND quarter = OLD.at / 900000;
  UPDATE spent_by_model_day SET jobs = jobs - 1, cost_nano = cost_nano - coalesce(OLD.cost_nano, 0), unpriced = unpriced - (OLD.cost_nano IS NULL)
    WHERE account_id = OLD.account_id AND subject = coalesce(OLD.model, OLD.operation, '') AND tag = coalesce(OLD.tag, '') AND day = OLD.at / 86400000;
END;

CREATE TRIGGER model_put_back AFTER UPDATE OF account_id, at, cost_nano, tag, voided_at ON job WHEN NEW.voided_at IS NULL BEGIN
  INSERT INTO spent_by_model VALUES (NEW.account_id, coalesce(NEW.model, NEW.operation, ''), coalesce(NEW.tag, ''), NEW.at / 900000, 1, coalesce(NEW.cost_nano, 0), NEW.cost_nano IS NULL)
    ON CONFLICT DO UPDATE SET jobs = jobs + 1, cost_nano = cost_nano + excluded.cost_nano, unpriced = unpriced + excluded.unpriced;
  INSERT INTO spent_by_model_day VALUES (NEW.account_id, coalesce(NEW.model, NEW.operation, ''), coalesce(NEW.tag, ''), NEW.at / 86400000, 1, coalesce(NEW.cost_nano, 0), NEW.cost_nano IS NULL)
    ON CONFLICT DO UPDATE SET jobs = jobs + 1, cost_nano = cost_nano + excluded.cost_nano, unpriced = unpriced + excluded.unpriced;
END;

-- How good estimates were: jobs that fal billed after they were taken for something.
CREATE INDEX job_settled ON job (account_id, subject, settled_from_nano, cost_nano) WHERE settled_from_nano IS NOT NULL AND voided_at IS NULL;
-- Corrections over time.
CREATE INDEX job_corrected ON job (account_id, at, cost_nano) WHERE basis = 'correction' AND voided_at IS NULL;
