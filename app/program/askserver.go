package program

import "context"

// AskServer asks a report server whether it lets the person in, and returns why
// it doesn't: a *reportserver.Error. Nothing is changed. A connection of
// another kind is watch.ErrNotServer.
func (p *Program) AskServer(ctx context.Context, connection string) error {
	c, err := p.reportServer(ctx, connection)
	if err != nil {
		return err
	}
	client, err := p.server(ctx, c)
	if err != nil {
		return err
	}
	_, _, _, err = client.Probe(ctx)
	return err
}
