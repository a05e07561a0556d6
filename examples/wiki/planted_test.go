//go:build unix

package main

import (
	"fmt"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/codeworm/codeworm/internal/planted"
)

// What somebody planted in the wiki is named, and neither followed nor waited for.
func TestWikiOfPlantedFiles(t *testing.T) {
	outside, unchanged := planted.NewOutside(t)
	for _, name := range []string{"Page.md", homeFile} {
		for i, thing := range planted.Things(outside) {
			t.Run(fmt.Sprint(name, i), func(t *testing.T) {
				w, err := NewWiki(t.TempDir())
				require.NoError(t, err)
				thing.Put(t, filepath.Join(w.dir, name))
				_, err = w.read(name)
				require.ErrorContains(t, err, name+" is "+thing.Name)
				require.ErrorContains(t, w.write(name, []byte("x")), name+" is "+thing.Name)
				require.NoError(t, w.Prepare(t.Context()), "it is somebody's")
				assert.Equal(t, 0, len(w.pages))
				unchanged()
			})
		}
	}
}
