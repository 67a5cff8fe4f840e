package main

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"strconv"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/stemma-news/stemma/vector"
)

// vectorServer stands in for a server of vectors. Under /good it has a model whose vectors are those of the built-in
// one, moved so that all lie close together; under other paths it answers what servers answer on a bad day.
func vectorServer(t *testing.T) string {
	model, err := vector.Default()
	if err != nil {
		t.Fatal(err)
	}
	mux := http.NewServeMux()
	mux.HandleFunc("POST /good/v1/embeddings", func(w http.ResponseWriter, r *http.Request) {
		var q struct {
			Input []string `json:"input"`
		}
		if err := json.NewDecoder(r.Body).Decode(&q); err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		vectors, err := model.Vectors(r.Context(), q.Input)
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		var data []any
		for i, v := range vectors {
			for j := range v {
				v[j] += 0.1
			}
			data = append(data, map[string]any{"index": i, "embedding": v})
		}
		_ = json.NewEncoder(w).Encode(map[string]any{"data": data})
	})
	for path, body := range map[string]string{
		"nan":   `{"data": [{"embedding": [0.1, NaN]}, {"embedding": [0.1, 0.2]}, {"embedding": [0.1, 0.2]}]}`,
		"few":   `{"data": [{"embedding": [0.1, 0.2]}]}`,
		"proxy": "<html><title>Sign in to the network</title></html>",
	} {
		mux.HandleFunc("POST /"+path+"/v1/embeddings", func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, body) })
	}
	s := httptest.NewServer(mux)
	t.Cleanup(s.Close)
	return s.URL
}

// cmdSize: size FILE N wants N bytes.
func cmdSize(ts *testscript.TestScript, _ bool, args []string) {
	want, err := strconv.ParseInt(args[1], 10, 64)
	ts.Check(err)
	info, err := os.Stat(ts.MkAbs(args[0]))
	ts.Check(err)
	if info.Size() != want {
		ts.Fatalf("%s has %d bytes, want %d", args[0], info.Size(), want)
	}
}
