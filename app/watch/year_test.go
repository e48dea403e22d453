package watch

import (
	"context"
	"flag"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"mysettings/app/tiles"
)

// The size of TestYear. By default it is the days around a change of the clocks
// in a small account; see the Makefile's target trials for the year of a heavy
// one.
var (
	yearDays  = flag.Int("year.days", 2, "how many days TestYear lives through: 2, 14 or 365")
	yearTiles = flag.Int("year.tiles", 30, "how many tiles the organisation has, 150 or more for more than two days")
	yearEvery = flag.Duration("year.every", 12*time.Hour, "how often tiles that are well are looked at")
	yearTrace = flag.Bool("year.trace", false, "whether to tell how far it is")
	yearSlack = flag.Duration("year.slack", 5*time.Minute, "by how much the computer's timers come late")
)

type yearSize struct {
	days, tiles           int
	every, slack, history time.Duration
}

const oneDay = 24 * time.Hour

// yearStart is some days before the clocks of Berlin change in spring, and less
// where there are few.
func yearStart(days int) time.Time {
	day := 0
	if days < 14 {
		day = 8
	}
	return moment(day, 0, 3)
}

// TestYear lives through a year, or less, in virtual time: the real watcher,
// store, sign-in and client against an organisation in the same process, with
// outages of every kind. What was asked for and what was told is held against
// what a calendar says.
func TestYear(t *testing.T) {
	size := yearSize{*yearDays, *yearTiles, *yearEvery, *yearSlack, 90 * oneDay}
	if third := time.Duration(size.days) * oneDay / 3; third < size.history {
		size.history = third
	}
	dir := t.TempDir()
	began := time.Now()
	synctest.Test(t, func(t *testing.T) {
		time.Sleep(time.Until(yearStart(size.days)))
		l := newLife(t, dir, size)
		defer l.close()
		y := newYear(l)
		y.live()
		y.checkAsks()
		y.checkNotices()
		y.checkJournal()
		y.checkSize()
		t.Logf("%d days, %d tiles: %d passes, %d requests, %d refreshes asked for, %d notifications",
			size.days, size.tiles, l.passes, l.line.count(), len(l.line.asked), len(l.desk.shown))
		t.Logf("database %.1f MB; goroutines %d, then %d; open files %d, then %d; heap %.1f MB, then %.1f MB",
			float64(y.stored())/(1<<20), y.early.goroutines, y.late.goroutines, y.early.open(), y.late.open(),
			float64(y.early.heap)/(1<<20), float64(y.late.heap)/(1<<20))
	})
	t.Logf("took %v", time.Since(began).Round(time.Second))
}

// use is what the process uses at one moment.
type use struct {
	goroutines int
	heap       uint64
	// files is how often each file is open; sockets and pipes have no name of
	// their own there.
	files map[string]int
}

// open is how many files are open.
func (u use) open() (n int) {
	for _, times := range u.files {
		n += times
	}
	return n
}

func (y *year) use() use {
	y.t.Helper()
	synctest.Wait()
	runtime.GC()
	runtime.GC() // what the first one only marks as free
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return use{runtime.NumGoroutine(), m.HeapAlloc, y.files()}
}

func (y *year) files() map[string]int {
	y.t.Helper()
	const folder = "/proc/self/fd"
	open, err := os.ReadDir(folder)
	if err != nil && runtime.GOOS == "linux" {
		y.t.Fatal(err)
	}
	files := map[string]int{}
	for _, f := range open {
		// The one that the folder itself was read with is closed by now.
		if name, err := os.Readlink(filepath.Join(folder, f.Name())); err == nil {
			name, _, _ = strings.Cut(name, ":[")
			files[name]++
		}
	}
	return files
}

// mostConnections is how many connections to its database the store keeps at
// most: how many there are at one moment says nothing about another.
const mostConnections = 5

// mostStored is how large the data folder may become.
const mostStored = 20 << 20

// stored is how large the database is, its log included.
func (y *year) stored() (n int64) {
	y.t.Helper()
	files, err := filepath.Glob(filepath.Join(y.store.Dir(), "*.db*"))
	if err != nil || len(files) == 0 {
		y.t.Fatalf("files of the database: %v, %v", files, err)
	}
	for _, f := range files {
		info, err := os.Stat(f)
		if err != nil {
			y.t.Fatal(err)
		}
		n += info.Size()
	}
	return n
}

func (y *year) checkSize() {
	y.t.Helper()
	if n := y.stored(); n > mostStored {
		y.t.Errorf("the database has %d bytes; want at most %d", n, mostStored)
	}
	if y.late.goroutines > y.early.goroutines {
		y.t.Errorf("%d goroutines at the end, %d early on; want no more", y.late.goroutines, y.early.goroutines)
	}
	for name, n := range y.late.files {
		most := y.early.files[name]
		if filepath.Dir(name) == y.store.Dir() {
			most = max(most, mostConnections)
		}
		if n > most {
			y.t.Errorf("%s is open %d times at the end, %d times early on; want at most %d", name, n, y.early.files[name], most)
		}
	}
	// The first days fill the history up to what is kept of it.
	if most := y.early.heap*5/4 + 4<<20; y.late.heap > most {
		y.t.Errorf("%d bytes in use at the end, %d early on; want at most %d", y.late.heap, y.early.heap, most)
	}
}

// checkJournal looks for what is older than the setting, and for last good runs
// that are gone.
func (y *year) checkJournal() {
	y.t.Helper()
	ctx := context.Background()
	// It is pruned once a day.
	oldest := time.Now().Add(-y.size.history - oneDay - time.Hour)
	feeds, err := y.store.Feeds(ctx)
	if err != nil {
		y.t.Fatal(err)
	}
	keptFor := map[string]string{} // by the run that must stay: its feed
	for _, f := range feeds {
		var good *tiles.Run
		for i := range f.Runs {
			if f.Runs[i].Status == tiles.RunGood {
				good = &f.Runs[i]
				break
			}
		}
		if len(f.Runs) > 0 {
			keptFor[f.Runs[0].ID] = f.ID
		}
		if good != nil {
			keptFor[good.ID] = f.ID
		} else if f.Kind == tiles.KindImport {
			y.t.Errorf("%s has no good run any more", f.Name)
		}
		for _, a := range f.Asks {
			if a.At.Before(oldest) {
				y.t.Errorf("%s was asked for at %v, which is older than %v", f.Name, a.At, oldest)
			}
		}
	}
	runs, err := y.store.PastRuns(ctx, time.Time{})
	if err != nil {
		y.t.Fatal(err)
	}
	old := 0
	for _, r := range runs {
		if r.Start.Before(oldest) {
			old++
			if keptFor[r.ID] == "" {
				y.t.Errorf("a run of %s began at %v, which is older than %v", r.Name, r.Start, oldest)
			}
		}
	}
	if old == 0 && !y.few() {
		y.t.Error("no old run was kept; want the last good one of the model whose schedule is off")
	}
	past, err := y.store.Past(ctx, time.Time{})
	if err != nil {
		y.t.Fatal(err)
	}
	for _, s := range past.Spells {
		if !s.To.IsZero() && s.To.Before(oldest) {
			y.t.Errorf("%s was %s until %v, which is older than %v", s.Title, s.State, s.To, oldest)
		}
	}
	notices, err := y.store.Notices(ctx, time.Time{}, 0)
	if err != nil {
		y.t.Fatal(err)
	}
	for _, n := range notices {
		if n.At.Before(oldest) && !n.EndedAt.IsZero() && n.EndedAt.Before(oldest) {
			y.t.Errorf("%q of %v is older than %v", n.Title, n.At, oldest)
		}
	}
}
