package lineage

import (
	"testing"
	"time"

	"github.com/stemma-news/stemma"
)

// An organ is given back, and the news goes from paper to paper with the name
// of the first one in it.
const (
	organ = `The city of Lasken has given the pipe organ of the chapel at Murrow back to its parish, the mayor said on Thursday.
The instrument was carried off in 1938 and stood in the concert hall of Lasken from 1951.
"We played on what was not ours," said the mayor, Tove Aldersen.
Its largest pipe is 5 metres long and weighs 210 kilograms.
A first concert is planned for 3 October.`

	organRetold = `After 87 years the pipe organ is back in the chapel at Murrow, the Lasken Herald reports.
The town, whose concert hall had kept it since 1951, sent the pieces on nine carts.
The longest of the pipes would not go through the chapel door.
Children from the village carried the smallest ones in their arms.`

	organCopied = `After 87 years the pipe organ is back in the chapel at Murrow, according to the Lasken Herald.
The town, whose concert hall had kept it since 1951, sent the pieces on nine carts.
The longest of the pipes would not go through the chapel door.`

	organShort = `The city of Lasken has given the pipe organ of the chapel at Murrow back to its parish, the Lasken Herald reported.
The instrument was carried off in 1938 and stood in the concert hall of Lasken from 1951.
Its largest pipe is 5 metres long and weighs 210 kilograms.`

	organInSpanish = `La ciudad de Lasken ha devuelto a su parroquia el órgano de tubos de la capilla de Murrow, informa el Lasken Herald.
El instrumento fue retirado en 1938 y estuvo en la sala de conciertos de Lasken desde 1951.
Su tubo más largo mide 5 metros y pesa 210 kilos.
Vecinos de Arvela piden que también vuelva el reloj de su iglesia.
En un solo fin de semana reunieron 4700 firmas.`

	organInGerman = `Die Stadt Lasken hat die Orgel der Kapelle von Murrow an ihre Pfarrei zurückgegeben, berichtet der Lasken Herald.
Das Instrument war 1938 fortgeschafft worden und stand seit 1951 im Konzertsaal von Lasken.
Einwohner von Arvela fordern, dass auch die Uhr ihrer Kirche zurückkommt.
An einem einzigen Wochenende sammelten sie 4700 Unterschriften.`

	organOnItsOwn = `Die Stadt Lasken hat die Orgel der Kapelle von Murrow an ihre Pfarrei zurückgegeben, berichtet der Lasken Herald.
Das Instrument war 1938 fortgeschafft worden und stand seit 1951 im Konzertsaal von Lasken.
„Wir haben auf etwas gespielt, das uns nicht gehörte“, sagte die Bürgermeisterin Tove Aldersen.
Ein erstes Konzert ist für den 3. Oktober geplant.`
)

func TestCarriedCitations(t *testing.T) {
	herald := fireReport("herald", "Lasken Herald", "en", "08:00", organ)
	retold := fireReport("retold", "Murrow News", "en", "11:00", organRetold)
	spanish := fireReport("spanish", "Diario de Arvela", "es", "12:00", organInSpanish)
	for _, x := range []struct {
		name     string
		articles []stemma.Article
		want     string
	}{
		{
			"a copy with the citation in it",
			[]stemma.Article{herald, retold, fireReport("copied", "Tarn Times", "en", "15:00", organCopied)},
			"retold<herald copied<retold",
		},
		{
			"a copy of the report that it cites",
			[]stemma.Article{herald, retold, fireReport("short", "Tarn Times", "en", "15:00", organShort)},
			"retold<herald short<herald",
		},
		{
			"a translation of a translation, with the citation in it",
			[]stemma.Article{herald, spanish, fireReport("german", "Tarnbote", "de", "17:00", organInGerman)},
			"spanish<herald german<spanish",
		},
		{
			"two translations of the report that both cite",
			[]stemma.Article{herald, spanish, fireReport("german", "Tarnbote", "de", "17:00", organOnItsOwn)},
			"spanish<herald german<herald",
		},
	} {
		t.Run(x.name, func(t *testing.T) {
			if got := family(trace(t, x.articles...)); got != x.want {
				t.Errorf("tree %q, want %q", got, x.want)
			}
		})
	}
}

// TestCitesLater: two reports of which the earlier cites the later. Their dates
// and the citation cannot both be right, and the tree is not sure.
func TestCitesLater(t *testing.T) {
	for _, x := range []struct{ name, lang, text string }{
		{"in one language", "en", organShort},
		{"in two", "de", organOnItsOwn},
	} {
		t.Run(x.name, func(t *testing.T) {
			herald := fireReport("herald", "Lasken Herald", "en", "08:00", organ)
			herald.Published = herald.Published.AddDate(0, 0, 3)
			tree := trace(t, herald, fireReport("citing", "Tarn Times", x.lang, "15:00", x.text))
			for _, e := range tree.Edges {
				if e.Primary && e.Support > 0.8 {
					t.Errorf("%s derives from %s with support %.2f, against the dates or a citation", e.Child, e.Parent, e.Support)
				}
			}
		})
	}
}

// TestCitedEarly: where two reports cite a third that is dated a year later, the
// date is wrong rather than both of them.
func TestCitedEarly(t *testing.T) {
	herald := fireReport("herald", "Lasken Herald", "en", "08:00", organ)
	herald.Published = herald.Published.AddDate(1, 0, 0)
	tree := trace(t, herald, fireReport("tarn", "Tarn Times", "en", "15:00", organShort), fireReport("küste", "Küstenblatt", "de", "19:00", organOnItsOwn))
	if got := family(tree); got != "tarn<herald küste<herald" {
		t.Errorf("tree %q, want both from what they cite", got)
	}
}

// Three reports of a storm; the third is made of the other two.
const (
	stormShips = `The cutter Vesna ran aground off Halmer point in the storm on Monday night.
Divers brought all 14 of her crew ashore before dawn.
Her captain, Ilo Marsh, broke an arm on the rocks.
The harbour office had warned all ships at noon.`

	stormPower = `Some 6,000 homes in the hills above Brenna had no electricity on Tuesday after gusts felled three pylons.
The grid company flew in 80 fitters and hopes to mend the line by the end of the week.
"We have never seen steel bend like that," said Ruta Kehl, an engineer of the company.`

	stormPowerFR = `Quelque 6 000 foyers des collines au-dessus de Brenna étaient privés d'électricité mardi après que des rafales ont abattu trois pylônes.
La société du réseau a fait venir 80 monteurs par avion et espère réparer la ligne d'ici la fin de la semaine.
« Nous n'avons jamais vu de l'acier se tordre ainsi », a déclaré Ruta Kehl, ingénieure de la société.`

	stormBoth = stormShips + `
Some 6,000 homes in the hills above Brenna had no electricity on Tuesday after gusts felled three pylons, the Brenna Gazette reported.
The grid company flew in 80 fitters and hopes to mend the line by the end of the week.
"We have never seen steel bend like that," said Ruta Kehl, an engineer of the company.`

	// stormCut is that without its last sentence and the warning.
	stormCut = `The cutter Vesna ran aground off Halmer point in the storm on Monday night.
Divers brought all 14 of her crew ashore before dawn.
Her captain, Ilo Marsh, broke an arm on the rocks.
Some 6,000 homes in the hills above Brenna had no electricity on Tuesday after gusts felled three pylons, the Brenna Gazette reported.
The grid company flew in 80 fitters and hopes to mend the line by the end of the week.`
)

// TestDigests: a text of two reports is their child and not their parent, where
// the dates leave that open.
func TestDigests(t *testing.T) {
	ships := fireReport("ships", "Halmer Post", "en", "07:00", stormShips)
	for _, x := range []struct{ name, lang, text, date, copied string }{
		{"dated to the day", "en", stormPower, time.DateOnly, ""},
		{"dated to the day, and copied", "en", stormPower, time.DateOnly, stormCut},
		{"undated", "en", stormPower, "", ""},
		{"undated, of a report in another language", "fr", stormPowerFR, "", ""},
	} {
		t.Run(x.name, func(t *testing.T) {
			digest := fireReport("digest", "Coast Today", "en", "", stormBoth)
			if x.date != "" {
				digest.Published, digest.PublishedPrecision = ships.Published.Truncate(24*time.Hour), stemma.PrecisionDay
			}
			reports := []stemma.Article{ships, fireReport("power", "Brenna Gazette", x.lang, "13:00", x.text), digest}
			if x.copied != "" {
				reports = append(reports, fireReport("copy", "Hill Wire", "en", "22:00", x.copied))
			}
			tree := trace(t, reports...)
			for _, e := range tree.Edges {
				if e.Primary && e.Parent == "digest" && e.Child != "copy" {
					t.Errorf("%s derives from the digest: %s", e.Child, family(tree))
				}
			}
			if tree.Origins != 2 {
				t.Errorf("%d origins, want 2: %s", tree.Origins, family(tree))
			}
		})
	}
}

// TestFactsInCommon: two reports that have an event's facts in common, each in its own
// words and among much of its own, are not one from the other.
func TestFactsInCommon(t *testing.T) {
	tree := trace(t,
		fireReport("bakery", "Dolm Mail", "en", "13:00", `A landslide buried 14 cars on the pass road above Dolm at 6.40 on Sunday evening.
"The ground sounded like a train," said Jory Penn, who keeps the inn at the bend.
Nine people were treated for bruises.
A crack runs through the retaining wall.`),
		fireReport("school", "Dolm Chronicle", "en", "14:00", `Travellers spent the night in a school after a landslide above Dolm caught 14 cars on Sunday.
Governor Ana Velt sent 200 blankets and a field kitchen.
Doctors counted nine injured.
Buses will go by the lake road until Friday.`))
	if got := family(tree); got != "" || tree.Origins != 2 {
		t.Errorf("tree %q with %d origins, want two origins", got, tree.Origins)
	}
}
