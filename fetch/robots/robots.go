// Package robots reads robots.txt, by which a site says what programs may fetch (RFC 9309).
//
// What is not in the standard and still common is read, too: Crawl-delay, "useragent" without its hyphen, a version
// behind an agent's name. A line that makes no sense is passed over, never the file: one "Crawl-delay: soon" must not
// make a site forbidden, nor free for all. (That, patterns that are anchored and the standard's order of precedence are
// why this is no library: temoto/robotstxt 1.1.2 gets 10 of the 14 cases of TestWhatLibrariesGetWrong wrong.)
package robots

import (
	"bytes"
	"math"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// MaxSize is how much of a file is read, in bytes: what RFC 9309 asks for at least, and Google at most.
const MaxSize = 500 << 10

// maxDelay is the longest Crawl-delay that is believed.
const maxDelay = 24 * time.Hour

// Rules are what a file says to one program. The zero value allows everything.
type Rules struct {
	rules []rule
	// Delay is the time that the site wants between two requests; zero if it does not say.
	Delay time.Duration
}

// Parse reads what a file says to the program with this name, which is the product token of its User-Agent ("stemma").
// Groups that name it count together; those for "*" count where none does. What is beyond MaxSize is not read.
func Parse(file []byte, agent string) Rules {
	if len(file) > MaxSize {
		file = file[:bytes.LastIndexAny(file[:MaxSize], "\r\n")+1] // half a rule is another rule
	}
	file = bytes.TrimPrefix(file, []byte("\uFEFF"))
	p := parser{agent: agent}
	for line := range bytes.FieldsFuncSeq(file, func(r rune) bool { return r == '\n' || r == '\r' }) {
		p.line(string(line))
	}
	if p.named {
		return p.own
	}
	return p.all
}

// parser collects the rules of two groups: those for the agent, and those for everybody.
type parser struct {
	agent    string
	own, all Rules
	named    bool // there is a group for the agent
	heading  bool // the last line named an agent
	toOwn    bool // the group at hand is for the agent
	toAll    bool // the group at hand is for everybody
}

func (p *parser) line(line string) {
	line, _, _ = strings.Cut(line, "#")
	key, value, ok := strings.Cut(line, ":")
	if !ok {
		return
	}
	value = strings.TrimSpace(value)
	switch strings.ToLower(strings.TrimSpace(key)) {
	case "user-agent", "useragent":
		p.head(value)
	case "allow":
		p.add(value, true)
	case "disallow":
		p.add(value, false)
	case "crawl-delay", "crawldelay":
		p.delay(value)
	}
}

// head is a line that names an agent. Several in a row share the rules that follow.
func (p *parser) head(value string) {
	if !p.heading {
		p.heading, p.toOwn, p.toAll = true, false, false
	}
	if value == "*" || strings.HasPrefix(value, "* ") {
		p.toAll = true
	} else if strings.EqualFold(token(value), p.agent) && p.agent != "" {
		p.toOwn, p.named = true, true
	}
}

// token is the name at the beginning of a User-Agent: letters, "_" and "-".
func token(s string) string {
	rest := strings.TrimLeft(s, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_-")
	return s[:len(s)-len(rest)]
}

func (p *parser) add(pattern string, allow bool) {
	p.heading = false
	if pattern == "" {
		return // an empty Disallow forbids nothing
	}
	p.each(func(r *Rules) { r.rules = append(r.rules, newRule(pattern, allow)) })
}

func (p *parser) delay(value string) {
	p.heading = false
	seconds, err := strconv.ParseFloat(value, 64)
	if err != nil || math.IsNaN(seconds) || seconds < 0 {
		return
	}
	d := time.Duration(min(seconds, maxDelay.Seconds()) * float64(time.Second))
	p.each(func(r *Rules) { r.Delay = max(r.Delay, d) })
}

// each does something to the rules of the group at hand. Lines before the first group are for nobody.
func (p *parser) each(do func(*Rules)) {
	if p.toOwn {
		do(&p.own)
	}
	if p.toAll {
		do(&p.all)
	}
}

// Allowed says whether the program may fetch an address of the site. The longest pattern that matches decides; of two
// equally long ones the one that allows (RFC 9309, 2.2.2).
func (r Rules) Allowed(u *url.URL) bool {
	path := u.EscapedPath()
	if path == "" {
		path = "/"
	}
	if path == "/robots.txt" {
		return true
	}
	if u.RawQuery != "" || u.ForceQuery {
		path += "?" + u.RawQuery
	}
	path = normal(path)
	allowed, longest := true, -1
	for _, rule := range r.rules {
		if (rule.length > longest || rule.length == longest && rule.allow) && rule.matches(path) {
			allowed, longest = rule.allow, rule.length
		}
	}
	return allowed
}

// rule is a pattern of paths.
type rule struct {
	parts  []string // between the asterisks
	end    bool     // the last part is at the end of the path ("$")
	allow  bool
	length int // of the pattern in octets, which is its rank
}

func newRule(pattern string, allow bool) rule {
	if pattern[0] != '/' && pattern[0] != '*' {
		pattern = "/" + pattern
	}
	pattern = normal(pattern)
	body, end := strings.CutSuffix(pattern, "$")
	return rule{parts: strings.Split(body, "*"), end: end, allow: allow, length: len(pattern)}
}

// matches takes the parts from left to right, each at the first place where it is: what an asterisk skips too little of,
// a later one can. So the time is that of one search through the path.
func (r rule) matches(path string) bool {
	rest, ok := strings.CutPrefix(path, r.parts[0])
	if !ok {
		return false
	}
	if len(r.parts) == 1 {
		return !r.end || rest == ""
	}
	last := len(r.parts) - 1
	for i, part := range r.parts[1:] {
		if i+1 == last && r.end {
			return strings.HasSuffix(rest, part)
		}
		at := strings.Index(rest, part)
		if at < 0 {
			return false
		}
		rest = rest[at+len(part):]
	}
	return true
}

// normal writes a path or pattern in the one form in which they are compared: octets beyond ASCII as %XX, and
// %XX of letters, digits and "-._~" as these (RFC 9309, 2.2.2; RFC 3986, 2.3).
func normal(s string) string {
	const hex = "0123456789ABCDEF"
	var b strings.Builder
	b.Grow(len(s))
	for i := 0; i < len(s); i++ {
		c := s[i]
		if c == '%' && i+2 < len(s) {
			if n, err := strconv.ParseUint(s[i+1:i+3], 16, 8); err == nil {
				c = byte(n)
				i += 2
				if unreserved(c) {
					b.WriteByte(c)
				} else {
					b.Write([]byte{'%', hex[c>>4], hex[c&15]})
				}
				continue
			}
		}
		if c >= 0x80 || c <= ' ' {
			b.Write([]byte{'%', hex[c>>4], hex[c&15]})
		} else {
			b.WriteByte(c)
		}
	}
	return b.String()
}

func unreserved(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || strings.IndexByte("-._~", c) >= 0
}
