package facts

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestIsItem(t *testing.T) {
	for line, want := range map[string]bool{
		"- one": true, "2. two": true, ":param x: what": true, ":returns: what": true, ":returns:": true, "@param x what": true,
		":class:`Context` holds it": false, ":py:meth:`Context.run`": false, "plain": false, "-1 is less": false,
	} {
		assert.Equal(t, want, isItem(line), line)
	}
}
