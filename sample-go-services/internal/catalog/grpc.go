package catalog

import (
	"context"
	"errors"
	"net/http"
	"strings"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"shop.example/internal/catalogpb"
	"shop.example/internal/database"
	"shop.example/internal/grpctrace"
	"shop.example/internal/telemetry"
)

// maxIDs bounds one request.
const maxIDs = 100

// rpc serves a catalog over gRPC.
type rpc struct {
	catalogpb.UnimplementedCatalogServer
	catalog *Catalog
}

// GetProducts finds products by id and leaves out those that do not exist.
func (s rpc) GetProducts(
	ctx context.Context, request *catalogpb.GetProductsRequest,
) (*catalogpb.GetProductsResponse, error) {
	if len(request.GetIds()) > maxIDs {
		return nil, status.Errorf(codes.InvalidArgument, "at most %d ids", maxIDs)
	}
	response := &catalogpb.GetProductsResponse{}
	for _, id := range request.GetIds() {
		product, err := s.catalog.Product(ctx, id)
		switch {
		case errors.Is(err, ErrUnknown):
			continue
		case ctx.Err() != nil:
			return nil, status.FromContextError(ctx.Err()).Err()
		case database.Away(err):
			return nil, status.Error(codes.Unavailable, "the catalog can't reach its database")
		case err != nil:
			return nil, status.Errorf(codes.Internal, "find product %d: %v", id, err)
		}
		response.Products = append(response.Products, &catalogpb.Product{
			Id: product.ID, Name: product.Name, PriceCents: product.PriceCents,
		})
	}
	return response, nil
}

// besideGRPC lets gRPC share the port with HTTP: its requests are known by their content type.
func besideGRPC(catalog *Catalog, t *telemetry.Telemetry) func(http.Handler) http.Handler {
	server := grpc.NewServer(grpc.StatsHandler(grpctrace.Server(t)))
	catalogpb.RegisterCatalogServer(server, rpc{catalog: catalog})
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.ProtoMajor == 2 && strings.HasPrefix(r.Header.Get("Content-Type"), "application/grpc") {
				server.ServeHTTP(w, r)
				return
			}
			next.ServeHTTP(w, r)
		})
	}
}
