package report

import (
	"context"
	"fmt"
	"io"
	"strings"
	"testing"
)

func TestWhoComesLateHearsTheLastReportsAndThenEachNewOne(t *testing.T) {
	history := NewHistory()
	for n := range remembered + 2 {
		history.add(fmt.Appendf(nil, "%d\n", n))
	}
	read, write := io.Pipe()
	ctx, stop := context.WithCancel(context.Background())
	told := make(chan struct{})
	go func() {
		history.Tell(ctx, write)
		close(told)
	}()
	heard := make([]byte, 0, 1<<12)
	listen := func(until string) {
		t.Helper()
		for !strings.HasSuffix(string(heard), until) {
			piece := make([]byte, 64)
			n, err := read.Read(piece)
			if err != nil {
				t.Fatal(err)
			}
			heard = append(heard, piece[:n]...)
		}
	}
	listen(fmt.Sprintf("%d\n", remembered+1))
	if !strings.HasPrefix(string(heard), "2\n3\n") {
		t.Errorf("begins with %q", heard[:8])
	}
	history.add([]byte("new\n"))
	listen("\nnew\n")
	stop()
	<-told
}

func TestTellingEndsWithItsListener(t *testing.T) {
	history := NewHistory()
	history.add([]byte("one\n"))
	read, write := io.Pipe()
	_ = read.Close()
	history.Tell(context.Background(), write)
}
