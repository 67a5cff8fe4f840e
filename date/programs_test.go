package date

import (
	"strings"
	"testing"
	"time"
)

// written shows a moment with its offset.
func written(s string, o Options) string {
	m, _ := Read(s, o)
	m = DayIfMidnight(m)
	if m.Time.IsZero() {
		return string(m.Precision)
	}
	return string(m.Precision) + " " + m.Time.Format(time.RFC3339)
}

// TestFormsOfPrograms reads the dates of feeds and data sets, of which no
// language is known.
func TestFormsOfPrograms(t *testing.T) {
	tests := []struct{ in, want string }{
		// As the standards have it.
		{"Sat, 14 Mar 2026 05:06:07 +0000", "second 2026-03-14T05:06:07Z"},
		{"Sat, 14 Mar 2026 05:06:07 GMT", "second 2026-03-14T05:06:07Z"},
		{"14 Mar 26 05:06 EST", "minute 2026-03-14T05:06:00-05:00"},
		{"Sat, 14 Mar 2026 05:06:07 -0330", "second 2026-03-14T05:06:07-03:30"},
		{"2026-03-14T05:06:07Z", "second 2026-03-14T05:06:07Z"},
		{"2026-03-14T05:06:07.123456+05:30", "second 2026-03-14T05:06:07+05:30"},
		{"2026-03-14T05:06+09:00", "minute 2026-03-14T05:06:00+09:00"},
		{"2026-03-14", "day 2026-03-14T00:00:00Z"},
		{"2026-03", "month 2026-03-01T00:00:00Z"},
		{"2026", "year 2026-01-01T00:00:00Z"},
		{"20260314T050607Z", "second 2026-03-14T05:06:07Z"},
		{"20260314", "day 2026-03-14T00:00:00Z"},
		{"1773464767", "second 2026-03-14T05:06:07Z"},
		{"1773464767000", "second 2026-03-14T05:06:07Z"},
		// As programs write it.
		{"Saturday, 14-Mar-26 05:06:07 UTC", "second 2026-03-14T05:06:07Z"},
		{"Sat Mar 14 05:06:07 2026", "second 2026-03-14T05:06:07Z"},
		{"Sat Mar 14 05:06:07 CET 2026", "second 2026-03-14T05:06:07+01:00"},
		{"Sat Mar 14 2026 05:06:07 GMT+0200 (EET)", "second 2026-03-14T05:06:07+02:00"},
		{"Sat, 14 Mar 2026 05:06:07 +02:00", "second 2026-03-14T05:06:07+02:00"},
		{"Sat, 14 Mar 2026 05:06:07 +3", "second 2026-03-14T05:06:07+03:00"},
		{"Sat, 14 Mar 2026 05:06:07", "second 2026-03-14T05:06:07Z"},
		{"Sat,14 Mar 2026 5:6:7 +0100", "second 2026-03-14T05:06:07+01:00"},
		{"Sat, 14 March 2026 05:06 MSK", "minute 2026-03-14T05:06:00+03:00"},
		{"March 14, 2026 5:06 PM", "minute 2026-03-14T17:06:00Z"},
		{"Mar. 14, 2026, 12:06 a.m. EDT", "minute 2026-03-14T00:06:00-04:00"},
		{"14 Sept 2026 10:00:30 BST", "second 2026-09-14T10:00:30+01:00"},
		{"2026-03-14 05:06:07", "second 2026-03-14T05:06:07Z"},
		{"2026-03-14 05:06:07 +0100", "second 2026-03-14T05:06:07+01:00"},
		{"2026/03/14 05:06", "minute 2026-03-14T05:06:00Z"},
		{"2026-3-4", "day 2026-03-04T00:00:00Z"},
		{"14.03.2026 05:06", "minute 2026-03-14T05:06:00Z"},
		{"14. 3. 2026", "day 2026-03-14T00:00:00Z"},
		{"04.03.2026", "day 2026-03-04T00:00:00Z"},
		{"14/03/2026 - 05:06", "minute 2026-03-14T05:06:00Z"},
		{"3/14/2026 5:06:07 PM", "second 2026-03-14T17:06:07Z"},
		{"03/03/2026", "day 2026-03-03T00:00:00Z"},
		{"<![CDATA[ Sat, 14 Mar 2026 05:06:07 +0000 ]]>", "second 2026-03-14T05:06:07Z"},
		{"  Sat, 14&nbsp;Mar 2026 05:06:07 +0000\n", "second 2026-03-14T05:06:07Z"},
		{"Sat, 2026/03/14 05:06:07 EDT", "second 2026-03-14T05:06:07-04:00"},
		{"Sat Mar 14 05:06:07 +0000 2026", "second 2026-03-14T05:06:07Z"},
		{"Sat, 14 Mar, 2026 05:06:07 UTC", "second 2026-03-14T05:06:07Z"},
		{"Sat, 14 Mar 2026 05:06:07 MET", "second 2026-03-14T05:06:07+01:00"},
		{"Sat, 14 Mar 2026 05:06:07 MEST", "second 2026-03-14T05:06:07+02:00"},
		{"Sat, 14 Mar 2026 05:06:07 Etc/GMT", "second 2026-03-14T05:06:07Z"},
		{"Sat, 14 Mar 2026 05:06:07 GMT-01:30", "second 2026-03-14T05:06:07-01:30"},
		{"Sat, 14 Mar 2026 05:06:07 ET", "second 2026-03-14T05:06:07-04:00"}, // in summer time since the 8th
		{"2026-014-03T05:06:07Z", "none"},
		{"2026-003-14T05:06:07+00:00", "second 2026-03-14T05:06:07Z"},
		{"Sat, 14 Mar 26 05:06:07 GMT", "second 2026-03-14T05:06:07Z"},
		{"2026-03-14T05:06:07.5Z", "second 2026-03-14T05:06:07Z"},
		{"2026-03-14T24:00:00Z", "day 2026-03-15T00:00:00Z"},
		{"Sat, 14 Mar 2026 05:06:60 GMT", "second 2026-03-14T05:07:00Z"},
		{"Mar 14", "none"},
		{"Sat, 14 zzz 2026 11:47:32 GMT", "none"},
		{"Sat, Mar x 2026 11:47:32 GMT", "month 2026-03-01T00:00:00Z"},
		{"Sat, 99 Jun 2026 12:00:00 GMT", "none"},
		// Midnight is what is written where only the day is known.
		{"Sat, 14 Mar 2026 00:00:00 +0100", "day 2026-03-14T00:00:00+01:00"},
		// In other languages and scripts.
		{"Sa, 14 März 2026 05:06:07 +0100", "second 2026-03-14T05:06:07+01:00"},
		{"sam., 14 févr. 2026 05:06:07 +0100", "second 2026-02-14T05:06:07+01:00"},
		{"sáb, 14 ago 2026 05:06:07 -0300", "second 2026-08-14T05:06:07-03:00"},
		{"14 de março de 2026 às 05h06", "minute 2026-03-14T05:06:00Z"},
		{"Сб, 14 мар 2026 05:06:07 +0300", "second 2026-03-14T05:06:07+03:00"},
		{"14 березня 2026, 05:06", "minute 2026-03-14T05:06:00Z"},
		{"sob., 14 września 2026 05:06", "minute 2026-09-14T05:06:00Z"},
		{"2026-július-13T9:15-05:00", "minute 2026-07-13T09:15:00-05:00"},
		{"Κυρ, 11 Ιούλ 2026 12:00:01 EST", "second 2026-07-11T12:00:01-05:00"},
		{"2026-05-25 오후 11:23:17", "second 2026-05-25T23:23:17Z"},
		{"2026년 05월 28일  01:31:15", "second 2026-05-28T01:31:15Z"},
		{"2026. március 14. 05:06", "minute 2026-03-14T05:06:00Z"},
		{"ngày 14 tháng 3 năm 2026", "day 2026-03-14T00:00:00Z"},
		{"05:06 14 thg 3, 2026", "minute 2026-03-14T05:06:00Z"},
		{"14 มี.ค. 2569 05:06 น.", "minute 2026-03-14T05:06:00Z"},
		{"sâmbătă, 14 martie 2026, 05:06", "minute 2026-03-14T05:06:00Z"},
		{"so 14. května 2026 05:06", "minute 2026-05-14T05:06:00Z"},
		{"14. kesäkuuta 2026 05:06", "minute 2026-06-14T05:06:00Z"},
		{"lør, 14 des 2026 05:06:07 +0100", "second 2026-12-14T05:06:07+01:00"},
		{"zaterdag 14 maart 2026", "day 2026-03-14T00:00:00Z"},
		{"14. listopadu 2026", "day 2026-11-14T00:00:00Z"},
		{"14 Mechi 2026", "none"},
		{"Jumamosi, 14 Machi 2026", "day 2026-03-14T00:00:00Z"},
		{"14 март 2026 г., 05:06", "minute 2026-03-14T05:06:00Z"},
		{"14. октобар 2026.", "day 2026-10-14T00:00:00Z"},
		{"۱۴ مارچ ۲۰۲۶", "day 2026-03-14T00:00:00Z"},
		{"۱۴ ژوئیه ۲۰۲۶", "day 2026-07-14T00:00:00Z"},
		{"۱۴۰۴/۱۲/۲۳", "day 2026-03-14T00:00:00Z"}, // Solar Hijri
		{"14 Şubat 2026 05:06", "minute 2026-02-14T05:06:00Z"},
		{"Sabtu, 14 Agustus 2026 05:06 WIB", "minute 2026-08-14T05:06:00+07:00"},
		{"14 Mei 2026", "day 2026-05-14T00:00:00Z"},
		{"Σάβ, 14 Μαρ 2026 05:06:07 +0200", "second 2026-03-14T05:06:07+02:00"},
		{"السبت، ١٤ مارس ٢٠٢٦ ٠٥:٠٦", "minute 2026-03-14T05:06:00Z"},
		{"14 كانون الثاني 2026", "day 2026-01-14T00:00:00Z"},
		{"יום שבת, 14 מרץ 2026 05:06", "minute 2026-03-14T05:06:00Z"},
		{"१४ मार्च २०२६", "day 2026-03-14T00:00:00Z"},
		{"১৪ মার্চ ২০২৬, ০৫:০৬", "minute 2026-03-14T05:06:00Z"},
		{"２０２６-０３-１４", "day 2026-03-14T00:00:00Z"},
		{"𝟏𝟒 March 𝟸𝟶𝟸𝟼", "day 2026-03-14T00:00:00Z"},
		{"14 มีนาคม 2569", "day 2026-03-14T00:00:00Z"},
		{"2026年3月14日 05:06:07", "second 2026-03-14T05:06:07Z"},
		{"2026年3月14日 下午5:06", "minute 2026-03-14T17:06:00Z"},
		{"2026년 3월 14일 오후 5시 06분", "minute 2026-03-14T17:06:00Z"},
		{"2026年3月", "month 2026-03-01T00:00:00Z"},
		// What is none, or could be another.
		{"", "none"},
		{"yesterday", "none"},
		{"03/04/2026", "none"},
		{"Sat, 30 Feb 2026 05:06:07 +0000", "none"},
		{"0000-00-00 00:00:00", "none"},
		{"Thu, 01 Jan 1970 00:00:00 GMT", "day 1970-01-01T00:00:00Z"},
		{"14 listopada 2026", "none"}, // November in Polish, October in Croatian
		{"2026-13-14", "none"},
		{"99/99/9999", "none"},
		// As data sets have it.
		{"6 Nov 2024 18:40:12 -0330", "second 2024-11-06T18:40:12-03:30"},
		{"Wed Nov  6 18:40:12 UTC 2024", "second 2024-11-06T18:40:12Z"},
		{"Wed Nov 06 18:40:12 -0700 2024", "second 2024-11-06T18:40:12-07:00"},
		{"Wed, 06 Nov 2024 18:40:12 MST", "second 2024-11-06T18:40:12-07:00"},
		{"20241106T184012Z", "second 2024-11-06T18:40:12Z"},
		{"20241106184012", "second 2024-11-06T18:40:12Z"},
		{"2024/11/06 18:40:12", "second 2024-11-06T18:40:12Z"},
		{"2024/11/06 18:40", "minute 2024-11-06T18:40:00Z"},
		{"2024/11/06", "day 2024-11-06T00:00:00Z"},
		{"2024.11.06", "day 2024-11-06T00:00:00Z"},
		{"6.11.2024", "day 2024-11-06T00:00:00Z"},
		{"6 Nov 2024", "day 2024-11-06T00:00:00Z"},
		{"6 November 2024", "day 2024-11-06T00:00:00Z"},
		{"Nov 6, 2024", "day 2024-11-06T00:00:00Z"},
		{"November 6, 2024", "day 2024-11-06T00:00:00Z"},
		{"Nov 2024", "month 2024-11-01T00:00:00Z"},
		{"November 2024", "month 2024-11-01T00:00:00Z"},
		{"1773464767.25", "second 2026-03-14T05:06:07Z"},
		{"17 March 1851", "day 1851-03-17T00:00:00Z"}, // old newspapers
		{"17.3.1851", "day 1851-03-17T00:00:00Z"},
		{"18510317", "day 1851-03-17T00:00:00Z"},
		{"06/11/2024", "none"},
		{"06-11-2024", "none"},
		{"177346476", "none"},
		{"17734647670", "none"},
		{"-173464767", "none"},
		// Words between a day and a year that only months begin with, or that mean
		// something else elsewhere.
		{"14 octob 2026", "day 2026-10-14T00:00:00Z"},
		{"14-fevr-2026", "day 2026-02-14T00:00:00Z"},
		{"14 กรกฎา 2569", "day 2026-07-14T00:00:00Z"},
		{"14 ju 2026", "none"},
		{"14 listop 2026", "none"},
		{"mar., 14 juil. 2026 05:06", "minute 2026-07-14T05:06:00Z"},
		{"Sat, 00 Jun 2026", "none"},
		// Zones that change their offset in summer, by the old rules and the new.
		{"14 Jan 2026 05:06 PT", "minute 2026-01-14T05:06:00-08:00"},
		{"14 Jul 2026 05:06 CT", "minute 2026-07-14T05:06:00-05:00"},
		{"1 Nov 2026 01:59 ET", "minute 2026-11-01T01:59:00-04:00"},
		{"1 Nov 2026 02:00 ET", "minute 2026-11-01T02:00:00-05:00"},
		{"20 Mar 2005 05:06 ET", "minute 2005-03-20T05:06:00-05:00"},
	}
	for _, test := range tests {
		if got := written(test.in, Options{Order: Unsure}); got != test.want {
			t.Errorf("%q: %s, want %s", test.in, got, test.want)
		}
	}
}

func TestOrder(t *testing.T) {
	for _, test := range []struct {
		dates string
		want  Order
	}{
		{"03/04/2026 03/14/2026", MonthFirst},
		{"03/04/2026 14/03/2026", DayFirst},
		{"03/04/2026", Unsure},
		{"03/04/2026 14/03/2026 03/14/2026", Unsure},
		{"03-14-26 2026-03-14 20260314", MonthFirst},
		{"١٤/٠٣/٢٠٢٦", DayFirst},
		{"１４／３／２０２６", DayFirst},
		{"2026-03-14T05:06:07-03:00 2026.03.14 2026/14/3 14-Mar-2026", Unsure},
		{"", Unsure},
	} {
		if got := OrderOf(strings.Fields(test.dates)); got != test.want {
			t.Errorf("%s: %v, want %v", test.dates, got, test.want)
		}
	}
	const day, month = "day 2026-04-03T00:00:00Z", "day 2026-03-04T00:00:00Z"
	for _, test := range []struct {
		in   string
		o    Options
		want string
	}{
		{"03/04/2026", Options{Order: DayFirst}, day},
		{"03/04/2026", Options{Order: MonthFirst}, month},
		{"03-04-26", Options{Order: MonthFirst}, month},
		{"03/04/2026", Options{Order: Unsure, Lang: "de"}, "none"},
		{"03/04/2026", Options{Order: MonthFirst, Lang: "en-GB"}, month},
		{"03.04.2026", Options{Order: MonthFirst}, day},
		{"03.04.2026", Options{Lang: "en-US"}, month},
		{"03-04-2026", Options{Lang: "de"}, day},
		{"03-04-2026", Options{}, day},
		{"2026/04/03", Options{Order: MonthFirst}, day},
	} {
		if got := written(test.in, test.o); got != test.want {
			t.Errorf("%q %+v: %s, want %s", test.in, test.o, got, test.want)
		}
	}
}

// TestLanguageDecides reads what means different days in two languages.
func TestLanguageDecides(t *testing.T) {
	for _, test := range []struct{ in, lang, want string }{
		{"14 listopada 2026", "pl", "day 2026-11-14T00:00:00Z"},
		{"14 listopada 2026", "hr", "day 2026-10-14T00:00:00Z"},
		{"Sat, 14 Mar 2026 05:06 IST", "he", "minute 2026-03-14T05:06:00+02:00"},
		{"Sat, 14 Mar 2026 05:06 AST", "ar", "minute 2026-03-14T05:06:00+03:00"},
		{"Sat, 14 Mar 2026 05:06 AST", "en", "minute 2026-03-14T05:06:00-04:00"},
		{"14 MARS 2026 À 05:06 ET À 06:07", "fr", "minute 2026-03-14T05:06:00Z"},
	} {
		if got := written(test.in, Options{Lang: test.lang}); got != test.want {
			t.Errorf("%q in %s: %s, want %s", test.in, test.lang, got, test.want)
		}
	}
}

// TestHostileDates: whatever is read is read in bounded time, since only the
// begin of it is looked at.
func TestHostileDates(t *testing.T) {
	const size = 1 << 20
	all := map[string]string{
		"digits": strings.Repeat("9", size), "points": strings.Repeat(".", 100_000), "spaces": strings.Repeat(" ", size),
		"numbers with points": strings.Repeat("1.", size/2), "slashes": strings.Repeat("1/", size/2), "colons": strings.Repeat("1:", size/2),
		"months": strings.Repeat("14 Mar ", size/7), "words": strings.Repeat("1 xyz 2026 ", size/11), "marks": strings.Repeat("\u0301", size/2),
		"scripts": strings.Repeat("٢年മ2月１日ก", size/20), "ligatures": strings.Repeat("\uFDFA", size/3), "Chinese": strings.Repeat("十", size/3),
		"not UTF-8": strings.Repeat("\xff", size), "ago": strings.Repeat("2 hours ", size/8), "zones": "1:00 " + strings.Repeat("GMT+", size/4),
	}
	for name, s := range all {
		begin := time.Now()
		Read(s, Options{Lang: "bs", Now: now})
		OrderOf([]string{s, s[:300]})
		if took := time.Since(begin); took > time.Second {
			t.Errorf("%s: %v", name, took)
		}
	}
}
