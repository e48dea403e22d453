package program

import "context"

// AskServer asks a report server whether it lets the person in, and returns why
// it doesn't: a *reportserver.Error, or watch.ErrServerLogin where a password
// was refused before, which isn't sent again. A connection of another kind is
// watch.ErrNotServer.
func (p *Program) AskServer(ctx context.Context, connection string) error {
	if _, err := p.reportServer(ctx, connection); err != nil {
		return err
	}
	return p.Watcher.AskServer(ctx, connection)
}
