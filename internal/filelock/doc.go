// Package filelock locks files against other processes. The death of a process releases its locks.
package filelock
