package page

import (
	"bytes"
	"errors"
	"mime/multipart"
	"net/http"
	"strings"
	"testing"

	"github.com/stemma-news/stemma/server/intake"
	"github.com/stemma-news/stemma/server/job"
)

// TestTypedIsBounded: texts of all forms that are being read have a bound on the memory that they take. Who comes beyond it is told to
// come again, and what was taken is given back.
func TestTypedIsBounded(t *testing.T) {
	room := intake.NewRoom(300)
	first, second := &typed{room: room, left: 1000}, &typed{room: room, left: 1000}
	if text, err := first.read(strings.NewReader(strings.Repeat("x", 200)), 500); err != nil || len(text) != 200 || first.left != 800 {
		t.Errorf("the first: %d, %v", len(text), err)
	}
	if _, err := second.read(strings.NewReader(strings.Repeat("x", 200)), 500); !errors.Is(err, job.ErrFull) {
		t.Errorf("beyond the bound: %v", err)
	}
	first.forget()
	second.forget()
	if !room.Take(300) {
		t.Error("what was taken is not given back")
	}
}

// TestTypedHasALimit: a text that is longer than all texts that are traced is not taken into memory.
func TestTypedHasALimit(t *testing.T) {
	s := newBareSite(t, Options{Intake: intake.Options{MaxTexts: 1 << 10, Dir: t.TempDir()}})
	var b bytes.Buffer
	m := multipart.NewWriter(&b)
	for range 3 { // together
		if err := m.WriteField("text", strings.Repeat("x", 500)); err != nil {
			t.Fatal(err)
		}
	}
	if err := m.Close(); err != nil {
		t.Fatal(err)
	}
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, s.URL+"/trace", &b)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", m.FormDataContentType())
	if a := s.do(t, r); a.StatusCode != http.StatusRequestEntityTooLarge {
		t.Errorf("%d %s", a.StatusCode, a.text())
	}
}
