// Package gateway is the edge of the shop: it authenticates, routes, and keeps one slow service from taking the others down.
package gateway

import (
	"context"
	"fmt"

	"shop.example/internal/httpserver"
	"shop.example/internal/service"
	"shop.example/internal/upstream"
)

// Run wires the gateway and serves until ctx ends.
func Run(ctx context.Context, host *service.Host) error {
	live, err := service.Configure(host, DefaultSettings())
	if err != nil {
		return err
	}
	to := func(name string, settings func(Settings) upstream.Settings) *upstream.Client {
		return upstream.New(name, func() upstream.Settings { return settings(live.Get()) }, host.Telemetry)
	}
	catalog := to("catalog", func(s Settings) upstream.Settings { return s.Catalog })
	auth := to("auth", func(s Settings) upstream.Settings { return s.Auth })
	orders := to("orders", func(s Settings) upstream.Settings { return s.Orders })
	forward := forwarder{log: host.Log}
	known := authenticator{auth: auth, forward: forward}
	if err := service.Run(ctx, host, live, service.Parts{
		Routes: func(router *httpserver.Router) {
			router.Handle("GET /products", forward.to(catalog, "/products"))
			router.Handle("GET /products/{id}", forward.to(catalog, "/products/{id}"))
			router.Handle("POST /accounts", forward.to(auth, "/accounts"))
			router.Handle("POST /tokens", forward.to(auth, "/tokens"))
			router.Handle("POST /orders", known.required(forward.forCustomer(orders, "/orders")))
			router.Handle("GET /orders/{id}", known.required(forward.forCustomer(orders, "/orders/{id}")))
		},
	}); err != nil {
		return fmt.Errorf("run the gateway: %w", err)
	}
	return nil
}
