package ingest

import (
	"context"

	"github.com/stemma-news/stemma"
)

// File is a file that Each reads.
type File struct {
	// Name is an input for Each, and Size its length on the disk, less than 0 where
	// that is not known.
	Name string
	Size int64
}

// Files lists the files behind inputs, in the order in which Each reads them, and
// the inputs that lead to none, without reading any: for those who share the
// reading of many among machines. Addresses and standard input are problems here.
func Files(ctx context.Context, inputs []string) ([]File, []stemma.InputError, error) {
	var files []File
	var problems []stemma.InputError
	w := walker{tree: disk()}
	if len(inputs) > 1 {
		w.seen = map[string]bool{}
	}
	w.found = func(ctx context.Context, f file) error {
		switch {
		case f.problem != "":
			problems = append(problems, stemma.InputError{Input: f.input, Problem: f.problem})
		case f.name == "":
			problems = append(problems, stemma.InputError{Input: f.input, Problem: "standard input cannot be shared out: save it as a file, and give that"})
		default:
			files = append(files, File{Name: f.whole(), Size: f.size})
		}
		return ctx.Err()
	}
	err := w.inputs(ctx, inputs)
	return files, problems, err
}

// whole is the name by which a file is an input again, with the part of it that
// is asked for.
func (f *file) whole() string {
	name := f.name
	if f.inside != "" {
		name += "/" + f.inside
	}
	if f.only != (Place{}) {
		name += "#" + f.only.String()
	}
	return name
}
