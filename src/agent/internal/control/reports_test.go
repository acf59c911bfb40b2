package control

import (
	"bufio"
	"context"
	"io"
	"testing"
)

func TestReportsArePassedOnUntilNobodyReads(t *testing.T) {
	name := ReportsName(t.TempDir())
	gone := make(chan struct{})
	l, err := Tell(name, func(ctx context.Context, to io.Writer) {
		_, _ = io.WriteString(to, "one\n")
		<-ctx.Done()
		close(gone)
	})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = l.Close() }()
	input, hangUp := io.Pipe()
	output, passed := io.Pipe()
	ended := make(chan error, 1)
	go func() { ended <- Listen(name, input, passed) }()
	if line, err := bufio.NewReader(output).ReadString('\n'); line != "one\n" {
		t.Fatalf("heard %q, %v", line, err)
	}
	_ = hangUp.Close()
	if err := <-ended; err != nil {
		t.Error(err)
	}
	<-gone
}

func TestWithoutARunnerThereIsNothingToHear(t *testing.T) {
	if err := Listen(ReportsName(t.TempDir()), nil, io.Discard); err == nil {
		t.Error("want an error")
	}
}
