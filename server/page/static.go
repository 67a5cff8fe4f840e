package page

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"strings"
)

//go:embed static
var staticFiles embed.FS

// asset is a file that pages load.
type asset struct {
	kind, tag string
	body      []byte
}

// assets are such files. Their names carry a hash of their content, so that a browser keeps each for good and asks for another
// as soon as the program is another.
type assets struct {
	byName map[string]string // the name in a page, by that in the folder
	files  map[string]*asset // by the name in a page
}

func newAssets() assets {
	a := assets{byName: map[string]string{}, files: map[string]*asset{}}
	names, err := fs.Glob(staticFiles, "static/*")
	if err != nil {
		panic(err)
	}
	for _, name := range names {
		body, err := staticFiles.ReadFile(name)
		if err != nil {
			panic(err)
		}
		a.add(path.Base(name), body)
	}
	return a
}

// add takes a file that is made of something else, such as the style that reports have.
func (a *assets) add(name string, body []byte) {
	sum := sha256.Sum256(body)
	ext := path.Ext(name)
	hashed := strings.TrimSuffix(name, ext) + "." + hex.EncodeToString(sum[:6]) + ext
	a.byName[name] = hashed
	a.files[hashed] = &asset{mime.TypeByExtension(ext), tagOf(body), body}
}

// path is where a page finds a file; "" where there is none.
func (a *assets) path(name string) string {
	if hashed := a.byName[name]; hashed != "" {
		return "/static/" + hashed
	}
	return ""
}

func (s *site) static(w http.ResponseWriter, r *http.Request) {
	f := s.files.files[r.PathValue("file")]
	if f == nil {
		s.nowhere(w, r)
		return
	}
	w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
	send(w, r, f.kind, http.StatusOK, f.tag, f.body)
}

// favicon is what browsers ask for beside pages that are not ours, such as the documents of the API.
func (s *site) favicon(w http.ResponseWriter, r *http.Request) {
	http.Redirect(w, r, s.files.path("icon.svg"), http.StatusFound)
}

// robots keeps crawlers out: each page of a story costs time, and the reports are at their outlets.
func robots(w http.ResponseWriter, r *http.Request) {
	body := []byte("User-agent: *\nDisallow: /\n")
	send(w, r, "text/plain; charset=utf-8", http.StatusOK, tagOf(body), body)
}
