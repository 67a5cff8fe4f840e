package extract

import (
	_ "embed"
	"regexp"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

	"golang.org/x/net/html"
)

// Trouble is why a page does not give the whole article.
type Trouble string

// The kinds of trouble. A stub before a paywall, the lines beside a film
// and a text of guessed encoding may be usable: the page is then given with a note. All others are errors.
const (
	TroublePaywall Trouble = "paywall" // only what stands before it is there
	TroubleMedia   Trouble = "media"   // a film or pictures with a caption
	TroubleConsent Trouble = "consent" // a page that asks to accept cookies
	TroubleBlocked Trouble = "blocked" // a check for robots
	TroubleError   Trouble = "error"   // not found, forbidden, out of order
	TroubleLogin   Trouble = "login"
	TroubleScript  Trouble = "script" // the text is loaded by script
	TroubleList    Trouble = "list"   // a front page or section: teasers of articles
	TroubleEmpty   Trouble = "empty"  // no text, for no reason that can be seen
	// TroubleEncoding is a text whose encoding was guessed, or bytes that are no
	// text in any.
	TroubleEncoding Trouble = "encoding"
)

// Error says why a page has no usable article, and what to do.
type Error struct {
	Kind Trouble
	// Seen is what the page was recognised by, in its own words, or empty.
	Seen string
}

func (e *Error) Error() string {
	s := troubles[e.Kind].what
	if e.Seen != "" {
		s += " (" + e.Seen + ")"
	}
	return s + ": " + troubles[e.Kind].remedy
}

var troubles = map[Trouble]struct{ what, remedy string }{
	TroublePaywall:  {"the article is behind a paywall", "open it as a subscriber and save it from the browser"},
	TroubleMedia:    {"no article text found in the page, which shows a film or pictures", "look for the report that it belongs to"},
	TroubleConsent:  {"the page asks to accept cookies in place of the article", "accept them in a browser and save the article from there"},
	TroubleBlocked:  {"the site checks for robots in place of the article", "open the article in a browser and save it from there"},
	TroubleError:    {"the site says that there is no such page", "check the address, or look for an archived copy"},
	TroubleLogin:    {"the page asks to log in", "log in with a browser and save the article from there"},
	TroubleScript:   {"no article text found in the page, which loads it by script", "save it from the browser after it has loaded"},
	TroubleList:     {"the page lists articles and is none itself", "give the addresses of its articles, or its feed"},
	TroubleEncoding: {"the page's bytes are text in no encoding that is known", "open it in a browser and save it as UTF-8"},
	TroubleEmpty:    {"no article text found in the page", "if it loads its text by script, save it from the browser after it has loaded"},
}

// trouble is what was found to be wrong with a page.
type trouble struct {
	kind  Trouble
	seen  string
	fatal bool
}

// note is the line for people about a page that is usable in part.
func (t *trouble) note() string {
	seen := ""
	if t.seen != "" {
		seen = " (" + t.seen + ")"
	}
	if t.kind == TroublePaywall {
		return "only the part before the paywall" + seen
	}
	return "only the text beside a film or pictures" + seen
}

//go:embed walls.txt
var wallsData string

// walls are the phrases of walls.txt by kind.
var walls = sync.OnceValue(func() map[Trouble][]string {
	all := map[Trouble][]string{}
	var kind Trouble
	for line := range strings.SplitSeq(wallsData, "\n") {
		line = strings.TrimSpace(line)
		switch {
		case line == "" || line[0] == '#':
		case line[0] == '[':
			kind = Trouble(strings.Trim(line, "[]"))
		default:
			all[kind] = append(all[kind], line)
		}
	}
	return all
})

// Sizes of text in units of reading, see block.size.
const (
	tinySize  = 120  // less is no article
	shortSize = 700  // a page with less may be an error page that talks
	stubSize  = 1600 // an article behind a wall that shows more than this shows all
	// maxSearched is how many bytes of a page are searched for phrases.
	maxSearched = 48 << 10
)

// seen finds a phrase of a kind in a text in lower case.
func seen(kind Trouble, text string) string {
	for _, phrase := range walls()[kind] {
		if strings.Contains(text, phrase) {
			return "\"" + phrase + "\""
		}
	}
	return ""
}

// diagnose looks for what is wrong with a page, nil if nothing is.
func diagnose(s *stated, e *elements, f found, p Page) *trouble {
	size := sizeOf(p.Text)
	title := strings.ToLower(first(e.titleTag, p.Title) + " " + e.heading)
	if size >= shortSize && !f.list(s, e) {
		if size < maxWall {
			text := strings.ToLower(p.Text)
			if t := consent(title, text, text, size); t != nil {
				return t
			}
		}
		if size < stubSize || s.free == "false" {
			return f.paywall(s, size)
		}
		return nil
	}
	if f.list(s, e) {
		if t := blockedOrGone(title, "", size); t != nil && size < shortSize {
			return t // a page that is gone offers others
		}
		return &trouble{TroubleList, "", true}
	}
	all := f.lowerText()
	for _, look := range []func() *trouble{
		func() *trouble { return blockedOrGone(title, all, size) },
		func() *trouble { return consent(title, all, strings.ToLower(p.Text), size) },
		func() *trouble { return f.paywall(s, size) },
		func() *trouble { return login(e, all, size) },
		func() *trouble { return media(s, e, p.Title, size) },
		func() *trouble { return script(e, all, size) },
	} {
		if t := look(); t != nil {
			return t
		}
	}
	if p.Text == "" || size < tinySize && f.noSentence(s, e) {
		return &trouble{TroubleEmpty, "", true}
	}
	return nil
}

// noSentence reports that a short text is the page's navigation or the like:
// none of its lines is running text, and half of it is links, or the page does
// not say that it is an article.
func (f *found) noSentence(s *stated, e *elements) bool {
	lines := map[string]bool{}
	for line := range strings.SplitSeq(f.text, "\n") {
		if endsSentence(line) || sizeOf(line) >= paragraphSize {
			return false
		}
		lines[letters(line)] = true
	}
	size, link := 0, 0
	for i := range f.blocks {
		if b := &f.blocks[i]; lines[letters(b.text)] {
			size, link = size+b.size, link+b.link
		}
	}
	return 2*link >= size && size > 0 || !saysArticle(s, e)
}

var reStatus = regexp.MustCompile(`^\W*(?:error |http |fehler |erreur )?(?:40[0134]|410|429|451|50[0234])\b`)

// blockedOrGone recognises checks for robots and error pages: by the title,
// or by the text where there is hardly any.
func blockedOrGone(title, all string, size int) *trouble {
	if w := first(seen(TroubleBlocked, title), ifTiny(size, func() string { return seen(TroubleBlocked, all) })); w != "" {
		return &trouble{TroubleBlocked, w, true}
	}
	if reStatus.MatchString(title) {
		return &trouble{TroubleError, "\"" + strings.TrimSpace(reStatus.FindString(title)) + "\"", true}
	}
	if w := first(seen(TroubleError, title), ifTiny(size-tinySize, func() string { return seen(TroubleError, all) })); w != "" && size < shortSize/2 {
		return &trouble{TroubleError, w, true}
	}
	return nil
}

func ifTiny(size int, look func() string) string {
	if size >= 2*tinySize {
		return ""
	}
	return look()
}

// paywall recognises the stub of an article: the page says that it is not
// free, or asks to subscribe behind the text, or the text breaks off.
func (f *found) paywall(s *stated, size int) *trouble {
	what := f.phraseBehind()
	switch {
	case what != "":
	case s.free == "false" && size < stubSize && !f.holds(s.walled):
		what = "marked as not free"
	case size < shortSize && breaksOff(f.text):
		what = "the text breaks off"
	default:
		return nil
	}
	if s.free == "true" && s.body != "" {
		return nil
	}
	return &trouble{TroublePaywall, what, size < tinySize}
}

// phraseBehind finds a phrase that asks to subscribe in the blocks at and
// behind the end of the text: in the next few only, since footers offer
// subscriptions everywhere.
func (f *found) phraseBehind() string {
	from := max(0, f.last-1)
	for i := from; i < min(len(f.blocks), f.last+12); i++ {
		if b := &f.blocks[i]; b.size < 400 {
			if w := seen(TroublePaywall, strings.ToLower(b.text)); w != "" {
				return w
			}
		}
	}
	return ""
}

// holds reports that the elements that selectors name are in the page and
// have running text: the whole article is there, hidden or not. Selectors of a
// class or an id are read.
func (f *found) holds(selectors []string) bool {
	for i := range f.blocks {
		b := &f.blocks[i]
		if !b.running() {
			continue
		}
		for n := b.node; n != nil; n = n.Parent {
			if slices.ContainsFunc(selectors, func(sel string) bool { return selects(sel, n) }) {
				return true
			}
		}
	}
	return false
}

func selects(selector string, n *html.Node) bool {
	selector = strings.TrimSpace(selector)
	if i := strings.LastIndexAny(selector, " >"); i >= 0 {
		selector = selector[i+1:]
	}
	if id, ok := strings.CutPrefix(selector, "#"); ok {
		return attr(n, "id") == id
	}
	_, class, ok := strings.Cut(selector, ".")
	return ok && hasClass(attr(n, "class"), class)
}

// breaksOff reports a text that ends in an ellipsis.
func breaksOff(text string) bool {
	text = strings.TrimRight(text, " \n\"'”’»)]」")
	return strings.HasSuffix(text, "…") || strings.HasSuffix(text, "...") || strings.HasSuffix(text, "⋯")
}

// login recognises a form with a password on a page with little text.
func login(e *elements, all string, size int) *trouble {
	if size >= tinySize {
		return nil
	}
	if w := seen(TroubleLogin, all); w != "" || e.password {
		return &trouble{TroubleLogin, w, true}
	}
	return nil
}

// media recognises a page about a film or a gallery: by its type, or by a film
// of the page's own title.
func media(s *stated, e *elements, title string, size int) *trouble {
	kind := strings.ToLower(e.metas["og:type"])
	about := strings.HasPrefix(kind, "video") || strings.HasPrefix(kind, "music") || slices.Contains(s.media, letters(title))
	isArticle := slices.ContainsFunc(s.types, func(t string) bool {
		return strings.HasSuffix(t, "Article") || strings.HasSuffix(t, "BlogPosting") || strings.EqualFold(t, "article")
	})
	if !about || isArticle && size >= 2*tinySize || size >= shortSize {
		return nil
	}
	return &trouble{TroubleMedia, "", size < tinySize/2}
}

// script recognises a page whose text is loaded by script.
func script(e *elements, all string, size int) *trouble {
	if size >= tinySize {
		return nil
	}
	if w := first(seen(TroubleScript, all), seen(TroubleScript, e.noscript)); w != "" {
		return &trouble{TroubleScript, w, true}
	}
	return nil
}

// list recognises a front page or a section: many linked titles, and more
// running text in teasers than elsewhere, or hardly any at all. A page that
// says that it is an article is believed.
func (f *found) list(s *stated, e *elements) bool {
	if saysArticle(s, e) {
		return false
	}
	titles, cards, text := 0, 0, 0
	for i := range f.blocks {
		b := &f.blocks[i]
		switch {
		case b.linked() > 0.8 && b.size >= 20:
			titles++
		case b.junk&junkCard != 0:
			cards += b.size
		case b.good():
			text += b.size
		}
	}
	return titles >= 15 && (cards > text || text < 2*tinySize) || titles >= 8 && text < tinySize && sizeOf(f.text) < tinySize
}

// saysArticle reports that a page says that it is an article.
func saysArticle(s *stated, e *elements) bool {
	if strings.EqualFold(e.metas["og:type"], "article") || s.body != "" || e.metas["article:published_time"] != "" {
		return true
	}
	return slices.ContainsFunc(s.types, func(t string) bool {
		return strings.HasSuffix(t, "Article") || strings.HasSuffix(t, "BlogPosting")
	})
}

// lowerText is the begin of the page's text in lower case, to search in.
func (f *found) lowerText() string {
	var b strings.Builder
	for i := range f.blocks {
		if b.Len() > maxSearched {
			break
		}
		b.WriteString(strings.ToLower(f.blocks[i].text))
		b.WriteByte('\n')
	}
	return b.String()
}

// sizeOf measures a text in units of reading.
func sizeOf(text string) (n int) {
	for i := 0; i < len(text); {
		r, width := utf8.DecodeRuneInString(text[i:])
		n += units(r)
		i += width
	}
	return n
}
