package redact

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// madeUp joins the parts of a token, so that this file holds none that a scanner would find.
func madeUp(parts ...string) string { return strings.Join(parts, "") }

var (
	random40 = "q7Zp2VtK9xWm4LcR8nYb3HdF6sJg1TaE5uQo0iXv"
	random16 = "q7Zp2VtK9xWm4LcR"
	hex32    = "9f86d081884c7d659a2feaa0c55ad015"
)

func TestRedactorFinds(t *testing.T) {
	r := Builtin{}
	key := "MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7"
	for _, c := range []struct{ in, kind, want string }{
		{`db = connect("postgres://app:Tr0ub4dor@db.local:5432/x")`, "url-credentials", `db = connect("postgres://[redacted: url-credentials]@db.local:5432/x")`},
		{`redis://:s3cr3tpw@cache:6379`, "url-credentials", `redis://[redacted: url-credentials]@cache:6379`},
		{`git clone https://` + random40 + `@host.example/x.git`, "url-credentials", `git clone https://[redacted: url-credentials]@host.example/x.git`},
		{"a\n-----BEGIN RSA PRIVATE KEY-----\n" + key + "\n" + key + "\n-----END RSA PRIVATE KEY-----\nb", "private-key", "a\n[redacted: private-key]\n\n\n\nb"},
		{`k = "-----BEGIN PRIVATE KEY-----\n` + key + `\n-----END PRIVATE KEY-----\n"`, "private-key", `k = "[redacted: private-key]\n"`},
		{"-----BEGIN OPENSSH PRIVATE KEY-----\n" + key + "\n" + key + "\n", "private-key", "[redacted: private-key]\n\n\n"},
		{`curl -H "Authorization: Bearer ` + random40 + `"`, "bearer-token", `curl -H "Authorization: Bearer [redacted: bearer-token]"`},
		{`"Authorization": "Basic YWRtaW46czNjcjN0cHc="`, "basic-auth", `"Authorization": "Basic [redacted: basic-auth]"`},
		{`curl -s -u admin:s3cr3tpw http://x`, "basic-auth", `curl -s -u [redacted: basic-auth] http://x`},
		{`"Server=db;Database=x;User Id=sa;Password=Pa55w0rd!x;Encrypt=true"`, "connection-string", `"Server=db;Database=x;User Id=sa;Password=[redacted: connection-string];Encrypt=true"`},
		{`"host=db user=app password=Tr0ub4dor dbname=x"`, "connection-string", `"host=db user=app password=[redacted: connection-string] dbname=x"`},
		{`"Pwd=Pa55w0rd;Server=db"`, "connection-string", `"Pwd=[redacted: connection-string];Server=db"`},
		{`"AccountName=x;AccountKey=` + random40 + `=="`, "connection-string", `"AccountName=x;AccountKey=[redacted: connection-string]"`},
		{`password = "hunter2"`, "password", `password = "[redacted: password]"`},
		{`db_password: str = 'correct-horse'`, "password", `db_password: str = '[redacted: password]'`},
		{`DbPassword := "hunter2x"`, "password", `DbPassword := "[redacted: password]"`},
		{`{"password": "hunter2x"}`, "password", `{"password": "[redacted: password]"}`},
		{`:password => 'hunter2x'`, "password", `:password => '[redacted: password]'`},
		{`config["password"] = "hunter2x"`, "password", `config["password"] = "[redacted: password]"`},
		{`if password == "hunter2x":`, "password", `if password == "[redacted: password]":`},
		{"export DB_PASSWORD=hunter2x\n", "password", "export DB_PASSWORD=[redacted: password]\n"},
		{"  password: hunt3r-two # prod", "password", "  password: [redacted: password] # prod"},
		{`mysqldump --password=hunter2x db`, "password", `mysqldump --password=[redacted: password] db`},
		{`api_key = "` + random16 + `"`, "secret", `api_key = "[redacted: secret]"`},
		{`const clientSecret = '` + hex32 + `'`, "secret", `const clientSecret = '[redacted: secret]'`},
		{"API_TOKEN=" + random16, "secret", "API_TOKEN=[redacted: secret]"},
		{madeUp("AK", "IAQ3EGRJ7LWVM2XYZ5"), "aws-access-key", "[redacted: aws-access-key]"},
		{madeUp("ghp", "_", random40), "github-token", "[redacted: github-token]"},
		{madeUp("github", "_pat_", random40), "github-token", "[redacted: github-token]"},
		{madeUp("glp", "at-", random40[:20]), "gitlab-token", "[redacted: gitlab-token]"},
		{`slack("` + madeUp("xo", "xb-", "2834719283-", random16) + `")`, "slack-token", `slack("[redacted: slack-token]")`},
		{madeUp("https://hooks.sl", "ack.com/services/", "T03AB12CD/B03EF45GH/", random16), "slack-webhook", "[redacted: slack-webhook]"},
		{madeUp("s", "k-", random40), "api-key", "[redacted: api-key]"},
		{madeUp("s", "k-ant-api03-", random40), "api-key", "[redacted: api-key]"},
		{madeUp("sk", "_live_", random16), "stripe-key", "[redacted: stripe-key]"},
		{madeUp("AI", "za", random40[:35]), "google-key", "[redacted: google-key]"},
		{madeUp("AI", "za", random40), "google-key", "[redacted: google-key]"},
		{madeUp("np", "m_", random40[:36]), "npm-token", "[redacted: npm-token]"},
		{madeUp("68273619", ":AA", random40[:33]), "telegram-token", "[redacted: telegram-token]"},
		{madeUp("ey", "JhbGciOiJIUzI1NiJ9.", "ey", "JzdWIiOiIxMjM0NTY3ODkw.", random40), "jwt", "[redacted: jwt]"},
	} {
		got := r.Redact(c.in)
		redactions := redactionsIn(got)
		assert.Equal(t, c.want, got)
		if assert.Len(t, redactions, 1, c.in) {
			assert.Equal(t, c.kind, redactions[0].kind, c.in)
		}
		assert.Equal(t, got, r.Redact(got), "redacting again finds nothing")
	}
}

func TestRedactorLeaves(t *testing.T) {
	for _, in := range []string{
		`see xoxo-indieweb-1 for it`,
		`password = "changeme"`, `password = "<password>"`, `password = os.Getenv("PASSWORD")`, `password = "${DB_PASSWORD}"`,
		`password = ""`, `password = "password"`, `password: str = "your_password_here"`, `password="test123"`, `PASSWORD = "********"`,
		`password = getpass("Password: ")`, `def login(user, password):`, `login(user=user, password=password)`, `password: string;`,
		`password_error = "Password is required"`, `PASSWORD_HASHER = "argon2"`, `password = "Password is too short"`,
		`PASSWORD_ENV = "DB_PASSWORD"`, `password: "DB_PASSWORD"`, `DB_PASSWORD=$SECRET`, `DB_PASSWORD=${SECRET}`, `token = "/run/secrets/token"`,
		`postgres://user:password@localhost/db`, `postgres://${USER}:${PASS}@db/x`, `f"https://{user}:{password}@{host}"`, `http://%s:%s@%s`,
		`https://host.example:8080/a@b`, `git@host.example:owner/repo.git`, `https://host.example/a?b=c:d@e`,
		`Authorization: Bearer <token>`, `f"Bearer {token}"`, `"Bearer " + token`, `Bearer authentication is supported`, `bearer token_from_environment`,
		`token = next(tokens)`, `key = "user:profile:settings"`, `api_key = "YOUR_API_KEY_HERE_123"`, `token = request.headers["x-token"]`,
		madeUp("AK", "IAIOSFODNN7EXAMPLE"), `sk-learn-contrib-extended-and-more`, `sk-xxxxxxxxxxxxxxxxxxxxxxxx`, `ghp_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx`,
		`sha256 = "` + hex32 + hex32 + `"`, `id: "550e8400-e29b-41d4-a716-446655440000"`, `integrity: sha512-` + random40, `data := "` + random40 + `"`,
		`const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"`, `token = "abcdefghijklmnop1234"`,
		`Server=db;Password=<password>;Encrypt=true`, `"Server=db;Password={0};"`, `-----BEGIN CERTIFICATE-----`, `-----BEGIN PUBLIC KEY-----`,
		`pass`, `pass  # nothing to do`, `compass = "northwest"`, `bypass: "everything1"`, `"token": "[redacted: secret]"`,
		`SECRET_NAME = "prod-db"`, `grep -u "user:" file`, `--password`, `--password <password>`, `--token $TOKEN`,
	} {
		assert.Equal(t, in, Builtin{}.Redact(in))
	}
}

func TestRedactionsKnowTheirLine(t *testing.T) {
	in := "a\npassword = \"hunter2x\"\n\nurl = \"amqp://u:p4ssw0rd@h\" # " + madeUp("gh", "p_", random40) + "\n"
	got := Builtin{}.Redact(in)
	redactions := redactionsIn(got)
	assert.Equal(t, []redaction{{"password", 2}, {"url-credentials", 4}, {"github-token", 4}}, redactions)
	assert.Equal(t, strings.Count(in, "\n"), strings.Count(got, "\n"))
}

func TestRedactorIsSafeToShare(t *testing.T) {
	r := Builtin{}
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			got := r.Redact(`password = "hunter2x"`)
			assert.Equal(t, `password = "[redacted: password]"`, got)
		})
	}
	wg.Wait()
}

// What a standard library calls a password is not one.
func TestRedactorLeavesGoSourceAlone(t *testing.T) {
	goroot := os.Getenv("GOROOT")
	if goroot == "" {
		goroot = goToolchain(t)
	}
	var files, bytes int
	var found []string
	start := time.Now()
	for _, dir := range []string{"net/http", "net/url", "crypto/tls", "database/sql", "go/types", "os/user", "encoding/json"} {
		paths, err := filepath.Glob(filepath.Join(goroot, "src", dir, "*.go"))
		require.NoError(t, err)
		require.NotEmpty(t, paths)
		for _, p := range paths {
			if strings.HasSuffix(p, "_test.go") {
				continue
			}
			src, err := os.ReadFile(p)
			require.NoError(t, err)
			files, bytes = files+1, bytes+len(src)
			got := Builtin{}.Redact(string(src))
			redactions := redactionsIn(got)
			assert.Equal(t, strings.Count(string(src), "\n"), strings.Count(got, "\n"))
			for _, r := range redactions {
				found = append(found, fmt.Sprintf("%s:%d %s", p, r.line, r.kind))
			}
		}
	}
	t.Logf("%d files, %d bytes in %v", files, bytes, time.Since(start))
	require.Greater(t, files, 100)
	assert.Empty(t, found)
}

func FuzzRedact(f *testing.F) {
	for _, s := range []string{`password = "hunter2x"`, "postgres://a:b1c2@h", "-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQ", `Server=a;Password=b1c2d;x="`} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, in string) {
		got := Builtin{}.Redact(in)
		redactions := redactionsIn(got)
		require.Equal(t, strings.Count(in, "\n"), strings.Count(got, "\n"))
		require.True(t, in == got || len(redactions) > 0)
		again := Builtin{}.Redact(got)
		require.Equal(t, got, again)
	})
}

// redaction is a mark that stands for a secret: what kind it was, and its 1-based line.
type redaction struct {
	kind string
	line int
}

// redactionsIn lists the marks of a redacted text.
func redactionsIn(text string) []redaction {
	var found []redaction
	for _, at := range redactedMark.FindAllStringIndex(text, -1) {
		kind := strings.TrimSuffix(strings.TrimPrefix(text[at[0]:at[1]], redactedOpen), "]")
		found = append(found, redaction{kind, 1 + strings.Count(text[:at[0]], "\n")})
	}
	return found
}

// goToolchain is the folder of the Go toolchain that runs the tests.
func goToolchain(t testing.TB) string {
	t.Helper()
	out, err := exec.Command("go", "env", "GOROOT").Output()
	require.NoError(t, err)
	return strings.TrimSpace(string(out))
}
