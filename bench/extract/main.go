// Command extract measures how many pages a second package extract reads.
//
//	go run ./bench/extract FOLDER [ROUNDS]
//
// FOLDER holds pages as .html or .html.gz. They are read into memory before the
// clock starts; the time is that of the processor, so that other programs
// disturb it little. Printed is one line: pages, seconds a round, pages a second
// of the best round.
package main

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/stemma-news/stemma/extract"
)

func main() {
	if err := run(context.Background(), os.Args[1:], os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "bench/extract:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string, out io.Writer) error {
	if len(args) == 0 {
		return errors.New("want a folder of pages")
	}
	rounds := 3
	if len(args) > 1 {
		n, err := strconv.Atoi(args[1])
		if err != nil || n < 1 {
			return fmt.Errorf("%q is no number of rounds", args[1])
		}
		rounds = n
	}
	pages, err := load(args[0])
	if err != nil {
		return err
	}
	best := time.Duration(0)
	for range rounds {
		start := spent()
		for _, page := range pages {
			if _, err := extract.HTML(ctx, page, extract.Options{}); err != nil {
				fmt.Fprintln(os.Stderr, err)
			}
		}
		if took := spent() - start; best == 0 || took < best {
			best = took
		}
	}
	_, err = fmt.Fprintf(out, "stemma pages %d seconds %.3f pages/s %.1f\n", len(pages), best.Seconds(), float64(len(pages))/best.Seconds())
	return err
}

// load reads the pages of a folder in the order of their names.
func load(dir string) ([][]byte, error) {
	paths, err := filepath.Glob(filepath.Join(dir, "*.html*"))
	if err != nil || len(paths) == 0 {
		return nil, fmt.Errorf("no pages in %s", dir)
	}
	slices.Sort(paths)
	var pages [][]byte
	for _, path := range paths {
		b, err := os.ReadFile(path)
		if err != nil {
			return nil, err
		}
		if strings.HasSuffix(path, ".gz") {
			if b, err = unpack(b); err != nil {
				return nil, fmt.Errorf("%s: %w", path, err)
			}
		}
		pages = append(pages, b)
	}
	return pages, nil
}

func unpack(b []byte) ([]byte, error) {
	z, err := gzip.NewReader(bytes.NewReader(b))
	if err != nil {
		return nil, err
	}
	return io.ReadAll(z)
}

// spent is the time that the processor has spent on this program.
func spent() time.Duration {
	var r syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &r); err != nil {
		return 0
	}
	return time.Duration(r.Utime.Nano() + r.Stime.Nano())
}
