package words

import "strings"

// SourceExtensions are the extensions, without their dots, that make a word with a dot the name of a file. They are for
// reading only.
var SourceExtensions = Set(`py pyi go ts tsx js jsx mjs cjs rs java kt kts c h cc cpp hpp cs rb php swift scala lua ex exs ml mli sql sh bash zsh
	yaml yml json jsonl toml md mdx txt html css scss sass less proto tf tfvars hcl ini cfg conf lock xml csv tsv svg png jpg jpeg gif ico pdf log env
	gradle groovy elm vue svelte ipynb db sqlite gz zip tar pem crt tmpl mod sum service dockerfile graphql`)

// PathEndsWith reports whether the last components of a slash-separated path are those of another.
func PathEndsWith(whole, end string) bool { return whole == end || strings.HasSuffix(whole, "/"+end) }
