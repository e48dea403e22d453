package powerbi

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"
)

// An inventory is a few hundred lists of which a handful of fields is wanted.
// Through encoding/json, which walks every list twice and by reflection, it
// takes half as long again as fetching them from a server nearby; this scanner
// goes over a list once. What it skips it does not check beyond brackets and
// quotes. It knows objects, texts and truth values; a field of any other type
// is as good as missing, so that one odd element never hides its neighbours.

// record is an object that can be read field by field.
type record interface {
	// target returns where a field goes, as a text or a truth value; nothing
	// for a field that is not wanted. Keys come in any case.
	target(key string) (*string, *bool)
}

// is compares the key of a field, in any case.
func is(key, wanted string) bool {
	return len(key) == len(wanted) && strings.EqualFold(key, wanted)
}

var (
	errShape  = errors.New("answer without a list")
	errEmpty  = errors.New("empty answer")
	byteOrder = []byte("\xef\xbb\xbf") // some servers put it first
)

// page is a collection as the service wraps it.
type page[T any] struct {
	items []T
	next  string // @odata.nextLink
}

// decodePage reads a collection; elements that are no objects come out empty.
// The error says where it broke off, and nothing of the content.
func decodePage[T any, P interface {
	*T
	record
}](body []byte) (page[T], error) {
	var p page[T]
	s := newScanner(body)
	if s.peek() == 0 {
		return p, errEmpty
	}
	listed := false
	err := s.object(func(key string) error {
		switch {
		case is(key, "value") && s.peek() == '[':
			listed, p.items = true, nil
			return s.array(func() error {
				var empty T
				p.items = append(p.items, empty)
				return s.record(P(&p.items[len(p.items)-1]))
			})
		case is(key, "@odata.nextLink"):
			return s.store(&p.next, nil)
		}
		return s.skip()
	})
	switch {
	case err == nil && s.peek() != 0:
		err = s.broken()
	case err == nil && !listed:
		err = errShape
	}
	return p, err
}

// decodeRecord reads a single object.
func decodeRecord(body []byte, r record) error {
	s := newScanner(body)
	if s.peek() == 0 {
		return errEmpty
	}
	if s.peek() != '{' {
		return s.broken()
	}
	err := s.record(r)
	if err == nil && s.peek() != 0 {
		err = s.broken()
	}
	return err
}

// scanner reads JSON from the front. What it returns shares the memory of one
// copy of the whole, which goes when an inventory has been saved.
type scanner struct {
	data string
	at   int
}

func newScanner(body []byte) scanner {
	return scanner{data: string(bytes.TrimPrefix(body, byteOrder))}
}

func (s *scanner) broken() error {
	return fmt.Errorf("answer that is not JSON after %d bytes", s.at)
}

// peek goes over white space and returns what comes next, 0 at the end.
func (s *scanner) peek() byte {
	for ; s.at < len(s.data); s.at++ {
		switch c := s.data[s.at]; c {
		case ' ', '\t', '\r', '\n':
		default:
			return c
		}
	}
	return 0
}

// take goes over c if it comes next.
func (s *scanner) take(c byte) bool {
	if s.peek() != c {
		return false
	}
	s.at++
	return true
}

// object goes over an object; each must go over one value.
func (s *scanner) object(each func(key string) error) error {
	if !s.take('{') {
		return s.broken()
	}
	for first := true; !s.take('}'); first = false {
		if !first && !s.take(',') || s.peek() != '"' {
			return s.broken()
		}
		key, err := s.literal()
		if err != nil {
			return err
		}
		if key = key[1 : len(key)-1]; strings.IndexByte(key, '\\') >= 0 {
			key = unescape(key)
		}
		if !s.take(':') {
			return s.broken()
		}
		if err := each(key); err != nil {
			return err
		}
	}
	return nil
}

// array goes over an array; each must go over one value.
func (s *scanner) array(each func() error) error {
	if !s.take('[') {
		return s.broken()
	}
	for first := true; !s.take(']'); first = false {
		if !first && !s.take(',') {
			return s.broken()
		}
		if err := each(); err != nil {
			return err
		}
	}
	return nil
}

// record goes over any value, and reads it into r if it is an object.
func (s *scanner) record(r record) error {
	if s.peek() != '{' {
		return s.skip()
	}
	return s.object(func(key string) error {
		return s.store(r.target(key))
	})
}

// store goes over any value and keeps it where it is of the right type. The
// last of several fields of one name counts.
func (s *scanner) store(text *string, flag *bool) error {
	c := s.peek()
	if c == '"' && text != nil {
		raw, err := s.literal()
		if err == nil {
			*text = unescape(raw[1 : len(raw)-1])
		}
		return err
	}
	start := s.at
	err := s.skip()
	if flag != nil {
		switch s.data[start:s.at] {
		case "true":
			*flag = true
		case "false":
			*flag = false
		}
	}
	return err
}

// literal goes over a text and returns it with its quotes.
func (s *scanner) literal() (string, error) {
	start := s.at
	for i := s.at + 1; i < len(s.data); i++ {
		switch s.data[i] {
		case '"':
			s.at = i + 1
			return s.data[start:s.at], nil
		case '\\':
			i++ // whatever it escapes does not end the text
		}
	}
	s.at = len(s.data)
	return "", s.broken()
}

// unescape reads what stands between quotes; a bad escape makes it empty.
func unescape(inner string) string {
	if strings.IndexByte(inner, '\\') < 0 && utf8.ValidString(inner) {
		return inner
	}
	var text string
	_ = json.Unmarshal([]byte(`"`+inner+`"`), &text)
	return text
}

// skip goes over any value.
func (s *scanner) skip() error {
	for depth := 0; ; {
		switch s.peek() {
		case 0:
			return s.broken()
		case '"':
			if _, err := s.literal(); err != nil {
				return err
			}
		case '{', '[':
			depth++
			s.at++
		case '}', ']':
			if depth--; depth < 0 {
				return s.broken()
			}
			s.at++
		case ',', ':':
			if depth == 0 {
				return s.broken()
			}
			s.at++
			continue
		default: // a number or a word
			for s.at < len(s.data) && strings.IndexByte(" \t\r\n,:{}[]\"", s.data[s.at]) < 0 {
				s.at++
			}
		}
		if depth == 0 {
			return nil
		}
	}
}
