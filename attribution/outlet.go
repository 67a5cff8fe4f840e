package attribution

import (
	_ "embed"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"github.com/stemma-news/stemma/text"
)

//go:embed outlets.txt
var outletData string

// outlet is a publisher that texts name.
type outlet struct {
	name   string
	agency bool
	asked  bool // only somebody who asks for it takes it for one (asked.go)
}

// outlets is a gazetteer in layers: the table of agencies and large outlets
// (outlettable.go), the reader's own table over it, and on top the outlets of
// the articles at hand. A layer is one map over compact names, in which
// "Al-Jazeera" and "Al Jazeera" are the same; a trie of words took three times
// as long to build, and every start of the program pays for that.
type outlets struct {
	list  []outlet // of all layers below, too
	names map[string]place
	exact map[string]bool // names that must stand as they are written: AP, =n-tv
	title map[string]bool // words that begin or end names of outlets: Times
	// endings are the same where they are written in one word with the name.
	endings []string
	// prefixes are letters that may be glued to the front of a name.
	prefixes []prefix
	// stemmed are the first bytes of the names that may have endings: no Arabic or
	// Chinese word needs to be tried without its last letters.
	stemmed [256]bool
	// sounds are the names of a layer over the program's own table by how they
	// sound: what a text in another script calls them need not be in any table.
	sounds  *soundIndex
	base    *outlets // the layer below
	credits bool     // the line read is one of credits
}

// place is what a compact name, or the first word of one, leads to.
type place struct {
	id      int32 // one more than the index into list; 0 where names only begin so
	stem    bool  // the letters of an ending may follow
	caps    bool  // each word has a capital: "El País" is no "El país"
	exact   bool  // stands as it is written in outlets.exact
	credit  bool  // stands in datelines and credit lines only
	longest uint8 // bytes of the longest compact name that begins so
}

// prefix is cut off a word; put stands in its place: Arabic لل for ل and ال.
type prefix struct{ cut, put string }

const (
	// maxKey bounds a compact name in bytes.
	maxKey = 160
	// maxEnding is how many letters may follow a stem.
	maxEnding = 3
	// maxNameTokens bounds a name in a text.
	maxNameTokens = 24
)

func newOutlets(base *outlets, size int) *outlets {
	o := &outlets{names: make(map[string]place, size), exact: map[string]bool{}, title: map[string]bool{}, base: base}
	if base != nil {
		o.list, o.title, o.endings, o.prefixes = slices.Clip(base.list), base.title, base.endings, base.prefixes
		o.sounds = newSoundIndex()
	}
	return o
}

// addName enters a name of the outlet with the given index.
func (o *outlets) addName(name string, stem bool, id int) {
	if key := compactName(name); key != "" && len(key) <= maxKey {
		o.add(spelling{name: name, stem: stem, exact: isShort(name)}, []byte(key), id)
	}
}

// spelling is a name as it stands in a table.
type spelling struct {
	name                string
	stem, exact, credit bool
}

// add enters a name under its key, unless this layer has it already. Of two
// spellings with one key the more lenient counts.
func (o *outlets) add(n spelling, key []byte, id int) {
	p := o.names[string(key)]
	p.longest = max(p.longest, uint8(len(key))) //nolint:gosec // maxKey and an ending are below 256
	caps := hasCapitals(n.name)
	if p.id == 0 {
		p.id, p.caps, p.exact, p.credit = int32(id)+1, caps, n.exact, n.credit
	}
	p.stem, p.caps, p.exact, p.credit = p.stem || n.stem, p.caps && caps, p.exact && n.exact, p.credit && n.credit
	o.names[string(key)] = p
	o.stemmed[key[0]] = o.stemmed[key[0]] || n.stem
	o.addBeginnings(n.name, key, n.stem)
	if o.base != nil {
		o.sounds.add(text.SoundOf(n.name), id)
	}
	if n.exact {
		o.exact[norm.NFKC.String(n.name)] = true
	}
}

// addBeginnings enters what the first token of a name may be: how far that
// reaches depends on the language (l'|express, al-jazeera).
func (o *outlets) addBeginnings(name string, key []byte, stem bool) {
	longest := len(key)
	if stem {
		longest = min(maxKey, longest+maxEnding*utf8.UTFMax)
	}
	var buf [maxKey]byte
	for i, r := range name {
		if i > 0 && (r == ' ' || r < utf8.RuneSelf && !isWordRune(r) || r == '’' || isSingle(r)) {
			begin := appendKey(buf[:0], name[:i])
			if p := o.names[string(begin)]; len(begin) > 0 && int(p.longest) < longest {
				p.longest = uint8(longest)
				o.names[string(begin)] = p
			}
			if r == ' ' || isSingle(r) {
				return
			}
		}
	}
}

// with returns the gazetteer with the outlets of the articles added.
func (o *outlets) with(docs []*text.Document) *outlets {
	out := newOutlets(o, 2*len(docs))
	for _, d := range docs {
		out.learn(d)
	}
	return out
}

// learn adds the outlet of an article, and returns its name if that was not known.
func (o *outlets) learn(d *text.Document) string {
	name := strings.TrimSpace(d.Article.Outlet)
	if name == "" || len(name) > maxKey {
		return ""
	}
	had := o.has(compactName(name))
	id, known := o.identify(name)
	if !known {
		id = len(o.list)
		o.list = append(o.list, outlet{name: name})
	}
	o.addName(name, inflects(name), id)
	if host := hostName(name); host != name {
		o.addName(host, false, id)
	}
	if had {
		return ""
	}
	return name
}

// has reports whether a compact name is one of an outlet, letter for letter.
func (o *outlets) has(key string) bool {
	for g := o; g != nil; g = g.base {
		if g.names[key].id > 0 {
			return true
		}
	}
	return false
}

// inflects reports whether a name may have endings: one that is not written in
// Latin letters, or is long enough not to be the beginning of another word.
func inflects(name string) bool {
	r, _ := utf8.DecodeLastRuneInString(name)
	return unicode.IsLetter(r) && (alphabet(r) != latin || len(name) >= 6)
}

// identify returns the outlet that a name stands for, in any script.
func (o *outlets) identify(name string) (int, bool) {
	for _, key := range []string{compactName(name), compactName(hostName(name))} {
		for g := o; g != nil && key != ""; g = g.base {
			if p := g.names[key]; p.id > 0 {
				return int(p.id) - 1, true
			}
		}
	}
	return o.identifyBySound(text.SoundOf(name))
}

// identifyBySound compares a name in another script by sound with those of the
// articles' outlets and of the reader's table.
func (o *outlets) identifyBySound(sound text.Sound) (int, bool) {
	for g := o; g.base != nil; g = g.base {
		if id, ok := g.sounds.foreign(sound); ok {
			return id, true
		}
	}
	return 0, false
}

// same reports whether two names of outlets stand for one, whatever their
// script: by the table, by their letters, or by their sound.
func (o *outlets) same(a, b string) bool {
	if x, y := compactName(hostName(a)), compactName(hostName(b)); x == y {
		return x != ""
	}
	x, okX := o.identify(a)
	y, okY := o.identify(b)
	if okX && okY {
		return x == y
	}
	return soundsAlike(a, b)
}

// isTitle reports whether a name is made as names of outlets are: "The Lowland
// Times".
func (o *outlets) isTitle(name string) bool {
	words := strings.Fields(name)
	if slices.ContainsFunc(o.endings, func(e string) bool { return len(name) > len(e) && strings.HasSuffix(name, e) }) {
		return true
	}
	for i, w := range words {
		form := foldWord(w)
		if len(words) > 1 && (o.title[form+inside] || (i == 0 || i == len(words)-1) && o.title[form]) {
			return true
		}
	}
	return false
}

// inside marks, in a table, the words that show an outlet wherever they stand in
// a name: Larn Broadcasting Corporation.
const inside = "+"

// find returns the outlet named at toks[at] and where its name ends. The
// longest name counts, and of those the topmost layer's.
func (o *outlets) find(s string, toks []token, at int) (id, end int) {
	t := &toks[at]
	if t.kind != wordToken || t.form == "" || !t.upper && len(t.form) > 4*utf8.UTFMax && isCasedAt(s, t.Start) {
		return 0, at
	}
	if id, end = o.walk(s, toks, at, prefix{}); id > 0 || t.form[0] < utf8.RuneSelf {
		return id, end
	}
	for _, p := range o.prefixes {
		if len(t.form) >= len(p.cut)+4 && strings.HasPrefix(t.form, p.cut) {
			if id, end = o.walk(s, toks, at, p); id > 0 {
				return id, end
			}
		}
	}
	return 0, at
}

// walk adds token to token as long as a name may go on.
func (o *outlets) walk(s string, toks []token, at int, p prefix) (id, end int) {
	var buf [2 * maxKey]byte
	key := append(buf[:0], p.put...)
	key = appendKey(key, toks[at].form[len(p.cut):])
	longest, last := o.reach(key), 0
	end = at
	for to := at + 1; longest > 0; to++ {
		if n := o.named(key, last, s, toks[at:to]); n > 0 {
			id, end = n, to
		}
		for to < len(toks) && toks[to].kind == punctToken && isJoint(toks[to].form) {
			key = appendKey(key, toks[to].form)
			to++
		}
		if to >= len(toks) || to-at > maxNameTokens || toks[to].kind != wordToken || len(key)+len(toks[to].form) > longest+maxEnding*utf8.UTFMax {
			break
		}
		last = len(key)
		key = appendKey(key, toks[to].form)
	}
	return id, end
}

// isJoint names the marks that may stand inside a name: RFE/RL, People's Daily.
func isJoint(form string) bool { return strings.ContainsAny(form[:1], "-/.·'") }

// reach returns how long a name that begins with key may be; 0 if none does.
func (o *outlets) reach(key []byte) int {
	longest := 0
	for g := o; g != nil; g = g.base {
		longest = max(longest, int(g.names[string(key)].longest))
		if len(key) > 0 && g.stemmed[key[0]] {
			for n, stem := 0, withoutLetter(key); n < maxEnding && len(stem) > 0; n, stem = n+1, withoutLetter(stem) {
				if g.names[string(stem)].stem {
					longest = max(longest, len(key))
					break
				}
			}
		}
	}
	return longest
}

// named returns the outlet whose name the tokens are, or 0; last is where the
// last token begins in the key.
func (o *outlets) named(key []byte, last int, s string, toks []token) int {
	surface := s[toks[0].Start:toks[len(toks)-1].End]
	for g := o; g != nil; g = g.base {
		p := g.names[string(key)]
		if p.id == 0 && g.stemmed[key[0]] {
			for n, stem := 0, withoutLetter(key); n < maxEnding && len(stem) > last && p.id == 0; n, stem = n+1, withoutLetter(stem) {
				if found := g.names[string(stem)]; found.stem {
					p = found
				}
			}
		}
		if p.id > 0 && (!p.credit || o.credits) && g.stands(p, surface, toks) {
			return int(p.id)
		}
	}
	return 0
}

// withoutLetter is what is left of a key without its last letter.
func withoutLetter(key []byte) []byte {
	_, size := utf8.DecodeLastRune(key)
	return key[:len(key)-size]
}

// stands reports whether the name is written as names are.
func (o *outlets) stands(p place, surface string, toks []token) bool {
	r, _ := utf8.DecodeRuneInString(surface)
	if p.exact {
		return o.exact[surface] || !isASCII(surface) && o.exact[norm.NFKC.String(surface)]
	}
	if !isCased(r) {
		return true
	}
	if utf8.RuneCountInString(surface) <= 4 && !p.stem {
		return false
	}
	if !toks[0].upper && (len(toks) < 2 || !toks[1].upper || !strings.HasSuffix(toks[0].form, "'")) { // l'Express
		return false
	}
	return !p.caps || !slices.ContainsFunc(toks[1:], func(t token) bool {
		at := t.Start - toks[0].Start
		return t.kind == wordToken && !t.upper && surface[at-1] == ' ' && isCasedAt(surface, at)
	})
}
