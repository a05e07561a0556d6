package redact

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// nowhere knows no path of a source.
func nowhere(string) bool { return false }

func TestHideHostPaths(t *testing.T) {
	host := NewHostPaths("/home/mia/dev/app", "/home/mia/", "/srv/data")
	for _, c := range []struct{ in, want string }{
		{"see `/home/mia/dev/app/core/state.py` now", "see `core/state.py` now"},
		{"in /home/mia/dev/app.", "in ."},
		{"/home/mia/dev/app/", "./"},
		{"/home/mia/dev/application/x.py", "dev/application/x.py"},
		{"`/home/yoshi/dev/Other/frontend/scripts/verify.ts`", "`verify.ts`"},
		{"(/Users/ann/src/a.go:12)", "(a.go:12)"},
		{`C:\Users\Ann\src\a.go and C:\\Users\\Ann\\b.go, D:/Users/x/c.go`, "a.go and b.go, c.go"},
		{"file:///home/ann/a.html", "a.html"},
		{"/root/.cache/pip x", "pip x"},
		{"/home/a/b,/home/c/d /home/e/f", "b,d f"},
		{"src/home/index/page.ts, /home, /home/x and https://x.example/home/a/b", "src/home/index/page.ts, /home, /home/x and https://x.example/home/a/b"},
		{"/srv/data/build/x", "build/x"},
	} {
		got := host.HideHomes(c.in, nowhere)
		assert.Equal(t, c.want, got, c.in)
		assert.Equal(t, got, host.HideHomes(got, nowhere))
	}
}

// What the source speaks of itself stays, unless it lies in a folder of this machine.
func TestPathsOfTheSourceStay(t *testing.T) {
	host := NewHostPaths("/home/mia/dev/app")
	known := func(path string) bool { return path == "/home/app/data/x.db" }
	assert.Equal(t, "`/home/app/data/x.db` and y.db", host.HideHomes("`/home/app/data/x.db` and /home/app/data/y.db", known))
	assert.Equal(t, "core/a.py, /home/app/x and /app/config", host.Hide("/home/mia/dev/app/core/a.py, /home/app/x and /app/config"))
}

// A folder at the top of the file system is also one of containers that a source may speak of.
func TestFoldersAtTheTopAreNotHidden(t *testing.T) {
	assert.Equal(t, "/app/x /srv/y b", NewHostPaths("/app", "/srv/", "/", "", "/data/a").Hide("/app/x /srv/y /data/a/b"))
}

// What only looks like a path of a folder is a part of something else, and stays as it is.
func TestOtherPathsStay(t *testing.T) {
	host := NewHostPaths("/src/app", "/root", "a/b")
	for _, text := range []string{
		"${PWD}/src/app/main.go", "$(pwd)/src/app/x", "~/src/app/x", "'@/src/app/x'", "http://[::1]/src/app/x", "https://h.example/src/app/x", "**/src/app/**",
		"build/src/app/src/app/main.go", "/src/app@2/x", "/src/app+old", "/src/app~", "/src/appé", "/src/application", `tree.xpath("/root/child")`, `f"{base}/root/item"`, "x a/b/c",
	} {
		assert.Equal(t, text, host.Hide(text))
	}
	for in, want := range map[string]string{
		"file:///src/app/x": "x", "cc -I/src/app/inc": "cc -Iinc", "/src/app//x": "x", "(/src/app)": "(.)", "in /src/app.": "in .", "/src/app/.env": ".env", `"/src/app/"`: `"./"`,
	} {
		got := host.Hide(in)
		assert.Equal(t, want, got)
		assert.Equal(t, got, host.Hide(got))
	}
}

// What is hidden stays hidden, and nothing more goes when a text is looked at again.
func FuzzHideHostPaths(f *testing.F) {
	host := NewHostPaths("/srv/x")
	f.Add("/home/a/b/c")
	f.Add("/srv/x/y in /srv/x.")
	f.Fuzz(func(t *testing.T, in string) {
		hidden := host.HideHomes(in, nowhere)
		require.Equal(t, hidden, host.HideHomes(hidden, nowhere))
	})
}
