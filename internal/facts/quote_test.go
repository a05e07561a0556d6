package facts

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/codeworm/codeworm/internal/clean"
	"github.com/codeworm/codeworm/internal/markdown"
)

// A page can be made of whatever comment there is: brackets that nest deeply, and what becomes long when it is escaped.
func TestQuotedCommentIsReadable(t *testing.T) {
	for _, piece := range []string{"[", "![", "[a](b", "&lt;", "{", "ä", "$"} {
		quoted := quoteDoc("It is. " + strings.Repeat(piece, 20_000))
		_, err := markdown.Inert(quoted, nil)
		assert.NoError(t, err, piece)
		_, err = clean.Answer("The function adds the two numbers to the sum of them.\n\n"+quoted, clean.Options{AnyLanguage: true})
		assert.NoError(t, err, piece)
	}
}
