package cmd_test

import (
	"flag"
	"os"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/medcode-cli/medcode/cmd"
)

var update = flag.Bool("update", false, "rewrite golden files in place")

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"medcode": func() { os.Exit(cmd.Main(os.Args[1:], os.Stdin, os.Stdout, os.Stderr)) },
	})
}

func TestScript(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		UpdateScripts:       *update,
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Setup: func(env *testscript.Env) error {
			env.Setenv("HOME", env.WorkDir+"/home")
			env.Setenv("MEDCODE_DATE", "2026-04-15")
			return nil
		},
	})
}
