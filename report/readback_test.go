//go:build slow

package report

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stemma-news/stemma"
)

// readers is what other people's programs make of our forms: networkx and pydot of the
// graphs, the csv module of the tables, and PyLD of the claims, with a context of our own:
// nothing is fetched.
const readers = `
import csv, json, pathlib, sys
import networkx as nx
try:
    from pyld import jsonld
except ImportError:
    jsonld = None
try:
    import pydot
except ImportError:
    pydot = None

def graph(g):
    nodes, edges = [d for _, d in g.nodes(data=True)], [d for _, _, d in g.edges(data=True)]
    return {
        "nodes": len(nodes), "edges": len(edges), "directed": g.is_directed(),
        "labels": sorted(d["label"] for d in nodes),
        "weights": sorted(d["weight"] for d in edges), "support": sorted(d["support"] for d in edges),
        "lost": sum(d["kind"] == "lost source" for d in nodes), "origins": sum(d["origin"] for d in nodes),
        "starts": sum("start" in d for d in nodes),
    }

def dot(path):
    if not pydot:
        return None
    stories = pydot.graph_from_dot_data(path.read_text("utf-8"))[0].get_subgraphs()
    return {"nodes": sum(len(s.get_nodes()) for s in stories), "edges": sum(len(s.get_edges()) for s in stories)}

def rows(path):
    with open(path, encoding="utf-8-sig", newline="") as f:
        all = list(csv.DictReader(f, strict=True))
    assert not any(None in r or None in r.values() for r in all), path
    return len(all)

def context(url, options):
    assert url.rstrip("/") == "https://schema.org", url
    return {"contextUrl": None, "documentUrl": url, "document": {"@context": {"@vocab": "https://schema.org/"}}}

def claims(path):
    if not jsonld:
        return None
    quads = jsonld.to_rdf(json.loads(path.read_text("utf-8")), {"documentLoader": context})["@default"]
    return len({q["subject"]["value"] for q in quads if q["object"]["value"] == "https://schema.org/Claim"})

print(json.dumps([{
    "graphml": graph(nx.read_graphml(d / "story.graphml")), "gexf": graph(nx.read_gexf(d / "story.gexf")),
    "dot": dot(d / "story.dot"), "rows": {p.stem: rows(p) for p in d.glob("*.csv")}, "claims": claims(d / "story.jsonld"),
} for d in map(pathlib.Path, sys.argv[1:])]))
`

// reading is what the readers say of one sample.
type reading struct {
	GraphML, GEXF readGraph
	DOT           *readGraph // nil without pydot
	Rows          map[string]int
	Claims        *int // nil without PyLD
}

type readGraph struct {
	Nodes, Edges, Lost, Origins, Starts int
	Directed                            bool
	Labels                              []string
	Weights, Support                    []float64
}

// TestReadBack: what other people's programs read is what we wrote.
func TestReadBack(t *testing.T) {
	if out, err := exec.Command("python3", "-c", "import networkx").CombinedOutput(); err != nil {
		t.Skipf("networkx is not here: %s", out)
	}
	samples := []*stemma.Result{bridge(t), twoStories(), linked(), {}}
	for _, s := range hostileTexts {
		samples = append(samples, hostile(s))
	}
	for i, have := range readBack(t, samples) {
		t.Run(fmt.Sprint(i), func(t *testing.T) { checkReading(t, samples[i], have) })
	}
}

// readBack writes samples, each into a folder of its own, and reads them all.
func readBack(t *testing.T, samples []*stemma.Result) (all []reading) {
	args := []string{"-c", readers}
	for i, r := range samples {
		dir := filepath.Join(t.TempDir(), fmt.Sprint(i))
		if err := TablesFolder(dir, r, 0); err != nil {
			t.Fatal(err)
		}
		for name, form := range drawnForms {
			if err := os.WriteFile(filepath.Join(dir, name), written(t, form, r, 0), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		args = append(args, dir)
	}
	var errs bytes.Buffer
	cmd := exec.Command("python3", args...)
	cmd.Stderr = &errs
	out, err := cmd.Output()
	if err == nil {
		err = json.Unmarshal(out, &all)
	}
	if err != nil {
		t.Fatalf("%v: %s", err, errs.Bytes())
	}
	return all
}

var drawnForms = map[string]form{"story.graphml": GraphML, "story.gexf": GEXF, "story.dot": DOT, "story.jsonld": JSONLD}

func checkReading(t *testing.T, r *stemma.Result, have reading) {
	want := wantedGraph(r)
	for _, g := range []readGraph{have.GraphML, have.GEXF} {
		g.Starts = 0
		if a, b := fmt.Sprintf("%+v", g), fmt.Sprintf("%+v", want); a != b {
			t.Errorf("read %s\nwant %s", a, b)
		}
	}
	if starts := bytes.Count(written(t, GEXF, r, 0), []byte(`" start="`)); have.GEXF.Starts != starts {
		t.Errorf("%d nodes have a start, want %d", have.GEXF.Starts, starts)
	}
	for _, name := range Tables() {
		if rows := len(checkTable(t, asTable(t, r, name))) - 1; have.Rows[name] != rows {
			t.Errorf("%s has %d rows, want %d", name, have.Rows[name], rows)
		}
	}
	if have.DOT == nil {
		t.Log("not measured: DOT, for pydot is not here")
	} else if have.DOT.Nodes != want.Nodes || have.DOT.Edges != want.Edges {
		t.Errorf("DOT has %d nodes and %d edges, want %d and %d", have.DOT.Nodes, have.DOT.Edges, want.Nodes, want.Edges)
	}
	claims := 0
	for i := range r.Stories {
		claims += len(r.Stories[i].Claims)
	}
	if have.Claims == nil {
		t.Log("not measured: the claims, for PyLD is not here")
	} else if *have.Claims != claims {
		t.Errorf("%d claims, want %d", *have.Claims, claims)
	}
}

// noCharacters takes out what XML does not allow.
var noCharacters = strings.NewReplacer("\ufffe", "", "\uffff", "")

func wantedGraph(r *stemma.Result) readGraph {
	g := readGraph{Directed: true}
	for _, f := range families(r, 0) {
		for _, m := range f.Members {
			g.Nodes++
			g.Labels = append(g.Labels, noCharacters.Replace(m.Plain()))
			if m.Source != nil {
				g.Lost++
			}
			if m.IsOrigin() {
				g.Origins++
			}
			for _, e := range m.Edges() {
				g.Edges++
				g.Support, g.Weights = append(g.Support, e.Support), append(g.Weights, max(0.01, e.Support))
			}
		}
	}
	slices.Sort(g.Labels)
	slices.Sort(g.Support)
	slices.Sort(g.Weights)
	return g
}
