package orders

import (
	"bytes"
	"strings"
	"testing"
)

func TestWhatCanBeOrdered(t *testing.T) {
	many := make([]Item, 21)
	for i := range many {
		many[i] = Item{int64(i + 1), 1}
	}
	for name, test := range map[string]struct {
		items []Item
		good  bool
	}{
		"one thing":         {[]Item{{1, 1}}, true},
		"twenty things":     {many[:20], true},
		"a hundred of one":  {[]Item{{1, 100}}, true},
		"nothing":           {nil, false},
		"too many things":   {many, false},
		"none of one":       {[]Item{{1, 0}}, false},
		"less than none":    {[]Item{{1, -1}}, false},
		"too many of one":   {[]Item{{1, 101}}, false},
		"no product":        {[]Item{{0, 1}}, false},
		"the same twice":    {[]Item{{1, 1}, {1, 2}}, false},
		"a negative number": {[]Item{{-5, 1}}, false},
	} {
		t.Run(name, func(t *testing.T) {
			if err := (Wish{test.items}).Validate(); (err == nil) != test.good {
				t.Errorf("got %v", err)
			}
		})
	}
}

func TestAFingerprintTellsWishesApart(t *testing.T) {
	one := Wish{[]Item{{1, 1}, {2, 3}}}
	if !bytes.Equal(one.fingerprint(), (Wish{[]Item{{2, 3}, {1, 1}}}).fingerprint()) {
		t.Error("the order of items matters")
	}
	for _, other := range []Wish{{[]Item{{1, 1}}}, {[]Item{{1, 3}, {2, 1}}}, {[]Item{{1, 1}, {2, 4}}}} {
		if bytes.Equal(one.fingerprint(), other.fingerprint()) {
			t.Errorf("%v is the same as %v", one, other)
		}
	}
}

func TestAKeyIsVisibleText(t *testing.T) {
	for key, good := range map[string]bool{
		"a": true, "3f2a-77": true, strings.Repeat("x", 100): true,
		"": false, "two words": false, "línea": false, "a\x00b": false, strings.Repeat("x", 101): false,
	} {
		if validKey(key) != good {
			t.Errorf("%q", key)
		}
	}
}
