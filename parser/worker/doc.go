// Package worker parses files in processes of their own, each under a bound of processor time and memory, so that no file
// can end the program or take the machine's memory, whatever it holds: the grammars of tree-sitter are C, take
// memory by the square of some inputs, and cannot be interrupted everywhere.
//
// The workers are the same program, started again. So the program has to call Main first thing:
//
//	func main() {
//		worker.Main(open) // does not return in a worker
//		p, err := open()
//		...
//		w, err := worker.New(p, worker.Options{})
//		defer w.Close()
//	}
//
//	func open() (codeworm.Parser, error) {
//		p, err := parser.New(golang.Language)
//		if err != nil {
//			return nil, err
//		}
//		return p, nil
//	}
//
// A file that exceeds a bound, or that crashes the parser, costs its worker and is skipped with a reason
// (source.SkipTimeout, source.SkipMemory, source.SkipCrash). A worker gets nothing of the program's environment, writes to no
// disk, ends with the program, and is not trusted: what it answers is checked.
//
// Bounds of memory need Linux or another Unix. Elsewhere a worker is bounded in time alone.
package worker
