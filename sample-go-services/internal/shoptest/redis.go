package shoptest

import (
	"context"
	"crypto/rand"
	"os"
	"testing"

	"github.com/redis/go-redis/v9"

	"shop.example/internal/redisstore"
)

// RedisAddress is the address of a real Redis, host:port; REDIS_PASSWORD is its password, where it has one. Tests share it, so they take names from Unique.
func RedisAddress(t testing.TB) string {
	t.Helper()
	address := os.Getenv("SHOP_TEST_REDIS")
	if address == "" {
		t.Skip("SKIPPED: SHOP_TEST_REDIS is not set, so nothing about Redis was tested. Set it to host:port of a server.")
	}
	return address
}

// Redis is the direct way to the real Redis, for a test's own eyes.
func Redis(t testing.TB) *redis.Client {
	t.Helper()
	client := redis.NewClient(&redis.Options{Addr: RedisAddress(t), Password: os.Getenv("REDIS_PASSWORD")})
	t.Cleanup(func() { _ = client.Close() })
	return client
}

// OpenRedis opens Redis at an address as services do.
func OpenRedis(t testing.TB, observed Observed, address string) redisstore.Client {
	t.Helper()
	settings := redisstore.DefaultSettings()
	settings.Address, settings.Password = address, os.Getenv("REDIS_PASSWORD")
	client, err := redisstore.Open(settings, "test", observed.Telemetry)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = client.Close() })
	return client
}

// Unique is a name for keys and streams that no other test has; what begins with it is deleted in the end.
func Unique(t testing.TB) string {
	t.Helper()
	client := Redis(t)
	name := "test:" + rand.Text()
	t.Cleanup(func() {
		keys, err := client.Keys(context.Background(), name+"*").Result()
		if err == nil && len(keys) > 0 {
			_ = client.Del(context.Background(), keys...).Err() // left behind at worst
		}
	})
	return name
}
