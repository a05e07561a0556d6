package words

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

// Each form claims a change in its example, and none does in what only looks like it.
func TestChangeForms(t *testing.T) {
	for i, f := range changeForms {
		assert.True(t, changeExpressions[i].MatchString(f.example), "%s: %s", f.pattern, f.example)
		assert.NotEmpty(t, ChangeClaim(f.example), f.example)
		assert.Empty(t, ChangeClaim(f.kept), f.kept)
	}
}

// These sentences were written without a look at the table.
func TestChangeClaim(t *testing.T) {
	for _, claim := range []string{
		"The code has been rewritten.", "This method has been refactored for readability.", "Error handling was improved.",
		"A new parameter was added.", "The class was renamed.", "It has been updated to support streams.",
		"The loop now uses a set.", "It now returns an error instead.", "The method no longer accepts a name.",
		"Previously, it returned nil.", "The module used a list; it used to be a map.", "This commit introduces a cache.",
		"In this version the lock is gone.", "Support for retries was added.", "Fixed a bug in the parser.",
		"The function has recently been changed.", "The new implementation avoids a copy.", "The code was simplified.",
	} {
		assert.NotEmpty(t, ChangeClaim(claim), claim)
	}
	for _, kept := range []string{
		"Returns the updated value.", "The counter is updated on each call.", "Adds the item to the list.", "A renamed file is found by its hash.",
		"The name is no longer than 5 characters.", "The current time is \x00\x00\x00, read once.", "It is used to parse dates.",
		"The function is used to update rows.", "Returns true if the element was added.", "Checks whether the file has been changed.",
		"Waits until the value has been updated.", "If the row was removed, nothing happens.", "The changed files are sorted.",
		"A previously opened connection is closed.", "It removes entries that are no longer valid.", "Tells that the code was modified on disk.",
		"The recently used keys stay.", "The user was added to the group.", "The new value replaces the old one.",
		"The lease is now free.", "It updates the record.", "The function could be refactored.", "The code should be simplified.",
		"Improved readability is one advantage.", "Its methods have to be called in order.", "Sends the change to all peers.",
	} {
		assert.Empty(t, ChangeClaim(kept), kept)
	}
}
