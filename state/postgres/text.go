package postgres

import (
	"database/sql/driver"
	"encoding/hex"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"
)

// hexMark begins a text that stands in the database as its bytes in hexadecimal.
const hexMark = `\x`

// encode gives a string as a text that PostgreSQL takes: names of files can be any bytes. Different strings stay different.
func encode(s string) string {
	if utf8.ValidString(s) && !strings.ContainsRune(s, 0) && !strings.HasPrefix(s, hexMark) {
		return s
	}
	return hexMark + hex.EncodeToString([]byte(s))
}

// decode gives the string that encode was given.
func decode(s string) (string, error) {
	digits, coded := strings.CutPrefix(s, hexMark)
	if !coded {
		return s, nil
	}
	b, err := hex.DecodeString(digits)
	if err != nil {
		return "", fmt.Errorf("a text that begins with %s is not in hexadecimal: %w", hexMark, err)
	}
	return string(b), nil
}

// text is a field of a record that the database holds as text.
type text[S ~string] struct{ s *S }

// Value implements driver.Valuer.
func (t text[S]) Value() (driver.Value, error) { return encode(string(*t.s)), nil }

// Scan implements sql.Scanner.
func (t text[S]) Scan(src any) error {
	s, ok := src.(string)
	if !ok {
		return fmt.Errorf("a text is stored as %T", src)
	}
	s, err := decode(s)
	*t.s = S(s)
	return err
}

// stamp is a time of a record as the database holds it.
type stamp struct{ t *time.Time }

// stampLayout has a fixed width, so that text sorts as time does.
const stampLayout = "2006-01-02T15:04:05.000000000Z"

// Value implements driver.Valuer.
func (s stamp) Value() (driver.Value, error) {
	if s.t.IsZero() {
		return nil, nil
	}
	t := s.t.UTC()
	if t.Year() < 0 || t.Year() > 9999 {
		return nil, fmt.Errorf("the time %s is not in the years 0 to 9999", t)
	}
	return t.Format(stampLayout), nil
}

// Scan implements sql.Scanner.
func (s stamp) Scan(src any) (err error) {
	switch src := src.(type) {
	case nil:
		*s.t = time.Time{}
		return nil
	case string:
		*s.t, err = time.Parse(stampLayout, src)
		return err
	}
	return fmt.Errorf("a time is stored as %T", src)
}
