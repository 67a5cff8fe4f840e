package ingest

import (
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/date"
)

const (
	// Spreadsheets count days from this one (ECMA-376 part 1, 18.17.4.1, with the
	// leap year that 1900 was not); those of old Macintoshes counted from 1904, and
	// are not told from them.
	serialYear, serialMonth, serialDay = 1899, time.December, 30
	// The days from 1954 to 2099.
	firstSerial, lastSerial = 20_000, 73_050
)

// serialDate reads the number that is a date in a spreadsheet, in which the
// fraction is the time of the day.
func serialDate(cell string) (stemma.Moment, bool) {
	n, err := strconv.ParseFloat(strings.Replace(strings.TrimSpace(cell), ",", ".", 1), 64)
	if err != nil || n < firstSerial || n > lastSerial {
		return date.None(), false
	}
	days, part := math.Modf(n)
	t := time.Date(serialYear, serialMonth, serialDay+int(days), 0, 0, 0, 0, time.UTC)
	if part == 0 {
		return stemma.Moment{Time: t, Precision: stemma.PrecisionDay}, true
	}
	const minutes = 24 * 60
	return stemma.Moment{Time: t.Add(time.Duration(math.Round(part*minutes)) * time.Minute), Precision: stemma.PrecisionMinute}, true
}
