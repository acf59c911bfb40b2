package interop

import (
	"net/http"
	"strings"
	"testing"

	"google.golang.org/protobuf/encoding/prototext"
)

func TestJSONArrivesAsProtobuf(t *testing.T) {
	buffer, _, overHTTP := listen(t)
	const input = `{"resourceSpans":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"catalog"}}]},
		"scopeSpans":[{"scope":{"name":"lib","version":"1"},"spans":[{"traceId":"5B8EFFF798038103D269B633813FC60C",
		"spanId":"EEE19B7EC3C1B174","parentSpanId":"EEE19B7EC3C1B173","name":"work","kind":2,
		"startTimeUnixNano":"1544712660000000000","endTimeUnixNano":1544712661000000000,"flags":1,
		"status":{"code":2,"message":"no stock"},
		"attributes":[{"key":"n","value":{"intValue":"-5"}},{"key":"list","value":{"arrayValue":{"values":[{"doubleValue":0.5},{"boolValue":true}]}}},
			{"key":"map","value":{"kvlistValue":{"values":[{"key":"k","value":{"bytesValue":"aGk="}}]}}}],
		"events":[{"timeUnixNano":"1544712660500000000","name":"retry"}],
		"links":[{"traceId":"5b8efff798038103d269b633813fc60d","spanId":"eee19b7ec3c1b175"}]}]}]}]}`
	response, err := http.Post("http://"+overHTTP+"/v1/traces", "application/json", strings.NewReader(input))
	must(t, err, response.Body.Close())
	span := decode(t, buffer)
	got := prototext.MarshalOptions{}.Format(span)
	for _, want := range []string{
		`start_time_unix_nano:1544712660000000000`, `end_time_unix_nano:1544712661000000000`, `kind:SPAN_KIND_SERVER`, `flags:1`,
		`int_value:-5`, `double_value:0.5`, `bool_value:true`, `bytes_value:"hi"`, `code:STATUS_CODE_ERROR`, `message:"no stock"`,
		`name:"retry"`, `links:`,
	} {
		if !strings.Contains(strings.ReplaceAll(got, ":  ", ":"), want) {
			t.Errorf("%s is missing in %s", want, got)
		}
	}
	if span.GetTraceId()[0] != 0x5b || len(span.GetTraceId()) != 16 || len(span.GetParentSpanId()) != 8 {
		t.Errorf("ids %x %x", span.GetTraceId(), span.GetParentSpanId())
	}
}
