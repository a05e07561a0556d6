package main

import (
	"errors"
	"fmt"
	"path/filepath"
	"sync"

	"github.com/spf13/cobra"

	"github.com/codeworm/codeworm"
)

func onceCommand(s *settings) *cobra.Command {
	var n int
	var dryRun, asJSON bool
	c := &cobra.Command{
		Use:   "once",
		Short: "Make the pages that are due next, then stop",
		RunE: func(c *cobra.Command, _ []string) (err error) {
			if n < 1 {
				return usagef("-n is %d; it has to be at least 1", n)
			}
			p, err := s.build(c.Context(), "auto", dryRun, c.ErrOrStderr())
			if err != nil {
				return err
			}
			defer p.close(&err)
			out := newPrinter(c, p, asJSON)
			stop := out.follow(dryRun)
			results, err := p.daemon.RunN(c.Context(), n)
			stop()
			notPushed := errors.Is(err, codeworm.ErrNotPushed)
			switch {
			case errors.Is(err, codeworm.ErrNothingDue), notPushed && len(results) == 0:
				out.nothing()
				if !notPushed {
					err = nil
				}
				return err
			case err != nil && !notPushed:
				if out.unpushed != nil {
					out.notef("the pages before that are committed but not pushed: %v", out.unpushed)
				}
				return err
			}
			where, absErr := filepath.Abs(s.Devlog.Path)
			if absErr != nil {
				where = s.Devlog.Path
			}
			out.total(results, where, dryRun)
			return err
		},
	}
	c.Flags().IntVarP(&n, "number", "n", 1, "how many pages to make")
	c.Flags().BoolVar(&dryRun, "dry-run", false, "make the pages and say what would happen, but write nothing anywhere")
	c.Flags().BoolVar(&asJSON, "json", false, "print one JSON line a page")
	return c
}

func runCommand(s *settings) *cobra.Command {
	var dryRun, asJSON bool
	c := &cobra.Command{
		Use:   "run",
		Short: "Make pages by the schedule until stopped",
		RunE: func(c *cobra.Command, _ []string) (err error) {
			s.await = func(format string, args ...any) { fmt.Fprintf(c.ErrOrStderr(), format+"\n", args...) }
			p, err := s.build(c.Context(), "ollama", dryRun, c.ErrOrStderr())
			switch {
			case err != nil && errors.Is(err, c.Context().Err()):
				return nil // stopped while it waited
			case err != nil:
				return err
			}
			defer p.close(&err)
			out := newPrinter(c, p, asJSON)
			out.unattended = true
			stop := out.follow(dryRun)
			err = p.daemon.Run(c.Context())
			stop()
			return err
		},
	}
	c.Flags().BoolVar(&dryRun, "dry-run", false, "make pages and say what would happen, but write nothing anywhere")
	c.Flags().BoolVar(&asJSON, "json", false, "print one JSON line a page")
	return c
}

// follow prints the daemon's events until the returned function is called.
func (p *printer) follow(dryRun bool) (stop func()) {
	events := p.parts.daemon.Subscribe(1024)
	var done sync.WaitGroup
	done.Go(func() {
		for e := range events.C {
			p.event(e, dryRun)
		}
	})
	return func() {
		events.Close()
		done.Wait()
		p.clear()
		if n := events.Dropped(); n > 0 {
			p.notef("%d events were not shown", n)
		}
	}
}
