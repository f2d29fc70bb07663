package practice

import (
	"fmt"
	"strings"

	"github.com/medcode-cli/medcode/codesets"
)

// showCase writes a case without its key.
func (c *Console) showCase(cs *Case) {
	c.say("%s", codesets.Clean(cs.Title))
	c.say("%s; %s", cs.Ref(), strings.Join(nonEmpty(cs.Setting, cs.Specialty), ", "))
	c.say("%s %s; %s", cs.DateWord(), cs.Date, cs.Patient.words())
	c.say("")
	c.para("  ", cs.Narrative)
	for _, f := range cs.Facts {
		c.para("  "+codesets.Clean(f.Name)+": ", f.Value)
	}
	c.say("")
	c.para("", cs.Asks())
}

// ShowCase writes a case as a session shows it, without its key.
func ShowCase(c *Console, cs *Case) { c.showCase(cs) }

// ShowKey writes the key of a case with its reasons.
func (g *Grader) ShowKey(c *Console, cs *Case) error {
	t, err := g.Tables.ICD10CM(cs.Date)
	if err != nil {
		return err
	}
	c.say("")
	c.say("Key:")
	for _, k := range cs.Key.Dx {
		code := codesets.Normalize(k.Code)
		title := ""
		if n, ok := t.Find(code); ok {
			title = t.Title(n)
		}
		c.para(fmt.Sprintf("  %-9s", shown(code)), title+alternatives(k.Any)+k.placeWords())
	}
	for _, k := range cs.Key.Procedures {
		c.para("  ", k.line().String()+alternatives(k.Any))
	}
	if len(cs.Key.Optional) > 0 {
		c.para("  also accepted: ", strings.Join(cs.Key.Optional, ", "))
	}
	why, err := g.Rationale(cs)
	if err != nil {
		return err
	}
	c.say("")
	c.say("Why:")
	for _, line := range why {
		c.para("  ", line)
	}
	return nil
}

func alternatives(any []string) string {
	if len(any) == 0 {
		return ""
	}
	return " (or " + strings.Join(any, ", ") + ")"
}

// placeWords says what the key allows for the place of k.
func (k DxKey) placeWords() string {
	switch {
	case k.MayLead:
		return " [may be first]"
	case len(k.After) > 0:
		return " [after " + strings.Join(k.After, ", ") + "]"
	default:
		return ""
	}
}

func (p Patient) words() string {
	sex := map[string]string{"F": "female", "M": "male"}[p.Sex]
	if p.Age == 0 {
		return strings.Join(nonEmpty(sex, "under 1 year"), ", ")
	}
	return strings.Join(nonEmpty(sex, fmt.Sprintf("%d years", p.Age)), ", ")
}

func nonEmpty(parts ...string) []string {
	var out []string
	for _, p := range parts {
		if p != "" {
			out = append(out, codesets.Clean(p))
		}
	}
	return out
}

// showResult writes a graded answer: every code with how it came out, in
// words, and for each lost point why, where it is written and what to read.
func (c *Console) showResult(r Result, pass int) {
	verdict := "passed"
	if !r.Pass {
		verdict = "not passed"
	}
	c.say("")
	c.say("Score %d %%, %s (%d %% passes).", r.Score, verdict, pass)
	for _, it := range r.Items {
		word := it.Outcome.Text()
		if it.Ordered {
			if it.Outcome.Right() {
				word = WrongOrder.Text()
			} else {
				word += ", " + WrongOrder.Text()
			}
		}
		const under = 6 // columns
		c.hang("  "+word+": ", under, it.Text)
		for _, why := range it.Why {
			c.hang("    - ", under, why)
		}
		if len(it.See) > 0 {
			c.hang("    - read: ", under, strings.Join(it.See, "; "))
		}
	}
}
