package date

import (
	"testing"
	"time"
)

func TestPeriod(t *testing.T) {
	now := time.Date(2025, 3, 31, 12, 0, 0, 0, time.UTC)
	for in, want := range map[string]string{
		"": "0001-01-01 00:00 0001-01-01 00:00", "2025": "2025-01-01 00:00 2026-01-01 00:00", "2025-02": "2025-02-01 00:00 2025-03-01 00:00",
		"2025-03-30": "2025-03-30 00:00 2025-03-31 00:00", "24h": "2025-03-30 12:00 2025-03-30 12:00", "2w": "2025-03-17 12:00 2025-03-17 12:00",
		"1.5d": "2025-03-30 00:00 2025-03-30 00:00",
		"7":    "", "d": "", "-1d": "", "NaNd": "", "300000d": "", "yesterday": "", "2025-13": "", "0h": "",
	} {
		from, to, ok := Period(in, now)
		got := ""
		if ok {
			got = from.Format("2006-01-02 15:04") + " " + to.Format("2006-01-02 15:04")
		}
		if got != want {
			t.Errorf("Period(%q) = %q, want %q", in, got, want)
		}
	}
}
