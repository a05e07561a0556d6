// Package markdown reads, edits and writes Markdown.
//
// The first half reads a text into a flat list of nodes that know their places in the source (markdown.go, build.go), gives
// the text that a reader sees and its sentences (plain.go, sentence.go), and edits the source by byte ranges (edit.go).
// Nothing is ever rendered from the tree: what is not edited stays byte for byte.
//
// The second half (write.go, visible.go) writes Markdown around texts that nobody checked: names, paths, doc comments,
// commit subjects, what a model said. Each function is for one place, and in its place nothing in the text can be
// markup, HTML, a link or the end of what it stands in:
//
//	Text         a piece of a line: of a paragraph, a list item or a quotation, at its start or in its middle
//	Prose        the same for a text that may hold code spans of its own, such as a doc comment
//	HeadingText  what follows the '#' of a heading
//	CellText     a cell of a table
//	LinkTo       a link with the text, in the middle of a line or in a cell; at the start of a list item "[x]" is a box to Gitea
//	Code         a code span, anywhere but in a table
//	Fenced       a block of code
//
// All but Fenced put the text on one line, as OneLine does. What is plain stays plain: a character is escaped only where
// Markdown as GitHub defines it (CommonMark with tables, strikethrough and addresses as links) could read it as more
// than itself. Short names of emoji (":smile:") stay as they are, since GitHub replaces them after Markdown is read and
// no escape stops it.
package markdown
