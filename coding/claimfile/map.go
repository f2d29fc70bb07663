package claimfile

import (
	"bytes"
	"embed"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"sync"

	"go.yaml.in/yaml/v3"
)

// A Map says how the columns of a flat file are taken over into a claim. Its
// targets are the names of Columns, and line_dx, the diagnosis code a line is
// for.
//
// A source is the name of a column, NAME1..25 for a numbered run of columns,
// A+B for two columns put together, or a list of these, of which the first
// that is not empty counts. A target that takes many values (dx, poa,
// procedure, modifiers, external_dx, reason_dx) takes all of its list.
type Map struct {
	Name      string                       `yaml:"name"`
	About     string                       `yaml:"about"`
	Detect    []string                     `yaml:"detect"`     // the map fits a header that has all of these
	Constants map[string]string            `yaml:"constants"`  // values of targets that are the same for every claim
	Columns   map[string]mapSources        `yaml:"columns"`    // target to sources
	Values    map[string]map[string]string `yaml:"values"`     // of a target: value of the file to value of the claim, "11*" is a prefix, "?*" any
	Pad       map[string]int               `yaml:"pad"`        // of a target: digits, with zeros in front
	TotalLine string                       `yaml:"total_line"` // revenue code of a row that sums the claim up: no line when it has no procedure code

	text []byte
}

// mapSources is one source or a list of them.
type mapSources []string

// UnmarshalYAML reads a text or a list of texts.
func (s *mapSources) UnmarshalYAML(n *yaml.Node) error {
	if n.Kind == yaml.ScalarNode {
		*s = mapSources{n.Value}
		return nil
	}
	return n.Decode((*[]string)(s))
}

// Text returns the map as it was written.
func (m *Map) Text() string { return string(m.text) }

// ParseMap reads a map in YAML. Targets must be known; names of columns are
// checked when the header of a file is read.
func ParseMap(text []byte) (*Map, error) {
	m := &Map{text: bytes.Clone(text)}
	dec := yaml.NewDecoder(bytes.NewReader(text))
	dec.KnownFields(true)
	if err := dec.Decode(m); err != nil {
		return nil, fmt.Errorf("column map: %w", err)
	}
	if len(m.Columns) == 0 {
		return nil, errors.New("column map: it has no columns")
	}
	targets := slices.Concat(slices.Collect(maps.Keys(m.Columns)), slices.Collect(maps.Keys(m.Constants)),
		slices.Collect(maps.Keys(m.Values)), slices.Collect(maps.Keys(m.Pad)))
	slices.Sort(targets)
	for _, t := range targets {
		if t != lineDX && !isTarget(t) {
			return nil, fmt.Errorf("column map: there is no target %q; 'medcode check --columns' lists them", t)
		}
	}
	for t, sources := range m.Columns {
		for _, s := range sources {
			if _, err := expandSource(s); err != nil {
				return nil, fmt.Errorf("column map: %s: %w", t, err)
			}
		}
	}
	return m, nil
}

// lineDX is the target of a diagnosis code that a line is for.
const lineDX = "line_dx"

func isTarget(name string) bool {
	return slices.ContainsFunc(Columns, func(c Column) bool { return c.Name == name })
}

// expandSource returns the columns of "NAME1..25", or the source itself.
func expandSource(s string) ([]string, error) {
	name, last, isRun := strings.Cut(s, "..")
	if !isRun {
		return []string{s}, nil
	}
	bare := strings.TrimRight(name, "0123456789")
	from, err1 := strconv.Atoi(name[len(bare):])
	to, err2 := strconv.Atoi(last)
	if err1 != nil || err2 != nil || from > to || to-from > 99 {
		return nil, fmt.Errorf("source %q, want NAME1..25", s)
	}
	var out []string
	for i := from; i <= to; i++ {
		out = append(out, bare+strconv.Itoa(i))
	}
	return out, nil
}

//go:embed maps/*.yaml
var mapFiles embed.FS

// A builtinMap is a map that comes with the package; it is parsed when it is
// asked for.
type builtinMap struct {
	name   string
	detect []string
	parsed func() *Map
}

// builtinMaps lists the maps of the package by name. Of each the line that
// tells which headers it fits is read; parsing all of them takes most of the
// time that a small file does.
var builtinMaps = sync.OnceValue(func() []builtinMap {
	var all []builtinMap
	entries, _ := mapFiles.ReadDir("maps")
	for _, e := range entries {
		text, _ := mapFiles.ReadFile("maps/" + e.Name())
		m := builtinMap{name: strings.TrimSuffix(e.Name(), ".yaml")}
		for line := range strings.Lines(string(text)) {
			if list, ok := strings.CutPrefix(line, "detect: ["); ok {
				list, _, _ = strings.Cut(list, "]")
				m.detect = strings.Split(strings.ReplaceAll(list, " ", ""), ",")
			}
		}
		m.parsed = sync.OnceValue(func() *Map {
			parsed, err := ParseMap(text)
			if err != nil {
				panic(e.Name() + ": " + err.Error()) // a test reads them all
			}
			return parsed
		})
		all = append(all, m)
	}
	return all
})

// MapNames returns the names of the maps that come with the package.
func MapNames() []string {
	var names []string
	for _, m := range builtinMaps() {
		names = append(names, m.name)
	}
	return names
}

// Maps returns the maps that come with the package, by name.
func Maps() []*Map {
	var all []*Map
	for _, m := range builtinMaps() {
		all = append(all, m.parsed())
	}
	return all
}

// FindMap returns the map of that name, nil when there is none.
func FindMap(name string) *Map {
	for _, m := range builtinMaps() {
		if m.name == name {
			return m.parsed()
		}
	}
	return nil
}

// mapOf returns the map that fits a header best: of those whose detect columns
// are all there the one with the most, nil when there is none.
func mapOf(header []string) *Map {
	var best *builtinMap
	maps := builtinMaps()
	for i := range maps {
		m := &maps[i]
		if len(m.detect) > 0 && hasAll(header, m.detect) && (best == nil || len(m.detect) > len(best.detect)) {
			best = m
		}
	}
	if best == nil {
		return nil
	}
	return best.parsed()
}

func hasAll(header, names []string) bool {
	for _, n := range names {
		if !slices.ContainsFunc(header, func(h string) bool { return strings.EqualFold(h, n) }) {
			return false
		}
	}
	return true
}
