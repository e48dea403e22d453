package store

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
	"time"

	"mysettings/app/tiles"
)

// newest is how many runs and asks of a feed are read; more are kept.
const newest = 60

const (
	// metColumns are the columns of a feed that a look at the dashboards brings.
	metColumns = `id, connection, source, model_id, workspace_id, name, owner, kind`
	// lookColumns are those that a look at the feed itself brings.
	lookColumns = `access, capacity, has_schedule, schedule_enabled, schedule_days, schedule_times, schedule_every,
		schedule_every_days, schedule_every_weeks, schedule_anchor, schedule_zone, schedule_at, subscription, looked_at, tried_at, misses,
		has_trouble, trouble_cause, trouble_remedy, trouble_text, trouble_code, trouble_correlation, trouble_retry_at`
	feedColumns = metColumns + `, ` + lookColumns + `, first_seen, ` + verdictColumns
	runColumns  = `feed, id, start, finish, status, asked_by, code, text, attempts`
	askColumns  = `id, feed, due, at, outcome, code, catch_up, retry, prior`
)

// foundColumns are those of the columns of a look that a look at the dashboards
// may bring too.
const foundColumns = `access, capacity, subscription, has_schedule, schedule_enabled, schedule_days, schedule_times, schedule_every,
	schedule_every_days, schedule_every_weeks, schedule_anchor, schedule_zone, schedule_at`

func putSeenFeeds(ctx context.Context, tx *sql.Tx, connection string, fs []tiles.Feed, at time.Time) error {
	seen := newSheet("feed", metColumns+", "+foundColumns, 1, "schedule_at", len(fs))
	for i := range fs {
		if fs[i].Connection != connection {
			return fmt.Errorf("feed %q of connection %q", fs[i].ID, fs[i].Connection)
		}
		if err := seen.add(append(metArgs(&fs[i]), foundArgs(&fs[i])...)); err != nil {
			return err
		}
	}
	how, missing, err := seen.compare(ctx, tx, "WHERE connection = ?", connection)
	if err != nil {
		return err
	}
	var only []string // their schedule was read again
	for id, d := range how {
		if d == moved {
			only = append(only, id)
		}
	}
	if err := seen.move(ctx, tx, only); err != nil {
		return err
	}
	if err := putMetFeeds(ctx, tx, fs, how, at); err != nil {
		return err
	}
	for _, id := range missing {
		if _, err := tx.ExecContext(ctx,
			"DELETE FROM feed WHERE id = ? AND NOT EXISTS (SELECT 1 FROM keep WHERE keep.feed = feed.id)", id); err != nil {
			return err
		}
	}
	return nil
}

// putMetFeeds writes the feeds that are new or changed.
func putMetFeeds(ctx context.Context, tx *sql.Tx, fs []tiles.Feed, how map[string]difference, at time.Time) error {
	put, err := tx.PrepareContext(ctx, upsertOnly("feed", feedColumns, "id", metColumns))
	if err != nil {
		return err
	}
	defer put.Close()
	found, err := prepareFoundOut(ctx, tx)
	if err != nil {
		return err
	}
	defer found.close()
	for _, f := range fs {
		if d := how[f.ID]; d == equal || d == moved {
			continue
		}
		if f.FirstSeen.IsZero() {
			f.FirstSeen = at
		}
		if _, err := put.ExecContext(ctx, feedArgs(f)...); err != nil {
			return err
		}
		if err := found.put(ctx, f); err != nil {
			return err
		}
	}
	return nil
}

// metArgs are the metColumns of a feed, foundArgs its foundColumns: nil where it
// brings nothing.
func metArgs(f *tiles.Feed) []any {
	return []any{f.ID, f.Connection, string(f.Source), f.ModelID, f.WorkspaceID, f.Name, f.Owner, string(f.Kind)}
}

func foundArgs(f *tiles.Feed) []any {
	args := make([]any, 3, 13)
	if f.Access != "" {
		args[0] = string(f.Access)
	}
	if f.Capacity != "" {
		args[1] = string(f.Capacity)
	}
	if f.Subscription != (tiles.Subscription{}) {
		args[2] = subscription(&f.Subscription)
	}
	if f.Schedule == nil {
		return args[:13]
	}
	return append(append(args, scheduleArgs(f.Schedule)...), ms(f.ScheduleAt))
}

// foundOut writes Access, Capacity, Subscription and Schedule where a look at
// the dashboards happens to bring them; else those of the last look stay.
type foundOut struct{ what, schedule *sql.Stmt }

func prepareFoundOut(ctx context.Context, tx *sql.Tx) (p foundOut, err error) {
	p.what, err = tx.PrepareContext(ctx, `UPDATE feed SET access = coalesce(nullif(?, ''), access),
		capacity = coalesce(nullif(?, ''), capacity), subscription = coalesce(nullif(?, ''), subscription) WHERE id = ?`)
	if err != nil {
		return p, err
	}
	p.schedule, err = tx.PrepareContext(ctx, `UPDATE feed SET has_schedule = ?, schedule_enabled = ?, schedule_days = ?,
		schedule_times = ?, schedule_every = ?, schedule_every_days = ?, schedule_every_weeks = ?, schedule_anchor = ?,
		schedule_zone = ?, schedule_at = ? WHERE id = ?`)
	if err != nil {
		_ = p.what.Close()
	}
	return p, err
}

func (p foundOut) close() {
	_ = p.what.Close()
	_ = p.schedule.Close()
}

func (p foundOut) put(ctx context.Context, f tiles.Feed) error {
	_, err := p.what.ExecContext(ctx, string(f.Access), string(f.Capacity), subscription(&f.Subscription), f.ID)
	if err != nil || f.Schedule == nil {
		return err
	}
	_, err = p.schedule.ExecContext(ctx, append(scheduleArgs(f.Schedule), ms(f.ScheduleAt), f.ID)...)
	return err
}

// SaveLook saves what a look at the feed brought: access, capacity, schedule, subscription, the times
// and the trouble of looking, and its runs. Runs that are known already are
// brought up to date, and older ones than those in f.Runs stay. Keeps, asks and
// the verdict have their own calls. ErrNotFound where the feed has gone
// meanwhile.
func (s *Store) SaveLook(ctx context.Context, f tiles.Feed) error {
	err := s.writeTo(ctx, relaxed, &touched{feeds: []string{f.ID}}, func(tx *sql.Tx) ([]Topic, error) {
		gone, err := putLooks(ctx, tx, []tiles.Feed{f})
		if err == nil && gone > 0 {
			err = ErrNotFound
		}
		return []Topic{TopicTiles}, err
	})
	if err != nil {
		return fmt.Errorf("look at %s: %w", f.ID, err)
	}
	return nil
}

// SaveLooks is SaveLook for what one look brought of many feeds: all of it or
// nothing. Feeds that have gone meanwhile are passed over.
func (s *Store) SaveLooks(ctx context.Context, fs []tiles.Feed) error {
	if len(fs) == 0 {
		return nil
	}
	what := &touched{feeds: make([]string, len(fs))}
	for i := range fs {
		what.feeds[i] = fs[i].ID
	}
	err := s.writeTo(ctx, relaxed, what, func(tx *sql.Tx) ([]Topic, error) {
		_, err := putLooks(ctx, tx, fs)
		return []Topic{TopicTiles}, err
	})
	if err != nil {
		return fmt.Errorf("looks at %d feeds: %w", len(fs), err)
	}
	return nil
}

// putLooks returns how many of the feeds have gone.
func putLooks(ctx context.Context, tx *sql.Tx, fs []tiles.Feed) (gone int, err error) {
	looks := newSheet("feed", "id, "+lookColumns, 1, "schedule_at, looked_at, tried_at", len(fs))
	ids := make([]string, len(fs))
	for i, f := range fs {
		ids[i] = f.ID
		if err := looks.add(append([]any{f.ID}, lookArgs(f)...)); err != nil {
			return 0, err
		}
	}
	how, _, err := looks.compare(ctx, tx, "WHERE id IN (SELECT value FROM json_each(?))", list[string](ids))
	if err != nil {
		return 0, err
	}
	var only []string // nothing else has changed
	for id, d := range how {
		if d == moved {
			only = append(only, id)
		}
	}
	if err := looks.move(ctx, tx, only); err != nil {
		return 0, err
	}
	put, err := tx.PrepareContext(ctx, "UPDATE feed SET "+strings.Join(fields(lookColumns), " = ?, ")+" = ? WHERE id = ?")
	if err != nil {
		return 0, err
	}
	defer put.Close()
	for _, f := range fs {
		switch how[f.ID] {
		case absent:
			gone++
		case changed:
			if _, err := put.ExecContext(ctx, append(lookArgs(f), f.ID)...); err != nil {
				return 0, err
			}
		}
	}
	return gone, putRuns(ctx, tx, fs, how)
}

// putRuns writes the runs of the feeds that are there.
func putRuns(ctx context.Context, tx *sql.Tx, fs []tiles.Feed, there map[string]difference) error {
	runs := newSheet("run", runColumns, 2, "", len(fs))
	since, err := pruned(ctx, tx)
	if err != nil {
		return err
	}
	var all [][]any
	var keys [][2]string
	for _, f := range fs {
		if there[f.ID] == absent {
			continue
		}
		f.Runs = worthKeeping(f.Runs, since)
		for i := range f.Runs {
			args := runArgs(f.ID, &f.Runs[i])
			if err := runs.add(args); err != nil {
				return err
			}
			all, keys = append(all, args), append(keys, [2]string{f.ID, f.Runs[i].ID})
		}
	}
	if len(all) == 0 {
		return nil
	}
	how, _, err := runs.compare(ctx, tx, "WHERE (feed, id) IN (SELECT value ->> 0, value ->> 1 FROM json_each(?))", list[[2]string](keys))
	if err != nil {
		return err
	}
	put, err := tx.PrepareContext(ctx, upsert("run", runColumns, "feed, id"))
	if err != nil {
		return err
	}
	defer put.Close()
	for i, args := range all {
		if how[keys[i][0]+"\x00"+keys[i][1]] == equal {
			continue
		}
		if _, err := put.ExecContext(ctx, args...); err != nil {
			return err
		}
	}
	return nil
}

// runArgs are the runColumns of a run.
func runArgs(feed string, r *tiles.Run) []any {
	attempts := make(list[attempt], len(r.Attempts))
	for i, a := range r.Attempts {
		attempts[i] = attempt{a.Type, ms(a.Start), ms(a.End), a.Code, a.Text}
	}
	return []any{feed, r.ID, ms(r.Start), ms(r.End), string(r.Status), r.Trigger, r.Code, r.Text, attempts}
}

// attempt is a tiles.Attempt as JSON, apart from it so that the stored form
// does not change when a field there gets another name.
type attempt struct {
	Type  string `json:"type"`
	Start ms     `json:"start"`
	End   ms     `json:"end"`
	Code  string `json:"code,omitempty"`
	Text  string `json:"text,omitempty"`
}

func scanRun(row scanner) (r tiles.Run, err error) {
	var feed string
	var attempts list[attempt]
	err = row.Scan(&feed, &r.ID, (*ms)(&r.Start), (*ms)(&r.End), &r.Status, &r.Trigger, &r.Code, &r.Text, &attempts)
	for _, a := range attempts {
		r.Attempts = append(r.Attempts, tiles.Attempt{
			Type: a.Type, Start: time.Time(a.Start), End: time.Time(a.End), Code: a.Code, Text: a.Text})
	}
	return r, err
}

func feedArgs(f tiles.Feed) []any {
	args := append(metArgs(&f), lookArgs(f)...)
	args = append(args, ms(f.FirstSeen))
	return append(args, verdictArgs(f.Verdict)...)
}

func lookArgs(f tiles.Feed) []any {
	args := append([]any{string(f.Access), string(f.Capacity)}, scheduleArgs(f.Schedule)...)
	args = append(args, ms(f.ScheduleAt), subscription(&f.Subscription), ms(f.LookedAt), ms(f.TriedAt), f.Misses)
	return append(args, problemArgs(f.Trouble)...)
}

// scheduleArgs are the nine columns of a schedule.
func scheduleArgs(s *tiles.Schedule) []any {
	has := s != nil
	if !has {
		s = &tiles.Schedule{}
	}
	return []any{bit(has), bit(s.Enabled), list[time.Weekday](s.Days), list[int](s.Times), s.EveryMinutes,
		s.EveryDays, s.EveryWeeks, ms(s.Anchor), s.Zone}
}

func scanFeed(row scanner) (f tiles.Feed, err error) {
	var has bit
	var plan tiles.Schedule
	var trouble problemScan
	dest := []any{&f.ID, &f.Connection, &f.Source, &f.ModelID, &f.WorkspaceID, &f.Name, &f.Owner, &f.Kind,
		&f.Access, &f.Capacity, &has, (*bit)(&plan.Enabled), (*list[time.Weekday])(&plan.Days), (*list[int])(&plan.Times),
		&plan.EveryMinutes, &plan.EveryDays, &plan.EveryWeeks, (*ms)(&plan.Anchor), &plan.Zone, (*ms)(&f.ScheduleAt),
		subscription(&f.Subscription), (*ms)(&f.LookedAt), (*ms)(&f.TriedAt), &f.Misses}
	dest = append(dest, trouble.dest()...)
	dest = append(dest, (*ms)(&f.FirstSeen))
	dest = append(dest, verdictDest(&f.Verdict)...)
	dest = append(dest, (*ms)(&f.ScheduleSince))
	err = row.Scan(dest...)
	if has {
		f.Schedule = &plan
	}
	f.Trouble = trouble.problem()
	return f, err
}
