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
CREATE TABLE "run" (
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
CREATE INDEX feed_connection ON feed (connection);
CREATE INDEX tile_connection ON tile (connection);
CREATE INDEX keep_feed ON keep (feed);
CREATE INDEX ask_at ON ask (feed, at DESC, id DESC);
CREATE INDEX notice_at ON notice (at DESC);
CREATE INDEX notice_open ON notice (ended_at) WHERE ended_at = 0;
CREATE INDEX past_tile_connection ON past_tile (connection);
CREATE INDEX tile_state ON tile (state, until, cause, muted);
CREATE INDEX run_start ON run (feed, start DESC, id DESC);
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
INSERT INTO ask (id, feed, due, at, outcome, code, catch_up, retry, prior) VALUES ('string-124 é "''', 'c1/f', 1772600893089, 1772600894089, 'AskOutcome-129 é "''', 'string-130 é "''', 1, 1772600899089, 1772600895089);
INSERT INTO ask (id, feed, due, at, outcome, code, catch_up, retry, prior) VALUES ('string-134 é "''', 'c1/f', 1772600903089, 1772600904089, 'AskOutcome-139 é "''', 'string-140 é "''', 1, 1772600909089, 1772600905089);
INSERT INTO connection (id, kind, name, person, cloud, tenant, object_id, scopes, signed_in_at, renewed_at, good_until, estimate, signed_out, ended_at, has_problem, problem_cause, problem_remedy, problem_text, problem_code, problem_correlation, problem_retry_at, inventory_at, checked_at, paused_until, server) VALUES ('c1', 'ConnectionKind-3 é "''', 'string-4 é "''', 'string-5 é "''', 'string-6 é "''', 'string-7 é "''', 'string-8 é "''', '["string-10 é \"''","string-11 é \"''"]', 1772600779089, 1772600780089, 1772600781089, 1, 1, 1772600784089, 1, 'Cause-20 é "''', 'Remedy-21 é "''', 'string-22 é "''', 'string-23 é "''', 'string-24 é "''', 1772600792089, 1772600767089, 1772600794089, 1772600795089, '{"url":"string-30 é \"''","settings_url":"string-31 é \"''","api":"string-32 é \"''","product":"Product-33 é \"''","product_name":"string-34 é \"''","version":"string-35 é \"''","auth":"Auth-36 é \"''","user":"string-37 é \"''","integration":"Integration-38 é \"''","tells_sign_in":true,"tells_notices":true,"probed_at":1772600808089,"zone":"string-42 é \"''","status":"ServerStatus-43 é \"''","account":"string-44 é \"''","status_at":1772600812089,"others":"string-46 é \"''"}');
INSERT INTO connection (id, kind, name, person, cloud, tenant, object_id, scopes, signed_in_at, renewed_at, good_until, estimate, signed_out, ended_at, has_problem, problem_cause, problem_remedy, problem_text, problem_code, problem_correlation, problem_retry_at, inventory_at, checked_at, paused_until, server) VALUES ('c2', 'reportserver', '', '', '', '', '', '[]', 0, 0, 0, 0, 0, 0, 0, '', '', '', '', '', 0, 0, 0, 0, '');
INSERT INTO feed (id, connection, source, model_id, workspace_id, name, owner, kind, access, capacity, has_schedule, schedule_enabled, schedule_days, schedule_times, schedule_every, schedule_zone, schedule_at, looked_at, tried_at, misses, has_trouble, trouble_cause, trouble_remedy, trouble_text, trouble_code, trouble_correlation, trouble_retry_at, first_seen, state, cause, remedy, since, last_good, next_due, text, code, ask_owner, until, schedule_every_days, schedule_every_weeks, schedule_anchor, subscription, schedule_since) VALUES ('c1/f', 'c1', 'Source-4 é "''', 'string-5 é "''', 'string-6 é "''', 'string-7 é "''', 'string-8 é "''', 'Kind-9 é "''', 'Access-10 é "''', 'Capacity-11 é "''', 1, 1, '[34,35]', '[37,38]', 39, 'string-43 é "''', 1772600811089, 1772600856089, 1772600857089, 91, 1, 'Cause-94 é "''', 'Remedy-95 é "''', 'string-96 é "''', 'string-97 é "''', 'string-98 é "''', 1772600866089, 1772600867089, 'State-144 é "''', 'Cause-145 é "''', 'Remedy-146 é "''', 1772600914089, 1772600915089, 1772600916089, 'string-150 é "''', 'string-151 é "''', 'string-152 é "''', 1772600920089, 40, 41, 1772600809089, '{"report":"string-13 é \"''","report_id":"string-14 é \"''","visual":"string-15 é \"''","group_id":"string-16 é \"''","dashboard_id":"string-17 é \"''","dashboard":"string-18 é \"''","tile_id":"string-19 é \"''","active":true,"status":"string-22 é \"''","run_at":1772600790089,"modified_at":1772600791089,"detail_at":1772600792089,"no_stored":true,"schedule_text":"string-28 é \"''","paused_at":1772600788089,"row_at":1772600793089,"next_at":1772600796089}', 0);
INSERT INTO feed (id, connection, source, model_id, workspace_id, name, owner, kind, access, capacity, has_schedule, schedule_enabled, schedule_days, schedule_times, schedule_every, schedule_zone, schedule_at, looked_at, tried_at, misses, has_trouble, trouble_cause, trouble_remedy, trouble_text, trouble_code, trouble_correlation, trouble_retry_at, first_seen, state, cause, remedy, since, last_good, next_due, text, code, ask_owner, until, schedule_every_days, schedule_every_weeks, schedule_anchor, subscription, schedule_since) VALUES ('c1/g', 'c1', '', '', '', '', '', '', '', '', 0, 0, '[]', '[]', 0, '', 0, 0, 0, 0, 0, '', '', '', '', '', 0, 1772600767089, '', '', '', 0, 0, 0, '', '', '', 0, 0, 0, 0, '', 0);
INSERT INTO keep (tile, feed, every, at, days, zone, since) VALUES ('c1/t', 'c1/f', 'Every-29 é "''', 30, '[32,33]', 'string-34 é "''', 1772600802089);
INSERT INTO meta (key, value) VALUES ('database', 'NPJDQWOOB3WTUFYTK76Q2FWVAZ');
INSERT INTO mute (connection, dashboard, tile, at) VALUES ('c1', '', 'c1/t', 1772600767089);
INSERT INTO notice (id, at, kind, key, connection, cause, remedy, title, text, tiles, shown_at, ended_at, seen_at) VALUES ('bare', 0, '', '', '', '', '', '', '', '[]', 0, 0, 0);
INSERT INTO notice (id, at, kind, key, connection, cause, remedy, title, text, tiles, shown_at, ended_at, seen_at) VALUES ('string-2 é "''', 1772600770089, 'NoticeKind-4 é "''', 'string-5 é "''', 'string-6 é "''', 'Cause-7 é "''', 'Remedy-8 é "''', 'string-9 é "''', 'string-10 é "''', '["string-12 é \"''","string-13 é \"''"]', 1772600781089, 1772600782089, 1772600783089);
INSERT INTO password (connection, seal_key, sealed, saved_at) VALUES ('c1', 'key-63457eeb8099dfbf', X'0100A958BC59F9A9D391B29D26B72A8F21E231DE2551B43D085BF20D872701D4438732D3E6BF02076FA7FE71EE8928FD', 1772600767089);
INSERT INTO request (id, kind, argument, at) VALUES (1, 'show', 'tiles', 1772600767089);
INSERT INTO run (feed, id, start, finish, status, asked_by, code, text, attempts) VALUES ('c1/f', 'string-48 é "''', 1772600816089, 1772600817089, 'RunStatus-51 é "''', 'string-52 é "''', 'string-53 é "''', 'string-54 é "''', '[{"type":"string-57 é \"''","start":1772600825089,"end":1772600826089,"code":"string-60 é \"''","text":"string-61 é \"''"},{"type":"string-63 é \"''","start":1772600831089,"end":1772600832089,"code":"string-66 é \"''","text":"string-67 é \"''"}]');
INSERT INTO run (feed, id, start, finish, status, asked_by, code, text, attempts) VALUES ('c1/f', 'string-69 é "''', 1772600837089, 1772600838089, 'RunStatus-72 é "''', 'string-73 é "''', 'string-74 é "''', 'string-75 é "''', '[{"type":"string-78 é \"''","start":1772600846089,"end":1772600847089,"code":"string-81 é \"''","text":"string-82 é \"''"},{"type":"string-84 é \"''","start":1772600852089,"end":1772600853089,"code":"string-87 é \"''","text":"string-88 é \"''"}]');
INSERT INTO seal_key (id, kind, probe, created_at) VALUES ('key-63457eeb8099dfbf', 'file', X'0109D8E863C266619691062538DB87716A5608602A6E672A940A6E44695B02F1451E363E75CC70C02100A0BDC6E8', 1772600767089);
INSERT INTO setting (key, value) VALUES ('theme', 'dark');
INSERT INTO tile (id, connection, workspace_id, workspace, dashboard_id, dashboard, title, kind, feed, open_url, gone, state, cause, remedy, since, last_good, next_due, text, code, ask_owner, until, report, report_url, pinned_as, strip, muted) VALUES ('c1/t', 'c1', 'string-4 é "''', 'string-5 é "''', 'string-6 é "''', 'string-7 é "''', 'string-8 é "''', 'Kind-9 é "''', 'c1/f', 'string-11 é "''', 1772600806089, 'State-13 é "''', 'Cause-14 é "''', 'Remedy-15 é "''', 1772600783089, 1772600784089, 1772600785089, 'string-19 é "''', 'string-20 é "''', 'string-21 é "''', 1772600789089, 'string-36 é "''', 'string-37 é "''', 'string-38 é "''', 'ggf', 1);
INSERT INTO tile (id, connection, workspace_id, workspace, dashboard_id, dashboard, title, kind, feed, open_url, gone, state, cause, remedy, since, last_good, next_due, text, code, ask_owner, until, report, report_url, pinned_as, strip, muted) VALUES ('c1/u', 'c1', '', '', '', '', '', '', '', '', 0, '', '', '', 0, 0, 0, '', '', '', 0, '', '', '', '', 0);
INSERT INTO token (connection, seal_key, sealed, saved_at) VALUES ('c1', 'key-63457eeb8099dfbf', X'017BEA48A1F10C2DFE95AA1B9C6B64D339908821B97E1274F06DE69A13C35FCA1D9442F2CEA6C9F440666B6163F6FDE9FA890709EE2AB9C942609CC53CEF04FD635662BDFB12D55BCD1C9B56A2AA35FCC9752EB72BCBF207663B235705B61FE8655C0D708ED16D168A76680AEAA0404900D4212B7CA5864AC9C5DAE2EFC03A17CABE47886A1F3E2C0D8FFCF0BC5F228C119ECE80F708B7DDAE7A21B117B214CB2E2C928D89EF4814AC7B40AECEEE9D60AF8C2E5C1A1D3B347F2BF5F1233B06DBA91D6EFD98190707B4C524AAECFED17B52B4A87542B6C19700B1422D83A975ACFC5D1C7C625706D2EB6CE6720113311A5FA976AC5442178A60F306A5879E989D53F4A5B3EB1D951A159EAA53455139C3DC128BCB8B09CC944E3E6AD1133D1E0BCCC2F0424E1FFC706D6234AA1DE8026BA959829D0B4CCDD440455CD515FEA974C9C053EA8D202666A7E90C350C8B0EF038F8843EF0A4C977875E9D60CFB5CF973A4AABCEC8847D9569209B936BCE1B7E1E6A0CD4FB68D97D96B77B4FFEEC21C8F755D440210302F06FA1C28C73B4110179B8FF952B6C419A776D4416', 1772600767089);
INSERT INTO topic (name, n) VALUES ('connections', 1795518802030);
INSERT INTO topic (name, n) VALUES ('notices', 1795518802026);
INSERT INTO topic (name, n) VALUES ('requests', 1795518802026);
INSERT INTO topic (name, n) VALUES ('settings', 1795518802026);
INSERT INTO topic (name, n) VALUES ('tiles', 1795518802032);
INSERT INTO warning (code, text, at, acknowledged_at) VALUES ('damaged_set_aside', 'text', 1772600767089, 0);
PRAGMA user_version = 4;
