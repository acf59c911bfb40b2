package shoptest

import (
	"context"
	"crypto/rand"
	"os"
	"testing"

	"github.com/redis/go-redis/v9"

	"shop.example/internal/rediscache"
)

// RedisAddress is the address of a real Redis, host:port. Tests share it, so they take names from Unique.
func RedisAddress(t testing.TB) string {
	t.Helper()
	address := os.Getenv("SHOP_TEST_REDIS")
	if address == "" {
		t.Skip("SKIPPED: SHOP_TEST_REDIS is not set, so nothing about Redis was tested. Set it to host:port of a server.")
	}
	return address
}

// Redis opens a real Redis.
func Redis(t testing.TB, observed Observed) *redis.Client {
	t.Helper()
	return OpenRedis(t, observed, RedisAddress(t))
}

// OpenRedis opens Redis at an address.
func OpenRedis(t testing.TB, observed Observed, address string) *redis.Client {
	t.Helper()
	settings := rediscache.DefaultSettings()
	settings.Address = address
	client, err := rediscache.Open(settings, "test", observed.Telemetry)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = client.Close() })
	return client
}

// Unique is a name for a key or stream that no other test has; the key is deleted in the end.
func Unique(t testing.TB, client *redis.Client) string {
	t.Helper()
	name := "test:" + rand.Text()
	t.Cleanup(func() {
		keys, err := client.Keys(context.Background(), name+"*").Result()
		if err == nil && len(keys) > 0 {
			_ = client.Del(context.Background(), keys...).Err() // left behind at worst
		}
	})
	return name
}
