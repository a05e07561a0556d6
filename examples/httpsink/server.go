package main

import (
	"cmp"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"html/template"
	"io"
	"io/fs"
	"maps"
	"net/http"
	"os"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
)

// pagesAt is the address of the pages below a server's own.
const pagesAt = "/pages/"

// Server is a small wiki with the interface that README.md describes. It keeps every version of every page in a folder:
// one file a version, PATH/00000001-KEY.md, or .gone where the page was removed. One process serves a folder.
type Server struct {
	root  *os.Root
	token string // that writers have to show; "" when they need none

	mu    sync.RWMutex
	pages map[string]version // the latest of each page
}

// version is a version of a page, as the name of its file tells it.
type version struct {
	number int
	key    string // a hash of the Idempotency-Key that it was written with
	gone   bool
}

// maxServed is how long a page may be, in bytes.
const maxServed = 4 << 20

var (
	versionFile = regexp.MustCompile(`^([0-9]{8})-([0-9a-f]{16})\.(md|gone)$`)
	pagePath    = regexp.MustCompile(`^([A-Za-z0-9][A-Za-z0-9._-]*/)*[A-Za-z0-9][A-Za-z0-9._-]*\.md$`)
)

// NewServer opens the folder, which has to be there, and looks which pages are in it.
func NewServer(dir, token string) (*Server, error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, err
	}
	s := &Server{root: root, token: token, pages: map[string]version{}}
	err = fs.WalkDir(root.FS(), ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		m := versionFile.FindStringSubmatch(d.Name())
		if m == nil || !d.Type().IsRegular() {
			return nil // a temporary file that a crash left, or somebody else's
		}
		n, _ := strconv.Atoi(m[1])
		if at := path.Dir(name); n > s.pages[at].number {
			s.pages[at] = version{n, m[2], m[3] == "gone"}
		}
		return nil
	})
	if err != nil {
		return nil, errors.Join(err, root.Close())
	}
	return s, nil
}

// Close gives the folder back.
func (s *Server) Close() error { return s.root.Close() }

// etag names a version. Numbers of a page are never given twice, so that a late request cannot meet a later version of the same text.
func (v version) etag() string { return fmt.Sprintf(`"%d"`, v.number) }

func (v version) there() bool { return v.number > 0 && !v.gone }

func (v version) file(at string) string {
	return path.Join(at, fmt.Sprintf("%08d-%s.%s", v.number, v.key, map[bool]string{false: "md", true: "gone"}[v.gone]))
}

// ServeHTTP implements http.Handler.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	at, isPage := strings.CutPrefix(r.URL.Path, pagesAt)
	reads := r.Method == http.MethodGet || r.Method == http.MethodHead
	switch {
	case r.URL.Path == "/" && reads:
		s.home(w)
	case !isPage || at != "" && !pagePath.MatchString(at):
		http.Error(w, "there is no such page", http.StatusNotFound)
	case (at == "" || !reads) && !s.known(r):
		w.Header().Set("WWW-Authenticate", "Bearer")
		http.Error(w, "show a token that this wiki knows", http.StatusUnauthorized)
	case at == "" && r.Method == http.MethodGet:
		s.list(w, r)
	case reads:
		s.get(w, at)
	case r.Method == http.MethodPut && tooLong(at):
		http.Error(w, fmt.Sprintf("the address of a page may have %d bytes, and %d between two slashes", maxAddress, maxName), http.StatusRequestURITooLong)
	case at != "" && (r.Method == http.MethodPut || r.Method == http.MethodDelete):
		s.write(w, r, at)
	default:
		w.Header().Set("Allow", "GET, HEAD, PUT, DELETE")
		http.Error(w, "a page can be read, put and deleted", http.StatusMethodNotAllowed)
	}
}

// Bounds of a page's path in bytes, which every disk can keep.
const (
	maxAddress = 2048
	maxName    = 255
)

func tooLong(at string) bool {
	return len(at) > maxAddress || slices.ContainsFunc(strings.Split(at, "/"), func(name string) bool { return len(name) > maxName })
}

func (s *Server) known(r *http.Request) bool {
	return s.token == "" || subtle.ConstantTimeCompare([]byte(r.Header.Get("Authorization")), []byte("Bearer "+s.token)) == 1
}

// latest is the paths of the pages that are there, sorted.
func (s *Server) latest() []string {
	s.mu.RLock()
	defer s.mu.RUnlock()
	var paths []string
	for at, v := range maps.All(s.pages) {
		if v.there() {
			paths = append(paths, at)
		}
	}
	slices.Sort(paths)
	return paths
}

var homeTemplate = template.Must(template.New("").Parse("<!doctype html><title>Pages</title><ul>{{range .}}\n<li><a href=\"/pages/{{.}}\">{{.}}</a>{{end}}\n</ul>\n"))

// home lists the pages for people.
func (s *Server) home(w http.ResponseWriter) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	_ = homeTemplate.Execute(w, s.latest()) // who asked has gone
}

// listing is a part of the list of pages.
type listing struct {
	Pages []string `json:"pages"`
	Next  string   `json:"next,omitempty"` // what to ask "after" for the next part; "" at the end
}

// maxListed is how many pages are listed at a time.
const maxListed = 1000

// list gives the pages whose paths begin with the prefix, in parts.
func (s *Server) list(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	limit, _ := strconv.Atoi(q.Get("limit"))
	if limit < 1 || limit > maxListed {
		limit = maxListed
	}
	l := listing{Pages: []string{}}
	for _, at := range s.latest() {
		if at <= q.Get("after") || !strings.HasPrefix(at, q.Get("prefix")) {
			continue
		}
		if len(l.Pages) == limit {
			l.Next = l.Pages[limit-1]
			break
		}
		l.Pages = append(l.Pages, at)
	}
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(l) // who asked has gone
}

// get gives the latest version: 410 where the page was removed, 404 where there never was one.
func (s *Server) get(w http.ResponseWriter, at string) {
	s.mu.RLock()
	v := s.pages[at]
	s.mu.RUnlock()
	switch {
	case v.gone:
		http.Error(w, "the page was removed", http.StatusGone)
		return
	case v.number == 0:
		http.Error(w, "there is no such page", http.StatusNotFound)
		return
	}
	text, err := s.root.ReadFile(v.file(at))
	if err != nil {
		http.Error(w, "the page cannot be read: see the server's disk", http.StatusInternalServerError)
		return
	}
	h := w.Header()
	h.Set("ETag", v.etag())
	h.Set("Content-Type", "text/plain; charset=utf-8") // Markdown, for people's browsers too
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Content-Length", strconv.Itoa(len(text)))
	_, _ = w.Write(text) // who asked has gone; net/http leaves it out for HEAD
}

// write puts or removes a page, when the latest version is the one that the writer knows.
func (s *Server) write(w http.ResponseWriter, r *http.Request, at string) {
	match, none := r.Header.Get("If-Match"), r.Header.Get("If-None-Match")
	if (match == "") == (none == "") || none != "" && none != "*" {
		http.Error(w, "say which version is replaced: If-Match, or If-None-Match: *", http.StatusPreconditionRequired)
		return
	}
	text, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxServed))
	if _, tooLarge := errors.AsType[*http.MaxBytesError](err); tooLarge {
		http.Error(w, fmt.Sprintf("a page may have %d bytes", maxServed), http.StatusRequestEntityTooLarge)
		return
	} else if err != nil {
		http.Error(w, "the page broke off", http.StatusBadRequest)
		return
	}
	sum := sha256.Sum256([]byte(cmp.Or(r.Header.Get("Idempotency-Key"), "none")))
	next := version{key: hex.EncodeToString(sum[:8]), gone: r.Method == http.MethodDelete}
	s.mu.Lock()
	defer s.mu.Unlock()
	held := s.pages[at]
	next.number = held.number + 1
	again := r.Header.Get("Idempotency-Key") != "" && held.key == next.key && held.gone == next.gone && held.number > 0
	switch {
	case again: // its answer was lost
		next = held
	case none != "" && held.there(), match != "" && (!held.there() || held.etag() != match):
		http.Error(w, "the page is another one by now", http.StatusPreconditionFailed)
		return
	default:
		if err := s.keep(next.file(at), text); err != nil {
			http.Error(w, "the page cannot be written: "+err.Error(), http.StatusInsufficientStorage)
			return
		}
		s.pages[at] = next
	}
	w.Header().Set("ETag", next.etag())
	w.WriteHeader(map[bool]int{true: http.StatusCreated, false: http.StatusNoContent}[none != ""])
}

// keep writes a file whole or not at all, so that it survives the process.
func (s *Server) keep(name string, text []byte) error {
	if err := s.root.MkdirAll(path.Dir(name), 0o755); err != nil {
		return err
	}
	f, err := s.root.Create(name + ".tmp")
	if err != nil {
		return err
	}
	_, err = f.Write(text)
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return errors.Join(err, s.root.Remove(name+".tmp"))
	}
	return s.root.Rename(name+".tmp", name)
}
