package crash

import "testing"

func TestSummary(t *testing.T) {
	cases := []struct{ name, said, want string }{
		{"nothing", " \n", ""},
		{"the last lines", "1\n2\n3\n4\n5\n6\n7\n8\n9\n", "2\n3\n4\n5\n6\n7\n8\n9"},
		{"no control sequences", "\x1b[31mred\x1b[0m\x1b]0;title\x07 and\r\x08 plain\u009b", "red and plain"},
		{"a panic and its own frames", `panic: assignment to entry in nil map

goroutine 1 [running]:
runtime.mapassign(...)
	/usr/local/go/src/runtime/map.go:1 +0x1
github.com/jackc/pgx/v5.Connect(0x1)
	/home/ada/go/pkg/mod/github.com/jackc/pgx/v5@v5.1.0/conn.go:9 +0x2
shop.example/internal/catalog.(*Store).Fill(0xc000012345, {0x1, 0x2})
	/src/shop/internal/catalog/store.go:41 +0x3c
main.run()
	/src/shop/cmd/catalog/main.go:12 +0x1d
main.main()
	/src/shop/cmd/catalog/main.go:7 +0xf
created by main.main in goroutine 1
	/src/shop/cmd/catalog/main.go:9 +0xf`,
			"panic: assignment to entry in nil map\n\t/src/shop/internal/catalog/store.go:41 shop.example/internal/catalog.(*Store).Fill\n" +
				"\t/src/shop/cmd/catalog/main.go:12 main.run\n\t/src/shop/cmd/catalog/main.go:7 main.main"},
		{"a signal", "panic: runtime error: invalid memory address or nil pointer dereference\n[signal SIGSEGV: segmentation violation]\n\n" +
			"goroutine 1 [running]:\nmain.main()\n\t/a/main.go:3 +0x1",
			"panic: runtime error: invalid memory address or nil pointer dereference\n[signal SIGSEGV: segmentation violation]\n\t/a/main.go:3 main.main"},
		{"built with -trimpath", "panic: x\n\ngoroutine 1 [running]:\nnet/http.Serve()\n\tnet/http/server.go:1 +0x1\nmain.main()\n\tshop.example/main.go:3 +0x1",
			"panic: x\n\tshop.example/main.go:3 main.main"},
		{"below GOPATH", "panic: x\n\ngoroutine 1 [running]:\nmain.main()\n\t/home/ada/go/src/git.example/shop/main.go:3 +0x1",
			"panic: x\n\t/home/ada/go/src/git.example/shop/main.go:3 main.main"},
		{"a dump that was asked for", "SIGQUIT: quit\nPC=0x47e m=0 sigcode=0\n\ngoroutine 0 gp=0x1 m=0 [idle]:\nruntime.futex()\n\t/usr/local/go/src/runtime/a.s:1 +0x1\n\n" +
			"goroutine 1 gp=0x2 m=nil [chan receive]:\nmain.init.0()\n\t/a/main.go:3 +0x1 fp=0x2 sp=0x3 pc=0x4\n\ngoroutine 7 gp=0x9 m=nil [select]:\nmain.other()\n\t/a/other.go:9 +0x1",
			"where it was:\n\t/a/main.go:3 main.init.0"},
		{"nothing of one's own", "fatal error: all goroutines are asleep - deadlock!\n\ngoroutine 1 [select (no cases)]:\nruntime.block()\n\t/usr/lib/go-1.24/src/runtime/select.go:1 +0x1",
			"fatal error: all goroutines are asleep - deadlock!\n\t/usr/lib/go-1.24/src/runtime/select.go:1 runtime.block"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			if got := Summary(c.said); got != c.want {
				t.Errorf("got  %q\nwant %q", got, c.want)
			}
		})
	}
}
