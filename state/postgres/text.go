package postgres

import (
	"database/sql/driver"
	"encoding/hex"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/codeworm/codeworm"
	"github.com/codeworm/codeworm/internal/columns"
	"github.com/codeworm/codeworm/page"
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

// form gives a field, by a pointer to it, the form that the driver takes.
func form(pointer any) any {
	switch p := pointer.(type) {
	case *string:
		return text[string]{p}
	case *page.Type:
		return text[page.Type]{p}
	case *codeworm.Outcome:
		return text[codeworm.Outcome]{p}
	case *time.Time:
		return columns.Stamp{Time: p}
	case *time.Duration:
		return (*int64)(p)
	}
	return pointer
}

// kind is the database's type of a field.
func kind(pointer any) string {
	switch form(pointer).(type) {
	case *bool:
		return "boolean"
	case *int, *int64:
		return "bigint"
	}
	return "text"
}
