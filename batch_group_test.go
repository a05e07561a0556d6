package codeworm

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/codeworm/codeworm/page"
)

func TestByFile(t *testing.T) {
	at := func(path, symbol string) page.Target { return page.Target{Key: page.Key{Path: path, Symbol: symbol}} }
	symbols := func(groups [][]page.Target) string {
		text := ""
		for _, g := range groups {
			for _, target := range g {
				text += target.Key.Symbol
			}
			text += " "
		}
		return text
	}
	targets := []page.Target{at("a", "1"), at("b", "2"), at("c", "3"), at("b", "4"), at("c", "5"), at("c", "6")}
	assert.Equal(t, "1 24 356 ", symbols(byFile(targets, 1)), "in the order of the plan")
	assert.Equal(t, "356 24 1 ", symbols(byFile(targets, 2)), "the largest first")
	assert.Empty(t, byFile(nil, 2))

	var many []page.Target
	for i := range 100 {
		many = append(many, at("a", fmt.Sprint(i)))
	}
	parts := byFile(many, 4)
	assert.Len(t, parts, 4, "a file with more than a slot's share is divided")
	for _, p := range parts {
		assert.Len(t, p, 25)
	}
	assert.Len(t, byFile(many[:12], 4), 2, "in parts that are worth it")
}
