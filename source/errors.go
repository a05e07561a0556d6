package source

import (
	"fmt"
)

// ParseError says why a file has no outline.
type ParseError struct {
	Path   string
	Reason SkipReason
	Err    error // nil when the reason says it all
}

func (e *ParseError) Error() string {
	if e.Err == nil {
		return fmt.Sprintf("%s: %s", e.Path, e.Reason)
	}
	return fmt.Sprintf("%s: %s: %v", e.Path, e.Reason, e.Err)
}

// Unwrap gives the cause.
func (e *ParseError) Unwrap() error { return e.Err }
