package otlp

import (
	"bytes"
	"cmp"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
)

// Attributes may nest; nobody nests this deep but to do harm.
const deepest = 64

var errDepth = errors.New("nested too deeply")

// transcode writes a JSON message in protobuf. Unknown names are passed over, as OTLP demands.
func transcode(input []byte, s *schema) ([]byte, error) {
	decoder := json.NewDecoder(bytes.NewReader(input))
	// A float64 can't hold nanoseconds since the epoch.
	decoder.UseNumber()
	var root map[string]any
	if err := decoder.Decode(&root); err != nil {
		return nil, fmt.Errorf("reading JSON: %w", err)
	}
	return appendMessage(nil, root, s, deepest)
}

func appendMessage(to []byte, object map[string]any, s *schema, depth int) ([]byte, error) {
	if depth == 0 {
		return nil, errDepth
	}
	for _, name := range inOrder(object, s) {
		a, value := (*s)[name], object[name]
		values := []any{value}
		if list, isList := value.([]any); isList && a.many {
			values = list
		}
		for _, one := range values {
			var err error
			if to, err = appendField(to, one, a, depth); err != nil {
				return nil, fmt.Errorf("%s: %w", name, err)
			}
		}
	}
	return to, nil
}

// inOrder gives the names that have a value and a meaning, by the numbers of their fields: equal input then gives equal bytes, and whoever
// reads a key before its value, as all libraries write them, reads on in one pass.
func inOrder(object map[string]any, s *schema) []string {
	names := make([]string, 0, len(object))
	for name, value := range object {
		if _, known := (*s)[name]; known && value != nil {
			names = append(names, name)
		}
	}
	slices.SortFunc(names, func(a, b string) int {
		return cmp.Or(cmp.Compare((*s)[a].number, (*s)[b].number), strings.Compare(a, b))
	})
	return names
}

func appendField(to []byte, value any, a attribute, depth int) ([]byte, error) {
	switch a.kind {
	case text, hexBytes, base64Bytes:
		content, err := octets(value, a.kind)
		return appendBytes(to, a.number, content), err
	case message:
		object, ok := value.(map[string]any)
		if !ok {
			return nil, fmt.Errorf("want an object, got %T", value)
		}
		content, err := appendMessage(nil, object, a.schema, depth-1)
		return appendBytes(to, a.number, content), err
	case truth:
		flag, ok := value.(bool)
		if !ok {
			return nil, fmt.Errorf("want true or false, got %v", value)
		}
		bit := uint64(0)
		if flag {
			bit = 1
		}
		return binary.AppendUvarint(appendTag(to, a.number, wireVarint), bit), nil
	default:
		return appendNumber(to, value, a)
	}
}

func octets(value any, k kind) ([]byte, error) {
	s, ok := value.(string)
	switch {
	case !ok:
		return nil, fmt.Errorf("want a string, got %T", value)
	case k == hexBytes:
		return hex.DecodeString(s)
	case k == base64Bytes:
		return base64.StdEncoding.DecodeString(s)
	default:
		return []byte(s), nil
	}
}

func appendNumber(to []byte, value any, a attribute) ([]byte, error) {
	digits := fmt.Sprint(value)
	if a.kind == double {
		// ParseFloat also reads the NaN and Infinity that JSON has only as strings.
		f, err := strconv.ParseFloat(digits, 64)
		return binary.LittleEndian.AppendUint64(appendTag(to, a.number, wireFixed64), math.Float64bits(f)), err
	}
	n, err := strconv.ParseUint(digits, 10, 64)
	if signed, ofSigned := strconv.ParseInt(digits, 10, 64); err != nil && ofSigned == nil {
		n, err = uint64(signed), nil
	}
	if err != nil {
		return nil, fmt.Errorf("want a whole number, got %v", value)
	}
	switch a.kind {
	case fixed64:
		return binary.LittleEndian.AppendUint64(appendTag(to, a.number, wireFixed64), n), nil
	case fixed32:
		return binary.LittleEndian.AppendUint32(appendTag(to, a.number, wireFixed32), uint32(n)), nil
	default:
		return binary.AppendUvarint(appendTag(to, a.number, wireVarint), n), nil
	}
}

func appendTag(to []byte, number uint64, wire uint64) []byte {
	return binary.AppendUvarint(to, number<<3|wire)
}

func appendBytes(to []byte, number uint64, content []byte) []byte {
	to = binary.AppendUvarint(appendTag(to, number, wireBytes), uint64(len(content)))
	return append(to, content...)
}
