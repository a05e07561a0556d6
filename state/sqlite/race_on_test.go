//go:build race

package sqlite_test

// slowness is about how many times slower SQLite, which is Go here, runs under
// the race detector: tests of many keys take as many fewer.
const slowness = 10
