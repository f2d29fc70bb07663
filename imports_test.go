package main

import (
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

const module = "github.com/medcode-cli/medcode/"

// allowed lists, for each package, the packages of ours it may import.
// The picture is in docs/design.md.
var allowed = map[string]string{
	".":                           "cmd",
	"docs/gen":                    "cmd",
	"cmd":                         "index codesets codesets/fetch codesets/load codesets/store codesets/table codesets/validate codesets/icd10cm codesets/icd10cm/alphabetic coding coding/claimfile coding/claimgen coding/practice coding/practice/fsrs coding/report coding/rules coding/x12 codesets/cpt codesets/gems codesets/hcc codesets/history codesets/icd10pcs codesets/modifiers codesets/mpfs codesets/msdrg codesets/pos codesets/revenue",
	"index":                       "codesets codesets/store codesets/table",
	"coding/practice":             "codesets codesets/icd10cm codesets/icd10cm/alphabetic codesets/modifiers codesets/pos codesets/table coding coding/practice/fsrs",
	"coding/practice/fsrs":        "",
	"codesets":                    "",
	"codesets/table":              "codesets",
	"codesets/icd10cm":            "codesets codesets/delimited codesets/table",
	"codesets/icd10cm/alphabetic": "codesets codesets/icd10cm codesets/table",
	"codesets/icd10cm/gen":        "codesets codesets/icd10cm codesets/table",
	"codesets/store":              "codesets codesets/table",
	"coding":                      "codesets codesets/cpt codesets/modifiers codesets/pos codesets/table codesets/validate",
	"coding/claimfile":            "codesets coding coding/x12",
	"coding/x12":                  "codesets",
	"coding/claimgen":             "codesets coding",
	"codesets/load": "codesets codesets/table codesets/store codesets/ahrq codesets/cpt codesets/gems codesets/hcc codesets/hcpcs " +
		"codesets/icd10cm codesets/icd10pcs codesets/mce codesets/mpfs codesets/msdrg codesets/ncci codesets/poa codesets/taxonomy",
	"codesets/ncci":       "codesets codesets/table",
	"coding/report":       "codesets coding coding/x12",
	"coding/rules":        "codesets codesets/cpt codesets/modifiers codesets/mpfs codesets/pos codesets/revenue codesets/table codesets/validate coding",
	"codesets/sharedtest": "",
	"codesets/validate":   "codesets codesets/table",
	"codesets/modifiers":  "codesets",
	"codesets/pos":        "codesets",
	"codesets/cpt":        "codesets codesets/table",
	"codesets/delimited":  "codesets",
	"codesets/ahrq":       "codesets codesets/delimited codesets/table",
	"codesets/gems":       "codesets codesets/delimited codesets/table",
	"codesets/hcc":        "codesets codesets/delimited codesets/table",
	"codesets/mce":        "codesets codesets/delimited codesets/table",
	"codesets/mpfs":       "codesets codesets/delimited codesets/table",
	"codesets/msdrg":      "codesets codesets/delimited codesets/table",
	"codesets/poa":        "codesets/delimited codesets/table",
	"codesets/revenue":    "",
	"codesets/taxonomy":   "codesets/delimited codesets/table",
	"codesets/hcpcs":      "codesets codesets/delimited codesets/table",
	"codesets/icd10pcs":   "codesets codesets/icd10cm codesets/table",
	"codesets/fetch":      "codesets",
	"codesets/history":    "codesets codesets/table",
}

func TestImports(t *testing.T) {
	err := filepath.WalkDir(".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		f, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ImportsOnly)
		if err != nil {
			return err
		}
		dir := filepath.ToSlash(filepath.Dir(path))
		may, ok := allowed[dir]
		if !ok {
			t.Errorf("%s: package %q is not in the allowed table", path, dir)
		}
		for _, spec := range f.Imports {
			p, _ := strconv.Unquote(spec.Path.Value)
			if dep, ours := strings.CutPrefix(p, module); ours && !strings.Contains(" "+may+" ", " "+dep+" ") {
				t.Errorf("%s imports %s; %s may import only [%s]", path, dep, dir, may)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
