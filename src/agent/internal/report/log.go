package report

import "time"

// Log takes reports without ever making the runner wait for whoever reads its output.
type Log struct {
	lines chan Line
	done  chan struct{}
	now   func() time.Time
	// History has them as well, for whoever asks.
	History *History
}

// A reader that is stalled for this many reports misses the ones after.
const backlog = 256

// NewLog writes reports to a stream that the service's own output goes to as well.
func NewLog(to *Output) *Log {
	l := &Log{lines: make(chan Line, backlog), done: make(chan struct{}), now: time.Now, History: NewHistory()}
	go func() {
		defer close(l.done)
		for line := range l.lines {
			to.Report(line)
		}
	}()
	return l
}

// Add reports one line.
func (l *Log) Add(line Line) {
	line.At = l.now()
	l.History.add(fitted(line))
	select {
	case l.lines <- line:
	default:
	}
}

// Close waits until all is written, but not for a reader that is stalled.
func (l *Log) Close(patience time.Duration) {
	close(l.lines)
	late := time.NewTimer(patience)
	defer late.Stop()
	select {
	case <-l.done:
	case <-late.C:
	}
}
