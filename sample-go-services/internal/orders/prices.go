package orders

import (
	"context"
	"fmt"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"

	"shop.example/internal/catalogpb"
	"shop.example/internal/grpctrace"
	"shop.example/internal/telemetry"
)

// catalogTimeout bounds one question to the catalog, its retries included.
const catalogTimeout = 2 * time.Second

// retryPolicy lets gRPC try again what never reached the catalog or found it going away, which is safe as it only reads.
const retryPolicy = `{"methodConfig": [{
	"name": [{"service": "shop.catalog.v1.Catalog"}],
	"retryPolicy": {
		"maxAttempts": 3, "initialBackoff": "0.02s", "maxBackoff": "0.2s", "backoffMultiplier": 3,
		"retryableStatusCodes": ["UNAVAILABLE"]
	}
}]}`

// Prices knows what products cost: it asks the catalog over gRPC.
type Prices struct {
	catalog catalogpb.CatalogClient
	conn    *grpc.ClientConn
}

// NewPrices prepares a connection; it connects when first used.
func NewPrices(address string, t *telemetry.Telemetry) (*Prices, error) {
	conn, err := grpc.NewClient("dns:///"+address,
		grpc.WithTransportCredentials(insecure.NewCredentials()), // the environment's own network
		grpc.WithDefaultServiceConfig(retryPolicy),
		grpc.WithStatsHandler(grpctrace.Client(address, t)),
	)
	if err != nil {
		return nil, fmt.Errorf("prepare calls to the catalog: %w", err)
	}
	return &Prices{catalog: catalogpb.NewCatalogClient(conn), conn: conn}, nil
}

// Close ends the connection.
func (p *Prices) Close() error { return p.conn.Close() }

// Of returns the price of each item's product, in cents; ErrUnknownProduct if one does not exist.
func (p *Prices) Of(ctx context.Context, items []Item) (map[int64]int32, error) {
	ctx, cancel := context.WithTimeout(ctx, catalogTimeout)
	defer cancel()
	request := &catalogpb.GetProductsRequest{}
	for _, item := range items {
		request.Ids = append(request.Ids, item.ProductID)
	}
	answer, err := p.catalog.GetProducts(ctx, request)
	if err != nil {
		return nil, fmt.Errorf("ask the catalog: %w", err)
	}
	prices := make(map[int64]int32, len(items))
	for _, product := range answer.GetProducts() {
		prices[product.GetId()] = product.GetPriceCents()
	}
	for _, item := range items {
		if prices[item.ProductID] <= 0 {
			return nil, fmt.Errorf("product %d: %w", item.ProductID, ErrUnknownProduct)
		}
	}
	return prices, nil
}
