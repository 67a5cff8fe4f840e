package feed

import (
	"html"
	"net/url"
	"strings"
	"unicode"

	tokens "golang.org/x/net/html"
	"golang.org/x/net/html/atom"
	bcp47 "golang.org/x/text/language"
)

// plain returns a title, a name or a summary without markup, in one line.
// Feeds escape them once, twice or not at all, so entities are undone until
// none are left, three times at most.
func plain(s string) string {
	for range 3 {
		s = withoutTags(s)
		next := html.UnescapeString(s)
		if next == s {
			break
		}
		s = next
	}
	return strings.Join(strings.FieldsFunc(printable(s), unicode.IsSpace), " ")
}

// plainText is plain for a whole text: its lines stay.
func plainText(s string) string {
	lines := strings.Split(strings.ReplaceAll(printable(s), "\r\n", "\n"), "\n")
	for i, line := range lines {
		lines[i] = strings.TrimRightFunc(line, unicode.IsSpace)
	}
	return strings.TrimSpace(strings.Join(lines, "\n"))
}

// printable removes characters that are no text.
func printable(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) && !unicode.IsSpace(r) || r == '\uFEFF' || r == '\u200B' {
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, "\uFFFD"))
}

// withoutTags leaves the text of markup, with a space where a block or a line
// ends.
func withoutTags(s string) string {
	if !strings.Contains(s, "<") {
		return s
	}
	var b strings.Builder
	z := tokens.NewTokenizer(strings.NewReader(s))
	for skip := false; ; {
		switch z.Next() {
		case tokens.ErrorToken:
			return b.String()
		case tokens.TextToken:
			if !skip {
				b.Write(z.Raw())
			}
		case tokens.StartTagToken, tokens.EndTagToken, tokens.SelfClosingTagToken:
			t := z.Token()
			isOpen := t.Type == tokens.StartTagToken
			if t.DataAtom == 0 && isOpen && strings.IndexFunc(t.Data, unicode.IsLetter) < 0 {
				continue
			}
			if t.DataAtom == atom.Script || t.DataAtom == atom.Style {
				skip = isOpen
			}
			if breaks(t.DataAtom) {
				b.WriteByte(' ')
			}
		}
	}
}

// breaks reports an element that ends a line.
func breaks(a atom.Atom) bool {
	switch a {
	case atom.P, atom.Br, atom.Div, atom.Li, atom.Ul, atom.Ol, atom.Tr, atom.Td, atom.H1, atom.H2, atom.H3, atom.H4,
		atom.Blockquote, atom.Hr, atom.Img, atom.Figure, atom.Figcaption, atom.Table:
		return true
	}
	return false
}

// hasMarkup reports whether a text has tags of HTML.
func hasMarkup(s string) bool {
	z := tokens.NewTokenizer(strings.NewReader(s))
	for range 50 {
		switch z.Next() {
		case tokens.ErrorToken:
			return false
		case tokens.StartTagToken, tokens.EndTagToken, tokens.SelfClosingTagToken:
			if name, _ := z.TagName(); atom.Lookup(name) != 0 {
				return true
			}
		}
	}
	return false
}

// person returns the name in "editor@merrow.example (Ada Lind)", "Ada Lind
// <editor@…>" and the like, or "" where there is only an address.
func person(s string) string {
	if at := strings.IndexByte(s, '@'); at >= 0 {
		s = strings.Join(strings.FieldsFunc(s, func(r rune) bool { return strings.ContainsRune(" \t\r\n()<>", r) }), " ")
		var names []string
		for word := range strings.FieldsSeq(s) {
			if !strings.ContainsRune(word, '@') {
				names = append(names, word)
			}
		}
		s = strings.Join(names, " ")
	}
	s = plain(s)
	if isAddress(s) {
		return ""
	}
	return strings.Trim(s, " ,;")
}

// people joins names; each once.
func people(all []string) string {
	var names []string
	seen := map[string]bool{}
	for _, s := range all {
		if name := person(s); name != "" && !seen[name] {
			seen[name] = true
			names = append(names, name)
		}
	}
	return strings.Join(names, ", ")
}

// language returns a tag in its canonical form, or "".
func language(s string) string {
	s = strings.TrimSpace(s)
	if s == "" || len(s) > 35 {
		return ""
	}
	tag, err := bcp47.Parse(strings.ReplaceAll(s, "_", "-"))
	if err != nil || tag == bcp47.Und {
		return ""
	}
	return tag.String()
}

// isAddress reports an absolute address of the web.
func isAddress(s string) bool {
	s = strings.TrimSpace(s)
	return (hasPrefixFold(s, "http://") || hasPrefixFold(s, "https://")) && !strings.ContainsAny(s, " \n\t")
}

func hasPrefixFold(s, prefix string) bool {
	return len(s) >= len(prefix) && strings.EqualFold(s[:len(prefix)], prefix)
}

// absolute resolves an address against a base. What is no address of the web
// then is dropped.
func absolute(base, s string) string {
	s = strings.TrimSpace(printable(html.UnescapeString(s)))
	if s == "" || len(s) > 8<<10 {
		return ""
	}
	u, err := url.Parse(strings.ReplaceAll(s, " ", "%20"))
	if err != nil {
		return ""
	}
	if !u.IsAbs() && base != "" {
		b, err := url.Parse(base)
		if err != nil {
			return ""
		}
		u = b.ResolveReference(u)
	}
	if u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
		return ""
	}
	return u.String()
}
