package mail

import (
	"bytes"
	"encoding/base64"
	netmail "net/mail"
	"net/textproto"
	"regexp"
	"strings"
	"unicode/utf8"
)

// header holds the fields of a header by their names in canonical form.
type header map[string][]string

// first returns the first field of a name as it is written.
func (h header) first(name string) string {
	if all := h[name]; len(all) > 0 {
		return all[0]
	}
	return ""
}

// text returns the first field of a name as people read it, in one line.
func (h header) text(name string) string {
	return strings.Join(strings.Fields(decodeWords(h.first(name))), " ")
}

func (h header) isMail() bool {
	return h.first("From") != "" || h.first("Date") != "" || h.first("Subject") != ""
}

// cutHeader parts a header from what follows it. A line that is no field is
// passed over; where the first line is none, there is no header.
func cutHeader(b []byte) (header, []byte) {
	h := header{}
	var open folded
	defer open.close(h)
	for size := 0; size < maxHeader && len(b) > 0; {
		line, rest, _ := bytes.Cut(b, []byte("\n"))
		size += len(line) + 1
		line = bytes.TrimRight(line, "\r")
		if len(line) == 0 {
			return h, rest
		}
		key, value, isField := field(line)
		switch {
		case line[0] == ' ' || line[0] == '\t':
			open.value = append(open.value, line...)
		case isField:
			open.close(h)
			open = folded{name: textproto.CanonicalMIMEHeaderKey(key), value: append(open.value[:0], value...)}
		case len(h) == 0 && open.name == "":
			return h, b
		default:
			open.close(h)
			open.name = ""
		}
		b = rest
	}
	return h, b
}

// folded is a field whose lines are not all read yet: a sender can fold one
// into as many as a header may have bytes, so they are joined once.
type folded struct {
	name  string // "" for lines that belong to no field
	value []byte
}

func (f *folded) close(h header) {
	if f.name != "" {
		h[f.name] = append(h[f.name], string(f.value))
	}
}

func field(line []byte) (name, value string, ok bool) {
	i := bytes.IndexByte(line, ':')
	if i <= 0 {
		return "", "", false
	}
	name = strings.TrimRight(string(line[:i]), " \t")
	for _, c := range []byte(name) {
		if c <= ' ' || c >= 0x7F {
			return "", "", false
		}
	}
	return name, strings.TrimSpace(string(line[i+1:])), name != ""
}

// address reads the first of the addresses in a field. Where it is not written
// as the standard asks, what stands before "<" is the name.
func (h header) address(field string) Address {
	raw := h.first(field)
	name, rest, angle := strings.Cut(raw, "<")
	address, _, _ := strings.Cut(rest, ">")
	if !angle {
		name, address = "", strings.TrimSpace(raw)
		if a, err := netmail.ParseAddress(raw); err == nil { // name in a comment
			name, address = a.Name, a.Address
		}
	}
	if !strings.Contains(address, "@") && name == "" {
		name, address = address, ""
	}
	name = strings.Trim(strings.Join(strings.Fields(decodeWords(strings.TrimSpace(name))), " "), `"' `)
	if strings.EqualFold(name, address) {
		name = ""
	}
	return Address{Name: strings.ReplaceAll(name, `\"`, `"`), Address: strings.TrimSpace(strings.ToValidUTF8(address, ""))}
}

var (
	reWord    = regexp.MustCompile(`=\?([A-Za-z0-9_.:()-]+)(?:\*[A-Za-z0-9-]*)?\?([bBqQ])\?([^?]*)\?=`)
	reBetween = regexp.MustCompile(`^[ \t]*$`)
)

// decodeWords reads encoded words (RFC 2047). Those of one encoding that follow
// each other are read as one: many programs cut characters in two between them,
// which the standard forbids. Words that stand in quotes or within others are
// read too.
func decodeWords(s string) string {
	var out strings.Builder
	var bytes []byte // of the words that are not written yet
	charset, end := "", 0
	flush := func() {
		out.WriteString(decodeText(bytes, charset))
		bytes, charset = nil, ""
	}
	for _, m := range reWord.FindAllStringSubmatchIndex(s, -1) {
		between := s[end:m[0]]
		label := strings.ToLower(s[m[2]:m[3]])
		if end == 0 || !reBetween.MatchString(between) {
			flush()
			out.WriteString(plainHeader(between))
		} else if label != charset {
			flush()
		}
		charset = label
		bytes = append(bytes, decodeWord(s[m[4]:m[5]], s[m[6]:m[7]])...)
		end = m[1]
	}
	flush()
	out.WriteString(plainHeader(s[end:]))
	return out.String()
}

func decodeWord(encoding, s string) []byte {
	if strings.EqualFold(encoding, "b") {
		return decodeBase64([]byte(s))
	}
	return decodeQuoted([]byte(strings.ReplaceAll(s, "_", " ")))
}

// plainHeader reads the bytes of a header outside encoded words, which ought to
// be ASCII, are often UTF-8, and sometimes neither.
func plainHeader(s string) string {
	if utf8.ValidString(s) {
		return s
	}
	return decodeText([]byte(s), "")
}

// decodeBase64 reads what there is of base64: characters that are none are
// passed over, an end that is missing too.
func decodeBase64(b []byte) []byte {
	clean := make([]byte, 0, len(b))
	for _, c := range b {
		if c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '+' || c == '/' {
			clean = append(clean, c)
		}
	}
	if len(clean)%4 == 1 {
		clean = clean[:len(clean)-1]
	}
	out := make([]byte, base64.RawStdEncoding.DecodedLen(len(clean)))
	n, _ := base64.RawStdEncoding.Decode(out, clean) // only its alphabet is left
	return out[:n]
}
