package stemma_test

import (
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

const module = "github.com/stemma-news/stemma"

// steps are the packages in the order of the data's way through; a package may
// import those to its left, and nothing of ours to its right.
var steps = []string{
	"", "bound", "date", "langid", "fetch", "feed", "warc", "mail", "newsml", "extract", "ingest", "text", "store", "vector", "reuse", "cluster", "link", "attribution", "claim", "lineage", "distrust", "review", "report",
	"trace", "search", "batch", "watch", "server", "eval", "bench", "cmd",
}

// allowed are the modules that the program may depend on directly, and why.
var allowed = map[string]string{
	"github.com/markusmobius/go-trafilatura":                          "main text of web pages",
	"github.com/gogs/chardet":                                         "legacy encodings",
	"github.com/clipperhouse/uax29/v2":                                "sentence boundaries (UAX 29)",
	"github.com/mattn/go-runewidth":                                   "columns of a terminal",
	"github.com/spf13/cobra":                                          "the command line",
	"github.com/klauspost/compress":                                   "zstd of inputs and of the training data, gzip of web archives",
	"github.com/andybalholm/brotli":                                   "pages compressed by brotli",
	"github.com/mmcdole/gofeed":                                       "RSS, Atom and JSON Feed",
	"github.com/cenkalti/backoff/v5":                                  "when to ask a server again",
	"code.dny.dev/ssrf":                                               "addresses that are not on the public internet",
	"github.com/pelletier/go-toml/v2":                                 "the rules of alerts",
	"github.com/santhosh-tekuri/jsonschema/v6":                        "test: the JSON contract",
	"github.com/rogpeppe/go-internal":                                 "locks of files; test: scripts of the command",
	"github.com/chromedp/chromedp":                                    "test: pages in a browser",
	"github.com/chromedp/cdproto":                                     "test: the same",
	"github.com/google/go-cmp":                                        "test: differences that can be read",
	"github.com/yuin/goldmark":                                        "test: the Markdown of reports, read as GitHub reads it",
	"golang.org/x/net":                                                "HTML and its encodings, names of hosts",
	"golang.org/x/sync":                                               "errgroup",
	"golang.org/x/sys":                                                "what the processor can do",
	"golang.org/x/term":                                               "is this a terminal",
	"golang.org/x/text":                                               "normal forms, encodings, CLDR names",
	"modernc.org/sqlite":                                              "the archive, without cgo",
	"modernc.org/libc":                                                "test: SQLite on a disk that loses its power",
	"github.com/jackc/pgx/v5":                                         "the archive of a team, in PostgreSQL",
	"github.com/pressly/goose/v3":                                     "migrations of it",
	"github.com/riverqueue/river":                                     "jobs of several processes on one database",
	"github.com/riverqueue/river/riverdriver/riverpgxv5":              "the same",
	"github.com/riverqueue/river/rivertype":                           "the same",
	"github.com/apache/beam/sdks/v2":                                  "pipelines over web archives, on an engine that exists",
	"github.com/parquet-go/parquet-go":                                "tables of pipelines",
	"google.golang.org/grpc":                                          "jobs of pipelines",
	"google.golang.org/protobuf":                                      "the same",
	"github.com/blevesearch/snowballstem":                             "stems of words in 16 languages, for search",
	"github.com/danielgtaylor/huma/v2":                                "the API and its OpenAPI document",
	"github.com/modelcontextprotocol/go-sdk":                          "tools for assistants (MCP)",
	"github.com/prometheus/client_golang":                             "metrics",
	"go.opentelemetry.io/otel":                                        "traces of requests, for who wants to have them",
	"go.opentelemetry.io/otel/sdk":                                    "the same",
	"go.opentelemetry.io/otel/trace":                                  "the same",
	"go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracehttp": "the same",
	"go.opentelemetry.io/contrib/instrumentation/net/http/otelhttp":   "the same",
	"golang.org/x/time":                                               "limits of requests",
	"go.uber.org/goleak":                                              "test: nothing is left running",
}

func TestPackagesImportOnlyToTheirLeft(t *testing.T) {
	fset := token.NewFileSet()
	err := filepath.WalkDir(".", func(p string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && (d.Name() == "testdata" || d.Name() == "tools" || strings.HasPrefix(d.Name(), ".") && p != ".") {
			return fs.SkipDir
		}
		if !strings.HasSuffix(p, ".go") || strings.HasSuffix(p, "_test.go") {
			return nil
		}
		f, err := parser.ParseFile(fset, p, nil, parser.ImportsOnly)
		if err != nil {
			return err
		}
		from := stepOf(path.Dir(filepath.ToSlash(p)))
		for _, imp := range f.Imports {
			to, ours := strings.CutPrefix(strings.Trim(imp.Path.Value, `"`), module)
			if !ours {
				continue
			}
			step := stepOf(strings.TrimPrefix(to, "/"))
			if rank(t, step) > rank(t, from) {
				t.Errorf("%s imports %s, which is to its right", p, imp.Path.Value)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// plain are packages of methods that know nothing of stories: they import nothing
// of ours, not even the vocabulary.
var plain = []string{"lineage/arborescence", "lineage/variant"}

func TestMethodsKnowNothingOfStories(t *testing.T) {
	for _, dir := range plain {
		files, err := filepath.Glob(filepath.Join(filepath.FromSlash(dir), "*.go"))
		if err != nil || len(files) == 0 {
			t.Fatalf("no files in %s: %v", dir, err)
		}
		for _, p := range files {
			f, err := parser.ParseFile(token.NewFileSet(), p, nil, parser.ImportsOnly)
			if err != nil {
				t.Fatal(err)
			}
			for _, imp := range f.Imports {
				if strings.Contains(imp.Path.Value, module) {
					t.Errorf("%s imports %s", p, imp.Path.Value)
				}
			}
		}
	}
}

// stepOf returns the first folder of a package's path; internal packages
// belong to no step and may be imported by all.
func stepOf(dir string) string {
	if dir == "." {
		return ""
	}
	first, _, _ := strings.Cut(dir, "/")
	return first
}

func rank(t *testing.T, step string) int {
	if step == "internal" {
		return 0
	}
	i := slices.Index(steps, step)
	if i < 0 {
		t.Errorf("package %q is not in the list of steps", step)
	}
	return i
}

func TestDirectDependenciesAreAllowed(t *testing.T) {
	b, err := os.ReadFile("go.mod")
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(b)) {
		fields := strings.Fields(strings.TrimPrefix(strings.TrimSpace(line), "require "))
		if len(fields) != 2 || !strings.HasPrefix(fields[1], "v") {
			continue // not a requirement, or an indirect one
		}
		if allowed[fields[0]] == "" {
			t.Errorf("%s is not among the allowed dependencies: say what it is for in imports_test.go, or do without", fields[0])
		}
	}
}
