package git

import (
	"bufio"
	"context"
	"io"
)

// read runs the command and hands its output to fn as it comes. An error of fn
// ends the command and is returned as it is; a command that fails makes fn's reader
// fail with its error. Nothing is left running, also when fn panics.
func read(ctx context.Context, c Command, fn func(r *bufio.Reader) error) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	r, w := io.Pipe()
	c.Stdout = w
	done := make(chan error, 1)
	go func() {
		err := c.Run(ctx)
		_ = w.CloseWithError(err) // never fails
		done <- err
	}()
	ended := false
	defer func() {
		if !ended {
			stop()
			_ = r.Close() // never fails
			<-done        //nolint:errcheck // the error of being stopped
		}
	}()
	if err := fn(bufio.NewReaderSize(r, 64<<10)); err != nil {
		return err
	}
	ended = true
	_, _ = io.Copy(io.Discard, r) // what fn did not want; the command's error says it when this fails
	return <-done
}
