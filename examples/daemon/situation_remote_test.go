//go:build linux

package main

import (
	"testing"
)

// A remote that takes no pages costs none: they stay in the devlog, that is told once with what to do, and they are pushed when it
// takes them again.
func TestSituationsOfTheRemote(t *testing.T) {
	program := faultyProgram(t)
	hook := func(name, script string) func(w *killWorld) func() {
		return func(w *killWorld) func() {
			w.write("remote.git/hooks/"+name, "#!/bin/sh\n"+script+"\n", 0o755)
			return func() { w.do("printf '#!/bin/sh\n' >hook; chmod +x hook; mv hook remote.git/hooks/" + name) } // a push may just be starting it
		}
	}
	showAll(t, program, "sqlite", nil, []situation{
		{name: "protected by pre-receive", local: true, cause: hook("pre-receive", "echo main is protected >&2; exit 1"),
			says: []string{"not pushed: devlog ", "main is protected", "pre-receive hook declined", "the remote refuses"}},
		{name: "protected by update", local: true, cause: hook("update", "echo open a merge request >&2; exit 1"),
			says: []string{"not pushed: devlog ", "open a merge request", "hook declined", "the remote refuses"}},
		{name: "current branch", local: true, cause: scripts("git -C remote.git config core.bare false", "git -C remote.git config core.bare true"),
			says: []string{"not pushed: devlog ", "branch is currently checked out", "the remote refuses"}},
		{name: "gone", local: true, cause: scripts("mv remote.git away.git", "mv away.git remote.git"),
			says: []string{"not pushed: devlog ", "does not appear to be a git repository", "works without asking"}},
		{name: "HEAD deleted", local: true, cause: scripts("mv remote.git/HEAD HEAD", "mv HEAD remote.git/HEAD"),
			says: []string{"not pushed: devlog ", "works without asking"}},
		{name: "replaced by an unrelated history", local: true,
			cause: scripts(`mv remote.git away.git; git init -q --bare -b main remote.git; git clone -q remote.git other 2>/dev/null
				cd other; git commit -q --allow-empty -m Other; git push -q`, "rm -rf remote.git other; mv away.git remote.git"),
			says: []string{"not pushed: devlog ", "no commit in common", "publish into a clone of the remote"}},
		{name: "its disk cannot be written", local: true, cause: scripts("mv remote.git/objects objects; touch remote.git/objects; mkdir -p x", "rm -r remote.git/objects x; mv objects remote.git/objects"),
			says: []string{"not pushed: devlog "}},
		{name: "a lock that stays", local: true, cause: scripts("touch remote.git/refs/heads/main.lock", "rm remote.git/refs/heads/main.lock"),
			says: []string{"not pushed: devlog ", "main.lock"}},
		{name: "its branch is a folder", local: true, cause: scripts("git -C remote.git branch -m main main/x", "git -C remote.git branch -m main/x main"),
			says: []string{"not pushed: devlog ", "main"}},
		{name: "a conflict with a person's commit", local: true,
			cause: func(w *killWorld) func() {
				w.foreign = true // there are merges
				return scripts(`git clone -q remote.git person; cd person; date +theirs-%N >notes.txt; git add .; git commit -qm Theirs; git push -q
					cd ../devlog; date +ours-%N >notes.txt; git add notes.txt; git commit -qm Ours`,
					"cd person; git pull -q --no-rebase -X ours ../devlog main; git push -q; rm -rf ../person")(w) // in a clone: a merge in the devlog is told, too
			},
			says: []string{"not pushed: devlog ", "both change notes.txt", "merge by hand: git -C "}},
	})
}
