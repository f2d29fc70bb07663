package practice

import (
	"bytes"
	"encoding/json"
	"reflect"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"go.yaml.in/yaml/v3"

	"github.com/medcode-cli/medcode/codesets"
)

const goodPack = `schema: medcode.practice/1
id: mine
title: My pack
author: A teacher
licence: CC0
cases:
- id: one
  title: One
  setting: office
  difficulty: 1
  topics: [diabetes]
  date: 2026-05-04
  patient: {age: 63, sex: F}
  narrative: Type 2 diabetes with chronic kidney disease stage 3a.
  key:
    dx: [{code: E11.22}, {code: N18.31, any: [N18.32]}]
    procedures: [{code: "99213", modifiers: ["25"]}]
  why:
  - {code: E11.22, section: I.A.15, note: "E11.22 use_additional", text: "With links."}
  hints: [Look.]
`

func loadText(t testing.TB, text string) (*Pack, error) {
	t.Helper()
	return Load(fstest.MapFS{"p.yaml": {Data: []byte(text)}})
}

func lintText(t *testing.T, text string, tables Tables, claims ClaimCheck) []Problem {
	t.Helper()
	p, err := loadText(t, text)
	if err != nil {
		t.Fatalf("Load: %v", err)
	}
	problems, err := Lint(p, tables, claims)
	if err != nil {
		t.Fatal(err)
	}
	return problems
}

func TestLintGoodPack(t *testing.T) {
	if problems := lintText(t, goodPack, embedded(t), nil); len(problems) > 0 {
		t.Errorf("problems in a good pack: %+v", problems)
	}
}

// Every kind of defect, made by one change of the good pack.
func TestLintBrokenPacks(t *testing.T) {
	dx := "dx: [{code: E11.22}, {code: N18.31, any: [N18.32]}]"
	for _, test := range []struct{ name, from, to, rule string }{
		{"no author", "author: A teacher", "author: ' '", "metadata"},
		{"no licence", "licence: CC0", "licence: ''", "metadata"},
		{"no title", "title: One", "title: ''", "metadata"},
		{"setting", "setting: office", "setting: ship", "setting"},
		{"topic", "topics: [diabetes]", "topics: [dragons]", "topic"},
		{"no topic", "topics: [diabetes]", "topics: []", "topic"},
		{"difficulty", "difficulty: 1", "difficulty: 9", "difficulty"},
		{"sex", "sex: F", "sex: X", "patient"},
		{"age", "age: 63", "age: 200", "patient"},
		{"unknown code", dx, "dx: [{code: E11.22}, {code: N18.39}]", "code-not-valid"},
		{"unknown alternative", "any: [N18.32]", "any: [N18.39]", "code-not-valid"},
		{"header", dx, "dx: [{code: E11.2}]", "code-not-billable"},
		{"not billable since a year", dx, "dx: [{code: M54.5}]", "code-not-billable"},
		{"7th missing", dx, "dx: [{code: S52.531}]", "seventh-character"},
		{"7th wrong", dx, "dx: [{code: S52.531X}]", "seventh-character"},
		{"7th wrong behind a placeholder", dx, "dx: [{code: S01.01XK}]", "seventh-character"},
		{"alternative is the code", "any: [N18.32]", "any: [n1831]", "alternative"},
		{"Excludes1", dx, "dx: [{code: E11.22}, {code: E10.9}]", "excludes1"},
		{"Excludes1 of an alternative", dx, "dx: [{code: E11.22}, {code: N18.31}, {code: Z79.4, any: [E10.9]}]", "excludes1"},
		{"code first", dx, "dx: [{code: N18.31}, {code: E11.22}]", "order"},
		{"use additional", dx, "dx: [{code: E78.5}, {code: Z79.4}, {code: E11.9}]", "order"},
		{"after nothing", dx, "dx: [{code: E11.22}, {code: N18.31, after: [I10]}]", "order"},
		{"external cause first", dx, "dx: [{code: W54.0XXA}, {code: S61.451A}]", "first-listed"},
		{"manifestation first", dx, "dx: [{code: F02.B3}, {code: G30.1}]", "first-listed"},
		{"external cause may lead", dx, "dx: [{code: S61.451A}, {code: W54.0XXA, may_lead: true}]", "first-listed"},
		{"twice", dx, "dx: [{code: E11.22}, {code: N18.31}, {code: e1122}]", "duplicate"},
		{"optional is in the key", dx, dx + "\n    optional: [N18.31]", "duplicate"},
		{"optional not valid", dx, dx + "\n    optional: [N18.39]", "code-not-valid"},
		{"POA", dx, "dx: [{code: E11.22, poa: Q}]", "poa"},
		{"section", "section: I.A.15", "section: I.C.9.z", "section"},
		{"note", "E11.22 use_additional", "E11.22 code_first", "note"},
		{"note of nothing", "E11.22 use_additional", "Q99.99 code_first", "note"},
		{"reason for another code", "code: E11.22, section", "code: I10, section", "why"},
		{"reason without words", `text: "With links."`, `text: " "`, "why"},
		{"alternative is the line", `modifiers: ["25"]`, `modifiers: ["25"], any: ["99213-25"]`, "alternative"},
		{"procedure", `code: "99213"`, `code: "99999"`, "procedure-not-valid"},
	} {
		t.Run(test.name, func(t *testing.T) {
			text := strings.Replace(goodPack, test.from, test.to, 1)
			if text == goodPack {
				t.Fatalf("%q is not in the good pack", test.from)
			}
			tables := embedded(t)
			tables.Line = func(code string, _ codesets.Date) (valid, known bool) { return code == "99213", true }
			problems := lintText(t, text, tables, nil)
			if !slices.ContainsFunc(problems, func(p Problem) bool { return p.Rule == test.rule }) {
				t.Errorf("no problem %s in %+v", test.rule, problems)
			}
		})
	}
}

func TestLintNoReason(t *testing.T) {
	text, _, _ := strings.Cut(goodPack, "  why:")
	problems := lintText(t, text, embedded(t), nil)
	if len(problems) != 1 || problems[0].Rule != "why" {
		t.Errorf("problems = %+v, want one of rule why", problems)
	}
}

func TestLintUnrelatedPair(t *testing.T) {
	dx := "dx: [{code: E11.22}, {code: N18.31, any: [N18.32]}]"
	text := strings.Replace(goodPack, dx, "dx: [{code: E11.22}, {code: N18.31}, {code: E10.9}]\n    unrelated: [[E10.9, E11.22]]", 1)
	for _, p := range lintText(t, text, embedded(t), nil) {
		t.Errorf("%+v", p)
	}
}

func TestLintClaimChecks(t *testing.T) {
	claims := func(c *Case) ([]string, error) { return []string{"line 1: no"}, nil }
	problems := lintText(t, goodPack, embedded(t), claims)
	if len(problems) != 1 || problems[0].Rule != "claim-check" || problems[0].Text != "line 1: no" {
		t.Errorf("problems = %+v, want the finding of the claim check", problems)
	}
}

func TestLoadRefuses(t *testing.T) {
	for _, test := range []struct{ name, from, to, want string }{
		{"field", "hints:", "hint:", "field hint not found"},
		{"schema", "medcode.practice/1", "medcode.practice/9", `pack schema "medcode.practice/9"`},
		{"no metadata", "schema: medcode.practice/1\n", "", "pack schema"},
		{"pack id", "id: mine", "id: My Pack", "pack id"},
		{"case id", "id: one", "id: ONE", "case 1: id"},
		{"date", "date: 2026-05-04", "date: soon", "date"},
		{"no date", "  date: 2026-05-04\n", "", "no date"},
		{"no narrative", "narrative: Type", "narrative: ''\n  question: Type", "narrative of 0 bytes"},
		{"no key", "dx: [{code: E11.22}, {code: N18.31, any: [N18.32]}]\n    procedures: [{code: \"99213\", modifiers: [\"25\"]}]", "dx: []", "no code"},
		{"shape", "code: N18.31", "code: kidneys", `key code "kidneys"`},
		{"procedure shape", `"99213"`, `"9921"`, `key code "9921"`},
		{"modifier shape", `["25"]`, `["255"]`, `modifier "255"`},
		{"points", "cases:", "points: {exact: 200}\ncases:", "points: 200"},
		{"weight", "cases:", "points: {principal_weight: 0}\ncases:", "weight 0"},
		{"points field", "cases:", "points: {perfect: 2}\ncases:", "perfect"},
		{"pass", "cases:", "pass: 101\ncases:", "pass 101"},
	} {
		t.Run(test.name, func(t *testing.T) {
			text := strings.Replace(goodPack, test.from, test.to, 1)
			if text == goodPack {
				t.Fatalf("%q is not in the good pack", test.from)
			}
			_, err := loadText(t, text)
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("error %v, want one with %q", err, test.want)
			}
		})
	}
}

func TestLoadTwoFiles(t *testing.T) {
	head, cases, _ := strings.Cut(goodPack, "cases:\n")
	p, err := Load(fstest.MapFS{
		"a/cases.yaml": {Data: []byte("defaults: {topics: [endocrine], specialty: medicine}\ncases:\n" + cases)},
		"pack.yaml":    {Data: []byte(head + "points: {extra: 0}\n")},
		"notes.txt":    {Data: []byte("not a pack file")},
	})
	if err != nil {
		t.Fatal(err)
	}
	c := p.Find("one")
	if c == nil || c.Pack != "mine" || c.Specialty != "medicine" || !slices.Equal(c.Topics, []string{"endocrine", "diabetes"}) {
		t.Errorf("case = %+v", c)
	}
	if pts := p.GradingPoints(); pts.Extra != 0 || pts.Exact != 100 {
		t.Errorf("points = %+v, want extra 0 and the rest as by default", pts)
	}
}

func TestMarshalReadsBack(t *testing.T) {
	p, err := Builtin()
	if err != nil {
		t.Fatal(err)
	}
	b, err := Marshal(p)
	if err != nil {
		t.Fatal(err)
	}
	back, err := Load(fstest.MapFS{"p.yaml": {Data: b}})
	if err != nil {
		t.Fatal(err)
	}
	if len(back.Cases) != len(p.Cases) || !reflect.DeepEqual(back.Cases[5].Key, p.Cases[5].Key) {
		t.Error("the pack written and read back differs")
	}
}

func TestReadCSV(t *testing.T) {
	const table = "id,date,age,sex,narrative,dx,procedures,topics,why,section,hints\n" +
		"one,2026-05-04,63,f,\"Diabetes, both.\",E11.22 N18.31|N18.32,99213-25 J1885 x4,diabetes;hcpcs,With links.,I.A.15,Look.;Again.\n"
	p, err := ReadCSV(strings.NewReader(table), "My Class.csv")
	if err != nil {
		t.Fatal(err)
	}
	c := p.Find("one")
	if p.ID != "my-class" || c == nil || len(c.Key.Dx) != 2 || !slices.Equal(c.Key.Dx[1].Any, []string{"N18.32"}) ||
		len(c.Key.Procedures) != 2 || c.Key.Procedures[1].Units != 4 || len(c.Hints) != 2 {
		t.Errorf("pack = %+v", p)
	}
	if problems, err := Lint(p, embedded(t), nil); err != nil || len(problems) > 0 {
		t.Errorf("problems %+v, %v", problems, err)
	}
	for _, bad := range []string{"", "id,date\n", "id,date,age,sex,narrative,dx,colour\n", "id,date,age,sex,narrative,dx\none,tomorrow,1,F,x,I10\n", "id,date,age,sex,narrative,dx\none,2026-05-04,old,F,x,I10\n"} {
		if _, err := ReadCSV(strings.NewReader(bad), "x.csv"); err == nil {
			t.Errorf("ReadCSV(%q): no error", bad)
		}
	}
}

// The schema names the fields of the structs, neither more nor less.
func TestSchemaAgreesWithStructs(t *testing.T) {
	type object struct {
		Properties map[string]json.RawMessage `json:"properties"`
		Items      json.RawMessage            `json:"items"`
	}
	parse := func(b []byte) object {
		var o object
		if err := json.Unmarshal(b, &o); err != nil {
			t.Fatal(err)
		}
		if o.Items != nil {
			var of object
			if err := json.Unmarshal(o.Items, &of); err != nil {
				t.Fatal(err)
			}
			return of
		}
		return o
	}
	var compare func(b []byte, of reflect.Type, path string)
	compare = func(b []byte, of reflect.Type, path string) {
		o := parse(b)
		var want, got []string
		for f := range of.Fields() {
			name, rest, _ := strings.Cut(f.Tag.Get("yaml"), ",")
			if name == "-" || rest == "inline" {
				continue
			}
			want = append(want, name)
			sub := f.Type
			for sub.Kind() == reflect.Pointer || sub.Kind() == reflect.Slice {
				sub = sub.Elem()
			}
			if sub.Kind() == reflect.Struct && o.Properties[name] != nil {
				compare(o.Properties[name], sub, path+"."+name)
			}
		}
		for name := range o.Properties {
			if name != "defaults" {
				got = append(got, name)
			}
		}
		slices.Sort(want)
		slices.Sort(got)
		if !slices.Equal(want, got) {
			t.Errorf("%s: schema has %v, structs have %v", path, got, want)
		}
	}
	compare(Schema(), reflect.TypeFor[Pack](), "pack")
	for _, topic := range Topics {
		if !bytes.Contains(Schema(), []byte(`"`+topic.ID+`"`)) {
			t.Errorf("the schema does not know topic %s", topic.ID)
		}
	}
}

func FuzzLoad(f *testing.F) {
	f.Add([]byte(goodPack))
	f.Add([]byte("cases: [{id: a}]"))
	f.Fuzz(func(t *testing.T, b []byte) {
		p, err := Load(fstest.MapFS{"p.yaml": {Data: b}})
		if err != nil {
			return
		}
		if _, err := yaml.Marshal(p); err != nil {
			t.Error(err)
		}
		_, _ = Lint(p, embedded(t), nil) // must not panic, whatever the pack
	})
}
