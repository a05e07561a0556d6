package sqlite

import (
	"database/sql/driver"
	"fmt"
	"time"
)

// stamp is a time as the database holds it.
type stamp time.Time

// stampLayout has a fixed width, so that text sorts as time does.
const stampLayout = "2006-01-02T15:04:05.000000000Z"

// Value implements driver.Valuer.
func (s stamp) Value() (driver.Value, error) {
	t := time.Time(s)
	if t.IsZero() {
		return nil, nil
	}
	t = t.UTC()
	if t.Year() < 0 || t.Year() > 9999 {
		return nil, fmt.Errorf("the time %s is not in the years 0 to 9999", t)
	}
	return t.Format(stampLayout), nil
}

// Scan implements sql.Scanner.
func (s *stamp) Scan(src any) error {
	switch src := src.(type) {
	case nil:
		*s = stamp{}
		return nil
	case string:
		t, err := time.Parse(stampLayout, src)
		*s = stamp(t)
		return err
	}
	return fmt.Errorf("a time is stored as %T", src)
}
