package review

import (
	"crypto/rand"
	"encoding/base32"
	"strings"
)

// idBytes is how many bytes of chance an id has: verdicts of several books come together, and no two of them are to
// have the same.
const idBytes = 10

// newID returns the id of a new verdict.
func newID() string {
	b := make([]byte, idBytes)
	_, _ = rand.Read(b) // never fails
	return "v" + strings.ToLower(base32.StdEncoding.EncodeToString(b))
}
