package fetch_test

import (
	"net/http/cgi"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/codeworm/codeworm/fetch"
)

func TestMain(m *testing.M) {
	if clone := os.Getenv("CODEWORM_TEST_CLONE"); clone != "" {
		os.Exit(cloneAsChild(clone))
	}
	goleak.VerifyTestMain(m)
}

// alone makes git know nobody's settings.
func alone(t *testing.T) {
	t.Helper()
	t.Setenv("GIT_CONFIG_GLOBAL", os.DevNull)
	t.Setenv("GIT_CONFIG_NOSYSTEM", "1")
	t.Setenv("CODEWORM_CACHE", t.TempDir())
	for _, who := range []string{"AUTHOR", "COMMITTER"} {
		t.Setenv("GIT_"+who+"_NAME", "Ann")
		t.Setenv("GIT_"+who+"_EMAIL", "ann@example.com")
	}
}

func mustGit(t *testing.T, dir string, args ...string) string {
	t.Helper()
	cmd := exec.Command("git", args...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "GIT_ALLOW_PROTOCOL=file")
	out, err := cmd.CombinedOutput()
	require.NoError(t, err, "git %v: %s", args, out)
	return strings.TrimSpace(string(out))
}

// origin is a remote and a work tree from which commits are pushed to it.
type origin struct {
	t          *testing.T
	bare, work string
}

// newOrigin returns a remote with three commits, which can leave out blobs.
func newOrigin(t *testing.T) *origin {
	t.Helper()
	alone(t)
	dir := t.TempDir()
	o := &origin{t, filepath.Join(dir, "served", "tool.git"), filepath.Join(dir, "work")}
	mustGit(t, dir, "init", "-q", "--bare", "-b", "main", o.bare)
	mustGit(t, o.bare, "config", "uploadpack.allowFilter", "true")
	mustGit(t, o.bare, "config", "http.receivepack", "false")
	mustGit(t, dir, "clone", "-q", o.bare, o.work)
	mustGit(t, o.work, "checkout", "-q", "-B", "main")
	for _, text := range []string{"one", "two", "three"} {
		o.commit("a.py", "def "+text+"():\n    return 1\n")
	}
	return o
}

// commit commits a file and pushes it.
func (o *origin) commit(name, text string) string {
	o.t.Helper()
	file := filepath.Join(o.work, name)
	require.NoError(o.t, os.MkdirAll(filepath.Dir(file), 0o755))
	require.NoError(o.t, os.WriteFile(file, []byte(text), 0o600))
	mustGit(o.t, o.work, "add", "-A")
	mustGit(o.t, o.work, "commit", "-q", "-m", "Change "+name)
	mustGit(o.t, o.work, "push", "-q", "--force", "origin", "HEAD")
	return mustGit(o.t, o.work, "rev-parse", "HEAD")
}

func (o *origin) url() string { return "file://" + o.bare }

// serve serves the remote by HTTP, as a forge does, and returns its URL. With a password it has to be given.
func (o *origin) serve(password string) string {
	o.t.Helper()
	backend, err := exec.LookPath("git")
	require.NoError(o.t, err)
	handler := &cgi.Handler{Path: backend, Args: []string{"http-backend"}, Env: []string{"GIT_PROJECT_ROOT=" + filepath.Dir(o.bare), "GIT_HTTP_EXPORT_ALL=1"},
		InheritEnv: []string{"PATH", "GIT_CONFIG_GLOBAL", "GIT_CONFIG_NOSYSTEM"}, Stderr: &strings.Builder{}}
	server := httptest.NewServer(guarded(password, handler))
	o.t.Cleanup(server.Close)
	return server.URL + "/tool.git"
}

func newClone(t *testing.T, c fetch.CloneConfig) *fetch.Clone {
	t.Helper()
	clone, err := fetch.NewClone(c)
	require.NoError(t, err)
	return clone
}

// fails runs a git command that ends with conflicts.
func fails(t *testing.T, dir string, args ...string) {
	t.Helper()
	cmd := exec.Command("git", args...)
	cmd.Dir = dir
	out, err := cmd.CombinedOutput()
	require.Error(t, err, "git %v: %s", args, out)
}
