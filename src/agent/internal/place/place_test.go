package place

import (
	"slices"
	"testing"
)

func TestWithoutAPlaceTheArgumentsAreTheBuildsOwn(t *testing.T) {
	path, argv, env, err := Command("", "/sim/builds/1/web", []string{"-x"}, []string{"A=1"})
	if err != nil || path != "/sim/builds/1/web" || !slices.Equal(argv, []string{path, "-x"}) || !slices.Equal(env, []string{"A=1"}) {
		t.Errorf("%s %q %q %v", path, argv, env, err)
	}
}

func TestInItsPlaceABuildIsCalledByItsName(t *testing.T) {
	// Any program that is there.
	const at = "/bin/sh"
	path, argv, env, err := Command(at, "/sim/builds/1/web", []string{at, "-x"}, nil)
	if err != nil || path != "/sim/builds/1/web" || !slices.Equal(argv, []string{at, "-x"}) {
		t.Errorf("%s %q %v", path, argv, err)
	}
	if !slices.Equal(env, []string{"SIM_BUILD=/sim/builds/1/web"}) {
		t.Errorf("%q", env)
	}
	if path, _, _, err := Command("/app", "/sim/builds/1/web", []string{at, "-c", "/app"}, nil); err != nil || path != at {
		t.Errorf("%s, %v", path, err)
	}
}

func TestACommandThatTheImageDoesNotHaveIsNamed(t *testing.T) {
	if _, _, _, err := Command("/app", "/sim/builds/1/web", []string{"no-such-program"}, nil); err == nil {
		t.Error("found")
	}
	if _, _, _, err := Command("/app", "/sim/builds/1/web", nil, nil); err == nil {
		t.Error("ran nothing")
	}
}
