CREATE TABLE meta (
    key   TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE topic (
    name TEXT PRIMARY KEY,
    n    INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
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
, server TEXT NOT NULL DEFAULT '') STRICT;
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
, schedule_every_days INTEGER NOT NULL DEFAULT 0, schedule_every_weeks INTEGER NOT NULL DEFAULT 0, schedule_anchor INTEGER NOT NULL DEFAULT 0, subscription TEXT NOT NULL DEFAULT '', schedule_since INTEGER NOT NULL DEFAULT 0) STRICT;
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
, report TEXT NOT NULL DEFAULT '', report_url TEXT NOT NULL DEFAULT '', pinned_as TEXT NOT NULL DEFAULT '', strip TEXT NOT NULL DEFAULT '', muted INTEGER NOT NULL DEFAULT 0) STRICT;
CREATE TABLE keep (
    tile  TEXT PRIMARY KEY REFERENCES tile (id) ON DELETE CASCADE,
    feed  TEXT NOT NULL,
    every TEXT NOT NULL,
    at    INTEGER NOT NULL,
    days  TEXT NOT NULL,
    zone  TEXT NOT NULL,
    since INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
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
CREATE TABLE ask (
    id       TEXT PRIMARY KEY,
    feed     TEXT NOT NULL REFERENCES feed (id) ON DELETE CASCADE,
    due      INTEGER NOT NULL,
    at       INTEGER NOT NULL,
    outcome  TEXT NOT NULL,
    code     TEXT NOT NULL,
    catch_up INTEGER NOT NULL,
    retry    INTEGER NOT NULL
, prior INTEGER NOT NULL DEFAULT 0) STRICT, WITHOUT ROWID;
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
CREATE TABLE password (
    connection TEXT PRIMARY KEY REFERENCES connection (id) ON DELETE CASCADE,
    seal_key   TEXT NOT NULL REFERENCES seal_key (id),
    sealed     BLOB NOT NULL,
    saved_at   INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE past_tile (
    n          INTEGER PRIMARY KEY,
    id         TEXT NOT NULL UNIQUE,
    connection TEXT NOT NULL REFERENCES connection (id) ON DELETE CASCADE,
    workspace  TEXT NOT NULL DEFAULT '',
    dashboard  TEXT NOT NULL DEFAULT '',
    title      TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE TABLE spell (
    tile   INTEGER NOT NULL REFERENCES past_tile (n) ON DELETE CASCADE,
    start  INTEGER NOT NULL,
    finish INTEGER NOT NULL,
    began  INTEGER NOT NULL,
    state  TEXT NOT NULL,
    cause  TEXT NOT NULL,
    PRIMARY KEY (tile, start)
) STRICT, WITHOUT ROWID;
CREATE TABLE watched (
    connection TEXT NOT NULL REFERENCES connection (id) ON DELETE CASCADE,
    start      INTEGER NOT NULL,
    finish     INTEGER NOT NULL,
    PRIMARY KEY (connection, start)
) STRICT, WITHOUT ROWID;
CREATE TABLE mute (
    connection TEXT NOT NULL REFERENCES connection (id) ON DELETE CASCADE,
    dashboard  TEXT NOT NULL,
    tile       TEXT NOT NULL,
    at         INTEGER NOT NULL,
    PRIMARY KEY (connection, dashboard, tile)
) STRICT, WITHOUT ROWID;
CREATE INDEX feed_connection ON feed (connection);
CREATE INDEX tile_connection ON tile (connection);
CREATE INDEX keep_feed ON keep (feed);
CREATE INDEX run_start ON run (feed, start DESC, id DESC);
CREATE INDEX ask_at ON ask (feed, at DESC, id DESC);
CREATE INDEX notice_at ON notice (at DESC);
CREATE INDEX notice_open ON notice (ended_at) WHERE ended_at = 0;
CREATE INDEX past_tile_connection ON past_tile (connection);
CREATE INDEX tile_state ON tile (state, until, cause, muted);
CREATE TRIGGER feed_schedule
AFTER UPDATE OF has_schedule, schedule_enabled, schedule_days, schedule_times, schedule_every,
    schedule_every_days, schedule_every_weeks, schedule_anchor, schedule_zone ON feed
WHEN (OLD.has_schedule, OLD.schedule_enabled, OLD.schedule_days, OLD.schedule_times, OLD.schedule_every,
        OLD.schedule_every_days, OLD.schedule_every_weeks, OLD.schedule_anchor, OLD.schedule_zone)
    IS NOT (NEW.has_schedule, NEW.schedule_enabled, NEW.schedule_days, NEW.schedule_times, NEW.schedule_every,
        NEW.schedule_every_days, NEW.schedule_every_weeks, NEW.schedule_anchor, NEW.schedule_zone)
BEGIN
    UPDATE feed SET schedule_since = NEW.schedule_at WHERE id = NEW.id;
END;
INSERT INTO ask (id, feed, due, at, outcome, code, catch_up, retry, prior) VALUES ('string-121 é "''', 'c1/f', 1772600890089, 1772600891089, 'AskOutcome-126 é "''', 'string-127 é "''', 1, 1772600896089, 1772600892089);
INSERT INTO ask (id, feed, due, at, outcome, code, catch_up, retry, prior) VALUES ('string-131 é "''', 'c1/f', 1772600900089, 1772600901089, 'AskOutcome-136 é "''', 'string-137 é "''', 1, 1772600906089, 1772600902089);
INSERT INTO connection (id, kind, name, person, cloud, tenant, object_id, scopes, signed_in_at, renewed_at, good_until, estimate, signed_out, ended_at, has_problem, problem_cause, problem_remedy, problem_text, problem_code, problem_correlation, problem_retry_at, inventory_at, checked_at, paused_until, server) VALUES ('c1', 'ConnectionKind-3 é "''', 'string-4 é "''', 'string-5 é "''', 'string-6 é "''', 'string-7 é "''', 'string-8 é "''', '["string-10 é \"''","string-11 é \"''"]', 1772600779089, 1772600780089, 1772600781089, 1, 1, 1772600784089, 1, 'Cause-20 é "''', 'Remedy-21 é "''', 'string-22 é "''', 'string-23 é "''', 'string-24 é "''', 1772600792089, 1772600767089, 1772600794089, 1772600795089, '{"url":"string-30 é \"''","settings_url":"string-31 é \"''","api":"string-32 é \"''","product":"Product-33 é \"''","product_name":"string-34 é \"''","version":"string-35 é \"''","auth":"Auth-36 é \"''","user":"string-37 é \"''","integration":"Integration-38 é \"''","tells_sign_in":true,"tells_notices":true,"probed_at":1772600808089,"zone":"string-42 é \"''","status":"ServerStatus-43 é \"''","account":"string-44 é \"''","status_at":1772600812089}');
INSERT INTO connection (id, kind, name, person, cloud, tenant, object_id, scopes, signed_in_at, renewed_at, good_until, estimate, signed_out, ended_at, has_problem, problem_cause, problem_remedy, problem_text, problem_code, problem_correlation, problem_retry_at, inventory_at, checked_at, paused_until, server) VALUES ('c2', 'reportserver', '', '', '', '', '', '[]', 0, 0, 0, 0, 0, 0, 0, '', '', '', '', '', 0, 0, 0, 0, '');
INSERT INTO feed (id, connection, source, model_id, workspace_id, name, owner, kind, access, capacity, has_schedule, schedule_enabled, schedule_days, schedule_times, schedule_every, schedule_zone, schedule_at, looked_at, tried_at, misses, has_trouble, trouble_cause, trouble_remedy, trouble_text, trouble_code, trouble_correlation, trouble_retry_at, first_seen, state, cause, remedy, since, last_good, next_due, text, code, ask_owner, until, schedule_every_days, schedule_every_weeks, schedule_anchor, subscription, schedule_since) VALUES ('c1/f', 'c1', 'Source-4 é "''', 'string-5 é "''', 'string-6 é "''', 'string-7 é "''', 'string-8 é "''', 'Kind-9 é "''', 'Access-10 é "''', 'Capacity-11 é "''', 1, 1, '[31,32]', '[34,35]', 36, 'string-40 é "''', 1772600808089, 1772600853089, 1772600854089, 88, 1, 'Cause-91 é "''', 'Remedy-92 é "''', 'string-93 é "''', 'string-94 é "''', 'string-95 é "''', 1772600863089, 1772600864089, 'State-141 é "''', 'Cause-142 é "''', 'Remedy-143 é "''', 1772600911089, 1772600912089, 1772600913089, 'string-147 é "''', 'string-148 é "''', 'string-149 é "''', 1772600917089, 37, 38, 1772600806089, '{"report":"string-13 é \"''","report_id":"string-14 é \"''","visual":"string-15 é \"''","group_id":"string-16 é \"''","dashboard_id":"string-17 é \"''","dashboard":"string-18 é \"''","tile_id":"string-19 é \"''","active":true,"status":"string-21 é \"''","run_at":1772600789089,"modified_at":1772600790089,"detail_at":1772600791089,"no_stored":true,"schedule_text":"string-26 é \"''"}', 0);
INSERT INTO feed (id, connection, source, model_id, workspace_id, name, owner, kind, access, capacity, has_schedule, schedule_enabled, schedule_days, schedule_times, schedule_every, schedule_zone, schedule_at, looked_at, tried_at, misses, has_trouble, trouble_cause, trouble_remedy, trouble_text, trouble_code, trouble_correlation, trouble_retry_at, first_seen, state, cause, remedy, since, last_good, next_due, text, code, ask_owner, until, schedule_every_days, schedule_every_weeks, schedule_anchor, subscription, schedule_since) VALUES ('c1/g', 'c1', '', '', '', '', '', '', '', '', 0, 0, '[]', '[]', 0, '', 0, 0, 0, 0, 0, '', '', '', '', '', 0, 1772600767089, '', '', '', 0, 0, 0, '', '', '', 0, 0, 0, 0, '', 0);
INSERT INTO keep (tile, feed, every, at, days, zone, since) VALUES ('c1/t', 'c1/f', 'Every-29 é "''', 30, '[32,33]', 'string-34 é "''', 1772600802089);
INSERT INTO meta (key, value) VALUES ('database', 'O3VHRDPHKR3I2327LEOS5A3NOF');
INSERT INTO mute (connection, dashboard, tile, at) VALUES ('c1', '', 'c1/t', 1772600767089);
INSERT INTO notice (id, at, kind, key, connection, cause, remedy, title, text, tiles, shown_at, ended_at, seen_at) VALUES ('bare', 0, '', '', '', '', '', '', '', '[]', 0, 0, 0);
INSERT INTO notice (id, at, kind, key, connection, cause, remedy, title, text, tiles, shown_at, ended_at, seen_at) VALUES ('string-2 é "''', 1772600770089, 'NoticeKind-4 é "''', 'string-5 é "''', 'string-6 é "''', 'Cause-7 é "''', 'Remedy-8 é "''', 'string-9 é "''', 'string-10 é "''', '["string-12 é \"''","string-13 é \"''"]', 1772600781089, 1772600782089, 1772600783089);
INSERT INTO password (connection, seal_key, sealed, saved_at) VALUES ('c1', 'key-fd997ad1a174dba5', X'015269A607A0C49ECCD14277CC024D1550447464CEF69311961C775065CD36B79F8EA632821628E33F48F310391A539C', 1772600767089);
INSERT INTO request (id, kind, argument, at) VALUES (1, 'show', 'tiles', 1772600767089);
INSERT INTO run (feed, id, start, finish, status, asked_by, code, text, attempts) VALUES ('c1/f', 'string-45 é "''', 1772600813089, 1772600814089, 'RunStatus-48 é "''', 'string-49 é "''', 'string-50 é "''', 'string-51 é "''', '[{"type":"string-54 é \"''","start":1772600822089,"end":1772600823089,"code":"string-57 é \"''","text":"string-58 é \"''"},{"type":"string-60 é \"''","start":1772600828089,"end":1772600829089,"code":"string-63 é \"''","text":"string-64 é \"''"}]');
INSERT INTO run (feed, id, start, finish, status, asked_by, code, text, attempts) VALUES ('c1/f', 'string-66 é "''', 1772600834089, 1772600835089, 'RunStatus-69 é "''', 'string-70 é "''', 'string-71 é "''', 'string-72 é "''', '[{"type":"string-75 é \"''","start":1772600843089,"end":1772600844089,"code":"string-78 é \"''","text":"string-79 é \"''"},{"type":"string-81 é \"''","start":1772600849089,"end":1772600850089,"code":"string-84 é \"''","text":"string-85 é \"''"}]');
INSERT INTO seal_key (id, kind, probe, created_at) VALUES ('key-fd997ad1a174dba5', 'file', X'017672C1F8B1ABFDBBDA66FE8E48C6BF2F40FF16F6358D834D4481E22F2845798108970884DAAB090B8C5E577ABD', 1772600767089);
INSERT INTO setting (key, value) VALUES ('theme', 'dark');
INSERT INTO tile (id, connection, workspace_id, workspace, dashboard_id, dashboard, title, kind, feed, open_url, gone, state, cause, remedy, since, last_good, next_due, text, code, ask_owner, until, report, report_url, pinned_as, strip, muted) VALUES ('c1/t', 'c1', 'string-4 é "''', 'string-5 é "''', 'string-6 é "''', 'string-7 é "''', 'string-8 é "''', 'Kind-9 é "''', 'c1/f', 'string-11 é "''', 1772600806089, 'State-13 é "''', 'Cause-14 é "''', 'Remedy-15 é "''', 1772600783089, 1772600784089, 1772600785089, 'string-19 é "''', 'string-20 é "''', 'string-21 é "''', 1772600789089, 'string-36 é "''', 'string-37 é "''', 'string-38 é "''', 'ggf', 1);
INSERT INTO tile (id, connection, workspace_id, workspace, dashboard_id, dashboard, title, kind, feed, open_url, gone, state, cause, remedy, since, last_good, next_due, text, code, ask_owner, until, report, report_url, pinned_as, strip, muted) VALUES ('c1/u', 'c1', '', '', '', '', '', '', '', '', 0, '', '', '', 0, 0, 0, '', '', '', 0, '', '', '', '', 0);
INSERT INTO token (connection, seal_key, sealed, saved_at) VALUES ('c1', 'key-fd997ad1a174dba5', X'017E31E24ADE0CA4B653C420096F5105EA502EEBDE4753F865E493073747D02FECFB939B72A1F1D509708374FB4EE1264D3DA7A8962EF79D6650A4AAC297EAD4C96010531253F84453205E52530897727F2A24BF1C03DA65F2775B5095387BADFC22209C7EAA66AAF677C0811C0BB48B50E7B4396CBFF0E37679CC397474F7203683CD5C1D23B33CD0949678F94735C6AC2C3AA7C4E4356DB8D9A4819C4FBF44ADA33201AD96C46D08C6B1D4C654F7383BAE47B70E27C050963F1A51D85C667CC7FA035858E8B8BB444403AE77BCF38B17F1D7C976A1D0542D2B30E3A38CDF2F84AA521B2061314E52EDBB9E0AD4928D32FFC5050C06217DBFCBE218F13A4F62E86DF9BCC32301AFC71AAC9B90F007F94E1A20655CD2420D05631C325F63103193159DC62BD719CBEB57307BF31150AAB4FAE2EFB7F98ED878039F4FE18699B90E88A0F9A0A48B304BFA39D94DF73A70D3C9D855EF157D0BC83A1DBB59E420D7CF0F10F1C21D934D8A5A590EED7993', 1772600767089);
INSERT INTO topic (name, n) VALUES ('connections', 1795473506378);
INSERT INTO topic (name, n) VALUES ('notices', 1795473506375);
INSERT INTO topic (name, n) VALUES ('requests', 1795473506375);
INSERT INTO topic (name, n) VALUES ('settings', 1795473506375);
INSERT INTO topic (name, n) VALUES ('tiles', 1795473506381);
INSERT INTO warning (code, text, at, acknowledged_at) VALUES ('damaged_set_aside', 'text', 1772600767089, 0);
PRAGMA user_version = 3;
