package main

import (
	"strings"

	"github.com/stemma-news/stemma/search"
)

func reportsOf(figures []search.Figure) (n int) {
	for i := range figures {
		n += len(figures[i].Reports)
	}
	return n
}

// figureNames are the figures of the most reports.
func figureNames(figures []search.Figure) string {
	const most = 4
	var names []string
	for i := range figures[:min(len(figures), most)] {
		names = append(names, figures[i].Name)
	}
	if len(figures) > most {
		names = append(names, "…")
	}
	return strings.Join(names, "; ")
}
