package check

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestCheckEndsEarly(t *testing.T) {
	done := make(chan struct{})
	scope := Scope{Names: noNames{}, Done: done}
	text := strings.Repeat("See `no_such_name` there.\n\n", 50)
	assert.Len(t, Markdown(text, scope).Findings, 50)
	close(done)
	assert.Empty(t, Markdown(text, scope).Findings)
	assert.Empty(t, Drift(text, scope, Scope{Names: noNames{}}).Findings)
}
