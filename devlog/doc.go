// Package devlog holds sinks for pages: a git repository with one commit a page
// (Git), a plain folder (Folder), and several sinks at once (Multi).
//
// Git and Folder keep the same tree: each page under its Page.Path, a README.md
// of the devlog that lists the repositories, and a README.md in each
// repository's folder that lists its pages. An index lists at most 300 pages: a
// folder with more lists its folders, each of which has a README.md, and where one
// folder holds more than 300 pages itself, they stand in files index-X.part.md by how
// their names begin. Their part of a README stands
// between two comments, <!-- codeworm:index --> and <!-- /codeworm:index -->; the
// rest belongs to whoever wrote it.
//
// A devlog can be used by people too: whatever they have staged, changed or not
// finished is neither committed nor lost. Several processes can publish
// into one devlog at a time.
//
// What people write into a page and commit is not lost when the page is written again: see EditPolicy.
//
// The files: folder.go and multi.go hold those two sinks. Git is git.go (its methods), gitcommit.go (one commit),
// gitfiles.go (the files of a commit and the user's changes to them), gitrecover.go (after a failure or a crash),
// gitpush.go (pushes and merges), gitsettings.go (the user's settings) and gitstate.go (what is known of the repository).
// catchup.go brings a sink of several up to date. watch.go says what is missing, gitstale.go removes locks that nobody holds, edits.go keeps what people wrote.
// layout.go says what which index lists; index.go and section.go write the
// READMEs, tree.go and lock.go keep to the folder and to one writer at a time.
package devlog
