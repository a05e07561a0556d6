// Package render writes a page: from the facts about a target and the prose of a model to
// the page's Markdown and the subject of its commit. What it takes from a repository it
// writes as text, so that nothing in there becomes markup.
//
//   - page.go: [Page] and the parts of a page, one function each
//   - source.go: the part that shows the source, folded when it is long
//   - facts.go: the part that lists facts
//   - links.go: [Links], what a page's names lead to, and the part that lists related pages
//   - subject.go: [Subject], as much of a summary as fits in whole clauses
//   - subject_words.go: the words by which it tells where a clause ends
package render
