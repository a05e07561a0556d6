package index

import (
	"hash/crc32"

	"github.com/codeworm/codeworm/internal/graph"
)

const (
	shardMagic = "codeworm outlines\n"
	// shardFormat changes with everything that a shard holds: shards of another format are not read.
	shardFormat = 3
)

// castagnoli is the table of the shard's checksum.
var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// shard is a part of a repository's files and their outlines. In bytes it is:
//
//	magic, format version
//	how many shards there are, and which one this is
//	the repository's folder
//	versions: of the parser for each language
//	strings: their lengths, then all of their bytes
//	files: for each its path, stamp, checksum and outline
//	CRC-32C of all that precedes
//
// Numbers are varints. A string is written as its number in the table of strings; texts that hardly
// repeat, such as doc comments, are in the table in the order in which they are read and take
// the next number. gob takes ten times as long.
type shard struct {
	count, number int
	root          string
	versions      []languageVersion
	files         []*graph.File
}

// languageVersion is a language and the parser's version of it.
type languageVersion struct{ language, version string }

// Flags of a file.
const (
	fileTrusted = 1 << iota
	fileTest
	fileOutline
	fileOwn
	fileWritten
)

// Flags of a symbol.
const (
	symbolAsync = 1 << iota
	symbolGenerator
	symbolAbstract
	symbolStatic
	symbolTest
	symbolDocSpan
	symbolBodySpan
	symbolRecovered
)
