package cmd

import "github.com/medcode-cli/medcode/codesets"

// A releaseRef names the release an answer comes from, in every JSON message.
type releaseRef struct {
	Set       codesets.CodeSet `json:"set"`
	Edition   string           `json:"edition"`
	Title     string           `json:"title"`
	Effective codesets.Date    `json:"effective_date"`
	End       codesets.Date    `json:"end_date"`
	Digest    string           `json:"digest"` // SHA-256 of the source
	Date      codesets.Date    `json:"date"`   // the date of service that chose it
	InForce   bool             `json:"in_force"`
}

func (c chosen) ref() releaseRef {
	r := c.Release
	return releaseRef{r.Set, r.Edition, r.Title, r.Effective, r.End, r.Digest, c.Date, c.InForce}
}

// dates returns "2026-04-01 to 2026-09-30", "from 2026-04-01" when open.
func dates(effective, end codesets.Date) string {
	switch {
	case effective.IsZero() && end.IsZero():
		return "no dates"
	case end.IsZero():
		return "from " + effective.String()
	}
	return effective.String() + " to " + end.String()
}
