package cmd

import (
	"runtime"
	"runtime/debug"

	"github.com/spf13/cobra"
)

// version is set by the linker for releases: -X …/cmd.version=v1.2.3.
var version = ""

// programVersion returns the release, or what the build recorded.
func programVersion() string {
	if version != "" {
		return version
	}
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" && info.Main.Version != "(devel)" {
		return info.Main.Version
	}
	return "devel"
}

// A versionReport is what 'medcode version' prints.
type versionReport struct {
	Version string `json:"version"`
	Go      string `json:"go"`
	OS      string `json:"os"`
	Arch    string `json:"arch"`
}

func newVersionCmd(a *app) *cobra.Command {
	return &cobra.Command{
		Use:     "version",
		Short:   "Show the program's version",
		Example: "  medcode version\n  medcode version --format json",
		Args:    cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			r := versionReport{programVersion(), runtime.Version(), runtime.GOOS, runtime.GOARCH}
			l := listing{columns: []column{{name: "Version"}, {name: "Go"}, {name: "OS"}, {name: "Arch"}}, document: r}
			l.add(r, r.Version, r.Go, r.OS, r.Arch)
			return a.write(l)
		},
	}
}
