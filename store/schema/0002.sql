-- Report servers: what is known of one, and of a pin, is a piece of JSON each,
-- '' for none; nothing is ever looked for by what is in it.

ALTER TABLE connection ADD COLUMN server TEXT NOT NULL DEFAULT '';

ALTER TABLE feed ADD COLUMN schedule_every_days INTEGER NOT NULL DEFAULT 0;
ALTER TABLE feed ADD COLUMN schedule_every_weeks INTEGER NOT NULL DEFAULT 0;
ALTER TABLE feed ADD COLUMN schedule_anchor INTEGER NOT NULL DEFAULT 0;
ALTER TABLE feed ADD COLUMN subscription TEXT NOT NULL DEFAULT '';

ALTER TABLE tile ADD COLUMN report TEXT NOT NULL DEFAULT '';
ALTER TABLE tile ADD COLUMN report_url TEXT NOT NULL DEFAULT '';
ALTER TABLE tile ADD COLUMN pinned_as TEXT NOT NULL DEFAULT '';

-- the newest run that was known when it was asked
ALTER TABLE ask ADD COLUMN prior INTEGER NOT NULL DEFAULT 0;

-- for signing in to a report server itself; sealed as tokens are
CREATE TABLE password (
    connection TEXT PRIMARY KEY REFERENCES connection (id) ON DELETE CASCADE,
    seal_key   TEXT NOT NULL REFERENCES seal_key (id),
    sealed     BLOB NOT NULL,
    saved_at   INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
