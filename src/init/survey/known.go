package main

// listener is a function of others that opens a door; the argument says where.
type listener struct {
	// What people call it.
	what string
	// arg is the index of the argument; where there is none the value is `otherwise`.
	arg       int
	otherwise Value
}

var portOr = func(port string) Value {
	return Value{{Kind: "text", Text: ":"}, {Kind: "env", Text: "PORT", Default: text(port)}}
}

// listenFunctions are functions by package and name.
var listenFunctions = map[string]listener{
	"net/http.ListenAndServe":                                 {"net/http", 0, text(":80")},
	"net/http.ListenAndServeTLS":                              {"net/http", 0, text(":443")},
	"net.Listen":                                              {"net.Listen", 1, nil},
	"github.com/valyala/fasthttp.ListenAndServe":              {"fasthttp", 0, nil},
	"github.com/cloudwego/hertz/pkg/app/server.WithHostPorts": {"hertz", 0, nil},
	"github.com/beego/beego/server/web.Run":                   {"beego", 0, text(":8080")},
}

// listenMethods are methods by type and name.
var listenMethods = map[string]listener{
	"github.com/gin-gonic/gin.Engine.Run":               {"gin", 0, portOr("8080")},
	"github.com/gin-gonic/gin.Engine.RunTLS":            {"gin", 0, nil},
	"github.com/labstack/echo.Echo.Start":               {"echo", 0, nil},
	"github.com/labstack/echo.Echo.StartTLS":            {"echo", 0, nil},
	"github.com/labstack/echo.Echo.StartH2CServer":      {"echo", 0, nil},
	"github.com/gofiber/fiber.App.Listen":               {"fiber", 0, nil},
	"github.com/gofiber/fiber.App.ListenTLS":            {"fiber", 0, nil},
	"github.com/kataras/iris.Application.Listen":        {"iris", 0, nil},
	"github.com/valyala/fasthttp.Server.ListenAndServe": {"fasthttp", 0, nil},
}

// servers serve what somebody else listens for.
var servers = map[string]string{
	"net/http.Server":               "net/http",
	"google.golang.org/grpc.Server": "gRPC",
}

// frameworks are what a method of that name belongs to where nobody knows its type, by the package that is imported.
var frameworks = map[string]string{
	"github.com/gin-gonic/gin":    "github.com/gin-gonic/gin.Engine",
	"github.com/labstack/echo":    "github.com/labstack/echo.Echo",
	"github.com/gofiber/fiber":    "github.com/gofiber/fiber.App",
	"github.com/kataras/iris":     "github.com/kataras/iris.Application",
	"github.com/valyala/fasthttp": "github.com/valyala/fasthttp.Server",
}

// connector is a function of others, or a field of theirs, that says where a database is.
type connector struct {
	// role is dsn (all in one), addr (host:port), host, port, user, password or name.
	role string
	// arg is the index of the argument.
	arg int
}

var connectFunctions = map[string]connector{
	"database/sql.Open":                              {"dsn", 1},
	"github.com/jmoiron/sqlx.Open":                   {"dsn", 1},
	"github.com/jmoiron/sqlx.Connect":                {"dsn", 1},
	"github.com/jmoiron/sqlx.MustConnect":            {"dsn", 1},
	"github.com/jmoiron/sqlx.MustOpen":               {"dsn", 1},
	"github.com/jmoiron/sqlx.ConnectContext":         {"dsn", 2},
	"github.com/jackc/pgx.Connect":                   {"dsn", 1},
	"github.com/jackc/pgx.ParseConfig":               {"dsn", 0},
	"github.com/jackc/pgx/v4/pgxpool.Connect":        {"dsn", 1},
	"github.com/jackc/pgx/v4/pgxpool.ParseConfig":    {"dsn", 0},
	"github.com/jackc/pgx/v5/pgxpool.New":            {"dsn", 1},
	"github.com/jackc/pgx/v5/pgxpool.ParseConfig":    {"dsn", 0},
	"gorm.io/driver/postgres.Open":                   {"dsn", 0},
	"gorm.io/driver/mysql.Open":                      {"dsn", 0},
	"github.com/uptrace/bun/driver/pgdriver.WithDSN": {"dsn", 0},
	"github.com/go-pg/pg.ParseURL":                   {"dsn", 0},
	"github.com/redis/go-redis.ParseURL":             {"dsn", 0},
	"github.com/go-redis/redis.ParseURL":             {"dsn", 0},
	"github.com/gomodule/redigo/redis.Dial":          {"addr", 1},
	"github.com/gomodule/redigo/redis.DialContext":   {"addr", 2},
	"github.com/gomodule/redigo/redis.DialURL":       {"dsn", 0},
	"github.com/hibiken/asynq.ParseRedisURI":         {"dsn", 0},
	"github.com/redis/rueidis.ParseURL":              {"dsn", 0},
}

// connectFields are fields of others' structs, by type and name.
var connectFields = map[string]map[string]string{
	"gorm.io/driver/postgres.Config":             {"DSN": "dsn"},
	"gorm.io/driver/mysql.Config":                {"DSN": "dsn"},
	"github.com/go-pg/pg.Options":                {"Addr": "addr", "User": "user", "Password": "password", "Database": "name"},
	"github.com/redis/go-redis.Options":          {"Addr": "addr", "Username": "user", "Password": "password"},
	"github.com/redis/go-redis.UniversalOptions": {"Addrs": "addr", "Username": "user", "Password": "password"},
	"github.com/go-redis/redis.Options":          {"Addr": "addr", "Username": "user", "Password": "password"},
	"github.com/go-redis/redis.UniversalOptions": {"Addrs": "addr", "Username": "user", "Password": "password"},
	"github.com/hibiken/asynq.RedisClientOpt":    {"Addr": "addr", "Username": "user", "Password": "password"},
	"github.com/redis/rueidis.ClientOption":      {"InitAddress": "addr", "Username": "user", "Password": "password"},
	"github.com/go-sql-driver/mysql.Config":      {"Addr": "addr", "User": "user", "Passwd": "password", "DBName": "name"},
}
