package fetch

import (
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/stemma-news/stemma"
)

// Archived reads the address of an archived copy: what it is a copy of, and when that was taken (in UTC, with the precision
// of the address). It knows
//
//	web.archive.org/web/20250304182000[id_|if_|js_…]/https://gazette.example/story    and its older names
//	archive.today (.ph .is .li .vn .fo .md)/20250304182000/https://…, /2025.03.04-182000/https://…
//	arquivo.pt/wayback/…, webarchive.nationalarchives.gov.uk/…, and all others that have fourteen digits and then the
//	whole address in their own, as OpenWayback and pywb write it
//	webcache.googleusercontent.com/search?q=cache:…:gazette.example/story
//
// A copy of a copy is one of what the inner one is of. Short addresses (archive.ph/AbCdE, perma.cc/AB12-CD34) do not tell:
// Get reads the headers of their answers.
func Archived(address string) (original string, captured stemma.Moment, ok bool) {
	const copiesOfCopies = 4
	none := stemma.Moment{Precision: stemma.PrecisionNone}
	captured = none
	inner := address
	for range copiesOfCopies {
		next, digits, found := splitArchived(inner)
		if !found {
			break
		}
		inner, ok = next, true
		if at := moment(digits); at.Precision != stemma.PrecisionNone {
			captured = at
		}
	}
	if !ok {
		return "", none, false
	}
	return inner, captured, true
}

// splitArchived finds the address within an address, and the digits of the time before it.
func splitArchived(address string) (original, digits string, ok bool) {
	if len(address) > maxAddress {
		return "", "", false
	}
	u, err := url.Parse(strings.TrimSpace(address))
	if err != nil || u.Scheme != "http" && u.Scheme != "https" {
		return "", "", false
	}
	host := strings.TrimPrefix(strings.ToLower(u.Hostname()), "www.")
	if host == "webcache.googleusercontent.com" {
		return googleCache(u)
	}
	rest := address[strings.Index(address, "://")+3:]
	_, rest, _ = strings.Cut(rest, "/")
	if isWayback(host) && !strings.HasPrefix(rest, "web/") {
		return "", "", false // a file of the library's, say
	}
	for range maxPrefix {
		segment, inner, found := strings.Cut(rest, "/")
		if !found {
			return "", "", false
		}
		if digits, ok := captureTime(segment, isArchive(host)); ok {
			if original, ok := completed(inner, isLoose(host)); ok {
				return original, digits, true
			}
		}
		rest = inner
	}
	return "", "", false
}

// isLoose tells the archives whose addresses may leave out the scheme of the one within.
func isLoose(host string) bool { return isWayback(host) || isArchiveToday(host) }

// maxPrefix is how many parts of a path may stand before the time: "/noFrame/replay/", "/wayback/archive/", and it.
const maxPrefix = 4

// isArchive tells the archives that take less than fourteen digits.
func isArchive(host string) bool {
	switch host {
	case "wayback.archive-it.org", "arquivo.pt", "webarchive.nationalarchives.gov.uk", "webarchive.org.uk", "swap.stanford.edu",
		"webarchive.loc.gov":
		return true
	}
	return isLoose(host)
}

func isWayback(host string) bool {
	switch host {
	case "web.archive.org", "web-beta.archive.org", "wayback.archive.org", "archive.org":
		return true
	}
	return false
}

func isArchiveToday(host string) bool {
	switch host {
	case "archive.today", "archive.ph", "archive.is", "archive.li", "archive.vn", "archive.fo", "archive.md":
		return true
	}
	return false
}

// captureTime reads "20250304182000", with "id_" or the like behind it, or "2025.03.04-182000".
func captureTime(segment string, archive bool) (digits string, ok bool) {
	if dotted, ok := dottedTime(segment); ok && archive {
		return dotted, true
	}
	if archive && (segment == "web" || segment == "newest" || segment == "oldest") {
		return "", true
	}
	end := len(segment) - len(strings.TrimLeft(segment, "0123456789"))
	digits, flag := segment[:end], segment[end:]
	if flag != "" && (!strings.HasSuffix(flag, "_") || strings.Trim(flag, "abcdefghijklmnopqrstuvwxyz_") != "" || len(flag) > 4) {
		return "", false
	}
	return digits, len(digits) == 14 || archive && len(digits) >= 4 && len(digits) < 14
}

// dottedTime reads "2025.03.04-182000".
func dottedTime(segment string) (string, bool) {
	if len(segment) != len("2025.03.04-182000") || segment[4] != '.' || segment[7] != '.' || segment[10] != '-' {
		return "", false
	}
	digits := segment[:4] + segment[5:7] + segment[8:10] + segment[11:]
	return digits, strings.Trim(digits, "0123456789") == ""
}

// completed is the address of what was copied, where it is one: with the second slash that some tools take from it, and
// with a scheme where an archive may leave it out.
func completed(inner string, archive bool) (string, bool) {
	lower := strings.ToLower(inner[:min(len(inner), 8)])
	for _, scheme := range []string{"https:", "http:"} {
		if strings.HasPrefix(lower, scheme) {
			return checked(scheme + "//" + strings.TrimLeft(inner[len(scheme):], "/"))
		}
	}
	host, _, _ := strings.Cut(inner, "/")
	if !archive || !strings.Contains(host, ".") || strings.ContainsAny(host, "*()") {
		return "", false
	}
	return checked("http://" + inner)
}

func checked(address string) (string, bool) {
	u, err := url.Parse(address)
	if err != nil || !strings.Contains(u.Hostname(), ".") {
		return "", false
	}
	u.User = nil
	return u.String(), true
}

// moment reads as much of a time as there are digits for. Hours without minutes are no precision of ours.
func moment(digits string) stemma.Moment {
	for _, form := range []struct {
		layout    string
		precision stemma.Precision
	}{
		{"20060102150405", stemma.PrecisionSecond},
		{"200601021504", stemma.PrecisionMinute},
		{"20060102", stemma.PrecisionDay},
		{"200601", stemma.PrecisionMonth},
		{"2006", stemma.PrecisionYear},
	} {
		if len(digits) < len(form.layout) {
			continue
		}
		if t, err := time.Parse(form.layout, digits[:len(form.layout)]); err == nil && t.Year() > 1990 {
			return stemma.Moment{Time: t, Precision: form.precision}
		}
	}
	return stemma.Moment{Precision: stemma.PrecisionNone}
}

// googleCache reads "q=cache:ID:gazette.example/story+words".
func googleCache(u *url.URL) (original, digits string, ok bool) {
	q, ok := strings.CutPrefix(u.Query().Get("q"), "cache:")
	if !ok {
		return "", "", false
	}
	q, _, _ = strings.Cut(q, " ")
	if id, rest, ok := strings.Cut(q, ":"); ok && id != "http" && id != "https" && !strings.Contains(id, ".") {
		q = rest
	}
	original, ok = completed(q, true)
	return original, "", ok
}

// memento says what an answer is a copy of and when it was taken: by its headers (RFC 7089), which are exact, or by its
// address.
func memento(address string, h http.Header) (original string, captured time.Time) {
	original, at, ok := Archived(address)
	if ok && at.Precision == stemma.PrecisionSecond {
		captured = at.Time
	}
	t, err := http.ParseTime(h.Get("Memento-Datetime"))
	if err != nil {
		return original, captured
	}
	if original == "" {
		original = linkedOriginal(h.Values("Link"))
	}
	return original, t.UTC()
}

// linkedOriginal finds `<https://…>; rel="original"`. An address may have commas and semicolons in it, so that the list
// is read from one "<" to the next.
func linkedOriginal(headers []string) string {
	for _, h := range headers {
		for h != "" {
			var address, params string
			_, h, _ = strings.Cut(h, "<")
			address, h, _ = strings.Cut(h, ">")
			params = h
			if i := strings.IndexByte(h, '<'); i >= 0 {
				params = h[:i]
			}
			if !hasRel(params, "original") {
				continue
			}
			if original, ok := completed(address, false); ok {
				return original
			}
		}
	}
	return ""
}

func hasRel(params, rel string) bool {
	for param := range strings.SplitSeq(params, ";") {
		key, value, _ := strings.Cut(strings.Trim(param, " ,\t"), "=")
		if !strings.EqualFold(strings.TrimSpace(key), "rel") {
			continue
		}
		for word := range strings.FieldsSeq(strings.Trim(strings.TrimSpace(value), `"`)) {
			if strings.EqualFold(word, rel) {
				return true
			}
		}
	}
	return false
}

// identity asks the Wayback Machine for the page as it was captured ("id_"), without the bar and the changed links that it
// puts into it. Other archives are left as they are: not all know the mark.
func identity(u *url.URL) *url.URL {
	stamp, rest, ok := waybackStamp(u)
	if !ok {
		return u
	}
	end := len(stamp) - len(strings.TrimLeft(stamp, "0123456789"))
	if end == 0 || end < len(stamp) && !strings.HasSuffix(stamp, "_") {
		return u
	}
	next, err := url.Parse(u.Scheme + "://" + u.Host + "/web/" + stamp[:end] + "id_/" + rest)
	if err != nil || next.Host != u.Host {
		return u
	}
	next.User = u.User
	return next
}

// isListing tells an archive's page of all copies: /web/*/ADDRESS, /web/2025*/ADDRESS.
func isListing(u *url.URL) bool {
	stamp, _, ok := waybackStamp(u)
	return ok && strings.HasSuffix(stamp, "*")
}

// waybackStamp takes "/web/STAMP/REST?QUERY" apart.
func waybackStamp(u *url.URL) (stamp, rest string, ok bool) {
	path, ok := strings.CutPrefix(u.RequestURI(), "/web/")
	if !ok || u.Hostname() != "web.archive.org" {
		return "", "", false
	}
	return strings.Cut(path, "/")
}
