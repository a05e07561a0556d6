// Package path cleans.
package path

// Join joins.
func Join(a, b string) string { return a + b }

// Clean cleans.
func Clean(s string) string { return Join(s, "") }
