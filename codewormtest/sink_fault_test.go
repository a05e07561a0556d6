package codewormtest

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/codeworm/codeworm"
	"github.com/codeworm/codeworm/page"
)

const sinkFaultEnv = "CODEWORMTEST_SINK_FAULT"

// TestSinkFaults shows that the suite for sinks finds what it is there to find:
// it is run, in a process of its own, on a sink with one fault, and has to fail.
func TestSinkFaults(t *testing.T) {
	if name := os.Getenv(sinkFaultEnv); name != "" {
		TestDevlogSink(t, func(t *testing.T) codeworm.DevlogSink {
			s := &faultySink{Sink: NewSink(), dir: t.TempDir(), written: map[string]string{}}
			if spoil := sinkFaults[name]; spoil != nil { // "none" has none
				spoil(s)
			}
			return s
		})
		return
	}
	require.Greater(t, len(sinkFaults), 20)
	binary, err := os.Executable()
	require.NoError(t, err)
	run := func(t *testing.T, name string) (string, error) {
		cmd := exec.CommandContext(t.Context(), binary, "-test.run=^TestSinkFaults$", "-test.failfast")
		temp := t.TempDir()
		cmd.Env = append(os.Environ(), sinkFaultEnv+"="+name, "TMPDIR="+temp, "GOTMPDIR=")
		out, err := cmd.CombinedOutput()
		left, readErr := os.ReadDir(temp)
		require.NoError(t, readErr)
		assert.Empty(t, left, "nothing stays behind, whatever a sink does")
		return string(out), err
	}
	out, err := run(t, "none")
	require.NoError(t, err, "without a fault it passes: %s", out)
	for _, name := range slices.Sorted(maps.Keys(sinkFaults)) {
		t.Run(name, func(t *testing.T) {
			out, err := run(t, name)
			var failed *exec.ExitError
			require.ErrorAs(t, err, &failed, "the suite passes: %s", out)
			assert.Contains(t, out, "--- FAIL: TestSinkFaults/")
			assert.NotContains(t, out, "panic:")
		})
	}
}

// faultySink is a Sink that also writes files, with what is set done differently.
type faultySink struct {
	*Sink
	dir     string
	late    sync.Mutex
	texts   map[string][]byte
	publish func(ctx context.Context, p page.Page) (codeworm.Publication, error)
	find    func(ctx context.Context, key page.Key) (*page.Meta, *codeworm.Publication, error)
	retire  func(ctx context.Context, key page.Key) (codeworm.Publication, error)
	group   func(ctx context.Context, pages []page.Page) ([]codeworm.Publication, error)
	keys    func(ctx context.Context) ([]page.Key, error)
	prepare func(ctx context.Context) error
	push    func(ctx context.Context) error
	text    *string
	// What the sink wrote last, by file; nil where it does not care what a person writes.
	written map[string]string
	broken  func() error // fails everything once its network is broken
	answers bool         // are lost, not requests
	hides   bool         // does not say that it does not know
	linked  bool
}

func (s *faultySink) PublishGroup(ctx context.Context, pages []page.Page) ([]codeworm.Publication, error) {
	if s.group != nil {
		return s.group(ctx, pages)
	}
	pubs, err := s.Sink.PublishGroup(ctx, pages)
	for i := range pubs {
		pubs[i] = s.located(pubs[i])
		if !pubs[i].Unchanged {
			err = errors.Join(err, s.write(pubs[i].Location, pages[i].Markdown))
		}
	}
	return pubs, err
}

// Break implements SinkBreaker. The network is broken from the next Publish or Retire on.
func (s *faultySink) Break(_ *testing.T, answers bool) (mend func()) {
	lost := fmt.Errorf("%w: the network is away", codeworm.ErrSinkUnready)
	if answers && !s.hides {
		lost = fmt.Errorf("%w: %w", codeworm.ErrUnsettled, lost)
	}
	s.broken = func() error { return lost }
	s.answers = answers
	return func() { s.broken = nil }
}

// LinksPages implements codeworm.PageLinker, for the faults that are about links.
func (s *faultySink) LinksPages() bool { return s.linked }

func (s *faultySink) located(pub codeworm.Publication) codeworm.Publication {
	pub.Location = filepath.Join(s.dir, filepath.FromSlash(pub.Path))
	return pub
}

func (s *faultySink) right(ctx context.Context, p page.Page) (codeworm.Publication, error) {
	if s.broken != nil && !s.answers {
		return codeworm.Publication{}, s.broken()
	}
	name := s.located(codeworm.Publication{Path: p.Path}).Location
	s.late.Lock()
	text, readErr := os.ReadFile(name)
	edited := s.written != nil && readErr == nil && s.written[name] != string(text)
	s.late.Unlock()
	if edited && ctx.Err() == nil && p.Path == p.Key.PagePath() {
		return codeworm.Publication{}, codeworm.ErrPageBlocked
	}
	pub, err := s.Sink.Publish(ctx, p)
	if err != nil {
		return pub, err
	}
	pub = s.located(pub)
	if !pub.Unchanged {
		err = s.write(pub.Location, p.Markdown)
	}
	if s.broken != nil {
		err = s.broken()
	}
	return pub, err
}

func (s *faultySink) write(name string, text []byte) error {
	s.late.Lock()
	defer s.late.Unlock()
	if s.written != nil {
		s.written[name] = string(text)
	}
	return errors.Join(os.MkdirAll(filepath.Dir(name), 0o755), os.WriteFile(name, text, 0o644))
}

func (s *faultySink) Publish(ctx context.Context, p page.Page) (codeworm.Publication, error) {
	if s.publish != nil {
		return s.publish(ctx, p)
	}
	return s.right(ctx, p)
}

func (s *faultySink) Keys(ctx context.Context) ([]page.Key, error) {
	if s.keys != nil {
		return s.keys(ctx)
	}
	return s.Sink.Keys(ctx)
}

func (s *faultySink) Find(ctx context.Context, key page.Key) (*page.Meta, *codeworm.Publication, error) {
	if s.find != nil {
		return s.find(ctx, key)
	}
	meta, pub, err := s.Sink.Find(ctx, key)
	if pub != nil {
		*pub = s.located(*pub)
	}
	return meta, pub, err
}

func (s *faultySink) Retire(ctx context.Context, key page.Key) (codeworm.Publication, error) {
	if s.retire != nil {
		return s.retire(ctx, key)
	}
	if s.broken != nil && !s.answers {
		return codeworm.Publication{}, s.broken()
	}
	name := s.located(codeworm.Publication{Path: key.PagePath()}).Location
	s.late.Lock()
	text, readErr := os.ReadFile(name)
	edited := s.written != nil && readErr == nil && s.written[name] != string(text)
	s.late.Unlock()
	if edited {
		return codeworm.Publication{}, codeworm.ErrPageBlocked
	}
	pub, err := s.Sink.Retire(ctx, key)
	if err == nil {
		_ = os.Remove(name) // it may not be there
	}
	if err == nil && s.broken != nil {
		err = s.broken()
	}
	return pub, err
}

func (s *faultySink) Prepare(ctx context.Context) error {
	if s.prepare != nil {
		return s.prepare(ctx)
	}
	return s.Sink.Prepare(ctx)
}

func (s *faultySink) Push(ctx context.Context) error {
	if s.push != nil {
		return s.push(ctx)
	}
	return s.Sink.Push(ctx)
}

func (s *faultySink) Describe() string {
	if s.text != nil {
		return *s.text
	}
	return s.Sink.Describe()
}

// sinkFaults are sentences of the contract, broken one at a time.
var sinkFaults = map[string]func(s *faultySink){
	"publishes every time": func(s *faultySink) {
		s.publish = func(ctx context.Context, p page.Page) (codeworm.Publication, error) {
			pub, err := s.right(ctx, p)
			pub.Unchanged = false
			return pub, err
		}
	},
	"lists the last page only": func(s *faultySink) {
		s.keys = func(ctx context.Context) ([]page.Key, error) {
			keys, err := s.Sink.Keys(ctx)
			return keys[:min(1, len(keys))], err
		}
	},
	"lists what was retired": func(s *faultySink) {
		s.keys = func(context.Context) ([]page.Key, error) {
			held := map[page.Key]bool{}
			for _, p := range s.Log() {
				held[p.Key] = true
			}
			return slices.Collect(maps.Keys(held)), nil
		}
	},
	"keeps the first": func(s *faultySink) {
		s.publish = func(ctx context.Context, p page.Page) (codeworm.Publication, error) {
			if meta, pub, err := s.Find(ctx, p.Key); meta != nil {
				pub.Unchanged = true
				return *pub, err
			}
			return s.right(ctx, p)
		}
	},
	"says unchanged of what is new": func(s *faultySink) {
		s.publish = func(ctx context.Context, p page.Page) (codeworm.Publication, error) {
			pub, err := s.right(ctx, p)
			pub.Unchanged = true
			return pub, err
		}
	},
	"knows a page by its fingerprint alone": func(s *faultySink) {
		seen := map[string]bool{}
		s.publish = func(ctx context.Context, p page.Page) (codeworm.Publication, error) {
			pub, err := s.right(ctx, p)
			s.late.Lock()
			defer s.late.Unlock()
			pub.Unchanged = pub.Unchanged || seen[p.Fingerprint]
			seen[p.Fingerprint] = err == nil
			return pub, err
		}
	},
	"has no path": func(s *faultySink) {
		s.publish = func(ctx context.Context, p page.Page) (codeworm.Publication, error) {
			pub, err := s.right(ctx, p)
			pub.Path, pub.Location = "", ""
			return pub, err
		}
	},
	"moves a page when it is replaced": func(s *faultySink) {
		s.publish = func(ctx context.Context, p page.Page) (codeworm.Publication, error) {
			pub, err := s.right(ctx, p)
			pub.Path, pub.Location = p.Fingerprint+pub.Path, ""
			return pub, err
		}
	},
	"names pages by title": func(s *faultySink) {
		s.publish = func(ctx context.Context, p page.Page) (codeworm.Publication, error) {
			pub, err := s.right(ctx, p)
			pub.Path, pub.Location = p.Title+".md", ""
			return pub, err
		}
	},
	"calls it another revision each time": func(s *faultySink) {
		n := 0
		s.publish = func(ctx context.Context, p page.Page) (codeworm.Publication, error) {
			pub, err := s.right(ctx, p)
			s.late.Lock()
			defer s.late.Unlock()
			n++
			pub.Revision = strings.Repeat("x", n)
			return pub, err
		}
	},
	"writes later": func(s *faultySink) {
		s.publish = func(ctx context.Context, p page.Page) (codeworm.Publication, error) {
			pub, err := s.Sink.Publish(ctx, p)
			return s.located(pub), err
		}
	},
	"writes only the caller's bytes of later": func(s *faultySink) {
		s.texts = map[string][]byte{}
		s.publish = func(ctx context.Context, p page.Page) (codeworm.Publication, error) {
			pub, err := s.right(ctx, p)
			s.late.Lock()
			s.texts[pub.Location] = p.Markdown // held, and written when somebody asks
			s.late.Unlock()
			return pub, err
		}
		s.find = func(ctx context.Context, key page.Key) (*page.Meta, *codeworm.Publication, error) {
			meta, pub, err := s.Sink.Find(ctx, key)
			if pub != nil {
				*pub = s.located(*pub)
				s.late.Lock()
				text := s.texts[pub.Location]
				s.late.Unlock()
				err = errors.Join(err, s.write(pub.Location, text))
			}
			return meta, pub, err
		}
	},
	"writes half": func(s *faultySink) {
		s.publish = func(ctx context.Context, p page.Page) (codeworm.Publication, error) {
			pub, err := s.right(ctx, p)
			if err == nil && !pub.Unchanged {
				err = s.write(pub.Location, p.Markdown[len(p.Markdown)/2:])
			}
			return pub, err
		}
	},
	"publishes a part of a group": func(s *faultySink) {
		s.group = func(ctx context.Context, pages []page.Page) (pubs []codeworm.Publication, err error) {
			for _, p := range pages {
				pub, err := s.right(ctx, p)
				if err != nil {
					return nil, err
				}
				pubs = append(pubs, pub)
			}
			return pubs, nil
		}
	},
	"mixes up the publications of a group": func(s *faultySink) {
		s.group = func(ctx context.Context, pages []page.Page) ([]codeworm.Publication, error) {
			var pubs []codeworm.Publication
			for _, p := range pages {
				pub, err := s.right(ctx, p)
				if err != nil {
					return nil, err
				}
				pubs = append(pubs, pub)
			}
			slices.Reverse(pubs)
			return pubs, nil
		}
	},
	"forgets the last page of a group": func(s *faultySink) {
		s.group = func(ctx context.Context, pages []page.Page) ([]codeworm.Publication, error) {
			pubs, err := s.Sink.PublishGroup(ctx, pages[:len(pages)-1])
			for i := range pubs {
				pubs[i] = s.located(pubs[i])
				err = errors.Join(err, s.write(pubs[i].Location, pages[i].Markdown))
			}
			return append(pubs, s.located(codeworm.Publication{Path: pages[len(pages)-1].Path})), err
		}
	},
	"mixes up who publishes at a time": func(s *faultySink) {
		busy := make(chan struct{}, 1)
		s.publish = func(ctx context.Context, p page.Page) (codeworm.Publication, error) {
			select {
			case busy <- struct{}{}:
				pub, err := s.right(ctx, p)
				<-busy
				return pub, err
			default:
				return codeworm.Publication{}, errors.New("busy")
			}
		}
	},
	"does not look at ctx": func(s *faultySink) {
		s.publish = func(ctx context.Context, p page.Page) (codeworm.Publication, error) {
			return s.right(context.WithoutCancel(ctx), p)
		}
	},
	"publishes and says that ctx is done": func(s *faultySink) {
		s.publish = func(ctx context.Context, p page.Page) (codeworm.Publication, error) {
			pub, err := s.right(context.WithoutCancel(ctx), p)
			return pub, errors.Join(err, ctx.Err())
		}
	},
	"hides that ctx is done": func(s *faultySink) {
		s.publish = func(ctx context.Context, p page.Page) (codeworm.Publication, error) {
			pub, err := s.right(ctx, p)
			if err != nil {
				err = errors.New("something failed")
			}
			return pub, err
		}
	},
	"takes any path": func(s *faultySink) {
		s.publish = func(ctx context.Context, p page.Page) (codeworm.Publication, error) {
			p.Path = p.Key.PagePath()
			return s.right(ctx, p)
		}
	},
	"writes before it looks at the path": func(s *faultySink) {
		s.publish = func(ctx context.Context, p page.Page) (codeworm.Publication, error) {
			if strings.HasSuffix(p.Path, ".md") && !strings.ContainsAny(p.Path, "\x00\n") {
				if err := s.write(filepath.Join(s.dir, p.Path), p.Markdown); err != nil {
					return codeworm.Publication{}, err
				}
			}
			return s.right(ctx, p)
		}
	},
	"goes where the path leads, and says that it failed": func(s *faultySink) {
		s.publish = func(ctx context.Context, p page.Page) (codeworm.Publication, error) {
			if strings.HasPrefix(p.Path, "../") || filepath.IsAbs(p.Path) {
				name := p.Path
				if !filepath.IsAbs(name) {
					name = filepath.Join(s.dir, name)
				}
				_ = s.write(name, p.Markdown) // it is refused all the same
			}
			return s.right(ctx, p)
		}
	},
	"prepares once": func(s *faultySink) {
		n := 0
		s.prepare = func(context.Context) error {
			s.late.Lock()
			defer s.late.Unlock()
			if n++; n > 1 {
				return os.ErrExist
			}
			return nil
		}
	},
	"starts anew when it is prepared": func(s *faultySink) {
		s.prepare = func(ctx context.Context) error {
			for _, p := range s.Pages() {
				if _, err := s.Sink.Retire(ctx, p.Key); err != nil {
					return err
				}
			}
			return nil
		}
	},
	"writes whenever it is prepared": func(s *faultySink) {
		n := 0
		s.prepare = func(context.Context) error {
			s.late.Lock()
			n++
			text := strings.Repeat("x", n)
			s.late.Unlock()
			return s.write(filepath.Join(s.dir, text), nil)
		}
	},
	"finds with an error what is not there": func(s *faultySink) {
		s.find = func(ctx context.Context, key page.Key) (*page.Meta, *codeworm.Publication, error) {
			meta, pub, err := s.Sink.Find(ctx, key)
			if meta == nil && err == nil {
				err = os.ErrNotExist
			} else if pub != nil {
				*pub = s.located(*pub)
			}
			return meta, pub, err
		}
	},
	"finds nothing": func(s *faultySink) {
		s.find = func(ctx context.Context, _ page.Key) (*page.Meta, *codeworm.Publication, error) {
			return nil, nil, ctx.Err()
		}
	},
	"finds without its metadata": func(s *faultySink) {
		s.find = func(ctx context.Context, key page.Key) (*page.Meta, *codeworm.Publication, error) {
			meta, pub, err := s.Sink.Find(ctx, key)
			if meta != nil {
				*meta = page.Meta{Key: meta.Key, Fingerprint: meta.Fingerprint}
				*pub = s.located(*pub)
			}
			return meta, pub, err
		}
	},
	"finds after ctx is done": func(s *faultySink) {
		s.find = func(ctx context.Context, key page.Key) (*page.Meta, *codeworm.Publication, error) {
			meta, pub, err := s.Sink.Find(context.WithoutCancel(ctx), key)
			if pub != nil {
				*pub = s.located(*pub)
			}
			return meta, pub, err
		}
	},
	"retires nothing": func(s *faultySink) {
		s.retire = func(ctx context.Context, _ page.Key) (codeworm.Publication, error) {
			return codeworm.Publication{}, ctx.Err()
		}
	},
	"retires with an error what is not there": func(s *faultySink) {
		s.retire = func(ctx context.Context, key page.Key) (codeworm.Publication, error) {
			if meta, _, _ := s.Sink.Find(ctx, key); meta == nil {
				return codeworm.Publication{}, os.ErrNotExist
			}
			return s.Sink.Retire(ctx, key)
		}
	},
	"retires and leaves the file": func(s *faultySink) { s.retire = s.Sink.Retire },
	"retires all": func(s *faultySink) {
		s.retire = func(ctx context.Context, key page.Key) (codeworm.Publication, error) {
			for _, p := range s.Pages() {
				if _, err := s.Sink.Retire(ctx, p.Key); err != nil {
					return codeworm.Publication{}, err
				}
			}
			return codeworm.Publication{Path: key.PagePath()}, os.RemoveAll(s.dir)
		}
	},
	"retires after ctx is done": func(s *faultySink) {
		s.retire = func(ctx context.Context, key page.Key) (codeworm.Publication, error) {
			pub, err := s.Sink.Retire(context.WithoutCancel(ctx), key)
			_ = os.Remove(filepath.Join(s.dir, filepath.FromSlash(pub.Path))) // it may not be there
			return pub, err
		}
	},
	"loses what it pushes": func(s *faultySink) {
		s.push = func(ctx context.Context) error {
			for _, p := range s.Pages() {
				if _, err := s.Sink.Retire(ctx, p.Key); err != nil {
					return err
				}
			}
			return nil
		}
	},
	"overwrites what people write":       func(s *faultySink) { s.written = nil },
	"does not say that it does not know": func(s *faultySink) { s.hides = true },
	"blames the target for its network": func(s *faultySink) {
		s.publish = func(ctx context.Context, p page.Page) (codeworm.Publication, error) {
			pub, err := s.right(ctx, p)
			if err != nil && s.broken != nil {
				err = errors.New("it does not work")
			}
			return pub, err
		}
	},
	"says that it is published when nobody answers": func(s *faultySink) {
		s.publish = func(ctx context.Context, p page.Page) (codeworm.Publication, error) {
			pub, err := s.right(ctx, p)
			if s.broken != nil {
				err = nil
			}
			return pub, err
		}
	},
	"publishes again what got there": func(s *faultySink) {
		lost := false
		s.publish = func(ctx context.Context, p page.Page) (codeworm.Publication, error) {
			pub, err := s.right(ctx, p)
			s.late.Lock()
			defer s.late.Unlock()
			pub.Unchanged = pub.Unchanged && !lost
			lost = err != nil && s.broken != nil
			return pub, err
		}
	},
	"links to what is not there":      func(s *faultySink) { s.linked = true },
	"describes itself with nothing":   func(s *faultySink) { s.text = new(string) },
	"describes itself with two lines": func(s *faultySink) { s.text = new(string); *s.text = "a\nb" },
}
