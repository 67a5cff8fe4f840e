package access

import (
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base32"
	"encoding/hex"
	"strings"
)

// tokenPrefix begins every token, so that programs which look for secrets in files and logs can find one.
const tokenPrefix = "stemma_"

// letters write a secret without signs that end a word, so that a double click takes all of it.
var letters = base32.StdEncoding.WithPadding(base32.NoPadding)

// newSecret returns 256 random bits as text.
func newSecret() string {
	var b [32]byte
	rand.Read(b[:])
	return strings.ToLower(letters.EncodeToString(b[:]))
}

// digest is what is kept of a secret. It is a plain SHA-256: a slow hash with salt protects what people choose, which can be
// guessed; of 256 random bits no attacker tries any part, and a slow hash would be paid for with every request.
func digest(secret string) string {
	sum := sha256.Sum256([]byte(secret))
	return hex.EncodeToString(sum[:])
}

// same compares secrets, or digests of them, in a time that does not tell where they differ.
func same(a, b string) bool { return subtle.ConstantTimeCompare([]byte(a), []byte(b)) == 1 }
