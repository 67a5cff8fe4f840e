package lineage

import (
	"fmt"
	"strconv"
	"strings"
	"testing"
)

// large is a story of n reports in which each draws on an earlier one.
func large(n int) Story {
	var reports []report
	for i := range n {
		parent := max(0, i-1-(i*7)%5)
		says := []string{}
		if i == 0 {
			for u := range 25 {
				says = append(says, strconv.Itoa(u+1))
			}
		} else {
			for k, word := range strings.Fields(reports[parent].says) {
				if (k*31+i*17)%11 != 0 {
					says = append(says, word)
				}
			}
			says = append(says, strconv.Itoa(1000+i))
		}
		lang := []string{"en", "id", "ru"}[i%3]
		reports = append(reports, report{
			fmt.Sprintf("r%03d", i), "Outlet " + strconv.Itoa(i), lang,
			fmt.Sprintf("%02d:%02d", i/60%24, i%60), strings.Join(says, " "),
		})
	}
	return write(reports, nil)
}

// copies is a story of n reports that all say the same: every article is a
// candidate for every other.
func copies(n int) Story {
	var reports []report
	for i := range n {
		reports = append(reports, report{fmt.Sprint("r", i), fmt.Sprint("Outlet ", i), "en", "", "1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 @Peatland_Agency"})
	}
	return write(reports, nil)
}

// ring is a story of n undated reports each of which cites the next, the last
// the first.
func ring(n int) Story {
	var reports []report
	for i := range n {
		says := fmt.Sprintf("@Outlet_%d 1 2 3 4 5 %d %d", (i+1)%n, 100+i, 100+(i+1)%n)
		reports = append(reports, report{fmt.Sprint("r", i), fmt.Sprint("Outlet ", i), "en", "", says})
	}
	return write(reports, nil)
}

// BenchmarkInfer is with all the rounds of the bootstrap.
func BenchmarkInfer(b *testing.B) {
	for _, x := range []struct {
		name  string
		story Story
	}{
		{"5", large(5)},
		{"100", large(100)},
		{"1000", large(1000)},
		{"1000 copies", copies(1000)},
		{"1000 in a ring", ring(1000)},
	} {
		b.Run(x.name, func(b *testing.B) {
			for b.Loop() {
				if _, err := Infer(b.Context(), x.story, Options{}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
