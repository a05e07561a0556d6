package devlog

import (
	"errors"
	"strings"
	"syscall"

	"github.com/codeworm/codeworm"
	"github.com/codeworm/codeworm/internal/plainfile"
)

// Why a sink fails, as far as callers branch on it.
var (
	// ErrPage says that no sink can take the page: its path is not its key's, or its
	// text does not end in its comment.
	ErrPage = errors.New("not a page that can be published")
	// ErrUnready says that a person has to act first: the folder cannot be written, HEAD is
	// detached, a merge is half done, the repository has no work tree.
	ErrUnready = errors.New("the devlog cannot be published into")
	// ErrEdited says that somebody changed a page and did not commit it.
	ErrEdited = errors.New("the page has changes that are not committed")
	// ErrLocked says that another process held a lock for too long: try again later.
	ErrLocked = errors.New("the devlog is locked by another process")
	// ErrHook says that one of the user's git hooks, or who signs, refused the commit or took too long.
	ErrHook = errors.New("a git hook refused the page")
	// ErrConflict says that the remote's commits and the devlog's own cannot be
	// merged without a person. The devlog keeps its commits.
	ErrConflict = errors.New("the devlog and its remote conflict")
	// ErrRemote says that the remote could not be reached or refused the push.
	ErrRemote = errors.New("the devlog's remote failed")
)

// Causes that have a next step of their own.
var (
	errNotPlain = plainfile.ErrNotPlain // something else than a file or a folder is in the way
	errTooLarge = plainfile.ErrTooLarge // a file is larger than any page
)

// noRoom reports whether an error says that a disk has no room left, for bytes or for files.
func noRoom(err error) bool { return errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) }

// Error is a failure of a sink. errors.Is finds its Kind and its cause.
type Error struct {
	Kind  error  // one of the sentinels of this package
	Place string // the devlog's folder
	What  string // what is wrong; "" when Kind says it all
	Next  string // what to do about it: a command, if there is one
	Err   error  // the cause; nil when there is none below
}

func (e *Error) Error() string {
	var b strings.Builder
	b.WriteString("devlog ")
	b.WriteString(e.Place)
	b.WriteString(": ")
	if e.What != "" {
		b.WriteString(e.What)
	} else {
		b.WriteString(e.Kind.Error())
	}
	if e.Err != nil {
		b.WriteString(": ")
		b.WriteString(e.Err.Error())
	}
	if e.Next != "" {
		b.WriteString("; ")
		b.WriteString(e.Next)
	}
	return b.String()
}

// Is reports whether the error is a codeworm.ErrSinkUnready, which keeps every page out, or a codeworm.ErrPageBlocked, which keeps out one: a
// person is editing it, or something else is in its place. Only an error of kind ErrPage is neither: it is the page's own.
func (e *Error) Is(target error) bool {
	switch target {
	case codeworm.ErrPageBlocked:
		return e.ofOne()
	case codeworm.ErrSinkUnready:
		return e.Kind != ErrPage && !e.ofOne()
	}
	return false
}

// ofOne reports whether the failure keeps out one page.
func (e *Error) ofOne() bool {
	if errors.Is(e.Kind, ErrEdited) {
		return true
	}
	if !errors.Is(e.Kind, ErrUnready) && !errors.Is(e.Kind, ErrLocked) || errors.As(e.Err, new(ownError)) {
		return false
	}
	for _, ofOne := range []error{errNotPlain, errTooLarge, syscall.ENOTDIR, syscall.EISDIR, syscall.ENAMETOOLONG} {
		if errors.Is(e.Err, ofOne) {
			return true
		}
	}
	return false
}

// Unwrap gives the kind and the cause.
func (e *Error) Unwrap() []error {
	if e.Err == nil {
		return []error{e.Kind}
	}
	return []error{e.Kind, e.Err}
}
