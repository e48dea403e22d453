// Package settings holds what a person or an administrator can choose: which
// settings there are, what each means, which values are good, and whose word
// counts. The machine's policy file goes before the person's own choice, and
// that before the default.
//
// Load reads everything once; Set and Reset change the person's choice and
// refuse what is invalid or held by the policy. A stored or ordered value that
// is not valid is reported by Problems and ignored, one key at a time, so that
// a slip in one line never takes the app down. No secret is ever a setting.
package settings

import (
	"context"
	"errors"
	"fmt"
	"sync"
)

// Keeper keeps the person's own choices as raw text.
type Keeper interface {
	Settings(ctx context.Context) (map[string]string, error)
	SetSetting(ctx context.Context, key, value string) error
	DeleteSetting(ctx context.Context, key string) error
}

// Source says whose word a value is.
type Source string

// The sources of a value, the strongest first.
const (
	FromPolicy  Source = "policy"
	FromUser    Source = "user"
	FromDefault Source = "default"
)

// Value is one setting as it is in force.
type Value struct {
	Key    string
	Value  string // in canonical form: "true", "1h0m0s" is written "1h"
	Source Source
	// Locked is true when the policy holds it, so that Set returns *Locked.
	Locked bool
}

// Settings are the settings in force. Its methods may be called from several
// goroutines.
type Settings struct {
	keeper Keeper
	path   string

	mu       sync.RWMutex
	policy   map[string]string // guarded by mu, canonical values
	user     map[string]string // guarded by mu, canonical values
	problems []error           // guarded by mu
}

// Load reads the policy file at policyPath (empty for none) and the person's
// choices. The error is the keeper's; what is wrong with single values is in
// Problems.
func Load(ctx context.Context, k Keeper, policyPath string) (*Settings, error) {
	s := &Settings{keeper: k, path: policyPath}
	if err := s.Reload(ctx); err != nil {
		return nil, err
	}
	return s, nil
}

// Reload reads both sources anew, after another process changed them.
func (s *Settings) Reload(ctx context.Context) error {
	raw, err := s.keeper.Settings(ctx)
	if err != nil {
		return fmt.Errorf("stored settings: %w", err)
	}
	policy, problems := readPolicy(s.path)
	user := make(map[string]string, len(raw))
	for _, k := range keys {
		text, ok := raw[k.Name]
		if !ok {
			continue
		}
		value, err := k.canonical(text)
		if err != nil {
			problems = append(problems, &Ignored{Source: FromUser, Err: err})
			continue
		}
		user[k.Name] = value
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.policy, s.user, s.problems = policy, user, problems
	return nil
}

// Get returns the value in force; *Unknown where there is no such setting.
func (s *Settings) Get(key string) (Value, error) {
	k, ok := Lookup(key)
	if !ok {
		return Value{}, unknown(key)
	}
	return s.value(k), nil
}

// All returns every setting in the order of Keys.
func (s *Settings) All() []Value {
	all := make([]Value, len(keys))
	for i, k := range keys {
		all[i] = s.value(k)
	}
	return all
}

func (s *Settings) value(k Key) Value {
	s.mu.RLock()
	defer s.mu.RUnlock()
	if v, ok := s.policy[k.Name]; ok {
		return Value{Key: k.Name, Value: v, Source: FromPolicy, Locked: true}
	}
	if v, ok := s.user[k.Name]; ok {
		return Value{Key: k.Name, Value: v, Source: FromUser}
	}
	return Value{Key: k.Name, Value: k.Default, Source: FromDefault}
}

// Set stores the person's choice. It returns *Unknown, *Locked, *Invalid, or
// the keeper's error; nothing is changed then.
func (s *Settings) Set(ctx context.Context, key, value string) error {
	k, err := s.changeable(key)
	if err != nil {
		return err
	}
	value, err = k.canonical(value)
	if err != nil {
		return err
	}
	if err := s.keeper.SetSetting(ctx, key, value); err != nil {
		return fmt.Errorf("setting %s: %w", key, err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.user[key] = value
	s.forgive(key)
	return nil
}

// Check returns the form in which a value would be stored, and the errors of
// Set but the keeper's: *Unknown, *Locked or *Invalid.
func (s *Settings) Check(key, value string) (string, error) {
	k, err := s.changeable(key)
	if err != nil {
		return "", err
	}
	return k.canonical(value)
}

// Reset takes the person's choice back, so that the default counts again. It
// returns *Unknown, *Locked or the keeper's error.
func (s *Settings) Reset(ctx context.Context, key string) error {
	if _, err := s.changeable(key); err != nil {
		return err
	}
	if err := s.keeper.DeleteSetting(ctx, key); err != nil {
		return fmt.Errorf("setting %s: %w", key, err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.user, key)
	s.forgive(key)
	return nil
}

func (s *Settings) changeable(key string) (Key, error) {
	k, ok := Lookup(key)
	if !ok {
		return Key{}, unknown(key)
	}
	if s.value(k).Locked {
		return Key{}, &Locked{Key: key, Contact: s.Contact()}
	}
	return k, nil
}

// forgive drops the problem of a stored value that has just been replaced.
func (s *Settings) forgive(key string) {
	var left []error
	for _, p := range s.problems {
		var ignored *Ignored
		var bad *Invalid
		if errors.As(p, &ignored) && ignored.Source == FromUser && errors.As(p, &bad) && bad.Key == key {
			continue
		}
		left = append(left, p)
	}
	s.problems = left
}

// Problems are the values and files that were ignored, each an *Ignored.
func (s *Settings) Problems() []error {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return append([]error(nil), s.problems...)
}

// PolicyPath is the policy file that Load was given.
func (s *Settings) PolicyPath() string { return s.path }
