package intake

import (
	"fmt"
	"net/url"
	"path"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/stemma-news/stemma/report/display"
)

// longestName is how many bytes of a name are kept: file systems take 255.
const longestName = 120

// safe makes a name that is nothing but the name of a file of what somebody calls an upload: no folder, no control character, nothing
// that a reader of inputs takes for more than a name ("#3", "-", "https://…").
func safe(name string) string {
	name = strings.ToValidUTF8(name, "_")
	if i := strings.LastIndexAny(name, `/\`); i >= 0 {
		name = name[i+1:]
	}
	name = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsLetter(r), unicode.IsMark(r), unicode.IsDigit(r), strings.ContainsRune(" ._-()+,@&'", r):
			return r
		}
		return '_'
	}, name)
	name = strings.Trim(name, " .")
	if strings.Trim(name, "-_") == "" {
		return "upload"
	}
	if name[0] == '-' {
		name = "_" + name
	}
	return shortened(name)
}

// shortened keeps the end of a long name, which says what is in the file.
func shortened(name string) string {
	if len(name) <= longestName {
		return name
	}
	end := name[len(name)-20:]
	for !utf8.RuneStart(end[0]) {
		end = end[1:]
	}
	begin := name[:longestName-len(end)]
	for begin != "" && !utf8.ValidString(begin) {
		begin = begin[:len(begin)-1]
	}
	return begin + end
}

// unique tells a file from others of its name, also where the disk does not tell small letters from capitals.
func (h *Held) unique(name string) string {
	ext := path.Ext(name)
	if inner := path.Ext(strings.TrimSuffix(name, ext)); len(inner) > 1 && len(inner) < 8 && (ext == ".gz" || ext == ".zst") {
		ext = inner + ext
	}
	stem := strings.TrimSuffix(name, ext)
	for n := 2; h.names[strings.ToLower(name)]; n++ {
		name = fmt.Sprintf("%s (%d)%s", stem, n, ext)
	}
	h.names[strings.ToLower(name)] = true
	return name
}

// shown is what somebody typed, for a message.
func shown(s string) string { return display.Cut(display.Clean(strings.ToValidUTF8(s, "?")), 200) }

// isLink says whether a text is the address of a page. What else ingest reads, a path or standard input, is none.
func isLink(s string) bool {
	if len(s) > 4096 || strings.ContainsFunc(s, func(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) }) {
		return false
	}
	u, err := url.Parse(s)
	return err == nil && (strings.EqualFold(u.Scheme, "http") || strings.EqualFold(u.Scheme, "https")) && u.Host != ""
}

// onlyLinks returns the lines of a text if all are addresses, else nil.
func onlyLinks(text string) (links []string) {
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); line == "" {
			continue
		}
		if !isLink(line) {
			return nil
		}
		links = append(links, line)
	}
	return links
}
