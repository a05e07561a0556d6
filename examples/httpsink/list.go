package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/codeworm/codeworm/page"
)

// list asks for a part of the list of pages.
func (s *Sink) list(ctx context.Context, prefix, after string, limit int) (l listing, err error) {
	r := request{method: http.MethodGet, query: url.Values{"limit": {strconv.Itoa(limit)}}}
	for name, value := range map[string]string{"prefix": prefix, "after": after} {
		if value != "" {
			r.query.Set(name, value)
		}
	}
	a, err := s.ask(ctx, r)
	if err != nil {
		return l, err
	}
	if err := json.Unmarshal(a.text, &l); err != nil || l.Pages == nil {
		e := s.noAnswer(r, "the answer is no list of pages: "+string(a.text[:min(len(a.text), maxSaid)]))
		e.Next = "check the address of the wiki's pages"
		return l, e
	}
	return l, nil
}

// Bounds of the list of pages, which a wiki may make without end.
const (
	maxParts = 10_000
	maxPaths = 256 << 20 // bytes of all paths
)

// paths are those of all pages with a prefix that can be of this sink: what else is listed is somebody else's, and might lead
// out of the address of the pages.
func (s *Sink) paths(ctx context.Context, prefix string) ([]string, error) {
	var paths []string
	after, size := "", 0
	for range maxParts {
		l, err := s.list(ctx, prefix, after, maxListed)
		if err != nil {
			return nil, err
		}
		for _, at := range l.Pages {
			if size += len(at); strings.HasPrefix(at, prefix) && pagePath.MatchString(at) {
				paths = append(paths, at)
			}
		}
		switch {
		case l.Next == "":
			slices.Sort(paths)
			return slices.Compact(paths), nil
		case l.Next <= after:
			return nil, s.noAnswer(request{method: http.MethodGet}, fmt.Sprintf("the list of pages has no end: after %q comes %q", after, l.Next))
		case size > maxPaths:
			return nil, s.noAnswer(request{method: http.MethodGet}, fmt.Sprintf("the list of pages has no end: %d bytes of paths came", size))
		}
		after = l.Next
	}
	return nil, s.noAnswer(request{method: http.MethodGet}, fmt.Sprintf("the list of pages has no end: %d parts came", maxParts))
}

// Keys reads every page, because only the page says its key. It implements codeworm.PageLister; a daemon asks Missing instead.
func (s *Sink) Keys(ctx context.Context) ([]page.Key, error) {
	paths, err := s.paths(ctx, "")
	if err != nil {
		return nil, err
	}
	keys := []page.Key{}
	for _, at := range paths {
		held, err := s.look(ctx, at)
		if err != nil {
			return nil, err
		}
		if meta, ok := metaOf(at, held); ok {
			keys = append(keys, meta.Key)
		}
	}
	return keys, nil
}

// maxRemovals is how many missing pages are looked at one by one. When there are more, nobody removed them so.
const maxRemovals = 1000

// Missing implements codeworm.PageWatcher. A page was removed where the wiki says 410, and is lost where it says 404.
func (s *Sink) Missing(ctx context.Context, keys []page.Key) (lost, removed []page.Key, err error) {
	paths, err := s.paths(ctx, "")
	if err != nil {
		return nil, nil, err
	}
	held := make(map[string]bool, len(paths))
	for _, at := range paths {
		held[at] = true
	}
	for _, key := range keys {
		if at := key.PagePath(); held[at] {
			s.remember(at)
		} else {
			lost = append(lost, key)
		}
	}
	if len(lost) > maxRemovals {
		return lost, nil, nil
	}
	missing := lost
	lost = nil
	for _, key := range missing {
		a, err := s.ask(ctx, request{method: http.MethodHead, at: key.PagePath()})
		switch {
		case err != nil:
			return nil, nil, err
		case a.is(http.StatusGone):
			removed = append(removed, key)
		case a.absent():
			lost = append(lost, key)
		}
	}
	return lost, removed, nil
}

// Losses implements codeworm.PageWatcher. It looks at one page that the wiki held, which costs one request, and so notices a wiki that was
// emptied or made anew; not single pages.
func (s *Sink) Losses(ctx context.Context) (string, error) {
	s.mu.Lock()
	known := s.known
	s.mu.Unlock()
	if known != "" {
		a, err := s.ask(ctx, request{method: http.MethodHead, at: known})
		if err != nil {
			return "", err
		}
		s.mu.Lock()
		if a.absent() && s.known == known { // it was not retired meanwhile
			s.known = ""
			s.losses++
		}
		s.mu.Unlock()
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return strconv.Itoa(s.losses), nil
}

// remember notes a page that the wiki holds.
func (s *Sink) remember(at string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.known = at
}

// forget is told of a page that is taken back.
func (s *Sink) forget(at string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.known == at {
		s.known = ""
	}
}

// folder is the first folder of a path: that of its repository.
func folder(at string) string {
	first, _, _ := strings.Cut(at, "/")
	return first + "/"
}
