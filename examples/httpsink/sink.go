package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/codeworm/codeworm"
	"github.com/codeworm/codeworm/page"
)

// tokenVariable is where the program gets the wiki's token from.
const tokenVariable = "CODEWORM_WIKI_TOKEN"

// Config says where a wiki is, and how patient its sink is. Of what is zero the default counts.
type Config struct {
	Base    string        // the address of the pages, "https://wiki.example.org/pages"
	Token   string        // is sent as a bearer token, to that address alone; "" for none
	Timeout time.Duration // of one request; 30 s
	Tries   int           // how often a request is sent that fails in passing; 4
	Pause   time.Duration // before the second try, doubled before each further one; 500 ms
	MaxWait time.Duration // how long it is waited before a try, also when the wiki asks for more; 10 s
}

// Sink is a sink that puts pages to a wiki over HTTP, whose contract README.md describes. Several may write to one wiki: each change says which
// version it replaces.
type Sink struct {
	config Config
	client *http.Client

	// Pages are published in any number at a time; one is retired alone, so that none gets a link to it meanwhile.
	retiring sync.RWMutex

	mu     sync.Mutex
	known  string // the path of a page that the wiki held
	losses int    // how often such a page was gone
}

var (
	_ codeworm.DevlogSink    = (*Sink)(nil)
	_ codeworm.SinkPreparer  = (*Sink)(nil)
	_ codeworm.PageFinder    = (*Sink)(nil)
	_ codeworm.PageLister    = (*Sink)(nil)
	_ codeworm.PageWatcher   = (*Sink)(nil)
	_ codeworm.PageRetirer   = (*Sink)(nil)
	_ codeworm.PageLinker    = (*Sink)(nil)
	_ codeworm.SinkDescriber = (*Sink)(nil)
)

// NewSink returns the sink of a wiki. It asks nothing yet.
func NewSink(config Config) (*Sink, error) {
	base, err := url.Parse(config.Base)
	switch {
	case err != nil || base.Host == "" || base.Scheme != "http" && base.Scheme != "https" || base.RawQuery != "" || base.Fragment != "":
		return nil, errors.New("wiki: the address of its pages has to be like https://wiki.example.org/pages")
	case base.User != nil:
		return nil, fmt.Errorf("wiki: the address of its pages must not have credentials in it, which would be told in logs; set %s", tokenVariable)
	case config.Token != "" && base.Scheme == "http" && !local(base.Hostname()):
		return nil, fmt.Errorf("wiki %s: the token would be sent so that everybody on the way can read it; use https", config.Base)
	}
	config.Base = strings.TrimRight(config.Base, "/")
	config.Timeout = cmp.Or(config.Timeout, 30*time.Second)
	config.Tries = cmp.Or(config.Tries, 4)
	config.Pause = cmp.Or(config.Pause, 500*time.Millisecond)
	config.MaxWait = cmp.Or(config.MaxWait, 10*time.Second)
	return &Sink{config: config, client: &http.Client{
		// Compression would weaken the ETags.
		Transport: &http.Transport{Proxy: http.ProxyFromEnvironment, DisableCompression: true, ForceAttemptHTTP2: true, MaxIdleConnsPerHost: 8, IdleConnTimeout: time.Minute},
		// A redirect would turn a PUT into a GET, or carry page and token to somebody else.
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}, nil
}

// local reports whether a host is this machine.
func local(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// Close ends the connections.
func (s *Sink) Close() { s.client.CloseIdleConnections() }

// Describe implements codeworm.SinkDescriber.
func (s *Sink) Describe() string { return "wiki " + s.config.Base }

// Prepare asks whether the wiki is there and knows the token. It implements codeworm.SinkPreparer.
func (s *Sink) Prepare(ctx context.Context) error {
	_, err := s.list(ctx, "", "", 1)
	return err
}

// rounds is how often a page is looked at again that others change meanwhile.
const rounds = 5

// Publish implements codeworm.DevlogSink.
func (s *Sink) Publish(ctx context.Context, p page.Page) (codeworm.Publication, error) {
	if meta, err := page.ParseMeta(p.Markdown); err != nil || meta.Key != p.Key || p.Path != p.Key.PagePath() {
		return codeworm.Publication{}, fmt.Errorf("%s: page of %s: its path has to be %q and is %q, and its text has to end in its comment", s.Describe(), p.Key, p.Key.PagePath(), p.Path)
	}
	s.retiring.RLock()
	defer s.retiring.RUnlock()
	text, err := s.trueLinks(ctx, p.Path, p.Markdown)
	if err != nil {
		return codeworm.Publication{}, err
	}
	for range rounds {
		held, err := s.look(ctx, p.Path)
		if err != nil {
			return codeworm.Publication{}, err
		}
		meta, ours := metaOf(p.Path, held)
		if ours && !p.Replaces(meta) {
			pub := s.publication(p.Path, held.etag)
			pub.Unchanged = true
			return pub, nil
		}
		kept, err := s.keepEdits(ctx, p.Path, held)
		if err != nil {
			return codeworm.Publication{}, err
		}
		r := request{method: http.MethodPut, at: p.Path, text: page.Seal(page.Keep(text, kept)), match: held.etag}
		etag, err := s.change(ctx, r)
		if errors.Is(err, errConflict) {
			continue
		} else if err != nil {
			return codeworm.Publication{}, err
		}
		s.remember(p.Path)
		return s.publication(p.Path, etag), nil
	}
	return codeworm.Publication{}, s.contended(http.MethodPut, p.Path)
}

// contended is the error of a page that others change all the time.
func (s *Sink) contended(method, at string) error {
	return s.refused(request{method: method, at: at}, answer{status: http.StatusPreconditionFailed})
}

func (s *Sink) publication(at, etag string) codeworm.Publication {
	return codeworm.Publication{Path: at, Revision: etag, Location: s.url(request{at: at})}
}

// metaOf is what the page at a path says about itself; false where there is none, or another one.
func metaOf(at string, held answer) (page.Meta, bool) {
	if !held.done() {
		return page.Meta{}, false
	}
	meta, err := page.ParseMeta(held.text)
	return meta, err == nil && meta.Key.PagePath() == at
}

// Find implements codeworm.PageFinder.
func (s *Sink) Find(ctx context.Context, key page.Key) (*page.Meta, *codeworm.Publication, error) {
	at := key.PagePath()
	held, err := s.look(ctx, at)
	if err != nil {
		return nil, nil, err
	}
	meta, ok := metaOf(at, held)
	if !ok {
		return nil, nil, nil
	}
	pub := s.publication(at, held.etag)
	return &meta, &pub, nil
}

// Retire implements codeworm.PageRetirer. The wiki keeps the page's versions.
func (s *Sink) Retire(ctx context.Context, key page.Key) (codeworm.Publication, error) {
	s.retiring.Lock()
	defer s.retiring.Unlock()
	at := key.PagePath()
	for range rounds {
		held, err := s.look(ctx, at)
		if err != nil {
			return codeworm.Publication{}, err
		}
		if _, ours := metaOf(at, held); !ours {
			pub := s.publication(at, "")
			pub.Unchanged = true
			return pub, nil
		}
		if _, err := s.keepEdits(ctx, at, held); err != nil {
			return codeworm.Publication{}, err
		}
		if err := s.unlink(ctx, at); err != nil {
			return codeworm.Publication{}, err
		}
		s.forget(at)
		etag, err := s.change(ctx, request{method: http.MethodDelete, at: at, match: held.etag})
		if errors.Is(err, errConflict) {
			continue
		} else if err != nil {
			return codeworm.Publication{}, err
		}
		return s.publication(at, etag), nil
	}
	return codeworm.Publication{}, s.contended(http.MethodDelete, at)
}

// maxCopies is how many edited versions of a page are kept beside it at a time.
const maxCopies = 100

// keepEdits returns what the next version of a page keeps of the held one: what that keeps, and where a copy of it is if somebody edited it. The
// copy is beside the page, because not every wiki lets its history be read.
func (s *Sink) keepEdits(ctx context.Context, at string, held answer) (string, error) {
	if !held.done() {
		return "", nil
	}
	kept := page.Kept(held.text)
	if _, ours := metaOf(at, held); ours && !page.Edited(held.text) {
		return kept, nil
	}
	stem := strings.TrimSuffix(at, ".md")
	for n := 1; n <= maxCopies; n++ {
		copied := stem + ".edited.md"
		if n > 1 {
			copied = fmt.Sprintf("%s.edited-%d.md", stem, n)
		}
		_, err := s.change(ctx, request{method: http.MethodPut, at: copied, text: held.text})
		if errors.Is(err, errConflict) {
			there, err := s.look(ctx, copied)
			if err != nil {
				return "", err
			}
			if !there.done() || string(there.text) != string(held.text) {
				continue
			}
		} else if err != nil {
			return "", err
		}
		note := fmt.Sprintf("- [A version that somebody had edited](%s)", copied[strings.LastIndex(copied, "/")+1:])
		if strings.Contains(kept, note) {
			return kept, nil
		}
		return strings.TrimSpace(kept + "\n" + note), nil
	}
	e := s.refused(request{method: http.MethodPut, at: at}, answer{status: http.StatusConflict})
	e.Cause, e.Next = fmt.Sprintf("there are %d edited versions beside it", maxCopies), "remove some"
	return "", e
}
