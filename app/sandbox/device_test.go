package sandbox_test

import (
	"errors"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"golang.org/x/oauth2"

	"mysettings/app/sandbox"
)

func TestDeviceCode(t *testing.T) {
	t.Parallel()
	x := start(t, sandbox.Options{})
	config := x.config("organizations", standardScopes...)
	device, err := config.DeviceAuth(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if device.Interval != 1 || device.VerificationURIComplete != "" || len(device.UserCode) != 9 || time.Until(device.Expiry) < 14*time.Minute {
		t.Errorf("%+v", device)
	}
	poll := func() (map[string]any, int) {
		return x.post(config.Endpoint.TokenURL, url.Values{"client_id": {sandbox.ClientID}, "grant_type": {"urn:ietf:params:oauth:grant-type:device_code"}, "device_code": {device.DeviceCode}})
	}
	problem, _ := poll()
	if problem["error"] != "authorization_pending" {
		t.Errorf("before: %v", problem)
	}
	checkProblem(t, problem, 70016)
	// Typed as people type.
	typed := strings.ToLower(device.UserCode[:3] + "-" + device.UserCode[3:])
	if err := sandbox.Carla.EnterCode(t.Context(), device.VerificationURI, typed); err != nil {
		t.Fatal(err)
	}
	token, err := config.DeviceAccessToken(t.Context(), device)
	if err != nil || token.RefreshToken == "" || token.Extra("id_token") == nil {
		t.Fatalf("%v %v", token, err)
	}
	if len(x.list(token.AccessToken, "/groups")) == 0 {
		t.Error("Carla sees no workspace")
	}
	if problem, _ := poll(); problem["error"] != "invalid_grant" {
		t.Errorf("second redemption: %v", problem)
	}
	if err := sandbox.Ana.EnterCode(t.Context(), device.VerificationURI, device.UserCode); !errors.Is(err, sandbox.ErrRefused) {
		t.Errorf("a used code: %v", err)
	}
}

func TestDeviceCodeRefused(t *testing.T) {
	t.Parallel()
	x := start(t, sandbox.Options{})
	config := x.config("organizations", standardScopes...)
	for name, c := range map[string]struct {
		press func(device *oauth2.DeviceAuthResponse) error
		want  string
	}{
		"cancelled": {func(d *oauth2.DeviceAuthResponse) error {
			return sandbox.Ana.RefuseCode(t.Context(), d.VerificationURI, d.UserCode)
		}, "authorization_declined"},
		"approval": {func(d *oauth2.DeviceAuthResponse) error {
			err := sandbox.Dana.EnterCode(t.Context(), d.VerificationURI, d.UserCode)
			if !errors.Is(err, sandbox.ErrRefused) {
				t.Errorf("approval: %v", err)
			}
			return nil
		}, "authorization_declined"},
	} {
		device, err := config.DeviceAuth(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if err := c.press(device); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		_, err = config.DeviceAccessToken(t.Context(), device)
		if got := retrieveError(t, err).ErrorCode; got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
	x.control("lifetimes", map[string]any{"device_life": "0s", "device_poll": "0s"})
	device, err := config.DeviceAuth(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	problem, _ := x.post(config.Endpoint.TokenURL, url.Values{"client_id": {sandbox.ClientID}, "grant_type": {"urn:ietf:params:oauth:grant-type:device_code"}, "device_code": {device.DeviceCode}})
	if problem["error"] != "expired_token" {
		t.Errorf("expired: %v", problem)
	}
	if err := sandbox.Ana.EnterCode(t.Context(), device.VerificationURI, device.UserCode); err == nil {
		t.Error("an expired code was taken")
	}
}

func TestDeviceCodeErrors(t *testing.T) {
	t.Parallel()
	x := start(t, sandbox.Options{})
	at := func(tenant string) string { return x.about.Authority + "/" + tenant + "/oauth2/v2.0/devicecode" }
	for name, c := range map[string]struct {
		address string
		form    url.Values
		error   string
	}{
		"tenant":    {at("nowhere"), url.Values{"client_id": {sandbox.ClientID}, "scope": {"openid"}}, "invalid_tenant"},
		"no client": {at("organizations"), url.Values{"scope": {"openid"}}, "invalid_request"},
		"client":    {at("organizations"), url.Values{"client_id": {"x"}, "scope": {"openid"}}, "unauthorized_client"},
		"no scope":  {at("organizations"), url.Values{"client_id": {sandbox.ClientID}}, "invalid_request"},
		"scope":     {at("organizations"), url.Values{"client_id": {sandbox.ClientID}, "scope": {"nonsense"}}, "invalid_scope"},
	} {
		if problem, status := x.post(c.address, c.form); status != 400 || problem["error"] != c.error {
			t.Errorf("%s: %d %v", name, status, problem)
		}
	}
	x.control("token-error", map[string]any{"grant": "devicecode", "error": "access_denied", "aadsts": 530036})
	problem, _ := x.post(at("organizations"), url.Values{"client_id": {sandbox.ClientID}, "scope": {"openid"}})
	checkProblem(t, problem, 530036)
}

func TestDevicePage(t *testing.T) {
	t.Parallel()
	x := start(t, sandbox.Options{})
	where := x.about.Authority + "/devicelogin"
	_, _, body := x.page(http.MethodGet, where, nil)
	for _, want := range []string{"<title>Enter code – Sandbox</title>", `<label for="code">`, `name="user_code"`} {
		if !strings.Contains(body, want) {
			t.Errorf("the page lacks %q:\n%s", want, body)
		}
	}
	if status, _, body := x.page(http.MethodPost, where, url.Values{"user_code": {"WRONG"}}); status != 400 || !strings.Contains(body, "AADSTS70018") || !strings.Contains(body, `name="user_code"`) {
		t.Errorf("wrong code: %d %s", status, body)
	}
	device, err := x.config("organizations", standardScopes...).DeviceAuth(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	status, _, body := x.page(http.MethodPost, where, url.Values{"user_code": {device.UserCode}})
	if status != 200 || !strings.Contains(body, "Ana Almeida") || !strings.Contains(body, "Dashboard.Read.All") {
		t.Errorf("right code: %d %s", status, body)
	}
}
