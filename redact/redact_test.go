package redact

import (
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/spf13/viper"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func newRedactor(t testing.TB, options ...Option) *Redactor {
	t.Helper()
	r, err := New(options...)
	require.NoError(t, err)
	return r
}

// madeUp joins the parts of a token, so that this file holds none that a scanner would find.
func madeUp(parts ...string) string { return strings.Join(parts, "") }

const (
	random40 = "q7Zp2VtK9xWm4LcR8nYb3HdF6sJg1TaE5uQo0iXv"
	random16 = "q7Zp2VtK9xWm4LcR"
	keyLine  = "MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7"
)

var (
	github = madeUp("gh", "p_", random40[:36])
	aws    = madeUp("AK", "IAQ3EGRJ7LWVM2XYZ5")
	teams  = "https://acme.webhook.office" + ".com/webhookb2/3f1a6c1e-9b7d-4e0f-8a25-c4d19e7b6f30@8d2e5b7c-1f4a-4c9e-b6d3-0a7f9e2c5b18" +
		"/IncomingWebhook/4be19c7d2f6a48e3a05d9c1b7e8f2a63/c7a90e4d-5b2f-4d81-9e36-f1a8b4c7d205"
)

func TestRedactorFinds(t *testing.T) {
	r := newRedactor(t)
	for _, c := range []struct{ name, in, want string }{
		{"credentials in a URL", `connect("postgres://app:Tr0ub4dor@db.local:5432/x")`, `connect("postgres://[redacted: url-credentials]@db.local:5432/x")`},
		{"a private key", "a\n-----BEGIN RSA PRIVATE KEY-----\n" + keyLine + "\n" + keyLine + "\n-----END RSA PRIVATE KEY-----\nb", "a\n[redacted: private-key]\n\n\n\nb"},
		{"a private key in a string", `k = "-----BEGIN PRIVATE KEY-----\n` + keyLine + `\n-----END PRIVATE KEY-----\n"`, `k = "[redacted: private-key]\n"`},
		{"a bearer token", `req.Header.Set("Authorization", "Bearer ` + random40 + `")`, `req.Header.Set("Authorization", "Bearer [redacted: bearer-token]")`},
		{"a bearer token for curl", `curl -H "Authorization: Bearer ` + random40 + `" http://x`, `curl -H "Authorization: Bearer [redacted: curl-auth-header]" http://x`},
		{"a connection string", `"Server=db;Database=x;User Id=sa;Password=Pa55w0rd!x;Encrypt=true"`, `"Server=db;Database=x;User Id=sa;Password=[redacted: connection-string];Encrypt=true"`},
		{"a password", `password = "hunter2"`, `password = "[redacted: password]"`},
		{"a key of any kind", `api_key = "` + random16 + `"`, `api_key = "[redacted: generic-api-key]"`},
		{"a key like a name, in quotes", `auth_key = "superEd25519PrivateKey7"`, `auth_key = "[redacted: secret]"`},
		{"a provider's token", `t := "` + github + `"`, `t := "[redacted: github-pat]"`},
		{"a token longer than its kind is", `t := "` + github + `Zx9-Zx9"`, `t := "[redacted: github-pat]"`},
		{"a secret twice", `aws_secret = "` + random40 + "\"\nlater: " + random40 + "!", `aws_secret = "[redacted: generic-api-key]"` + "\nlater: [redacted: generic-api-key]!"},
		{"a match of which the rule's group is a part", "hook: " + teams + "\n", "hook: [redacted: microsoft-teams-webhook]\n"},
		{"a secret of several lines", "kind: Secret\ndata:\n  cert: |\n    " + random40 + "\n", "kind: Secret\ndata:\n  [redacted: kubernetes-secret-yaml]\n\n"},
		{"many secrets of which a rule finds the first", "kind: Secret\ndata:\n" + strings.Repeat("  name: "+random16+"\n  other: "+random40+"\n", 5),
			"kind: Secret\ndata:\n" + strings.Repeat("  [redacted: kubernetes-secret-yaml]\n", 10)},
		{"different secrets of which a rule finds the first", "kind: Secret\ndata:\n  a: " + random16 + "\n  b: " + random40 + "\n  c: " + random16[2:] + "\n  d: " + random40[1:] + "\n  e: " + random40[2:] + "\n",
			"kind: Secret\ndata:\n" + strings.Repeat("  [redacted: kubernetes-secret-yaml]\n", 5)},
		{"a rule about files of one name", `<add key="Password" value="` + random16 + `" />`, `<add key="Password" value="[redacted: nuget-config-password]" />`},
		{"a comment that asks to look away", `t := "` + github + `" // gitleaks:allow`, `t := "[redacted: github-pat]" // gitleaks:allow`},
		{"such a comment above", "# gitleaks:allow\n" + aws + " # gitleaks:allow", "# gitleaks:allow\n[redacted: aws-access-token] # gitleaks:allow"},
		{"kinds side by side", aws + " " + github, "[redacted: aws-access-token] [redacted: github-pat]"},
		{"beside a mark", `[redacted: password]` + " " + aws, `[redacted: password] [redacted: aws-access-token]`},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := r.Redact(c.in)
			redactions := redactionsIn(got)
			assert.Equal(t, c.want, got)
			assert.NotEmpty(t, redactions)
			assert.Equal(t, strings.Count(c.in, "\n"), strings.Count(got, "\n"))
			assert.Equal(t, got, r.Redact(got), "redacting again finds nothing")
		})
	}
}

func TestRedactorLeaves(t *testing.T) {
	r := newRedactor(t)
	for _, in := range []string{
		"", "\n\n", "a\r\nb\r\n", "\xff\xfe not UTF-8",
		`password = "changeme"`, `password = os.Getenv("PASSWORD")`, `password = "${DB_PASSWORD}"`, `Bearer <token>`, `postgres://user:password@localhost/db`,
		`PrivateKey = testEd25519PrivateKey`, "github.com/golang-jwt/token v1.2.3 h1:" + random40 + "abc=",
		`key = "0123456789abcdef0123456789abcdef"`, `sourcegraph commit 9f86d081884c7d659a2feaa0c55ad0159f86d081`,
		`"auth-token@npm:4": sha512-` + random40,
		"[redacted: password]", `token = "[redacted: generic-api-key]"`, "[redacted: basic-auth]: [redacted: private-key]", `api_key: [redacted: microsoft-teams-webhook]`,
	} {
		assert.Equal(t, in, r.Redact(in))
	}
}

func TestRedactionsKnowTheirLine(t *testing.T) {
	in := "a\r\npassword = \"hunter2x\"\n\nurl = \"amqp://u:p4ssw0rd@h\" # " + github + "\nkind: Secret\ndata:\n  a: " + random16 + "\n" + github
	got := newRedactor(t).Redact(in)
	redactions := redactionsIn(got)
	assert.Equal(t, []redaction{{"password", 2}, {"url-credentials", 4}, {"github-pat", 4},
		{"kubernetes-secret-yaml", 7}, {"github-pat", 8}}, redactions)
	assert.Equal(t, strings.Count(in, "\n"), strings.Count(got, "\n"))
}

// Whoever embeds the library may keep a configuration of its own in the global viper.
func TestGlobalViperStays(t *testing.T) {
	viper.Reset()
	defer viper.Reset()
	viper.Set("rules", "mine")
	viper.SetConfigFile("mine.yaml")
	before := viper.AllSettings()
	newRedactor(t).Redact(github)
	assert.Equal(t, before, viper.AllSettings())
	assert.Equal(t, map[string]any{"rules": "mine"}, viper.AllSettings())
	assert.Equal(t, "mine.yaml", viper.ConfigFileUsed())
}

func TestWithout(t *testing.T) {
	r := newRedactor(t, Without("generic-api-key"), Without("aws-access-token", "github-pat"))
	got := r.Redact(`t := "` + github + `"`)
	redactions := redactionsIn(got)
	assert.Equal(t, `t := "[redacted: github-token]"`, got, "what is built in stays")
	assert.Len(t, redactions, 1)

	_, err := New(Without("github-pat", "no-such-rule", "nor-this"))
	require.Error(t, err)
	assert.Contains(t, err.Error(), "no-such-rule, nor-this")
	assert.NotContains(t, err.Error(), "github-pat")
	_, err = New(Without("pkcs12-file"))
	assert.NoError(t, err, "a rule of gitleaks that is never used is one all the same")
}

// The tables name rules that there are, and every rule's name makes a mark that is known again.
func TestRulesFitTheTables(t *testing.T) {
	all, err := gitleaksConfig()
	require.NoError(t, err)
	used, err := loadConfig(nil)
	require.NoError(t, err)
	assert.Greater(t, len(used.Rules), 200)
	for id, r := range used.Rules {
		assert.Equal(t, redactedOpen+id+"]", mark.FindString(redactedOpen+id+"]"))
		assert.NotNil(t, r.Regex, "%s needs a path: leave it out", id)
		assert.NotEmpty(t, r.Keywords, "%s is tried on every text", id)
		assert.Empty(t, r.RequiredRules, "%s needs rules that may lie in another piece", id)
	}
	for _, table := range []map[string]string{leftOut, wholeMatch} {
		for id, reason := range table {
			assert.Contains(t, all.Rules, id)
			assert.NotEmpty(t, reason)
		}
	}
	for _, s := range spared {
		assert.Contains(t, used.Rules, s.rule)
		assert.NotEmpty(t, s.reason)
	}
}

func TestRedactorIsSafeToShare(t *testing.T) {
	r := newRedactor(t)
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() {
			for range 5 {
				got := r.Redact(strings.Repeat("\n", i) + aws + "\npassword = \"hunter2x\"\n" + github)
				redactions := redactionsIn(got)
				assert.Equal(t, strings.Repeat("\n", i)+"[redacted: aws-access-token]\npassword = \"[redacted: password]\"\n[redacted: github-pat]", got)
				assert.Equal(t, []redaction{{"aws-access-token", i + 1}, {"password", i + 2}, {"github-pat", i + 3}}, redactions)
			}
		})
	}
	wg.Add(1)
	go func() {
		defer wg.Done()
		newRedactor(t, Without("github-pat")).Redact(github)
	}()
	wg.Wait()
}

// A secret is found wherever it stands in a long text, whose parts are searched one by one.
func TestLongTexts(t *testing.T) {
	r := newRedactor(t)
	for name, filler := range map[string]string{"lines": "func add(a, b int) int { return a + b }\n", "one line": "add(1, 2), ", "one word": "add_", "blank": "\n"} {
		for at := 0; at < 3*pieceSize; at += 251 {
			before := strings.Repeat(filler, at/len(filler)) + " "
			after := " " + strings.Repeat(filler, pieceSize/len(filler))
			got := r.Redact(before + teams + after)
			redactions := redactionsIn(got)
			require.Equal(t, before+"[redacted: microsoft-teams-webhook]"+after, got, "%s, %d", name, at)
			require.Len(t, redactions, 1)
		}
	}
}

func TestPieces(t *testing.T) {
	for name, text := range map[string]string{
		"empty": "", "short": "a b\nc", "lines": strings.Repeat("a line of some length\n", 3000), "a word": strings.Repeat("a", 5*pieceSize),
		"words": strings.Repeat("word ", 2*pieceSize), "breaks": strings.Repeat("\n", 3*pieceSize), "exact": strings.Repeat("a", pieceSize),
		"mixed":        strings.Repeat(strings.Repeat("x", pieceOverlap)+"\n", 9) + strings.Repeat("y", 3*pieceSize) + "\nend",
		"at the least": strings.Repeat("x", pieceOverlap) + "\n" + strings.Repeat("y", 2*pieceSize),
	} {
		last, n := piece{}, 0
		for p := range pieces(text) {
			n++
			assert.LessOrEqual(t, p.end-p.start, pieceSize, name)
			if n > 1 {
				assert.Greater(t, p.start, last.start, name)
				assert.Greater(t, p.end, last.end, name)
				assert.LessOrEqual(t, p.start, last.end-pieceOverlap, name)
			} else {
				assert.Zero(t, p.start, name)
			}
			last = p
		}
		assert.Equal(t, len(text), last.end, name)
		assert.LessOrEqual(t, n, 2+2*len(text)/(pieceSize-pieceOverlap), "%s: too many pieces", name)
	}
}

// What is no secret in a standard library is none, tests apart: those hold keys.
func TestFalseAlarms(t *testing.T) {
	out, err := output(".", "env", "GOROOT")
	require.NoError(t, err)
	known := map[string]string{
		"crypto/internal/fips140/mlkem/generate1024.go secret": "a table of names, one of which has a number in it",
	}
	r := newRedactor(t)
	var files, bytes int
	for _, dir := range []string{"net", "net/http", "net/url", "crypto/tls", "crypto/x509", "crypto/rsa", "crypto/internal/fips140/mlkem", "encoding/json", "encoding/asn1"} {
		paths, err := filepath.Glob(filepath.Join(strings.TrimSpace(string(out)), "src", dir, "*.go"))
		require.NoError(t, err)
		require.NotEmpty(t, paths, dir)
		for _, p := range paths {
			if strings.HasSuffix(p, "_test.go") {
				continue
			}
			source, err := os.ReadFile(p)
			require.NoError(t, err)
			files, bytes = files+1, bytes+len(source)
			redactions := redactionsIn(r.Redact(string(source)))
			for _, red := range redactions {
				if known[dir+"/"+filepath.Base(p)+" "+red.kind] == "" {
					t.Errorf("%s:%d: a %s that is no secret", p, red.line, red.kind)
				}
			}
		}
	}
	t.Logf("%d files, %d bytes", files, bytes)
	assert.Greater(t, files, 100)
}

// redaction is a mark that stands for a secret: what kind it was, and its 1-based line.
type redaction struct {
	kind string
	line int
}

// redactionsIn lists the marks of a redacted text.
func redactionsIn(text string) []redaction {
	var found []redaction
	for _, at := range mark.FindAllStringIndex(text, -1) {
		kind := strings.TrimSuffix(strings.TrimPrefix(text[at[0]:at[1]], redactedOpen), "]")
		found = append(found, redaction{kind, 1 + strings.Count(text[:at[0]], "\n")})
	}
	return found
}
