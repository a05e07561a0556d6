// Package compose gathers what is known about one target: it makes the facts of its page from the index, the
// source and the history, and redacts every text among them.
//
// [Target] composes what the code is about, in compose.go; relations.go finds what a definition calls and who
// calls it. [Period] composes summaries, in period.go.
package compose
