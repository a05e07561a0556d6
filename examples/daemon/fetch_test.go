package main

import (
	"context"
	"net/http"
	"net/http/cgi"
	"net/http/httptest"
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

// served serves the repository of a world by HTTP to whoever has the password, and returns its URL with it.
func (w *world) served(password string) string {
	w.t.Helper()
	w.t.Setenv("CODEWORM_CACHE", w.t.TempDir())
	w.git(w.repo, "config", "uploadpack.allowFilter", "true")
	program, err := exec.LookPath("git")
	require.NoError(w.t, err)
	backend := &cgi.Handler{Path: program, Args: []string{"http-backend"}, InheritEnv: []string{"PATH"}, Stderr: &strings.Builder{},
		Env: []string{"GIT_PROJECT_ROOT=" + filepath.Dir(w.repo), "GIT_HTTP_EXPORT_ALL=1"}}
	server := httptest.NewServer(http.HandlerFunc(func(out http.ResponseWriter, r *http.Request) {
		if _, given, _ := r.BasicAuth(); given != password {
			out.Header().Set("WWW-Authenticate", `Basic realm="git"`)
			out.WriteHeader(http.StatusUnauthorized)
			return
		}
		backend.ServeHTTP(out, r)
	}))
	w.t.Cleanup(server.Close)
	return strings.Replace(server.URL, "://", "://ann:"+password+"@", 1) + "/sample/.git"
}

// execute runs the program with these arguments alone.
func (w *world) execute(args ...string) *command {
	w.t.Helper()
	c := &command{}
	c.code = execute(w.t.Context(), append([]string{"codeworm"}, args...), &c.out, &c.errors)
	return c
}

// A repository is documented by its URL, and nothing that is left behind holds its password.
func TestDocumentsARepositoryByItsURL(t *testing.T) {
	w := newWorld(t)
	const password = "t0pS3cretWord"
	url := w.served(password)
	shown := "http://" + url[strings.Index(url, "@")+1:]
	where := []string{"--repo", "tool=" + url, "--devlog", w.devlog, "--state", w.state}
	c := w.execute(append([]string{"plan"}, where...)...)
	assert.Equal(t, 1, c.code)
	assert.Equal(t, "codeworm: repo tool is not here yet: it is fetched before its first page is made, and not for a plan or a dry run\n", c.errors.String())
	c = w.execute("check", "--repo", url, "README.md", "--state", w.state)
	assert.Equal(t, 2, c.code)
	assert.Equal(t, "codeworm: "+shown+" is not here yet, and this command fetches nothing; codeworm once fetches it\n", c.errors.String())
	c = w.execute(append([]string{"once", "-n", "5", "--llm", "facts", "-v"}, where...)...)
	require.Equal(t, 0, c.code, c.errors.String())
	assert.Contains(t, c.out.String(), "5 pages written to")
	all := c.out.String() + c.errors.String()
	c = w.execute(append([]string{"plan"}, where...)...)
	assert.Equal(t, 0, c.code, "the clone is here now")
	c = w.execute("once", "--llm", "facts", "--repo", strings.Replace(url, password, "wr0ngWord", 1), "--devlog", w.devlog+"2", "--state", w.state)
	assert.Equal(t, 0, c.code, "the clone is here, whatever the password is now: %s", c.errors.String())
	assert.Contains(t, c.errors.String(), "is documented as it is: fetch "+shown+": Authentication failed")
	assert.NotContains(t, c.errors.String(), "wr0ngWord")
	for _, dir := range []string{w.devlog, filepath.Dir(w.state), os.Getenv("CODEWORM_CACHE")} {
		require.NoError(t, filepath.WalkDir(dir, func(name string, d os.DirEntry, err error) error {
			if err == nil && d.Type().IsRegular() {
				text, readErr := os.ReadFile(name)
				require.NoError(t, readErr)
				assert.False(t, strings.Contains(string(text), password), name)
			}
			return err
		}))
	}
	assert.NotContains(t, all, password)
	for text, says := range map[string]string{
		"repos: [{url: 'https://ann:" + password + "@h/x', path: y}]":    "has a path and a url",
		"repos: [{url: 'https://ann:" + password + "%zz@h/x'}]":          "the URL cannot be read",
		"repos: [{url: 'https://ann:" + password + "@h/${NOSUCH_VAR}'}]": "NOSUCH_VAR, which is not set",
		"repos: [{url: 'ext::sh -c touch x'}]":                           "white space",
		"repos: [{url: 'https://ann:" + password + "@h/x', gpu: 1}]":     "gpu is unknown",
		"repos: [{url: 'https://ann:" + password + "@h/x', depth: -1}]":  "the depth is -1",
		"repos: [{path: ., branch: x}]":                                  "branch and depth are for a repository with a url",
		"repos: [{path: ., fetch: 10ms}]":                                "fetch is 10ms",
		"repos: [{url: 'https://ann:" + password + "@h/x' ":              "configuration",
	} {
		file := filepath.Join(t.TempDir(), "codeworm.yaml")
		require.NoError(t, os.WriteFile(file, []byte(text), 0o600))
		c := w.execute("once", "--config", file)
		assert.Equal(t, 2, c.code)
		assert.Contains(t, c.errors.String(), says)
		assert.NotContains(t, c.errors.String(), password, text)
	}
}

// A commit that is pushed while the program runs gets its page, of a repository with a URL and of a person's work tree.
func TestRunNoticesWhatIsPushed(t *testing.T) {
	for name, repo := range map[string]func(w *world) string{
		"url": func(w *world) string { return "url: " + w.served("") + "\n    name: sample" },
		"path": func(w *world) string {
			mine := filepath.Join(w.t.TempDir(), "sample")
			w.git(".", "clone", "-q", w.repo, mine)
			return "path: " + mine
		},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			file := filepath.Join(t.TempDir(), "codeworm.yaml")
			require.NoError(t, os.WriteFile(file, []byte("repos:\n  - "+repo(w)+"\n    fetch: 1s\ndevlog: {path: "+w.devlog+"}\nstate: "+w.state+
				"\nschedule: {mode: continuous}\nllm: {mode: facts}\ntypes: {function_doc: 1}\n"), 0o600))
			ctx, stop := context.WithCancel(t.Context())
			c := &command{}
			var running sync.WaitGroup
			running.Go(func() { c.code = execute(ctx, []string{"codeworm", "run", "--config", file}, &c.out, &c.errors) })
			defer running.Wait()
			defer stop()
			require.Eventually(t, func() bool { return strings.Contains(c.out.String(), ".md") }, time.Minute, 20*time.Millisecond, "no page: %s", &c.errors)
			body := strings.Repeat("    for a in b:\n        if a and b or c:\n            c = a + b\n", 12)
			w.write("py/brand_new.py", "def brand_new(b, c):\n    \"\"\"Does what is new.\"\"\"\n"+body+"    return c\n")
			w.git(w.repo, "add", ".")
			w.git(w.repo, "commit", "-q", "-m", "Add what is new")
			require.Eventually(t, func() bool { return strings.Contains(c.out.String(), "brand_new") }, time.Minute, 20*time.Millisecond, "not noticed: %s", &c.errors)
			stop()
			running.Wait()
			assert.Equal(t, 0, c.code, c.errors.String())
		})
	}
}

// What --repo may be.
func TestRepoFlag(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "a=b")
	require.NoError(t, os.Mkdir(folder, 0o755))
	for value, want := range map[string]repoSettings{
		"x": {Path: "x"}, "n=x": {Name: "n", Path: "x"}, folder: {Path: folder}, "https://h/x": {URL: "https://h/x"}, "n=https://h/x": {Name: "n", URL: "https://h/x"},
		"git@h:o/x": {URL: "git@h:o/x"}, "n=git@h:o/x": {Name: "n", URL: "git@h:o/x"}, "https://h/x?a=b": {URL: "https://h/x?a=b"}, "file:///x": {URL: "file:///x"},
	} {
		assert.Equal(t, want, repoFlag(value), value)
	}
}

// What is in submodules is not read, which is said, by its folder's name.
func TestSubmodulesAreSaid(t *testing.T) {
	w := newWorld(t, "--llm", "facts")
	inner := t.TempDir()
	w.git(inner, "init", "-q", "-b", "main")
	require.NoError(t, os.WriteFile(filepath.Join(inner, "inner.py"), []byte("def inner(a):\n    \"\"\"Gives twice as much.\"\"\"\n    if a:\n        return a + a\n    return 0\n"), 0o600))
	w.git(inner, "add", ".")
	w.git(inner, "commit", "-q", "-m", "Add inner")
	w.git(w.repo, "-c", "protocol.file.allow=always", "submodule", "--quiet", "add", inner, "libs/shared")
	w.git(w.repo, "commit", "-q", "-m", "Add a submodule")
	const says = "the submodule libs/shared is not read; name it as a repository of its own, by its folder or URL, to have it documented"
	c := w.run("plan")
	assert.Contains(t, c.errors.String(), "sample: "+says)
	assert.NotContains(t, c.out.String(), "inner.py")
	c = w.run("plan", "--skipped")
	assert.Contains(t, c.out.String(), "sample\tlibs/shared\ta submodule, which is a repository of its own\n")
	c = w.run("once", "-n", "3")
	assert.Equal(t, 1, strings.Count(c.errors.String(), says), c.errors.String())
	c = w.execute("plan", "--repo", filepath.Join(w.repo, "libs", "shared"), "--llm", "facts", "--state", w.state)
	assert.Contains(t, c.out.String(), "inner.py", "as a repository of its own")

	file := filepath.Join(t.TempDir(), "codeworm.yaml")
	require.NoError(t, os.WriteFile(file, []byte("repos:\n  - path: "+w.repo+"\n    submodules: true\n    exclude: ['worm/**']\ndevlog: {path: "+w.devlog+"}\nstate: "+w.state+
		"\nllm: {mode: facts}\ntypes: {function_doc: 1}\n"), 0o600))
	c = w.execute("plan", "--config", file)
	require.Equal(t, 0, c.code, c.errors.String())
	assert.Contains(t, c.out.String(), "sample-libs-shared")
	assert.NotContains(t, c.errors.String(), "submodule")
	c = w.execute("once", "-n", "2", "--config", file)
	require.Equal(t, 0, c.code, c.errors.String())
	assert.Contains(t, c.out.String(), "sample-libs-shared/", "it has its share of the pages")
	w.git(w.repo, "submodule", "--quiet", "deinit", "--all", "--force")
	c = w.execute("plan", "--config", file)
	assert.Contains(t, c.errors.String(), says, "one that is not checked out")
	require.NoError(t, os.WriteFile(file, []byte("repos: [{url: 'https://h.example/x', submodules: true}]\n"), 0o600))
	c = w.execute("once", "--config", file)
	assert.Equal(t, 2, c.code)
	assert.Contains(t, c.errors.String(), "name those of one with a url by their urls")
}
