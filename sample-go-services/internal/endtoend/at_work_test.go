package endtoend

import "testing"

// TestTheShopAtWork looks at one running shop from several sides; what stops parts of it has a test of its own.
func TestTheShopAtWork(t *testing.T) {
	s := open(t)
	t.Run("one trace of an order covers the shop and links to the worker", func(t *testing.T) { oneTraceCoversAnOrder(t, s) })
	t.Run("a server's span fails for the shop's mistakes alone", func(t *testing.T) { serverSpansFailForTheShopsMistakesAlone(t, s) })
	t.Run("protections are switched while the shop runs, and nonsense is rejected", func(t *testing.T) { protectionsAreSwitched(t, s) })
	t.Run("bad input is refused with a problem document", func(t *testing.T) { badInputIsRefused(t, s) })
	if s.proxied { // Go's own server refuses such things in words of its own
		t.Run("what is hardly HTTP is refused with a problem document", func(t *testing.T) { hardlyHTTPIsRefused(t, s) })
	}
	// Last, as so many spans at once are more than a service keeps.
	t.Run("ten thousand nonsense requests are none of the shop's mistakes", func(t *testing.T) { nonsenseIsNoneOfTheShopsMistakes(t, s) })
}
