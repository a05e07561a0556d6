package fetch_test

import (
	"bytes"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"unicode"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/codeworm/codeworm/fetch"
)

// Other users of the machine can read the arguments of every process: no password is among them while git talks to the remote.
func TestCredentialsAreNoArguments(t *testing.T) {
	if _, err := os.Stat("/proc/self/cmdline"); err != nil {
		return // what a process is called with cannot be read here
	}
	o := newOrigin(t)
	bare, err := url.Parse(o.serve("pa55word"))
	require.NoError(t, err)
	proxy := httputil.NewSingleHostReverseProxy(&url.URL{Scheme: bare.Scheme, Host: bare.Host})
	var mu sync.Mutex
	asked, told := 0, map[string]bool{}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		lines, _ := filepath.Glob("/proc/[0-9]*/cmdline")
		mu.Lock()
		asked++
		for _, name := range lines {
			if line, err := os.ReadFile(name); err == nil && bytes.Contains(line, []byte("pa55word")) {
				told[strings.ReplaceAll(string(line), "\x00", " ")] = true
			}
		}
		mu.Unlock()
		proxy.ServeHTTP(w, r)
	}))
	defer server.Close()
	c := newClone(t, fetch.CloneConfig{URL: strings.Replace(server.URL, "://", "://ann:pa55word@", 1) + "/tool.git"})
	require.NoError(t, c.Fetch(t.Context()))
	assert.Positive(t, asked)
	assert.Empty(t, told)
}

// A remote that leads to another host does not get the credentials there.
func TestCredentialsStayWithTheirHost(t *testing.T) {
	o := newOrigin(t)
	target, err := url.Parse(o.serve(""))
	require.NoError(t, err)
	var mu sync.Mutex
	var shown []string
	proxy := httputil.NewSingleHostReverseProxy(&url.URL{Scheme: target.Scheme, Host: target.Host})
	other := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		shown = append(shown, r.Header.Get("Authorization"))
		mu.Unlock()
		if r.Header.Get("Authorization") == "" && r.URL.Query().Get("service") != "" && strings.HasPrefix(r.URL.Path, "/greedy") {
			w.Header().Set("WWW-Authenticate", `Basic realm="greedy"`)
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		proxy.ServeHTTP(w, r)
	}))
	defer other.Close()
	for _, path := range []string{"/tool.git", "/greedy/tool.git"} {
		first := httptest.NewServer(guarded("pa55word", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, other.URL+strings.TrimSuffix(path, "/tool.git")+r.URL.RequestURI(), http.StatusFound)
		})))
		c := newClone(t, fetch.CloneConfig{URL: strings.Replace(first.URL, "://", "://ann:pa55word@", 1) + "/tool.git"})
		err := c.Fetch(t.Context())
		require.Error(t, err)
		assert.Regexp(t, "name the URL that it leads to|the remote wants credentials|the remote refuses the credentials", err.Error())
		first.Close()
	}
	assert.NotEmpty(t, shown)
	assert.Empty(t, strings.Join(shown, ""))
}

// What a remote says is shown to people: nothing in it steers their terminal.
func TestWhatARemoteSaysIsPlain(t *testing.T) {
	o := newOrigin(t)
	pkt := func(text string) string { return fmt.Sprintf("%04x%s", len(text)+4, text) }
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/x-git-upload-pack-advertisement")
		fmt.Fprint(w, pkt("# service=git-upload-pack\n")+"0000"+pkt("ERR \x1b]0;owned\x07\x1b[31mred \u202egnp\u202c \u009b2J\n"))
	}))
	defer server.Close()
	said := newClone(t, fetch.CloneConfig{URL: server.URL + "/tool.git"}).Fetch(t.Context())
	hash := mustGit(t, o.work, "rev-parse", "HEAD")
	names := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/x-git-upload-pack-advertisement")
		fmt.Fprint(w, pkt("# service=git-upload-pack\n")+"0000"+pkt(hash+" refs/heads/\x1b[31m\u202ered\x00side-band-64k\n")+"0000")
	}))
	defer names.Close()
	named := newClone(t, fetch.CloneConfig{URL: names.URL + "/tool.git", Branch: "trunk"}).Fetch(t.Context())
	dir := filepath.Join(t.TempDir(), "mine")
	mustGit(t, o.work, "clone", "-q", o.bare, dir)
	mustGit(t, dir, "remote", "set-url", "origin", server.URL+"/tool.git")
	for _, err := range []error{said, named, fetch.NewCheckout(dir).Fetch(t.Context())} {
		require.Error(t, err)
		assert.Contains(t, err.Error(), "red")
		assert.False(t, strings.ContainsFunc(err.Error(), func(r rune) bool { return unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) }), "%q", err)
	}
}

// A remote in whose place there is another repository, also one that names its objects in the other way, is cloned anew.
func TestRemoteBecomesOneOfAnotherFormat(t *testing.T) {
	o := newOrigin(t)
	c := newClone(t, fetch.CloneConfig{URL: o.url()})
	require.NoError(t, c.Fetch(t.Context()))
	for _, format := range []string{"sha256", "sha1"} {
		require.NoError(t, os.RemoveAll(o.bare))
		require.NoError(t, os.RemoveAll(o.work))
		mustGit(t, t.TempDir(), "init", "-q", "--bare", "-b", "main", "--object-format="+format, o.bare)
		mustGit(t, o.bare, "config", "uploadpack.allowFilter", "true")
		mustGit(t, t.TempDir(), "init", "-q", "-b", "main", "--object-format="+format, o.work)
		mustGit(t, o.work, "remote", "add", "origin", o.bare)
		commit := o.commit(format+".py", "b = 1\n")
		require.NoError(t, c.Fetch(t.Context()))
		holds(t, c, commit, format+".py", "b = 1\n")
	}
}
