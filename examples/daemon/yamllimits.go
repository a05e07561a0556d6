package main

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
)

// Bounds of a YAML file. The parser calls itself for each level, so that a deep file ends the process, and takes time by
// the square of a line; an alias of aliases stands for any number of values.
const (
	maxYAMLNesting = 64
	maxYAMLLine    = 16 << 10 // bytes
	maxYAMLLines   = 50_000
	maxYAMLValues  = 100_000 // with each alias as what it stands for
)

// parseYAML parses a file that is not too much for the parser and the decoder, or says what is wrong with it.
func parseYAML(data []byte) (file *ast.File, problem string) {
	if problem = excessive(data); problem != "" {
		return nil, problem
	}
	file, err := parser.ParseBytes(data, 0)
	if err != nil {
		return nil, strings.TrimSpace(yaml.FormatError(err, false, true))
	}
	values, anchors := 0, map[string]int{}
	for _, doc := range file.Docs {
		values += expanded(doc.Body, anchors)
	}
	if values > maxYAMLValues {
		return nil, fmt.Sprintf("it holds more than %d values, with its aliases written out; it is no such file", maxYAMLValues)
	}
	return file, ""
}

// excessive says what of a file is more than the parser takes; "" when nothing is. It takes brackets in texts for
// brackets: those of people's texts close again.
func excessive(data []byte) string {
	depth, number := 0, 0
	for line := range bytes.Lines(data) {
		number++
		if number > maxYAMLLines {
			return fmt.Sprintf("it has more than %d lines; it is no such file", maxYAMLLines)
		}
		if len(line) > maxYAMLLine {
			return fmt.Sprintf("line %d: it has %d bytes, more than %d; break it", number, len(line), maxYAMLLine)
		}
		for _, c := range line {
			switch c {
			case '[', '{':
				depth++
			case ']', '}':
				depth = max(0, depth-1)
			}
			if depth > maxYAMLNesting {
				return tooDeep(number)
			}
		}
		if leading(line) > maxYAMLNesting {
			return tooDeep(number)
		}
	}
	return ""
}

func tooDeep(line int) string {
	return fmt.Sprintf("line %d: lists and settings stand in each other, more than %d deep; none of ours is so deep", line, maxYAMLNesting)
}

// leading counts the signs before a line's first value, each of which opens a level.
func leading(line []byte) int {
	n := 0
	for _, word := range bytes.Fields(line) {
		switch word[0] {
		case '-', '?', ':', '&', '!', '*':
			n++
		default:
			return n
		}
	}
	return n
}

// expanded counts the values of a node with each alias as what it stands for, up to a bit over maxYAMLValues.
func expanded(node ast.Node, anchors map[string]int) int {
	n := 1
	switch node := node.(type) {
	case *ast.MappingNode:
		for _, v := range node.Values {
			if n += expanded(v, anchors); n > maxYAMLValues {
				break
			}
		}
	case *ast.MappingValueNode:
		n += expanded(node.Value, anchors)
	case *ast.SequenceNode:
		for _, v := range node.Values {
			if n += expanded(v, anchors); n > maxYAMLValues {
				break
			}
		}
	case *ast.TagNode:
		n += expanded(node.Value, anchors)
	case *ast.AnchorNode:
		n = expanded(node.Value, anchors)
		anchors[node.Name.GetToken().Value] = n
	case *ast.AliasNode:
		n = anchors[node.Value.GetToken().Value] + 1
	}
	return min(n, maxYAMLValues+1)
}
