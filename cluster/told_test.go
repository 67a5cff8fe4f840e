package cluster

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// told is a short report in words, with real vectors. story names what it
// tells; day is counted from the first.
type told struct {
	story             string
	day               float64
	lang, title, text string
}

// agency is a long paragraph that an agency puts under whatever has to do
// with its subject.
const agency = "The Republic of Valmora, a former colony of 4.1 million people on the Sea of Orvan, has been governed by the National Renewal Party since 2009. " +
	"Its economy depends on nickel, timber and remittances from the 600,000 Valmorans who live abroad, and its currency, the selk, has lost half of its value in three years. " +
	"International lenders agreed in March on a programme of 2.3 billion dollars, on the condition that subsidies for fuel and bread are cut. " +
	"The opposition, led by the former mayor of Port Selm, Mirela Tosk, boycotted the last election."

// amongOthers is the set that is only looked at among the others.
const amongOthers = "short reports of different accidents"

// afterWeeks is the set of which a stream has closed a story.
const afterWeeks = "one text again after weeks"

var toldSets = []struct {
	name    string
	reports []told
}{
	{"four unrelated reports with one agency paragraph", []told{
		{"ferry", 0, "en", "Ferry runs aground off Cape Brinn, 40 rescued", "A ferry with 40 passengers ran aground on rocks off Cape Brinn on Monday night. The coast guard took everybody off by helicopter. " + agency},
		{"football", 0.3, "en", "Striker Anselm Korda signs for Dorvale United", "Dorvale United have signed the striker Anselm Korda for a club record fee. He will wear the number nine shirt. " + agency},
		{"virus", 0.6, "en", "Bird flu found on two poultry farms", "Veterinarians have culled 30,000 hens after bird flu was found on two farms near Halmstrand. Exports of eggs were suspended. " + agency},
		{"film", 0.9, "en", "Documentary about deaf dancers wins festival", "A documentary about a company of deaf dancers has won the main prize of the Brevik film festival. The jury praised its silence. " + agency},
	}},
	{"one report with the agency paragraph in four outlets", []told{
		{"ferry", 0, "en", "Ferry runs aground off Cape Brinn, 40 rescued", "A ferry with 40 passengers ran aground on rocks off Cape Brinn on Monday night. The coast guard took everybody off by helicopter. " + agency},
		{"ferry", 0.1, "en", "Passengers flown off stranded ferry", "Helicopters took 40 people off a ferry that had struck rocks at Cape Brinn on Monday night, the coast guard said. " + agency},
		{"ferry", 0.2, "de", "Fähre vor Kap Brinn auf Grund gelaufen", "Eine Fähre mit 40 Passagieren ist am Montagabend vor Kap Brinn auf Felsen gelaufen. Die Küstenwache holte alle mit Hubschraubern von Bord."},
		{"ferry", 0.4, "es", "Un ferry encalla frente al cabo Brinn", "Un ferry con 40 pasajeros encalló el lunes por la noche en las rocas frente al cabo Brinn. La guardia costera evacuó a todos en helicóptero."},
	}},
	{amongOthers, []told{
		{"selm boat", 0, "en", "Twelve drown as fishing boat sinks off Port Selm", "A fishing boat sank off Port Selm on Sunday and twelve of its crew drowned."},
		{"selm boat", 0.2, "fr", "Douze noyés dans le naufrage d'un bateau de pêche au large de Port Selm", "Un bateau de pêche a coulé dimanche au large de Port Selm et douze marins se sont noyés."},
		{"halvor boat", 0.3, "en", "Migrants rescued from sinking boat near Halvor Island", "A merchant ship rescued 85 migrants on Sunday from a boat that was sinking near Halvor Island."},
		{"halvor boat", 0.5, "it", "Migranti salvati da una barca che affondava vicino all'isola di Halvor", "Una nave mercantile ha salvato domenica 85 migranti da una barca che affondava vicino all'isola di Halvor."},
		{"lake boat", 0.4, "en", "Tourist boat capsizes on Lake Orm, two missing", "Two people were missing after a tourist boat capsized in a storm on Lake Orm."},
		{"airport strike", 0.2, "en", "Strike closes Dorvale airport", "A strike of ground staff closed Dorvale airport on Sunday and 300 flights were cancelled."},
		{"corvin drone", 0.3, "en", "Drone closes Corvin airport", "Corvin airport was closed for 40 minutes on Sunday after a drone was seen near the runway, the operator said."},
		{"corvin drone", 0.5, "de", "Drohne legt Flughafen Corvin lahm", "Der Flughafen Corvin war am Sonntag 40 Minuten lang gesperrt, nachdem nahe der Startbahn eine Drohne gesichtet worden war, teilte der Betreiber mit."},
		{"brevik drone", 0.4, "en", "Drone closes Brevik airport", "Brevik airport was closed for 95 minutes on Sunday after a drone was seen near the runway, the operator said."},
		{"airport strike", 0.4, "pt", "Greve encerra o aeroporto de Dorvale", "Uma greve do pessoal de terra encerrou no domingo o aeroporto de Dorvale e 300 voos foram cancelados."},
	}},
	{"the same people in the same week", []told{
		{"trade", 0, "en", "President Tosk and Chancellor Brunk sign trade agreement", "President Mirela Tosk and Chancellor Gerda Brunk signed a trade agreement in Halmstrand on Monday. It abolishes tariffs on cars and cheese. Factories on both sides of the border had asked for it for ten years."},
		{"trade", 0.2, "es", "La presidenta Tosk y la canciller Brunk firman un acuerdo comercial", "La presidenta Mirela Tosk y la canciller Gerda Brunk firmaron el lunes en Halmstrand un acuerdo comercial. Suprime los aranceles sobre los coches y el queso. Las fábricas de ambos lados de la frontera lo pedían desde hacía diez años."},
		{"trade", 0.3, "ru", "Президент Тоск и канцлер Брунк подписали торговое соглашение", "Президент Мирела Тоск и канцлер Герда Брунк подписали в понедельник в Хальмстранде торговое соглашение. Оно отменяет пошлины на автомобили и сыр. Заводы по обе стороны границы просили об этом десять лет."},
		{"hospital", 3, "en", "President Tosk taken to hospital after fall", "President Mirela Tosk broke her wrist when she fell from a horse on Thursday and was taken to hospital. Doctors said that she would go home in two days. Chancellor Gerda Brunk wished her a quick recovery."},
		{"hospital", 3.2, "de", "Präsidentin Tosk nach Sturz im Krankenhaus", "Präsidentin Mirela Tosk hat sich am Donnerstag bei einem Sturz vom Pferd das Handgelenk gebrochen und kam ins Krankenhaus. Nach Angaben der Ärzte darf sie in zwei Tagen nach Hause. Kanzlerin Gerda Brunk wünschte ihr gute Besserung."},
		{"hospital", 3.3, "ru", "Президент Тоск попала в больницу после падения", "Президент Мирела Тоск сломала запястье, упав в четверг с лошади, и была доставлена в больницу. Врачи сообщили, что через два дня она вернется домой. Канцлер Герда Брунк пожелала ей скорейшего выздоровления."},
	}},
	{"the same event a year later", []told{
		{"first", 0, "en", "Thousands watch lantern boats at Lund Island festival", "Thousands of people watched the lantern boats of the Lund Island festival on Saturday night. The mayor, Otto Kranz, lit the first of 500 lanterns. Fishermen have held the festival every spring for two centuries."},
		{"first", 0.2, "fr", "Des milliers de spectateurs au festival des lanternes de l'île de Lund", "Des milliers de personnes ont regardé samedi soir les bateaux à lanternes du festival de l'île de Lund. Le maire, Otto Kranz, a allumé la première des 500 lanternes. Les pêcheurs organisent le festival chaque printemps depuis deux siècles."},
		{"second", 364, "en", "Rain delays lantern boats at Lund Island festival", "Rain delayed the lantern boats of the Lund Island festival on Saturday night, but thousands of people waited. The mayor, Otto Kranz, lit the first of 600 lanterns. Fishermen have held the festival every spring for two centuries."},
		{"second", 364.3, "de", "Regen verzögert Laternenboote beim Fest der Insel Lund", "Regen hat am Samstagabend die Laternenboote beim Fest der Insel Lund verzögert, doch Tausende warteten. Bürgermeister Otto Kranz entzündete die erste von 600 Laternen. Die Fischer feiern das Fest seit zwei Jahrhunderten in jedem Frühling."},
	}},
	{afterWeeks, []told{
		{"bridge", 0, "en", "Bridge over the Orm reopens after ten years", "The bridge over the Orm at Halmstrand was reopened on Friday, ten years after a flood had carried off two of its nine arches. The engineer Judith Halm, who led the work, was the first to walk across. It cost 48 million marks, twice as much as planned."},
		{"bridge", 24, "en", "Bridge over the Orm reopens after ten years", "The bridge over the Orm at Halmstrand was reopened on Friday, ten years after a flood had carried off two of its nine arches. The engineer Judith Halm, who led the work, was the first to walk across. It cost 48 million marks, twice as much as planned."},
		{"ballet", 1, "fr", "Le ballet de Lundmar en tournée", "Le ballet national de Lundmar commence mardi une tournée dans douze villes. Il dansera une œuvre nouvelle du chorégraphe Otto Kranz."},
	}},
	{"headlines alone", []told{
		{"quake", 0, "en", "", "Earthquake of magnitude 6.8 kills 31 in northern Valmora"},
		{"quake", 0.1, "es", "", "Un terremoto de magnitud 6,8 mata a 31 personas en el norte de Valmora"},
		{"quake", 0.1, "tr", "", "Valmora'nın kuzeyinde 6,8 büyüklüğündeki deprem 31 can aldı"},
		{"budget", 0.1, "en", "", "Parliament in Valmora rejects budget after night of debate"},
		{"budget", 0.2, "uk", "", "Парламент Валмори відхилив бюджет після нічних дебатів"},
		{"snow", 0.2, "en", "", "Snow closes mountain roads in southern Osterland"},
	}},
}

// TestTold holds what is told apart and what is not, case by case, in an input
// of its own and among all the others.
func TestTold(t *testing.T) {
	for _, set := range toldSets {
		if set.name == amongOthers {
			continue // among so few nothing tells what all accidents have in common
		}
		t.Run(set.name, func(t *testing.T) {
			compareGroups(t, set.reports, set.name == afterWeeks)
		})
	}
	t.Run("all", func(t *testing.T) {
		var all []told
		for _, set := range toldSets {
			all = append(all, set.reports...)
		}
		compareGroups(t, all, true) // a stream knows less at first
	})
}

func compareGroups(t *testing.T, reports []told, inBatchOnly bool) {
	t.Helper()
	g := readTold(t, reports)
	index := map[string]int{}
	var want [][]int
	for i, story := range g.story {
		at, known := index[story]
		if !known {
			at = len(want)
			index[story] = at
			want = append(want, nil)
		}
		want[at] = append(want[at], i)
	}
	got, err := Group(t.Context(), g.docs, g.vecs, g.titles)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("groups (-want +have)\n%s", diff)
	}
	if inBatchOnly {
		return
	}
	if diff := cmp.Diff(want, streamGroups(t, g)); diff != "" {
		t.Errorf("groups of a stream (-want +have)\n%s", diff)
	}
}
