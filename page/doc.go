// Package page holds what a page is, for those who make, publish, store or list pages:
// its document type, its key and path, the facts it is made from, and what it says about
// itself to programs. A sink or a store needs this package and the interfaces of the root, no other.
//
//   - type.go: [Type], the document types, one table
//   - key.go, path.go: [Key], what a page is about, and [Key.PagePath], where it goes
//   - target.go, score.go: [Target], a key with its place, its score and its fingerprint
//   - facts.go, period.go: [Facts], all that is known about a target without a model
//   - meta.go: [Page] and [Meta], the finished page and the comment at its end
//
// All of it is plain data, except that nothing here may be changed once it was handed to a daemon:
// values are shared between goroutines.
package page
