package otlp

import (
	"encoding/binary"
	"errors"
)

// Wire types of protobuf.
const (
	wireVarint  = 0
	wireFixed64 = 1
	wireBytes   = 2
	wireFixed32 = 5
)

var errWire = errors.New("not a protobuf message")

// field reads the next field of a message: its number, its bytes where it has any, and what follows.
func field(message []byte) (number uint64, value, rest []byte, err error) {
	tag, n := binary.Uvarint(message)
	if n <= 0 || tag>>3 == 0 {
		return 0, nil, nil, errWire
	}
	message = message[n:]
	switch tag & 7 {
	case wireVarint:
		_, n = binary.Uvarint(message)
	case wireFixed64:
		n = 8
	case wireFixed32:
		n = 4
	case wireBytes:
		length, m := binary.Uvarint(message)
		if m <= 0 || length > uint64(len(message)-m) {
			return 0, nil, nil, errWire
		}
		return tag >> 3, message[m : m+int(length)], message[m+int(length):], nil
	default:
		// Groups are gone since proto3.
		return 0, nil, nil, errWire
	}
	if n <= 0 || n > len(message) {
		return 0, nil, nil, errWire
	}
	return tag >> 3, nil, message[n:], nil
}

// CountSpans walks an ExportTraceServiceRequest as far as its spans.
func CountSpans(request []byte) (int, error) { return count(request, 1, 2, 2) }

// count follows field numbers down: resource_spans, scope_spans, spans.
func count(message []byte, path ...uint64) (int, error) {
	total := 0
	for len(message) > 0 {
		number, value, rest, err := field(message)
		if err != nil {
			return 0, err
		}
		message = rest
		switch {
		case number != path[0] || value == nil:
		case len(path) == 1:
			total++
		default:
			below, err := count(value, path[1:]...)
			if err != nil {
				return 0, err
			}
			total += below
		}
	}
	return total, nil
}
