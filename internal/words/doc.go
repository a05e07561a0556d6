// Package words looks at the words of texts and at the names of files.
//
// words.go has words and sets of them, files.go the extensions and paths of files.
package words
