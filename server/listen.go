package server

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"slices"
	"strings"

	"github.com/stemma-news/stemma/server/access"
)

// Where says where a server listens, and how it is kept from those who are not meant to ask it.
type Where struct {
	// Address is HOST:PORT.
	Address string
	// Cert and Key are files of a TLS certificate; "" for none.
	Cert, Key string
	// Proxies are the networks of proxies that end TLS before it.
	Proxies []netip.Prefix
	// Tokens are those that let in.
	Tokens *access.Tokens
}

// maxConnections are open at once. A connection takes an open file, of which a process has so many and no more; half of them stay
// for the archive and for what is handed over.
const maxConnections = 4096

func connections() int {
	if files := openFiles(); files > 0 {
		return int(max(8, min(maxConnections, files/2))) //nolint:gosec // it is between the two
	}
	return maxConnections
}

// Errors of Check: how somebody would listen to whom everybody could talk.
var (
	errTokens = errors.New("beyond this machine a server answers only who has a token")
	errPlain  = errors.New("beyond this machine tokens must not be sent in the clear")
)

// Here says whether only this machine can connect, and no proxy stands before it.
func (w *Where) Here() bool { return len(w.Proxies) == 0 && loopback(w.Address) }

// Check says what is missing for a server to listen there.
func (w *Where) Check() error {
	host, _, err := net.SplitHostPort(w.Address)
	switch {
	case err != nil:
		return fmt.Errorf("%q is no address to listen at: give HOST:PORT, as 127.0.0.1:8080", w.Address)
	case (w.Cert == "") != (w.Key == ""):
		return errors.New("a certificate needs its key: give both files")
	case w.Here():
		return nil
	case w.Tokens == nil || !w.Tokens.Usable():
		return fmt.Errorf("%w: make one with stemma token add --name NAME --scope read%s, or listen at 127.0.0.1", errTokens, where(w.Tokens))
	case w.Cert == "" && len(w.Proxies) == 0:
		return fmt.Errorf("%w: give a certificate (--tls-cert FILE --tls-key FILE) for %s, or say from where a proxy that has one connects (--behind-proxy NETWORK), or listen at 127.0.0.1", errPlain, orAll(host))
	}
	return nil
}

func where(t *access.Tokens) string {
	if t == nil {
		return ""
	}
	return " " + t.Flag()
}

func orAll(host string) string {
	if host == "" {
		return "this host"
	}
	return host
}

// loopback says whether an address is reached from this machine alone.
func loopback(address string) bool {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return false
	}
	if host == "localhost" {
		return true
	}
	a, err := netip.ParseAddr(strings.Trim(host, "[]"))
	return err == nil && a.Unmap().IsLoopback()
}

// familiar says that an address is this machine's, or that of a proxy by which all others come.
func (w *Where) familiar(a netip.Addr) bool {
	return a.IsLoopback() || slices.ContainsFunc(w.Proxies, func(p netip.Prefix) bool { return p.Contains(a) })
}

// Listen begins to listen, after Check. With a certificate the connections speak TLS.
func (w *Where) Listen(ctx context.Context) (net.Listener, error) {
	if err := w.Check(); err != nil {
		return nil, err
	}
	var c *certificate
	if w.Cert != "" {
		var err error
		if c, err = openCertificate(w.Cert, w.Key); err != nil {
			return nil, err
		}
	}
	l, err := (&net.ListenConfig{}).Listen(ctx, "tcp", w.Address)
	if err != nil {
		return nil, fmt.Errorf("listen: %w", err)
	}
	if w.Here() && !l.Addr().(*net.TCPAddr).IP.IsLoopback() { // a machine whose localhost is none
		return nil, errors.Join(fmt.Errorf("%s is %s here, which others can reach: give 127.0.0.1", w.Address, l.Addr()), l.Close())
	}
	all := newCrowd(l, connections(), maxOfAddress, w.familiar)
	if c == nil {
		return &door{all, all}, nil
	}
	return &door{tls.NewListener(all, &tls.Config{MinVersion: tls.VersionTLS12, GetCertificate: c.get, NextProtos: []string{"h2", "http/1.1"}}), all}, nil
}

// door is where connections come in, and who counts them.
type door struct {
	net.Listener
	crowd *crowd
}
