package loadgen

import "math/rand/v2"

// Kinds of requests, as figures name them.
const (
	kindList    = "list"
	kindView    = "view"
	kindLogin   = "login"
	kindOrder   = "order"
	kindUnknown = "unknown"
)

func (m Mix) weights() [5]weight {
	return [...]weight{
		{kindList, m.List}, {kindView, m.View}, {kindLogin, m.Login}, {kindOrder, m.Order}, {kindUnknown, m.Unknown},
	}
}

type weight struct {
	kind  string
	share int
}

func (m Mix) total() int {
	sum := 0
	for _, weight := range m.weights() {
		sum += weight.share
	}
	return sum
}

func (m Mix) lowest() int {
	return min(m.List, m.View, m.Login, m.Order, m.Unknown)
}

// pick draws a kind by its weight.
func (m Mix) pick() string {
	at := rand.IntN(m.total())
	for _, weight := range m.weights() {
		if at -= weight.share; at < 0 {
			return weight.kind
		}
	}
	return kindView // the weights add up to the total, so it does not come to this
}
