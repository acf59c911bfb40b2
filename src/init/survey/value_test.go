package main

import (
	"reflect"
	"testing"
)

func TestEitherTakesWhatCanBeSetWithTheTextAsItsDefault(t *testing.T) {
	port := Value{{Kind: "env", Text: "PORT"}}
	withDefault := Value{{Kind: "env", Text: "PORT", Default: text("8080")}}
	for _, c := range []struct {
		name string
		all  []Value
		want Value
	}{
		{"text before", []Value{text("8080"), port}, withDefault},
		{"text behind", []Value{port, text("8080")}, withDefault},
		{"an empty text says nothing", []Value{port, text("")}, port},
		{"a default of its own stays", []Value{withDefault, text("9")}, withDefault},
		{"texts alone", []Value{text(""), text("a"), text("b")}, text("a")},
		{"nothing known", []Value{unknown}, unknown},
		{"nothing at all", nil, unknown},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := either(c.all); !reflect.DeepEqual(got, c.want) {
				t.Errorf("either(%v) = %v, want %v", c.all, got, c.want)
			}
		})
	}
}

func TestNamesOfPackagesThatNobodyHasSeenAreGuessed(t *testing.T) {
	for from, want := range map[string]string{
		"github.com/go-chi/chi/v5": "chi", "github.com/redis/go-redis/v9": "redis", "gopkg.in/yaml.v3": "yaml", "net/http": "http",
	} {
		if got := guessName(from); got != want {
			t.Errorf("guessName(%q) = %q, want %q", from, got, want)
		}
	}
}
