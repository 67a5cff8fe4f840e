package main

// archive is what is known of a web archive, or assumed: docs/SCALE.md names the sources.
type archive struct {
	name     string
	articles float64 // that can be read from it
	days     float64
	tebibyte float64 // of its files, compressed
	runs     float64 // in how many runs it is done; one if not given
}

// CC-NEWS: 11.7 million documents in each of three months of 2024 (maxidl/FineNews-unfiltered), 1.35 thousand million in all
// from August 2016 to spring 2026 (Lazzaroni, Lasser & Solovev 2026), 25 TiB until September 2022 (commoncrawl/news-crawl
// issue 48), which is 0.34 TiB a month.
var (
	month    = archive{name: "one month of CC-NEWS", articles: 11.7e6, days: 31, tebibyte: 0.34}
	tenYears = archive{name: "ten years of CC-NEWS", articles: 1.35e9, days: 3560, tebibyte: 41}
)

// archives are those of the table of hours; ways are how they can be done.
var archives = []archive{month, tenYears}

func ways() []archive {
	monthly, whole := tenYears, tenYears
	monthly.name, monthly.runs = "ten years, a month at a time", 117
	whole.name = "ten years in one run"
	return []archive{month, monthly, whole}
}

const (
	// pagesPerArticle: of ten pages one has no article, or one that is there already.
	pagesPerArticle = 1 / 0.9
	// realPages is how many real pages a core reads in a second, from bench/extract: the pages that were measured are
	// lighter, and of what they cost only the unpacking is theirs.
	realPages = 309
	// busy is the share of a cluster's cores that works, on the average: the rest waits for the last of a step, for the
	// disk and for the network.
	busy = 0.7
)

// cluster is one that can be had anywhere.
type cluster struct {
	name           string
	machines       float64
	cores, memory  float64 // of a machine; GB
	disk, gigabits float64 // of a machine: GB for what is shuffled, network
}

var clusters = []cluster{
	{"4 machines of 16 cores, 64 GB", 4, 16, 64, 1000, 10},
	{"4 machines of 16 cores, 32 GB", 4, 16, 32, 1000, 10},
	{"40 machines of 16 cores, 64 GB", 40, 16, 64, 1000, 10},
}
