package git

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"regexp"
	"strconv"
	"strings"
)

// quiet are settings of every command: what they would start is not needed, and a
// repository that came with its .git folder may name any program there.
var quiet = []string{"-c", "core.fsmonitor=false", "-c", "log.showSignature=false"}

// offline keeps git from fetching what a partial clone lacks: the transport, and
// the program that the remote's settings name for it, would be the repository's
// choice. Older versions of git know the second variable alone.
var offline = []string{"GIT_NO_LAZY_FETCH=1", "GIT_ALLOW_PROTOCOL=none"}

// Source is Run in a repository that is only read, and whose own settings may
// come from a stranger: nothing is fetched for it. ErrPartial tells what is missing.
func Source(ctx context.Context, dir string, args ...string) ([]byte, error) {
	return Command{Dir: dir, Args: args, Env: offline}.Output(ctx)
}

// errEnough ends a git whose output is not needed any further.
var errEnough = errors.New("enough was read")

// SourceUpTo is Source that returns at most limit bytes: once git has written more, it is ended.
func SourceUpTo(ctx context.Context, dir string, limit int, args ...string) ([]byte, error) {
	var out []byte
	err := read(ctx, Command{Dir: dir, Args: args, Env: offline}, func(r *bufio.Reader) (err error) {
		out, err = io.ReadAll(io.LimitReader(r, int64(limit)))
		if err == nil && len(out) == limit {
			err = errEnough
		}
		return err
	})
	if errors.Is(err, errEnough) {
		err = ctx.Err()
	}
	return out, err
}

// filterProgram is a setting that names a program which git runs on a file's content.
var filterProgram = regexp.MustCompile(`(?s)^filter\.(.*)\.(clean|smudge|process|required)$`)

// withoutFilters reads the settings of a folder for Settings.withoutFilters.
func withoutFilters(ctx context.Context, dir string) ([]string, error) {
	s, err := ReadSettings(ctx, dir)
	if err != nil {
		return nil, err
	}
	return s.withoutFilters(), nil
}

// switchedOff are variables that switch off the filters of these names.
func switchedOff(names []string) []string {
	if len(names) == 0 {
		return nil
	}
	var settings [][2]string
	for _, name := range names {
		settings = append(settings, [2]string{"filter." + name + ".clean", ""}, [2]string{"filter." + name + ".process", ""},
			[2]string{"filter." + name + ".required", "false"})
	}
	return settingsEnv(settings)
}

// settingsEnv are variables that set settings, behind those that the environment sets. Unlike arguments, other users of the machine cannot read them.
func settingsEnv(settings [][2]string) []string {
	n, _ := strconv.Atoi(os.Getenv("GIT_CONFIG_COUNT")) // git itself says when it is no number
	var env []string
	for _, s := range settings {
		env = append(env, fmt.Sprintf("GIT_CONFIG_KEY_%d=%s", n, s[0]), fmt.Sprintf("GIT_CONFIG_VALUE_%d=%s", n, s[1]))
		n++
	}
	return append(env, "GIT_CONFIG_COUNT="+strconv.Itoa(n))
}

// sourceStatus is the output of git status below dir, read without running a
// program that the repository names.
func sourceStatus(ctx context.Context, dir string, settings Settings) ([]byte, error) {
	var out bytes.Buffer
	err := Command{Dir: dir, Env: append(settings.withoutFilters(), offline...), Stdout: &out, Args: strings.Fields(
		"status --porcelain=v1 -z --no-renames --untracked-files=all --ignore-submodules=dirty -- .")}.Run(ctx)
	return out.Bytes(), err
}
