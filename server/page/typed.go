package page

import (
	"io"
	"net/http"
	"strings"

	"github.com/stemma-news/stemma/server/intake"
	"github.com/stemma-news/stemma/server/job"
)

// typedRoom is how many bytes of texts all forms that are being read may have in memory; files go to the disk.
const typedRoom = 128 << 20

// typed is what a form has in memory.
type typed struct {
	room  *intake.Room
	left  int64 // that its texts may have yet
	taken int64
}

// read reads a field of so many bytes at the most. Where there is no room for it somebody else has to be done first: job.ErrFull.
func (t *typed) read(from io.Reader, most int64) (string, error) {
	var b strings.Builder
	n, err := io.Copy(&growing{t, &b}, io.LimitReader(from, most+1))
	if err != nil {
		return "", err
	}
	if n > most {
		return "", &http.MaxBytesError{Limit: most}
	}
	t.left -= n
	return b.String(), nil
}

// growing takes room as a field comes in: one that is sent a byte at a time takes none for what is still to come.
type growing struct {
	typed *typed
	into  *strings.Builder
}

func (g *growing) Write(b []byte) (int, error) {
	if !g.typed.room.Take(int64(len(b))) {
		return 0, job.ErrFull
	}
	g.typed.taken += int64(len(b))
	return g.into.Write(b)
}

// forget gives the room back.
func (t *typed) forget() {
	t.room.Give(t.taken)
	t.taken = 0
}
