package mail

import (
	"bytes"
	"sort"
	"strings"
	"unicode/utf8"

	"github.com/gogs/chardet"
	"golang.org/x/net/html/charset"
)

// decodeTransfer undoes a part's transfer encoding (RFC 2045, section 6). What
// has another one than these is taken as it is.
func decodeTransfer(b []byte, encoding string) []byte {
	switch strings.ToLower(strings.TrimSpace(encoding)) {
	case "base64":
		return decodeBase64(b)
	case "quoted-printable":
		return decodeQuoted(b)
	}
	return b
}

// decodeQuoted reads quoted-printable. A "=" that begins nothing stays.
func decodeQuoted(b []byte) []byte {
	out := make([]byte, 0, len(b))
	for i := 0; i < len(b); i++ {
		if b[i] != '=' {
			out = append(out, b[i])
			continue
		}
		if i+2 < len(b) {
			if hi, lo := hex(b[i+1]), hex(b[i+2]); hi >= 0 && lo >= 0 {
				out = append(out, byte(hi<<4|lo)) //nolint:gosec // two hexadecimal digits
				i += 2
				continue
			}
		}
		tail := bytes.TrimLeft(b[i+1:], " \t\r")
		if len(tail) == 0 || tail[0] == '\n' {
			i = len(b) - len(tail) // a soft line break
			continue
		}
		out = append(out, '=')
	}
	return out
}

func hex(c byte) int {
	switch {
	case c >= '0' && c <= '9':
		return int(c - '0')
	case c >= 'A' && c <= 'F':
		return int(c-'A') + 10
	case c >= 'a' && c <= 'f':
		return int(c-'a') + 10
	}
	return -1
}

// decodeText makes text UTF-8: as what it is where it is that already, unless
// it is said to be in an encoding of seven bits, by the encoding that it is
// said to be in, and else by its statistics. Lines end in "\n".
func decodeText(b []byte, label string) string {
	e, name := charset.Lookup(strings.TrimSpace(label))
	switch {
	case name == "iso-2022-jp" || label != "" && bytes.Contains(b, []byte("\x1B$")):
	case strings.EqualFold(label, "utf-7") || strings.EqualFold(label, "unicode-1-1-utf-7"):
		return lines(utf7(b))
	case strings.HasPrefix(name, "utf-16"):
	case utf8.Valid(b):
		return lines(string(b))
	}
	if e == nil || name == "utf-8" || name == "replacement" {
		e, _ = charset.Lookup(guess(b))
	}
	if e != nil {
		if out, err := e.NewDecoder().Bytes(b); err == nil {
			return lines(string(out))
		}
	}
	return lines(strings.ToValidUTF8(string(b), "\uFFFD"))
}

func lines(s string) string {
	return strings.Map(func(r rune) rune {
		if r == 0 {
			return -1
		}
		return r
	}, strings.ReplaceAll(s, "\r\n", "\n"))
}

// guess returns the encoding that the statistics of a text show.
func guess(b []byte) string {
	const sample = 32 << 10
	begin := max(0, bytes.IndexFunc(b, func(r rune) bool { return r >= utf8.RuneSelf })-sample/8)
	results, err := chardet.NewTextDetector().DetectAll(b[begin:min(len(b), begin+sample)])
	if err != nil || len(results) == 0 {
		return "windows-1252"
	}
	sort.Slice(results, func(i, j int) bool { // the detector leaves equals to chance
		if results[i].Confidence != results[j].Confidence {
			return results[i].Confidence > results[j].Confidence
		}
		return results[i].Charset < results[j].Charset
	})
	return results[0].Charset
}

// unflow joins the lines of a text that says that it is flowed (RFC 3676): a
// line that ends in a space goes on in the next of the same depth of quotation.
func unflow(s string, params map[string]string) string {
	if !strings.EqualFold(params["format"], "flowed") {
		return s
	}
	deleted := strings.EqualFold(params["delsp"], "yes")
	var out strings.Builder
	depth, open := 0, false
	for line := range strings.Lines(s) {
		line = strings.TrimSuffix(line, "\n")
		rest := strings.TrimLeft(line, ">")
		d := len(line) - len(rest)
		rest = strings.TrimPrefix(rest, " ") // stuffed
		if open && d == depth {
			line = rest
		} else {
			if out.Len() > 0 {
				out.WriteByte('\n')
			}
			line = strings.Repeat(">", d) + strings.Repeat(" ", min(d, 1)) + rest
		}
		depth, open = d, strings.HasSuffix(line, " ") && line != "-- "
		if open && deleted {
			line = line[:len(line)-1]
		}
		out.WriteString(line)
	}
	return out.String()
}
