package cmd

import (
	"context"
	"errors"
	"io"
	"os"
	"strings"
	"testing"
	"testing/iotest"
)

// TestInterruptible reads a text whole, in all ways a reader may give it, and
// is not held up by a read that never comes back.
func TestInterruptible(t *testing.T) {
	text := strings.Repeat("claim,code\n", 20_000)
	for name, wrap := range map[string]func(io.Reader) io.Reader{
		"whole": func(r io.Reader) io.Reader { return r }, "half": iotest.HalfReader, "data and error": iotest.DataErrReader,
	} {
		got, err := io.ReadAll(newInterruptible(t.Context(), wrap(strings.NewReader(text))))
		if err != nil || string(got) != text {
			t.Errorf("%s: ReadAll = %d bytes, %v, want %d", name, len(got), err, len(text))
		}
	}
	broken := errors.New("broken")
	if _, err := io.ReadAll(newInterruptible(t.Context(), iotest.ErrReader(broken))); !errors.Is(err, broken) {
		t.Errorf("ReadAll = %v, want %v", err, broken)
	}
	ctx, cancel := context.WithCancel(t.Context())
	pipe, writer := io.Pipe()
	defer func() { _ = writer.Close() }()
	r := newInterruptible(ctx, pipe)
	cancel()
	if _, err := r.Read(make([]byte, 1)); !errors.Is(err, context.Canceled) {
		t.Errorf("Read = %v, want %v", err, context.Canceled)
	}
}

// TestInterrupt is done at the first Ctrl-C once somebody asked.
func TestInterrupt(t *testing.T) {
	unasked := newInterrupt()
	unasked.stop()
	if unasked.leave != nil {
		t.Error("an interrupt nobody asked listens")
	}
	ctx := newInterrupt()
	defer ctx.stop()
	if err := ctx.Err(); err != nil {
		t.Fatalf("Err() = %v before Ctrl-C", err)
	}
	self, err := os.FindProcess(os.Getpid())
	if err != nil {
		t.Fatal(err)
	}
	if err := self.Signal(os.Interrupt); err != nil {
		t.Skipf("no Ctrl-C can be sent here: %v", err)
	}
	<-ctx.Done()
	if err := cancelled(ctx); err == nil || err.Error() != "interrupted" {
		t.Errorf("cancelled() = %v after Ctrl-C, want interrupted", err)
	}
}
