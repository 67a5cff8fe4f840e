package genealogy

import "time"

// dateline is how an outlet gives the time of its articles.
type dateline struct {
	precision int           // index into Params.Dates
	zone      time.Duration // of the clock that it goes by
	named     bool          // the zone is given, so that the time is right all the same
	wrong     time.Duration // what its clock is off
}

// layouts are the forms of a date by precision.
var layouts = [...]string{"2006-01-02T15:04:05", "2006-01-02T15:04", "2006-01-02", "2006-01", ""}

// newDateline draws how an outlet dates. A wrong zone is local time given as
// UTC, as feeds do.
func (w *world) newDateline() dateline {
	d := dateline{precision: max(0, w.pick(w.params.Dates[:])), named: w.chance(0.2)}
	d.zone = time.Duration(w.between(-10, 12)) * time.Hour
	if w.chance(w.params.WrongZone) {
		d.wrong, d.named = d.zone, false
	}
	return d
}

// write gives a time as the outlet does, "" if it gives none.
func (d *dateline) write(t time.Time) string {
	layout := layouts[d.precision]
	if layout == "" {
		return ""
	}
	if d.precision >= 2 { // a day is a day where the outlet is
		return t.UTC().Add(d.zone).Format(layout)
	}
	if d.named {
		return t.In(time.FixedZone("", int(d.zone/time.Second))).Format(layout + "Z07:00")
	}
	return t.UTC().Add(d.wrong).Format(layout + "Z")
}
