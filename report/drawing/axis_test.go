package drawing

import (
	"slices"
	"testing"
	"time"
)

func at(s string) time.Time {
	t, err := time.Parse("2006-01-02 15:04", s)
	if err != nil {
		panic(err)
	}
	return t
}

// TestAxisKeepsOneScale: without a long silence, equal times are equally long.
func TestAxisKeepsOneScale(t *testing.T) {
	a := newAxis([]time.Time{at("2025-03-04 12:00"), at("2025-03-04 08:00"), at("2025-03-04 10:00"), at("2025-03-04 10:00")}, time.Time{}, 100, 500)
	for moment, want := range map[string]float64{"08:00": 100, "09:00": 200, "10:00": 300, "12:00": 500, "07:00": 100, "13:00": 500} {
		if x := a.place(at("2025-03-04 " + moment)); x != want {
			t.Errorf("%s is at %.1f, want %.1f", moment, x, want)
		}
	}
	if slices.Contains(a.cut, true) {
		t.Error("it is cut")
	}
}

// TestAxisCutsSilence: a month in which nothing came out is cut short, and the hours before and
// after it have one scale.
func TestAxisCutsSilence(t *testing.T) {
	a := newAxis([]time.Time{at("2025-03-04 08:00"), at("2025-03-04 12:00"), at("2025-04-04 12:00"), at("2025-04-04 14:00")}, time.Time{}, 0, 1000)
	if !slices.Equal(a.cut, []bool{false, true, false}) {
		t.Fatalf("cut %v", a.cut)
	}
	first, second := a.x[1]-a.x[0], a.x[3]-a.x[2]
	if ratio := first / second; ratio < 1.999 || ratio > 2.001 {
		t.Errorf("four hours are %.1f, two are %.1f", first, second)
	}
	if a.x[3] < 999.9 || a.x[3] > 1000.1 || a.x[2]-a.x[1] < breath {
		t.Errorf("x %v", a.x)
	}
	if got := lasting(a.at[2].Sub(a.at[1])); got != "31 days" {
		t.Errorf("the silence lasts %s", got)
	}
}

// TestAxisKeepsTheLastDay: the rest of the last day is no silence.
func TestAxisKeepsTheLastDay(t *testing.T) {
	a := newAxis([]time.Time{at("2025-03-04 00:00"), at("2025-03-04 01:00"), at("2025-03-04 02:00")}, at("2025-03-05 00:00"), 0, 1000)
	if slices.Contains(a.cut, true) || a.place(at("2025-03-05 00:00")) != 1000 {
		t.Errorf("cut %v, x %v", a.cut, a.x)
	}
}

func TestAxisNamesMoments(t *testing.T) {
	for name, c := range map[string]struct {
		from, to string
		want     []string
	}{
		"hours of a day":  {"2025-03-04 16:40", "2025-03-05 06:15", []string{"4 Mar 18:00", "21:00", "5 Mar 2025", "03:00", "06:00"}},
		"minutes":         {"2025-03-04 16:40", "2025-03-04 16:52", []string{"4 Mar 16:40", "16:45", "16:50"}},
		"days":            {"2025-03-04 16:40", "2025-03-10 06:15", []string{"5 Mar 2025", "6 Mar 2025", "7 Mar 2025", "8 Mar 2025", "9 Mar 2025", "10 Mar 2025"}},
		"months":          {"2024-11-04 16:40", "2025-03-10 06:15", []string{"Dec 2024", "Jan 2025", "Feb 2025", "Mar 2025"}},
		"a year and more": {"2019-03-04 16:40", "2025-03-10 06:15", []string{"2020", "2021", "2022", "2023", "2024", "2025"}},
	} {
		a := newAxis([]time.Time{at(c.from), at(c.to)}, time.Time{}, 0, 600)
		var got []string
		for _, k := range a.ticks() {
			got = append(got, k.label)
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

func TestNoAxisWithoutTwoMoments(t *testing.T) {
	if newAxis(nil, time.Time{}, 0, 10) != nil || newAxis([]time.Time{at("2025-03-04 16:40"), at("2025-03-04 16:40")}, time.Time{}, 0, 10) != nil {
		t.Error("an axis of one moment")
	}
}

// FuzzAxis: whatever the dates, moments keep their order between the two ends.
func FuzzAxis(f *testing.F) {
	f.Add(int64(0), int64(3600), int64(7200), int64(1<<40))
	f.Add(int64(-1<<40), int64(0), int64(0), int64(1))
	f.Fuzz(func(t *testing.T, p, q, r, s int64) {
		const limit = 1 << 36 // some thousands of years
		var all []time.Time
		for _, n := range []int64{p, q, r, s} {
			all = append(all, time.Unix(n%limit, 0).UTC())
		}
		a := newAxis(all, time.Time{}, 10, 500)
		if a == nil {
			return
		}
		slices.SortFunc(all, time.Time.Compare)
		last := 10.0
		for _, m := range all {
			x := a.place(m)
			if !(x >= last-1e-6 && x <= 500+1e-6) {
				t.Fatalf("%v is at %v after %v", m, x, last)
			}
			last = x
		}
		if n := len(a.ticks()); n > 8 {
			t.Fatalf("%d ticks", n)
		}
	})
}
