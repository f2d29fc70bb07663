package load

import (
	"errors"
	"fmt"

	"github.com/medcode-cli/medcode/codesets"
)

// A hintError is an error that knows the one thing that can be done about it.
type hintError struct {
	err  error
	hint string
}

func (e *hintError) Error() string { return e.err.Error() }
func (e *hintError) Unwrap() error { return e.err }

// Hint returns what can be done, as a sentence without a full stop.
func (e *hintError) Hint() string { return e.hint }

// hinted returns an error that says what, and what can be done about it.
func hinted(what, hint string, args ...any) error {
	return &hintError{errors.New(what), fmt.Sprintf(hint, args...)}
}

const (
	hintAgain  = "download the file again from its official place, whole and unpacked as published"
	hintAsIs   = "open its address in a browser, accept the terms, and load the file that comes then"
	hintName   = "'medcode load SET FILE' says which files of a set are known, 'medcode sets --all' names the sets"
	hintUnpack = "unpack it where you trust it, and load the folder"
)

// addHint gives err what can be done about a file that is not in its official
// form, when it does not know better.
func addHint(err error) error {
	var knows interface{ Hint() string }
	if _, bad := errors.AsType[*codesets.ParseError](err); !bad || errors.As(err, &knows) {
		return err
	}
	return &hintError{err, hintAgain}
}

// A companion is a file that is published beside official tables and holds
// none of its own.
type companion struct {
	match        func(f File) bool
	reason, hint string
}

// companions are the files to be passed over, and what to load in their place.
var companions = [...]companion{
	{
		func(f File) bool { return f.Named("order-addenda") && f.Named("pcs") },
		"order addenda: the order file itself holds every change",
		"load the order files of both years; 'medcode diff icd10pcs FY2025 FY2026' shows the changes",
	},
	{
		func(f File) bool { return f.Named("order-addenda") },
		"order addenda: the order file itself holds every change",
		"load the order files of both years; 'medcode diff icd10cm FY2025 FY2026' shows the changes",
	},
	{
		func(f File) bool { return f.Named("addenda") && !f.Ext("xml") },
		"addenda, a text about changes: the Tabular List and the Index themselves hold them",
		"load the Tabular List or the Index of the edition that the addenda lead to",
	},
	{
		func(f File) bool {
			return f.Named("poaexemptadd") || f.Named("poaexemptdelete") || f.Named("poaexemptrevise")
		},
		"changes of the POA-exempt list: the list itself holds them",
		"load the whole list, POAexemptCodes",
	},
	{func(f File) bool { return f.Ext("xsd") }, "an XML schema: it holds no codes", "load the XML file it describes"},
	{
		func(f File) bool { return f.Named("guidelines") },
		"guidelines, a text: it holds no table", "load the order file and the Tabular List",
	},
	{
		func(f File) bool {
			return f.Named("readme") || f.Named("recordlayout") || f.Named("record-layout")
		},
		"a description of other files: it holds no codes", "load the files it describes",
	},
}

// passOver returns why f is not loaded though nothing is wrong with it, nil
// when medcode does not know it.
func passOver(f File) error {
	for _, c := range companions {
		if c.match(f) {
			return hinted(c.reason, "%s", c.hint)
		}
	}
	return nil
}
