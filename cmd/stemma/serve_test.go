package main

import (
	"net/http"
	"net/http/httptest"
	"os"
	"path"
	"path/filepath"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"
)

// cmdServe: serve FOLDER VARIABLE serves a folder on this machine and sets the
// variable to its address, which also stands in the files where they have
// "{site}".
func cmdServe(ts *testscript.TestScript, _ bool, args []string) {
	dir := ts.MkAbs(args[0])
	var s *httptest.Server
	s = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		name := path.Clean("/" + r.URL.Path)
		if name == "/" {
			name = "/index.html"
		}
		b, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(name)))
		if err != nil {
			http.NotFound(w, r)
			return
		}
		if _, err := w.Write([]byte(strings.ReplaceAll(string(b), "{site}", s.URL))); err != nil {
			return
		}
	}))
	ts.Defer(s.Close)
	ts.Setenv(args[1], s.URL)
}
