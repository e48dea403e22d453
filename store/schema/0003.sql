-- Schema 3: the history of verdicts (how long each tile was in which state, and
-- when somebody looked), the last runs of a tile at a glance, and what the
-- person wants to hear nothing about.

-- a tile of the history, under a short number; what it was called is noted when
-- it goes
CREATE TABLE past_tile (
    n          INTEGER PRIMARY KEY,
    id         TEXT NOT NULL UNIQUE,
    connection TEXT NOT NULL REFERENCES connection (id) ON DELETE CASCADE,
    workspace  TEXT NOT NULL DEFAULT '',
    dashboard  TEXT NOT NULL DEFAULT '',
    title      TEXT NOT NULL DEFAULT ''
) STRICT;

CREATE INDEX past_tile_connection ON past_tile (connection);

-- finish is 0 while it lasts; began is when the state began, where that is known
-- to be before the verdict that saw it (start), else 0
CREATE TABLE spell (
    tile   INTEGER NOT NULL REFERENCES past_tile (n) ON DELETE CASCADE,
    start  INTEGER NOT NULL,
    finish INTEGER NOT NULL,
    began  INTEGER NOT NULL,
    state  TEXT NOT NULL,
    cause  TEXT NOT NULL,
    PRIMARY KEY (tile, start)
) STRICT, WITHOUT ROWID;

-- between start and finish nothing of the connection's tiles went unseen
CREATE TABLE watched (
    connection TEXT NOT NULL REFERENCES connection (id) ON DELETE CASCADE,
    start      INTEGER NOT NULL,
    finish     INTEGER NOT NULL,
    PRIMARY KEY (connection, start)
) STRICT, WITHOUT ROWID;

-- what was judged before there was a history begins now
INSERT INTO past_tile (id, connection) SELECT id, connection FROM tile WHERE state <> '';
INSERT INTO spell (tile, start, finish, began, state, cause)
SELECT p.n, CAST(unixepoch('subsec') * 1000 AS INTEGER), 0,
    CASE WHEN t.state IN ('late', 'failing', 'stopped') THEN t.since ELSE 0 END, t.state, t.cause
FROM tile t JOIN past_tile p ON p.id = t.id;

-- a letter a run, as package tiles defines them, oldest first
ALTER TABLE tile ADD COLUMN strip TEXT NOT NULL DEFAULT '';
-- 0 no, 1 by itself, 2 with its whole dashboard: what the table mute says,
-- repeated here so that the summary is answered by an index
ALTER TABLE tile ADD COLUMN muted INTEGER NOT NULL DEFAULT 0;

DROP INDEX tile_state;
CREATE INDEX tile_state ON tile (state, until, cause, muted);

-- A tile, or all tiles of a dashboard: the other one is ''. It stays when its
-- tile isn't seen for a while.
CREATE TABLE mute (
    connection TEXT NOT NULL REFERENCES connection (id) ON DELETE CASCADE,
    dashboard  TEXT NOT NULL,
    tile       TEXT NOT NULL,
    at         INTEGER NOT NULL,
    PRIMARY KEY (connection, dashboard, tile)
) STRICT, WITHOUT ROWID;

-- since when the schedule is known to be what it is: nothing was due by it
-- before
ALTER TABLE feed ADD COLUMN schedule_since INTEGER NOT NULL DEFAULT 0;
UPDATE feed SET schedule_since = schedule_at;

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
