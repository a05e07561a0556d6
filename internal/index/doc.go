// Package index reads a repository and keeps what it read current. An [Index] is what the repository held
// at one moment; [Index.Refresh] makes the next one and reads only what changed.
//
// The files follow a repository on its way in:
//
//   - index.go, parser.go: the index, and what it needs of a parser and a cache
//   - refresh.go: one refresh, which starts again when the repository moves under it
//   - git.go, history.go: what git says of HEAD, of differences from it, and of the last 90 days
//   - list.go: which files there are, and why some are not read
//   - manifest.go: the manifests that name modules
//   - read.go: reading and parsing what changed; stamp.go: by which stamps that is told
//   - store.go: keeping outlines in the cache, in shards; shard.go, encode.go, decode.go: a shard in bytes
//
// and what can be asked of the index:
//
//   - names.go: identifiers; paths.go: paths and their lines; text.go: words anywhere in the text
//   - packages.go: how other code calls the package in a folder
package index
