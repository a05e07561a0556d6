//go:build !unix

package worker

// memory is not known.
func memory() int64 { return 0 }

func limitMemory(int64) {}
