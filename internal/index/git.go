package index

import (
	"context"
	"errors"
	"fmt"
	"net/netip"
	"net/url"
	"os"
	"strings"
	"time"

	"github.com/codeworm/codeworm/internal/git"
)

// readGit asks git where HEAD is, what differs from it, and what changed when.
func (x *Index) readGit(ctx context.Context, previous *Index) error {
	if x.Repo.Snapshot {
		return nil
	}
	place, err := git.PlaceOf(ctx, x.Repo.Path)
	if errors.Is(err, git.ErrNotARepo) {
		return nil
	}
	if errors.Is(err, git.ErrNoWorkTree) {
		return fmt.Errorf("%s is a bare repository, or git's own folder, and has no files to read; give a clone: git clone %s FOLDER: %w", x.Repo.Path, x.Repo.Path, git.ErrNoWorkTree)
	}
	if err != nil {
		return err
	}
	if !previous.InGit && place.Prefix != "" { // the top is never ignored
		if ignored, err := ignoredFolder(ctx, x.Repo.Path); err != nil || ignored {
			return err
		}
	}
	x.place = place
	x.InGit, x.Prefix, x.Shallow, x.Commit, x.lock.file = true, place.Prefix, place.Shallow, place.Commit, place.Lock
	waited, err := x.lock.wait(ctx)
	if err != nil {
		return err
	}
	if waited || x.Commit == "" {
		if x.Commit, err = git.Head(ctx, x.Repo.Path); err != nil {
			return err
		}
	}
	settings, err := git.ReadSettings(ctx, x.Repo.Path)
	if err != nil {
		return err
	}
	if x.WebURL = x.Repo.WebURL; x.WebURL == "" {
		remote, err := settings.RemoteURL(ctx, x.Repo.Path, "origin")
		if err != nil {
			return err
		}
		x.WebURL = webURL(remote)
	} else if x.WebURL == "-" {
		x.WebURL = ""
	}
	if x.Commit == "" {
		return nil
	}
	if x.Dirty, err = place.Dirty(ctx, settings); err != nil {
		return err
	}
	if x.HistoryFrom = previous.HistoryFrom; !place.SameHistory(previous.place) {
		if x.HistoryFrom, err = place.HistoryFrom(ctx); err != nil {
			return err
		}
	}
	if x.Commit == previous.Commit && x.Shallow == previous.Shallow {
		if !x.Shallow { // one that is still shallow may have more of the history
			x.last = previous.last
		}
		if age := x.TakenAt.Sub(previous.recent.at); 0 <= age && age < churnAge {
			x.Churn, x.recent = previous.Churn, previous.recent
			return nil
		}
	}
	if x.last == nil {
		x.last = &lastCommits{}
	}
	x.recent.at = x.TakenAt
	x.Churn, x.recent.commits, err = readChurn(ctx, place, x.TakenAt)
	return err
}

// ignoredFolder reports whether the folder is in a work tree whose git ignores it and tracks
// nothing in it, such as that of an installed package: it is not part of that repository.
func ignoredFolder(ctx context.Context, dir string) (bool, error) {
	ignored, err := git.Ignored(ctx, dir, ".")
	if err != nil || !ignored {
		return false, err
	}
	tracked, err := git.Run(ctx, dir, "ls-files", "--cached", "-z")
	return len(tracked) == 0, err
}

// webURL turns a git remote into the address of its web pages. It is "" when the
// remote is not at a host that has them.
func webURL(remote string) string {
	if remote == "" {
		return ""
	}
	if user, rest, ok := strings.Cut(remote, "@"); ok && !strings.Contains(user, "/") && !strings.Contains(remote, "://") {
		// scp-like: git@host:owner/name.git
		host, path, ok := strings.Cut(rest, ":")
		if !ok {
			return ""
		}
		remote = "ssh://" + host + "/" + strings.TrimPrefix(path, "/")
	}
	u, err := url.Parse(remote)
	if err != nil || u.Host == "" {
		return ""
	}
	switch u.Scheme {
	case "http", "https":
	case "ssh", "git": // the web pages of such a host are guessed, and those of a daemon of somebody's own are nowhere
		_, err := netip.ParseAddr(u.Hostname())
		if err == nil || u.Hostname() == "localhost" || u.Scheme == "git" && u.Port() != "" {
			return ""
		}
		u.Scheme, u.Host = "https", u.Hostname()
	default:
		return ""
	}
	u.User, u.RawQuery, u.Fragment = nil, "", ""
	u.Path = strings.TrimSuffix(strings.TrimSuffix(u.Path, "/"), ".git")
	if strings.Trim(u.Path, "/") == "" {
		return ""
	}
	return u.String()
}

const (
	// lockWait is how often a refresh looks, and lockPatience how long it waits, for git to be
	// done with a checkout. One that takes longer is waiting for a person, or died.
	lockWait     = 20 * time.Millisecond
	lockPatience = 5 * time.Second
	// lockAge is the age from which on a lock is taken for one that a git left that died.
	lockAge = time.Minute
)

// gitLock is the lock that git holds during a checkout.
type gitLock struct {
	file string // git's index.lock; "" outside of git
	// ignored says that waiting for the lock did not help in this refresh.
	ignored bool
}

// wait returns when git does not hold the lock, or when waiting does not seem to help; waited says that it was held.
func (l *gitLock) wait(ctx context.Context) (waited bool, err error) {
	for spent := time.Duration(0); l.held(); spent += lockWait {
		if spent >= lockPatience {
			l.ignored = true
			return true, nil
		}
		if err := pause(ctx, lockWait); err != nil {
			return true, err
		}
		waited = true
	}
	return waited, ctx.Err()
}

// pause waits for a time, or until the context ends.
func pause(ctx context.Context, d time.Duration) error {
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(d):
		return nil
	}
}

// held reports whether git holds the lock.
func (l *gitLock) held() bool {
	if l.file == "" || l.ignored {
		return false
	}
	info, err := os.Lstat(l.file)
	return err == nil && time.Since(info.ModTime()) < lockAge
}
