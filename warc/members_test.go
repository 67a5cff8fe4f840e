package warc

import (
	"bytes"
	"compress/gzip"
	"errors"
	"io"
	"testing"
)

// TestMembersAreForgotten reads a file of nothing but packed empty lines without
// keeping where each of them began.
func TestMembersAreForgotten(t *testing.T) {
	var member bytes.Buffer
	z := gzip.NewWriter(&member)
	if _, err := z.Write([]byte("\n")); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	const n = 20_000
	kept := 0
	var r *Reader
	atEnd := readerFunc(func([]byte) (int, error) {
		kept = len(r.un.members)
		return 0, io.EOF
	})
	r = NewReader(io.MultiReader(bytes.NewReader(bytes.Repeat(member.Bytes(), n)), atEnd), Options{})
	for range n {
		if _, err := r.Next(); errors.Is(err, io.EOF) {
			break
		}
	}
	if kept > n/4 { // those that are in the buffer, at most
		t.Errorf("%d of %d members are remembered", kept, n)
	}
}

type readerFunc func([]byte) (int, error)

func (f readerFunc) Read(b []byte) (int, error) { return f(b) }
