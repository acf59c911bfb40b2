// Package config reads a service's settings from a file and the environment, and keeps them fresh while it runs.
package config

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"reflect"
	"strings"

	"github.com/spf13/viper"
)

// Validator is what settings have to be: able to say what is wrong with them.
type Validator interface {
	Validate() error
}

// read builds settings anew: the file over defaults, the environment over the file.
// A fresh Viper each time, because a running one must not be read while it reloads.
func read[T Validator](file []byte, defaults T) (T, error) {
	var settings T
	v := viper.New()
	v.SetConfigType("yaml")
	for _, field := range fieldsOf(reflect.ValueOf(defaults), "") {
		v.SetDefault(field.key, field.value.Interface())
		if err := v.BindEnv(field.key, field.env); err != nil {
			return settings, fmt.Errorf("bind %s to %s: %w", field.key, field.env, err)
		}
	}
	if err := v.ReadConfig(bytes.NewReader(file)); err != nil {
		return settings, fmt.Errorf("read YAML: %w", err)
	}
	if err := v.UnmarshalExact(&settings); err != nil {
		return settings, fmt.Errorf("understand settings: %w", oneLine(err))
	}
	if err := settings.Validate(); err != nil {
		return settings, err
	}
	return settings, nil
}

// contentOf is the file's text; a missing file is an empty one, as every setting has a default.
func contentOf(path string) ([]byte, error) {
	if path == "" {
		return nil, nil
	}
	content, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	return content, err
}

// oneLine makes a decoder's list of errors fit into a log line.
func oneLine(err error) error {
	return errors.New(strings.Join(strings.Fields(err.Error()), " "))
}
