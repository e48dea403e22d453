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
, schedule_every_days INTEGER NOT NULL DEFAULT 0, schedule_every_weeks INTEGER NOT NULL DEFAULT 0, schedule_anchor INTEGER NOT NULL DEFAULT 0, subscription TEXT NOT NULL DEFAULT '') STRICT;
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
, report TEXT NOT NULL DEFAULT '', report_url TEXT NOT NULL DEFAULT '', pinned_as TEXT NOT NULL DEFAULT '') STRICT;
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
CREATE INDEX feed_connection ON feed (connection);
CREATE INDEX tile_connection ON tile (connection);
CREATE INDEX tile_state ON tile (state, until, cause);
CREATE INDEX keep_feed ON keep (feed);
CREATE INDEX run_start ON run (feed, start DESC, id DESC);
CREATE INDEX ask_at ON ask (feed, at DESC, id DESC);
CREATE INDEX notice_at ON notice (at DESC);
CREATE INDEX notice_open ON notice (ended_at) WHERE ended_at = 0;
INSERT INTO ask (id, feed, due, at, outcome, code, catch_up, retry, prior) VALUES ('string-120 é "''', 'c1/f', 1772600889089, 1772600890089, 'AskOutcome-125 é "''', 'string-126 é "''', 1, 1772600895089, 1772600891089);
INSERT INTO ask (id, feed, due, at, outcome, code, catch_up, retry, prior) VALUES ('string-130 é "''', 'c1/f', 1772600899089, 1772600900089, 'AskOutcome-135 é "''', 'string-136 é "''', 1, 1772600905089, 1772600901089);
INSERT INTO connection (id, kind, name, person, cloud, tenant, object_id, scopes, signed_in_at, renewed_at, good_until, estimate, signed_out, ended_at, has_problem, problem_cause, problem_remedy, problem_text, problem_code, problem_correlation, problem_retry_at, inventory_at, checked_at, paused_until, server) VALUES ('c1', 'ConnectionKind-3 é "''', 'string-4 é "''', 'string-5 é "''', 'string-6 é "''', 'string-7 é "''', 'string-8 é "''', '["string-10 é \"''","string-11 é \"''"]', 1772600779089, 1772600780089, 1772600781089, 1, 1, 1772600784089, 1, 'Cause-20 é "''', 'Remedy-21 é "''', 'string-22 é "''', 'string-23 é "''', 'string-24 é "''', 1772600792089, 1772600767089, 1772600794089, 1772600795089, '{"url":"string-30 é \"''","settings_url":"string-31 é \"''","api":"string-32 é \"''","product":"Product-33 é \"''","product_name":"string-34 é \"''","version":"string-35 é \"''","auth":"Auth-36 é \"''","user":"string-37 é \"''","integration":"Integration-38 é \"''","tells_sign_in":true,"tells_notices":true,"probed_at":1772600808089,"zone":"string-42 é \"''","status":"ServerStatus-43 é \"''","account":"string-44 é \"''","status_at":1772600812089}');
INSERT INTO connection (id, kind, name, person, cloud, tenant, object_id, scopes, signed_in_at, renewed_at, good_until, estimate, signed_out, ended_at, has_problem, problem_cause, problem_remedy, problem_text, problem_code, problem_correlation, problem_retry_at, inventory_at, checked_at, paused_until, server) VALUES ('c2', 'reportserver', '', '', '', '', '', '[]', 0, 0, 0, 0, 0, 0, 0, '', '', '', '', '', 0, 0, 0, 0, '');
INSERT INTO feed (id, connection, source, model_id, workspace_id, name, owner, kind, access, capacity, has_schedule, schedule_enabled, schedule_days, schedule_times, schedule_every, schedule_zone, schedule_at, looked_at, tried_at, misses, has_trouble, trouble_cause, trouble_remedy, trouble_text, trouble_code, trouble_correlation, trouble_retry_at, first_seen, state, cause, remedy, since, last_good, next_due, text, code, ask_owner, until, schedule_every_days, schedule_every_weeks, schedule_anchor, subscription) VALUES ('c1/f', 'c1', 'Source-4 é "''', 'string-5 é "''', 'string-6 é "''', 'string-7 é "''', 'string-8 é "''', 'Kind-9 é "''', 'Access-10 é "''', 'Capacity-11 é "''', 1, 1, '[31,32]', '[34,35]', 36, 'string-40 é "''', 1772600808089, 1772600852089, 1772600853089, 87, 1, 'Cause-90 é "''', 'Remedy-91 é "''', 'string-92 é "''', 'string-93 é "''', 'string-94 é "''', 1772600862089, 1772600863089, 'State-140 é "''', 'Cause-141 é "''', 'Remedy-142 é "''', 1772600910089, 1772600911089, 1772600912089, 'string-146 é "''', 'string-147 é "''', 'string-148 é "''', 1772600916089, 37, 38, 1772600806089, '{"report":"string-13 é \"''","report_id":"string-14 é \"''","visual":"string-15 é \"''","group_id":"string-16 é \"''","dashboard_id":"string-17 é \"''","dashboard":"string-18 é \"''","tile_id":"string-19 é \"''","active":true,"status":"string-21 é \"''","run_at":1772600789089,"modified_at":1772600790089,"detail_at":1772600791089,"no_stored":true,"schedule_text":"string-26 é \"''"}');
INSERT INTO feed (id, connection, source, model_id, workspace_id, name, owner, kind, access, capacity, has_schedule, schedule_enabled, schedule_days, schedule_times, schedule_every, schedule_zone, schedule_at, looked_at, tried_at, misses, has_trouble, trouble_cause, trouble_remedy, trouble_text, trouble_code, trouble_correlation, trouble_retry_at, first_seen, state, cause, remedy, since, last_good, next_due, text, code, ask_owner, until, schedule_every_days, schedule_every_weeks, schedule_anchor, subscription) VALUES ('c1/g', 'c1', '', '', '', '', '', '', '', '', 0, 0, '[]', '[]', 0, '', 0, 0, 0, 0, 0, '', '', '', '', '', 0, 1772600767089, '', '', '', 0, 0, 0, '', '', '', 0, 0, 0, 0, '');
INSERT INTO keep (tile, feed, every, at, days, zone, since) VALUES ('c1/t', 'c1/f', 'Every-27 é "''', 28, '[30,31]', 'string-32 é "''', 1772600800089);
INSERT INTO meta (key, value) VALUES ('database', 'WBM44UM7EXIY4ILMHJXN2HKYJE');
INSERT INTO notice (id, at, kind, key, connection, cause, remedy, title, text, tiles, shown_at, ended_at, seen_at) VALUES ('bare', 0, '', '', '', '', '', '', '', '[]', 0, 0, 0);
INSERT INTO notice (id, at, kind, key, connection, cause, remedy, title, text, tiles, shown_at, ended_at, seen_at) VALUES ('string-2 é "''', 1772600770089, 'NoticeKind-4 é "''', 'string-5 é "''', 'string-6 é "''', 'Cause-7 é "''', 'Remedy-8 é "''', 'string-9 é "''', 'string-10 é "''', '["string-12 é \"''","string-13 é \"''"]', 1772600781089, 1772600782089, 1772600783089);
INSERT INTO password (connection, seal_key, sealed, saved_at) VALUES ('c1', 'key-44a8f395320fc500', X'01DEAD80C5568377BA5A2352072CE251DFDC8DE34DB206AC0DA9B2A9773F8758214BF67F311549B9BFE79A9D268D626D', 1772600767089);
INSERT INTO request (id, kind, argument, at) VALUES (1, 'show', 'tiles', 1772600767089);
INSERT INTO run (feed, id, start, finish, status, asked_by, code, text, attempts) VALUES ('c1/f', 'string-44 é "''', 1772600812089, 1772600813089, 'RunStatus-47 é "''', 'string-48 é "''', 'string-49 é "''', 'string-50 é "''', '[{"type":"string-53 é \"''","start":1772600821089,"end":1772600822089,"code":"string-56 é \"''","text":"string-57 é \"''"},{"type":"string-59 é \"''","start":1772600827089,"end":1772600828089,"code":"string-62 é \"''","text":"string-63 é \"''"}]');
INSERT INTO run (feed, id, start, finish, status, asked_by, code, text, attempts) VALUES ('c1/f', 'string-65 é "''', 1772600833089, 1772600834089, 'RunStatus-68 é "''', 'string-69 é "''', 'string-70 é "''', 'string-71 é "''', '[{"type":"string-74 é \"''","start":1772600842089,"end":1772600843089,"code":"string-77 é \"''","text":"string-78 é \"''"},{"type":"string-80 é \"''","start":1772600848089,"end":1772600849089,"code":"string-83 é \"''","text":"string-84 é \"''"}]');
INSERT INTO seal_key (id, kind, probe, created_at) VALUES ('key-44a8f395320fc500', 'file', X'016164F4E6B30C4937584E876D94292D483065C3E50F6D794EBDDB1FE9E33236235ECA613912AE965D50714B1295', 1772600767089);
INSERT INTO setting (key, value) VALUES ('theme', 'dark');
INSERT INTO tile (id, connection, workspace_id, workspace, dashboard_id, dashboard, title, kind, feed, open_url, gone, state, cause, remedy, since, last_good, next_due, text, code, ask_owner, until, report, report_url, pinned_as) VALUES ('c1/t', 'c1', 'string-4 é "''', 'string-5 é "''', 'string-6 é "''', 'string-7 é "''', 'string-8 é "''', 'Kind-9 é "''', 'c1/f', 'string-11 é "''', 1772600804089, 'State-13 é "''', 'Cause-14 é "''', 'Remedy-15 é "''', 1772600783089, 1772600784089, 1772600785089, 'string-19 é "''', 'string-20 é "''', 'string-21 é "''', 1772600789089, 'string-34 é "''', 'string-35 é "''', 'string-36 é "''');
INSERT INTO tile (id, connection, workspace_id, workspace, dashboard_id, dashboard, title, kind, feed, open_url, gone, state, cause, remedy, since, last_good, next_due, text, code, ask_owner, until, report, report_url, pinned_as) VALUES ('c1/u', 'c1', '', '', '', '', '', '', '', '', 0, '', '', '', 0, 0, 0, '', '', '', 0, '', '', '');
INSERT INTO token (connection, seal_key, sealed, saved_at) VALUES ('c1', 'key-44a8f395320fc500', X'010B1365A8D2B6421590BA9465F7DFE5D769BA625F2376B76D6B618A7C245C3CE86581209F6128D42BBE1490A0762E8C299DBFACAEEF410AE438D10584D7B97685A33891C331D800261466D5816C7AA57DF7A661D8C29345E11614082461EFE30EAE25B897B63CD4BC65D253EB88953254D6D8192974D9B38160656583DD7B552941CC4550DC2F582765C4C64EAE52625DD127E488B6613E26514527995F0AFFD172A27CA830B3D0991F4F812E5A474A28CB6C3EB565658C3BB83A832945EED092E50553752B033A6CC0F8FE437C32DB9752A234617B1D3DCDE05256ADA4FCD4B17C5EE70621B39E730044283998FC84A7420F9CAE78A22209B9F8684719CCDF5E66F9FEEA75389932DE1B163E7B2BE08B04AC52CA32192C5973507C29F58520C0F1B3939FD7176195B33EB0240FA7BD1B21A97F9CDD89801ED6BF63C7DA6A469C7A86C9534F89CBE10AAEF1397833CDAAF40852B8643391E80B7332FD20387D49462D580FD1DD5F92E936550595A3', 1772600767089);
INSERT INTO topic (name, n) VALUES ('connections', 1795457170117);
INSERT INTO topic (name, n) VALUES ('notices', 1795457170114);
INSERT INTO topic (name, n) VALUES ('requests', 1795457170114);
INSERT INTO topic (name, n) VALUES ('settings', 1795457170114);
INSERT INTO topic (name, n) VALUES ('tiles', 1795457170118);
INSERT INTO warning (code, text, at, acknowledged_at) VALUES ('damaged_set_aside', 'text', 1772600767089, 0);
PRAGMA user_version = 2;
