package text

import (
	"strings"
	"testing"
	"time"

	"github.com/stemma-news/stemma"
)

func formatMoment(m stemma.Moment) string {
	switch m.Precision {
	case stemma.PrecisionYear:
		return m.Time.Format("2006")
	case stemma.PrecisionMonth:
		return m.Time.Format("2006-01")
	case stemma.PrecisionDay:
		return m.Time.Format("2006-01-02")
	case stemma.PrecisionMinute:
		return m.Time.UTC().Format("2006-01-02T15:04")
	case stemma.PrecisionSecond:
		return m.Time.UTC().Format("2006-01-02T15:04:05")
	}
	return "?"
}

func formatDates(dates []Date) string {
	var out []string
	for _, d := range dates {
		out = append(out, formatMoment(d.Moment))
	}
	return strings.Join(out, " ")
}

// The articles of this table appear on Saturday, 13 February 2021.
func TestDates(t *testing.T) {
	for _, c := range []struct{ lang, text, want string }{
		{"en", "On 13 Feb 2021, Feb. 12, 2021, the 3rd of May 2020, 2021-02-13, February 2021, since 2011", "2021-02-13 2021-02-12 2020-05-03 2021-02-13 2021-02 2011"},
		{"en", "on Friday, last Saturday, next Monday and yesterday and three days ago, last month, this year, last week", "2021-02-12 2021-02-06 2021-02-15 2021-02-12 2021-02-10 2021-01 2021 ?"},
		{"en", "Friday, 12 February 2021, and on May 5; it may 13 times", "2021-02-12 2021-05-05"},
		{"en", "13 February 13, 2021", "2021-02-13"},
		{"en", "3/4/2021 and 3/14/2021", "? 2021-03-14"},
		{"en", "on December 30 and in November", "2020-12-30 2020-11"},
		{"en", "the 2020-21 season, 13-15 February 2021", "2020 2021-02-13"},
		{"en", "They march in may.", ""},
		{"en", "chairman since March, as in October last year", "2021-03 2020-10"},
		{"zh", "去年十月份，上周一，周三下午三点，九月三十日", "2020-10 2021-02-01 2021-02-10 2020-09-30"},
		{"es", "los años 1930", ""},
		{"id", "pada Jumat (12/2/2021), 13 Februari 2021, kemarin, 3 hari lalu, bulan lalu, tahun 2011", "2021-02-12 2021-02-13 2021-02-12 2021-02-10 2021-01 2011"},
		{"ms", "13 Mac 2021, Isnin", "2021-03-13 2021-02-08"},
		{"ar", "اليوم الجمعة وكان في 25 من يناير الفائت، 13 فبراير/شباط 2021، عام 2011، العام الجاري، ١٣ شباط", "2021-02-12 2021-01-25 2021-02-13 2011 2021 2021-02-13"},
		{"fr", "vendredi 12 février 2021, le 1er janvier, hier, il y a trois jours, en 2011", "2021-02-12 2021-01-01 2021-02-12 2021-02-10 2011"},
		{"es", "el 13 de febrero de 2021, el viernes pasado y ayer y hace tres días, en 2011", "2021-02-13 2021-02-12 2021-02-12 2021-02-10 2011"},
		{"pt", "13 de fevereiro de 2021, na sexta-feira e ontem", "2021-02-13 2021-02-12 2021-02-12"},
		{"it", "il 13 febbraio 2021, poi venerdì scorso e ieri e tre giorni fa", "2021-02-13 2021-02-12 2021-02-12 2021-02-10"},
		{"de", "am 13. Februar 2021 und am 13.02.2021 und am Freitag und gestern und vor drei Tagen und im Jahr 2011", "2021-02-13 2021-02-13 2021-02-12 2021-02-12 2021-02-10 2011"},
		{"nl", "op 13 februari 2021 en op vrijdag en drie dagen geleden", "2021-02-13 2021-02-12 2021-02-10"},
		{"sv", "den 13 februari 2021 och i fredags", "2021-02-13 2021-02-12"},
		{"ru", "13 февраля 2021 года, затем в пятницу, затем 3 дня назад, в 2011 году, в январе", "2021-02-13 2021-02-12 2021-02-10 2011 2021-01"},
		{"uk", "13 лютого 2021 року та у п'ятницю та вчора", "2021-02-13 2021-02-12 2021-02-12"},
		{"pl", "13 lutego 2021 r. i w piątek i wczoraj", "2021-02-13 2021-02-12 2021-02-12"},
		{"cs", "13. února 2021 a 13. 2. 2021 a v pátek", "2021-02-13 2021-02-13 2021-02-12"},
		{"sr", "13. фебруара 2021. и у петак", "2021-02-13 2021-02-12"},
		{"bg", "на 13 февруари 2021 г. и в петък", "2021-02-13 2021-02-12"},
		{"ro", "pe 13 februarie 2021 și vineri", "2021-02-13 2021-02-12"},
		{"hu", "2021. február 13-án és pénteken", "2021-02-13 2021-02-12"},
		{"fi", "13. helmikuuta 2021 ja perjantaina", "2021-02-13 2021-02-12"},
		{"el", "στις 13 Φεβρουαρίου 2021 και την Παρασκευή", "2021-02-13 2021-02-12"},
		{"tr", "13 Şubat 2021 ve Cuma günü ve dün", "2021-02-13 2021-02-12 2021-02-12"},
		{"fa", "۲۵ بهمن ۱۳۹۹ و ۱۳ فوریه ۲۰۲۱ و روز جمعه", "2021-02-13 2021-02-13 2021-02-12"},
		{"ur", "13 فروری 2021 اور جمعہ", "2021-02-13 2021-02-12"},
		{"hi", "१३ फरवरी २०२१ और शुक्रवार और 3 दिन पहले", "2021-02-13 2021-02-12 2021-02-10"},
		{"bn", "১৩ ফেব্রুয়ারি ২০২১ এবং শুক্রবার", "2021-02-13 2021-02-12"},
		{"he", "ב-13 בפברואר 2021 וגם ביום שישי", "2021-02-13 2021-02-12"},
		{"zh", "2021年2月13日在港口，13日到了，周五说，去年，三天前", "2021-02-13 2021-02-13 2021-02-12 2020 2021-02-10"},
		{"ja", "2021年2月13日の港で12日に、金曜日の3日前、3日間、昨年", "2021-02-13 2021-02-12 2021-02-12 2021-02-10 2020"},
		{"ko", "2021년 2월 13일의 항구, 12일에, 지난해", "2021-02-13 2021-02-12 2020"},
		{"vi", "ngày 13 tháng 2 năm 2021 và ngày 12/2 và hôm qua", "2021-02-13 2021-02-12 2021-02-12"},
		{"th", "13 กุมภาพันธ์ 2564 และ วันศุกร์", "2021-02-13 2021-02-12"},
		{"sw", "tarehe 13 Februari 2021 na Ijumaa", "2021-02-13 2021-02-12"},
		{"ta", "13 பிப்ரவரி 2021", "2021-02-13"},
	} {
		if got := formatDates(valuesIn(c.lang, c.text).Dates); got != c.want {
			t.Errorf("%s %s\n got %s\nwant %s", c.lang, c.text, got, c.want)
		}
	}
}

func TestDatesWithoutPublication(t *testing.T) {
	s := "On Friday and yesterday and 12 February and 12 February 2021."
	v := Sentence{Text: s}
	readValues(&v, "en", stemma.Moment{})
	if got, want := formatDates(v.Dates), "? ? ? 2021-02-12"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestLineDate(t *testing.T) {
	for _, c := range []struct{ lang, text, want string }{
		{"en", "date 2021-02", "2021-02"},
		{"en", "date 2021-02-13", "2021-02-13"},
		{"en", "13 Feb 2021", "2021-02-13"},
		{"en", "13 February 13, 2021", "2021-02-13"},
		{"en", "2021-02-13T10:30:05+03:00", "2021-02-13T07:30:05"},
		{"en", "2021-02-13T10:30:05.123Z", "2021-02-13T10:30:05"},
		{"en", "Sat, 13 Feb 2021 10:30:00 GMT", "2021-02-13T10:30:00"},
		{"en", "February 13, 2021 10:30 pm EST", "2021-02-14T03:30"},
		{"en", "Published on 13 February 2021", "2021-02-13"},
		{"id", "Sabtu, 13 Februari 2021 | 09:15 WIB", "2021-02-13T02:15"},
		{"ar", "السبت 13 فبراير 2021", "2021-02-13"},
		{"de", "Samstag, 13. Februar 2021", "2021-02-13"},
		{"ru", "13 февраля 2021, 10:30 МСК", "2021-02-13T10:30"},
		{"zh", "2021年02月13日 10:30", "2021-02-13T10:30"},
		{"ja", "2021年2月13日(土)", "2021-02-13"},
		{"fa", "۲۵ بهمن ۱۳۹۹", "2021-02-13"},
		{"th", "13 กุมภาพันธ์ 2564", "2021-02-13"},
		{"und", "13.02.2021", "2021-02-13"},
		{"en", "2021", "2021"},
		{"en", "Friday", ""},
		{"en", "13 February", ""},
		{"en", "31 February 2021", ""},
		{"en", "3/4/2021", ""},
		{"en", "no date at all", ""},
		{"en", "", ""},
		{"en", "The boats left the harbour of Port Amber on 13 February 2021 for good", ""},
	} {
		m, ok := lineDate(c.text, c.lang)
		if ok != (c.want != "") || ok && formatMoment(m) != c.want {
			t.Errorf("%s %q: got %s %v, want %q", c.lang, c.text, formatMoment(m), ok, c.want)
		}
	}
}

// The new years of the Solar Hijri calendar are published for a century.
func TestJalali(t *testing.T) {
	for year, want := range map[int]string{1300: "1921-03-21", 1342: "1963-03-21", 1375: "1996-03-20", 1399: "2020-03-20", 1400: "2021-03-21", 1403: "2024-03-20", 1404: "2025-03-21"} {
		e, ok := fromJalali(dateExpr{year: year, month: 1, day: 1})
		if got := formatMoment(e.calendar()); !ok || got != want {
			t.Errorf("1 Farvardin %d: got %s, want %s", year, got, want)
		}
	}
}

func FuzzLineDate(f *testing.F) {
	f.Add("en", "Sat, 13 Feb 2021 10:30:00 GMT")
	f.Add("fa", "۲۵ بهمن ۱۳۹۹")
	f.Add("zh", "2021年2月13日")
	f.Fuzz(func(t *testing.T, lang, s string) {
		m, ok := lineDate(s, lang)
		if ok != (m.Precision != stemma.PrecisionNone) || ok && (m.Time.Year() < 1699 || m.Time.Year() > 2101) {
			t.Errorf("%q: %v %v", s, m, ok)
		}
		if !ok && m.Time != (time.Time{}) {
			t.Errorf("%q: a time without a date", s)
		}
	})
}
