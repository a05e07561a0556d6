// Copyright nobody.

// Package server serves.
//
// It has a second paragraph.
package server

import (
	_ "embed"
	"fmt"
	yaml "gopkg.in/yaml.v3"
	. "math"

	"example.org/x/queue/v2"
	"gopkg.in/inf.v0"
)

// Number is what can be added.
type Number interface {
	~int | ~float64
	// Add adds.
	Add(a, b int) (sum int, err error)
	fmt.Stringer
}

type (
	// List is a list.
	List[T any] struct {
		items []T
		next  *List[T]
	}

	alias = map[string]List[int]
	id    string
)

type handler func(w Writer, r *Request) error

var double = func(x int) int { return 2 * x }

var (
	half = func(x int) (int, error) {
		if x%2 != 0 {
			return 0, fmt.Errorf("odd")
		}
		return x / 2, nil
	}
)

// Push pushes.
//
//go:noinline
func (l *List[T]) Push(x T, rest ...T) (n int, err error) {
	l.items = append(l.items, x)
	return len(rest), nil
}

func (List[T]) len() int { return 0 }

/*
Sum sums
numbers.
*/
func Sum[N Number](xs []N, f func(N) bool, _ int, q queue.Queue) (total N) {
outer:
	for i, x := range xs {
		switch {
		case f(x) && i > 0 && i < 9 || x == 0:
			continue
		case i == 3:
			break outer
		default:
			total += x
		}
		if total > 9 {
			return total
		} else if total < 0 {
			goto done
		} else {
			go func() {
				if true {
					Sum(xs, f, 0, q)
				}
			}()
		}
	}
	var v any = total
	switch v := v.(type) {
	case int, string:
		_ = v
	}
	select {
	case x := <-q.C:
		_ = queue.Default().Start(x, &queue.Options{
			Size: 1,
			Name: `raw
string`,
		})
	default:
	}
done:
	return Max[N](total, N(0))
}

func TestSum(t *testing.T) {
	type local struct{ a int }
	t.Run("a", func(t *testing.T) {})
}

func asm(x uintptr)
