package extract

import (
	"net/url"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/stemma-news/stemma/langid"
	"golang.org/x/text/language"
)

// page joins what the page states with its headline and its address.
func (s *stated) page(e *elements, o Options) Page {
	p := Page{
		Outlet: first(siteName(s.outlet), host(first(o.Address, s.url))),
		Byline: s.byline,
		URL:    s.url,
	}
	if isHome(p.URL) && !isHome(o.Address) && o.Address != "" {
		p.URL = ""
	}
	p.Title = e.bestTitle(s.title, p.Outlet, host(first(s.url, o.Address)))
	return p
}

// isHome reports the address of a site rather than of a page of it.
func isHome(address string) bool {
	u, err := url.Parse(address)
	return err == nil && (u.Path == "" || u.Path == "/") && u.RawQuery == ""
}

// host is the name of an address's host without "www.".
func host(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	h := strings.ToLower(u.Hostname())
	for _, prefix := range []string{"www.", "m.", "amp."} {
		h = strings.TrimPrefix(h, prefix)
	}
	return h
}

// siteName refuses what is no name: an address, an account at a social
// network, a number.
func siteName(s string) string {
	s = plain(s)
	if strings.Contains(s, "://") || strings.HasPrefix(s, "@") || strings.HasPrefix(s, "{") || strings.IndexFunc(s, unicode.IsLetter) < 0 || len(s) > 120 {
		return ""
	}
	return s
}

// bestTitle is the title that the page states, or its heading, or its title
// element, without the outlet's name.
func (e *elements) bestTitle(stated, outlet, host string) string {
	title := cut(first(stated, e.props["headline"], e.heading, e.titleTag), maxTitle)
	if h := first(e.heading, e.props["headline"]); h != "" && len(h) < len(title) && strings.HasPrefix(letters(title), letters(h)) && strings.ContainsAny(title[min(len(title), len(h)):], titleMarks) && len([]rune(h)) > 12 {
		return h
	}
	return withoutOutlet(title, outlet, host)
}

// maxTitle is how long a title may be, in bytes.
const maxTitle = 2000

// titleMarks stand between a title and the outlet's name.
const titleMarks = "|-–—·:•»«_/~›<>"

// withoutOutlet removes the outlet's name from the end or the begin of a title
// ("Dam holds - The Courier", "Courier: Dam holds"), in whole parts between marks.
func withoutOutlet(title, outlet, host string) string {
	for range 3 {
		rest, tail := cutTail(title)
		if rest == "" || !isOutlet(tail, outlet, host) {
			break
		}
		title = rest
	}
	if head, rest := cutHead(title); rest != "" && isOutlet(head, outlet, host) {
		return rest
	}
	return title
}

// cutTail cuts a title at the last mark between spaces, or a bar or underscore
// without.
func cutTail(title string) (rest, tail string) {
	at, width := -1, 0
	for i, r := range title {
		if strings.ContainsRune(titleMarks, r) && i > 0 {
			after := i + len(string(r))
			apart := title[i-1] == ' ' && after < len(title) && title[after] == ' '
			if apart || r == '|' || r == '_' {
				at, width = i, len(string(r))
			}
		}
	}
	if at < 0 {
		return "", ""
	}
	return strings.TrimRight(title[:at], " "+titleMarks), strings.TrimSpace(title[at+width:])
}

func cutHead(title string) (head, rest string) {
	for i, r := range title {
		after := i + len(string(r))
		if i > 0 && strings.ContainsRune("|-–—:»", r) && after < len(title) && title[after] == ' ' && (r == ':' || title[i-1] == ' ' || r == '|') {
			return strings.TrimSpace(title[:i]), strings.TrimSpace(title[after:])
		}
	}
	return "", ""
}

// isOutlet reports that a part of a title is the outlet's name or the name of
// its host.
func isOutlet(part, outlet, host string) bool {
	key := letters(part)
	if key == "" {
		return true
	}
	for _, name := range []string{letters(outlet), letters(host), letters(strings.TrimSuffix(host, "."+lastLabel(host)))} {
		if name != "" && (key == name || len(key) >= 4 && len(name) >= 4 && (strings.HasPrefix(name, key) || strings.HasPrefix(key, name) || strings.HasSuffix(name, key)) && 2*min(len(key), len(name)) >= max(len(key), len(name))) {
			return true
		}
	}
	return false
}

func lastLabel(host string) string { return host[strings.LastIndexByte(host, '.')+1:] }

// maxAbove is how many short lines, of navigation or a section, may stand above
// the title.
const maxAbove = 3

// withoutTitle drops the title and the heading where they are repeated at the
// head of the text, with the short lines above.
func withoutTitle(text, title, heading string) string {
	text = fromTitle(text, title, heading)
	for {
		line, rest, _ := strings.Cut(text, "\n")
		key := letters(line)
		if text == "" || key != "" && key != letters(title) && key != letters(heading) {
			return text
		}
		text = rest
	}
}

// fromTitle is the text from the title on, where that stands below no more than
// a few short lines.
func fromTitle(text, title, heading string) string {
	rest := text
	for range maxAbove + 1 {
		line, after, _ := strings.Cut(rest, "\n")
		if key := letters(line); key != "" && (key == letters(title) || key == letters(heading)) {
			return rest
		}
		if after == "" || endsSentence(line) || sizeOf(line) >= paragraphSize {
			break
		}
		rest = after
	}
	return text
}

// letters is a line's letters and digits in lower case, for comparison.
func letters(s string) string {
	out := make([]byte, 0, len(s))
	for i := 0; i < len(s); {
		c := s[i]
		if c >= utf8.RuneSelf {
			r, width := utf8.DecodeRuneInString(s[i:])
			if unicode.IsLetter(r) || unicode.IsDigit(r) {
				out = utf8.AppendRune(out, unicode.ToLower(r))
			}
			i += width
			continue
		}
		if c >= 'A' && c <= 'Z' {
			c += 'a' - 'A'
		}
		if c >= 'a' && c <= 'z' || c >= '0' && c <= '9' {
			out = append(out, c)
		}
		i++
	}
	return string(out)
}

// Below sureBytes of text, or sure, what the text seems to be in does not
// count against the language that the page declares.
const (
	sureBytes = 200
	sure      = 0.99
)

// declaredLang returns the declared language in canonical form, or "" where
// the text is clearly in another (seems, see seemingLang): the language is then
// left to be recognised from the whole text.
func declaredLang(declared, seems string) string {
	tag, err := language.Parse(strings.ReplaceAll(strings.TrimSpace(declared), "_", "-"))
	if err != nil || tag == language.Und {
		return ""
	}
	if seems != "" && !sameLang(tag, language.Make(seems)) {
		return ""
	}
	return tag.String()
}

// seemingLang is the language that a text is surely in, or empty.
func seemingLang(text string) string {
	if len(text) < sureBytes {
		return ""
	}
	if tag, probability := langid.Guess(cut(text, 1<<10)); probability > sure {
		return tag
	}
	return ""
}

// sameLang reports whether two tags are of one language, or of two so close
// that they are taken for each other.
func sameLang(a, b language.Tag) bool {
	x, _ := a.Base()
	y, _ := b.Base()
	return x == y || slices.ContainsFunc(names().close, func(family []string) bool {
		return slices.Contains(family, x.String()) && slices.Contains(family, y.String())
	})
}
