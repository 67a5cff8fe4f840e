package watch

import (
	"net/url"
	"strings"
)

// shown is an address as logs may have it: without a user's name and password, and without the values in its query that
// are long enough to be secret.
func shown(address string) string {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" {
		return address
	}
	u.User, u.Fragment, u.RawFragment = nil, "", ""
	if u.RawQuery != "" {
		parts := strings.Split(u.RawQuery, "&")
		for i, p := range parts {
			parts[i] = shownPart(p)
		}
		u.RawQuery = strings.Join(parts, "&")
	}
	return u.String()
}

// maxShownValue is the longest value of a query that is shown: "rss", "en", "12", which tell the feeds of a site apart.
const maxShownValue = 4

func shownPart(p string) string {
	name, value, has := strings.Cut(p, "=")
	switch {
	case has && len(value) > maxShownValue:
		return name + "=…"
	case !has && len(name) > 4*maxShownValue: // a value without a name
		return "…"
	}
	return p
}

// censored is a text with these addresses as they may be shown.
func censored(text string, addresses ...string) string {
	for _, a := range addresses {
		if a == "" {
			continue
		}
		text = strings.ReplaceAll(text, a, shown(a))
		if u, err := url.Parse(a); err == nil && u.User != nil { // as errors have it
			u.User = nil
			text = strings.ReplaceAll(text, u.String(), shown(a))
		}
	}
	return text
}
