package mail

import (
	"encoding/base64"
	"strings"
	"unicode/utf16"
)

// utf7 reads UTF-7 (RFC 2152), which old mail is in and no library of ours
// reads: runs of base64 of UTF-16 between "+" and what is not base64.
func utf7(b []byte) string {
	var out strings.Builder
	s := string(b)
	for {
		before, rest, found := strings.Cut(s, "+")
		out.WriteString(strings.ToValidUTF8(before, "\uFFFD"))
		if !found {
			return out.String()
		}
		end := strings.IndexFunc(rest, func(r rune) bool {
			return r > 0x7F || !strings.ContainsRune("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/", r)
		})
		if end < 0 {
			end = len(rest)
		}
		if end == 0 {
			out.WriteByte('+')
		}
		out.WriteString(utf16Of(rest[:end]))
		s = strings.TrimPrefix(rest[end:], "-")
	}
}

func utf16Of(s string) string {
	if len(s)%4 == 1 {
		s = s[:len(s)-1]
	}
	b, err := base64.RawStdEncoding.DecodeString(s)
	if err != nil {
		return ""
	}
	units := make([]uint16, len(b)/2)
	for i := range units {
		units[i] = uint16(b[2*i])<<8 | uint16(b[2*i+1])
	}
	return string(utf16.Decode(units))
}
