package job

import (
	"reflect"
	"time"

	"github.com/stemma-news/stemma"
)

// Size is about how many bytes a result takes in memory: its own, and those that its lists and texts point at. Sentences
// that several parts have in common count for each.
func Size(r *stemma.Result) int64 {
	if r == nil {
		return 0
	}
	return sizeOf(reflect.ValueOf(r).Elem()) + int64(reflect.TypeFor[stemma.Result]().Size())
}

// sizeOf is what a value points at.
func sizeOf(v reflect.Value) (n int64) {
	switch v.Kind() {
	case reflect.String:
		return int64(v.Len())
	case reflect.Pointer:
		if !v.IsNil() && v.Type() != location {
			return int64(v.Type().Elem().Size()) + sizeOf(v.Elem())
		}
	case reflect.Slice, reflect.Array:
		if v.Kind() == reflect.Slice {
			n = int64(v.Cap()) * int64(v.Type().Elem().Size())
		}
		if plain(v.Type().Elem()) {
			return n
		}
		for i := range v.Len() {
			n += sizeOf(v.Index(i))
		}
	case reflect.Struct:
		for _, f := range v.Fields() {
			n += sizeOf(f)
		}
	case reflect.Map:
		for k, e := range v.Seq2() {
			n += sizeOf(k) + sizeOf(e) + int64(k.Type().Size()+e.Type().Size()) + mapEntry
		}
	}
	return n
}

// mapEntry is about what a map takes for an entry, besides key and value.
const mapEntry = 16

// location is what all moments have in common.
var location = reflect.TypeFor[*time.Location]()

// plain says that values of a type point at nothing.
func plain(t reflect.Type) bool {
	switch t.Kind() {
	case reflect.Struct:
		for f := range t.Fields() {
			if !plain(f.Type) {
				return false
			}
		}
		return true
	case reflect.Array:
		return plain(t.Elem())
	}
	return t.Kind() <= reflect.Complex128 && t.Kind() != reflect.Invalid
}
