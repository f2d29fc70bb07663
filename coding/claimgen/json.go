package claimgen

import (
	"bufio"
	"encoding/json"
	"io"

	"github.com/medcode-cli/medcode/coding"
)

// WriteJSON writes professional claims of the model of coding.Claim, one a line.
func WriteJSON(w io.Writer, o Options) error {
	o.Institutional = false
	b := bufio.NewWriterSize(w, 256<<10)
	enc := json.NewEncoder(b)
	src := New(o)
	var c coding.Claim
	for src.Next(&c) {
		if err := enc.Encode(&c); err != nil {
			return err
		}
	}
	return b.Flush()
}
