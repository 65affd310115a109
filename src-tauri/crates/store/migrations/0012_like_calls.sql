-- Digest of a call's parameters without texts, seeds and addresses: calls that have the same one
-- should cost the same.
ALTER TABLE job ADD COLUMN likeness TEXT;

-- Calls whose units fal has counted before a price was known.
CREATE INDEX job_unmetered ON job (account_id, id)
  WHERE call IS NOT NULL AND basis = 'estimated' AND unit_price_nano IS NULL AND quantity_nano <> 0;
CREATE INDEX job_like ON job (account_id, model, likeness, at) WHERE likeness IS NOT NULL;
