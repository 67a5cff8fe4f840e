package display

import (
	"fmt"
	"io"
	"unicode/utf16"
	"unicode/utf8"
)

// JSON returns a writer for JSON that writes what a terminal acts on, and what turns
// a line round or is not seen, as the escapes that JSON has for them: \u009b for
// a control sequence's beginning. encoding/json does so only for the controls of
// ASCII. The JSON says the same, byte for byte, to whoever reads it; it can be shown
// on a terminal as it is. A write must not end inside a character, which an
// Encoder's does not.
func JSON(w io.Writer) io.Writer { return &jsonWriter{w: w} }

type jsonWriter struct {
	w   io.Writer
	buf []byte
}

// Write implements io.Writer.
func (j *jsonWriter) Write(p []byte) (int, error) {
	i := firstActing(p)
	if i == len(p) {
		return j.w.Write(p)
	}
	j.buf = append(j.buf[:0], p[:i]...)
	for i < len(p) {
		r, size := utf8.DecodeRune(p[i:])
		if acts(r) {
			j.buf = appendEscape(j.buf, r)
		} else {
			j.buf = append(j.buf, p[i:i+size]...)
		}
		i += size
	}
	if _, err := j.w.Write(j.buf); err != nil {
		return 0, err
	}
	return len(p), nil
}

// firstActing finds the first character that needs an escape, by the bytes that
// such ones begin with: nearly all text has none.
func firstActing(p []byte) int {
	for i := range p {
		switch p[i] {
		case 0x7F:
			return i
		case 0xC2, 0xE2, 0xF3:
			if r, _ := utf8.DecodeRune(p[i:]); acts(r) {
				return i
			}
		}
	}
	return len(p)
}

// acts reports the characters that do something where they are shown: controls
// beyond ASCII's, embeddings, overrides and isolates, the invisible copy of ASCII.
func acts(r rune) bool {
	return 0x7F <= r && r <= 0x9F || 0x202A <= r && r <= 0x202E || 0x2066 <= r && r <= 0x2069 || 0xE0000 <= r && r <= 0xE007F
}

func appendEscape(b []byte, r rune) []byte {
	if hi, lo := utf16.EncodeRune(r); hi != utf8.RuneError {
		return fmt.Appendf(b, `\u%04x\u%04x`, hi, lo)
	}
	return fmt.Appendf(b, `\u%04x`, r)
}
