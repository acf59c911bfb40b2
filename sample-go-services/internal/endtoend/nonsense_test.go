package endtoend

import (
	"math/rand/v2"
	"net/http"
	"net/url"
	"strings"
)

type wildRequest struct {
	method, path string
	header       http.Header
	body         []byte
}

// nonsense makes a request that is nearly right, or not at all.
func nonsense(random *rand.Rand, token string) wildRequest {
	pick := func(from ...string) string { return from[random.IntN(len(from))] }
	scraps := func() string {
		var text strings.Builder
		for range random.IntN(8) {
			text.WriteString(pick("1", "-1", "0", "9999999999999999999", "1.5", "'", "\"", ";", "--", "OR 1=1", "\x00", "\xff\xfe",
				"💥", "../", "%", "%00", "{", "}", "[", "null", "true", "items", "productId", "quantity", "\r\n", " ", "/", "?", "&", "="))
		}
		return text.String()
	}
	header := http.Header{}
	if random.IntN(2) == 0 {
		header.Set("Content-Type", pick("application/json", "application/json; charset=utf-8", "text/plain", "application/grpc", ";;;", ""))
	}
	if random.IntN(2) == 0 {
		header.Set("Authorization", pick("Bearer "+token, "Bearer "+token[:len(token)/2], "Bearer", "Basic YTpi", "Bearer a.b"))
	}
	if random.IntN(2) == 0 {
		header.Set("Idempotency-Key", pick("k", "", strings.Repeat("k", 5000), "two words"))
	}
	if random.IntN(8) == 0 {
		header.Set("Traceparent", pick("00-zz-zz-01", "00-11111111111111111111111111111111-2222222222222222-01", strings.Repeat("0", 999)))
	}
	body := pick(scraps(), `{"items": [{"productId": `+scraps()+`, "quantity": `+pick("1", "0", "1e9", scraps())+`}]}`,
		`{"name": "`+scraps()+`"}`, `{"customer": "`+scraps()+`", "key": "`+scraps()+`"}`,
		strings.Repeat("[", 10_000), strings.Repeat("x", random.IntN(70_000)))
	return wildRequest{
		method: pick("GET", "GET", "GET", "POST", "POST", "POST", "PUT", "DELETE", "HEAD", "PATCH", "OPTIONS"),
		path: pick("/products/"+url.PathEscape(scraps()), "/products?limit="+url.QueryEscape(scraps())+"&after="+url.QueryEscape(scraps()),
			"/products?"+url.QueryEscape(scraps()), "/orders", "/orders", "/orders/"+url.PathEscape(scraps()), "/tokens", "/accounts",
			"/"+url.PathEscape(scraps()), "//products", "/products/1/../../orders"),
		header: header,
		body:   []byte(body),
	}
}
