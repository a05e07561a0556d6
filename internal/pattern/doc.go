// Package pattern finds design patterns in a name graph: by definitions, their types and decorators, who
// implements what and who calls what, never by words in comments.
//
// The table of patterns and [FindAll] are in pattern.go. A pattern is a row there and a function that tells the
// search each piece of evidence; search.go has what these functions ask with, names.go how names and types are
// compared. The functions stand by what their patterns are about:
//
//   - implementations.go: strategies and template methods, and who implements what
//   - creation.go: factories, builders, options, injection, singletons, lazy values
//   - behavior.go: visitors, middleware, retries, iterators; observer.go: observers
//   - structure.go: decorators, guards; value.go: value objects
package pattern
