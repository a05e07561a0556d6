// Package repotest makes repositories and indexes of them for tests.
//
// repotest.go has git repositories, the samples in testdata/repos and indexes of them. toy.go has a folder in the toy
// language of package codewormtest, for tests that count what is read.
package repotest
