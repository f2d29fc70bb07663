package cmd

import (
	"errors"
	"io"
	"os"
	"path/filepath"
)

// writeFile calls write with a file of that name, or standard output for "-".
// The file appears when it is complete: an interrupted run leaves none.
func (a *app) writeFile(name string, write func(io.Writer) error) (err error) {
	if name == "-" {
		return write(a.out)
	}
	if info, err := os.Stat(name); err == nil && !info.Mode().IsRegular() {
		f, err := os.OpenFile(name, os.O_WRONLY, 0) // a pipe or a device
		if err != nil {
			return err
		}
		return errors.Join(write(f), f.Close())
	}
	f, err := os.CreateTemp(filepath.Dir(name), ".medcode-*")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			f.Close()
			os.Remove(f.Name())
		}
	}()
	if err := write(f); err != nil {
		return err
	}
	if err := f.Close(); err != nil {
		return err
	}
	return os.Rename(f.Name(), name)
}
