// Package graph tells who defines and who uses which name in a repository. It is pure: package index
// reads the files and the manifests, a [Graph] only knows what is in them.
//
// Names stand as numbers, from a [NameTable] that all files share. What a file holds is in a [File] and
// its [Content]; [New] makes the graph, and [Graph.Resolve] returns which definitions a use may mean, and whether
// the names leave no other choice.
//
//   - graph.go: the graph and what can be asked of it; postings.go: its lists by name
//   - file.go, nametable.go: what it is made of
//   - languages.go: the rules of each language, as tables
//   - resolve.go: which definitions a use may mean
//   - receiver.go: what is known of what stands before a name, "queue" in queue.Push
//   - heritage.go: the bases of a type, and whose members it has
//   - imports.go: where an import points; reach.go: how near that brings a file
//   - modules.go: the manifests that name modules, and how other code calls a package; python.go: where Python looks
//
// To add a language: most need nothing, because the plain rule holds for what has no row, "a name is defined in
// the file or imported, and methods have receivers". Where that is wrong, languages.go has the tables: scopings (how a
// name is found), families (whose names it shares), importStyles (how imports name files), indexFiles and
// packageMarkers (files that stand for their folder), spread (types in several files). The names of its package
// manager's files are a row of manifests in modules.go. Builtin names and the standard library are in package
// langdata. A sample with its relations.txt in repotest/testdata/repos shows that it works.
package graph
