package endtoend

import (
	"encoding/hex"
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"

	"shop.example/internal/shoptest"
)

// The load at which one lock around every query is felt: eighty customers who log in again as soon as they are in.
const (
	atOnce     = 80
	loginsEach = 8
)

// turns are how often both ways are compared at most: a machine that is busy elsewhere adds to the time of both, and so hides
// the difference.
const turns = 3

var mutexWait = regexp.MustCompile(`(?m)^go_sync_mutex_wait_total_seconds_total (\S+)$`)

// seen is what an operator sees of the load: the slowest in a hundred of auth's spans, and by Go's own count the seconds that
// its goroutines waited for mutexes.
type seen struct {
	findAccount, login time.Duration
	waited             float64
}

func TestTheLockOfLoginsShowsInTracesAndItsCureToo(t *testing.T) {
	s := open(t)
	t.Cleanup(func() { s.configure(t, "auth", "") })
	var customers []string
	for range atOnce {
		customers = append(customers, s.register(t))
	}
	for range turns {
		lock, cure := s.crowdBy(t, "mutex", customers), s.crowdBy(t, "sharded", customers)
		if cure.findAccount*4 <= lock.findAccount && cure.login*4 <= lock.login && cure.waited*4 <= lock.waited {
			return
		}
	}
	t.Error("the cure takes off no three quarters")
}

// crowdBy is the crowd while auth looks accounts up in one way.
func (s *shop) crowdBy(t *testing.T, way string, customers []string) seen {
	t.Helper()
	s.configure(t, "auth", "lookup: "+way+"\n")
	shoptest.Until(t, "auth to look accounts up by "+way, func() bool { return s.setting("auth", "lookup") == way })
	now := s.crowd(t, customers)
	t.Logf("%s, %d customers at once: p99 of find account %s, of the login %s; goroutines waited %.2f s for mutexes",
		way, atOnce, now.findAccount, now.login, now.waited)
	return now
}

// crowd lets all customers log in at once, again and again, in one trace.
func (s *shop) crowd(t *testing.T, customers []string) seen {
	t.Helper()
	trace := hex.EncodeToString(random(16))
	header := http.Header{
		"Content-Type": {"application/json"},
		"Traceparent":  {fmt.Sprintf("00-%s-%s-01", trace, hex.EncodeToString(random(8)))},
	}
	login := func(header http.Header, credentials string) {
		got := ask(http.MethodPost, s.door("/tokens"), header, []byte(credentials))
		if got.status != http.StatusOK {
			t.Errorf("log in: %d %s", got.status, got.text)
		}
	}
	together(customers, func(credentials string) { login(http.Header{"Content-Type": {"application/json"}}, credentials) })
	before := s.mutexWait(t)
	together(customers, func(credentials string) {
		for range loginsEach {
			login(header, credentials)
		}
	})
	waited := s.mutexWait(t) - before
	of := func(name string) func(span) bool {
		return func(got span) bool { return got.trace == trace && got.service == "auth" && got.name == name }
	}
	all := len(customers) * loginsEach
	shoptest.Until(t, "the spans of all logins", func() bool {
		return len(s.spans.find(of("find account"))) == all && len(s.spans.find(of("POST /tokens"))) == all
	})
	return seen{
		findAccount: p99(s.spans.find(of("find account"))), login: p99(s.spans.find(of("POST /tokens"))), waited: waited,
	}
}

func together(customers []string, work func(credentials string)) {
	var group sync.WaitGroup
	for _, credentials := range customers {
		group.Go(func() { work(credentials) })
	}
	group.Wait()
}

func p99(spans []span) time.Duration {
	slices.SortFunc(spans, func(a, b span) int { return int(a.took - b.took) })
	return spans[len(spans)*99/100].took
}

func (s *shop) mutexWait(t *testing.T) float64 {
	t.Helper()
	found := mutexWait.FindStringSubmatch(s.operator("auth", "/metrics").text)
	if found == nil {
		t.Fatal("auth does not say how long its goroutines waited for mutexes")
	}
	seconds, err := strconv.ParseFloat(found[1], 64)
	if err != nil {
		t.Fatal(err)
	}
	return seconds
}
