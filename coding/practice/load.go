package practice

import (
	"archive/zip"
	"bytes"
	"embed"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/medcode-cli/medcode/codesets"
)

// packFS is the pack shipped with the program.
//
//go:embed pack/*.yaml
var packFS embed.FS

// Builtin returns the shipped pack.
func Builtin() (*Pack, error) {
	sub, err := fs.Sub(packFS, "pack")
	if err != nil {
		return nil, err
	}
	return Load(sub)
}

// packFile is the form of one YAML file of a pack: the metadata in one of
// them, cases in any, and what cases of the file have in common.
type packFile struct {
	Pack     `yaml:",inline"`
	Defaults struct {
		Date      codesets.Date `yaml:"date"`
		Setting   string        `yaml:"setting"`
		Specialty string        `yaml:"specialty"`
		Topics    []string      `yaml:"topics"` // before those of each case
	} `yaml:"defaults"`
}

// Open reads a pack from a folder, a zip file, a YAML file or a CSV file.
func Open(name string) (*Pack, error) {
	info, err := os.Stat(name)
	if err != nil {
		return nil, err
	}
	switch ext := strings.ToLower(filepath.Ext(name)); {
	case info.IsDir():
		return Load(os.DirFS(name))
	case ext == ".zip":
		z, err := zip.OpenReader(name)
		if err != nil {
			return nil, fmt.Errorf("read %s: %w", name, err)
		}
		defer z.Close()
		return Load(z)
	case ext == ".csv":
		f, err := os.Open(name)
		if err != nil {
			return nil, err
		}
		defer f.Close()
		return ReadCSV(f, filepath.Base(name))
	default:
		return loadNames(os.DirFS(filepath.Dir(name)), []string{filepath.Base(name)})
	}
}

// Load reads a pack from the YAML files of a folder and the folders beneath,
// in order of their names. One of them carries the metadata. The error names
// the file, and the line where the YAML is wrong.
func Load(fsys fs.FS) (*Pack, error) {
	var names []string
	err := fs.WalkDir(fsys, ".", func(name string, d fs.DirEntry, err error) error {
		if ext := path.Ext(name); err == nil && !d.IsDir() && (ext == ".yaml" || ext == ".yml") {
			names = append(names, name)
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	if len(names) == 0 {
		return nil, errors.New("read pack: no .yaml file in it")
	}
	slices.Sort(names)
	return loadNames(fsys, names)
}

func loadNames(fsys fs.FS, names []string) (*Pack, error) {
	p := &Pack{}
	for _, name := range names {
		f, err := readPackFile(fsys, name)
		if err != nil {
			return nil, fmt.Errorf("read %s: %w", name, err)
		}
		if f.Schema != "" {
			if p.Schema != "" {
				return nil, fmt.Errorf("read %s: a second file with the pack's metadata", name)
			}
			cases := p.Cases
			*p = f.Pack
			p.Cases = cases
		}
		p.Cases = append(p.Cases, f.cases()...)
	}
	if err := p.check(); err != nil {
		return nil, err
	}
	for i := range p.Cases {
		p.Cases[i].Pack = p.ID
	}
	return p, nil
}

func readPackFile(fsys fs.FS, name string) (*packFile, error) {
	f, err := fsys.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	b, err := io.ReadAll(io.LimitReader(f, MaxPackFile+1))
	if err != nil {
		return nil, err
	}
	if len(b) > MaxPackFile {
		return nil, fmt.Errorf("larger than %d bytes", MaxPackFile)
	}
	return parsePackFile(b)
}

// parsePackFile reads one YAML document; a field the format does not have is
// an error, so that a typing mistake is not silently dropped.
func parsePackFile(b []byte) (*packFile, error) {
	var f packFile
	d := yaml.NewDecoder(bytes.NewReader(b))
	d.KnownFields(true)
	if err := d.Decode(&f); err != nil {
		return nil, plainYAML(err)
	}
	return &f, nil
}

// plainYAML makes the library's error one line without its type names.
func plainYAML(err error) error {
	if errors.Is(err, io.EOF) {
		return errors.New("empty file")
	}
	text := strings.NewReplacer("yaml: unmarshal errors:\n", "", "yaml: ", "", "\n", ";", " in type practice.", " of ").Replace(err.Error())
	return errors.New(codesets.Clean(text))
}

// cases returns the cases of the file with its defaults filled in.
func (f *packFile) cases() []Case {
	for i := range f.Cases {
		c := &f.Cases[i]
		if c.Date.IsZero() {
			c.Date = f.Defaults.Date
		}
		if c.Setting == "" {
			c.Setting = f.Defaults.Setting
		}
		if c.Specialty == "" {
			c.Specialty = f.Defaults.Specialty
		}
		topics := slices.Clone(f.Defaults.Topics)
		for _, t := range c.Topics {
			if !slices.Contains(topics, t) {
				topics = append(topics, t)
			}
		}
		c.Topics = topics
	}
	return f.Cases
}

// check refuses what the grader cannot work with; Lint finds the rest.
func (p *Pack) check() error {
	if p.Schema != SchemaID {
		return fmt.Errorf("pack schema %q, want %q", p.Schema, SchemaID)
	}
	if !kebab(p.ID) {
		return fmt.Errorf("pack id %q, want lower-case words joined with dashes", p.ID)
	}
	if len(p.Cases) == 0 || len(p.Cases) > MaxCases {
		return fmt.Errorf("pack %s: %d cases, want 1 to %d", p.ID, len(p.Cases), MaxCases)
	}
	if p.Pass < 0 || p.Pass > 100 {
		return fmt.Errorf("pack %s: pass %d, want 1 to 100", p.ID, p.Pass)
	}
	if err := p.GradingPoints().check(); err != nil {
		return fmt.Errorf("pack %s: %w", p.ID, err)
	}
	seen := map[string]bool{}
	for i := range p.Cases {
		c := &p.Cases[i]
		if !kebab(c.ID) || seen[c.ID] {
			return fmt.Errorf("pack %s: case %d: id %q, want lower-case words joined with dashes, once", p.ID, i+1, c.ID)
		}
		seen[c.ID] = true
		if err := c.check(); err != nil {
			return fmt.Errorf("pack %s: case %s: %w", p.ID, c.ID, err)
		}
	}
	return nil
}

func (c *Case) check() error {
	if c.Date.IsZero() {
		return errors.New("no date")
	}
	if c.Narrative == "" || len(c.Narrative) > MaxNarrative {
		return fmt.Errorf("narrative of %d bytes, want 1 to %d", len(c.Narrative), MaxNarrative)
	}
	if len(c.Key.Dx)+len(c.Key.Procedures) == 0 {
		return errors.New("the key has no code")
	}
	for _, k := range c.Key.Dx {
		for _, code := range append([]string{k.Code}, k.Any...) {
			if !dxShape().MatchString(strings.ToUpper(code)) {
				return fmt.Errorf("key code %q, want the shape of E11.9", code)
			}
		}
	}
	for _, k := range c.Key.Procedures {
		for i, code := range append([]string{k.Code}, k.Any...) {
			if !lineShape().MatchString(code) || i == 0 && strings.Contains(code, "-") {
				return fmt.Errorf("key code %q, want the shape of 99213 or J1885", code)
			}
		}
		for _, m := range k.Modifiers {
			if !modShape().MatchString("-" + m) {
				return fmt.Errorf("modifier %q of %s, want two capital letters or digits", m, k.Code)
			}
		}
	}
	return nil
}

// Marshal returns a pack as one YAML file.
func Marshal(p *Pack) ([]byte, error) { return yaml.Marshal(p) }
