package extract

import (
	"bytes"
	"regexp"
	"sort"
	"strings"
	"unicode/utf8"

	"github.com/gogs/chardet"
	"golang.org/x/net/html/charset"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/unicode"
)

// Decoded is a text as UTF-8, and how it was read.
type Decoded struct {
	Text string
	// Charset is the name of the encoding that the bytes were in.
	Charset string
	// Invalid is the offset of the first byte that had to be replaced by
	// U+FFFD, or -1.
	Invalid int
}

// maxOdd is how odd the least odd reading of a text may be, on the scale of
// legacy: with nothing declared, paragraphs of the languages that the encodings
// were made for have 0.1 to 0.4, and bytes that are no text 1 and more.
const maxOdd = 0.6

// Decode reads bytes of unknown encoding: by byte order mark (UTF-8, UTF-16),
// as UTF-8 where they are valid, and else as the legacy encoding that their
// statistics show, if they do so clearly. Otherwise what is not valid UTF-8
// is replaced by U+FFFD.
func Decode(b []byte) Decoded {
	if d, ok := decodeMarked(b); ok {
		return d
	}
	if utf8.Valid(b) {
		if text, ok := decodeJapanese(b, ""); ok {
			return Decoded{Text: string(text), Charset: "iso-2022-jp", Invalid: -1}
		}
		return Decoded{Text: string(b), Charset: "utf-8", Invalid: -1}
	}
	first, mostly := damage(b)
	if !mostly {
		if text, name, ok := decodeLegacy(b, first); ok {
			return Decoded{Text: text, Charset: name, Invalid: -1}
		}
	}
	return Decoded{Text: strings.ToValidUTF8(string(b), "\uFFFD"), Charset: "utf-8", Invalid: first}
}

// decodePage is Decode for HTML, where the header and the page may declare the
// encoding. The declarations come after validity as UTF-8: text of a legacy
// encoding is practically never valid UTF-8, and pages moved to UTF-8 often keep
// their old declaration. guessed is the encoding where nothing that was stated
// told it; the text is nil where the bytes are none in any.
func decodePage(b []byte, contentType string) (text []byte, guessed string) {
	if d, ok := decodeMarked(b); ok {
		return []byte(d.Text), ""
	}
	if order := unmarkedUTF16(b); order != nil {
		if text, err := order.NewDecoder().Bytes(b); err == nil {
			return text, ""
		}
	}
	if utf8.Valid(b) {
		if text, ok := decodeJapanese(b, contentType); ok {
			return text, ""
		}
		return b, ""
	}
	first, mostly := damage(b)
	if mostly {
		return bytes.ToValidUTF8(b, []byte("\uFFFD")), ""
	}
	return legacyPage(b, contentType, first)
}

// unmarkedUTF16 recognises UTF-16 without a byte order mark: markup is ASCII,
// so that every other byte of its begin is zero.
func unmarkedUTF16(b []byte) encoding.Encoding {
	n := min(len(b)&^1, 64)
	if n < 16 {
		return nil
	}
	var zero [2]int
	for i := range n {
		if b[i] == 0 {
			zero[i&1]++
		}
	}
	switch half := n / 2; {
	case zero[1]*10 > half*7 && zero[0]*10 < half:
		return unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM)
	case zero[0]*10 > half*7 && zero[1]*10 < half:
		return unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM)
	}
	return nil
}

// decodeMarked decodes bytes that begin with a byte order mark.
func decodeMarked(b []byte) (Decoded, bool) {
	var enc encoding.Encoding
	var name string
	switch {
	case bytes.HasPrefix(b, []byte("\xEF\xBB\xBF")):
		b = b[3:]
		d := Decoded{Text: string(b), Charset: "utf-8", Invalid: -1}
		if !utf8.Valid(b) {
			d.Invalid, _ = damage(b)
			d.Text = strings.ToValidUTF8(d.Text, "\uFFFD")
		}
		return d, true
	case bytes.HasPrefix(b, []byte("\xFF\xFE")):
		enc, name = unicode.UTF16(unicode.LittleEndian, unicode.ExpectBOM), "utf-16le"
	case bytes.HasPrefix(b, []byte("\xFE\xFF")):
		enc, name = unicode.UTF16(unicode.BigEndian, unicode.ExpectBOM), "utf-16be"
	default:
		return Decoded{}, false
	}
	text, err := enc.NewDecoder().Bytes(b)
	if err != nil {
		return Decoded{}, false
	}
	return Decoded{Text: string(text), Charset: name, Invalid: -1}, true
}

// damage returns the offset of the first byte that is not UTF-8, and whether
// the bytes are UTF-8 all the same, with some of them damaged: they have more
// characters of several bytes that are right than bytes that are wrong.
func damage(b []byte) (first int, mostlyUTF8 bool) {
	first = -1
	right, wrong := 0, 0
	for i := 0; i < len(b); {
		if b[i] < utf8.RuneSelf {
			i++
			continue
		}
		r, size := utf8.DecodeRune(b[i:])
		if r == utf8.RuneError && size == 1 {
			if first < 0 {
				first = i
			}
			wrong++
		} else {
			right++
		}
		i += size
	}
	return first, right > wrong
}

// decodeLegacy guesses the encoding of a text that declares none.
func decodeLegacy(b []byte, first int) (text, name string, ok bool) {
	out, by, odd := legacy(b, "", first)
	if out == nil || odd > maxOdd {
		return "", "", false
	}
	return string(out), by.name, true
}

// detect guesses encodings by statistics, the likeliest first. The detector
// runs its recognisers at the same time and leaves the order of equals to chance.
func detect(sample []byte) []chardet.Result {
	results, err := chardet.NewTextDetector().DetectAll(sample)
	if err != nil {
		return nil
	}
	sort.Slice(results, func(i, j int) bool {
		if results[i].Confidence != results[j].Confidence {
			return results[i].Confidence > results[j].Confidence
		}
		return results[i].Charset < results[j].Charset
	})
	return results
}

// sniffed are the names of the likeliest encodings of a page.
func sniffed(sample []byte) []string {
	var names []string
	for _, r := range detect(besideTags(sample)) {
		if len(names) < 4 && r.Confidence >= 10 {
			names = append(names, r.Charset)
		}
	}
	return names
}

// besideTags leaves out what stands between "<" and a near ">".
func besideTags(b []byte) []byte {
	const longest = 1000
	out := make([]byte, 0, len(b))
	for {
		open := bytes.IndexByte(b, '<')
		if open < 0 {
			return append(out, b...)
		}
		out, b = append(out, b[:open]...), b[open:]
		if end := bytes.IndexByte(b[:min(len(b), longest+2)], '>'); end >= 0 {
			b = b[end+1:]
		} else {
			out, b = append(out, '<'), b[1:]
		}
	}
}

var reCharset = regexp.MustCompile(`(?i)(?:<meta[^>]{1,400}charset|<\?xml[^>]{1,200}encoding)\s*=\s*["']?\s*([\w.:-]{2,40})`)

// declaredCharset returns the encoding that a page declares. Browsers look at
// the first 1,024 bytes; 15 of the benchmark's 91 pages declare later.
func declaredCharset(page []byte) string {
	m := reCharset.FindSubmatch(page[:min(len(page), 64<<10)])
	if m == nil {
		return ""
	}
	return string(m[1])
}

// decodeJapanese decodes ISO-2022-JP, which is all ASCII, and so valid UTF-8:
// it switches alphabets by escape sequences. Bytes are in it if they say so or
// the sequences of Japanese are there.
func decodeJapanese(b []byte, contentType string) ([]byte, bool) {
	if bytes.IndexByte(b, 0x1B) < 0 {
		return nil, false
	}
	said := strings.EqualFold(declaredCharset(b), "iso-2022-jp") || strings.EqualFold(headerCharset(contentType), "iso-2022-jp")
	if !said && !bytes.Contains(b, []byte("\x1B$B")) && !bytes.Contains(b, []byte("\x1B$@")) {
		return nil, false
	}
	enc, _ := charset.Lookup("iso-2022-jp")
	text, err := enc.NewDecoder().Bytes(b)
	return text, err == nil
}
