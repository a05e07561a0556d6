package index_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/codeworm/codeworm"
	"github.com/codeworm/codeworm/internal/repotest"
	"github.com/codeworm/codeworm/source"
)

// TestShallowCloneHasNoHistoryToTell holds that what a shallow clone lacks is not made up, and is there when it was fetched.
func TestShallowCloneHasNoHistoryToTell(t *testing.T) {
	full := repotest.Empty(t)
	for _, name := range []string{"old.py", "new.py"} {
		repotest.Write(t, full, name, "def f():\n    return 1\n")
		repotest.Git(t, full.Path, "add", ".")
		repotest.Git(t, full.Path, "commit", "-q", "-m", "Add "+name)
	}
	assert.False(t, repotest.Index(t, full, repotest.Parser(t), nil).Shallow)
	clone := codeworm.Repo{Name: "r", Path: t.TempDir()}
	repotest.Git(t, clone.Path, "clone", "-q", "--depth", "1", "file://"+full.Path, ".")
	x := repotest.Index(t, clone, repotest.Parser(t), nil)
	assert.True(t, x.Shallow)
	assert.Equal(t, source.Churn{}, x.Churn["old.py"])
	assert.Equal(t, source.Churn{}, x.Churn["new.py"], "nobody can tell that it is of that commit")
	commits, err := x.LastCommits(t.Context(), "old.py")
	assert.NoError(t, err)
	assert.Empty(t, commits)

	repotest.Git(t, clone.Path, "fetch", "-q", "--unshallow")
	x = repotest.Refresh(t, x)
	assert.False(t, x.Shallow)
	assert.Equal(t, 1, x.Churn["old.py"].Commits90)
}
