package store

import (
	"context"
	"database/sql"
	"fmt"
	"reflect"

	"mysettings/app/tiles"
)

const connectionColumns = `id, kind, name, person, cloud, tenant, object_id, scopes,
	signed_in_at, renewed_at, good_until, estimate, signed_out, ended_at,
	has_problem, problem_cause, problem_remedy, problem_text, problem_code, problem_correlation, problem_retry_at,
	inventory_at, checked_at, paused_until, server`

// Connections returns all connections: Power BI first, then by name.
func (s *Store) Connections(ctx context.Context) ([]tiles.Connection, error) {
	var cs []tiles.Connection
	err := s.read(ctx, func(tx *sql.Tx) error {
		return each(ctx, tx, scanConnection, func(c tiles.Connection) { cs = append(cs, c) },
			`SELECT `+connectionColumns+` FROM connection ORDER BY kind, name, id`)
	})
	return cs, err
}

// Connection returns the connection with that ID, or ErrNotFound.
func (s *Store) Connection(ctx context.Context, id string) (tiles.Connection, error) {
	var c tiles.Connection
	err := s.read(ctx, func(tx *sql.Tx) (err error) {
		c, err = queryConnection(ctx, tx, id)
		return err
	})
	return c, err
}

// SaveConnection adds the connection, or puts it in place of the one with the
// same ID; what hangs on that stays.
func (s *Store) SaveConnection(ctx context.Context, c tiles.Connection) error {
	err := s.write(ctx, durable, func(tx *sql.Tx) ([]Topic, error) {
		return []Topic{TopicConnections}, putConnection(ctx, tx, c)
	})
	if err != nil {
		return fmt.Errorf("connection %s: %w", c.ID, err)
	}
	return nil
}

// UpdateConnection reads the connection, lets change change it, and saves it,
// with no other writer in between. Nothing is written where change changes
// nothing or returns an error, which is passed on. change must not call the
// Store. ErrNotFound without such a connection.
func (s *Store) UpdateConnection(ctx context.Context, id string, change func(*tiles.Connection) error) error {
	return s.write(ctx, durable, func(tx *sql.Tx) ([]Topic, error) {
		changed, err := changeConnection(ctx, tx, id, change)
		if err != nil || !changed {
			return nil, err
		}
		return []Topic{TopicConnections}, nil
	})
}

// changeConnection is UpdateConnection in a transaction.
func changeConnection(ctx context.Context, tx *sql.Tx, id string, change func(*tiles.Connection) error) (changed bool, err error) {
	before, err := queryConnection(ctx, tx, id)
	if err != nil {
		return false, err
	}
	after, err := queryConnection(ctx, tx, id)
	if err != nil {
		return false, err
	}
	if err := change(&after); err != nil {
		return false, err
	}
	if after.ID != id {
		return false, fmt.Errorf("connection %s: another ID, %q", id, after.ID)
	}
	if reflect.DeepEqual(before, after) {
		return false, nil
	}
	return true, putConnection(ctx, tx, after)
}

// DeleteConnection removes a connection and everything that hangs on it: its
// token and password (see SignOut), tiles, feeds, runs, schedules and notices. Without
// such a connection it does nothing.
func (s *Store) DeleteConnection(ctx context.Context, id string) error {
	err := s.forget(ctx, func(tx *sql.Tx) error {
		for _, q := range []string{
			"DELETE FROM notice WHERE connection = ?",
			"DELETE FROM connection WHERE id = ?",
		} {
			if _, err := tx.ExecContext(ctx, q, id); err != nil {
				return err
			}
		}
		_, err := count(ctx, tx, []Topic{TopicNotices})
		return err
	})
	if err != nil {
		return fmt.Errorf("connection %s: %w", id, err)
	}
	return nil
}

func queryConnection(ctx context.Context, tx *sql.Tx, id string) (tiles.Connection, error) {
	c, err := scanConnection(tx.QueryRowContext(ctx, `SELECT `+connectionColumns+` FROM connection WHERE id = ?`, id))
	if err != nil {
		return c, fmt.Errorf("connection %q: %w", id, err)
	}
	return c, nil
}

func putConnection(ctx context.Context, tx *sql.Tx, c tiles.Connection) error {
	args := []any{c.ID, string(c.Kind), c.Name, c.Person, c.Cloud, c.Tenant, c.ObjectID, list[string](c.Scopes),
		ms(c.SignedInAt), ms(c.RenewedAt), ms(c.GoodUntil), bit(c.Estimate), bit(c.SignedOut), ms(c.EndedAt)}
	args = append(args, problemArgs(c.Problem)...)
	args = append(args, ms(c.InventoryAt), ms(c.CheckedAt), ms(c.PausedUntil), server(&c.Server))
	_, err := tx.ExecContext(ctx, upsert("connection", connectionColumns, "id"), args...)
	return err
}

func scanConnection(row scanner) (c tiles.Connection, err error) {
	var p problemScan
	dest := []any{&c.ID, &c.Kind, &c.Name, &c.Person, &c.Cloud, &c.Tenant, &c.ObjectID, (*list[string])(&c.Scopes),
		(*ms)(&c.SignedInAt), (*ms)(&c.RenewedAt), (*ms)(&c.GoodUntil),
		(*bit)(&c.Estimate), (*bit)(&c.SignedOut), (*ms)(&c.EndedAt)}
	dest = append(dest, p.dest()...)
	dest = append(dest, (*ms)(&c.InventoryAt), (*ms)(&c.CheckedAt), (*ms)(&c.PausedUntil), server(&c.Server))
	err = row.Scan(dest...)
	c.Problem = p.problem()
	return c, err
}

// problemArgs are the seven columns of a problem.
func problemArgs(p *tiles.Problem) []any {
	has := p != nil
	if !has {
		p = &tiles.Problem{}
	}
	return []any{bit(has), string(p.Cause), string(p.Remedy), p.Text, p.Code, p.CorrelationID, ms(p.RetryAt)}
}

// problemScan reads the seven columns of a problem.
type problemScan struct {
	has bit
	p   tiles.Problem
}

func (s *problemScan) dest() []any {
	return []any{&s.has, &s.p.Cause, &s.p.Remedy, &s.p.Text, &s.p.Code, &s.p.CorrelationID, (*ms)(&s.p.RetryAt)}
}

func (s *problemScan) problem() *tiles.Problem {
	if !s.has {
		return nil
	}
	return &s.p
}
