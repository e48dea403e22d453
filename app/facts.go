package app

import (
	"slices"
	"time"

	"mysettings/app/tiles"
)

// noticeLimit is how many notices the page shows.
const noticeLimit = 200

// facts reads what a snapshot is built from.
func (b *Bindings) facts() (Facts, error) {
	ctx, s := b.life, b.b.Store
	f := Facts{
		Now:      b.b.Now(),
		Zone:     b.b.Zone,
		Sandbox:  b.b.Sandbox,
		Checking: b.checking.Load() > 0,
		Signing:  b.signing.now(),
	}
	set, err := b.b.Settings(ctx)
	if err != nil {
		return f, err
	}
	f.LeadDays = set.LeadDays()
	for _, key := range pageSettings {
		v, err := set.Get(key)
		if err != nil {
			return f, err
		}
		f.Settings = append(f.Settings, Setting{Key: key, Value: v.Value, Source: string(v.Source), Locked: v.Locked})
		if key == "client_id" {
			f.NeedsClientID = v.Value == ""
		}
	}
	if f.Connections, err = s.Connections(ctx); err != nil {
		return f, err
	}
	if f.FirstRun, err = b.firstRun(f, set); err != nil {
		return f, err
	}
	if f.Tiles, err = s.Tiles(ctx); err != nil {
		return f, err
	}
	if slices.ContainsFunc(f.Connections, func(c tiles.Connection) bool { return c.Kind == tiles.ReportServer }) {
		if f.Subscriptions, err = s.Subscriptions(ctx); err != nil {
			return f, err
		}
	}
	if f.Notices, err = s.Notices(ctx, time.Time{}, noticeLimit); err != nil {
		return f, err
	}
	if f.Protection, err = s.Protection(ctx); err != nil {
		return f, err
	}
	warnings, err := s.Warnings(ctx)
	if err != nil {
		return f, err
	}
	for _, w := range warnings {
		f.Warnings = append(f.Warnings, Warning{Code: w.Code, Text: tiles.Clean(w.Text, maxText)})
	}
	return f, nil
}
