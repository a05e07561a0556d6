// Package plainfile opens files that somebody else may have put there: a link that leads elsewhere, a pipe that nobody writes to
// or a device without an end is an error that names it, never a hang and never a write to another file.
//
// Functions with a root take a name below it, slash-separated, and follow no symbolic link, neither at its end nor on its way.
// Those whose names end in Named take a path that a person gave, whose links are the person's own.
package plainfile
