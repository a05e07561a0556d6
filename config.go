package codeworm

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/codeworm/codeworm/internal/git"
	"github.com/codeworm/codeworm/internal/pathmatch"
	"github.com/codeworm/codeworm/page"
	"github.com/codeworm/codeworm/prompt"
	"github.com/codeworm/codeworm/schedule"
)

// Config says what a Daemon works on and with. The zero value of a field means
// the default that its comment names. New copies it.
type Config struct {
	// Repos are the repositories to document. At least one is needed.
	Repos []Repo
	// Parser, LLM, Store and Sink are the parts; all are needed. Defaults are in the
	// packages parser, llm, state/sqlite and devlog.
	Parser Parser
	LLM    LLMClient
	Store  StateStore
	Sink   DevlogSink
	// OutlineCache keeps the outlines of files, also in a dry run; nil means the Store, where it is a Cache, and in a dry run what it
	// holds already.
	OutlineCache Cache
	// Scheduler says when Run makes a page; nil means a schedule.Daily with its defaults.
	// RunOnce and RunN do not ask it.
	Scheduler Scheduler
	// Redactor takes secrets out of prompts and pages; nil means DefaultRedactor.
	Redactor Redactor
	// Types are the document types' shares of the pages; types that are not
	// named have none. nil means [page.Type.Weight] for each.
	Types map[page.Type]int
	// Selection says which definitions are worth a page.
	Selection Selection
	// Prompts replace parts of what the model is told; the zero value replaces nothing.
	Prompts prompt.Set
	// ProseFirst puts the prose of a page before the source that it is about. It is no part of a fingerprint: pages that
	// are published stay as they are until they are due for another reason.
	ProseFirst bool
	// MaxAge is the age from which a page is written again although its source did not
	// change; 0 means never.
	MaxAge time.Duration
	// RetireAfter is how long the target of a page has to be gone before the page is
	// retired, so that a branch that is checked out for a while costs no page; 0 means 24 hours, a
	// negative value at once. Sinks that are no PageRetirer keep such pages.
	RetireAfter time.Duration
	// AnswerTokens is how long an answer may get, in tokens; 0 means [page.Type.AnswerTokens], or a quarter of the model's
	// context where that is less. Of an answer that is cut there the whole sentences are kept.
	AnswerTokens int
	// PageTime is how long the model may take for a page; 0 means 5 minutes. With a server that is slow, as it
	// reports itself, prompts and answers are made shorter to fit it, and an answer that still takes longer is stopped: its whole
	// sentences are kept. A client's own time limit for an answer should be longer.
	PageTime time.Duration
	// Workers is how many prompts are asked at a time when several pages are due; 0 means as many as
	// the LLM's description says it answers in parallel, or 1.
	Workers int
	// PublishTogether is how many pages of one call, or one tick of the scheduler, are published in one step, where the sink is a
	// PageGrouper: one commit holds as many pages. A page waits for the others, claimed, until there are so many or no more are due;
	// a daemon that is killed meanwhile writes those again. The Store has to be a ClaimRenewer. 0 and 1 mean that each is published as soon as it is written.
	PublishTogether int
	// ClaimTTL is how long a target stays claimed by a daemon that died; 0 means 10 minutes.
	ClaimTTL time.Duration
	// IdleWait is how long Run waits before it looks again when nothing is due
	// and the scheduler would go on at once; 0 means 1 minute.
	IdleWait time.Duration
	// Owner names this daemon in claims; "" means host and process.
	Owner string
	// DryRun makes everything but changes: nothing is prepared, claimed,
	// published or recorded.
	DryRun bool
	// Logger gets what happens; nil means nowhere.
	Logger *slog.Logger
	// Now is the clock; nil means time.Now. Waiting uses timers of package time.
	Now func() time.Time
}

// Selection says which definitions are worth a page.
type Selection struct {
	// MinLines is the length from which a function gets a page; 0 means 5.
	MinLines int
	// MinComplexity is the McCabe complexity from which a function gets a
	// page; 0 means 1, every function.
	MinComplexity int
	// ReviewMinLines and ReviewMinComplexity are the same for security reviews,
	// performance analyses and TILs, which have little to say about small functions; 0
	// means 10 and 3.
	ReviewMinLines, ReviewMinComplexity int
	// Tests says that tests are targets, too.
	Tests bool
}

func (s Selection) withDefaults() Selection {
	s.MinLines = cmp.Or(s.MinLines, 5)
	s.MinComplexity = cmp.Or(s.MinComplexity, 1)
	s.ReviewMinLines = cmp.Or(s.ReviewMinLines, 10)
	s.ReviewMinComplexity = cmp.Or(s.ReviewMinComplexity, 3)
	return s
}

// Defaults of Config.
const (
	defaultClaimTTL    = 10 * time.Minute
	defaultIdleWait    = time.Minute
	defaultPageTime    = 5 * time.Minute
	defaultRetireAfter = 24 * time.Hour
)

// complete fills the defaults in. The error is a *ConfigError with every problem.
func (c Config) complete() (Config, error) {
	repos, problems := completeRepos(c.Repos)
	problems = slices.Concat(c.missingParts(), problems, c.typeProblems(), c.negativeNumbers())
	if _, err := prompt.New(c.Prompts); err != nil {
		problems = append(problems, problemsOf(err)...)
	}
	c.Repos = repos
	problems = append(problems, c.folderProblems()...)
	if len(problems) > 0 {
		return c, &ConfigError{Problems: problems}
	}
	return c.withDefaults()
}

// missingParts names the parts that are needed and not there.
func (c *Config) missingParts() (problems []string) {
	for _, part := range []struct {
		name, hint string
		missing    bool
	}{
		{"Parser", "package parser has the default", c.Parser == nil},
		{"LLM", "package llm has the default", c.LLM == nil},
		{"Store", "package state/sqlite has the default", c.Store == nil},
		{"Sink", "package devlog has the default", c.Sink == nil},
	} {
		if part.missing {
			problems = append(problems, fmt.Sprintf("%s is nil; %s", part.name, part.hint))
		}
	}
	return problems
}

// completeRepos fills the repos' defaults in and returns their problems.
func completeRepos(repos []Repo) (completed []Repo, problems []string) {
	if len(repos) == 0 {
		return nil, []string{"Repos is empty; name at least one repository"}
	}
	completed = make([]Repo, len(repos))
	seen := map[string]string{} // name by folder
	for i, repo := range repos {
		var wrong []string
		completed[i], wrong = completeRepo(repo)
		problems = append(problems, wrong...)
		name := completed[i].Name
		folder := page.RepoFolder(name)
		if other, ok := seen[folder]; ok {
			problems = append(problems, fmt.Sprintf("repos %q and %q would share the folder %s; give one of them another Name", other, name, folder))
		}
		seen[folder] = name
	}
	return completed, problems
}

// typeProblems says what is wrong with the weights of the document types.
func (c *Config) typeProblems() (problems []string) {
	if c.Types == nil {
		return nil
	}
	total := 0
	for _, t := range slices.Sorted(maps.Keys(c.Types)) {
		weight := c.Types[t]
		if !t.Valid() {
			problems = append(problems, fmt.Sprintf("Types: unknown document type %q (known: %v)", t, page.Types()))
		}
		if weight < 0 {
			problems = append(problems, fmt.Sprintf("Types: the weight of %s is %d; it has to be 0 or more", t, weight))
		}
		total += weight
	}
	if total <= 0 {
		problems = append(problems, "Types: all weights are 0, so there would never be a page")
	}
	return problems
}

// negativeNumbers names the numbers that must not be negative and are.
func (c *Config) negativeNumbers() (problems []string) {
	for _, field := range []struct {
		name     string
		value    any
		negative bool
	}{
		{"MaxAge", c.MaxAge, c.MaxAge < 0}, {"AnswerTokens", c.AnswerTokens, c.AnswerTokens < 0}, {"PageTime", c.PageTime, c.PageTime < 0}, {"Workers", c.Workers, c.Workers < 0},
		{"PublishTogether", c.PublishTogether, c.PublishTogether < 0},
		{"ClaimTTL", c.ClaimTTL, c.ClaimTTL < 0}, {"IdleWait", c.IdleWait, c.IdleWait < 0},
		{"Selection.MinLines", c.Selection.MinLines, c.Selection.MinLines < 0},
		{"Selection.MinComplexity", c.Selection.MinComplexity, c.Selection.MinComplexity < 0},
		{"Selection.ReviewMinLines", c.Selection.ReviewMinLines, c.Selection.ReviewMinLines < 0},
		{"Selection.ReviewMinComplexity", c.Selection.ReviewMinComplexity, c.Selection.ReviewMinComplexity < 0},
	} {
		if field.negative {
			problems = append(problems, fmt.Sprintf("%s is %v; give 0 for the default, or more", field.name, field.value))
		}
	}
	return problems
}

// folderProblems says which of the sink's folders must not lie where they do.
func (c *Config) folderProblems() (problems []string) {
	s, ok := c.Sink.(SinkFolders)
	if !ok {
		return nil
	}
	for _, folder := range s.Folders() {
		for _, repo := range c.Repos {
			if p := folderProblem(repo, folder); p != "" {
				problems = append(problems, p)
			}
		}
	}
	return problems
}

// withDefaults fills in what is not set.
func (c Config) withDefaults() (Config, error) {
	if c.Types == nil {
		c.Types = map[page.Type]int{}
		for _, t := range page.Types() {
			c.Types[t] = t.Weight()
		}
	}
	c.Types = maps.Clone(c.Types)
	c.Selection = c.Selection.withDefaults()
	c.ClaimTTL = cmp.Or(c.ClaimTTL, defaultClaimTTL)
	c.IdleWait = cmp.Or(c.IdleWait, defaultIdleWait)
	c.PageTime = cmp.Or(c.PageTime, defaultPageTime)
	c.RetireAfter = cmp.Or(c.RetireAfter, defaultRetireAfter)
	if c.Owner == "" {
		host, _ := os.Hostname()
		c.Owner = fmt.Sprintf("%s/%d", cmp.Or(host, "unknown host"), os.Getpid())
	}
	if c.Scheduler == nil {
		daily, err := schedule.NewDaily(schedule.DailyConfig{})
		if err != nil {
			return c, fmt.Errorf("codeworm: default scheduler: %w", err)
		}
		c.Scheduler = daily
	}
	if c.Redactor == nil {
		c.Redactor = DefaultRedactor()
	}
	if c.Logger == nil {
		c.Logger = slog.New(slog.DiscardHandler)
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	return c, nil
}

// folderProblem says why a sink's folder must not lie where it does, or "".
func folderProblem(repo Repo, folder string) string {
	inside, err := filepath.Rel(realPath(repo.Path), realPath(folder))
	if err != nil || inside == ".." || strings.HasPrefix(inside, ".."+string(filepath.Separator)) {
		return ""
	}
	if inside == "." {
		return fmt.Sprintf("the devlog %s is the repo %s itself; give the devlog a folder of its own", folder, repo.Name)
	}
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	// A file in it: a pattern such as "/devlog/" means a folder, which may not be there yet.
	if ignored, err := git.Ignored(ctx, repo.Path, filepath.ToSlash(inside)+"/README.md"); err == nil && ignored {
		return ""
	}
	return fmt.Sprintf("the devlog %s lies inside the repo %s and is not ignored there, so that its pages would become part of the repo; "+
		"choose a folder outside, or add /%s/ to the repo's .gitignore", folder, repo.Name, filepath.ToSlash(inside))
}

// realPath resolves the symbolic links of the part of a path that exists.
func realPath(p string) string {
	p, err := filepath.Abs(p)
	if err != nil {
		return p
	}
	rest := ""
	for {
		if resolved, err := filepath.EvalSymlinks(p); err == nil {
			return filepath.Join(resolved, rest)
		}
		parent := filepath.Dir(p)
		if parent == p {
			return filepath.Join(p, rest)
		}
		rest = filepath.Join(filepath.Base(p), rest)
		p = parent
	}
}

// problemsOf are the lines of what is wrong, each error of a joined one by itself.
func problemsOf(err error) []string {
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		var problems []string
		for _, err := range joined.Unwrap() {
			problems = append(problems, problemsOf(err)...)
		}
		return problems
	}
	if err == nil {
		return nil
	}
	return []string{err.Error()}
}

// Repo is a source repository to document.
type Repo struct {
	// Name identifies the repository in keys, pages and the store; the default
	// is the base name of Path. Names have to differ by more than case.
	Name string
	// Path is the folder of the working tree, or any folder of source files.
	// A folder that is not in a git repository is documented without history.
	Path string
	// MayBeAway says that the folder may be missing when a daemon is made, as one that is mounted later: it is away until it is there.
	// Without it New refuses such a repository.
	MayBeAway bool
	// Weight is the repository's share of the pages beside the others, 1 to 10;
	// 0 means 5.
	Weight int
	// Include and Exclude are patterns of slash-separated paths inside the repository that mean what they mean in a .gitignore:
	// "secrets/" is a folder of that name wherever it is, with all in it, "/secrets" one at the top, "*.py" files anywhere,
	// "**" any number of folders, and "!" takes back what an earlier pattern matched. Besides, "{a,b}" is either of
	// both, and "./" the top. A file is read when Include selects it (empty means all) and Exclude does not match it.
	// Files of others' code and generated ones are not read, unless a pattern of Include names what makes them
	// so ("vendor/ours/**", "*_pb2.py"), or the repository's .gitattributes say so: -linguist-vendored, -linguist-generated, or codeworm for both; -codeworm
	// leaves a file out. Patterns that match nothing are told once, and listed in Plan.Idle.
	Include, Exclude []string
	// WebURL is where the repository can be browsed, for links to lines:
	// "https://host/owner/name". "" derives it from the remote named origin; "-"
	// means no links.
	WebURL string
	// Fetcher brings the folder up to date before it is read, and makes it where it is not there; nil means that somebody else does.
	// When it fails, the repository is documented as it is.
	Fetcher Fetcher
	// FetchEvery is how much time passes between two fetches at least, from a second on; 0 means 15 minutes, a negative value that the repository is
	// only fetched when its folder is not there. After a failure it is a minute, or less, doubled up to an hour, or more.
	FetchEvery time.Duration
}

// Defaults of Repo.
const (
	defaultRepoWeight = 5
	defaultFetchEvery = 15 * time.Minute
)

// completeRepo fills a repo's defaults in and returns its problems.
func completeRepo(r Repo) (Repo, []string) {
	if r.Path == "" {
		return r, []string{fmt.Sprintf("repo %q: its path is empty", r.Name)}
	}
	absolute, err := filepath.Abs(r.Path)
	if err != nil {
		return r, []string{fmt.Sprintf("repo %s: %v", r.Path, err)}
	}
	r.Path = absolute
	r.Name = cmp.Or(r.Name, filepath.Base(absolute))
	r.Weight = cmp.Or(r.Weight, defaultRepoWeight)
	var problems []string
	problem := func(format string, args ...any) {
		problems = append(problems, fmt.Sprintf("repo %s: ", r.Name)+fmt.Sprintf(format, args...))
	}
	if strings.ContainsAny(r.Name, "/\\\x00\n\r") || r.Name == "." || r.Name == ".." {
		problem("its name %q has a character that a folder's name cannot have; give it another Name", r.Name)
	}
	if r.Weight < 1 || r.Weight > 10 {
		problem("its weight is %d; it has to be 1 to 10", r.Weight)
	}
	r.FetchEvery = cmp.Or(r.FetchEvery, defaultFetchEvery)
	if r.FetchEvery > 0 && r.FetchEvery < time.Second {
		problem("FetchEvery is %v; it has to be a second at least, 0 for the default, or negative", r.FetchEvery)
	}
	info, err := os.Stat(r.Path)
	switch {
	case errors.Is(err, fs.ErrNotExist) && (r.MayBeAway || r.Fetcher != nil):
	case errors.Is(err, fs.ErrNotExist):
		problem("%s does not exist; give the folder of the repository", r.Path)
	case err != nil:
		problem("%v; give a folder that this user may read", err)
	case !info.IsDir():
		problem("%s is a file; name the folder of the repository", r.Path)
	default:
		if _, err := os.ReadDir(r.Path); err != nil {
			problem("%s cannot be read: %v; let this user read it", r.Path, err)
		}
	}
	for _, list := range []struct {
		name     string
		patterns []string
	}{{"include", r.Include}, {"exclude", r.Exclude}} {
		if _, err := pathmatch.New(list.patterns); err != nil {
			problem("%s: %v; mend it, or take it out", list.name, err)
		}
	}
	return r, problems
}
