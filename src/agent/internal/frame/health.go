package frame

import (
	"encoding/json"
	"fmt"
)

// Health is the payload of a Status frame.
type Health struct {
	// DroppedSpans counts since the agent's start.
	DroppedSpans uint64 `json:"droppedSpans"`
	// HostPid says whether the agent sees the processes of other containers.
	HostPid bool `json:"hostPid"`
}

// Encode gives the whole frame.
func (h Health) Encode() ([]byte, error) {
	payload, err := json.Marshal(h)
	if err != nil {
		return nil, fmt.Errorf("encoding the status: %w", err)
	}
	header := Header(Status, len(payload))
	return append(header[:], payload...), nil
}
