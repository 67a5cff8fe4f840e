package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"golang.org/x/term"
)

// maxWidth is how wide a page is at most when the terminal decides: beyond it
// the eye loses the line.
const maxWidth = 120

// output is where a command's result goes, and in what form.
type output struct {
	formats    []string
	format     string
	file       string
	color      string
	width      int
	intoFolder bool // what is written is a folder of files
}

// flags adds the flags of an output in one of the formats, the first of which
// is the default.
func (o *output) flags(cmd *cobra.Command, formats ...string) {
	o.formats = formats
	f := cmd.Flags()
	f.StringVar(&o.format, "format", formats[0], "form of the output: "+strings.Join(formats, ", "))
	f.StringVarP(&o.file, "output", "o", "", "write to this `file` instead of standard output")
	f.StringVar(&o.color, "color", "auto", "colour in text: auto, always, never")
	f.IntVar(&o.width, "width", 0, "`columns` of text, 72 at least (default those of the terminal up to 120, else 100)")
}

// check finds what is wrong with the flags before any work is done.
func (o *output) check() error {
	if !slices.Contains(o.formats, o.format) {
		return usage("unknown format %q: give %s", o.format, strings.Join(o.formats, ", "))
	}
	if !slices.Contains([]string{"auto", "always", "never"}, o.color) {
		return usage("unknown --color %q: give auto, always or never", o.color)
	}
	if o.width < 0 || o.width > 1000 {
		return usage("--width %d: give 72 to 1000 columns, or fewer for 72", o.width)
	}
	if o.file == "" {
		return nil
	}
	if s, err := os.Stat(o.file); err == nil && s.IsDir() && !o.intoFolder {
		return usage("-o %s is a folder: give a file", o.file)
	}
	parent := filepath.Dir(o.file)
	if o.intoFolder {
		parent = filepath.Dir(filepath.Clean(o.file)) // of "tables/", which is to be made
	}
	if _, err := os.Stat(parent); err != nil {
		return usage("-o %s: there is no such folder", o.file)
	}
	return nil
}

// write calls render with where to write to.
func (o *output) write(cmd *cobra.Command, render func(io.Writer) error) error {
	if o.file == "" {
		return buffered(cmd.OutOrStdout(), render)
	}
	f, err := createResult(o.file)
	if err != nil {
		return notWritten(o.file, err)
	}
	b := bufio.NewWriter(f)
	if err = render(b); err == nil {
		err = b.Flush()
	}
	return notWritten(o.file, f.finish(err))
}

// stream calls render with where to write to, piece by piece as it is there; into
// a file, too, so that what there is stays if the rest cannot be written.
func (o *output) stream(cmd *cobra.Command, render func(io.Writer) error) error {
	if o.file == "" {
		return render(cmd.OutOrStdout())
	}
	f, err := os.Create(o.file)
	if err != nil {
		return notWritten(o.file, err)
	}
	return notWritten(o.file, errors.Join(render(f), f.Close()))
}

func buffered(w io.Writer, render func(io.Writer) error) error {
	b := bufio.NewWriter(w)
	if err := render(b); err != nil {
		return fmt.Errorf("write the result: %w", err)
	}
	if err := b.Flush(); err != nil {
		return fmt.Errorf("write the result: %w", err)
	}
	return nil
}

// page returns the width of a page of text, and whether it has colour.
func (o *output) page(cmd *cobra.Command) (width int, color bool) {
	terminal, columns := terminalOf(cmd.OutOrStdout())
	terminal = terminal && o.file == ""
	width = o.width
	if width == 0 && terminal {
		width = min(columns, maxWidth)
	}
	switch o.color {
	case "always":
		return width, true
	case "never":
		return width, false
	}
	return width, terminal && os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb"
}

// terminalOf reports whether a stream is a terminal, and its width.
func terminalOf(stream any) (terminal bool, columns int) {
	f, ok := stream.(*os.File)
	if !ok || !term.IsTerminal(int(f.Fd())) {
		return false, 0
	}
	columns, _, err := term.GetSize(int(f.Fd()))
	if err != nil {
		return true, 0
	}
	return true, columns
}

// progress returns a function that shows steps on standard error where that is
// a terminal, and one that wipes the last of them away.
func progress(cmd *cobra.Command) (step func(string), done func()) {
	w := cmd.ErrOrStderr()
	if terminal, _ := terminalOf(w); !terminal {
		return func(string) {}, func() {}
	}
	return func(s string) { fmt.Fprintf(w, "\r\x1b[K%s …", s) },
		func() { fmt.Fprint(w, "\r\x1b[K") }
}
