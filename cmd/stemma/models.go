package main

import (
	"context"
	"errors"

	"github.com/spf13/cobra"

	"github.com/stemma-news/stemma/vector/endpoint"
	"github.com/stemma-news/stemma/vector/model"
)

// vectorsFlagHelp explains --vectors where it is there.
const vectorsFlagHelp = `
--vectors names the model of sentence vectors:
  static                  the built-in table, the default
  FOLDER                  a sentence-transformers model (config.json, tokenizer,
                          weights); onnx:FOLDER says the same
  http://HOST:PORT#MODEL  a server with the OpenAI form of embeddings (Ollama,
                          text-embeddings-inference, vLLM, llama.cpp); a key for
                          it is read from STEMMA_VECTORS_KEY. For models that
                          want a prefix: '#MODEL&prefix=query: '
  static+FOLDER, static+http://…
                          a cascade: the table finds what may correspond, the
                          other model judges it`

// models is the flag that chooses the model of sentence vectors.
type models struct{ spec string }

func (m *models) flags(cmd *cobra.Command) {
	cmd.Flags().StringVar(&m.spec, "vectors", model.Static, "`model` of sentence vectors: static, FOLDER, http://…#MODEL, static+…")
}

// open opens the model. It comes before the inputs are read: a server that is
// not there must not cost anybody the time to find out.
func (m *models) open(ctx context.Context) (model.Set, error) {
	set, err := model.Open(ctx, m.spec)
	var wrong endpoint.URLError
	if errors.Is(err, model.ErrSpec) || errors.As(err, &wrong) {
		return set, usageError{err}
	}
	return set, err
}
