package reportserver

import (
	"encoding/json"
	"errors"
	"fmt"
	"math/bits"
	"strconv"
	"strings"
	"unicode/utf8"
)

// A list may hold thousands of rows of which a handful of fields is wanted, at
// several depths and in more than one shape. This scanner goes over the text
// once, without reflection. What it skips it does not check beyond brackets and
// quotes, so that one odd row never hides its neighbours.

var (
	errShape = errors.New("answer without a list")
	errEmpty = errors.New("empty answer")
)

// is compares the key of a field, in any case.
func is(key, wanted string) bool {
	return len(key) == len(wanted) && (key == wanted || strings.EqualFold(key, wanted))
}

// scanner reads JSON from the front. What it returns shares the memory of the
// whole.
type scanner struct {
	data string
	at   int
	// raw is the last text that was not plain, read what it says: in a list of
	// one person's rows it is the same in all of them.
	raw, read string
}

func newScanner(body string) *scanner {
	return &scanner{data: strings.TrimPrefix(body, byteOrder)}
}

func (s *scanner) broken() error {
	return fmt.Errorf("answer that is not JSON after %d bytes", s.at)
}

// peek goes over white space and returns what comes next, 0 at the end.
func (s *scanner) peek() byte {
	for ; s.at < len(s.data); s.at++ {
		if c := s.data[s.at]; c > ' ' || c != ' ' && c != '\t' && c != '\r' && c != '\n' {
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

// end says whether anything follows.
func (s *scanner) end() error {
	if s.peek() != 0 || s.at < len(s.data) {
		return s.broken()
	}
	return nil
}

// object goes over an object; each must go over one value.
func (s *scanner) object(each func(key string) error) error {
	if !s.take('{') {
		return s.broken()
	}
	if s.take('}') {
		return nil
	}
	for {
		if s.peek() != '"' {
			return s.broken()
		}
		key, plain, err := s.literal()
		if err != nil {
			return err
		}
		if !s.take(':') {
			return s.broken()
		}
		if !plain && strings.IndexByte(key, '\\') >= 0 {
			key = unescape(key)
		}
		if err := each(key); err != nil {
			return err
		}
		switch s.peek() {
		case ',':
			s.at++
		case '}':
			s.at++
			return nil
		default:
			return s.broken()
		}
	}
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

// objectOr goes over any value, each field of it if it is an object.
func (s *scanner) objectOr(each func(key string) error) error {
	if s.peek() == '{' {
		return s.object(each)
	}
	return s.skip()
}

// rows goes over any value: over each element of it if it is an array, else
// over itself.
func (s *scanner) rows(each func() error) error {
	if s.peek() == '[' {
		return s.array(each)
	}
	return each()
}

// text goes over any value and stores it in to: a text as it is, a number or a
// truth value as it is written. Anything else leaves to alone.
func (s *scanner) text(to *string) error {
	switch s.peek() {
	case '"':
		raw, plain, err := s.literal()
		switch {
		case err != nil:
			return err
		case plain:
			*to = raw
		case raw == s.raw:
			*to = s.read
		default:
			s.raw, s.read = raw, unescape(raw)
			*to = s.read
		}
		return nil
	case '{', '[':
		return s.skip()
	}
	start := s.at
	err := s.skip()
	if word := s.data[start:s.at]; err == nil && word != "null" {
		*to = word
	}
	return err
}

// flag goes over any value and stores a truth value, also one that is written
// as a text. Anything else leaves to alone.
func (s *scanner) flag(to *bool) error {
	var word string
	err := s.text(&word)
	if b, bad := strconv.ParseBool(word); bad == nil {
		*to = b
	}
	return err
}

// whole goes over any value and stores a whole number, also one that is
// written as a text. Anything else, and what is out of reach, leaves to alone.
func (s *scanner) whole(to *int) error {
	var word string
	err := s.text(&word)
	if n, bad := strconv.ParseFloat(word, 64); bad == nil && n == float64(int32(n)) {
		*to = int(n)
	}
	return err
}

// literal goes over a text and returns what is between its quotes. It is plain
// when it is ASCII without an escape, and so says what it means.
func (s *scanner) literal() (inner string, plain bool, err error) {
	start := s.at + 1
	rest := s.data[start:]
	i := plainLength(rest)
	switch {
	case i == len(rest):
		s.at = len(s.data)
		return "", false, s.broken()
	case rest[i] == '"':
		s.at = start + i + 1
		return rest[:i], true, nil
	}
	inner, err = s.escaped(start)
	return inner, false, err
}

// plainLength is how many bytes s begins with that are ASCII, no quote and no
// backslash. It looks at eight at a time: nine tenths of what is read are texts.
func plainLength(s string) int {
	const ones, tops = 0x0101010101010101, 0x8080808080808080
	i := 0
	for ; i+8 <= len(s); i += 8 {
		x := uint64(s[i]) | uint64(s[i+1])<<8 | uint64(s[i+2])<<16 | uint64(s[i+3])<<24 |
			uint64(s[i+4])<<32 | uint64(s[i+5])<<40 | uint64(s[i+6])<<48 | uint64(s[i+7])<<56
		quote, backslash := x^ones*'"', x^ones*'\\'
		// A byte that is zero is the first to borrow when one is taken from each.
		if found := ((quote-ones)&^quote | (backslash-ones)&^backslash | x) & tops; found != 0 {
			return i + bits.TrailingZeros64(found)/8
		}
	}
	for i < len(s) && s[i] < utf8.RuneSelf && s[i] != '"' && s[i] != '\\' {
		i++
	}
	return i
}

// escaped goes over a text, from its first quote on, that may have escaped
// quotes in it.
func (s *scanner) escaped(start int) (string, error) {
	for end := start; ; {
		i := strings.IndexByte(s.data[end:], '"')
		if i < 0 {
			s.at = len(s.data)
			return "", s.broken()
		}
		end += i + 1
		inner := s.data[start : end-1]
		if len(inner) == 0 || inner[len(inner)-1] != '\\' || !oddBackslashes(inner) {
			s.at = end
			return inner, nil
		}
	}
}

// oddBackslashes tells whether s ends in an odd number of backslashes, so that
// what follows is escaped.
func oddBackslashes(s string) bool {
	return (len(s)-len(strings.TrimRight(s, `\`)))%2 == 1
}

// unescape reads what stands between quotes; a bad escape makes it empty.
func unescape(inner string) string {
	i := strings.IndexByte(inner, '\\')
	if utf8.ValidString(inner) {
		if i < 0 {
			return inner
		}
		if text, ok := simple(inner, i); ok {
			return text
		}
	}
	var text string
	_ = json.Unmarshal([]byte(`"`+inner+`"`), &text)
	return text
}

// simple unescapes a text whose first backslash is at i, if no others are
// escaped than quotes, slashes and backslashes: every CONTOSO\\ana has one.
func simple(inner string, i int) (string, bool) {
	var b strings.Builder
	b.Grow(len(inner) - 1)
	for i >= 0 {
		if i+1 == len(inner) || inner[i+1] != '\\' && inner[i+1] != '"' && inner[i+1] != '/' {
			return "", false
		}
		b.WriteString(inner[:i])
		b.WriteByte(inner[i+1])
		inner = inner[i+2:]
		i = strings.IndexByte(inner, '\\')
	}
	b.WriteString(inner)
	return b.String(), true
}

// skip goes over any value.
func (s *scanner) skip() error {
	for depth := 0; ; {
		switch s.peek() {
		case 0:
			return s.broken()
		case '"':
			if _, _, err := s.literal(); err != nil {
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
			s.word()
		}
		if depth == 0 {
			return nil
		}
	}
}

// word goes over a number or a word.
func (s *scanner) word() {
	for ; s.at < len(s.data); s.at++ {
		switch s.data[s.at] {
		case ' ', '\t', '\r', '\n', ',', ':', '{', '}', '[', ']', '"':
			return
		}
	}
}

// scanList goes over a collection, wrapped in {"value": […]} or bare; each must
// go over one row. It returns the address of the next page, if any.
func scanList(body string, each func(*scanner) error) (next string, err error) {
	s := newScanner(body)
	listed := false
	row := func() error { return each(s) }
	switch s.peek() {
	case 0:
		return "", errEmpty
	case '[':
		listed, err = true, s.array(row)
	default:
		err = s.object(func(key string) error {
			switch {
			case is(key, "value") && s.peek() == '[':
				listed = true
				return s.array(row)
			case is(key, "@odata.nextLink"), is(key, "odata.nextLink"):
				return s.text(&next)
			}
			return s.skip()
		})
	}
	if err == nil {
		err = s.end()
	}
	if err == nil && !listed {
		err = errShape
	}
	return next, err
}

// scanObject goes over a single object, also one that comes wrapped in
// {"value": …}; field must go over the value of one field of it. Anything else
// is an error.
func scanObject(body string, field func(s *scanner, key string) error) error {
	s := newScanner(body)
	switch s.peek() {
	case 0:
		return errEmpty
	case '{', '[':
	default:
		return s.broken()
	}
	each := func(key string) error { return field(s, key) }
	err := s.rows(func() error {
		return s.objectOr(func(key string) error {
			if next := s.peek(); is(key, "value") && (next == '{' || next == '[') {
				return s.rows(func() error { return s.objectOr(each) })
			}
			return field(s, key)
		})
	})
	if err == nil {
		err = s.end()
	}
	return err
}
