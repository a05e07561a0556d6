package redact

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// prompt is 20 kB of this repository's source.
func prompt(t testing.TB) string {
	t.Helper()
	paths, err := filepath.Glob("../*.go")
	require.NoError(t, err)
	var b strings.Builder
	for _, p := range paths {
		source, err := os.ReadFile(p)
		require.NoError(t, err)
		b.Write(source)
		if b.Len() >= 20_000 {
			return b.String()[:20_000]
		}
	}
	t.Fatal("there are not 20 kB of source above this folder")
	return ""
}

func BenchmarkRedact(b *testing.B) {
	r := newRedactor(b)
	for _, c := range []struct{ name, text string }{
		{"prompt", prompt(b)},
		{"with secrets", prompt(b)[:19_000] + "\n" + strings.Repeat(`api_key = "`+random16+`"`+"\n", 36)},
		{"one line", strings.ReplaceAll(prompt(b), "\n", " ")},
	} {
		b.Run(c.name, func(b *testing.B) {
			b.SetBytes(int64(len(c.text)))
			for b.Loop() {
				r.Redact(c.text)
			}
		})
	}
}

func BenchmarkNew(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		newRedactor(b)
	}
}

// A line full of secrets takes time that grows with its length, not with its square.
func TestTimeGrowsWithLength(t *testing.T) {
	r := newRedactor(t)
	line := strings.Repeat(`api_key = "`+random40+`", `, 200)
	took := func(text string) time.Duration {
		best := time.Hour
		for range 2 {
			start := time.Now()
			r.find(text)
			best = min(best, time.Since(start))
		}
		return best
	}
	once, eightfold := took(line), took(strings.Repeat(line, 8))
	t.Logf("%d bytes in %v, eight times as many in %v", len(line), once, eightfold)
	assert.Less(t, eightfold, 32*once, "with the square it would be 64 times")
}

// maxSeconds is how long a megabyte of source, or of secrets, may take. On an idle machine it is below 2; the rest is for one that is
// shared. A text that somebody made to take more takes a few times that.
const maxSeconds = 5

// made are the texts that nobody but an attacker writes.
var made = map[string]bool{"keywords": true, "assignments": true, "issuers": true, "issuers with text": true, "tables": true}

// Every text takes time in proportion to its length, also those that somebody made to take more.
func TestMegabyte(t *testing.T) {
	const size = 1 << 20
	r := newRedactor(t)
	for name, unit := range map[string]string{
		"source":            prompt(t),
		"one line":          strings.ReplaceAll(prompt(t), "\n", " "),
		"secrets":           `api_key = "` + random40 + "\"\n",
		"secrets in a line": `api_key = "` + random40 + `", `,
		"keywords":          "password token secret key auth ",
		"assignments":       "password=",
		"calls":             "login(",
		"quotes":            `"'` + "`",
		"joined":            `"a" + `,
		"addresses":         "http://a:b@c/?x=",
		"schemes":           "://",
		"begins":            "-----BEGIN PRIVATE KEY-----\n",
		"commands":          "mysql -u root ",
		"backslashes":       `\"`,
		"base64":            "cGFzc3dvcmQ9aHVudGVyMg",
		"a word":            "a",
		"dollars":           "$2a$",
		"diff":              "@@ -1 +1 @@\n-password = 1\n+password = 2\n",
		"tables":            "user,password\n",
		"inserts":           "insert into t (password) values ('a')",
		"marks":             "[redacted: password]",
		"issuers":           strings.Join(manyKeywords(r), " "),
		"issuers with text": strings.Join(manyKeywords(r), `_key = "`+random40+`" `),
	} {
		text := strings.Repeat(unit, size/len(unit))
		start := time.Now()
		r.builtin.Redact(text)
		builtin := time.Since(start)
		start = time.Now()
		r.Redact(text)
		took := time.Since(start)
		t.Logf("%-18s built-in rules %5.1f MB/s, both %5.1f MB/s", name, 1/builtin.Seconds(), 1/took.Seconds())
		if !testing.Short() && !raceEnabled {
			limit := float64(maxSeconds)
			if made[name] {
				limit *= 3
			}
			assert.Less(t, builtin.Seconds(), limit, name)
			assert.Less(t, took.Seconds(), limit, name)
		}
	}
}

// manyKeywords are those of all rules.
func manyKeywords(r *Redactor) []string {
	var all []string
	for _, l := range r.detector.keywords {
		for _, k := range l {
			all = append(all, k.text)
		}
	}
	slices.Sort(all)
	return all
}
