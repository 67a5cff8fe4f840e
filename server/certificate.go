package server

import (
	"crypto/tls"
	"fmt"
	"os"
	"sync"
	"time"
)

// certificate is that of two files, read again when they change: programs that renew certificates need not know of us.
type certificate struct {
	cert, key string
	now       func() time.Time

	mu      sync.Mutex
	looked  time.Time
	changed [2]time.Time
	kept    *tls.Certificate
}

// recheck is how long the files are taken to be unchanged.
const recheck = 5 * time.Second

func openCertificate(cert, key string) (*certificate, error) {
	c := &certificate{cert: cert, key: key, now: time.Now}
	return c, c.load()
}

func (c *certificate) get(*tls.ClientHelloInfo) (*tls.Certificate, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.now().Sub(c.looked) >= recheck {
		_ = c.load() // half of a renewal: the one of before serves until both are there
	}
	return c.kept, nil
}

func (c *certificate) load() error {
	c.looked = c.now()
	var changed [2]time.Time
	for i, name := range []string{c.cert, c.key} {
		info, err := os.Stat(name)
		if err != nil {
			return fmt.Errorf("the certificate: %w", err)
		}
		changed[i] = info.ModTime()
	}
	if c.kept != nil && changed == c.changed {
		return nil
	}
	pair, err := tls.LoadX509KeyPair(c.cert, c.key)
	if err != nil {
		return fmt.Errorf("the certificate %s with the key %s: %w", c.cert, c.key, err)
	}
	c.kept, c.changed = &pair, changed
	return nil
}
