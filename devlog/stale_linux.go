package devlog

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
)

// inUse reports whether a process may be at work on a file of git's, and whether that is sure. A process is when it has the file
// open, or when it is a git command that works in the repository: git commit keeps its lock closed while an editor is open.
//
// Only the user whose file it is can have made it, and the processes of one's own user can all be looked at. It is unsure on a file
// system that other machines write to as well, and in a container, which does not see the processes outside.
func inUse(top, gitDir string, info fs.FileInfo, name string) (held, sure bool) {
	stat, ok := info.Sys().(*syscall.Stat_t)
	uid := os.Geteuid()
	if !ok || int(stat.Uid) != uid || !firstNamespace() || networked(name) {
		return false, false
	}
	processes, err := os.ReadDir("/proc")
	if err != nil {
		return false, false
	}
	for _, p := range processes {
		pid, err := strconv.Atoi(p.Name())
		if err != nil || pid <= 0 {
			continue
		}
		dir := filepath.Join("/proc", p.Name())
		owner, err := os.Stat(dir)
		if err != nil {
			continue // it has ended
		}
		if s, ok := owner.Sys().(*syscall.Stat_t); !ok || int(s.Uid) != uid && uid != 0 {
			continue
		}
		if works(dir, top, gitDir) || opens(dir, name) {
			return true, true
		}
	}
	return false, true
}

// works reports whether the process is a git command in the repository. The one that reads objects for a sink holds no lock.
func works(process, top, gitDir string) bool {
	comm, err := os.ReadFile(filepath.Join(process, "comm"))
	if err != nil || !bytes.HasPrefix(comm, []byte("git")) {
		return false
	}
	args, err := os.ReadFile(filepath.Join(process, "cmdline"))
	if err != nil || bytes.Contains(args, []byte("\x00cat-file\x00--batch-command")) {
		return false
	}
	if cwd, err := os.Readlink(filepath.Join(process, "cwd")); err != nil || under(cwd, top) || under(cwd, gitDir) {
		return err == nil || !os.IsNotExist(err)
	}
	return bytes.Contains(args, []byte(top)) || bytes.Contains(args, []byte(gitDir))
}

func under(path, folder string) bool {
	return path == folder || strings.HasPrefix(path, folder+string(filepath.Separator))
}

// opens reports whether the process has the file open.
func opens(process, name string) bool {
	files, err := os.ReadDir(filepath.Join(process, "fd"))
	if err != nil {
		return false // it has ended
	}
	for _, f := range files {
		if to, err := os.Readlink(filepath.Join(process, "fd", f.Name())); err == nil && to == name {
			return true
		}
	}
	return false
}

// firstNamespace reports whether this process sees all processes of the machine.
func firstNamespace() bool {
	const initial = "pid:[4026531836]" // PROC_PID_INIT_INO
	ns, err := os.Readlink("/proc/self/ns/pid")
	return err == nil && ns == initial
}

// networked reports whether other machines may write to the file system too.
func networked(name string) bool {
	var fs syscall.Statfs_t
	if syscall.Statfs(filepath.Dir(name), &fs) != nil {
		return true
	}
	switch uint32(fs.Type) {
	case 0x6969, 0xff534d42, 0xfe534d42, 0x517b, 0x65735546, 0x01021997, 0x00c36400, 0x73757245, 0x5346414f, 0x786f4256: // NFS, CIFS, SMB2, SMB, FUSE, 9P, Ceph, Coda, AFS, vboxsf
		return true
	}
	return false
}
