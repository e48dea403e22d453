package store

import (
	"database/sql/driver"
	"encoding/json"
	"fmt"
	"time"

	"mysettings/app/tiles"
)

// object is a struct as a column of JSON, ” for the zero value. J is the
// stored form of T, apart from it so that the stored form does not change when
// a field there gets another name.
type object[T comparable, J any] struct {
	v    *T
	pack func(T) J
	open func(J) T
}

// Value implements driver.Valuer.
func (o object[T, J]) Value() (driver.Value, error) {
	var zero T
	if *o.v == zero {
		return "", nil
	}
	b, err := json.Marshal(o.pack(*o.v))
	return string(b), err
}

// Scan implements sql.Scanner.
func (o object[T, J]) Scan(v any) error {
	s, ok := v.(string)
	if !ok {
		return fmt.Errorf("object column holds %T", v)
	}
	var zero T
	*o.v = zero
	if s == "" {
		return nil
	}
	var j J
	if err := json.Unmarshal([]byte(s), &j); err != nil {
		return fmt.Errorf("object column: %w", err)
	}
	*o.v = o.open(j)
	return nil
}

// server is the column of a tiles.Server.
func server(v *tiles.Server) object[tiles.Server, serverText] {
	return object[tiles.Server, serverText]{v, packServer, serverText.open}
}

// serverText is a tiles.Server as JSON.
type serverText struct {
	URL          string             `json:"url"`
	SettingsURL  string             `json:"settings_url,omitempty"`
	API          string             `json:"api,omitempty"`
	Product      tiles.Product      `json:"product,omitempty"`
	ProductName  string             `json:"product_name,omitempty"`
	Version      string             `json:"version,omitempty"`
	Auth         tiles.Auth         `json:"auth,omitempty"`
	User         string             `json:"user,omitempty"`
	Integration  tiles.Integration  `json:"integration,omitempty"`
	TellsSignIn  bool               `json:"tells_sign_in,omitempty"`
	TellsNotices bool               `json:"tells_notices,omitempty"`
	ProbedAt     ms                 `json:"probed_at"`
	Zone         string             `json:"zone,omitempty"`
	Status       tiles.ServerStatus `json:"status,omitempty"`
	Account      string             `json:"account,omitempty"`
	StatusAt     ms                 `json:"status_at"`
	Others       string             `json:"others,omitempty"`
}

func packServer(s tiles.Server) serverText {
	return serverText{
		URL: s.URL, SettingsURL: s.SettingsURL, API: s.API,
		Product: s.Product, ProductName: s.ProductName, Version: s.Version, Auth: s.Auth, User: s.User,
		Integration: s.Integration, TellsSignIn: s.TellsSignIn, TellsNotices: s.TellsNotices,
		ProbedAt: ms(s.ProbedAt), Zone: s.Zone, Status: s.Status, Account: s.Account, StatusAt: ms(s.StatusAt),
		Others: s.Others,
	}
}

func (s serverText) open() tiles.Server {
	return tiles.Server{
		URL: s.URL, SettingsURL: s.SettingsURL, API: s.API,
		Product: s.Product, ProductName: s.ProductName, Version: s.Version, Auth: s.Auth, User: s.User,
		Integration: s.Integration, TellsSignIn: s.TellsSignIn, TellsNotices: s.TellsNotices,
		ProbedAt: time.Time(s.ProbedAt), Zone: s.Zone, Status: s.Status, Account: s.Account, StatusAt: time.Time(s.StatusAt),
		Others: s.Others,
	}
}

// subscription is the column of a tiles.Subscription.
func subscription(v *tiles.Subscription) object[tiles.Subscription, subscriptionText] {
	return object[tiles.Subscription, subscriptionText]{v, packSubscription, subscriptionText.open}
}

// subscriptionText is a tiles.Subscription as JSON.
type subscriptionText struct {
	Report       string `json:"report"`
	ReportID     string `json:"report_id,omitempty"`
	Visual       string `json:"visual,omitempty"`
	GroupID      string `json:"group_id,omitempty"`
	DashboardID  string `json:"dashboard_id,omitempty"`
	Dashboard    string `json:"dashboard,omitempty"`
	TileID       string `json:"tile_id,omitempty"`
	Active       bool   `json:"active"`
	Status       string `json:"status,omitempty"`
	RunAt        ms     `json:"run_at"`
	ModifiedAt   ms     `json:"modified_at"`
	DetailAt     ms     `json:"detail_at"`
	NoStored     bool   `json:"no_stored,omitempty"`
	ScheduleText string `json:"schedule_text,omitempty"`
	PausedAt     ms     `json:"paused_at,omitzero"`
	RowAt        ms     `json:"row_at,omitzero"`
	NextAt       ms     `json:"next_at,omitzero"`
}

func packSubscription(s tiles.Subscription) subscriptionText {
	return subscriptionText{
		Report: s.Report, ReportID: s.ReportID, Visual: s.Visual, GroupID: s.GroupID, DashboardID: s.DashboardID,
		Dashboard: s.Dashboard, TileID: s.TileID, Active: s.Active, Status: s.Status, RunAt: ms(s.RunAt),
		ModifiedAt: ms(s.ModifiedAt), DetailAt: ms(s.DetailAt), NoStored: s.NoStored, ScheduleText: s.ScheduleText,
		PausedAt: ms(s.PausedAt), RowAt: ms(s.RowAt), NextAt: ms(s.NextAt),
	}
}

func (s subscriptionText) open() tiles.Subscription {
	return tiles.Subscription{
		Report: s.Report, ReportID: s.ReportID, Visual: s.Visual, GroupID: s.GroupID, DashboardID: s.DashboardID,
		Dashboard: s.Dashboard, TileID: s.TileID, Active: s.Active, Status: s.Status, RunAt: time.Time(s.RunAt),
		ModifiedAt: time.Time(s.ModifiedAt), DetailAt: time.Time(s.DetailAt), NoStored: s.NoStored, ScheduleText: s.ScheduleText,
		PausedAt: time.Time(s.PausedAt), RowAt: time.Time(s.RowAt), NextAt: time.Time(s.NextAt),
	}
}
