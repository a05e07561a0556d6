// Package json is no encoding/json.
package json

// Marshal marshals.
func Marshal(v any) {}
