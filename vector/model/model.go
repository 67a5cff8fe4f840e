// Package model opens the model of sentence vectors that a specification names, as --vectors takes it:
//
//	static                 the built-in table
//	onnx:DIR, dir:DIR, DIR  a folder with a sentence-transformers model, run in this process (package transformer)
//	http://…, https://…    a server that speaks the OpenAI embeddings form (package endpoint)
//	static+SPEC            a cascade: the built-in table finds candidates, the other model judges them
//
// What is fitted to the cosines of the built-in model (packages cluster, link and lineage) works with the others too
// because scale.go brings their cosines to its scale. Vectors of two models never compare: Name says which they are of.
package model

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/stemma-news/stemma/vector"
	"github.com/stemma-news/stemma/vector/endpoint"
	"github.com/stemma-news/stemma/vector/transformer"
)

// KeyVariable is the environment variable that holds the key for a server. It is no part of the specification, which
// gets into lists of processes and histories of shells.
const KeyVariable = "STEMMA_VECTORS_KEY"

// Static is the specification of the built-in model.
const Static = "static"

// ErrSpec marks errors of a specification that names no kind of model.
var ErrSpec = errors.New("give static, a folder (or onnx:FOLDER), http://HOST:PORT#MODEL, or static+ before one of the last two")

// Vectorizer is an open model.
type Vectorizer interface {
	// Name identifies the model by name and digest.
	Name() string
	// Dim is the number of dimensions.
	Dim() int
	// Vectors returns a unit vector for each sentence, or a zero vector where there is nothing to go by.
	Vectors(ctx context.Context, sentences []string) ([][]float32, error)
}

// Set is what a specification names: one model, or the two of a cascade.
type Set struct {
	// Vectors serve for everything, or for finding candidates where there is a judge.
	Vectors Vectorizer
	// Judge is nil but in a cascade.
	Judge Vectorizer
}

// Open opens what the specification names; an empty one stands for the built-in model.
func Open(ctx context.Context, spec string) (Set, error) {
	if judge, ok := strings.CutPrefix(spec, Static+"+"); ok {
		if judge == "" || judge == Static || strings.HasPrefix(judge, Static+"+") {
			return Set{}, fmt.Errorf("vectors %q: the judge of a cascade is another model: %w", spec, ErrSpec)
		}
		first, err := open(ctx, Static)
		if err != nil {
			return Set{}, err
		}
		second, err := open(ctx, judge)
		return Set{Vectors: first, Judge: second}, err
	}
	v, err := open(ctx, spec)
	return Set{Vectors: v}, err
}

func open(ctx context.Context, spec string) (Vectorizer, error) {
	scheme, rest, _ := strings.Cut(spec, ":")
	switch {
	case spec == "" || spec == Static:
		return builtIn()
	case scheme == "http" || scheme == "https":
		c, err := endpoint.Open(ctx, spec, endpoint.Options{Key: os.Getenv(KeyVariable)})
		if err != nil {
			return nil, err
		}
		return &scaled{Vectorizer: c}, nil
	case scheme == "onnx" || scheme == "dir":
		return openFolder(rest)
	case exists(spec):
		return openFolder(spec)
	}
	return nil, fmt.Errorf("vectors %q: no such model or folder: %w", spec, ErrSpec)
}

// builtIn has no *vector.Static in an interface where there is an error.
func builtIn() (Vectorizer, error) {
	s, err := vector.Default()
	if err != nil {
		return nil, err
	}
	return s, nil
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

func openFolder(dir string) (Vectorizer, error) {
	info, err := os.Stat(dir)
	switch {
	case err != nil:
		return nil, fmt.Errorf("vectors: there is no folder %q: give one with config.json, tokenizer.json and model.safetensors or model.onnx", dir)
	case !info.IsDir():
		return nil, fmt.Errorf("vectors: %q is a file: give the folder of a model (with config.json, the tokenizer and the weights)", dir)
	}
	m, err := transformer.Open(dir)
	if err != nil {
		return nil, err
	}
	return &scaled{Vectorizer: m}, nil
}
