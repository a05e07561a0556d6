package main

import (
	"bytes"
	"errors"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/codeworm/codeworm"
	"github.com/codeworm/codeworm/codewormtest"
	"github.com/codeworm/codeworm/page"
)

func TestSink(t *testing.T) {
	codewormtest.TestDevlogSink(t, func(t *testing.T) codeworm.DevlogSink { return newWorld(t) })
}

// A person reads what was published, at the address that the publication says.
func TestSinkIsReadByPeople(t *testing.T) {
	w := newWorld(t)
	p := pageOf(0, "f1")
	pub, err := w.Publish(t.Context(), p)
	require.NoError(t, err)
	assert.Equal(t, w.at+"/"+p.Path, pub.Location)
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, pub.Location, http.NoBody)
	require.NoError(t, err)
	resp, err := w.client.Do(req)
	require.NoError(t, err)
	defer func() { require.NoError(t, resp.Body.Close()) }()
	var text bytes.Buffer
	_, err = text.ReadFrom(resp.Body)
	require.NoError(t, err)
	assert.Equal(t, http.StatusOK, resp.StatusCode)
	assert.Equal(t, pub.Revision, resp.Header.Get("ETag"))
	assert.Contains(t, text.String(), p.Summary)
	assert.False(t, page.Edited(text.Bytes()))
	assert.True(t, page.Sealed(text.Bytes()))
}

// What somebody wrote is beside the page, once, and every later version says where.
func TestSinkKeepsEdits(t *testing.T) {
	for name, change := range map[string]func(string) string{
		"a note":              func(s string) string { return strings.Replace(s, "\n\n---", "\n\nMine.\n\n---", 1) },
		"below the comment":   func(s string) string { return s + "\nMine.\n" },
		"a text of one's own": func(string) string { return "# Mine.\n" },
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			at := pageOf(0, "f1").Path
			w.publish(t, pageOf(0, "f1"))
			edited := change(w.served(t, at))
			w.Edit(t, at, edited)
			beside := strings.TrimSuffix(at, ".md") + ".edited.md"
			link := "](" + beside[strings.LastIndex(beside, "/")+1:] + ")"
			for _, fingerprint := range []string{"f2", "f3"} {
				assert.True(t, w.publish(t, pageOf(0, fingerprint)))
				assert.Equal(t, edited, w.served(t, beside))
				assert.Equal(t, 1, strings.Count(w.served(t, at), link))
				assert.False(t, page.Edited([]byte(w.served(t, at))))
			}
			assert.Equal(t, 1, w.versions(t, beside))

			// Another edit is kept beside that, and both when the page is taken back.
			again := strings.Replace(w.served(t, at), "\n\n---", "\n\nMore.\n\n---", 1)
			w.Edit(t, at, again)
			_, err := w.Retire(t.Context(), pageOf(0, "").Key)
			require.NoError(t, err)
			assert.Equal(t, http.StatusGone, w.person(t, http.MethodGet, at, "", "").Code)
			assert.Equal(t, edited, w.served(t, beside))
			assert.Equal(t, again, w.served(t, strings.TrimSuffix(at, ".md")+".edited-2.md"))
		})
	}
}

// A person who edits between the look and the PUT is not overwritten.
func TestSinkMeetsAnEdit(t *testing.T) {
	w := newWorld(t)
	at := pageOf(0, "f1").Path
	w.publish(t, pageOf(0, "f1"))
	edited := strings.Replace(w.served(t, at), "\n\n---", "\n\nMine.\n\n---", 1)
	met := false
	w.faults(func(_ http.ResponseWriter, r *http.Request) bool {
		if r.Method == http.MethodPut && !met {
			met = true
			w.Edit(t, at, edited)
		}
		return false
	}, nil)
	assert.True(t, w.publish(t, pageOf(0, "f2")))
	assert.True(t, met)
	assert.Equal(t, edited, w.served(t, strings.TrimSuffix(at, ".md")+".edited.md"))
	assert.Contains(t, w.served(t, at), "State f2.")

	// One who does nothing else keeps this page out, and no other.
	n := 0
	w.faults(func(_ http.ResponseWriter, r *http.Request) bool {
		if r.Method == http.MethodPut && strings.HasSuffix(r.URL.Path, at) {
			n++
			w.Edit(t, at, edited+strings.Repeat("x\n", n))
		}
		return false
	}, nil)
	_, err := w.Publish(t.Context(), pageOf(0, "f3"))
	require.ErrorIs(t, err, codeworm.ErrPageBlocked)
	require.NotErrorIs(t, err, codeworm.ErrSinkUnready)
	require.ErrorContains(t, err, at+": PUT: HTTP 412 Precondition Failed: others write the page all the time")
	assert.True(t, w.publish(t, pageOf(1, "f1")))
}

// A page moves with its file: it says where it was, a note that links to it stands there, and links to neither outlive it.
func TestSinkMovesPages(t *testing.T) {
	w := newWorld(t)
	old, moved := pageOf(0, "f1"), codewormtest.SinkKeys(2)[1]
	w.publish(t, old)
	there := codewormtest.Page(moved, "f2", func(m *page.Meta) { m.Earlier = page.Earlier{Key: old.Key, SourceCommit: "abc"} })
	w.publish(t, there)
	note := codewormtest.Page(old.Key, "moved", func(m *page.Meta) { m.MovedTo = moved })
	note.Markdown = bytes.Replace(note.Markdown, []byte("State "), []byte("It is [there]("+page.LinkTo(old.Path, there.Path)+").\n\nState "), 1)
	assert.True(t, w.publish(t, note))
	assert.False(t, w.publish(t, note))
	assert.Contains(t, w.served(t, old.Path), "[there]("+page.LinkTo(old.Path, there.Path)+")")

	found, _, err := w.Find(t.Context(), moved)
	require.NoError(t, err)
	assert.Equal(t, old.Key, found.Earlier.Key, "known to a daemon without its state")
	found, _, err = w.Find(t.Context(), old.Key)
	require.NoError(t, err)
	assert.Equal(t, moved, found.MovedTo)
	_, err = w.Retire(t.Context(), moved)
	require.NoError(t, err)
	assert.Contains(t, w.served(t, old.Path), "It is there.")
	assert.False(t, page.Edited([]byte(w.served(t, old.Path))))
}

// Pages that a person removed stay away, those of a wiki that was made anew are lost, and either is noticed.
func TestSinkMissesPages(t *testing.T) {
	w := newWorld(t)
	var keys []page.Key
	for i := range 4 {
		w.publish(t, pageOf(i, "f1"))
		keys = append(keys, pageOf(i, "").Key)
	}
	first, err := w.Losses(t.Context())
	require.NoError(t, err)
	_, err = w.Retire(t.Context(), keys[3])
	require.NoError(t, err)
	again, err := w.Losses(t.Context())
	require.NoError(t, err)
	assert.Equal(t, first, again, "what is retired is no loss")

	at := keys[0].PagePath()
	a := w.person(t, http.MethodGet, at, "", "")
	assert.Equal(t, http.StatusNoContent, w.person(t, http.MethodDelete, at, a.Header().Get("ETag"), "").Code)
	require.NoError(t, w.wiki.root.RemoveAll(keys[1].PagePath()))
	require.NoError(t, w.wiki.Close())
	w.wiki, err = NewServer(w.dir, token)
	require.NoError(t, err)
	lost, removed, err := w.Missing(t.Context(), keys[:3])
	require.NoError(t, err)
	assert.Equal(t, keys[1:2], lost)
	assert.Equal(t, keys[:1], removed)

	require.NoError(t, os.RemoveAll(w.dir))
	require.NoError(t, os.MkdirAll(w.dir, 0o755))
	require.NoError(t, w.wiki.Close())
	w.wiki, err = NewServer(w.dir, token)
	require.NoError(t, err)
	losses, err := w.Losses(t.Context())
	require.NoError(t, err)
	assert.NotEqual(t, first, losses)
	lost, removed, err = w.Missing(t.Context(), keys)
	require.NoError(t, err)
	assert.Equal(t, keys, lost)
	assert.Empty(t, removed)
}

// Long lists come in parts, and one without an end is an error.
func TestSinkListsInParts(t *testing.T) {
	w := newWorld(t)
	for i := range 7 {
		w.publish(t, pageOf(i, "f1"))
	}
	var paths []string
	for after := ""; ; {
		l, err := w.list(t.Context(), "", after, 3)
		require.NoError(t, err)
		require.LessOrEqual(t, len(l.Pages), 3)
		paths = append(paths, l.Pages...)
		if after = l.Next; after == "" {
			break
		}
	}
	assert.Equal(t, w.wiki.latest(), paths)
	assert.Len(t, paths, 7)
	w.faults(func(rw http.ResponseWriter, _ *http.Request) bool {
		_, _ = rw.Write([]byte(`{"pages":[],"next":"a"}`))
		return true
	}, nil)
	_, err := w.Keys(t.Context())
	require.ErrorContains(t, err, "has no end")
	require.ErrorIs(t, err, codeworm.ErrSinkUnready)
}

// Requests and answers are lost at random. Whatever Publish says is true, every page gets there, and none twice.
func TestSinkOnABadNetwork(t *testing.T) {
	w := newWorld(t, func(c *Config) { c.Tries = 3 })
	random := rand.New(rand.NewPCG(1, 2))
	lose := func() bool {
		w.mu.Lock()
		defer w.mu.Unlock()
		return random.IntN(3) == 0
	}
	bad := func() func() {
		return w.faults(
			func(rw http.ResponseWriter, _ *http.Request) bool { return lose() && hangUp(rw) },
			func(rw http.ResponseWriter, _ *http.Request, _ *httptest.ResponseRecorder) bool {
				return lose() && hangUp(rw)
			})
	}
	const pages = 40
	failed, unsettled := 0, 0
	for i := range pages {
		p := pageOf(i, "f1")
		for tries := 0; ; tries++ {
			require.Less(t, tries, 100)
			mend := bad()
			_, err := w.Publish(t.Context(), p)
			mend()
			meta, _, findErr := w.Find(t.Context(), p.Key)
			require.NoError(t, findErr)
			if err == nil {
				require.NotNil(t, meta, "it says that the page is there")
				break
			}
			require.ErrorIs(t, err, codeworm.ErrSinkUnready)
			failed++
			if errors.Is(err, codeworm.ErrUnsettled) {
				unsettled++
				break // whether it is there is found out below
			}
			require.Nil(t, meta, "it says that nothing is there: %v", err)
		}
		w.publish(t, p)
		assert.Equal(t, 1, w.versions(t, p.Path), "%s was published once", p.Path)
	}
	assert.Len(t, w.wiki.latest(), pages)
	assert.Positive(t, failed)
	assert.Positive(t, unsettled)
	t.Logf("%d pages: %d failures, of which %d did not know", pages, failed, unsettled)
}
