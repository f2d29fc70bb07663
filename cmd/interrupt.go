package cmd

import (
	"context"
	"io"
	"os"
	"os/signal"
	"sync"
)

// An interrupt is a context that is done at the first Ctrl-C. It listens from
// when it is first asked, since listening and leaving off take as long as
// looking up a code: a command that never asks is ended by Ctrl-C as any
// program is, and so is every command by the second one.
type interrupt struct {
	context.Context // without an end

	listen func() context.Context // once
	mu     sync.Mutex
	leave  func() // nil as long as nothing asked
}

func newInterrupt() *interrupt {
	i := &interrupt{Context: context.Background()}
	i.listen = sync.OnceValue(func() context.Context {
		ctx, stop := signal.NotifyContext(i.Context, os.Interrupt)
		context.AfterFunc(ctx, stop)
		i.mu.Lock()
		defer i.mu.Unlock()
		i.leave = stop
		return ctx
	})
	return i
}

// Done returns a channel that is closed at the first Ctrl-C.
func (i *interrupt) Done() <-chan struct{} { return i.listen().Done() }

// Err returns context.Canceled after the first Ctrl-C.
func (i *interrupt) Err() error { return i.listen().Err() }

// stop leaves Ctrl-C to the system again.
func (i *interrupt) stop() {
	i.mu.Lock()
	defer i.mu.Unlock()
	if i.leave != nil {
		i.leave()
	}
}

// An interruptible reads from r, and returns the error of ctx once that is
// done, even while a read of r, of a terminal or a pipe, does not come back.
// The read in flight is then left behind: nothing else may read from r.
type interruptible struct {
	ctx  context.Context
	r    io.Reader
	full chan chunk // what one read gave
	buf  []byte
	chunk
	reading bool
}

// A chunk is the rest of what a read gave, and its error.
type chunk struct {
	bytes []byte
	err   error
}

// readSize is how many bytes are asked of a reader at once.
const readSize = 64 << 10

func newInterruptible(ctx context.Context, r io.Reader) *interruptible {
	return &interruptible{ctx: ctx, r: r, full: make(chan chunk, 1), buf: make([]byte, readSize)}
}

// Read reads as io.Reader says.
func (i *interruptible) Read(p []byte) (int, error) {
	if len(i.bytes) == 0 && i.err == nil {
		if !i.reading {
			i.reading = true
			go func() {
				n, err := i.r.Read(i.buf)
				i.full <- chunk{i.buf[:n], err}
			}()
		}
		select {
		case <-i.ctx.Done():
			return 0, i.ctx.Err()
		case i.chunk = <-i.full:
			i.reading = false
		}
	}
	n := copy(p, i.bytes)
	if i.bytes = i.bytes[n:]; len(i.bytes) > 0 {
		return n, nil
	}
	return n, i.err
}
