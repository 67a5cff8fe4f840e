package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"github.com/stemma-news/stemma/vector"
)

const vectorsHelp = `Reads sentences from standard input, one a line, and prints the vector of each
as a JSON array, one a line: unit vectors in one space for all languages, so
that the product of two is their likeness. An empty line gives zeros. Of a line
longer than 64 KiB the beginning is read.`

const vectorsExamples = `  echo "Der Zug ist entgleist." | stemma vectors
  stemma vectors < sentences.txt > vectors.jsonl`

func newVectorsCommand() *cobra.Command {
	return &cobra.Command{
		Use:     "vectors < SENTENCES",
		Short:   "Print the vectors of sentences",
		Long:    vectorsHelp,
		Example: vectorsExamples,
		Args:    cobra.NoArgs,

		DisableFlagsInUseLine: true,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return runVectors(cmd.Context(), cmd.InOrStdin(), cmd.OutOrStdout())
		},
	}
}

// runVectors works through the sentences as they come: a batch ends when it is
// full, or when no further line is waiting to be read.
func runVectors(ctx context.Context, in io.Reader, out io.Writer) error {
	const full = 512
	model, err := vector.Default()
	if err != nil {
		return fmt.Errorf("open the built-in vectors: %w", err)
	}
	r, w := bufio.NewReaderSize(in, maxLine), bufio.NewWriter(out)
	var batch []string
	for ended := false; !ended; {
		sentence, err := readLine(r)
		if ended = errors.Is(err, io.EOF); err != nil && !ended {
			return fmt.Errorf("read sentences: %w", err)
		}
		if !ended || sentence != "" {
			batch = append(batch, sentence)
		}
		if len(batch) == full || r.Buffered() == 0 || ended {
			if err := writeVectors(ctx, w, model, batch); err != nil {
				return err
			}
			batch = batch[:0]
		}
	}
	return nil
}

// maxLine is how much of a line is read, which is all that the model looks at.
const maxLine = 1 << 16

// readLine returns the beginning of the next line, and passes over the rest.
func readLine(r *bufio.Reader) (string, error) {
	line, more, err := r.ReadLine()
	beginning := string(line)
	for more && err == nil {
		_, more, err = r.ReadLine()
	}
	return beginning, err
}

func writeVectors(ctx context.Context, w *bufio.Writer, model *vector.Static, sentences []string) error {
	vectors, err := model.Vectors(ctx, sentences)
	if err != nil {
		return fmt.Errorf("vectors: %w", err)
	}
	e := json.NewEncoder(w)
	for _, v := range vectors {
		if err := e.Encode(v); err != nil {
			return fmt.Errorf("write vectors: %w", err)
		}
	}
	if err := w.Flush(); err != nil {
		return fmt.Errorf("write vectors: %w", err)
	}
	return nil
}
