package attribution

import (
	"slices"
	"testing"

	"github.com/stemma-news/stemma"
)

// Who reports what a paper has from an agency, or from an agency and its
// source together, quotes the agency's source.
func TestUnnamedSourceBehindPapers(t *testing.T) {
	_, sources := find(t,
		[4]string{"a", "Lowland Courier", "en", "The bridge will stay closed until May, Reuters reported on Friday, citing a port official who asked not to be named. Two ferries are in port, the official said."},
		[4]string{"b", "Diario del Llano", "es", "El puente seguirá cerrado hasta mayo, informó el diario Lowland Courier citando a la agencia Reuters. Dos barcos siguen en puerto, dijo un funcionario del puerto que pidió no ser identificado."},
		[4]string{"c", "Равнинные вести", "ru", "Мост останется закрытым до мая, пишет газета Lowland Courier со ссылкой на агентство Reuters и неназванного сотрудника порта."},
	)
	var unnamed []stemma.Source
	for _, s := range sources {
		if s.Kind == stemma.SourceUnnamed {
			unnamed = append(unnamed, s)
		}
	}
	if len(unnamed) != 1 || !slices.Equal(unnamed[0].CitedBy, []string{"a", "b", "c"}) {
		t.Errorf("unnamed sources %+v, want one that all three cite", unnamed)
	}
	if s := sourceNamed(sources, "Reuters"); s == nil || len(unnamed) > 0 && !slices.Contains(s.Cites, unnamed[0].ID) {
		t.Errorf("Reuters is %+v, want it to cite the unnamed source", s)
	}
}
