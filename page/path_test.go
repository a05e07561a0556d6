package page

import (
	"math/rand/v2"
	"net/url"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"unicode"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// maxPath is the length in bytes that PagePath promises.
const maxPath = 210

// safePath is what a page's path may look like, by the signs of each component.
var safePath = regexp.MustCompile(`^[a-z0-9]([a-z0-9._-]*[a-z0-9_-])?(/[a-z0-9]([a-z0-9._-]*[a-z0-9_-])?)+\.md$`)

// devices is what Windows opens a device for: with any ending, also after blanks, also with superscript digits.
var devices = regexp.MustCompile(`(?i)^(con|prn|aux|nul|conin\$|conout\$|clock\$|(com|lpt)[0-9¹²³])\s*(\..*)?$`)

// wrongWith says what is wrong with a path of a page; "" when nothing is.
func wrongWith(p string) string {
	switch {
	case !safePath.MatchString(p):
		return "has signs that it must not have"
	case len(p) > maxPath:
		return "is too long"
	case (&url.URL{Path: p}).String() != p || url.PathEscape(strings.ReplaceAll(p, "/", "")) != strings.ReplaceAll(p, "/", ""):
		return "is escaped in an address"
	}
	parts := strings.Split(p, "/")
	for i, part := range parts {
		switch {
		case devices.MatchString(part):
			return part + " is a device"
		case i < len(parts)-1 && strings.HasSuffix(part, ".md"):
			return part + " is a folder with the name of a page or an index"
		}
	}
	return ""
}

func TestPagePathIsSafe(t *testing.T) {
	seen := map[string]Key{}
	keys := []Key{
		{Type: FunctionDoc, Repo: "CodeWorm", Path: "codeworm/daemon.py", Symbol: "CodeWormDaemon._async_run"},
		{Type: FunctionDoc, Repo: "CodeWorm", Path: "codeworm/Daemon.py", Symbol: "CodeWormDaemon._async_run"},
		{Type: SecurityReview, Repo: "CodeWorm", Path: "codeworm/daemon.py", Symbol: "CodeWormDaemon._async_run"},
		{Type: FunctionDoc, Repo: "CodeWorm", Path: "codeworm/daemon.py", Symbol: "codewormdaemon._ASYNC_run"},
		{Type: FileDoc, Repo: "..", Path: "../../etc/passwd"},
		{Type: FileDoc, Repo: ".git", Path: ".git/hooks/pre-commit"},
		{Type: FileDoc, Repo: "con", Path: "nul/aux.txt"},
		{Type: FunctionDoc, Repo: "COM¹", Path: "lpt²/com3 /conin$/_con/.nul/x", Symbol: "-prn"},
		{Type: FileDoc, Repo: "r", Path: "a/b./c"},
		{Type: FileDoc, Repo: "r", Path: "-rf"},
		{Type: FunctionDoc, Repo: "r", Path: "_internal/__init__.py", Symbol: "__init__"},
		{Type: FunctionDoc, Repo: "README.md", Path: "README.md/a.go", Symbol: "f"},
		{Type: FileDoc, Repo: "日本", Path: "日本/語.py"},
		{Type: FileDoc, Repo: strings.Repeat("r", 300), Path: strings.Repeat("very-long-folder-name-that-goes-on/", 40) + strings.Repeat("x", 300)},
		{Type: PerformanceAnalysis, Repo: "con." + strings.Repeat("r", 30), Symbol: "con." + strings.Repeat("s", 50),
			Path: strings.Repeat("a", 32) + "/" + strings.Repeat("b", 32) + "/" + strings.Repeat("c", 29)},
		{Type: ModuleDoc, Repo: "r", Path: "."},
		{Type: MonthlySummary, Repo: "r", Period: "2026-02"},
		{Type: FunctionDoc, Repo: "r", Path: "a.cc", Symbol: "operator<<"},
		{Type: FunctionDoc, Repo: "r", Path: "a.cc", Symbol: "operator>>"},
		{Type: FunctionDoc, Repo: "r", Path: "a.cc", Symbol: "f(int)"},
		{Type: FunctionDoc, Repo: "r", Path: "a.cc", Symbol: "f(const std::map<int, int> &) [template <typename T> T const]~12"},
		{Type: FunctionDoc, Repo: "r", Path: "a.cc", Symbol: "\x00/../\xff"},
	}
	for _, k := range keys {
		p := k.PagePath()
		assert.Empty(t, wrongWith(p), p)
		if other, ok := seen[p]; ok {
			t.Errorf("%v and %v share %s", k, other, p)
		}
		seen[p] = k
		assert.Equal(t, p, k.PagePath())
		assert.True(t, strings.HasPrefix(p, RepoFolder(k.Repo)+"/"), p)
	}
	assert.Regexp(t, `^codeworm/functions/codeworm/daemon\.py/codewormdaemon\._async_run-[0-9a-f]{12}\.md$`, keys[0].PagePath())
	assert.Regexp(t, `^r/functions/internal/init__\.py/init__-[0-9a-f]{12}\.md$`, keys[10].PagePath())
}

// pathologies are pieces of names that are trouble somewhere: in a path, a file system, git or an address.
var pathologies = []string{"", ".", "..", "_", "-", "--", " ", "con", "CON", "Nul", "com1", "COM¹", "lpt³", "aux", "prn", "conin$", "clock$", "git", ".git", "git~1", "GIT~1",
	"README.md", "index.html", "a", "A", "é", "e\u0301", "É", "ß", "SS", "ſ", "s", "K", "k", "\u212a", "İ", "i", "ı", "ﬁ", "fi", "Å", "\u212b", "日本", "🐛", "\u200d", "\u202e", "\x00", "\n", "\xff",
	"\"", "'", "\\", ":", "*", "?", "<", ">", "|", "%", "%2e", "#", "@", "&", "+", "~", "~1", "$", "(int)", " [int const]", ".lock", ".md", ".", "-0123456789ab.md", "operator", "__init__", strings.Repeat("x", 90)}

// randomName joins some of the pathologies.
func randomName(random *rand.Rand, pieces int) string {
	var b strings.Builder
	for range 1 + random.IntN(pieces) {
		b.WriteString(pathologies[random.IntN(len(pathologies))])
	}
	return b.String()
}

// randomKeys returns different keys of all types.
func randomKeys(n int) []Key {
	random := rand.New(rand.NewPCG(5, 6))
	seen := map[Key]bool{}
	var keys []Key
	for len(keys) < n {
		k := Key{Type: Types()[random.IntN(len(Types()))], Repo: randomName(random, 2)}
		for range random.IntN(4) {
			k.Path += randomName(random, 3) + "/"
		}
		k.Path += randomName(random, 3)
		if random.IntN(2) == 0 {
			k.Symbol = randomName(random, 4)
		}
		if random.IntN(20) == 0 {
			k.Path, k.Symbol, k.Period = "", "", "2026-W"+randomName(random, 1)
		}
		if !seen[k] {
			seen[k] = true
			keys = append(keys, k)
		}
	}
	return keys
}

// folded is a name as a file system that ignores case compares it: by Unicode's simple folding.
func folded(s string) string {
	return strings.Map(func(r rune) rune {
		least := r
		for f := unicode.SimpleFold(r); f != r; f = unicode.SimpleFold(f) {
			least = min(least, f)
		}
		return least
	}, s)
}

// A hundred thousand keys of the worst names have as many paths, also where names are folded; that is all that a file system can
// do to them, because they are of ASCII, which every form of normalization leaves as it is. No page stands where a folder does.
func TestPathsOfManyKeys(t *testing.T) {
	paths, folders := map[string]Key{}, map[string]bool{}
	for _, k := range randomKeys(100_000) {
		p := k.PagePath()
		if why := wrongWith(p); why != "" {
			t.Fatalf("%q: %s %s", k.String(), p, why)
		}
		if other, taken := paths[folded(p)]; taken {
			t.Fatalf("%q and %q share %s", k.String(), other.String(), p)
		}
		paths[folded(p)] = k
		for dir := filepath.Dir(p); dir != "."; dir = filepath.Dir(dir) {
			folders[folded(dir)] = true
		}
	}
	require.Len(t, paths, 100_000)
	for dir := range folders {
		_, taken := paths[dir]
		require.False(t, taken, dir)
	}
}

// Git takes the paths as they are, and quotes none in what it prints.
func TestGitQuotesNoPath(t *testing.T) {
	dir := t.TempDir()
	git := func(stdin string, args ...string) string {
		cmd := exec.CommandContext(t.Context(), "git", append([]string{"-C", dir, "-c", "core.quotePath=true", "-c", "core.protectNTFS=true", "-c", "core.protectHFS=true"}, args...)...)
		cmd.Stdin = strings.NewReader(stdin)
		out, err := cmd.CombinedOutput()
		require.NoError(t, err, "%s", out)
		return string(out)
	}
	git("", "init", "-q")
	blob := strings.TrimSpace(git("", "hash-object", "-w", "--stdin"))
	var index strings.Builder
	want := map[string]bool{}
	for _, k := range randomKeys(5_000) {
		p := k.PagePath()
		want[p] = true
		index.WriteString("100644 " + blob + "\t" + p + "\n")
	}
	git(index.String(), "update-index", "--add", "--index-info")
	for line := range strings.Lines(git("", "ls-files")) {
		assert.True(t, want[strings.TrimSuffix(line, "\n")], line)
		delete(want, strings.TrimSuffix(line, "\n"))
	}
	assert.Empty(t, want)
}

func FuzzPagePath(f *testing.F) {
	f.Add("r", "a/b", "C.m")
	f.Add("..", "../..", "..")
	f.Fuzz(func(t *testing.T, repo, path, symbol string) {
		p := Key{Type: FunctionDoc, Repo: repo, Path: path, Symbol: symbol}.PagePath()
		if why := wrongWith(p); why != "" {
			t.Errorf("%q %s", p, why)
		}
	})
}
