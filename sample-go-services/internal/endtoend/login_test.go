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
	// exact is how exactly Sim gives times.
	exact = 2 * time.Microsecond
)

var mutexWait = regexp.MustCompile(`(?m)^go_sync_mutex_wait_total_seconds_total (\S+)$`)

// seen is what an operator sees of the load: auth's spans, and by Go's own count the seconds that its goroutines waited for
// mutexes.
type seen struct {
	logins, finds, queries []span
	waited                 float64
}

func TestTheLockOfLoginsShowsInTracesAndItsCureToo(t *testing.T) {
	s := open(t)
	t.Cleanup(func() { s.configure(t, "auth", "") })
	customers := s.manyCustomers(t)
	s.lookUpBy(t, "mutex")
	lock := s.crowd(t, customers)
	s.lookUpBy(t, "sharded")
	cure := s.crowd(t, customers)
	all := len(customers) * loginsEach
	if len(lock.queries) != all || mostAtOnce(lock.queries) != 1 || mostAtOnce(lock.finds) < 2 {
		t.Errorf("behind the lock %d logins asked Postgres %d times, %d at once, while %d waited; want each once and one at a time",
			all, len(lock.queries), mostAtOnce(lock.queries), mostAtOnce(lock.finds))
	}
	if len(cure.queries) != 0 {
		t.Errorf("cured, customers who had been there asked Postgres %d times", len(cure.queries))
	}
	if cure.waited >= lock.waited {
		t.Errorf("goroutines waited %.2f s for mutexes behind the lock, %.2f s cured", lock.waited, cure.waited)
	}
}

// BenchmarkLogins tells what the slowest login in a hundred took by auth's spans (p99-ms), and how long goroutines waited for
// mutexes by Go's own count (waited-s), while a crowd logs in.
func BenchmarkLogins(b *testing.B) {
	s := open(b)
	b.Cleanup(func() { s.configure(b, "auth", "") })
	customers := s.manyCustomers(b)
	for _, way := range []string{"mutex", "sharded"} {
		b.Run(way, func(b *testing.B) {
			s.lookUpBy(b, way)
			var logins []span
			waited := 0.0
			for range b.N {
				now := s.crowd(b, customers)
				logins = append(logins, now.logins...)
				waited += now.waited
			}
			b.ReportMetric(float64(p99(logins).Microseconds())/1000, "p99-ms")
			b.ReportMetric(waited/float64(b.N), "waited-s")
		})
	}
}

func (s *shop) manyCustomers(t testing.TB) (credentials []string) {
	t.Helper()
	for range atOnce {
		credentials = append(credentials, s.register(t))
	}
	return credentials
}

// lookUpBy sets how auth looks accounts up.
func (s *shop) lookUpBy(t testing.TB, way string) {
	t.Helper()
	// Whom auth knows it knows for the whole load, however long that takes.
	s.configure(t, "auth", "lookup: "+way+"\naccount_ttl: 1h\n")
	shoptest.Until(t, "auth to look accounts up by "+way, func() bool { return s.setting("auth", "lookup") == way })
}

// crowd lets all customers log in at once, again and again, in one trace.
func (s *shop) crowd(t testing.TB, customers []string) seen {
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
	all := len(customers) * loginsEach
	var now seen
	shoptest.Until(t, "the spans of all logins", func() bool {
		now = seenIn(s.spans.find(func(got span) bool { return got.trace == trace && got.service == "auth" }))
		return len(now.finds) == all && len(now.logins) == all
	})
	now.waited = waited
	return now
}

// seenIn sorts auth's spans. A query belongs to the search for an account around it, and is sent no later than that.
func seenIn(spans []span) (now seen) {
	searches := map[string]bool{}
	for _, got := range spans {
		switch got.name {
		case "POST /tokens":
			now.logins = append(now.logins, got)
		case "find account":
			now.finds = append(now.finds, got)
			searches[got.id] = true
		}
	}
	for _, got := range spans {
		if searches[got.parent] && got.attributes["db.query.text"] != "" {
			now.queries = append(now.queries, got)
		}
	}
	return now
}

// mostAtOnce is how many spans were under way at the same time.
func mostAtOnce(spans []span) (most int) {
	for _, one := range spans {
		underWay := 0
		for _, other := range spans {
			if !other.began.After(one.began) && other.began.Add(other.took-exact).After(one.began) {
				underWay++
			}
		}
		most = max(most, underWay)
	}
	return most
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

func (s *shop) mutexWait(t testing.TB) float64 {
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
