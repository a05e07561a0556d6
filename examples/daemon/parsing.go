package main

import (
	"time"

	"github.com/codeworm/codeworm"
	"github.com/codeworm/codeworm/parser"
	"github.com/codeworm/codeworm/parser/all"
	"github.com/codeworm/codeworm/parser/worker"
)

// parserSettings say where files are parsed, and what one may cost.
type parserSettings struct {
	Worker   *bool         `yaml:"worker"`
	Workers  int           `yaml:"workers"`
	MemoryMB int           `yaml:"memory_mb"`
	Time     time.Duration `yaml:"time"`
}

// openParser makes the parser, in this process and in its workers.
func openParser() (codeworm.Parser, error) {
	p, err := parser.New(all.Languages()...)
	if err != nil {
		return nil, err
	}
	return p, nil
}

// open makes the parser of the settings, and what ends it. What is wrong with the settings is added to the problems.
func (s parserSettings) open(wrong *problems) (p codeworm.Parser, closed func() error, err error) {
	const leastMB = worker.MinMemory >> 20
	if s.Workers < 0 {
		wrong.addf("parser.workers is %d; it has to be 1 or more, or 0 for the default", s.Workers)
	}
	if s.MemoryMB < 0 || s.MemoryMB > 0 && s.MemoryMB < leastMB {
		wrong.addf("parser.memory_mb is %d; ordinary files need up to %d: give that or more, or 0 for the default", s.MemoryMB, leastMB)
	}
	if s.Time < 0 {
		wrong.addf("parser.time is %v; it has to be more than 0s, or 0s for the default", s.Time)
	}
	if p, err = openParser(); err != nil || len(*wrong) > 0 || s.Worker != nil && !*s.Worker {
		return p, func() error { return nil }, err
	}
	w, err := worker.New(p, worker.Options{Workers: s.Workers, Memory: int64(s.MemoryMB) << 20, Time: s.Time})
	if err != nil {
		return nil, nil, err
	}
	return w, w.Close, nil
}
