package command

import "time"

// patience is how long a command works in silence.
const patience = time.Second

// working says on standard error what the command is doing once that has taken
// longer than a second; see after.
func (s *session) working(what string) (over func()) { return s.after(patience, what) }

// after prints a note when wait has passed. The caller must call the returned
// function when there is no more need for it; nothing is printed after that.
func (s *session) after(wait time.Duration, what string) (over func()) {
	done, gone := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(gone)
		timer := time.NewTimer(wait)
		defer timer.Stop()
		select {
		case <-timer.C:
			s.note("%s", what)
		case <-done:
		}
	}()
	return func() {
		close(done)
		<-gone
	}
}
