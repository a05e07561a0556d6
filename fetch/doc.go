// Package fetch keeps what is documented up to date with its remote, by the git command: Clone documents a repository by its URL,
// in a clone of its own in the user's cache folder, and Checkout fast-forwards a work tree that belongs to a person, as long as
// nothing of theirs is in the way. Both are a codeworm.Fetcher.
//
// Nothing asks anybody: where a remote needs credentials, they come from git's own settings (a credential helper, an ssh agent) or
// from the URL, which go to its host alone and stand in no program's arguments. Hooks do not run, and no protocol is used but the one that the remote was named with.
package fetch
