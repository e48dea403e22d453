package store

import (
	"errors"
	"fmt"
	"sync/atomic"
	"time"

	"github.com/zalando/go-keyring"
)

// Keyring keeps short secrets for the person: the system's, or another one in
// tests.
type Keyring interface {
	// Get returns the secret; ErrNotFound where the keyring works and has
	// none, ErrKeyringLocked, ErrKeyringMissing.
	Get(service, user string) (string, error)
	// Set keeps the secret, in place of one with the same names;
	// ErrKeyringLocked, ErrKeyringMissing.
	Set(service, user, secret string) error
	// Delete forgets the secret; the errors of Get. It asks nobody to unlock.
	Delete(service, user string) error
}

const (
	// keyringPatience is how long a person has to answer the system's request
	// to unlock the keyring after an act of their own.
	keyringPatience = 2 * time.Minute
	// keyringQuiet is the same where nobody has just acted.
	keyringQuiet = 30 * time.Second
	// keyringAnswer is how long an open keyring has to answer.
	keyringAnswer = 10 * time.Second
)

// lockState is what can be told of the keyring without asking anybody.
type lockState int

const (
	keyringOpen lockState = iota
	keyringShut
	keyringNone
)

// OSKeyring is the system's keyring: the Secret Service on Linux, the
// Credential Manager on Windows, the Keychain on macOS. A call returns within
// two minutes, where the system asks the person to unlock, and else within
// seconds. A process that only reads causes that question once; when it was
// not answered, it gets ErrKeyringLocked until somebody unlocks the keyring.
func OSKeyring() Keyring {
	return &osKeyring{backend: systemBackend{}, look: lookAtKeyring, busy: make(chan struct{}, 1)}
}

// backend is the part of go-keyring that is used.
type backend interface {
	Get(service, user string) (string, error)
	Set(service, user, secret string) error
	Delete(service, user string) error
}

type systemBackend struct{}

func (systemBackend) Get(service, user string) (string, error) { return keyring.Get(service, user) }
func (systemBackend) Set(service, user, secret string) error {
	return keyring.Set(service, user, secret)
}
func (systemBackend) Delete(service, user string) error { return keyring.Delete(service, user) }

type osKeyring struct {
	backend backend
	look    func() (lockState, error)
	// busy holds a token while a call is under way. go-keyring can't be
	// interrupted: a call that is given up goes on until the person answers,
	// and no second question is put beside it.
	busy chan struct{}
	// refused is true after a question to unlock was not answered.
	refused atomic.Bool
}

// Get implements Keyring.
func (k *osKeyring) Get(service, user string) (secret string, err error) {
	var got string
	err = k.call(keyringQuiet, func(state lockState) error {
		if state == keyringShut && k.refused.Load() {
			return ErrKeyringLocked
		}
		return nil
	}, func() (e error) {
		got, e = k.backend.Get(service, user)
		return e
	})
	if err != nil {
		return "", err
	}
	return got, nil
}

// Set implements Keyring.
func (k *osKeyring) Set(service, user, secret string) error {
	return k.call(keyringPatience, func(lockState) error { return nil }, func() error {
		return k.backend.Set(service, user, secret)
	})
}

// Delete implements Keyring.
func (k *osKeyring) Delete(service, user string) error {
	return k.call(keyringAnswer, func(state lockState) error {
		if state == keyringShut {
			return ErrKeyringLocked
		}
		return nil
	}, func() error {
		return k.backend.Delete(service, user)
	})
}

// call runs f within a limit: patience where the keyring is shut, for then the
// system asks the person, and keyringAnswer where it is open.
func (k *osKeyring) call(patience time.Duration, allowed func(lockState) error, f func() error) error {
	state, err := k.look()
	if state == keyringNone {
		return fmt.Errorf("%w: %w", ErrKeyringMissing, err)
	}
	if err := allowed(state); err != nil {
		return err
	}
	if state == keyringOpen {
		patience = keyringAnswer
	}
	limit := time.NewTimer(patience)
	defer limit.Stop()
	select {
	case k.busy <- struct{}{}:
	case <-limit.C:
		return fmt.Errorf("%w: it is still asking", ErrKeyringLocked)
	}
	done := make(chan error, 1)
	go func() {
		defer func() { <-k.busy }()
		done <- f()
	}()
	select {
	case err = <-done:
	case <-limit.C:
		k.refused.Store(true)
		return fmt.Errorf("%w: no answer within %v", ErrKeyringLocked, patience)
	}
	switch {
	case err == nil:
		k.refused.Store(false)
		return nil
	case errors.Is(err, keyring.ErrNotFound):
		return fmt.Errorf("entry in the keyring: %w", ErrNotFound)
	case state == keyringShut:
		k.refused.Store(true)
		return fmt.Errorf("%w: %w", ErrKeyringLocked, err)
	}
	return fmt.Errorf("%w: %w", ErrKeyringMissing, err)
}
