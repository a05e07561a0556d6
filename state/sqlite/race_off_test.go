//go:build !race

package sqlite_test

const slowness = 1
