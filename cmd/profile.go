package cmd

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/medcode-cli/medcode/coding"
	"github.com/medcode-cli/medcode/coding/claimfile"
)

// A profileFile is a profile in YAML.
type profileFile struct {
	Name     string                    `yaml:"name"`
	Base     string                    `yaml:"base"` // profile it changes; medicare when empty
	On       []string                  `yaml:"on"`
	Off      []string                  `yaml:"off"`
	Severity map[string]severityInYAML `yaml:"severity"`
	Options  yaml.Node                 `yaml:"options"`
}

type severityInYAML struct{ coding.Severity }

// UnmarshalYAML reads the word of a severity.
func (s *severityInYAML) UnmarshalYAML(n *yaml.Node) (err error) {
	s.Severity, err = coding.ParseSeverity(n.Value)
	return err
}

// readProfile returns the named profile, or the one of a YAML file.
func readProfile(name string) (coding.Profile, error) {
	i := slices.IndexFunc(coding.Profiles, func(p coding.Profile) bool { return p.Name == name })
	if i >= 0 {
		return coding.Profiles[i], nil
	}
	if ext := filepath.Ext(name); ext != ".yaml" && ext != ".yml" {
		return coding.Profile{}, usagef("--profile %q, want %s, or a YAML file", name, strings.Join(profileNames(), ", "))
	}
	b, err := os.ReadFile(name)
	if err != nil {
		return coding.Profile{}, err
	}
	var f profileFile
	if err := strictYAML(b, &f); err != nil {
		return coding.Profile{}, fmt.Errorf("read %s: %w", filepath.Base(name), err)
	}
	if f.Base == "" {
		f.Base = coding.Profiles[0].Name
	}
	j := slices.IndexFunc(coding.Profiles, func(p coding.Profile) bool { return p.Name == f.Base })
	if j < 0 {
		return coding.Profile{}, fmt.Errorf("read %s: base %q, want %s", filepath.Base(name), f.Base, strings.Join(profileNames(), ", "))
	}
	p := coding.Profiles[j].With(f.On, f.Off)
	for id, s := range f.Severity {
		p.Severity[id] = s.Severity
	}
	p.Name = f.Name
	if p.Name == "" {
		p.Name = strings.TrimSuffix(filepath.Base(name), filepath.Ext(name))
	}
	if !f.Options.IsZero() {
		b, err := yaml.Marshal(&f.Options)
		if err != nil {
			return coding.Profile{}, err
		}
		if err := strictYAML(b, &p.Options); err != nil {
			return coding.Profile{}, fmt.Errorf("read %s: options: %w", filepath.Base(name), err)
		}
	}
	return p, nil
}

// strictYAML decodes b into v; a name v does not have is an error.
func strictYAML(b []byte, v any) error {
	dec := yaml.NewDecoder(bytes.NewReader(b))
	dec.KnownFields(true)
	err := dec.Decode(v)
	if wrong, ok := errors.AsType[*yaml.TypeError](err); ok && len(wrong.Errors) > 0 {
		// How the decoder tells of a name that v does not have.
		unknown := regexp.MustCompile(`field (.+) not found in type \S+`)
		return errors.New(unknown.ReplaceAllString(wrong.Errors[0], `unknown name "$1"`))
	}
	if errors.Is(err, io.EOF) {
		return errors.New("the file is empty")
	}
	return err
}

// readSuppressions reads the values of --suppress: RULE=REASON, or a YAML file
// with a list of rule, code, claim and reason.
func readSuppressions(values []string) ([]coding.Suppression, error) {
	var out []coding.Suppression
	for _, v := range values {
		if ext := filepath.Ext(v); strings.Contains(v, "=") || ext != ".yaml" && ext != ".yml" {
			s, err := claimfile.ParseSuppression(v)
			if err != nil {
				return nil, usagef("--suppress: %w", err)
			}
			out = append(out, s)
			continue
		}
		list, err := suppressionFile(v)
		if err != nil {
			return nil, err
		}
		out = append(out, list...)
	}
	return out, nil
}

func suppressionFile(name string) ([]coding.Suppression, error) {
	b, err := os.ReadFile(name)
	if err != nil {
		return nil, err
	}
	var list []struct {
		Rule   string `yaml:"rule"`
		Claim  string `yaml:"claim"`
		Code   string `yaml:"code"`
		Reason string `yaml:"reason"`
	}
	if err := strictYAML(b, &list); err != nil {
		return nil, fmt.Errorf("read %s: %w", filepath.Base(name), err)
	}
	var out []coding.Suppression
	for i, s := range list {
		if s.Rule == "" || s.Reason == "" {
			return nil, fmt.Errorf("read %s: suppression %d: rule and reason are required", filepath.Base(name), i+1)
		}
		out = append(out, coding.Suppression{Rule: s.Rule, Claim: s.Claim, Code: s.Code, Reason: s.Reason})
	}
	return out, nil
}
