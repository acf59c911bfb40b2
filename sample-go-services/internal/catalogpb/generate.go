// Package catalogpb is the catalog's gRPC interface, generated from catalog.proto.
package catalogpb

// Needs protoc, and protoc-gen-go and protoc-gen-go-grpc as go.mod's versions of protobuf and grpc have them.
//go:generate protoc --go_out=. --go_opt=paths=source_relative --go-grpc_out=. --go-grpc_opt=paths=source_relative catalog.proto
