package check

import (
	"math/rand/v2"
	"strings"
	"testing"
	"unicode"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/codeworm/codeworm/internal/corpus"
	"github.com/codeworm/codeworm/internal/words"
)

// mutations are ways in which a model gets a name wrong.
var mutations = []struct {
	name string
	of   func(r *rand.Rand, name string) string
}{
	{"one edit", oneEdit},
	{"other case style", otherStyle},
	{"plausible invention", invention},
}

func oneEdit(r *rand.Rand, name string) string {
	k := 1 + r.IntN(len(name)-1)
	letter := string(rune('a' + r.IntN(26)))
	switch r.IntN(4) {
	case 0:
		return name[:k] + letter + name[k:]
	case 1:
		if len(name) > 3 {
			return name[:k] + name[k+1:]
		}
		return name[:k] + letter + name[k:]
	case 2:
		return name[:k] + letter + name[k+1:]
	default:
		return name[:k-1] + name[k:k+1] + name[k-1:k] + name[k+1:]
	}
}

func otherStyle(_ *rand.Rand, name string) string {
	trimmed := strings.Trim(name, "_")
	if strings.Contains(trimmed, "_") { // to camelCase
		var b strings.Builder
		for i, w := range strings.Split(strings.ToLower(trimmed), "_") {
			if i > 0 && w != "" {
				w = strings.ToUpper(w[:1]) + w[1:]
			}
			b.WriteString(w)
		}
		return b.String()
	}
	var b strings.Builder
	for i, c := range trimmed { // to snake_case
		if unicode.IsUpper(c) && i > 0 && unicode.IsLower(rune(trimmed[i-1])) {
			b.WriteByte('_')
		}
		b.WriteRune(unicode.ToLower(c))
	}
	if b.String() != name {
		return b.String()
	}
	return strings.ToUpper(name[:1]) + name[1:]
}

func invention(r *rand.Rand, name string) string {
	snakes := strings.Contains(name, "_") || name == strings.ToLower(name)
	if snakes {
		return []string{"get_" + name, name + "_async", name + "_by_id", "is_" + name + "_valid", name + "_impl", "handle_" + name}[r.IntN(6)]
	}
	upper := strings.ToUpper(name[:1]) + name[1:]
	return []string{"Get" + upper, name + "Async", name + "Manager", name + "ByID", "Base" + upper, name + "Impl"}[r.IntN(6)]
}

// TestCheckFindsNearMisses replaces every name that resolves, in 200 answers, by one that is nearly right.
func TestCheckFindsNearMisses(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	tried, found := map[string]int{}, map[string]int{}
	var missed []string
	for i, a := range corpus.Answers(t) {
		if i%(2*sparser) != 0 || i >= 400 {
			continue
		}
		s := snippetScope(a)
		names := s.Names.(nameSet)
		seen := map[string]bool{}
		for _, m := range Markdown(a.Body, s).Mentions {
			for _, p := range m.parts {
				if !m.Origin.exists() || a.Body[m.Start] != '`' || len(p.name) < 2 || seen[p.name] || p.origin == OriginNotation || p.origin == OriginPackage {
					continue
				}
				seen[p.name] = true
				for _, mutation := range mutations {
					mutant := mutation.of(r, p.name)
					if names[mutant] || mutant == p.name {
						continue
					}
					span := strings.Replace(a.Body[m.Start:m.End], p.name, mutant, 1)
					if !words.ContainsWord(span, mutant) {
						continue // the name is part of a longer one there
					}
					hit := false
					for _, f := range Markdown(a.Body[:m.Start]+span+a.Body[m.End:], s).Findings {
						hit = hit || f.Start == m.Start
					}
					tried[mutation.name]++
					if hit {
						found[mutation.name]++
					} else {
						missed = append(missed, a.Language+" "+p.name+" -> "+span)
					}
				}
			}
		}
	}
	all, hits := 0, 0
	for _, m := range mutations {
		t.Logf("%-20s %d of %d found (%.2f %%)", m.name, found[m.name], tried[m.name], 100*float64(found[m.name])/float64(tried[m.name]))
		all, hits = all+tried[m.name], hits+found[m.name]
	}
	t.Logf("all                  %d of %d found (%.2f %%)", hits, all, 100*float64(hits)/float64(all))
	for _, m := range missed[:min(len(missed), 200)] {
		t.Logf("missed: %s", m)
	}
	require.Greater(t, all, 1000/sparser)
	assert.GreaterOrEqual(t, float64(hits), 0.99*float64(all))
}
