package cmd

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/adrg/xdg"
	"github.com/spf13/cobra"
	"github.com/spf13/viper"
	"golang.org/x/term"

	"github.com/medcode-cli/medcode/codesets"
	"github.com/medcode-cli/medcode/codesets/fetch"
	"github.com/medcode-cli/medcode/codesets/store"
	"github.com/medcode-cli/medcode/codesets/table"
)

// An app is what the commands share: the streams, the settings, and the
// tables, opened when first asked for.
type app struct {
	in          io.Reader
	out, errOut io.Writer
	settings    *viper.Viper
	settingsErr error
	stored      *store.Store
}

func newApp(in io.Reader, out, errOut io.Writer) *app {
	return &app{in: in, out: out, errOut: errOut}
}

// close gives back what was opened.
func (a *app) close() error { return nil }

// addGlobalFlags defines the flags every command has, and reads the settings
// before a command runs: flags over MEDCODE_* over the configuration file
// over defaults.
func (a *app) addGlobalFlags(root *cobra.Command) {
	f := root.PersistentFlags()
	f.String("format", "", "output `FORM`: table, plain, json, jsonl, csv, tsv or markdown (default: table on a terminal, else plain)")
	f.String("date", "", "date of service, `YYYY-MM-DD` (default: today)")
	f.String("set", "", "code `SET`, such as icd10cm (default: by the shape of the code)")
	f.Bool("strict-date", false, "fail when no release is in force on the date")
	f.String("data-dir", "", "`DIR` of the loaded tables")
	f.String("cache-dir", "", "`DIR` of the search index")
	f.String("config", "", "configuration `FILE`")
	f.Bool("no-color", false, "no colour (also NO_COLOR)")
	f.BoolP("quiet", "q", false, "no notes and no progress on standard error")
	for name, values := range map[string][]string{"format": formats, "set": setNames()} {
		_ = root.RegisterFlagCompletionFunc(name, cobra.FixedCompletions(values, cobra.ShellCompDirectiveNoFileComp))
	}
	root.PersistentPreRunE = func(c *cobra.Command, _ []string) error {
		a.loadSettings(c)
		return nil
	}
}

func setNames() []string {
	var names []string
	for _, s := range codesets.CodeSets {
		names = append(names, string(s.Set))
	}
	return names
}

// today returns the day medcode runs on, in local time.
func (a *app) today() codesets.Date { return codesets.DateOf(time.Now()) }

// date returns the date of service: today when the user gave none.
func (a *app) date() (codesets.Date, error) {
	s := a.settings.GetString("date")
	if s == "" {
		return a.today(), nil
	}
	d, err := codesets.ParseDate(s)
	if err != nil {
		return 0, usagef("--date: %w", err)
	}
	return d, nil
}

// store opens the tables at hand, once.
func (a *app) store() (*store.Store, error) {
	if a.settingsErr != nil {
		return nil, a.settingsErr
	}
	if a.stored == nil {
		s, err := store.Open(a.dataDir())
		if err != nil {
			return nil, err
		}
		a.stored = s
	}
	return a.stored, nil
}

func (a *app) dataDir() string {
	if dir := a.settings.GetString("data_dir"); dir != "" {
		return dir
	}
	return below(xdg.DataHome)
}

func (a *app) cacheDir() string {
	if dir := a.settings.GetString("cache_dir"); dir != "" {
		return dir
	}
	return below(xdg.CacheHome)
}

// below returns medcode's folder in base, or "" when the user has no home to
// keep anything in: then what is embedded must do, and the index is in memory.
func below(base string) string {
	if _, err := os.UserHomeDir(); err != nil && strings.HasPrefix(base, "/.") {
		return ""
	}
	return filepath.Join(base, "medcode")
}

// set returns the code set the user named, or the default.
func (a *app) set(byDefault codesets.CodeSet) (codesets.CodeSet, error) {
	name := a.settings.GetString("set")
	if name == "" {
		return byDefault, nil
	}
	if _, ok := codesets.Describe(codesets.CodeSet(name)); !ok {
		return "", withHint(usagef("--set: no code set %q", name), "run 'medcode sets --all' for their names")
	}
	return codesets.CodeSet(name), nil
}

// A chosen is the code set a command answers from, as picked by date.
type chosen struct {
	Table   *table.Codes
	Release codesets.Release
	Date    codesets.Date
	InForce bool
}

// choose opens the release of set in force on the date of service. When there
// is none it takes the nearest one and says so on standard error, or fails
// with --strict-date.
func (a *app) choose(set codesets.CodeSet) (chosen, error) {
	c, err := a.opened(set)
	if err == nil && !c.InForce {
		a.note("%s; answering from %s", outOfForce(c.Release, c.Date), c.Release.Title)
		a.note("hint: %s", loadHint(set))
	}
	return c, err
}

// opened is choose without a word on standard error.
func (a *app) opened(set codesets.CodeSet) (chosen, error) {
	if info, _ := codesets.Describe(set); info.Form != codesets.FormCodes {
		return chosen{}, usagef("%s: a table, not a code set; see 'medcode lookup CODE --set %s'", info.Name, set)
	}
	rel, ref, err := a.pick(set)
	if err != nil {
		return chosen{}, err
	}
	t, err := a.stored.Codes(rel)
	if err != nil {
		return chosen{}, err
	}
	return chosen{Table: t, Release: rel, Date: ref.Date, InForce: ref.InForce}, nil
}

func noRelease(set codesets.CodeSet) error {
	info, _ := codesets.Describe(set)
	return withHint(fmt.Errorf("%s: %w", info.Name, codesets.ErrNoRelease), loadHint(set))
}

// comesWith are the sets whose file holds another set too.
var comesWith = map[codesets.CodeSet]codesets.CodeSet{
	codesets.Modifiers:     codesets.HCPCS,
	codesets.ICD10CMIndex:  codesets.ICD10CM,
	codesets.ICD10PCSIndex: codesets.ICD10PCSTables,
	codesets.ICD10PCSDefs:  codesets.ICD10PCSTables,
}

func loadHint(set codesets.CodeSet) string {
	if of, ok := comesWith[set]; ok {
		set = of
	}
	switch {
	case set == codesets.CPT:
		return "run 'medcode load cpt FILE' with your licensed CPT file"
	case !slices.Contains(fetch.Sets(), set):
		return fmt.Sprintf("run 'medcode load %s FILE' with the official file", set)
	}
	return fmt.Sprintf("run 'medcode load FILE' with the official file, or 'medcode fetch %s'", set)
}

// outOfForce says why rel does not answer for d.
func outOfForce(rel codesets.Release, d codesets.Date) string {
	if d < rel.Effective {
		return fmt.Sprintf("%s begins %s; no release loaded for %s", rel.Title, rel.Effective, d)
	}
	return fmt.Sprintf("%s ended %s; no release loaded for %s", rel.Title, rel.End, d)
}

// note writes a line for the user to standard error, unless --quiet.
func (a *app) note(format string, args ...any) {
	if a.settings != nil && a.settings.GetBool("quiet") {
		return
	}
	fmt.Fprintf(a.errOut, "%s\n", codesets.Clean(fmt.Sprintf(format, args...)))
}

// isTerminal reports whether w is a terminal, and its width in columns.
func isTerminal(w io.Writer) (width int, ok bool) {
	f, isFile := w.(*os.File)
	if !isFile || !term.IsTerminal(int(f.Fd())) {
		return 0, false
	}
	width, _, err := term.GetSize(int(f.Fd()))
	if err != nil || width <= 0 {
		width = 80
	}
	return width, true
}

// cancelled returns ctx's error in the words of a user who pressed Ctrl-C.
func cancelled(ctx context.Context) error {
	if ctx.Err() != nil {
		return errors.New("interrupted")
	}
	return nil
}
