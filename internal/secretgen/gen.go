package secretgen

import (
	"math/rand/v2"
	"slices"
)

// Sample is a text of one kind.
type Sample struct {
	Kind string
	Text string
	// Secrets are what of the text must not leave; none in a harmless text.
	Secrets []string
}

// kind is a kind of texts, with the templates that make them.
type kind struct {
	name      string
	templates []string
}

// Kinds returns how many kinds of secrets there are.
func Kinds() int { return len(secretKinds()) }

// Secrets makes n texts with secrets, of all kinds in turn.
func Secrets(seed uint64, n int) []Sample { return samples(secretKinds(), seed, n) }

// Harmless makes n texts without secrets, of all kinds in turn.
func Harmless(seed uint64, n int) []Sample { return samples(harmlessKinds, seed, n) }

func secretKinds() []kind {
	return slices.Concat(issuerKinds, assignmentKinds, commandKinds, multilineKinds, fileKinds)
}

func samples(kinds []kind, seed uint64, n int) []Sample {
	r := rand.New(rand.NewPCG(seed, 0x5eed))
	made := make([]Sample, n)
	for i := range made {
		k := kinds[i%len(kinds)]
		f := filler{r: r}
		made[i] = Sample{Kind: k.name, Text: f.fill(k.templates[r.IntN(len(k.templates))])}
		made[i].Secrets = f.secrets
	}
	return made
}
