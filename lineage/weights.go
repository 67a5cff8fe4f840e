package lineage

import (
	"bufio"
	_ "embed"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"
	"sync"
)

// weightsFile is written by stemma-train (README.md tells how).
//
//go:embed weights.txt
var weightsFile string

// shipped are the weights that Infer uses.
var shipped = sync.OnceValues(func() (weights, error) { return parseWeights(weightsFile) })

// Weights are what the evidence for an edge weighs, in Options of Infer.
type Weights struct{ of weights }

// ParseWeights reads a file of weights: a feature, its weight and what it means
// a line.
func ParseWeights(file string) (*Weights, error) {
	w, err := parseWeights(file)
	return &Weights{w}, err
}

// Set changes the weight of the feature that has the name.
func (w *Weights) Set(name string, value float64) error {
	for f := range features {
		if features[f].name == name {
			w.of[f] = value
			return nil
		}
	}
	return fmt.Errorf("no feature is called %q", name)
}

// Groups lists the groups of features.
func Groups() []string {
	var groups []string
	for f := range features {
		if group := feature(f).group(); !slices.Contains(groups, group) {
			groups = append(groups, group)
		}
	}
	return groups
}

// heaviest is more than any evidence can weigh.
const heaviest = 100

// parseWeights reads lines of name, weight and meaning, and nothing else but
// comments and empty lines. A feature without a line weighs what its row in
// the table says.
func parseWeights(s string) (weights, error) {
	var w weights
	number := make(map[string]feature, numFeatures)
	for f := range features {
		w[f], number[features[f].name] = features[f].start, feature(f)
	}
	seen := map[feature]bool{}
	for i, line := range strings.Split(s, "\n") {
		fields := strings.Fields(line)
		if len(fields) == 0 || strings.HasPrefix(fields[0], "#") {
			continue
		}
		f, v, err := parseWeight(fields, number)
		if err == nil && seen[f] {
			err = fmt.Errorf("%s is given twice", fields[0])
		}
		if err != nil {
			return weights{}, fmt.Errorf("weights: line %d: %w", i+1, err)
		}
		seen[f], w[f] = true, v
	}
	return w, nil
}

func parseWeight(fields []string, number map[string]feature) (feature, float64, error) {
	f, ok := number[fields[0]]
	if !ok {
		return 0, 0, fmt.Errorf("no feature is called %q", fields[0])
	}
	if len(fields) < 2 {
		return 0, 0, fmt.Errorf("%s has no weight", fields[0])
	}
	v, err := strconv.ParseFloat(fields[1], 64)
	if err != nil || math.IsNaN(v) || math.Abs(v) > heaviest {
		return 0, 0, fmt.Errorf("%s: %q is no weight", fields[0], fields[1])
	}
	return f, v, nil
}

// Write puts the weights down as ParseWeights reads them.
func (w *Weights) Write(out io.Writer) error {
	b := bufio.NewWriter(out)
	fmt.Fprint(b, "# What the evidence for an edge of the family tree weighs: the logarithm of how\n",
		"# much likelier one unit of it makes the edge. Name, weight, meaning. Written by\n",
		"# stemma-train lineage; lineage/README.md tells how.\n")
	group := ""
	for f := range features {
		a := &features[f]
		if next := feature(f).group(); next != group {
			group = next
			fmt.Fprintln(b)
		}
		fmt.Fprintf(b, "%-20s %8.3f  %s\n", a.name, w.of[f], a.meaning)
	}
	return b.Flush()
}
