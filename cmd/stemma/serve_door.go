package main

import (
	"log/slog"
	"net"
	"net/netip"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/stemma-news/stemma/server"
	"github.com/stemma-news/stemma/server/access"
	"github.com/stemma-news/stemma/store"
)

// doorFlags say where a server listens, and who is let in.
type doorFlags struct {
	listen    string
	tokens    string
	cert, key string
	proxies   []string
	hosts     []string
	networks  []netip.Prefix
}

func (d *doorFlags) flags(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.StringVar(&d.listen, "listen", "127.0.0.1:8080", "listen at this `address`; port 0 for any that is free")
	flags.StringVar(&d.tokens, "tokens", "", "`file` of the tokens, which must be there (default tokens.json in the folder of the archive, or those in its database)")
	flags.StringVar(&d.cert, "tls-cert", "", "`file` with a certificate (PEM), to speak TLS")
	flags.StringVar(&d.key, "tls-key", "", "`file` with its key")
	flags.StringSliceVar(&d.proxies, "behind-proxy", nil, "believe a proxy that connects from this `network` (10.0.0.2/32) who asks, and that it speaks TLS")
	flags.StringSliceVar(&d.hosts, "host", nil, "a `name` by which the server is asked for")
}

func (d *doorFlags) check() error {
	for _, p := range d.proxies {
		n, err := netip.ParsePrefix(p)
		if a, e := netip.ParseAddr(p); err != nil && e == nil {
			n, err = netip.PrefixFrom(a, a.BitLen()), nil
		}
		if err != nil {
			return usage("--behind-proxy %q: give a network, as 10.0.0.0/24, or an address", p)
		}
		d.networks = append(d.networks, n.Masked())
	}
	for _, h := range d.hosts {
		if h == "" || strings.ContainsAny(h, "/ @?#") {
			return usage("--host %q: give a name, as news.example", h)
		}
	}
	return nil
}

// where says where is listened, with the tokens of the archive in a folder, or of the database that is open, unless a file was named.
func (d *doorFlags) where(dir string, a *store.Archive, log *slog.Logger) (*server.Where, error) {
	tokens, err := d.openTokens(dir, a, log)
	if err != nil {
		return nil, err
	}
	if d.tokens != "" && !tokens.Exist() { // without it everybody would be let in, for a slip in its name
		return nil, usage("--tokens %s: there is no such file; stemma token add --tokens %s --name NAME makes it", d.tokens, d.tokens)
	}
	return &server.Where{Address: d.listen, Cert: d.cert, Key: d.key, Proxies: d.networks, Tokens: tokens}, nil
}

func (d *doorFlags) openTokens(dir string, a *store.Archive, log *slog.Logger) (*access.Tokens, error) {
	switch {
	case d.tokens != "":
		return access.OpenTokens(d.tokens, log)
	case a != nil && a.Database() != nil:
		return access.TokensIn(a.Door(), a.Dir(), log)
	}
	return access.OpenTokens(filepath.Join(dir, access.TokensName), log)
}

// access says who is let in there.
func (d *doorFlags) access(w *server.Where) access.Options {
	return access.Options{Tokens: w.Tokens, Local: w.Here(), Hosts: d.hosts, Proxies: d.networks}
}

// url is an address that a browser on this machine takes.
func (d *doorFlags) url(at net.Addr) string {
	scheme := "http://"
	if d.cert != "" {
		scheme = "https://"
	}
	host, port, err := net.SplitHostPort(at.String())
	if err != nil {
		return scheme + at.String()
	}
	if a, err := netip.ParseAddr(host); err == nil && a.IsUnspecified() {
		host = "localhost"
	}
	return scheme + net.JoinHostPort(host, port) + "/"
}
