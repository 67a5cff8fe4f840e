package fetch

import (
	"net/url"
	"strings"
)

// SamePage returns an address in a form that is the same for all addresses
// of a page: without scheme, "www." and its like, what is after "#", a slash
// at the end, marks of versions for telephones, and parameters that only say
// where a reader came from. "" is for what is no address of a page.
func SamePage(address string) string {
	if original, _, ok := Archived(address); ok {
		address = original
	}
	u, err := url.Parse(strings.TrimSpace(address))
	if err != nil || u.Host == "" {
		return ""
	}
	host := strings.ToLower(u.Hostname())
	for _, prefix := range []string{"www.", "m.", "mobile.", "amp."} {
		if rest, ok := strings.CutPrefix(host, prefix); ok && strings.Contains(rest, ".") {
			host = rest
		}
	}
	if port := u.Port(); port != "" && port != "80" && port != "443" {
		host += ":" + port
	}
	path := strings.TrimSuffix(strings.TrimRight(u.Path, "/"), "/amp")
	query := u.Query()
	for name := range query {
		if isTracking(name) || name == "outputType" && query.Get(name) == "amp" {
			query.Del(name)
		}
	}
	if path == "" && len(query) == 0 {
		return "" // a home page
	}
	return host + path + "?" + query.Encode() // in the order of their names
}

// isTracking reports a parameter that says where a reader came from.
func isTracking(name string) bool {
	const all = " fbclid gclid gclsrc dclid msclkid yclid igshid mc_cid mc_eid _ga ref ref_src ref_url cmpid ocid smid spm amp __twitter_impression ns_campaign ns_mchannel ns_source xtor feature "
	name = strings.ToLower(name)
	return strings.HasPrefix(name, "utm_") || strings.HasPrefix(name, "at_") || strings.HasPrefix(name, "pk_") || strings.Contains(all, " "+name+" ")
}
