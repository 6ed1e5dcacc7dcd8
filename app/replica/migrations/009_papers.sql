-- The queue holds papers of many orders and of goods too, and says what had to be
-- shortened; a firm that buys has its particulars.

-- What a paper is made of that is not one order's: as app/paper writes it, JSON.
-- Such a job is its own document: order_id holds the job's own id.
ALTER TABLE prints ADD COLUMN subject TEXT NOT NULL DEFAULT '';
ALTER TABLE prints ADD COLUMN notes TEXT NOT NULL DEFAULT '';   -- what the paper lacks, codes with their fields, JSON; empty = nothing

ALTER TABLE customers ADD COLUMN legal_name TEXT NOT NULL DEFAULT '';    -- as it is registered
ALTER TABLE customers ADD COLUMN tax_id TEXT NOT NULL DEFAULT '';
ALTER TABLE customers ADD COLUMN iban TEXT NOT NULL DEFAULT '';
ALTER TABLE customers ADD COLUMN bank TEXT NOT NULL DEFAULT '';
ALTER TABLE customers ADD COLUMN legal_address TEXT NOT NULL DEFAULT '';
