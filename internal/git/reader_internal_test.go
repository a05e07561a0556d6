package git

// KillForTest ends the reader's process as a crash would.
func (r *Reader) KillForTest() {
	_ = r.cmd.Process.Kill()
}
