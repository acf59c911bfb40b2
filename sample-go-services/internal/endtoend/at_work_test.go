package endtoend

import "testing"

// TestTheShopAtWork looks at one running shop from several sides; what stops parts of it has a shop of its own.
func TestTheShopAtWork(t *testing.T) {
	s := open(t)
	for name, look := range map[string]func(*testing.T, *shop){
		"one trace of an order covers the shop and links to the worker":          oneTraceCoversAnOrder,
		"a server's span fails for the shop's mistakes alone":                    serverSpansFailForTheShopsMistakesAlone,
		"bad input is refused with a problem document":                           badInputIsRefused,
		"ten thousand nonsense requests are none of the shop's mistakes":         nonsenseIsNoneOfTheShopsMistakes,
		"protections are switched while the shop runs, and nonsense is rejected": protectionsAreSwitched,
	} {
		t.Run(name, func(t *testing.T) { look(t, s) })
	}
}
