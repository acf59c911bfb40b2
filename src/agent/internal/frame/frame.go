// Package frame holds what goes to the controller: encoded pieces in a bounded buffer of which the newest stay.
package frame

import "encoding/binary"

// Type says what a frame's payload is.
type Type byte

// The types; 3 is kept for socket tables.
const (
	// Traces is an ExportTraceServiceRequest in protobuf, as it came.
	Traces Type = 1
	// Status is the JSON of Health.
	Status Type = 2
)

// HeaderBytes is the size of what precedes each payload: its type, and its length in big-endian.
const HeaderBytes = 5

// Header encodes what precedes a payload.
func Header(t Type, payloadBytes int) [HeaderBytes]byte {
	var header [HeaderBytes]byte
	header[0] = byte(t)
	// Payloads are bounded far below 4 GiB where they enter.
	binary.BigEndian.PutUint32(header[1:], uint32(payloadBytes))
	return header
}
