package fetch_test

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/codeworm/codeworm/fetch"
	"github.com/codeworm/codeworm/internal/git"
)

// guarded asks for a user's password, unless there is none.
func guarded(password string, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		user, given, _ := r.BasicAuth()
		if password != "" && (user != "ann" || given != password) {
			w.Header().Set("WWW-Authenticate", `Basic realm="git"`)
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// holds asserts what the clone has checked out, and that nothing else is there.
func holds(t *testing.T, c *fetch.Clone, commit, name, text string) {
	t.Helper()
	assert.Equal(t, commit, mustGit(t, c.Dir(), "rev-parse", "HEAD"))
	content, err := os.ReadFile(filepath.Join(c.Dir(), name))
	require.NoError(t, err)
	assert.Equal(t, text, string(content))
	assert.Empty(t, mustGit(t, c.Dir(), "status", "--porcelain", "--ignored"))
	assert.Empty(t, leftovers(t, c))
}

// leftovers are what stands beside the clone but its lock.
func leftovers(t *testing.T, c *fetch.Clone) (names []string) {
	t.Helper()
	entries, err := os.ReadDir(filepath.Dir(c.Dir()))
	require.NoError(t, err)
	for _, e := range entries {
		if base := filepath.Base(c.Dir()); strings.HasPrefix(e.Name(), base+".") && e.Name() != base+".lock" {
			names = append(names, e.Name())
		}
	}
	return names
}

// A clone follows its remote through whatever happens there, over each transport.
func TestCloneFollowsItsRemote(t *testing.T) {
	for name, serve := range map[string]func(o *origin) string{
		"file": (*origin).url,
		"path": func(o *origin) string { return o.bare },
		"http": func(o *origin) string { return o.serve("") },
		"git":  (*origin).daemon,
	} {
		t.Run(name, func(t *testing.T) {
			o := newOrigin(t)
			c := newClone(t, fetch.CloneConfig{URL: serve(o)})
			assert.Equal(t, "tool", c.Name())
			require.NoError(t, c.Fetch(t.Context()))
			holds(t, c, mustGit(t, o.work, "rev-parse", "HEAD"), "a.py", "def three():\n    return 1\n")
			assert.Equal(t, "3", mustGit(t, c.Dir(), "rev-list", "--count", "HEAD"))

			commit := o.commit("b.py", "b = 1\n")
			require.NoError(t, os.WriteFile(filepath.Join(c.Dir(), "a.py"), []byte("somebody's"), 0o600))
			require.NoError(t, os.WriteFile(filepath.Join(c.Dir(), "left.py"), []byte("of a checkout that was killed"), 0o600))
			require.NoError(t, c.Fetch(t.Context()))
			holds(t, c, commit, "b.py", "b = 1\n")

			mustGit(t, o.work, "reset", "-q", "--hard", "HEAD~2")
			commit = o.commit("c.py", "c = 1\n") // by force
			require.NoError(t, c.Fetch(t.Context()))
			holds(t, c, commit, "c.py", "c = 1\n")
			assert.NoFileExists(t, filepath.Join(c.Dir(), "b.py"))

			mustGit(t, o.work, "checkout", "-q", "-b", "trunk")
			commit = o.commit("d.py", "d = 1\n")
			mustGit(t, o.bare, "symbolic-ref", "HEAD", "refs/heads/trunk")
			mustGit(t, o.bare, "branch", "-D", "main")
			require.NoError(t, c.Fetch(t.Context()))
			holds(t, c, commit, "d.py", "d = 1\n")
			require.NoError(t, c.Fetch(t.Context()), "nothing is new")
			holds(t, c, commit, "d.py", "d = 1\n")

			mustGit(t, o.bare, "symbolic-ref", "HEAD", "refs/heads/gone")
			assert.ErrorContains(t, c.Fetch(t.Context()), "default branch does not exist; set it there, or name a branch (it has trunk)")
			holds(t, c, commit, "d.py", "d = 1\n")
		})
	}
}

// A branch that is named is the one that counts, and its end is told.
func TestCloneOfABranch(t *testing.T) {
	o := newOrigin(t)
	mustGit(t, o.work, "checkout", "-q", "-b", "release/1")
	commit := o.commit("r.py", "r = 1\n")
	c := newClone(t, fetch.CloneConfig{URL: o.url(), Branch: "release/1"})
	require.NoError(t, c.Fetch(t.Context()))
	holds(t, c, commit, "r.py", "r = 1\n")
	assert.NotEqual(t, c.Dir(), newClone(t, fetch.CloneConfig{URL: o.url()}).Dir(), "another branch is another clone")
	mustGit(t, o.bare, "branch", "-D", "release/1")
	assert.ErrorContains(t, c.Fetch(t.Context()), "has no branch release/1 any more, or not yet; name another one (it has main)")
	holds(t, c, commit, "r.py", "r = 1\n")
}

// A remote without commits leaves no clone, and is one as soon as there are some; what goes away and comes back keeps its clone.
func TestRemoteThatIsNotThereYetOrAnyMore(t *testing.T) {
	o := newOrigin(t)
	full, empty := o.bare+".full", o.bare+".empty"
	mustGit(t, o.work, "init", "-q", "--bare", "-b", "main", empty)
	require.NoError(t, os.Rename(o.bare, full))
	require.NoError(t, os.Rename(empty, o.bare))
	c := newClone(t, fetch.CloneConfig{URL: o.serve("")})
	assert.ErrorContains(t, c.Fetch(t.Context()), "the remote has no commits yet; push some")
	assert.NoDirExists(t, c.Dir())
	assert.Empty(t, leftovers(t, c))
	require.NoError(t, os.RemoveAll(o.bare))
	require.NoError(t, os.Rename(full, o.bare))
	require.NoError(t, c.Fetch(t.Context()))
	commit := mustGit(t, o.work, "rev-parse", "HEAD")
	require.NoError(t, os.Rename(o.bare, full))
	assert.ErrorContains(t, c.Fetch(t.Context()), "name the URL of a repository that is there")
	holds(t, c, commit, "a.py", "def three():\n    return 1\n")
	require.NoError(t, os.Rename(full, o.bare))
	require.NoError(t, c.Fetch(t.Context()))
}

// Blobs of old versions stay where they are, and what is needed of the last months is fetched at once.
func TestCloneLeavesOutOldBlobs(t *testing.T) {
	o := newOrigin(t)
	old := mustGit(t, o.work, "rev-parse", "HEAD~2:a.py")
	t.Setenv("GIT_COMMITTER_DATE", time.Now().Add(-200*24*time.Hour).Format(time.RFC3339))
	mustGit(t, o.work, "commit", "-q", "--amend", "-m", "Change it long ago")
	mustGit(t, o.work, "rebase", "-q", "--root", "--force-rebase")
	t.Setenv("GIT_COMMITTER_DATE", time.Now().Format(time.RFC3339))
	before := mustGit(t, o.work, "rev-parse", "HEAD:a.py")
	o.commit("a.py", "def four():\n    return 1\n")
	for name, url := range map[string]string{"file": o.url(), "http": o.serve("")} {
		c := newClone(t, fetch.CloneConfig{URL: url})
		require.NoError(t, c.Fetch(t.Context()), name)
		missing := mustGit(t, c.Dir(), "rev-list", "--objects", "--missing=print", "HEAD")
		assert.Contains(t, missing, "?"+old, name)
		assert.NotContains(t, missing, "?"+before, name)
		_, err := git.DiffOf(t.Context(), c.Dir(), mustGit(t, c.Dir(), "rev-parse", "HEAD"), "a.py", 1<<20)
		assert.NoError(t, err, "the last change needs the blob before it")
		_, err = git.FileAt(t.Context(), c.Dir(), "HEAD~3", "a.py")
		assert.ErrorIs(t, err, git.ErrPartial, "nothing is fetched behind anybody's back")
	}
	mustGit(t, o.bare, "config", "uploadpack.allowFilter", "false")
	c := newClone(t, fetch.CloneConfig{URL: o.url(), Depth: 2})
	require.NoError(t, c.Fetch(t.Context()), "a server that cannot leave blobs out")
	assert.NotContains(t, mustGit(t, c.Dir(), "rev-list", "--objects", "--missing=print", "HEAD"), "?")
	assert.Equal(t, "2", mustGit(t, c.Dir(), "rev-list", "--count", "HEAD"), "of the depth that was asked for")
	o.commit("a.py", "def five():\n    return 1\n")
	require.NoError(t, c.Fetch(t.Context()))
	assert.Equal(t, "3", mustGit(t, c.Dir(), "rev-list", "--count", "HEAD"), "what comes is kept")
}

// A server that leaves blobs out and does not hand them out alone, as an old protocol has it, is cloned whole, and stays so.
func TestServerThatHandsOutNoBlobs(t *testing.T) {
	o := newOrigin(t)
	t.Setenv("GIT_CONFIG_COUNT", "1")
	t.Setenv("GIT_CONFIG_KEY_0", "protocol.version")
	t.Setenv("GIT_CONFIG_VALUE_0", "0")
	c := newClone(t, fetch.CloneConfig{URL: o.url()})
	require.NoError(t, c.Fetch(t.Context()))
	commit := o.commit("b.py", "b = 1\n")
	require.NoError(t, c.Fetch(t.Context()))
	holds(t, c, commit, "b.py", "b = 1\n")
	assert.NotContains(t, mustGit(t, c.Dir(), "rev-list", "--objects", "--missing=print", "HEAD"), "?")
	c = newClone(t, fetch.CloneConfig{URL: o.url(), Branch: "main"})
	t.Setenv("GIT_CONFIG_VALUE_0", "2")
	require.NoError(t, c.Fetch(t.Context()))
	assert.Contains(t, mustGit(t, c.Dir(), "config", "--get-regexp", "remote.origin"), "promisor true")
	t.Setenv("GIT_CONFIG_VALUE_0", "0")
	commit = o.commit("b.py", "b = 2\n")
	require.NoError(t, c.Fetch(t.Context()), "the server was replaced by an older one")
	holds(t, c, commit, "b.py", "b = 2\n")
}

// Credentials open the remote, and stand nowhere.
func TestCloneWithCredentials(t *testing.T) {
	o := newOrigin(t)
	const password = "s3cr3t/p@ss word"
	bare, err := url.Parse(o.serve(password))
	require.NoError(t, err)
	with := func(u *url.Userinfo) string { other := *bare; other.User = u; return other.String() }
	c := newClone(t, fetch.CloneConfig{URL: with(url.UserPassword("ann", password))})
	require.NoError(t, c.Fetch(t.Context()))
	assert.Equal(t, bare.String(), c.URL())
	o.commit("b.py", "b = 1\n")
	require.NoError(t, c.Fetch(t.Context()))
	require.NoError(t, filepath.WalkDir(filepath.Dir(c.Dir()), func(name string, d os.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() {
			return err
		}
		text, err := os.ReadFile(name)
		assert.NotContains(t, string(text), "s3cr3t", name)
		assert.NotContains(t, name, "s3cr3t")
		return err
	}))
	for _, u := range []*url.Userinfo{nil, url.User("ann"), url.UserPassword("ann", "wr0ng"), url.UserPassword("token", "wr0ng")} {
		c := newClone(t, fetch.CloneConfig{URL: with(u), Dir: filepath.Join(t.TempDir(), "clone")})
		began := time.Now()
		err := c.Fetch(t.Context())
		require.Error(t, err)
		assert.NotContains(t, fmt.Sprintf("%+v %#v", err, err), "wr0ng")
		assert.Contains(t, err.Error(), "credential", "%v", u)
		assert.Less(t, time.Since(began), time.Minute, "nobody is asked")
	}
}

// What is no remote, or starts a program, is refused before anything is touched, and no refusal tells a password.
func TestRefusedURLs(t *testing.T) {
	alone(t)
	for _, c := range []struct{ url, why string }{
		{"", "empty"}, {"--upload-pack=touch /tmp/x", "begins with"}, {"-u", "begins with"}, {"ext::sh -c touch% /tmp/x", "white space"}, {"ext::sh", "starts a program"},
		{"fd::3", "starts a program"}, {"transport::https://h/x", "starts a program"}, {"ftp://h/x", "scheme"}, {"https://h/x?token=pa55", "behind ?"}, {"https://h/x#pa55", "behind ?"},
		{"https://ann:pa55%zz@h/x", "cannot be read"}, {"https://ann:pa55@/x", "no host"}, {"https://h", "no repository"}, {"https://h/..", "no repository"}, {"ssh://-oProxyCommand=x/y", "begins with"},
		{"file://host/x", "names a host"}, {"relative/path", "none"}, {"h:-x", "none"}, {"https://h/a\nb", "white space"},
		{"https://ann:pa55%0ahost=other@h/x", "control character"}, {"https://ann%0d:pa55@h/x", "control character"},
	} {
		_, err := fetch.NewClone(fetch.CloneConfig{URL: c.url})
		require.Error(t, err, c.url)
		assert.Contains(t, err.Error(), c.why, c.url)
		assert.NotContains(t, err.Error(), "pa55", c.url)
	}
	for _, branch := range []string{"-x", "a b", "a..b", "a:b", "@{u}", "a\nb", "~", "a^"} {
		if branch == "-x" {
			continue // git is given refs/heads/-x, which is a name
		}
		_, err := fetch.NewClone(fetch.CloneConfig{URL: "https://h/x", Branch: branch})
		assert.Error(t, err, branch)
	}
	for raw, want := range map[string][2]string{
		"https://ann:pa55@h.example/o/tool.git": {"https://h.example/o/tool.git", "tool"}, "git@h.example:o/tool": {"git@h.example:o/tool", "tool"},
		"ssh://git:pa55@h.example:22/o/tool.git/": {"ssh://git@h.example:22/o/tool.git/", "tool"}, "/srv/tool.git": {"file:///srv/tool.git", "tool"},
		"/srv/tool/.git": {"file:///srv/tool/.git", "tool"},
	} {
		c := newClone(t, fetch.CloneConfig{URL: raw})
		assert.Equal(t, want, [2]string{c.URL(), c.Name()}, raw)
	}
	for text, is := range map[string]bool{"https://h/x": true, "git@h:x": true, "ext::sh": true, "h:x": false, "./a": false, "a=b": false, "/x": false, `C:\x`: false} {
		assert.Equal(t, is, fetch.IsURL(text), text)
	}
}

// A server that takes connections and says nothing costs no more than the patience.
func TestServerThatHangs(t *testing.T) {
	alone(t)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	done := make(chan struct{})
	go func() {
		defer close(done)
		var open []net.Conn
		for {
			conn, err := listener.Accept()
			if err != nil {
				for _, c := range open {
					_ = c.Close()
				}
				return
			}
			open = append(open, conn)
		}
	}()
	t.Cleanup(func() { _ = listener.Close(); <-done })
	for _, scheme := range []string{"http", "git"} {
		c := newClone(t, fetch.CloneConfig{URL: scheme + "://" + listener.Addr().String() + "/x/tool.git", Patience: time.Second})
		began := time.Now()
		err := c.Fetch(t.Context())
		require.Error(t, err)
		assert.Less(t, time.Since(began), 30*time.Second, scheme)
		assert.NoDirExists(t, c.Dir())
		assert.Empty(t, leftovers(t, c))
		short, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
		assert.ErrorIs(t, c.Fetch(short), context.DeadlineExceeded, scheme)
		cancel()
	}
}

// A server that leads elsewhere is not followed to where files are.
func TestRedirectionToAnotherProtocol(t *testing.T) {
	o := newOrigin(t)
	server := httptest.NewServer(http.RedirectHandler(o.url()+"/info/refs?service=git-upload-pack", http.StatusFound))
	defer server.Close()
	c := newClone(t, fetch.CloneConfig{URL: server.URL + "/tool.git"})
	require.Error(t, c.Fetch(t.Context()))
	assert.NoDirExists(t, c.Dir())
}

// A folder that is somebody's is left alone, also when it is a clone.
func TestFolderThatIsSomebodys(t *testing.T) {
	o := newOrigin(t)
	for _, dir := range []string{o.work, t.TempDir()} {
		require.NoError(t, os.WriteFile(filepath.Join(dir, "mine.txt"), []byte("mine"), 0o600))
		c := newClone(t, fetch.CloneConfig{URL: o.url(), Dir: dir})
		assert.ErrorContains(t, c.Fetch(t.Context()), "is no clone of "+o.url()+" that CodeWorm made, so it is left as it is")
		assert.FileExists(t, filepath.Join(dir, "mine.txt"))
	}
}

// What a remote's tree holds does nothing: no program runs, nothing is written outside, and submodules are not fetched.
func TestHostileTree(t *testing.T) {
	o := newOrigin(t)
	ran := filepath.Join(t.TempDir(), "ran")
	o.commit(".gitmodules", "[submodule \"a\"]\n\tpath = a\n\turl = ext::sh -c touch% "+ran+"\n[submodule \"b\"]\n\tpath = b\n\turl = -c core.sshCommand=touch "+ran+"\n\tupdate = !touch "+ran+"\n")
	require.NoError(t, os.Mkdir(filepath.Join(o.work, "a"), 0o755)) // as where the submodule is not checked out
	mustGit(t, o.work, "update-index", "--add", "--cacheinfo", "160000,"+mustGit(t, o.work, "rev-parse", "HEAD")+",a")
	mustGit(t, o.work, "commit", "-q", "-m", "Add a submodule")
	require.NoError(t, os.Symlink("../../../../../../../../../tmp", filepath.Join(o.work, "out")))
	require.NoError(t, os.WriteFile(filepath.Join(o.work, ".gitattributes"), []byte("* filter=evil text eol=crlf ident\n"), 0o600))
	require.NoError(t, os.WriteFile(filepath.Join(o.work, "--force"), []byte("x\n"), 0o600))
	commit := o.commit("a.py", "# $Id$\nx = 1\n")
	t.Setenv("GIT_CONFIG_COUNT", "2")
	t.Setenv("GIT_CONFIG_KEY_0", "filter.evil.smudge")
	t.Setenv("GIT_CONFIG_VALUE_0", "touch "+ran+"; cat")
	t.Setenv("GIT_CONFIG_KEY_1", "filter.evil.clean")
	t.Setenv("GIT_CONFIG_VALUE_1", "touch "+ran+"; cat")
	c := newClone(t, fetch.CloneConfig{URL: o.url()})
	require.NoError(t, c.Fetch(t.Context()))
	o.commit("b.py", "x = 1\n")
	_ = os.Remove(ran)
	require.NoError(t, c.Fetch(t.Context()))
	assert.NoFileExists(t, ran)
	inside, err := os.ReadDir(filepath.Join(c.Dir(), "a"))
	require.NoError(t, err, "the folder of the submodule, by which it is told")
	assert.Empty(t, inside)
	content, err := os.ReadFile(filepath.Join(c.Dir(), "a.py"))
	require.NoError(t, err)
	assert.Equal(t, "# $Id$\nx = 1\n", string(content), commit)
	target, err := os.Readlink(filepath.Join(c.Dir(), "out"))
	require.NoError(t, err)
	assert.NotEmpty(t, target)
}

// Several processes share a clone: each ends with it, and one makes it.
func TestClonesAtOnce(t *testing.T) {
	o := newOrigin(t)
	url := o.serve("")
	var all sync.WaitGroup
	errs := make([]error, 6)
	for i := range errs {
		c := newClone(t, fetch.CloneConfig{URL: url})
		all.Go(func() { errs[i] = c.Fetch(t.Context()) })
	}
	all.Wait()
	for _, err := range errs {
		assert.NoError(t, err)
	}
	c := newClone(t, fetch.CloneConfig{URL: url})
	holds(t, c, mustGit(t, o.work, "rev-parse", "HEAD"), "a.py", "def three():\n    return 1\n")
	mustGit(t, c.Dir(), "fsck", "--strict")
}

// cloneAsChild is the test binary as a process that clones, and may be killed.
func cloneAsChild(from string) int {
	c, err := fetch.NewClone(fetch.CloneConfig{URL: from})
	if err == nil {
		err = c.Fetch(context.Background())
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return 0
}

// A clone that is damaged, or that a killed git left locked, is mended without a person.
func TestDamagedClone(t *testing.T) {
	for name, damage := range map[string]func(t *testing.T, dir string){
		"objects": func(t *testing.T, dir string) {
			require.NoError(t, filepath.WalkDir(filepath.Join(dir, ".git", "objects"), func(name string, d os.DirEntry, err error) error {
				if err != nil || d.IsDir() {
					return err
				}
				return os.Remove(name)
			}))
		},
		"index": func(t *testing.T, dir string) {
			require.NoError(t, os.WriteFile(filepath.Join(dir, ".git", "index"), []byte("rubbish"), 0o600))
		},
		"head": func(t *testing.T, dir string) {
			require.NoError(t, os.WriteFile(filepath.Join(dir, ".git", "HEAD"), nil, 0o600))
		},
		"lock": func(t *testing.T, dir string) {
			lock := filepath.Join(dir, ".git", "index.lock")
			require.NoError(t, os.WriteFile(lock, nil, 0o600))
			long := time.Now().Add(-time.Hour)
			require.NoError(t, os.Chtimes(lock, long, long))
		},
		"files": func(t *testing.T, dir string) { require.NoError(t, os.Remove(filepath.Join(dir, "a.py"))) },
	} {
		t.Run(name, func(t *testing.T) {
			o := newOrigin(t)
			c := newClone(t, fetch.CloneConfig{URL: o.url()})
			require.NoError(t, c.Fetch(t.Context()))
			damage(t, c.Dir())
			commit := o.commit("b.py", "b = 1\n")
			require.NoError(t, c.Fetch(t.Context()))
			holds(t, c, commit, "b.py", "b = 1\n")
		})
	}
}

// daemon serves the remote by git's own protocol and returns its URL.
func (o *origin) daemon() string {
	o.t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(o.t, err)
	done := make(chan struct{})
	go func() { // as inetd does
		defer close(done)
		var calls sync.WaitGroup
		defer calls.Wait()
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			calls.Go(func() {
				defer conn.Close()
				file, err := conn.(*net.TCPConn).File()
				if err != nil {
					return
				}
				defer file.Close()
				cmd := exec.Command("git", "daemon", "--inetd", "--export-all", "--base-path="+filepath.Dir(o.bare))
				cmd.Stdin, cmd.Stdout = file, file
				_ = cmd.Run()
			})
		}
	}()
	o.t.Cleanup(func() { _ = listener.Close(); <-done })
	return "git://" + listener.Addr().String() + "/tool.git"
}
