//go:build !race

package check

const sparser = 1
