package database_test

import (
	"context"
	"errors"
	"sync"
	"testing"
	"testing/fstest"

	"shop.example/internal/database"
	"shop.example/internal/shoptest"
)

func TestInstancesThatStartTogetherMigrateOnce(t *testing.T) {
	observed := shoptest.Observe(t)
	settings := shoptest.Postgres(t)
	files := fstest.MapFS{
		"0001-a.sql": {Data: []byte("CREATE TABLE thing.a (n int); INSERT INTO thing.a VALUES (1)")},
		"0002-b.sql": {Data: []byte("INSERT INTO thing.a VALUES (2)")},
	}
	var group sync.WaitGroup
	for range 8 {
		db := shoptest.OpenDatabase(t, observed, settings)
		group.Go(func() {
			if err := db.Migrate(t.Context(), "thing", files); err != nil {
				t.Error(err)
			}
		})
	}
	group.Wait()
	var rows int
	db := shoptest.OpenDatabase(t, observed, settings)
	if err := db.Pool.QueryRow(t.Context(), "SELECT count(*) FROM thing.a").Scan(&rows); err != nil || rows != 2 {
		t.Errorf("%d rows, %v", rows, err)
	}
}

func TestAMigrationThatFailsLeavesNothingAndIsTriedAgain(t *testing.T) {
	db := shoptest.Database(t, shoptest.Observe(t))
	broken := fstest.MapFS{"0001-a.sql": {Data: []byte("CREATE TABLE thing.a (n int); SELECT nonsense")}}
	if err := db.Migrate(t.Context(), "thing", broken); err == nil {
		t.Fatal("no error")
	}
	mended := fstest.MapFS{"0001-a.sql": {Data: []byte("CREATE TABLE thing.a (n int)")}}
	if err := db.Migrate(t.Context(), "thing", mended); err != nil {
		t.Errorf("after the mending: %v", err)
	}
}

func TestAwayMeansThatTryingLaterMakesSense(t *testing.T) {
	observed := shoptest.Observe(t)
	settings := shoptest.Postgres(t)
	db := shoptest.OpenDatabase(t, observed, settings)
	mistake := db.WithContext(t.Context()).Exec("SELECT nonsense").Error
	line := shoptest.NewLine(t, "127.0.0.1:1")
	line.Cut()
	settings.Host, settings.Port = "127.0.0.1", 1
	down := shoptest.OpenDatabase(t, observed, settings)
	for name, test := range map[string]struct {
		err  error
		want bool
	}{
		"nothing":              {nil, false},
		"a mistake in SQL":     {mistake, false},
		"nobody listens":       {down.WithContext(t.Context()).Exec("SELECT 1").Error, true},
		"too slow":             {context.DeadlineExceeded, true},
		"the caller went away": {context.Canceled, false},
		"anything else":        {errors.New("else"), false},
	} {
		t.Run(name, func(t *testing.T) {
			if got := database.Away(test.err); got != test.want {
				t.Errorf("%v: got %t", test.err, got)
			}
		})
	}
}

func TestWorkOutsideOfARequestMakesNoSpans(t *testing.T) {
	observed := shoptest.Observe(t)
	db := shoptest.Database(t, observed)
	if err := db.WithContext(t.Context()).Exec("SELECT 1").Error; err != nil {
		t.Fatal(err)
	}
	if spans := observed.Spans.Ended(); len(spans) != 0 {
		t.Errorf("%d spans", len(spans))
	}
	ctx, span := observed.Tracer("test").Start(t.Context(), "request")
	if err := db.WithContext(ctx).Exec("SELECT 1").Error; err != nil {
		t.Fatal(err)
	}
	span.End()
	if spans := observed.Spans.Ended(); len(spans) != 2 {
		t.Errorf("%d spans, want the request's and the query's", len(spans))
	}
}
