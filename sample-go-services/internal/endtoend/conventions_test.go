package endtoend

import (
	"fmt"
	"slices"
)

// required are the attributes that OpenTelemetry's conventions, at the version that the services name, ask of a kind of span.
var required = map[string][]string{
	"HTTP SERVER":      {"http.request.method", "http.response.status_code", "http.route", "url.path", "url.scheme", "server.address", "client.address"},
	"HTTP CLIENT":      {"http.request.method", "http.response.status_code", "url.full", "server.address", "server.port"},
	"RPC SERVER":       {"rpc.system.name", "rpc.method", "rpc.response.status_code", "server.address", "server.port"},
	"RPC CLIENT":       {"rpc.system.name", "rpc.method", "rpc.response.status_code", "server.address", "server.port"},
	"DB CLIENT":        {"db.system.name", "db.operation.name", "db.namespace", "server.address", "server.port"},
	"MESSAGE PRODUCER": {"messaging.system", "messaging.operation.name", "messaging.operation.type", "messaging.destination.name", "messaging.message.id", "server.address"},
	"MESSAGE CONSUMER": {"messaging.system", "messaging.operation.name", "messaging.operation.type", "messaging.destination.name", "messaging.message.id", "server.address"},
}

// retired are names that the conventions gave up.
var retired = []string{
	"http.method", "http.status_code", "http.url", "http.target", "http.scheme", "http.host", "http.user_agent", "net.peer.name",
	"net.peer.port", "net.host.name", "net.host.port", "net.sock.peer.addr", "db.system", "db.statement", "db.operation", "db.name",
	"db.user", "db.connection_string", "rpc.system", "rpc.service", "rpc.grpc.status_code", "messaging.operation", "messaging.destination",
}

// againstConventions says what is wrong with a span.
func againstConventions(got span) (wrong []string) {
	if got.kind == "INTERNAL" {
		return nil
	}
	about := got.about()
	names, known := required[about+" "+got.kind]
	if !known {
		return []string{fmt.Sprintf("nothing of it says what it is about: %v", got.attributes)}
	}
	for _, name := range names {
		if !got.has(name) {
			wrong = append(wrong, "lacks "+name)
		}
	}
	for _, name := range retired {
		if got.has(name) {
			wrong = append(wrong, "still has "+name)
		}
	}
	if want := got.conventionalName(about); want != "" && got.name != want {
		wrong = append(wrong, "should be named "+want)
	}
	return wrong
}

// about is the area of the conventions that a span falls into.
func (s span) about() string {
	areas := []struct{ area, sign string }{
		{"HTTP", "http.request.method"}, {"RPC", "rpc.system.name"}, {"DB", "db.system.name"}, {"MESSAGE", "messaging.system"},
	}
	at := slices.IndexFunc(areas, func(one struct{ area, sign string }) bool { return s.has(one.sign) })
	if at < 0 {
		return "UNKNOWN"
	}
	return areas[at].area
}

// conventionalName is the name that the conventions make of the attributes; empty where they leave a choice.
func (s span) conventionalName(about string) string {
	switch about + " " + s.kind {
	case "HTTP SERVER":
		return s.attributes["http.request.method"] + " " + s.attributes["http.route"]
	case "RPC SERVER", "RPC CLIENT":
		return s.attributes["rpc.method"]
	case "DB CLIENT":
		return s.attributes["db.operation.name"]
	default:
		return ""
	}
}

func (s span) has(name string) bool {
	_, number := s.numbers[name]
	return number || s.attributes[name] != ""
}
