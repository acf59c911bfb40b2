package main

// Value is what a string is made of, as far as the source shows it.
type Value []Part

// Part is a piece of a string.
type Part struct {
	// Kind is text, env, flag, key or unknown.
	Kind string `json:"kind"`
	// Text is the text itself, or the name of the variable, the flag or the key of a configuration file.
	Text string `json:"text,omitempty"`
	// Default is what it is where nobody sets it.
	Default Value `json:"default,omitempty"`
	// Single: the flag is written with one hyphen.
	Single bool `json:"single,omitempty"`
}

func text(s string) Value {
	return Value{{Kind: "text", Text: s}}
}

var unknown = Value{{Kind: "unknown"}}

func (v Value) isText() bool {
	for _, p := range v {
		if p.Kind != "text" {
			return false
		}
	}
	return len(v) > 0
}

// plain is the text of a value that is nothing else.
func (v Value) plain() (string, bool) {
	if !v.isText() {
		return "", false
	}
	all := ""
	for _, p := range v {
		all += p.Text
	}
	return all, true
}

func (v Value) isUnknown() bool {
	for _, p := range v {
		if p.Kind != "unknown" {
			return false
		}
	}
	return true
}

// either is what a name stands for that gets several values: the one that somebody outside can set, with the text as what it is
// otherwise.
func either(all []Value) Value {
	var set, fixed Value
	for _, v := range all {
		s, isText := v.plain()
		switch {
		case isText && s != "" && fixed == nil:
			fixed = v
		case !isText && !v.isUnknown() && set == nil:
			set = v
		}
	}
	switch {
	case set == nil && fixed == nil:
		if len(all) > 0 && all[0].isText() {
			return all[0]
		}
		return unknown
	case set == nil:
		return fixed
	case fixed != nil && len(set) == 1 && len(set[0].Default) == 0 && set[0].Kind != "unknown":
		part := set[0]
		part.Default = fixed
		return Value{part}
	}
	return set
}
