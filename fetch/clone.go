package fetch

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/codeworm/codeworm"
	"github.com/codeworm/codeworm/internal/git"
	"github.com/codeworm/codeworm/internal/plainfile"
)

// CloneConfig says what is cloned. The zero value of a field means the default that its comment names.
type CloneConfig struct {
	// URL is the repository: https, http, ssh, git or file, user@host:path, or a path from the root. Credentials in it are given to git when it
	// fetches, and stand nowhere else: not in the clone's settings, in errors or on pages.
	URL string
	// Branch is what is documented; "" means the remote's default branch, also when that becomes another one.
	Branch string
	// Depth is how many commits the first clone holds of the history, from 1 on; 0 means all. Pages say before which day they know no history.
	Depth int
	// Dir is the folder of the clone; "" means one in $CODEWORM_CACHE, or in the user's cache folder. Nothing that somebody keeps in it
	// lasts: every Fetch makes it what the remote has. A folder that is there and is no such clone is refused.
	Dir string
	// Patience is how long the remote may say nothing; 0 means 2 minutes.
	Patience time.Duration
}

const defaultPatience = 2 * time.Minute

// Clone is a clone of a repository for CodeWorm alone, of which the blobs are fetched that are checked out or changed lately, where the
// remote can leave out the others. Several processes may share it, and its methods can be called from several goroutines at a time.
type Clone struct {
	config CloneConfig
	from   *address
	dir    string
}

var _ codeworm.Fetcher = (*Clone)(nil)

// branchName is a name that no setting, option or revision can be mistaken for.
var branchName = regexp.MustCompile(`^[^\s~^:?*\[\\\x00-\x20-][^\s~^:?*\[\\\x00-\x20]*$`)

// NewClone returns the clone that the configuration describes. It touches nothing.
func NewClone(c CloneConfig) (*Clone, error) {
	from, err := parseAddress(c.URL)
	if err != nil {
		return nil, err
	}
	switch {
	case c.Branch != "" && (!branchName.MatchString(c.Branch) || strings.Contains(c.Branch, "..") || strings.Contains(c.Branch, "@{")):
		return nil, fmt.Errorf("the branch %q is no name of a branch; give it as `git branch` does", c.Branch)
	case c.Depth < 0:
		return nil, fmt.Errorf("the depth is %d; give 0 for the whole history, or how many commits", c.Depth)
	case c.Patience < 0 || c.Patience > 0 && c.Patience < time.Second:
		return nil, fmt.Errorf("the patience is %s; give 0 for %s, or at least a second", c.Patience, defaultPatience)
	}
	c.Patience = cmp.Or(c.Patience, defaultPatience)
	dir := c.Dir
	if dir == "" {
		base, err := cacheFolder()
		if err != nil {
			return nil, err
		}
		sum := sha256.Sum256([]byte(strings.Join([]string{from.shown, c.Branch, strconv.Itoa(c.Depth)}, "\x00")))
		dir = filepath.Join(base, "repos", safeName.ReplaceAllString(from.name, "-")+"-"+hex.EncodeToString(sum[:8]))
	}
	if dir, err = filepath.Abs(dir); err != nil {
		return nil, err
	}
	return &Clone{config: c, from: from, dir: dir}, nil
}

// safeName are the characters of a repository's name that are no part of a folder's.
var safeName = regexp.MustCompile(`[^A-Za-z0-9._-]+|^[.-]+`)

// cacheFolder is CodeWorm's folder for what can be had again.
func cacheFolder() (string, error) {
	if dir := os.Getenv("CODEWORM_CACHE"); dir != "" {
		return dir, nil
	}
	dir, err := os.UserCacheDir()
	if err != nil {
		return "", fmt.Errorf("there is no folder for clones: %w; set XDG_CACHE_HOME, or CODEWORM_CACHE", err)
	}
	return filepath.Join(dir, "codeworm"), nil
}

// Name is what the repository is called by its URL: "name" of https://example.com/owner/name.git.
func (c *Clone) Name() string { return c.from.name }

// Dir is the folder of the clone, which is there after the first Fetch that succeeds.
func (c *Clone) Dir() string { return c.dir }

// URL is where the clone is from, without credentials.
func (c *Clone) URL() string { return c.from.shown }

// head is the ref that names what the remote had last.
const head = "refs/codeworm/head"

// Fetch makes the clone what the remote's branch is now, also after that was rewritten, or another one is the default. It makes it first where it
// is not there, whole or not at all. While another process is at it, Fetch does nothing, or waits when there is no clone yet.
func (c *Clone) Fetch(ctx context.Context) error {
	if err := os.MkdirAll(filepath.Dir(c.dir), 0o700); err != nil {
		return fmt.Errorf("the folder of the clone of %s: %w", c.from.shown, err)
	}
	unlock, err := c.lock(ctx)
	if err != nil || unlock == nil {
		return err
	}
	defer unlock()
	if err := c.sweep(); err != nil {
		return fmt.Errorf("remove what an interrupted clone of %s left: %w", c.from.shown, err)
	}
	was, err := c.state(c.dir)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		if _, err := os.Lstat(c.dir); err == nil {
			return fmt.Errorf("the folder %s is there and is no clone of %s that CodeWorm made, so it is left as it is; move it away, or name another folder", c.dir, c.from.shown)
		}
		return c.explain(c.make(ctx))
	case err != nil:
		return err
	}
	err = c.update(ctx, c.dir, was)
	if damaged(err) || refusesBlobs(err) {
		err = c.make(ctx)
	}
	return c.explain(err)
}

// remote is how git talks to where the clone is from.
func (c *Clone) remote() git.Remote {
	return git.Remote{Allow: c.from.allow, Patience: c.config.Patience, NotLazily: true, Secret: c.from.secret}
}

// call is one call of git in a folder that asks the remote.
func (c *Clone) call(ctx context.Context, dir string, stdin string, args ...string) error {
	command, err := c.remote().Command(ctx, dir, args...)
	if err != nil {
		return err
	}
	if stdin != "" {
		command.Stdin = strings.NewReader(stdin)
	}
	return command.Run(ctx)
}

// make clones without the blobs of old versions, or with them where the server, or this git, can only do that.
func (c *Clone) make(ctx context.Context) error {
	if !git.KnowsNotLazily(ctx) {
		return c.makeAs(ctx, state{Whole: true})
	}
	err := c.makeAs(ctx, state{})
	if refusesBlobs(err) {
		err = c.makeAs(ctx, state{Whole: true})
	}
	return err
}

// makeAs clones into a folder beside that of the clone and then puts it in its place.
func (c *Clone) makeAs(ctx context.Context, as state) (err error) {
	made, err := os.MkdirTemp(filepath.Dir(c.dir), filepath.Base(c.dir)+newSuffix+"*")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			_ = os.RemoveAll(made) // what stays is swept by the next Fetch
		}
	}()
	ref, err := c.look(ctx, made)
	if err != nil {
		return err
	}
	if err := c.prepare(ctx, made, ref.Hash); err != nil {
		return err
	}
	if err := c.update(ctx, made, as); err != nil {
		return err
	}
	old := ""
	if _, err := os.Lstat(c.dir); err == nil { // it is damaged
		old = filepath.Join(filepath.Dir(c.dir), filepath.Base(c.dir)+oldSuffix+filepath.Base(made))
		if err := os.Rename(c.dir, old); err != nil {
			return err
		}
	}
	if err := os.Rename(made, c.dir); err != nil {
		return err
	}
	if old != "" {
		_ = os.RemoveAll(old)
	}
	return nil
}

// prepare makes an empty repository with the settings that the clone has.
func (c *Clone) prepare(ctx context.Context, dir, hash string) error {
	format := "sha1"
	if len(hash) == 64 {
		format = "sha256"
	}
	if _, err := git.Run(ctx, dir, "init", "--quiet", "--template=", "--initial-branch=main", "--object-format="+format); err != nil {
		return err
	}
	for _, s := range [][2]string{
		{"remote.origin.url", c.from.shown}, {"core.hooksPath", os.DevNull}, {"core.autocrlf", "false"}, {"core.fsmonitor", "false"}, {"gc.autoDetach", "false"},
		{"maintenance.autoDetach", "false"}, {"remote.origin.tagOpt", "--no-tags"},
	} {
		if _, err := git.Run(ctx, dir, "config", s[0], s[1]); err != nil {
			return err
		}
	}
	// What is checked out are the bytes of the commit: no program filters them, whatever the repository asks for.
	info := filepath.Join(dir, ".git", "info")
	if err := os.MkdirAll(info, 0o700); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(info, "attributes"), []byte("* -filter -ident -text -eol -working-tree-encoding\n"), 0o600)
}

// look asks the remote what its branch is.
func (c *Clone) look(ctx context.Context, dir string) (git.Ref, error) {
	name := "HEAD"
	if c.config.Branch != "" {
		name = "refs/heads/" + c.config.Branch
	}
	refs, err := c.remote().Refs(ctx, dir, c.from.shown, name)
	if err != nil {
		return git.Ref{}, err
	}
	for _, ref := range refs {
		if ref.Name == name {
			return ref, nil
		}
	}
	all, err := c.remote().Refs(ctx, dir, c.from.shown, "refs/heads/*")
	if err != nil {
		return git.Ref{}, err
	}
	return git.Ref{}, &missingError{c.config.Branch, all}
}

// lately is for how long the blobs of older versions are fetched as well: summaries and pages about changes look back 90 days.
const lately = 100 * 24 * time.Hour

// maxBlobs is how many blobs of older versions are fetched at a time at most.
const maxBlobs = 20_000

// fetchArgs begin each fetch: it changes nothing that it is not asked to.
var fetchArgs = []string{"fetch", "--progress", "--force", "--no-tags", "--no-recurse-submodules", "--no-write-fetch-head", "--no-auto-maintenance"}

// update fetches and checks out what the remote's branch is. A folder that is new has a state without URL.
func (c *Clone) update(ctx context.Context, dir string, was state) error {
	if err := removeStaleLocks(filepath.Join(dir, ".git")); err != nil {
		return err
	}
	ref, err := c.look(ctx, dir)
	if err != nil {
		return err
	}
	now, _ := git.CommitOf(ctx, dir, head) // none, or a lost one, is fetched
	fetched := now != ref.Hash
	if fetched {
		args := slices.Clone(fetchArgs)
		if !was.Whole {
			args = append(args, "--filter=blob:none")
		}
		if was.URL == "" && c.config.Depth > 0 {
			args = append(args, "--depth="+strconv.Itoa(c.config.Depth))
		}
		if err := c.call(ctx, dir, "", append(args, "origin", "+"+ref.Name+":"+head)...); err != nil {
			return err
		}
		if now, err = git.CommitOf(ctx, dir, head); err != nil {
			return err
		}
	}
	missing, err := git.Missing(ctx, dir, now)
	if err != nil {
		return err
	}
	if err := c.fetchBlobs(ctx, dir, missing); err != nil {
		return err
	}
	// Also where nothing is new: what somebody did in the folder, or a checkout that was interrupted, is not documented.
	if _, err := git.Source(ctx, dir, "-c", "core.hooksPath="+os.DevNull, "checkout", "--quiet", "--force", "--detach", "--no-recurse-submodules", now, "--"); err != nil {
		return err
	}
	if _, err := git.Run(ctx, dir, "clean", "-ffdx", "--quiet"); err != nil {
		return err
	}
	if fetched || was.Recent != now {
		if !was.Whole {
			c.fetchRecent(ctx, dir, was.Recent)
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
		_, _ = git.Source(ctx, dir, "maintenance", "run", "--auto", "--quiet") // that it fails harms nothing
	}
	return c.putState(dir, state{URL: c.from.shown, Branch: c.config.Branch, Recent: now, Whole: was.Whole})
}

// fetchRecent fetches, at once, the blobs of older versions that pages about what changed lately look at. Without them those pages have less to say,
// which is no reason to fail.
func (c *Clone) fetchRecent(ctx context.Context, dir, known string) {
	place, err := git.PlaceOf(ctx, dir)
	if err != nil {
		return
	}
	since := time.Now().Add(-lately)
	changed, err := place.ChangedBlobs(ctx, since, known, maxBlobs)
	if err != nil && known != "" { // it is gone
		changed, err = place.ChangedBlobs(ctx, since, "", maxBlobs)
	}
	if err != nil {
		return
	}
	entries, err := git.Tree(ctx, dir, "HEAD")
	if err != nil {
		return
	}
	have := make(map[string]bool, len(entries))
	for _, e := range entries {
		have[e.Hash] = true
	}
	_ = c.fetchBlobs(ctx, dir, slices.DeleteFunc(changed, func(hash string) bool { return have[hash] }))
}

// fetchBlobs fetches objects, at once.
func (c *Clone) fetchBlobs(ctx context.Context, dir string, hashes []string) error {
	if len(hashes) == 0 {
		return nil
	}
	args := append([]string{"-c", "fetch.negotiationAlgorithm=noop"}, fetchArgs...)
	return c.call(ctx, dir, strings.Join(hashes, "\n")+"\n", append(args, "--filter=blob:none", "--stdin", "origin")...)
}

// state is what is kept of a clone in its git folder: what it was made for, and since when it is whole.
type state struct {
	URL    string `json:"url"`
	Branch string `json:"branch,omitempty"`
	Recent string `json:"recent"`          // the commit whose history has the blobs of what changed lately
	Whole  bool   `json:"whole,omitempty"` // it has all blobs
}

// maxState bounds its file in bytes.
const maxState = 64 << 10

// stateFile is the file that also tells that a folder is a clone of ours.
func stateFile(dir string) string { return filepath.Join(dir, ".git", "codeworm.json") }

// readFile reads a file of the clone's that is not large.
func readFile(name string) ([]byte, error) { return plainfile.ReadNamed(name, maxState) }
