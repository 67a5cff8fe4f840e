package main

import (
	"bufio"
	"context"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"runtime/debug"
	"slices"

	"github.com/spf13/cobra"

	"github.com/stemma-news/stemma/vector/model"
)

const vectorsHelp = `Reads sentences from standard input, one a line, and prints the vector of each
as a JSON array, one a line: unit vectors in one space for all languages, so
that the product of two is their likeness. An empty line gives zeros. Of a line
longer than 64 KiB the beginning is read.

With --format f32 the numbers are written as little-endian 32-bit floats, one
vector after the other with nothing between them. --info says how many make a
vector, and what the model is called, with a digest: vectors under different
names do not compare.
` + vectorsFlagHelp

const vectorsExamples = `  echo "Der Zug ist entgleist." | stemma vectors
  stemma vectors < sentences.txt > vectors.jsonl
  stemma vectors --info
  stemma vectors --vectors http://localhost:11434#nomic-embed-text --format f32 < sentences.txt > vectors.f32`

type vectorsFlags struct {
	models
	format string
	info   bool
	raw    bool
}

func newVectorsCommand() *cobra.Command {
	var f vectorsFlags
	cmd := &cobra.Command{
		Use:     "vectors [flags] < SENTENCES",
		Short:   "Print the vectors of sentences",
		Long:    vectorsHelp,
		Example: vectorsExamples,
		Args:    cobra.NoArgs,

		DisableFlagsInUseLine: true,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return runVectors(cmd, &f)
		},
	}
	cmd.Flags().StringVar(&f.format, "format", "json", "form of the output: json, f32")
	cmd.Flags().BoolVar(&f.info, "info", false, "print the model's name, its digest and its dimensions, and read nothing")
	cmd.Flags().BoolVar(&f.raw, "raw", false, "print a model's own vectors, not brought to the scale of the built-in one")
	f.flags(cmd)
	return cmd
}

func runVectors(cmd *cobra.Command, f *vectorsFlags) error {
	if !slices.Contains([]string{"json", "f32"}, f.format) {
		return usage("unknown format %q: give json, f32", f.format)
	}
	set, err := f.open(cmd.Context())
	switch {
	case err != nil:
		return err
	case set.Judge != nil:
		return usage("--vectors %s is a cascade of two models: give the one whose vectors you want", f.spec)
	}
	if f.raw {
		set.Vectors = model.Raw(set.Vectors)
	}
	if f.info {
		return writeInfo(cmd.OutOrStdout(), set.Vectors)
	}
	// What libraries build when the program starts is alive for good, and by
	// default as much garbage would be let lie beside it: with this, the command
	// stays below 150 MB, and takes no longer.
	debug.SetGCPercent(25)
	return streamVectors(cmd.Context(), cmd.InOrStdin(), cmd.OutOrStdout(), set.Vectors, f.format)
}

func writeInfo(w io.Writer, m model.Vectorizer) error {
	_, err := fmt.Fprintf(w, "model       %s\ndimensions  %d\nf32         %d bytes a vector\n", m.Name(), m.Dim(), 4*m.Dim())
	return err
}

// streamVectors works through the sentences as they come: a batch ends when it
// is full, or when no further line is waiting to be read.
func streamVectors(ctx context.Context, in io.Reader, out io.Writer, m model.Vectorizer, format string) error {
	const full = 512
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
			vectors, err := m.Vectors(ctx, batch)
			if err != nil {
				return fmt.Errorf("vectors: %w", err)
			}
			if err := writeVectors(w, vectors, format); err != nil {
				return fmt.Errorf("write vectors: %w", err)
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

func writeVectors(w *bufio.Writer, vectors [][]float32, format string) error {
	e := json.NewEncoder(w)
	for _, v := range vectors {
		var err error
		if format == "f32" {
			err = binary.Write(w, binary.LittleEndian, v)
		} else {
			err = e.Encode(v)
		}
		if err != nil {
			return err
		}
	}
	return w.Flush()
}
