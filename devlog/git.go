package devlog

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"
	"unicode/utf8"

	"github.com/codeworm/codeworm"
	"github.com/codeworm/codeworm/internal/git"
	"github.com/codeworm/codeworm/internal/markdown"
	"github.com/codeworm/codeworm/internal/words"
	"github.com/codeworm/codeworm/page"
)

// IndexLayout says which indexes a sink keeps.
type IndexLayout string

// The layouts.
const (
	// IndexByType is the default: a README.md of the devlog and one of each
	// repository, with a table for each document type.
	IndexByType IndexLayout = ""
	// IndexNone keeps none: each commit is its page alone.
	IndexNone IndexLayout = "none"
)

// GitConfig says where a git devlog is and how it commits. Zero fields mean the default.
type GitConfig struct {
	// Dir is the top of the work tree. A folder that is not there, or is empty,
	// becomes a repository; one with other things in it is refused, unless
	// the repository around it has made room there: it tracks files of the
	// folder and ignores README.md in it.
	Dir string
	// Branch has to be checked out; "" means whichever is. A new repository
	// starts with it, or with "main".
	Branch string
	// Remote is the name of a git remote, or a URL, that Push sends to; "" means
	// that Push does nothing.
	Remote string
	// Author and Email name the committer; give both or neither. The default is git's own
	// configuration, and where that has none, FallbackAuthor and FallbackEmail.
	Author, Email string
	// Index is which indexes are kept.
	Index IndexLayout
	// Edits is what becomes of what people wrote into pages.
	Edits EditPolicy
	// LockWait is how long to wait for another git command that holds the
	// repository's own locks; 0 means 5 seconds, a negative one not at all. A lock that
	// nobody holds, because the git command was killed, is removed.
	LockWait time.Duration
	// HookWait is how long each of the user's hooks, and whoever signs a commit, may take; 0 means 2 minutes.
	HookWait time.Duration
	// Logger is told what a person may want to know: a lock that was removed, for example. nil means nobody.
	Logger *slog.Logger
}

// The committer where none is configured.
const (
	FallbackAuthor = "CodeWorm"
	FallbackEmail  = "codeworm@localhost"
)

const (
	defaultBranch   = "main"
	defaultLockWait = 5 * time.Second
	defaultHookWait = 2 * time.Minute
)

// Git is a sink that is a git repository, with one commit a page, or one for several that are published together. What other
// people and programs do in the repository stays theirs: a commit holds its page
// and the indexes, nothing else that was staged or changed.
type Git struct {
	config GitConfig
	grace  time.Duration // how long work that has begun goes on after its ctx was cancelled
	turns  turns
	// What is known of the repository; guarded by turns.
	repo      *repository
	branch    string // that is checked out
	pages     *pages
	surplus   []string          // indexes that the devlog holds and does not need, when it was last read whole
	head      string            // the commit that pages is read from; "" when there is none
	revisions map[string]string // the commits of pages that were made here, by path
	settings  settings
	staged    staged
	commits   int       // that were made here
	losses    int       // how often pages went, or the repository, that Retire did not take away
	looked    time.Time // when it was last asked who holds a lock
}

// repository is where things are.
type repository struct {
	top    string // of the work tree
	gitDir string
	is     fs.FileInfo // git's folder, by which another one in its place is noticed
	env    []string    // who commits
	reader *git.Reader
}

var (
	_ codeworm.DevlogSink    = (*Git)(nil)
	_ codeworm.PageGrouper   = (*Git)(nil)
	_ codeworm.SinkPreparer  = (*Git)(nil)
	_ codeworm.PageFinder    = (*Git)(nil)
	_ codeworm.PageGuard     = (*Git)(nil)
	_ codeworm.PageLister    = (*Git)(nil)
	_ codeworm.PageRetirer   = (*Git)(nil)
	_ codeworm.PageLinker    = (*Git)(nil)
	_ codeworm.SinkPusher    = (*Git)(nil)
	_ codeworm.SinkDescriber = (*Git)(nil)
)

// NewGit returns the sink. It looks at the configuration only: nothing is
// created before Prepare or the first page. The error is a *codeworm.ConfigError.
func NewGit(config GitConfig) (*Git, error) {
	var problems []string
	dir, err := absolute(config.Dir)
	if err != nil {
		problems = append(problems, err.Error())
	}
	config.Dir = dir
	if (config.Author == "") != (config.Email == "") {
		problems = append(problems, "devlog: Author and Email have to be given together")
	}
	for name, value := range map[string]string{"Author": config.Author, "Email": config.Email} {
		if strings.ContainsAny(value, "<>\n\x00") {
			problems = append(problems, fmt.Sprintf("devlog: %s %q holds a character that git refuses (one of < > or a line end)", name, value))
		}
	}
	for name, value := range map[string]string{"Branch": config.Branch, "Remote": config.Remote} {
		if strings.HasPrefix(value, "-") || strings.ContainsAny(value, "\n\x00") {
			problems = append(problems, fmt.Sprintf("devlog: %s %q is not a name that git takes", name, git.StripCredentials(value)))
		}
	}
	if config.Index != IndexByType && config.Index != IndexNone {
		problems = append(problems, fmt.Sprintf("devlog: unknown index layout %q (known: %q, %q)", config.Index, IndexByType, IndexNone))
	}
	if config.Edits != KeepEdits && config.Edits != NoteEdits {
		problems = append(problems, fmt.Sprintf("devlog: unknown policy for edits %q (known: %q, %q)", config.Edits, KeepEdits, NoteEdits))
	}
	if len(problems) > 0 {
		return nil, &codeworm.ConfigError{Problems: problems}
	}
	switch {
	case config.LockWait == 0:
		config.LockWait = defaultLockWait
	case config.LockWait < 0:
		config.LockWait = 0
	}
	if config.HookWait <= 0 {
		config.HookWait = defaultHookWait
	}
	if config.Logger == nil {
		config.Logger = slog.New(slog.DiscardHandler)
	}
	return &Git{config: config, grace: grace, turns: newTurns()}, nil
}

// Describe implements codeworm.SinkDescriber.
func (g *Git) Describe() string {
	text := "git repository " + g.config.Dir
	if g.config.Branch != "" {
		text += ", branch " + g.config.Branch
	}
	if g.config.Remote != "" {
		text += ", remote " + git.StripCredentials(g.config.Remote)
	}
	return text
}

// Prepare creates the folder, the repository and a first commit with the
// devlog's index, as far as they are missing, mends what a crash left half done,
// and reads what is there. It implements codeworm.SinkPreparer.
func (g *Git) Prepare(ctx context.Context) error {
	return g.exclusively(ctx, func(ctx context.Context) error {
		g.clearLeft()
		if g.config.Index == IndexNone || len(g.pages.dirty)+len(g.surplus) == 0 {
			return nil
		}
		c := change{subject: "Bring the indexes up to date", surplus: g.surplus}
		if g.head == "" {
			c.subject = "Start the devlog"
		}
		_, err := g.commit(ctx, c)
		if err == nil {
			g.surplus = nil
		}
		return err
	})
}

// Publish commits the page. It implements codeworm.DevlogSink. Once the commit has
// begun, a cancelled ctx no longer ends it, unless it takes more than ten seconds.
func (g *Git) Publish(ctx context.Context, p page.Page) (codeworm.Publication, error) {
	pubs, err := g.PublishGroup(ctx, []page.Page{p})
	if err != nil {
		return codeworm.Publication{}, err
	}
	return pubs[0], nil
}

// PublishGroup commits the pages in one commit, whose message lists what those of their own commits would have said. Pages link to
// each other. It implements codeworm.PageGrouper.
func (g *Git) PublishGroup(ctx context.Context, pages []page.Page) ([]codeworm.Publication, error) {
	pubs := make([]codeworm.Publication, len(pages))
	with := map[string]bool{}
	for i, p := range pages {
		if err := check(g.config.Dir, p); err != nil {
			return nil, err
		}
		if oneLine(p.Subject) == "" {
			return nil, &Error{Kind: ErrPage, Place: g.config.Dir, What: fmt.Sprintf("page of %s: it has no commit subject", p.Key)}
		}
		if with[p.Path] {
			return nil, &Error{Kind: ErrPage, Place: g.config.Dir, What: fmt.Sprintf("page of %s: it is twice in a group", p.Key)}
		}
		pubs[i], with[p.Path] = g.publication(p.Path), true
	}
	err := g.exclusively(ctx, func(ctx context.Context) error {
		var c change
		var repos []string
		for i, p := range pages {
			meta, ok, err := g.pages.find(ctx, g.metas, p.Key)
			if err != nil {
				return err
			}
			if ok && !p.Replaces(meta) {
				pubs[i].Unchanged, pubs[i].Revision = true, g.revision(p.Path)
				continue
			}
			content, err := g.keepEdits(ctx, p.Path, g.pages.trueLinks(p.Path, p.Markdown, with))
			if err != nil {
				return err
			}
			c.pages = append(c.pages, changed{p.Path, content, oneLine(p.Subject)})
			if !slices.Contains(repos, p.Key.Repo) {
				repos = append(repos, p.Key.Repo)
			}
		}
		if len(c.pages) == 0 {
			return nil
		}
		c.subject = c.pages[0].subject
		if len(c.pages) > 1 {
			c.subject = oneLine(fmt.Sprintf("%d pages of %s", len(c.pages), strings.Join(repos, ", ")))
		}
		revision, err := g.commit(ctx, c)
		for i := range pubs {
			if !pubs[i].Unchanged {
				pubs[i].Revision = revision
			}
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	return pubs, nil
}

// Retire commits the removal of the page, and of the links to it in other pages that nobody has edited. It implements codeworm.PageRetirer.
func (g *Git) Retire(ctx context.Context, key page.Key) (codeworm.Publication, error) {
	pub := g.publication(key.PagePath())
	err := g.exclusively(ctx, func(ctx context.Context) error {
		meta, ok, err := g.pages.find(ctx, g.metas, key)
		if err != nil {
			return err
		}
		if !ok {
			pub.Unchanged = true
			return nil
		}
		linking, err := g.linking(ctx, pub.Path)
		if err != nil {
			return err
		}
		pub.Revision, err = g.commit(ctx, change{
			pages: []changed{{path: pub.Path}}, linking: linking, subject: oneLine("Retire the page about " + meta.Title),
		})
		return err
	})
	if err != nil {
		return codeworm.Publication{}, err
	}
	return pub, nil
}

// Find returns the page as it is committed. It implements codeworm.PageFinder.
func (g *Git) Find(ctx context.Context, key page.Key) (*page.Meta, *codeworm.Publication, error) {
	if err := g.turns.take(ctx); err != nil {
		return nil, nil, err
	}
	defer g.turns.give()
	if found, err := g.open(ctx); err != nil || !found {
		return nil, nil, g.failed(err)
	}
	if err := g.refresh(ctx); err != nil {
		return nil, nil, g.failed(err)
	}
	meta, ok, err := g.pages.find(ctx, g.metas, key)
	if at := key.PagePath(); err == nil && !ok && g.pages.has(at) { // a file that is no page of ours
		var infos []git.Info
		if infos, err = g.repo.reader.Infos(ctx, []string{g.head + ":" + at}); err == nil {
			err = tooLarge(at, infos[0].Size)
		}
	}
	if err != nil || !ok {
		return nil, nil, g.failed(err)
	}
	pub := g.publication(key.PagePath())
	pub.Revision = g.revision(pub.Path)
	return &meta, &pub, nil
}

// Keys implements codeworm.PageLister.
func (g *Git) Keys(ctx context.Context) ([]page.Key, error) {
	if err := g.turns.take(ctx); err != nil {
		return nil, err
	}
	defer g.turns.give()
	if found, err := g.open(ctx); err != nil || !found {
		return nil, g.failed(err)
	}
	if err := g.refresh(ctx); err != nil {
		return nil, g.failed(err)
	}
	keys, err := g.pages.keys(ctx, g.metas)
	return keys, g.failed(err)
}

func (g *Git) publication(at string) codeworm.Publication {
	return codeworm.Publication{Path: at, Location: filepath.Join(g.config.Dir, filepath.FromSlash(at))}
}

// maxSubject is the length of a commit's subject, in characters.
const maxSubject = 72

// oneLine folds a text into one line of at most maxSubject characters, cut between two words. Nothing in it acts on the forge that the
// devlog is pushed to.
func oneLine(text string) string {
	text = words.Apart(markdown.OneLine(text))
	if utf8.RuneCountInString(text) <= maxSubject {
		return text
	}
	cut := string([]rune(text)[:maxSubject])
	if i := strings.LastIndexByte(cut, ' '); i > len(cut)/2 {
		cut = cut[:i]
	}
	return cut
}

// failed gives a git error its kind and what to do about it; nil stays nil.
func (g *Git) failed(err error) error {
	var known *Error
	if err == nil || errors.As(err, &known) {
		return err
	}
	e := &Error{Kind: ErrUnready, Place: g.config.Dir, Err: err}
	switch {
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return fmt.Errorf("devlog %s: %w", g.config.Dir, err)
	case errors.Is(err, git.ErrLocked):
		e.Kind = ErrLocked
		e.Next = "another git command works there: end it, or try again later; if none does, remove the lock file it names"
	case errors.Is(err, git.ErrNoWorkTree):
		e.What = "the repository has no work tree"
		e.Next = "clone it and give the clone's folder"
	case errors.Is(err, git.ErrNoGit):
		e.Next = "install git 2.39 or later"
	case errors.Is(err, errNotPlain), errors.Is(err, errTooLarge):
		e.Next = "move it away"
	case errors.Is(err, syscall.EFBIG):
		e.Next = "files may not be that large here; raise the limit (ulimit -f)"
	case noRoom(err):
		e.Next = "make room on its disk"
	default:
		e.Next = "check that the folder can be written and that git works there: git -C " + g.config.Dir + " status"
	}
	return e
}
