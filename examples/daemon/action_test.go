package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// actionFile is what is read of action.yml.
type actionFile struct {
	Inputs map[string]struct{ Description, Default string }
	Runs   struct {
		Using string
		Steps []struct {
			Name, Shell, Run, Uses string
			Env                    map[string]string
		}
	}
}

// hook is what is read of .pre-commit-hooks.yaml.
type hook struct {
	ID, Name, Entry, Language string
	Types                     []string
}

func readYAMLFile(t *testing.T, file string, into any) {
	t.Helper()
	text, err := os.ReadFile(file)
	require.NoError(t, err)
	require.NoError(t, yaml.Unmarshal(text, into))
}

// The action builds the program and runs it, as a workflow would with its inputs.
func TestAction(t *testing.T) {
	root, err := filepath.Abs("../..")
	require.NoError(t, err)
	var a actionFile
	readYAMLFile(t, filepath.Join(root, "action.yml"), &a)
	assert.Equal(t, "composite", a.Runs.Using)
	docsRepo(t, map[string]string{"app/daemon.py": asyncRun, "good.md": "See `app/daemon.py`.\n", "docs/bad.md": invented})
	temporary := t.TempDir()
	run := func(inputs map[string]string) (string, error) {
		var out []byte
		var err error
		for _, step := range a.Runs.Steps {
			if step.Run == "" {
				continue
			}
			require.Equal(t, "bash", step.Shell)
			cmd := exec.CommandContext(t.Context(), "bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step.Run)
			cmd.Env = append(os.Environ(), "RUNNER_TEMP="+temporary)
			for name, value := range step.Env {
				value = strings.ReplaceAll(value, "${{ github.action_path }}", root)
				for input, about := range a.Inputs {
					given, ok := inputs[input]
					if !ok {
						given = about.Default
					}
					value = strings.ReplaceAll(value, "${{ inputs."+input+" }}", given)
				}
				require.NotContains(t, value, "${{")
				cmd.Env = append(cmd.Env, name+"="+value)
			}
			if out, err = cmd.CombinedOutput(); err != nil {
				break
			}
		}
		return string(out), err
	}
	out, err := run(map[string]string{"files": "good.md"})
	require.NoError(t, err, out)
	out, err = run(map[string]string{"files": "good.md docs", "args": "--strict"})
	require.Error(t, err)
	assert.Contains(t, out, "::warning file=docs/bad.md,line=1,")
}

// The hook runs the program under the name that go install gives it.
func TestPreCommitHook(t *testing.T) {
	var hooks []hook
	readYAMLFile(t, "../../.pre-commit-hooks.yaml", &hooks)
	require.Len(t, hooks, 1)
	h := hooks[0]
	assert.Equal(t, "codeworm-check", h.ID)
	assert.Equal(t, "golang", h.Language)
	assert.Equal(t, []string{"markdown"}, h.Types)
	entry := strings.Fields(h.Entry)
	assert.Equal(t, []string{"daemon", "check"}, entry[:2])
	docsRepo(t, map[string]string{"app/daemon.py": asyncRun, "good.md": "See `app/daemon.py`.\n", "bad.md": invented})
	assert.Equal(t, 0, runCheck(t, append(entry[2:], "good.md")...).code)
	assert.Equal(t, 1, runCheck(t, append(entry[2:], "good.md", "bad.md")...).code)
}
