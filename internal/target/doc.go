// Package target lists which targets a repository has, with their scores and fingerprints.
//
// The table of finders, one for each document type, is in target.go, the finders in find.go, and the scores
// in score.go. names.go tells definitions of one name apart, signature.go by their heads. period.go has the weeks and months of
// summaries, gone.go tells when nothing is left of what a page is about.
package target
