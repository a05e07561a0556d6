package redact

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestHideHostPaths(t *testing.T) {
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
		got := HideHostPaths(c.in, "/home/mia/dev/app", "/home/mia/", "/srv/data")
		assert.Equal(t, c.want, got, c.in)
		assert.Equal(t, got, HideHostPaths(got, "/home/mia/dev/app", "/srv/data"))
	}
}

// What is hidden stays hidden, and nothing more goes when a text is looked at again.
func FuzzHideHostPaths(f *testing.F) {
	f.Add("/home/a/b/c")
	f.Add("/srv/x/y in /srv/x.")
	f.Fuzz(func(t *testing.T, in string) {
		hidden := HideHostPaths(in, "/srv/x")
		require.Equal(t, hidden, HideHostPaths(hidden, "/srv/x"))
	})
}
