package database

import (
	"context"
	"errors"
	"io"
	"net"

	"github.com/jackc/pgx/v5/pgconn"
)

// Away tells whether an error means that Postgres can't be reached or is going down, so that trying later makes sense.
func Away(err error) bool {
	if err == nil {
		return false
	}
	var refused *pgconn.ConnectError
	var network net.Error
	if errors.As(err, &refused) || errors.As(err, &network) || errors.Is(err, context.DeadlineExceeded) {
		return true
	}
	var answered *pgconn.PgError
	if errors.As(err, &answered) {
		// 08: connection, 53: out of resources, 57P: operator intervention (shutdown, starting up).
		class := answered.Code[:2]
		return class == "08" || class == "53" || answered.Code[:3] == "57P"
	}
	// A connection that broke in the middle. Whether the statement took effect is not known; its caller has a key for that.
	return pgconn.SafeToRetry(err) ||
		errors.Is(err, net.ErrClosed) || errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF)
}
