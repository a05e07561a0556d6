//go:build race

package redact

// raceEnabled says that the race detector slows everything down.
const raceEnabled = true
