// Package link tells where what a page names leads: to the page of a definition, or to the source at the commit that the
// page describes. What is not certain leads nowhere.
//
//   - book.go: [Book], the destinations that one page knows
//   - prose.go: [Book.Prose], the names of a checked text as links
//   - related.go: [Book.Related], the pages that belong to this one
//   - web.go: the addresses of a repository's web pages
package link
