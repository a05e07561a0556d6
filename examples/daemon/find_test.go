package main

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// called calls the program in the working folder, with no flag but those given.
func called(t *testing.T, args ...string) *command {
	t.Helper()
	run := &command{}
	run.code = execute(t.Context(), append([]string{"codeworm"}, args...), &run.out, &run.errors)
	return run
}

// alone keeps the user's own configuration out of the test.
func alone(t *testing.T) (userConfig string) {
	t.Helper()
	dir := t.TempDir()
	t.Setenv("XDG_CONFIG_HOME", dir)
	t.Setenv("HOME", dir)
	return filepath.Join(dir, "codeworm", configName)
}

// Where nobody names anything, the repository that the program stands in is documented, and what is done is said.
func TestTheRepositoryThatTheProgramStandsIn(t *testing.T) {
	w := newWorld(t)
	alone(t)
	t.Chdir(filepath.Join(w.repo, "py"))
	beside := w.repo + "-devlog"
	plan := called(t, "plan", "-n", "2")
	require.Equal(t, 0, plan.code, plan.errors.String())
	assert.Contains(t, plan.out.String(), "sample")
	assert.NoDirExists(t, beside, "a plan makes nothing")
	once := called(t, "once", "-n", "2", "--llm", "facts")
	require.Equal(t, 0, once.code, once.errors.String())
	assert.Contains(t, once.errors.String()+once.out.String(), "the pages are about "+w.repo+", and go to "+beside)
	assert.FileExists(t, filepath.Join(beside, "README.md"))
	assert.Empty(t, w.git(w.repo, "status", "--porcelain"))
	status := called(t, "status")
	require.Equal(t, 0, status.code, status.errors.String())
	assert.Contains(t, status.out.String(), "Pages:  2 ")

	elsewhere := filepath.Join(t.TempDir(), "pages")
	require.Equal(t, 0, called(t, "once", "-n", "1", "--llm", "facts", "--devlog", elsewhere).code)
	assert.FileExists(t, filepath.Join(elsewhere, "README.md"))
}

func TestOutsideOfRepositoriesOneHasToBeNamed(t *testing.T) {
	alone(t)
	t.Chdir(t.TempDir())
	for _, name := range []string{"once", "plan", "run"} {
		run := called(t, name)
		assert.Equal(t, 2, run.code)
		assert.Contains(t, run.errors.String(), "no repository is named; give --repo PATH")
	}
}

// The configuration of the working folder is found, then the user's; one that is named, or a repository that is, comes before both.
func TestConfigurationsAreFound(t *testing.T) {
	w := newWorld(t)
	user := alone(t)
	t.Chdir(t.TempDir())
	config := func(file, name string) {
		t.Helper()
		require.NoError(t, os.MkdirAll(filepath.Dir(file), 0o755))
		require.NoError(t, os.WriteFile(file, []byte("repos: [{name: "+name+", path: "+w.repo+"}]\nstate: "+filepath.Join(t.TempDir(), "s.db")+"\n"), 0o600))
	}
	planned := func(args ...string) string {
		t.Helper()
		plan := called(t, append([]string{"plan", "-n", "1"}, args...)...)
		require.Equal(t, 0, plan.code, plan.errors.String())
		return plan.out.String()
	}
	config(user, "theusers")
	assert.Contains(t, planned(), "theusers")
	config(configName, "thefolders")
	assert.Contains(t, planned(), "thefolders")
	other := filepath.Join(t.TempDir(), "other.yaml")
	config(other, "thenamed")
	assert.Contains(t, planned("--config", other), "thenamed")
	assert.Contains(t, planned("--repo", w.repo), "sample")
	require.NoError(t, os.WriteFile(configName, []byte("rpos: []\n"), 0o600))
	wrong := called(t, "plan")
	assert.Equal(t, 2, wrong.code)
	assert.Contains(t, wrong.errors.String(), "configuration "+configName+": line 1: rpos is unknown")
}

// A devlog goes to the folder of states where none can be made beside the repository.
func TestADevlogThatCannotStandBesideItsRepository(t *testing.T) {
	state := t.TempDir()
	t.Setenv("XDG_STATE_HOME", state)
	s := newSettings("codeworm")
	missing := filepath.Join(t.TempDir(), "not there", "app")
	assert.Regexp(t, "^"+filepath.Join(state, "codeworm", "app-devlog-")+"[0-9a-f]{8}$", s.beside(missing))
	dir := t.TempDir()
	assert.Equal(t, filepath.Join(dir, "app-devlog"), s.beside(filepath.Join(dir, "app")))
}

// What init writes works as it stands, also in the repository that it is written into.
func TestWhatInitWritesWorksInARepository(t *testing.T) {
	w := newWorld(t)
	alone(t)
	t.Chdir(w.repo)
	require.Equal(t, 0, called(t, "init").code)
	once := called(t, "once", "-n", "1", "--llm", "facts")
	require.Equal(t, 0, once.code, once.errors.String())
	assert.FileExists(t, w.repo+"/../devlog/README.md")
}

func TestVersionIsAFlagToo(t *testing.T) {
	command, flag := called(t, "version"), called(t, "--version")
	assert.Equal(t, 0, flag.code)
	assert.NotEmpty(t, flag.out.String())
	assert.Equal(t, command.out.String(), flag.out.String())
}
