package powerbi

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
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
	target(key []byte) (*string, *bool)
}

// is compares the key of a field, in any case.
func is(key []byte, wanted string) bool {
	return len(key) == len(wanted) && (string(key) == wanted || strings.EqualFold(string(key), wanted))
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

// mostForeseen bounds for how many elements room is made ahead.
const mostForeseen = 100

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
	err := s.object(func(key []byte) error {
		switch {
		case is(key, "value") && s.peek() == '[':
			listed, p.items = true, nil
			start := s.at
			return s.array(func() error {
				if len(p.items) == 1 {
					// Room for all, if they are like the first.
					p.items = slices.Grow(p.items, min((len(s.data)-s.at)/(s.at-start)+1, mostForeseen))
				}
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

// scanner reads JSON from the front. The texts that it hands out are copies:
// the data may be overwritten afterwards.
type scanner struct {
	data []byte
	at   int
	kept strings.Builder // where the copies lie, side by side
}

func newScanner(body []byte) scanner {
	return scanner{data: bytes.TrimPrefix(body, byteOrder)}
}

// keptBlock is for how many bytes of copies room is made at a time.
const keptBlock = 1024

// keep copies a text.
func (s *scanner) keep(text []byte) string {
	if s.kept.Cap()-s.kept.Len() < len(text) {
		s.kept = strings.Builder{} // growing would copy what is handed out already
		s.kept.Grow(max(len(text), min(len(text)+len(s.data)-s.at, keptBlock)))
	}
	start := s.kept.Len()
	s.kept.Write(text)
	return s.kept.String()[start:]
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
func (s *scanner) object(each func(key []byte) error) error {
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
		if plain := key[1 : len(key)-1]; bytes.IndexByte(plain, '\\') < 0 {
			key = plain
		} else {
			key = []byte(unescape(key))
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
	return s.object(func(key []byte) error {
		return s.store(r.target(key))
	})
}

// store goes over any value and keeps it where it is of the right type. The
// last of several fields of one name counts.
func (s *scanner) store(text *string, flag *bool) error {
	c := s.peek()
	if c == '"' && text != nil {
		raw, err := s.literal()
		switch {
		case err != nil:
			return err
		case bytes.IndexByte(raw, '\\') < 0 && utf8.Valid(raw):
			*text = s.keep(raw[1 : len(raw)-1])
		default:
			*text = unescape(raw)
		}
		return nil
	}
	start := s.at
	err := s.skip()
	if flag != nil {
		switch string(s.data[start:s.at]) {
		case "true":
			*flag = true
		case "false":
			*flag = false
		}
	}
	return err
}

// literal goes over a text and returns it with its quotes.
func (s *scanner) literal() ([]byte, error) {
	start := s.at
	for end := start + 1; ; {
		i := bytes.IndexByte(s.data[end:], '"')
		if i < 0 {
			s.at = len(s.data)
			return nil, s.broken()
		}
		end += i + 1
		if !escaped(s.data[start+1 : end-1]) {
			s.at = end
			return s.data[start:end], nil
		}
	}
}

// escaped tells whether what follows before is escaped: backslashes come in
// pairs but for the last.
func escaped(before []byte) bool {
	n := 0
	for n < len(before) && before[len(before)-1-n] == '\\' {
		n++
	}
	return n%2 == 1
}

// unescape reads a text with its quotes; a bad escape makes it empty.
func unescape(literal []byte) string {
	var text string
	_ = json.Unmarshal(literal, &text)
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
			for s.at < len(s.data) && !ends(s.data[s.at]) {
				s.at++
			}
		}
		if depth == 0 {
			return nil
		}
	}
}

// ends tells whether c can't be part of a number or a word.
func ends(c byte) bool {
	switch c {
	case ' ', '\t', '\r', '\n', ',', ':', '{', '}', '[', ']', '"':
		return true
	}
	return false
}
