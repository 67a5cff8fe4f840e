package distrust

import (
	"fmt"
	"net/url"
	"strings"
	"unicode"

	"golang.org/x/net/publicsuffix"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/text"
)

// Impostors returns, for each of the articles of one story that bears another
// outlet's name, whose it is by its address: the site is called like another outlet
// of the story, and not like the one that the article names. "" for all others.
//
// Most sites are called otherwise than their outlets, and many papers print an
// agency's reports under its name, so that a site that resembles no outlet of the
// story says nothing.
func Impostors(docs []*text.Document) []string {
	of := make([]string, len(docs))
	sites := map[string]string{} // by what a site is called, the outlet that is called so
	for _, d := range docs {
		a := &d.Article
		if key := compact(a.Outlet); key != "" && (a.URL == "" || site(a.URL) == key) {
			sites[key] = firstOf(sites[key], a.Outlet)
		}
	}
	for i, d := range docs {
		name := site(d.Article.URL)
		if owner := sites[name]; owner != "" && d.Article.Outlet != "" && !resembles(d.Article.Outlet, name) {
			of[i] = owner
		}
	}
	return of
}

// firstOf is the one of two spellings that comes first, so that the order of the
// articles does not matter.
func firstOf(a, b string) string {
	if a == "" {
		return b
	}
	return min(a, b)
}

// outlet says why the outlet of an article is not believed, whose it is by its
// address; "" where nothing speaks against it.
func outlet(a *stemma.Article, owner string) string {
	switch {
	case owner != "":
		return fmt.Sprintf("its address is that of %s; taken as a report of %s", owner, owner)
	case text.Disguised(a.Outlet):
		return "written with letters of another alphabet that look the same, or with characters that are not seen; not taken for the outlet that it looks like"
	}
	return ""
}

// site is what the site of an address is called, as compact does: pellmarherald
// for https://www.pellmar-herald.example/a.
func site(address string) string {
	u, err := url.Parse(address)
	if err != nil || u.Hostname() == "" {
		return ""
	}
	host := strings.ToLower(strings.Trim(u.Hostname(), "."))
	if whole, err := publicsuffix.EffectiveTLDPlusOne(host); err == nil {
		host = whole
	}
	first, _, _ := strings.Cut(host, ".")
	return compact(first)
}

// compact keeps the letters and digits of a name, folded, without the article.
func compact(name string) string {
	return strings.TrimPrefix(strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) {
			return r
		}
		return -1
	}, text.Fold(name)), "the")
}

// shortest is the length of a word of an outlet's name from which it names the
// site that has it.
const shortest = 3

// resembles says that a site may be called so after an outlet: it has one of the
// words of its name, or their first letters.
func resembles(outlet, site string) bool {
	var firsts strings.Builder
	for _, w := range text.Words(outlet) {
		if len(w.Form) >= shortest && strings.Contains(site, w.Form) {
			return true
		}
		firsts.WriteString(w.Form[:1])
	}
	initials := firsts.String()
	return !isLatin(outlet) || len(initials) > 1 && strings.Contains(site, initials) || strings.Contains(compact(outlet), site)
}

// isLatin says that a name can be the name of a host, letter by letter.
func isLatin(name string) bool {
	for _, r := range name {
		if unicode.IsLetter(r) && !unicode.Is(unicode.Latin, r) {
			return false
		}
	}
	return true
}

// publisherName is what a flood is told by.
func publisherName(a *stemma.Article) string {
	if a.Outlet != "" {
		return a.Outlet
	}
	if u, err := url.Parse(a.URL); err == nil && u.Hostname() != "" {
		return u.Hostname()
	}
	return "a publisher without a name"
}
