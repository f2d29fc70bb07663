package cmd

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"

	"github.com/adrg/xdg"
	"github.com/spf13/cobra"
	"github.com/spf13/viper"

	"github.com/medcode-cli/medcode/coding"
)

// A setting is one thing a user can set by flag, environment or file.
type setting struct {
	key  string // as in the configuration file; MEDCODE_KEY in the environment
	flag string
	what string
}

var settings = []setting{
	{"format", "format", "output form"},
	{"date", "date", "date of service"},
	{"set", "set", "code set"},
	{"strict_date", "strict-date", "fail when no release is in force"},
	{"data_dir", "data-dir", "folder of the loaded tables"},
	{"cache_dir", "cache-dir", "folder of the search index"},
	{"no_color", "no-color", "no colour"},
	{"quiet", "quiet", "no notes, no progress"},
	{"limit", "limit", "hits a search shows"},
	{"profile", "profile", "payer profile that claims are checked by"},
	{"fail_on", "fail-on", "severity from which a check exits 1"},
}

// loadSettings reads the settings for c. A broken configuration file is an
// error for every command that needs the tables, not for help and version.
func (a *app) loadSettings(c *cobra.Command) {
	v := viper.New()
	v.SetEnvPrefix("medcode")
	for _, s := range settings {
		_ = v.BindEnv(s.key)
		if f := c.Flags().Lookup(s.flag); f != nil {
			_ = v.BindPFlag(s.key, f)
		}
	}
	_ = v.BindEnv("no_color", "MEDCODE_NO_COLOR", "NO_COLOR")
	a.settings = v
	file, explicit := configFile(c)
	v.SetConfigFile(file)
	v.SetConfigType("yaml")
	if err := v.ReadInConfig(); err != nil && (explicit || !absent(err)) {
		a.settingsErr = withHint(fmt.Errorf("configuration %s: %w", filepath.Base(file), err),
			"mend the file, or name another with --config")
	}
}

// absent reports whether err says that there is no such file, or no folder
// that could have it.
func absent(err error) bool {
	return errors.Is(err, fs.ErrNotExist) || errors.Is(err, syscall.ENOTDIR)
}

// configFile returns the configuration file and whether the user named it.
func configFile(c *cobra.Command) (string, bool) {
	if f := c.Flags().Lookup("config"); f != nil && f.Value.String() != "" {
		return f.Value.String(), true
	}
	return filepath.Join(xdg.ConfigHome, "medcode", "config.yaml"), false
}

func newConfigCmd(a *app) *cobra.Command {
	return &cobra.Command{
		Use:     "config",
		Short:   "Show the settings in force and where each comes from",
		Long:    "Show the settings in force and where each comes from: a flag, the environment\n(MEDCODE_*), the configuration file, or the default.",
		Example: "  medcode config\n  MEDCODE_FORMAT=json medcode config",
		Args:    cobra.NoArgs,
		RunE:    func(c *cobra.Command, _ []string) error { return runConfig(c, a) },
	}
}

// A configEntry is one setting as 'medcode config' reports it.
type configEntry struct {
	Setting string `json:"setting"`
	Value   string `json:"value"`
	Source  string `json:"source"` // flag, environment, file or default
	About   string `json:"about"`
}

func runConfig(c *cobra.Command, a *app) error {
	if a.settingsErr != nil {
		return a.settingsErr
	}
	file, _ := configFile(c)
	l := listing{columns: []column{{name: "Setting"}, {name: "Value", wrap: true}, {name: "From"}, {name: "What", wrap: true}}}
	entries := []configEntry{{"config", file, "default", "configuration file"}}
	for _, s := range settings {
		entries = append(entries, configEntry{s.key, a.settingValue(s.key), a.settingSource(c, s), s.what})
	}
	for _, e := range entries {
		l.add(e, e.Setting, e.Value, e.Source, e.About)
	}
	return a.write(l)
}

func (a *app) settingValue(key string) string {
	switch v := a.settings.GetString(key); {
	case v != "":
		return v
	case key == "data_dir":
		return a.dataDir()
	case key == "cache_dir":
		return a.cacheDir()
	case key == "date":
		return a.today().String()
	case key == "format":
		return a.format()
	case key == "profile":
		return coding.Profiles[0].Name
	case key == "fail_on":
		return defaultFailOn
	}
	return ""
}

func (a *app) settingSource(c *cobra.Command, s setting) string {
	if f := c.Flags().Lookup(s.flag); f != nil && f.Changed {
		return "flag"
	}
	if os.Getenv("MEDCODE_"+strings.ToUpper(s.key)) != "" || s.key == "no_color" && os.Getenv("NO_COLOR") != "" {
		return "environment"
	}
	if a.settings.InConfig(s.key) {
		return "file"
	}
	return "default"
}
