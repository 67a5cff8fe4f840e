package endpoint

import (
	"fmt"
	"net/url"
	"strings"
)

// spec is a URL taken apart.
type spec struct {
	url      url.URL // where to post to
	model    string
	prefix   string
	encoding string
}

const usageHint = "give http://HOST:PORT#MODEL, or more fully https://HOST/v1#MODEL&prefix=TEXT&encoding=float|base64"

func parse(raw string) (spec, error) {
	u, err := url.Parse(raw)
	switch {
	case err != nil:
		return spec{}, fmt.Errorf("the URL of a server of vectors cannot be read: %s", usageHint) // err shows all of it
	case u.Scheme != "http" && u.Scheme != "https" || u.Host == "":
		return spec{}, fmt.Errorf("this is not the URL of a server of vectors: %s", usageHint)
	case u.User != nil:
		return spec{}, fmt.Errorf("the URL of %s holds a password, which would get into files and lists: set STEMMA_VECTORS_KEY instead", u.Host)
	}
	s := spec{encoding: "float"}
	if err := s.readFragment(u.EscapedFragment()); err != nil {
		return spec{}, fmt.Errorf("the URL of %s, after #: %w", u.Host, err)
	}
	s.url = *u
	s.url.Fragment, s.url.RawFragment = "", ""
	s.url.Path, s.url.RawPath = completed(u.Path), ""
	return s, nil
}

func completed(path string) string {
	path = strings.TrimRight(path, "/")
	switch {
	case strings.HasSuffix(path, "/embeddings"):
		return path
	case strings.HasSuffix(path, "/v1"):
		return path + "/embeddings"
	}
	return path + "/v1/embeddings"
}

func (s *spec) readFragment(fragment string) error {
	for i, part := range strings.Split(fragment, "&") {
		part, err := url.PathUnescape(part)
		if err != nil {
			return err
		}
		key, value, _ := strings.Cut(part, "=")
		switch {
		case key == "model":
			s.model = value
		case key == "prefix":
			s.prefix = value
		case key == "encoding" && (value == "float" || value == "base64"):
			s.encoding = value
		case i == 0 && !strings.Contains(part, "="):
			s.model = part
		default:
			return fmt.Errorf("%q is not known there: %s", part, usageHint)
		}
	}
	return nil
}

// shown names the server in errors, without what a query may keep secret.
func (s *spec) shown() string {
	at := s.url.Scheme + "://" + s.url.Host + s.url.Path
	if s.model == "" {
		return at
	}
	return s.model + " at " + at
}
