package secretgen

import (
	"fmt"
	"strings"
)

// Rates are what a redactor did with random texts.
type Rates struct {
	Secrets, Harmless int      // texts
	Missed            []Sample // texts of which a secret stayed; their Secrets are those that did
	Alarms            []Sample // harmless texts that did not stay as they were
}

// Measure tries a redactor on random texts with and without secrets.
func Measure(redact func(string) string, seed uint64, secrets, harmless int) Rates {
	r := Rates{Secrets: secrets, Harmless: harmless}
	for _, s := range Secrets(seed, secrets) {
		var stayed []string
		redacted := redact(s.Text)
		for _, secret := range s.Secrets {
			if strings.Contains(redacted, secret) {
				stayed = append(stayed, secret)
			}
		}
		if len(stayed) > 0 {
			s.Secrets = stayed
			r.Missed = append(r.Missed, s)
		}
	}
	for _, s := range Harmless(seed, harmless) {
		if redact(s.Text) != s.Text {
			r.Alarms = append(r.Alarms, s)
		}
	}
	return r
}

// String prints both rates.
func (r Rates) String() string {
	return fmt.Sprintf("%d of %d texts with secrets left one (%.1f %%), %d of %d harmless texts were redacted (%.1f %%)",
		len(r.Missed), r.Secrets, percent(len(r.Missed), r.Secrets), len(r.Alarms), r.Harmless, percent(len(r.Alarms), r.Harmless))
}

func percent(part, whole int) float64 { return 100 * float64(part) / float64(max(whole, 1)) }
