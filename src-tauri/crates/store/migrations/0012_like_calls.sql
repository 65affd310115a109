-- Digest of a call's parameters without texts, seeds and addresses: calls that have the same one
-- should cost the same.
ALTER TABLE job ADD COLUMN likeness TEXT;

CREATE INDEX job_like ON job (account_id, model, likeness, at) WHERE likeness IS NOT NULL;
