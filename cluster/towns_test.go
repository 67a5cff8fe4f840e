package cluster

import "testing"

// towns are short reports, headline and lead, of what happens in a town on a
// day: the town is rare, the day is the same, and mostly nothing else is.
var towns = []told{
	{"orvan library", 0.1, "en", "Orvanholm to close two of its libraries", "The council of Orvanholm decided on Tuesday to close two of the town's five libraries by the end of June."},
	{"orvan library", 0.3, "de", "Orvanholm schließt zwei Bibliotheken", "Der Gemeinderat von Orvanholm hat am Dienstag beschlossen, zwei der fünf Bibliotheken der Stadt bis Ende Juni zu schließen."},
	{"orvan robbery", 0.2, "en", "Masked men rob jeweller in Orvanholm", "Three masked men robbed a jeweller's shop in Orvanholm on Tuesday and got away with watches, police said."},
	{"orvan robbery", 0.4, "fr", "Braquage d'une bijouterie à Orvanholm", "Trois hommes masqués ont braqué mardi une bijouterie à Orvanholm et emporté des montres, selon la police."},
	{"orvan bear", 0.4, "en", "Brown bear seen in Orvanholm park", "A brown bear was seen in a park in Orvanholm on Tuesday morning; wardens drove it back to the woods."},

	{"keldra vaccine", 1.1, "es", "Keldra empieza a vacunar contra el sarampión", "Los centros de salud de Keldra empezaron el miércoles a vacunar a los niños contra el sarampión, tras nueve casos en un mes."},
	{"keldra vaccine", 1.2, "en", "Measles vaccinations begin in Keldra", "Health centres in Keldra began to vaccinate children against measles on Wednesday after nine cases in a month."},
	{"keldra train", 1.0, "es", "Descarrila un tren de mercancías cerca de Keldra", "Un tren de mercancías con cereales descarriló el miércoles cerca de Keldra; no hubo heridos y la vía sigue cortada."},
	{"keldra train", 1.3, "pt", "Comboio de mercadorias descarrila perto de Keldra", "Um comboio de mercadorias carregado de cereais descarrilou na quarta-feira perto de Keldra; não houve feridos e a linha continua cortada."},
	{"keldra prize", 1.4, "es", "Una poeta de Keldra gana el premio nacional", "La poeta Ilse Varga, nacida en Keldra, ganó el miércoles el premio nacional de poesía por su tercer libro."},

	{"tammerby strike", 2.0, "sv", "Busschaufförer i Tammerby strejkar", "Busschaufförerna i Tammerby gick på torsdagen ut i strejk för högre löner, och alla linjer i staden står still."},
	{"tammerby strike", 2.2, "en", "Bus drivers strike in Tammerby", "Bus drivers in Tammerby went on strike for higher pay on Thursday, and no buses run in the town."},
	{"tammerby well", 2.1, "sv", "Arkeologer hittar medeltida brunn i Tammerby", "Arkeologer har hittat en brunn från medeltiden under torget i Tammerby, berättade museet på torsdagen."},
	{"tammerby well", 2.3, "de", "Archäologen finden mittelalterlichen Brunnen in Tammerby", "Archäologen haben unter dem Marktplatz von Tammerby einen Brunnen aus dem Mittelalter gefunden, teilte das Museum am Donnerstag mit."},
	{"tammerby mayor", 2.4, "en", "Mayor of Tammerby resigns over expenses", "The mayor of Tammerby, Runa Holt, resigned on Thursday after questions about her travel expenses."},
	{"tammerby mayor", 2.5, "nl", "Burgemeester van Tammerby stapt op na declaraties", "De burgemeester van Tammerby, Runa Holt, is donderdag opgestapt na vragen over haar reisdeclaraties."},

	{"zubrava factory", 3.0, "ru", "В Зубраве закрывают сахарный завод", "Сахарный завод в Зубраве закроют осенью, работу потеряют 260 человек, сообщил в пятницу профсоюз."},
	{"zubrava factory", 3.2, "en", "Sugar factory in Zubrava to close", "The sugar factory in Zubrava will close in autumn and 260 people will lose their jobs, the union said on Friday."},
	{"zubrava fire", 3.1, "ru", "Пожар на рынке в Зубраве", "На рынке в Зубраве ночью на пятницу сгорели торговые ряды, никто не пострадал, сообщили спасатели."},
	{"zubrava fire", 3.3, "uk", "Пожежа на ринку в Зубраві", "На ринку в Зубраві в ніч на п'ятницю згоріли торгові ряди, ніхто не постраждав, повідомили рятувальники."},
	{"zubrava chess", 3.4, "en", "Schoolgirl from Zubrava wins chess title", "A twelve-year-old schoolgirl from Zubrava won the national chess championship for juniors on Friday."},

	{"port ilm ferry", 4.0, "en", "New ferry for Port Ilm is late", "The new ferry for Port Ilm will be delivered a year late, the shipyard said on Saturday."},
	{"port ilm ferry", 4.2, "it", "In ritardo il nuovo traghetto di Port Ilm", "Il nuovo traghetto di Port Ilm sarà consegnato con un anno di ritardo, ha detto sabato il cantiere."},
	{"port ilm teacher", 4.1, "en", "Port Ilm teacher fined for slap", "A teacher in Port Ilm who had slapped a pupil was fined by a court on Saturday."},
	{"port ilm teacher", 4.2, "fr", "Un enseignant de Port Ilm condamné pour une gifle", "Un enseignant de Port Ilm qui avait giflé un élève a été condamné samedi à une amende par un tribunal."},
	{"port ilm whales", 4.3, "en", "Whales strand near Port Ilm", "Fourteen pilot whales stranded on a beach near Port Ilm on Saturday; volunteers kept them wet."},
	{"port ilm whales", 4.4, "es", "Ballenas varadas cerca de Port Ilm", "Catorce calderones quedaron varados el sábado en una playa cerca de Port Ilm; voluntarios los mantienen mojados."},

	{"halvesund bank", 5.0, "en", "Halvesund savings bank raises fees", "The savings bank of Halvesund will charge for paper statements from May, it said on Sunday."},
	{"halvesund crash", 5.1, "en", "Cyclist dies in Halvesund crash", "A cyclist was killed when she was hit by a lorry at a crossing in Halvesund on Sunday."},
	{"halvesund crash", 5.3, "tr", "Halvesund'da kazada bir bisikletli öldü", "Halvesund'da pazar günü bir kavşakta kamyonun çarptığı bisikletli hayatını kaybetti."},
	{"halvesund opera", 5.2, "en", "Halvesund opera cancels premiere", "The opera of Halvesund cancelled its premiere on Sunday because the tenor had lost his voice."},
	{"halvesund opera", 5.4, "it", "L'opera di Halvesund annulla la prima", "L'opera di Halvesund ha annullato domenica la prima perché il tenore aveva perso la voce."},
}

// TestTowns: that a rare place and a day are all that two have in common makes
// no story of them, however little else they tell.
func TestTowns(t *testing.T) {
	for _, x := range []struct {
		reports int
		floor   float64 // of B-cubed F1
	}{{5, 0.999}, {10, 0.999}, {16, 0.999}, {21, 0.94}, {27, 0.86}, {len(towns), 0.87}} {
		g := readTold(t, towns[:x.reports])
		groups, err := Group(t.Context(), g.docs, g.vecs, g.titles)
		if err != nil {
			t.Fatal(err)
		}
		_, recall, batch := bcubed(g.story, groups)
		_, _, stream := bcubed(g.story, streamGroups(t, g))
		t.Logf("%d reports: B3-F1 %.3f, of a stream %.3f", x.reports, batch, stream)
		if batch < x.floor || stream < x.floor || recall < 0.999 {
			t.Errorf("%d reports: B3-F1 is %.4f with a recall of %.4f, and %.4f of a stream; want %.4f", x.reports, batch, recall, stream, x.floor)
		}
	}
}

// TestPartOfAName: two words that two articles share are a name of two or two names, and
// one of two words that both have is less than a name.
func TestPartOfAName(t *testing.T) {
	word := func(feature int32, words float32) term { return term{feature, 0.25, words} }
	pair := []term{word(2, 2), word(4, 2)}
	for _, x := range []struct {
		what    string
		a, b    []term
		several float64
	}{
		{"two names", []term{word(2, 1), word(4, 1)}, []term{word(2, 1), word(4, 1)}, 2},
		{"one of two words", pair, pair, 1},
		{"a surname, in full once", pair, []term{word(2, 1)}, 1},
		{"a surname of two people", pair, []term{word(2, 2), word(6, 2)}, 0.5},
	} {
		a, b := article{size: 1, sparse: x.a}, article{size: 1, sparse: x.b}
		if got := sharingOf(&a, &b).several; got != x.several {
			t.Errorf("%s: spread over %.2f names, want %.2f", x.what, got, x.several)
		}
	}
	whole, part := sharing{cosine: 0.2, several: 1}, sharing{cosine: 0.2, several: 0.5}
	if part.says() <= 0 || part.says() >= whole.says() {
		t.Errorf("a part says %.2f, a name %.2f", part.says(), whole.says())
	}
}
