-- Papers that were asked for together are a run: it is paused, taken up again
-- from one of its labels and cancelled as one.

ALTER TABLE prints ADD COLUMN run_id BLOB;                      -- NULL = a job that stands alone
ALTER TABLE prints ADD COLUMN place INTEGER NOT NULL DEFAULT 0; -- within its run, from 1; a label that is printed again has the place of the first
CREATE INDEX prints_run ON prints (run_id) WHERE run_id IS NOT NULL;

-- What this till has decided about its runs, and about jobs that stand alone. It
-- is this file's only, never sent.
CREATE TABLE print_runs (
  n      INTEGER PRIMARY KEY,
  id     BLOB NOT NULL UNIQUE CHECK (length(id) = 16), -- of a run or of a job that stands alone
  held   INTEGER NOT NULL DEFAULT 0,  -- 1 = it is not printed until a person goes on with it
  reason TEXT NOT NULL DEFAULT '',    -- the code of what stopped it; empty = a person
  way    TEXT NOT NULL DEFAULT ''     -- the printer that was chosen for it, as paper.Way writes it; empty = the document's
) STRICT;
