-- Times are milliseconds since 1970 in UTC, 0 for none. Small lists are JSON.

CREATE TABLE meta (
    key   TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- one counter for each topic, raised by each commit that changes the topic; it
-- begins at the time, so that those of a new database differ from an old one's
CREATE TABLE topic (
    name TEXT PRIMARY KEY,
    n    INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

INSERT INTO topic (name, n)
SELECT value, CAST(unixepoch('subsec') * 1000 AS INTEGER)
FROM json_each('["connections","tiles","notices","settings","requests"]');

CREATE TABLE connection (
    id                  TEXT PRIMARY KEY,
    kind                TEXT NOT NULL,
    name                TEXT NOT NULL,
    person              TEXT NOT NULL,
    cloud               TEXT NOT NULL,
    tenant              TEXT NOT NULL,
    object_id           TEXT NOT NULL,
    scopes              TEXT NOT NULL,
    signed_in_at        INTEGER NOT NULL,
    renewed_at          INTEGER NOT NULL,
    good_until          INTEGER NOT NULL,
    estimate            INTEGER NOT NULL,
    signed_out          INTEGER NOT NULL,
    ended_at            INTEGER NOT NULL,
    has_problem         INTEGER NOT NULL,
    problem_cause       TEXT NOT NULL,
    problem_remedy      TEXT NOT NULL,
    problem_text        TEXT NOT NULL,
    problem_code        TEXT NOT NULL,
    problem_correlation TEXT NOT NULL,
    problem_retry_at    INTEGER NOT NULL,
    inventory_at        INTEGER NOT NULL,
    checked_at          INTEGER NOT NULL,
    paused_until        INTEGER NOT NULL
) STRICT;

-- kind: keyring, file or memory. probe is a known text sealed with the key: it
-- tells a wrong key from a changed token.
CREATE TABLE seal_key (
    id         TEXT PRIMARY KEY,
    kind       TEXT NOT NULL,
    probe      BLOB NOT NULL,
    created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE token (
    connection TEXT PRIMARY KEY REFERENCES connection (id) ON DELETE CASCADE,
    seal_key   TEXT NOT NULL REFERENCES seal_key (id),
    sealed     BLOB NOT NULL,
    saved_at   INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE feed (
    id                  TEXT PRIMARY KEY,
    connection          TEXT NOT NULL REFERENCES connection (id) ON DELETE CASCADE,
    source              TEXT NOT NULL,
    model_id            TEXT NOT NULL,
    workspace_id        TEXT NOT NULL,
    name                TEXT NOT NULL,
    owner               TEXT NOT NULL,
    kind                TEXT NOT NULL,
    access              TEXT NOT NULL,
    capacity            TEXT NOT NULL,
    has_schedule        INTEGER NOT NULL,
    schedule_enabled    INTEGER NOT NULL,
    schedule_days       TEXT NOT NULL,
    schedule_times      TEXT NOT NULL,
    schedule_every      INTEGER NOT NULL,
    schedule_zone       TEXT NOT NULL,
    schedule_at         INTEGER NOT NULL,
    looked_at           INTEGER NOT NULL,
    tried_at            INTEGER NOT NULL,
    misses              INTEGER NOT NULL,
    has_trouble         INTEGER NOT NULL,
    trouble_cause       TEXT NOT NULL,
    trouble_remedy      TEXT NOT NULL,
    trouble_text        TEXT NOT NULL,
    trouble_code        TEXT NOT NULL,
    trouble_correlation TEXT NOT NULL,
    trouble_retry_at    INTEGER NOT NULL,
    first_seen          INTEGER NOT NULL,
    state               TEXT NOT NULL,
    cause               TEXT NOT NULL,
    remedy              TEXT NOT NULL,
    since               INTEGER NOT NULL,
    last_good           INTEGER NOT NULL,
    next_due            INTEGER NOT NULL,
    text                TEXT NOT NULL,
    code                TEXT NOT NULL,
    ask_owner           TEXT NOT NULL,
    until               INTEGER NOT NULL
) STRICT;

CREATE INDEX feed_connection ON feed (connection);

CREATE TABLE tile (
    id           TEXT PRIMARY KEY,
    connection   TEXT NOT NULL REFERENCES connection (id) ON DELETE CASCADE,
    workspace_id TEXT NOT NULL,
    workspace    TEXT NOT NULL,
    dashboard_id TEXT NOT NULL,
    dashboard    TEXT NOT NULL,
    title        TEXT NOT NULL,
    kind         TEXT NOT NULL,
    feed         TEXT NOT NULL,
    open_url     TEXT NOT NULL,
    gone         INTEGER NOT NULL,
    state        TEXT NOT NULL,
    cause        TEXT NOT NULL,
    remedy       TEXT NOT NULL,
    since        INTEGER NOT NULL,
    last_good    INTEGER NOT NULL,
    next_due     INTEGER NOT NULL,
    text         TEXT NOT NULL,
    code         TEXT NOT NULL,
    ask_owner    TEXT NOT NULL,
    until        INTEGER NOT NULL
) STRICT;

CREATE INDEX tile_connection ON tile (connection);
-- answers the summary without reading the tiles themselves
CREATE INDEX tile_state ON tile (state, until, cause);

CREATE TABLE keep (
    tile  TEXT PRIMARY KEY REFERENCES tile (id) ON DELETE CASCADE,
    feed  TEXT NOT NULL,
    every TEXT NOT NULL,
    at    INTEGER NOT NULL,
    days  TEXT NOT NULL,
    zone  TEXT NOT NULL,
    since INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX keep_feed ON keep (feed);

CREATE TABLE run (
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
) STRICT;

CREATE INDEX run_start ON run (feed, start DESC, id DESC);

CREATE TABLE ask (
    id       TEXT PRIMARY KEY,
    feed     TEXT NOT NULL REFERENCES feed (id) ON DELETE CASCADE,
    due      INTEGER NOT NULL,
    at       INTEGER NOT NULL,
    outcome  TEXT NOT NULL,
    code     TEXT NOT NULL,
    catch_up INTEGER NOT NULL,
    retry    INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX ask_at ON ask (feed, at DESC, id DESC);

CREATE TABLE notice (
    id         TEXT PRIMARY KEY,
    at         INTEGER NOT NULL,
    kind       TEXT NOT NULL,
    key        TEXT NOT NULL,
    connection TEXT NOT NULL,
    cause      TEXT NOT NULL,
    remedy     TEXT NOT NULL,
    title      TEXT NOT NULL,
    text       TEXT NOT NULL,
    tiles      TEXT NOT NULL,
    shown_at   INTEGER NOT NULL,
    ended_at   INTEGER NOT NULL,
    seen_at    INTEGER NOT NULL
) STRICT;

CREATE INDEX notice_at ON notice (at DESC);
CREATE INDEX notice_open ON notice (ended_at) WHERE ended_at = 0;

CREATE TABLE setting (
    key   TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE request (
    id       INTEGER PRIMARY KEY AUTOINCREMENT,
    kind     TEXT NOT NULL,
    argument TEXT NOT NULL,
    at       INTEGER NOT NULL
) STRICT;

CREATE TABLE warning (
    code            TEXT PRIMARY KEY,
    text            TEXT NOT NULL,
    at              INTEGER NOT NULL,
    acknowledged_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
