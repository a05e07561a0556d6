package postgres

import "time"

// WithNow makes claims be judged by a clock of a test, in place of the server's.
func WithNow(now func() time.Time) Option { return func(c *config) { c.now = now } }
