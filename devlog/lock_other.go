//go:build !unix

package devlog

import "os"

// tryLock holds nothing: where there is no flock, one process at a time has to
// publish into a devlog.
func tryLock(*os.File) (held bool, err error) { return true, nil }
