package reportserver

import (
	"strings"
	"testing"
)

const (
	modelHead = `<?xml version="1.0" encoding="utf-8"?><edmx:Edmx Version="4.0" xmlns:edmx="http://docs.oasis-open.org/odata/ns/edmx"><edmx:DataServices>` +
		`<Schema Namespace="Model" xmlns="http://docs.oasis-open.org/odata/ns/edm"><EntityType Name="PowerBIIntegration"><Key><PropertyRef Name="Id"/></Key></EntityType>` +
		`<EntityContainer Name="Container"><EntitySet Name="Subscriptions" EntityType="Model.Subscription"/>`
	modelSingleton = `<Singleton Name="PowerBIIntegration" Type="Model.PowerBIIntegration"/>`
	modelNotices   = `<EntitySet Name="Notifications" EntityType="Model.Notification"/>`
	modelTail      = `</EntityContainer></Schema></edmx:DataServices></edmx:Edmx>`
)

func TestDecodeModel(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, body string
		want       model
	}{
		{"all", modelHead + modelSingleton + modelNotices + modelTail, model{true, true, true}},
		{"neither, though the type is there", modelHead + modelTail, model{read: true}},
		{"integration", modelHead + modelSingleton + modelTail, model{read: true, integration: true}},
		{"notices", modelHead + modelNotices + modelTail, model{read: true, notifications: true}},
		{"byte order mark", "\xef\xbb\xbf" + modelHead + modelNotices + modelTail, model{read: true, notifications: true}},
		{"broken off behind it", modelHead + modelSingleton + `<EntitySet Na`, model{read: true, integration: true}},
		{"bad entity, sloppy attribute", modelHead + `<EntitySet Name=Odd/>&nbsp;` + modelSingleton + modelTail, model{read: true, integration: true}},
		{"another character set", strings.Replace(modelHead, "utf-8", "windows-1252", 1) + modelSingleton + modelTail, model{read: true, integration: true}},
		{"JSON", `{"$Version":"4.01","Model":{"Container":{"$Kind":"EntityContainer","PowerBIIntegration":{"$Type":"Model.PowerBIIntegration"}}}}`,
			model{read: true, integration: true}},
		{"JSON of another kind", `{"error":"PowerBIIntegration"}`, model{}},
		{"page", `<html><body>PowerBIIntegration</body></html>`, model{}},
		{"empty", ``, model{}},
	} {
		if got := decodeModel(tt.body); got != tt.want {
			t.Errorf("%s: %+v; want %+v", tt.name, got, tt.want)
		}
	}
}

func FuzzDecodeModel(f *testing.F) {
	f.Add([]byte(modelHead + modelSingleton + modelNotices + modelTail))
	f.Add([]byte(`{"$Kind":1}`))
	f.Add([]byte("<!DOCTYPE x [<!ENTITY a 'b'>]><EntityContainer>&a;"))
	f.Fuzz(func(t *testing.T, body []byte) {
		if m := decodeModel(string(body)); (m.integration || m.notifications) && len(body) < len("<a Name='Notifications'") {
			t.Fatalf("%+v of %q", m, body)
		}
	})
}
