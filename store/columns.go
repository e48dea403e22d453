package store

import (
	"database/sql/driver"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"time"
)

// ms is a time as a column: whole milliseconds since 1970, 0 for the zero
// time. Read, it is in UTC.
type ms time.Time

// Value implements driver.Valuer.
func (t ms) Value() (driver.Value, error) {
	if time.Time(t).IsZero() {
		return int64(0), nil
	}
	return time.Time(t).UnixMilli(), nil
}

// Scan implements sql.Scanner.
func (t *ms) Scan(v any) error {
	n, ok := v.(int64)
	if !ok {
		return fmt.Errorf("time column holds %T", v)
	}
	*t = ms{}
	if n != 0 {
		*t = ms(time.UnixMilli(n).UTC())
	}
	return nil
}

// MarshalJSON writes the column's number.
func (t ms) MarshalJSON() ([]byte, error) {
	v, _ := t.Value()
	return strconv.AppendInt(nil, v.(int64), 10), nil
}

// UnmarshalJSON reads the column's number.
func (t *ms) UnmarshalJSON(b []byte) error {
	n, err := strconv.ParseInt(string(b), 10, 64)
	if err != nil {
		return errors.New("time column holds no number")
	}
	return t.Scan(n)
}

// list is a small slice as a column of JSON; an empty one comes back as nil.
type list[T any] []T

// Value implements driver.Valuer.
func (l list[T]) Value() (driver.Value, error) {
	if len(l) == 0 {
		return "[]", nil
	}
	b, err := json.Marshal([]T(l))
	return string(b), err
}

// Scan implements sql.Scanner.
func (l *list[T]) Scan(v any) error {
	s, ok := v.(string)
	if !ok {
		return fmt.Errorf("list column holds %T", v)
	}
	*l = nil
	if s == "[]" {
		return nil
	}
	if err := json.Unmarshal([]byte(s), (*[]T)(l)); err != nil {
		return fmt.Errorf("list column: %w", err)
	}
	return nil
}

// bit is a bool as a column: STRICT tables know none.
type bit bool

// Value implements driver.Valuer.
func (f bit) Value() (driver.Value, error) {
	if f {
		return int64(1), nil
	}
	return int64(0), nil
}

// Scan implements sql.Scanner.
func (f *bit) Scan(v any) error {
	n, ok := v.(int64)
	if !ok {
		return fmt.Errorf("bit column holds %T", v)
	}
	*f = n != 0
	return nil
}
