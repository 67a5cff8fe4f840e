package main

import (
	"strings"
	"testing"
)

func TestJudge(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"none", "", "has no licence that is known"},
		{"words of one's own", "You may do with this what you like on Sundays.", "has no licence that is known"},
		{"only an address", "https://www.gnu.org/licenses/gpl-3.0.html", "has no licence that is known"},
		{"not argued for", "This program is free software: you can redistribute it and/or modify it under the terms of the GNU General Public License as published by the Free Software Foundation, either version 3 of the License, or (at your option) any later version.\n\nThis program is distributed in the hope that it will be useful, but WITHOUT ANY WARRANTY; without even the implied warranty of MERCHANTABILITY or FITNESS FOR A PARTICULAR PURPOSE. See the GNU General Public License for more details.", "nobody has argued for"},
	} {
		t.Run(c.name, func(t *testing.T) {
			m := &module{Path: "herald.example/press", Version: "v1.0.0", files: map[string]string{"LICENSE": c.text}}
			if err := judge([]*module{m}); err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("%v, want %q", err, c.want)
			}
		})
	}
}
