package source

import (
	"time"
)

// Commit is one commit of a source repository.
type Commit struct {
	Hash    string // in full
	When    time.Time
	Subject string
}

// Churn says how often a file changes.
type Churn struct {
	Commits30, Commits90 int // commits within 30 and 90 days before the last look
	Authors              int
	LastChange           time.Time
	LastHash             string // of the commit of LastChange
}
