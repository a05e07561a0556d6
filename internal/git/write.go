package git

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// Init makes the folder a repository whose first branch has the name. It does
// nothing to one that exists.
func Init(ctx context.Context, dir, branch string) error {
	_, err := Run(ctx, dir, "init", "--quiet", "--initial-branch="+branch)
	return err
}

// Dir returns the absolute path of git's own folder of the work tree that dir is in.
func Dir(ctx context.Context, dir string) (string, error) {
	out, err := Run(ctx, dir, "rev-parse", "--absolute-git-dir")
	return filepath.FromSlash(strings.TrimSuffix(string(out), "\n")), err
}

// Branch returns the name of the branch that is checked out, also when it has no
// commit yet; "" when HEAD is detached.
func Branch(ctx context.Context, dir string) (string, error) {
	out, err := Run(ctx, dir, "symbolic-ref", "--quiet", "--short", "HEAD")
	if exitCode(err) == 1 {
		return "", nil
	}
	return strings.TrimSpace(string(out)), err
}

// operations are files in git's folder that say that something is half done.
var operations = []struct{ file, name string }{
	{"MERGE_HEAD", "merge"}, {"CHERRY_PICK_HEAD", "cherry-pick"}, {"REVERT_HEAD", "revert"},
	{"rebase-merge", "rebase"}, {"rebase-apply/applying", "am"}, {"rebase-apply", "rebase"}, {"sequencer", "cherry-pick or revert"}, {"BISECT_LOG", "bisect"},
}

// Operation names what is in progress in the repository with that git folder,
// "merge" or "rebase" for example; "" when nothing is.
func Operation(gitDir string) string {
	for _, op := range operations {
		if _, err := os.Lstat(filepath.Join(gitDir, filepath.FromSlash(op.file))); err == nil {
			return op.name
		}
	}
	return ""
}

// HashObject stores a blob, exactly as given, and returns its hash.
func HashObject(ctx context.Context, dir string, content []byte) (string, error) {
	out, err := RunInput(ctx, dir, bytes.NewReader(content), "hash-object", "-w", "--no-filters", "--stdin")
	return strings.TrimSpace(string(out)), err
}

// Index is an index file of its own, apart from the user's; "" is the user's.
type Index string

func (x Index) env() []string {
	if x == "" {
		return nil
	}
	return []string{"GIT_INDEX_FILE=" + string(x)}
}

// Read fills the index with the tree of a revision, or with nothing when rev is "".
func (x Index) Read(ctx context.Context, dir, rev string) error {
	arg := rev
	if rev == "" {
		arg = "--empty"
	} else if err := checkRevision(dir, rev); err != nil {
		return err
	}
	return Command{Dir: dir, Args: []string{"read-tree", arg}, Env: x.env()}.Run(ctx)
}

// Update sets entries of the index, all or none; one without a Hash is removed.
func (x Index) Update(ctx context.Context, dir string, entries ...Entry) error {
	var input bytes.Buffer
	for _, e := range entries {
		if e.Hash == "" {
			none, err := zeroHash(ctx, dir)
			if err != nil {
				return err
			}
			e.Mode, e.Hash = "0", none
		}
		fmt.Fprintf(&input, "%s %s\t%s\x00", e.Mode, e.Hash, e.Path)
	}
	return Command{Dir: dir, Args: []string{"update-index", "--add", "-z", "--index-info"}, Env: x.env(), Stdin: &input}.Run(ctx)
}

// Staged returns the entries of the index for the paths, from the top. A path in
// conflict has several, one that is not there none.
func (x Index) Staged(ctx context.Context, dir string, paths ...string) ([]Entry, error) {
	args := append([]string{"--literal-pathspecs", "ls-files", "--stage", "-z", "--full-name", "--"}, paths...)
	out, err := Command{Dir: dir, Args: args, Env: x.env()}.Output(ctx)
	if err != nil {
		return nil, err
	}
	return parseEntries(out, 1) // mode, hash, stage
}

// Skipped returns those of the paths, from the top, that a sparse checkout leaves out of the work tree.
func Skipped(ctx context.Context, dir string, paths ...string) ([]string, error) {
	out, err := Run(ctx, dir, append([]string{"--literal-pathspecs", "ls-files", "-t", "-z", "--full-name", "--"}, paths...)...)
	if err != nil {
		return nil, err
	}
	var skipped []string
	for _, entry := range splitNUL(out) {
		if path, ok := strings.CutPrefix(entry, "S "); ok {
			skipped = append(skipped, path)
		}
	}
	return skipped, nil
}

// Skip says that the paths, from the top, are left out of the work tree.
func Skip(ctx context.Context, dir string, paths ...string) error {
	_, err := RunInput(ctx, dir, strings.NewReader(strings.Join(paths, "\x00")+"\x00"), "update-index", "--skip-worktree", "-z", "--stdin")
	return err
}

// zeroHash is the hash of zeros, in the length of the repository's hashes.
func zeroHash(ctx context.Context, dir string) (string, error) {
	out, err := Run(ctx, dir, "rev-parse", "--show-object-format")
	if strings.TrimSpace(string(out)) == "sha256" {
		return strings.Repeat("0", 64), err
	}
	return strings.Repeat("0", 40), err
}

// WriteTree stores the index as a tree and returns its hash.
func (x Index) WriteTree(ctx context.Context, dir string) (string, error) {
	out, err := Command{Dir: dir, Args: []string{"write-tree"}, Env: x.env()}.Output(ctx)
	return strings.TrimSpace(string(out)), err
}

// RunHook runs the user's hook of that name, if there is one, with the index.
func (x Index) RunHook(ctx context.Context, dir, name string, env []string, args ...string) error {
	all := append([]string{"hook", "run", "--ignore-missing", name, "--"}, args...)
	return Command{Dir: dir, Args: all, Env: append(x.env(), env...)}.Run(ctx)
}

// CommitTree stores a commit and returns its hash; it is signed when the user's
// configuration says so. No branch refers to it yet.
func CommitTree(ctx context.Context, dir, tree, message string, env []string, parents ...string) (string, error) {
	args := []string{"commit-tree"}
	for _, p := range parents {
		args = append(args, "-p", p)
	}
	out, err := Run(ctx, dir, "config", "--type=bool", "--default=false", "commit.gpgSign")
	if err != nil {
		return "", err
	}
	if strings.TrimSpace(string(out)) == "true" {
		args = append(args, "-S")
	}
	out, err = Command{Dir: dir, Args: append(args, tree), Env: env, Stdin: strings.NewReader(message)}.Output(ctx)
	return strings.TrimSpace(string(out)), err
}

// MoveBranch makes the branch refer to another commit, if it still refers to the
// old one ("" when it has none); otherwise the error is ErrLocked.
func MoveBranch(ctx context.Context, dir, branch, to, from, why string, env []string) error {
	return Command{Dir: dir, Args: []string{"update-ref", "-m", why, "refs/heads/" + branch, to, from}, Env: env}.Run(ctx)
}

// HasIdentity reports whether names and addresses for commits are configured,
// as opposed to guessed from the machine's name.
func HasIdentity(ctx context.Context, dir string) (bool, error) {
	for _, ident := range []string{"GIT_AUTHOR_IDENT", "GIT_COMMITTER_IDENT"} {
		_, err := Run(ctx, dir, "-c", "user.useConfigOnly=true", "var", ident)
		if isAny(err, ErrNoIdentity) {
			return false, nil
		} else if err != nil {
			return false, err
		}
	}
	return true, nil
}

// Maintain lets git pack what has gathered, if it is time to and the user's
// configuration allows it, as git commit does. That it fails harms nothing.
func Maintain(ctx context.Context, dir string) {
	_, _ = Run(ctx, dir, "maintenance", "run", "--auto", "--quiet")
}
