package check_test

import (
	"io/fs"
	"maps"
	"math"
	"math/rand/v2"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/codeworm/codeworm"
	"github.com/codeworm/codeworm/check"
	"github.com/codeworm/codeworm/parser"
	"github.com/codeworm/codeworm/parser/all"
)

// documented are modules that this one needs, and that have documents of people's.
var documented = []string{
	"github.com/spf13/cobra", "github.com/spf13/viper", "github.com/spf13/pflag", "github.com/stretchr/testify", "github.com/yuin/goldmark",
	"github.com/pressly/goose/v3", "github.com/zricethezav/gitleaks/v8", "github.com/goccy/go-yaml", "github.com/go-enry/go-enry/v2", "github.com/tmc/langchaingo",
}

// peoplesDocuments reads a repository, and the documents in it that tell no history.
func peoplesDocuments(t *testing.T, name, dir string) (*codeworm.Index, map[string]string) {
	p, err := parser.New(all.Languages()...)
	require.NoError(t, err)
	x, err := codeworm.NewIndex(t.Context(), codeworm.Repo{Name: path.Base(version.ReplaceAllString(name, "")), Path: dir}, p)
	require.NoError(t, err)
	texts := map[string]string{}
	require.NoError(t, filepath.WalkDir(dir, func(file string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || filepath.Ext(file) != ".md" || strings.Contains(file, "testdata") || strings.Contains(file, "_benchmark") || strings.Contains(strings.ToLower(d.Name()), "change") {
			return err
		}
		text, err := os.ReadFile(file)
		rel, _ := filepath.Rel(dir, file)
		texts[filepath.ToSlash(rel)] = string(text)
		return err
	}))
	return x, texts
}

// version is what may follow the name in the path of a module.
var version = regexp.MustCompile(`/v\d+$`)

// slips make of a name one that is nowhere: with few letters changed, and another name altogether in the same style.
var slips = []struct {
	name string
	of   func(r *rand.Rand, name string) string
}{
	{"letters changed", changeLetters},
	{"another name", anotherName},
}

// changeLetters swaps, drops or doubles letters within a name: one, in long names two.
func changeLetters(r *rand.Rand, name string) string {
	b := []byte(name)
	for range 1 + len(name)/12 {
		k := 1 + r.IntN(len(b)-2)
		switch r.IntN(3) {
		case 0:
			b[k], b[k+1] = b[k+1], b[k]
		case 1:
			b = slices.Delete(b, k, k+1)
		default:
			b = slices.Insert(b, k, b[k])
		}
	}
	return string(b)
}

// inventedWords are of no program's vocabulary, so that what they make is nowhere.
var inventedWords = strings.Fields("gather lantern orchard velvet thistle harbor meadow copper walrus saffron juniper marble pebble willow falcon cobble")

func anotherName(r *rand.Rand, name string) string {
	w := func() string { return inventedWords[r.IntN(len(inventedWords))] }
	title := func(s string) string { return strings.ToUpper(s[:1]) + s[1:] }
	switch {
	case strings.Contains(name, "_") && name == strings.ToUpper(name):
		return strings.ToUpper(w() + "_" + w())
	case strings.Contains(name, "_"):
		return w() + "_" + w()
	case strings.Contains(name, "-"):
		return w() + "-" + w()
	case name[0] >= 'A' && name[0] <= 'Z':
		return title(w()) + title(w())
	}
	return w() + title(w())
}

// leastFound are the shares that have to be found. A text that tells what was may name what is nowhere, and a plain word that is
// misspelt is a word like any other.
var leastFound = map[string]float64{"compound name": 0.65, "path": 0.6}

// named are the spans of code that name one thing, and no more: a name, a call without arguments, a file.
var named = regexp.MustCompile("^`[*&.]*(?:[A-Za-z][A-Za-z0-9]*\\.)*([A-Za-z][A-Za-z0-9_]{3,})(?:\\(\\))?`$")

// Of the names of the repository that documents of people's mention, wrong ones are found, and right ones let be.
func TestRecallInPeoplesDocuments(t *testing.T) {
	own, err := filepath.Abs("..")
	require.NoError(t, err)
	roots := map[string]string{"codeworm": own}
	for _, module := range documented {
		out, err := exec.CommandContext(t.Context(), "go", "list", "-m", "-f", "{{.Dir}}", module).Output()
		require.NoError(t, err)
		if dir := strings.TrimSpace(string(out)); dir != "" {
			roots[module] = dir
		}
	}
	r := rand.New(rand.NewPCG(7, 7))
	tried, found, surely := map[string]int{}, map[string]int{}, map[string]int{}
	excuses := map[string]int{}
	mentions, flagged, certain := 0, 0, 0
	for _, root := range slices.Sorted(maps.Keys(roots)) {
		x, texts := peoplesDocuments(t, root, roots[root])
		for _, file := range slices.Sorted(maps.Keys(texts)) {
			text, scope := texts[file], x.CheckScope(file)
			whole := check.Markdown(text, scope)
			mentions, flagged = mentions+whole.Checked, flagged+len(whole.Findings)
			for _, f := range whole.Findings {
				if !f.Possible {
					certain++
				}
				t.Logf("flagged: %s %s:%d `%s`: %s", root, file, f.Line, f.Text, f.Reason)
			}
			for _, m := range sampled(r, text, whole.Mentions) {
				for _, slip := range slips {
					wrong, kind := slipIn(r, text, m, slip.of), slip.name+", "+kindOf(m)
					if wrong == "" || exists(x, wrong) {
						continue
					}
					span := text[m.Start:m.End]
					at := strings.LastIndex(span, nameIn(text, m))
					mutant := text[:m.Start+at] + wrong + text[m.Start+at+len(nameIn(text, m)):]
					tried[kind]++
					hit, report := false, check.Markdown(mutant, scope)
					for _, f := range report.Findings {
						if f.Start == m.Start && !f.Possible {
							surely[kind]++
							break
						}
					}
					for _, n := range report.Mentions {
						if n.Start != m.Start {
							continue
						}
						hit = hit || n.Origin == check.OriginNone
						if n.Origin != check.OriginNone {
							excuses[kind+": "+string(n.Origin)+": "+n.Reason]++
						}
					}
					if hit {
						found[kind]++
					}
				}
			}
		}
	}
	for _, kind := range slices.Sorted(maps.Keys(tried)) {
		t.Logf("%-24s %d of %d found (%.1f %%), %d of them certain (%.1f %%)", kind, found[kind], tried[kind], 100*float64(found[kind])/float64(tried[kind]),
			surely[kind], 100*float64(surely[kind])/float64(tried[kind]))
		least := leastFound[kind[strings.Index(kind, ", ")+2:]]
		want := least * float64(tried[kind])
		if check.Sparser > 1 { // so few differ from all by chance, and with every change of a document others are drawn
			want -= 2 * math.Sqrt(want*(1-least))
		}
		assert.GreaterOrEqual(t, float64(found[kind]), want, kind)
	}
	for _, e := range slices.SortedFunc(maps.Keys(excuses), func(a, b string) int { return excuses[b] - excuses[a] }) {
		t.Logf("  %4d %s", excuses[e], e)
	}
	t.Logf("%d of %d mentions flagged as they are (%.2f %%), %d of them as certain", flagged, mentions, 100*float64(flagged)/float64(mentions), certain)
	assert.LessOrEqual(t, float64(flagged), 0.01*float64(mentions))
}

// sampled are at most fifteen mentions of a text, fewer under the race detector, that name one thing of the repository in code.
func sampled(r *rand.Rand, text string, mentions []check.Mention) []check.Mention {
	var all []check.Mention
	for _, m := range mentions {
		if (m.Origin == check.OriginRepository || m.Origin == check.OriginSource) && nameIn(text, m) != "" {
			all = append(all, m)
		}
	}
	r.Shuffle(len(all), func(i, k int) { all[i], all[k] = all[k], all[i] })
	return all[:min(len(all), 15/check.Sparser)]
}

// nameIn is the name that a mention is: the last of a chain, the stem of a path's file; "" for other mentions.
func nameIn(text string, m check.Mention) string {
	if m.Class == check.ClassPath {
		stem := strings.TrimSuffix(path.Base(m.Text), path.Ext(m.Text))
		if len(stem) < 4 || !strings.Contains(text[m.Start:m.End], m.Text) {
			return ""
		}
		return stem
	}
	if at := named.FindStringSubmatch(text[m.Start:m.End]); at != nil {
		return at[1]
	}
	return ""
}

func kindOf(m check.Mention) string {
	switch {
	case m.Class == check.ClassPath:
		return "path"
	case strings.ContainsAny(m.Text[1:], "_.()") || m.Text[1:] != strings.ToLower(m.Text[1:]):
		return "compound name"
	}
	return "plain word"
}

func slipIn(r *rand.Rand, text string, m check.Mention, of func(*rand.Rand, string) string) string {
	name := nameIn(text, m)
	if wrong := of(r, name); wrong != name {
		return wrong
	}
	return ""
}

func exists(x *codeworm.Index, name string) bool {
	scope := x.CheckScope("")
	return scope.Names.Has(name) || scope.Names.Path(name)
}
