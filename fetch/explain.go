package fetch

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/codeworm/codeworm/internal/git"
)

// missingError says that a remote does not have the branch.
type missingError struct {
	branch string
	has    []git.Ref
}

func (e *missingError) Error() string {
	var names []string
	for i, ref := range e.has {
		if i == 10 {
			names = append(names, fmt.Sprintf("%d more", len(e.has)-i))
			break
		}
		names = append(names, git.Plain(strings.TrimPrefix(ref.Name, "refs/heads/")))
	}
	switch {
	case len(names) == 0:
		return "the remote has no commits yet; push some"
	case e.branch == "":
		return "the remote's default branch does not exist; set it there, or name a branch (it has " + strings.Join(names, ", ") + ")"
	}
	return fmt.Sprintf("the remote has no branch %s any more, or not yet; name another one (it has %s)", e.branch, strings.Join(names, ", "))
}

// advice is what to do about what git says; the first that occurs counts.
var advice = []struct{ text, next string }{
	{"could not read Username", "the remote wants credentials; give this user a credential helper that has them, or put them into the URL by a variable"},
	{"could not read Password", "the remote wants a password; give this user a credential helper that has it, or put it into the URL by a variable"},
	{"Authentication failed", "the remote refuses the credentials; give others"},
	{"Permission denied (", "the server does not know this user's ssh key; add it there, or to the ssh agent"},
	{"Host key verification failed", "the server's ssh key is not known; connect once by hand, and look at it"},
	{"not allowed", "the remote leads to another protocol than that of its URL; name the URL that it leads to"},
	{"RPC failed; HTTP 30", "the remote leads to another place, where credentials are not sent; name the URL that it leads to"},
	{"does not appear to be a git repository", "name the URL of a repository that is there and that this user may read"},
	{"not found", "name the URL of a repository that is there and that this user may read"},
	{"dubious ownership", "the folder is another user's; let it be this user's"},
	{"dumb http", "the server hands out files alone; leave the depth out"},
	{"invalid path", "the repository has a path that cannot be checked out here"},
}

// maxCause bounds what is repeated of what git and the remote say, in bytes.
const maxCause = 400

// explain says what a failure is about, and what to do.
func (c *Clone) explain(err error) error {
	if err == nil {
		return nil
	}
	var e *git.Error
	switch {
	case errors.Is(err, git.ErrStalled):
		return fmt.Errorf("fetch %s: the remote said nothing for %s: %w", c.from.shown, c.config.Patience, git.ErrStalled)
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded), errors.Is(err, git.ErrNoGit), !errors.As(err, &e):
		return fmt.Errorf("fetch %s: %w", c.from.shown, err)
	}
	return fmt.Errorf("fetch %s: %w", c.from.shown, saidBy(e))
}

// saidError is what git said, in short, and what to do about it.
type saidError struct {
	text string
	err  *git.Error
}

func (e *saidError) Error() string { return e.text }
func (e *saidError) Unwrap() error { return e.err }

// saidBy returns a git command's error in short.
func saidBy(e *git.Error) error {
	var lines []string
	for line := range strings.Lines(e.Stderr) {
		for _, mark := range []string{"fatal: ", "error: ", "remote: "} {
			if rest, ok := strings.CutPrefix(strings.TrimSpace(line), mark); ok && strings.TrimSpace(rest) != "" {
				lines = append(lines, strings.TrimSpace(rest))
			}
		}
	}
	text := strings.Join(lines, "; ")
	if text == "" {
		text = e.Error()
	}
	if len(text) > maxCause {
		text = strings.ToValidUTF8(text[:maxCause], "") + "..."
	}
	for _, a := range advice {
		if strings.Contains(e.Stderr, a.text) {
			text += ": " + a.next
			break
		}
	}
	return &saidError{text, e}
}

// damages are what git says of a repository of which files are lost or broken, or that cannot hold what the remote has now.
var damages = []string{"bad object", "object file", "is corrupt", "is empty", "unable to read tree", "unable to read sha1", "loose object", "unable to parse",
	"bad signature", "index file", "bad index", "not a git repository", "bad config", "missing tree", "inflate", "did not send all necessary objects", "does not match index",
	"bad tree object", "mismatched algorithms"}

// damaged reports whether a command failed because the clone is damaged.
func damaged(err error) bool {
	var e *git.Error
	if !errors.As(err, &e) || e.Code < 0 {
		return false
	}
	for line := range strings.Lines(e.Stderr) {
		if strings.Contains(line, "remote:") || strings.Contains(line, "remote error:") {
			continue // that is the server's
		}
		if slices.ContainsFunc(damages, func(text string) bool { return strings.Contains(line, text) }) {
			return true
		}
	}
	return false
}

// refusesBlobs reports whether a server leaves blobs out, and then does not hand them out when they are asked for.
func refusesBlobs(err error) bool {
	var e *git.Error
	return errors.As(err, &e) && (strings.Contains(e.Stderr, "unadvertised object") || strings.Contains(e.Stderr, "not our ref"))
}
