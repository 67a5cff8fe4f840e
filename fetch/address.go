package fetch

import (
	"net"
	"net/netip"
	"net/url"
	"strconv"
	"strings"

	"golang.org/x/net/idna"
)

// maxAddress is the longest address that is asked for: servers take 8,000 octets at least (RFC 9110, 4.1).
const maxAddress = 8 << 10

// parse reads an address and writes it in one form: the host in lower case and ASCII without its final dot, no default
// port, no fragment, "/" for no path. A user's name and password stay.
func parse(address string) (*url.URL, error) {
	if len(address) > maxAddress {
		return nil, failure(ErrAddress, "longer than %d bytes, which no server takes", maxAddress)
	}
	u, err := url.Parse(strings.TrimSpace(address))
	if err != nil {
		return nil, failure(ErrAddress, "not an address: write it as https://host/path")
	}
	if err := normalise(u); err != nil {
		return nil, err
	}
	return u, nil
}

func normalise(u *url.URL) error {
	u.Scheme = strings.ToLower(u.Scheme)
	if u.Scheme == "" {
		return failure(ErrAddress, "not a whole address: write it as https://host/path")
	}
	if u.Scheme != "http" && u.Scheme != "https" {
		return failure(ErrAddress, "only addresses with http:// and https:// are fetched, not %q: save it, and give the file", u.Scheme+":")
	}
	if u.Opaque != "" || u.Hostname() == "" {
		return failure(ErrAddress, "it names no host: write it as https://host/path")
	}
	host, err := hostName(u.Hostname())
	if err != nil {
		return err
	}
	port := u.Port()
	if n, err := strconv.Atoi(port); port != "" && (err != nil || n < 1 || n > 65535) {
		return failure(ErrAddress, "there is no port %q (they go from 1 to 65535): check the address", port)
	}
	if port == "" || u.Scheme == "http" && port == "80" || u.Scheme == "https" && port == "443" {
		u.Host = bracketed(host)
	} else {
		u.Host = net.JoinHostPort(host, port)
	}
	u.Fragment, u.RawFragment = "", ""
	if u.Path == "" {
		u.Path = "/"
	}
	return nil
}

func bracketed(host string) string {
	if strings.Contains(host, ":") {
		return "[" + host + "]"
	}
	return host
}

// hostName returns a host in ASCII and lower case. An IP address in any spelling but its usual one is refused: what
// "0x7f.1" and "2130706433" are for is to get past checks.
func hostName(host string) (string, error) {
	if ip, err := netip.ParseAddr(host); err == nil {
		if ip.Zone() != "" {
			return "", failure(ErrPrivate, "an address with a zone (%s) is one of this network: only the public internet is fetched", ip.Zone())
		}
		return ip.Unmap().String(), nil
	}
	ascii, err := idna.Lookup.ToASCII(strings.TrimRight(host, "."))
	if err != nil {
		ascii = strings.ToLower(strings.TrimRight(host, ".")) // "_" is in names that exist
	}
	if ascii == "" || strings.ContainsFunc(ascii, notOfHost) || len(ascii) > 253 {
		return "", failure(ErrAddress, "%q is not the name of a host", host)
	}
	if ip, err := netip.ParseAddr(ascii); err == nil {
		return ip.String(), nil // it was written with other digits, or with a final dot
	}
	if endsInNumber(ascii) {
		return "", failure(ErrAddress, "%q is an IP address in an unusual spelling: write it as four decimal numbers", host)
	}
	return ascii, nil
}

func notOfHost(r rune) bool {
	return !strings.ContainsRune("abcdefghijklmnopqrstuvwxyz0123456789-._", r)
}

// endsInNumber is the test of browsers for what must be an IPv4 address (WHATWG URL, "ends in a number checker").
func endsInNumber(host string) bool {
	last := host[strings.LastIndexByte(host, '.')+1:]
	if hex, ok := strings.CutPrefix(last, "0x"); ok {
		return strings.Trim(hex, "0123456789abcdef") == ""
	}
	return last != "" && strings.Trim(last, "0123456789") == ""
}

// shown returns an address for messages: without a user's name and password.
func shown(u *url.URL) string {
	clean := *u
	clean.User = nil
	return clean.String()
}

// shownRaw is shown for what may be no address: what stands before an "@" in the place of the host is cut out.
func shownRaw(address string) string {
	start := strings.Index(address, "//") + 2
	if start < 2 {
		start = 0
	}
	end := len(address)
	if i := strings.IndexAny(address[start:], "/?#"); i >= 0 {
		end = start + i
	}
	if at := strings.LastIndexByte(address[start:end], '@'); at >= 0 {
		address = address[:start] + address[start+at+1:]
	}
	if len(address) > 200 {
		address = strings.ToValidUTF8(address[:200], "") + "…"
	}
	return address
}
