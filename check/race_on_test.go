//go:build race

package check

// sparser is how many times fewer files the tests of real code read under the race detector, which makes them ten times slower: they
// look for wrong verdicts, not for races.
const sparser = 6

// Sparser is sparser for the tests outside of the package.
const Sparser = sparser
