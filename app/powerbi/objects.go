package powerbi

import (
	"strings"

	"mysettings/app/tiles"
)

// The service's objects, as far as this package reads them.
// https://learn.microsoft.com/en-us/rest/api/power-bi/

type groupObject struct {
	ID, Name        string
	Dedicated, Told bool // whether it is on a capacity of its own, and whether that was said
}

func (o *groupObject) target(key []byte) (*string, *bool) {
	switch {
	case is(key, "id"):
		return &o.ID, nil
	case is(key, "name"):
		return &o.Name, nil
	case is(key, "isOnDedicatedCapacity"):
		o.Told = true
		return nil, &o.Dedicated
	}
	return nil, nil
}

func (o *groupObject) capacity() tiles.Capacity {
	switch {
	case !o.Told:
		return tiles.CapacityUnknown
	case o.Dedicated:
		return tiles.CapacityDedicated
	}
	return tiles.CapacityShared
}

type dashboardObject struct{ ID, DisplayName, WebURL string }

func (o *dashboardObject) target(key []byte) (*string, *bool) {
	switch {
	case is(key, "id"):
		return &o.ID, nil
	case is(key, "displayName"):
		return &o.DisplayName, nil
	case is(key, "webUrl"):
		return &o.WebURL, nil
	}
	return nil, nil
}

type tileObject struct{ ID, Title, ReportID, DatasetID string }

func (o *tileObject) target(key []byte) (*string, *bool) {
	switch {
	case is(key, "id"):
		return &o.ID, nil
	case is(key, "title"):
		return &o.Title, nil
	case is(key, "reportId"):
		return &o.ReportID, nil
	case is(key, "datasetId"):
		return &o.DatasetID, nil
	}
	return nil, nil
}

type datasetObject struct {
	ID, Name, ConfiguredBy                 string
	ContentProviderType, TargetStorageMode string
	AddRowsAPIEnabled, IsRefreshable       bool
}

func (o *datasetObject) target(key []byte) (*string, *bool) {
	switch {
	case is(key, "id"):
		return &o.ID, nil
	case is(key, "name"):
		return &o.Name, nil
	case is(key, "configuredBy"):
		return &o.ConfiguredBy, nil
	case is(key, "ContentProviderType"):
		return &o.ContentProviderType, nil
	case is(key, "targetStorageMode"):
		return &o.TargetStorageMode, nil
	case is(key, "addRowsAPIEnabled"):
		return nil, &o.AddRowsAPIEnabled
	case is(key, "IsRefreshable"):
		return nil, &o.IsRefreshable
	}
	return nil, nil
}

// kind tells what a model is by what the service says of it. The storage mode
// is no help by itself: models that load their data and models that don't are
// both "Abf". IsRefreshable is true for models with a schedule or a recent
// refresh that load their data, and for no others.
func (d datasetObject) kind() tiles.Kind {
	words := strings.ToLower(d.ContentProviderType + " " + d.TargetStorageMode)
	has := func(parts ...string) bool {
		for _, p := range parts {
			if strings.Contains(words, p) {
				return true
			}
		}
		return false
	}
	switch {
	case has("push"):
		return tiles.KindPush
	case has("streaming"):
		return tiles.KindStreaming
	case d.AddRowsAPIEnabled:
		return tiles.KindPush
	case has("realtime"):
		return tiles.KindStreaming
	case has("directlake"):
		return tiles.KindDirectLake
	case has("directquery"):
		return tiles.KindDirectQuery
	case has("live", "asonprem", "asazure"):
		return tiles.KindLive
	case has("import", "composite", "csv", "excel"), d.IsRefreshable:
		return tiles.KindImport
	}
	return tiles.KindUnknown
}

// accessOf is what the kind alone says about the run history.
func accessOf(k tiles.Kind) tiles.Access {
	switch k {
	case tiles.KindPush, tiles.KindStreaming:
		return tiles.AccessNone
	case tiles.KindHidden:
		return tiles.AccessDenied
	}
	return tiles.AccessUntried
}
