package text_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/text"
)

// TestArticleIsThatOfRead: the shorter way leads to the same.
func TestArticleIsThatOfRead(t *testing.T) {
	for _, a := range []stemma.Article{
		{Text: "Ferry aground\nBy Ida Lund\n3 March 2025\n\nThe ferry Alva ran aground off Larn. Nobody was hurt.\n\nRead also: Tug on its way\nShare this"},
		{Text: "جنحت العبّارة «ألفا» يوم السبت قبالة لارن. ولم يُصب أحد بأذى، بحسب مدير الميناء.", Title: "جنوح عبّارة", Lang: "ar"},
		{Text: "渡轮阿尔瓦号星期六在拉恩附近搁浅。港务长说，无人受伤。", Published: time.Date(2025, 3, 1, 0, 0, 0, 0, time.UTC), PublishedPrecision: stemma.PrecisionDay},
		{Text: ""},
	} {
		if diff := cmp.Diff(text.Read(a).Article, text.Article(a)); diff != "" {
			t.Errorf("%.20q (-Read +Article)\n%s", a.Text, diff)
		}
	}
}
