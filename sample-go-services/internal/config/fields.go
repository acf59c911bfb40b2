package config

import (
	"reflect"
	"strings"
	"time"
)

// field is one setting of a settings struct.
type field struct {
	key    string // "cache.redis.ttl"
	env    string // "CACHE_REDIS_TTL", or what the tag `env` says
	value  reflect.Value
	fixed  bool // tag `reload:"no"`: takes effect only at a start
	secret bool // tag `secret:"true"`: never shown
}

// fieldsOf lists the settings of a struct, depth first. Keys come from the tag `mapstructure`.
func fieldsOf(value reflect.Value, prefix string) []field {
	var fields []field
	for i := range value.NumField() {
		part := value.Type().Field(i)
		name, options, _ := strings.Cut(part.Tag.Get("mapstructure"), ",")
		inner := value.Field(i)
		switch {
		case options == "squash":
			fields = append(fields, fieldsOf(inner, prefix)...)
		case inner.Kind() == reflect.Struct:
			fields = append(fields, fieldsOf(inner, prefix+name+".")...)
		default:
			key := prefix + name
			env := part.Tag.Get("env")
			if env == "" {
				env = strings.ToUpper(strings.ReplaceAll(key, ".", "_"))
			}
			fields = append(fields, field{
				key:    key,
				env:    env,
				value:  inner,
				fixed:  part.Tag.Get("reload") == "no",
				secret: part.Tag.Get("secret") == "true",
			})
		}
	}
	return fields
}

// Show lists settings by key as people may see them: secrets masked, durations in words.
func Show(settings any) map[string]any {
	shown := map[string]any{}
	for _, field := range fieldsOf(reflect.ValueOf(settings), "") {
		value := field.value.Interface()
		switch {
		case field.secret:
			value = "•••"
		case field.value.Type() == reflect.TypeFor[time.Duration]():
			value = field.value.Interface().(time.Duration).String() // the case above says that it is one
		}
		shown[field.key] = value
	}
	return shown
}

// keepFixed puts the old values of settings that need a restart back into fresh ones and names those that were changed.
func keepFixed[T any](old T, fresh *T) []string {
	var kept []string
	before, after := fieldsOf(reflect.ValueOf(old), ""), fieldsOf(reflect.ValueOf(fresh).Elem(), "")
	for i, field := range before {
		if !field.fixed || reflect.DeepEqual(field.value.Interface(), after[i].value.Interface()) {
			continue
		}
		after[i].value.Set(field.value)
		kept = append(kept, field.key)
	}
	return kept
}

// changedKeys names the settings in which two values differ.
func changedKeys(old, fresh any) []string {
	var changed []string
	before, after := fieldsOf(reflect.ValueOf(old), ""), fieldsOf(reflect.ValueOf(fresh), "")
	for i, field := range before {
		if !reflect.DeepEqual(field.value.Interface(), after[i].value.Interface()) {
			changed = append(changed, field.key)
		}
	}
	return changed
}
