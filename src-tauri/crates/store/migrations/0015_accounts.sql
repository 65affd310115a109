-- Several accounts of fal.ai in one ledger: the one in use is spoken of where none is named.
ALTER TABLE account ADD COLUMN is_in_use INTEGER NOT NULL DEFAULT 0 CHECK (is_in_use IN (0, 1));
ALTER TABLE account ADD COLUMN is_hidden INTEGER NOT NULL DEFAULT 0 CHECK (is_hidden IN (0, 1));
UPDATE account SET is_in_use = 1 WHERE id = 1;

CREATE UNIQUE INDEX account_in_use ON account (is_in_use) WHERE is_in_use = 1;
CREATE UNIQUE INDEX account_name ON account (name);
