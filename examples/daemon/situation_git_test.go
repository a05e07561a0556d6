//go:build linux

package main

import "testing"

// What people do with a devlog, and what git refuses: the program says what it is and what to do, and goes on once it is over.
func TestSituationsOfTheDevlog(t *testing.T) {
	program := faultyProgram(t)
	// half leaves a command half done, and aborts it.
	half := func(command, abort string) func(w *killWorld) func() {
		return scripts(`cd devlog
			git branch -f side; git checkout -q side; echo theirs >note.txt; git add note.txt; git commit -qm Theirs
			git checkout -q main; echo ours >note.txt; git add note.txt; git commit -qm Ours
			`+command+` >/dev/null 2>&1 && exit 1; test -n "$(git status)"`,
			"cd devlog; "+abort+"; git branch -q -D side; git rm -q note.txt; git commit -qm Tidy")
	}
	showAll(t, program, "sqlite", nil, []situation{
		{name: "merge in progress", cause: half("git merge side", "git merge --abort"),
			says: []string{"a merge is in progress", "/devlog: ", "finish or abort it: git -C "}},
		{name: "rebase in progress", cause: half("git rebase side", "git rebase --abort"),
			says: []string{"a rebase is in progress", "/devlog: ", "finish or abort it: git -C "}},
		{name: "cherry-pick in progress", cause: half("git cherry-pick side", "git cherry-pick --abort"),
			says: []string{"a cherry-pick is in progress", "/devlog: ", "finish or abort it: git -C "}},
		{name: "am in progress", cause: half("git format-patch -1 --stdout side >../theirs.patch; git am -q ../theirs.patch", "git am --abort"),
			says: []string{"an am is in progress", "/devlog: ", "finish or abort it: git -C "}},
		{name: "bisect in progress", cause: scripts("cd devlog; git bisect start HEAD HEAD~3 >/dev/null 2>&1", "cd devlog; git bisect reset >/dev/null 2>&1"),
			says: []string{"a bisect is in progress", "/devlog: ", "git -C "}},
		{name: "detached head", cause: scripts("git -C devlog checkout -q --detach", "git -C devlog checkout -q main"),
			says: []string{"HEAD is detached", "/devlog: ", "check out a branch: git -C "}},
		{name: "a hook that refuses", cause: scripts("printf '#!/bin/sh\necho no pages today >&2\nexit 1\n' >devlog/.git/hooks/pre-commit; chmod +x devlog/.git/hooks/pre-commit", "rm devlog/.git/hooks/pre-commit"),
			says: []string{"the pre-commit hook refused the commit: no pages today", "/devlog: ", "change the hook"}},
		{name: "core.hooksPath", cause: scripts("mkdir hooks; printf '#!/bin/sh\necho never >&2\nexit 1\n' >hooks/commit-msg; chmod +x hooks/commit-msg; git -C devlog config core.hooksPath ../hooks", "git -C devlog config --unset core.hooksPath; rm -r hooks"),
			says: []string{"the commit-msg hook refused the commit: never", "/devlog: ", "change the hook"}},
		{name: "a signer that fails", cause: scripts("git -C devlog config commit.gpgSign true; git -C devlog config gpg.program false", "git -C devlog config --unset commit.gpgSign; git -C devlog config --unset gpg.program"),
			says: []string{"the commit could not be signed", "/devlog: ", "commit.gpgSign false"}},
		{name: "a configuration that git cannot read", cause: scripts("cp devlog/.git/config config; echo '[broken' >>devlog/.git/config", "mv config devlog/.git/config"),
			says: []string{"bad config line", "/devlog", "git -C "}},
		{name: "the index is damaged", cause: scripts("cp devlog/.git/index index; echo rubbish >devlog/.git/index", "mv index devlog/.git/index"),
			says: []string{"index file", "/devlog", "git -C "}},
		{name: "HEAD is gone", cause: scripts("mv devlog/.git/HEAD HEAD", "mv HEAD devlog/.git/HEAD"),
			says: []string{"not a git repository", "/devlog", "git -C "}},
	})
}
