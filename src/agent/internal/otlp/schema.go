package otlp

// kind is how a value of OTLP's JSON is written in protobuf.
type kind int

const (
	text kind = iota
	hexBytes
	base64Bytes
	varint
	truth
	double
	fixed64
	fixed32
	message
)

// attribute is one field of a message: OTLP/JSON names are lowerCamelCase, ids are hex, 64-bit numbers may be strings.
type attribute struct {
	number uint64
	kind   kind
	schema *schema
	many   bool
}

type schema map[string]attribute

// newTraceSchema describes ExportTraceServiceRequest, as of opentelemetry-proto 1.x.
func newTraceSchema() *schema {
	value := &schema{}
	keyValue := &schema{"key": {number: 1, kind: text}, "value": {number: 2, kind: message, schema: value}}
	*value = schema{
		"stringValue": {number: 1, kind: text},
		"boolValue":   {number: 2, kind: truth},
		"intValue":    {number: 3, kind: varint},
		"doubleValue": {number: 4, kind: double},
		"arrayValue":  {number: 5, kind: message, schema: &schema{"values": {1, message, value, true}}},
		"kvlistValue": {number: 6, kind: message, schema: &schema{"values": {1, message, keyValue, true}}},
		"bytesValue":  {number: 7, kind: base64Bytes},
	}
	resource := &schema{
		"attributes":             {1, message, keyValue, true},
		"droppedAttributesCount": {number: 2, kind: varint},
	}
	scope := &schema{
		"name":                   {number: 1, kind: text},
		"version":                {number: 2, kind: text},
		"attributes":             {3, message, keyValue, true},
		"droppedAttributesCount": {number: 4, kind: varint},
	}
	scopeSpans := &schema{
		"scope":     {number: 1, kind: message, schema: scope},
		"spans":     {2, message, spanSchema(keyValue), true},
		"schemaUrl": {number: 3, kind: text},
	}
	resourceSpans := &schema{
		"resource":   {number: 1, kind: message, schema: resource},
		"scopeSpans": {2, message, scopeSpans, true},
		"schemaUrl":  {number: 3, kind: text},
	}
	return &schema{"resourceSpans": {1, message, resourceSpans, true}}
}

func spanSchema(keyValue *schema) *schema {
	event := &schema{
		"timeUnixNano":           {number: 1, kind: fixed64},
		"name":                   {number: 2, kind: text},
		"attributes":             {3, message, keyValue, true},
		"droppedAttributesCount": {number: 4, kind: varint},
	}
	link := &schema{
		"traceId":                {number: 1, kind: hexBytes},
		"spanId":                 {number: 2, kind: hexBytes},
		"traceState":             {number: 3, kind: text},
		"attributes":             {4, message, keyValue, true},
		"droppedAttributesCount": {number: 5, kind: varint},
		"flags":                  {number: 6, kind: fixed32},
	}
	status := &schema{"message": {number: 2, kind: text}, "code": {number: 3, kind: varint}}
	return &schema{
		"traceId":                {number: 1, kind: hexBytes},
		"spanId":                 {number: 2, kind: hexBytes},
		"traceState":             {number: 3, kind: text},
		"parentSpanId":           {number: 4, kind: hexBytes},
		"name":                   {number: 5, kind: text},
		"kind":                   {number: 6, kind: varint},
		"startTimeUnixNano":      {number: 7, kind: fixed64},
		"endTimeUnixNano":        {number: 8, kind: fixed64},
		"attributes":             {9, message, keyValue, true},
		"droppedAttributesCount": {number: 10, kind: varint},
		"events":                 {11, message, event, true},
		"droppedEventsCount":     {number: 12, kind: varint},
		"links":                  {13, message, link, true},
		"droppedLinksCount":      {number: 14, kind: varint},
		"status":                 {number: 15, kind: message, schema: status},
		"flags":                  {number: 16, kind: fixed32},
	}
}
