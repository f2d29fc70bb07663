package cmd

import (
	"context"
	"io"
)

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
