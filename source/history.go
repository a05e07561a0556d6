package source

import (
	"time"
)

// Commit is one commit of a source repository.
type Commit struct {
	Hash    string    // in full
	When    time.Time // when it was committed
	Subject string    // the first line of its message
}

// Churn says how often a file changes. It covers the 90 days before the repository was
// last looked at; all of it is zero for a file that did not change in them.
type Churn struct {
	Commits30, Commits90 int       // commits within 30 and 90 days
	Authors              int       // who made them
	LastChange           time.Time // the latest of them
	LastHash             string    // of the commit of LastChange, in full
}
