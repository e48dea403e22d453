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
) STRICT;
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
) STRICT, WITHOUT ROWID;
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
CREATE INDEX feed_connection ON feed (connection);
CREATE INDEX tile_connection ON tile (connection);
CREATE INDEX tile_state ON tile (state, until, cause);
CREATE INDEX keep_feed ON keep (feed);
CREATE INDEX run_start ON run (feed, start DESC, id DESC);
CREATE INDEX ask_at ON ask (feed, at DESC, id DESC);
CREATE INDEX notice_at ON notice (at DESC);
CREATE INDEX notice_open ON notice (ended_at) WHERE ended_at = 0;
INSERT INTO ask (id, feed, due, at, outcome, code, catch_up, retry) VALUES ('string-102 é "''', 'c1/f', 1772600871089, 1772600872089, 'AskOutcome-106 é "''', 'string-107 é "''', 1, 1772600876089);
INSERT INTO ask (id, feed, due, at, outcome, code, catch_up, retry) VALUES ('string-111 é "''', 'c1/f', 1772600880089, 1772600881089, 'AskOutcome-115 é "''', 'string-116 é "''', 1, 1772600885089);
INSERT INTO connection (id, kind, name, person, cloud, tenant, object_id, scopes, signed_in_at, renewed_at, good_until, estimate, signed_out, ended_at, has_problem, problem_cause, problem_remedy, problem_text, problem_code, problem_correlation, problem_retry_at, inventory_at, checked_at, paused_until) VALUES ('c1', 'ConnectionKind-3 é "''', 'string-4 é "''', 'string-5 é "''', 'string-6 é "''', 'string-7 é "''', 'string-8 é "''', '["string-10 é \"''","string-11 é \"''"]', 1772600779089, 1772600780089, 1772600781089, 1, 1, 1772600784089, 1, 'Cause-20 é "''', 'Remedy-21 é "''', 'string-22 é "''', 'string-23 é "''', 'string-24 é "''', 1772600792089, 1772600767089, 1772600794089, 1772600795089);
INSERT INTO connection (id, kind, name, person, cloud, tenant, object_id, scopes, signed_in_at, renewed_at, good_until, estimate, signed_out, ended_at, has_problem, problem_cause, problem_remedy, problem_text, problem_code, problem_correlation, problem_retry_at, inventory_at, checked_at, paused_until) VALUES ('c2', 'reportserver', '', '', '', '', '', '[]', 0, 0, 0, 0, 0, 0, 0, '', '', '', '', '', 0, 0, 0, 0);
INSERT INTO feed (id, connection, source, model_id, workspace_id, name, owner, kind, access, capacity, has_schedule, schedule_enabled, schedule_days, schedule_times, schedule_every, schedule_zone, schedule_at, looked_at, tried_at, misses, has_trouble, trouble_cause, trouble_remedy, trouble_text, trouble_code, trouble_correlation, trouble_retry_at, first_seen, state, cause, remedy, since, last_good, next_due, text, code, ask_owner, until) VALUES ('c1/f', 'c1', 'Source-4 é "''', 'string-5 é "''', 'string-6 é "''', 'string-7 é "''', 'string-8 é "''', 'Kind-9 é "''', 'Access-10 é "''', 'Capacity-11 é "''', 1, 1, '[16,17]', '[19,20]', 21, 'string-22 é "''', 1772600790089, 1772600834089, 1772600835089, 69, 1, 'Cause-72 é "''', 'Remedy-73 é "''', 'string-74 é "''', 'string-75 é "''', 'string-76 é "''', 1772600844089, 1772600845089, 'State-120 é "''', 'Cause-121 é "''', 'Remedy-122 é "''', 1772600890089, 1772600891089, 1772600892089, 'string-126 é "''', 'string-127 é "''', 'string-128 é "''', 1772600896089);
INSERT INTO feed (id, connection, source, model_id, workspace_id, name, owner, kind, access, capacity, has_schedule, schedule_enabled, schedule_days, schedule_times, schedule_every, schedule_zone, schedule_at, looked_at, tried_at, misses, has_trouble, trouble_cause, trouble_remedy, trouble_text, trouble_code, trouble_correlation, trouble_retry_at, first_seen, state, cause, remedy, since, last_good, next_due, text, code, ask_owner, until) VALUES ('c1/g', 'c1', '', '', '', '', '', '', '', '', 0, 0, '[]', '[]', 0, '', 0, 0, 0, 0, 0, '', '', '', '', '', 0, 1772600767089, '', '', '', 0, 0, 0, '', '', '', 0);
INSERT INTO keep (tile, feed, every, at, days, zone, since) VALUES ('c1/t', 'c1/f', 'Every-27 é "''', 28, '[30,31]', 'string-32 é "''', 1772600800089);
INSERT INTO meta (key, value) VALUES ('database', '5HXUA7TPCJK6RJKCHM63ICAUCO');
INSERT INTO notice (id, at, kind, key, connection, cause, remedy, title, text, tiles, shown_at, ended_at, seen_at) VALUES ('bare', 0, '', '', '', '', '', '', '', '[]', 0, 0, 0);
INSERT INTO notice (id, at, kind, key, connection, cause, remedy, title, text, tiles, shown_at, ended_at, seen_at) VALUES ('string-2 é "''', 1772600770089, 'NoticeKind-4 é "''', 'string-5 é "''', 'string-6 é "''', 'Cause-7 é "''', 'Remedy-8 é "''', 'string-9 é "''', 'string-10 é "''', '["string-12 é \"''","string-13 é \"''"]', 1772600781089, 1772600782089, 1772600783089);
INSERT INTO request (id, kind, argument, at) VALUES (1, 'show', 'tiles', 1772600767089);
INSERT INTO run (feed, id, start, finish, status, asked_by, code, text, attempts) VALUES ('c1/f', 'string-26 é "''', 1772600794089, 1772600795089, 'RunStatus-29 é "''', 'string-30 é "''', 'string-31 é "''', 'string-32 é "''', '[{"type":"string-35 é \"''","start":1772600803089,"end":1772600804089,"code":"string-38 é \"''","text":"string-39 é \"''"},{"type":"string-41 é \"''","start":1772600809089,"end":1772600810089,"code":"string-44 é \"''","text":"string-45 é \"''"}]');
INSERT INTO run (feed, id, start, finish, status, asked_by, code, text, attempts) VALUES ('c1/f', 'string-47 é "''', 1772600815089, 1772600816089, 'RunStatus-50 é "''', 'string-51 é "''', 'string-52 é "''', 'string-53 é "''', '[{"type":"string-56 é \"''","start":1772600824089,"end":1772600825089,"code":"string-59 é \"''","text":"string-60 é \"''"},{"type":"string-62 é \"''","start":1772600830089,"end":1772600831089,"code":"string-65 é \"''","text":"string-66 é \"''"}]');
INSERT INTO seal_key (id, kind, probe, created_at) VALUES ('key-b961c136be4a26a7', 'file', X'018E10D48616F9CB983D0FB0A73882C403DAA01D2247D75992F34BA4F40523F38807E1F412980E6F56666DA7EFA8', 1772600767089);
INSERT INTO setting (key, value) VALUES ('theme', 'dark');
INSERT INTO tile (id, connection, workspace_id, workspace, dashboard_id, dashboard, title, kind, feed, open_url, gone, state, cause, remedy, since, last_good, next_due, text, code, ask_owner, until) VALUES ('c1/t', 'c1', 'string-4 é "''', 'string-5 é "''', 'string-6 é "''', 'string-7 é "''', 'string-8 é "''', 'Kind-9 é "''', 'c1/f', 'string-11 é "''', 1772600801089, 'State-13 é "''', 'Cause-14 é "''', 'Remedy-15 é "''', 1772600783089, 1772600784089, 1772600785089, 'string-19 é "''', 'string-20 é "''', 'string-21 é "''', 1772600789089);
INSERT INTO tile (id, connection, workspace_id, workspace, dashboard_id, dashboard, title, kind, feed, open_url, gone, state, cause, remedy, since, last_good, next_due, text, code, ask_owner, until) VALUES ('c1/u', 'c1', '', '', '', '', '', '', '', '', 0, '', '', '', 0, 0, 0, '', '', '', 0);
INSERT INTO token (connection, seal_key, sealed, saved_at) VALUES ('c1', 'key-b961c136be4a26a7', X'019D1A33486E20551174D17A08A5A207233B4383B25F3D7A4B6151A84B2D46E725C46DF152C6ADC8C9AB34ECFAFB576BD2F96838DBE3E153E071C053E993F41A8F42C3B54BE69563A3C9F4E99FD62C9C1C1CDB176E0226BAA0008D2EB7D22714D0DCCA62989EC91BDBF6A37B77F0015BDF39FBD246EFEA02DCF02ED27F8697068A016A932A4C16ADE5F86614AF9AF3AB1C04BAF81F1C0DF4AD01FCC7A68CD1E13D71A6E5A652A8FCC838246E3C30E5752A8752AE3020DEC3CB6AA0C68A0BCEFA25582E133511330C156F6CC07717201ADA24CD4A325C64A773B432AA0EED4B174A92104EC8D39878DE1FA5286021CE53E0F991A596457B9ACA7C98FB6ECA70462729B8E166D524597EEBF6CD3FCF095AD775F93D28C04FF831FCC73EEB000273A540945A39BD8897890E3EA1E776B42DF1E83E3609B2BE1DA896BF196AB2B73DADB07BC19E7DBBC7EFFBFEF58AADC974290CFA0363072CE5B304A37084A1719BF47871F21C8512BA4EBE3B4F4D341C', 1772600767089);
INSERT INTO topic (name, n) VALUES ('connections', 1795446272417);
INSERT INTO topic (name, n) VALUES ('notices', 1795446272415);
INSERT INTO topic (name, n) VALUES ('requests', 1795446272415);
INSERT INTO topic (name, n) VALUES ('settings', 1795446272415);
INSERT INTO topic (name, n) VALUES ('tiles', 1795446272419);
INSERT INTO warning (code, text, at, acknowledged_at) VALUES ('damaged_set_aside', 'text', 1772600767089, 0);
PRAGMA user_version = 1;
