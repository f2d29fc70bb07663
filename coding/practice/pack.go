package practice

import (
	"slices"
	"strings"

	"github.com/medcode-cli/medcode/codesets"
)

// SchemaID names the pack format; a pack of another format is refused.
const SchemaID = "medcode.practice/1"

// Limits of a pack. They keep a hostile or broken pack from eating memory.
const (
	MaxPackFile  = 8 << 20 // bytes of one pack file
	MaxCases     = 5000
	MaxNarrative = 8000 // bytes of one narrative
)

// A Pack is a set of cases with one author and one licence. Its YAML form is
// described by docs/practice.md and by the JSON Schema that Schema returns.
type Pack struct {
	Schema   string            `yaml:"schema" json:"schema"`
	ID       string            `yaml:"id" json:"id"` // kebab-case
	Title    string            `yaml:"title" json:"title"`
	Author   string            `yaml:"author" json:"author"`
	Licence  string            `yaml:"licence" json:"licence"`
	CodeSets map[string]string `yaml:"code_sets,omitempty" json:"code_sets,omitempty"` // edition the keys were made with, by code set
	Pass     int               `yaml:"pass,omitempty" json:"pass,omitempty"`           // percent; 0 stands for 70
	Points   *Points           `yaml:"points,omitempty" json:"points,omitempty"`       // nil stands for DefaultPoints
	Cases    []Case            `yaml:"cases" json:"cases"`
}

// A Case is one exercise: what the record says, and the key.
type Case struct {
	ID         string   `yaml:"id" json:"id"` // kebab-case, unique in the pack
	Title      string   `yaml:"title" json:"title"`
	Setting    string   `yaml:"setting" json:"setting"` // one of Settings
	Specialty  string   `yaml:"specialty" json:"specialty"`
	Difficulty int      `yaml:"difficulty" json:"difficulty"` // 1 (easy) to 3
	Topics     []string `yaml:"topics" json:"topics"`         // each one of Topics
	// Date is the date of service, for an inpatient the discharge date. It
	// picks the release.
	Date      codesets.Date `yaml:"date" json:"date"`
	Patient   Patient       `yaml:"patient" json:"patient"`
	Narrative string        `yaml:"narrative" json:"narrative"`
	Facts     []Fact        `yaml:"facts,omitempty" json:"facts,omitempty"`
	Question  string        `yaml:"question,omitempty" json:"question,omitempty"` // "" asks for all codes
	Key       Key           `yaml:"key" json:"key"`
	Why       []Reason      `yaml:"why" json:"why"`
	Hints     []string      `yaml:"hints,omitempty" json:"hints,omitempty"` // from vague to plain

	Pack string `yaml:"-" json:"-"` // id of the pack the case is in
}

// A Patient is what a claim needs to know of the invented patient.
type Patient struct {
	Age int    `yaml:"age" json:"age"` // completed years; 0 for an infant
	Sex string `yaml:"sex" json:"sex"` // "F", "M" or "U"
}

// A Fact is one structured line of the record, such as a finding.
type Fact struct {
	Name  string `yaml:"name" json:"name"`
	Value string `yaml:"value" json:"value"`
}

// A Key is the right answer.
type Key struct {
	Dx         []DxKey    `yaml:"dx" json:"dx"`
	Procedures []LineKey  `yaml:"procedures,omitempty" json:"procedures,omitempty"`
	Optional   []string   `yaml:"optional,omitempty" json:"optional,omitempty"`   // neither asked for nor wrong
	Unrelated  [][]string `yaml:"unrelated,omitempty" json:"unrelated,omitempty"` // pairs an Excludes1 note would bar, documented as unrelated (I.A.12.a)
}

// A DxKey is one diagnosis of the key. The first of the list is the principal
// or first-listed one. The others are free in order but for what the notes
// order (code first, use additional code) and for After.
type DxKey struct {
	Code    string   `yaml:"code" json:"code"`                             // dotted or not
	Any     []string `yaml:"any,omitempty" json:"any,omitempty"`           // acceptable instead, with full points
	MayLead bool     `yaml:"may_lead,omitempty" json:"may_lead,omitempty"` // may also be first (II.B, II.C)
	After   []string `yaml:"after,omitempty" json:"after,omitempty"`       // key codes that must stand before this one
	POA     string   `yaml:"poa,omitempty" json:"poa,omitempty"`           // "Y", "N", "U", "W" or "1"; shown, not graded
}

// A LineKey is one procedure or supply of the key.
type LineKey struct {
	Code      string   `yaml:"code" json:"code"`
	Modifiers []string `yaml:"modifiers,omitempty" json:"modifiers,omitempty"`
	Units     int      `yaml:"units,omitempty" json:"units,omitempty"` // 0 stands for 1
	// Any is acceptable instead, with full points: a code with the same
	// modifiers ("J3301"), or a whole entry ("45380-XS").
	Any []string `yaml:"any,omitempty" json:"any,omitempty"`
}

// A Reason says why a code of the key is right and where that is written.
type Reason struct {
	Code    string `yaml:"code,omitempty" json:"code,omitempty"`       // the key code, "" for the whole case
	Section string `yaml:"section,omitempty" json:"section,omitempty"` // guideline section: "I.C.9.a.2"
	Index   string `yaml:"index,omitempty" json:"index,omitempty"`     // path in the Alphabetic Index: "Pneumonia > lobar"
	Note    string `yaml:"note,omitempty" json:"note,omitempty"`       // owner and kind: "N18 code_first"
	Text    string `yaml:"text" json:"text"`
}

// Settings lists the settings of a case.
var Settings = []string{"office", "outpatient", "emergency", "inpatient", "ambulatory-surgery", "telehealth", "home"}

// Topics lists the topics a case may carry and what each is about, in the
// order reports show them.
var Topics = []struct{ ID, Text string }{
	{"infection", "infections and the organism behind a disease"},
	{"sepsis", "sepsis, severe sepsis and what they follow"},
	{"neoplasm", "primary, secondary, in situ, benign; history of"},
	{"blood", "blood and immune disorders"},
	{"diabetes", "diabetes and its complications"},
	{"endocrine", "other endocrine, nutritional and metabolic disorders"},
	{"mental", "mental, behavioural and substance use disorders"},
	{"nervous", "nervous system and pain"},
	{"eye-ear", "eye, adnexa, ear"},
	{"hypertension", "hypertension with heart and kidney disease"},
	{"circulatory", "heart and vessels"},
	{"respiratory", "respiratory system"},
	{"digestive", "digestive system"},
	{"skin", "skin, ulcers, pressure injury"},
	{"musculoskeletal", "bones, joints and muscles"},
	{"genitourinary", "kidney, urinary tract, genital organs"},
	{"obstetrics", "pregnancy, childbirth, puerperium"},
	{"perinatal", "the newborn"},
	{"congenital", "malformations and chromosomal disorders"},
	{"symptoms", "signs and symptoms without a confirmed cause"},
	{"uncertain", "uncertain diagnosis, outpatient and inpatient"},
	{"injury", "wounds, sprains, head and organ injury"},
	{"fracture", "fractures and their 7th characters"},
	{"burn", "burns and corrosions"},
	{"poisoning", "poisoning, adverse effect, underdosing, toxic effect"},
	{"complication", "complications of care"},
	{"external-cause", "how, where and doing what"},
	{"sequela", "late effects"},
	{"laterality", "right, left, both"},
	{"7th-character", "encounter, healing, placeholder"},
	{"combination", "one code for two facts"},
	{"sequencing", "what comes first"},
	{"screening", "screening and preventive visits"},
	{"status", "history, status, long-term drugs, social factors"},
	{"aftercare", "aftercare and follow-up"},
	{"hcpcs", "HCPCS Level II supplies and drugs"},
	{"modifiers", "modifiers and NCCI decisions"},
}

// TopicKnown reports whether id is one of Topics.
func TopicKnown(id string) bool {
	return slices.ContainsFunc(Topics, func(t struct{ ID, Text string }) bool { return t.ID == id })
}

// Inpatient reports whether the inpatient rules hold (sections II and III).
func (c *Case) Inpatient() bool { return c.Setting == "inpatient" }

// DateWord says which day the case's date is.
func (c *Case) DateWord() string {
	if c.Inpatient() {
		return "discharged"
	}
	return "date of service"
}

// Asks returns the question put to the student.
func (c *Case) Asks() string {
	switch {
	case c.Question != "":
		return c.Question
	case len(c.Key.Procedures) > 0 && len(c.Key.Dx) > 0:
		return "Assign the diagnosis codes in order, and the procedure or supply codes with modifiers and units."
	case len(c.Key.Procedures) > 0:
		return "Assign the procedure or supply codes with modifiers and units."
	default:
		return "Assign the diagnosis codes in order."
	}
}

// Find returns the case with this id, nil when there is none.
func (p *Pack) Find(id string) *Case {
	for i := range p.Cases {
		if p.Cases[i].ID == id {
			return &p.Cases[i]
		}
	}
	return nil
}

// PassMark returns the percentage that passes a case and an exam.
func (p *Pack) PassMark() int {
	if p.Pass == 0 {
		return DefaultPass
	}
	return p.Pass
}

// GradingPoints returns the points the pack grades with.
func (p *Pack) GradingPoints() Points {
	if p.Points == nil {
		return DefaultPoints
	}
	return *p.Points
}

// kebab reports whether s is lower-case words joined with dashes.
func kebab(s string) bool {
	if s == "" || len(s) > 60 {
		return false
	}
	for part := range strings.SplitSeq(s, "-") {
		if part == "" || strings.Trim(part, "abcdefghijklmnopqrstuvwxyz0123456789") != "" {
			return false
		}
	}
	return true
}
