//go:build !race

package check

const sparser = 1

// Sparser is sparser for the tests outside of the package.
const Sparser = sparser
