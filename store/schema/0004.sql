-- Runs are most of a database. Without a rowid there is one index less, which
-- is a quarter of their room.

CREATE TABLE run_by_id (
    feed     TEXT NOT NULL REFERENCES feed (id) ON DELETE CASCADE,
    id       TEXT NOT NULL,
    start    INTEGER NOT NULL,
    finish   INTEGER NOT NULL,
    status   TEXT NOT NULL,
    asked_by TEXT NOT NULL,
    code     TEXT NOT NULL,
    text     TEXT NOT NULL,
    attempts TEXT NOT NULL,
    PRIMARY KEY (feed, id)
) STRICT, WITHOUT ROWID;

INSERT INTO run_by_id SELECT feed, id, start, finish, status, asked_by, code, text, attempts FROM run ORDER BY feed, id;

DROP TABLE run;
ALTER TABLE run_by_id RENAME TO run;

CREATE INDEX run_start ON run (feed, start DESC, id DESC);
