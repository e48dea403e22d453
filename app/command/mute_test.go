package command

import (
	"strings"
	"testing"

	"mysettings/app/sandbox"
)

func TestMute(t *testing.T) {
	t.Parallel()
	d := newDesk(t, sandbox.Options{})
	d.run("signin").want(CodeGood)
	type list struct {
		Tiles []struct {
			ID, Title, Dashboard, State string
			Muted                       bool
		}
	}
	var all list
	d.run("tiles", "--json").into(&all)
	if len(all.Tiles) == 0 || all.Tiles[0].Muted {
		t.Fatalf("tiles: %+v", all)
	}
	one := all.Tiles[0]

	var answer list
	d.run("mute", one.ID, "--json").want(CodeGood).into(&answer)
	if len(answer.Tiles) != 1 || answer.Tiles[0].ID != one.ID || !answer.Tiles[0].Muted {
		t.Errorf("mute: %+v", answer)
	}
	if said := d.run("tiles").stdout; strings.Count(said, ", muted") != 1 {
		t.Errorf("tiles: %s", said)
	}
	var status struct {
		Tiles struct{ Total, Fresh, Muted int }
	}
	d.run("status", "--json").into(&status)
	if status.Tiles.Muted != 1 || status.Tiles.Total != len(all.Tiles) {
		t.Errorf("status: %+v", status)
	}
	if said := d.run("unmute", one.ID).want(CodeGood).stdout; !strings.Contains(said, "you hear about it again") {
		t.Errorf("unmute: %s", said)
	}

	d.run("mute", "--dashboard", one.Dashboard, "--json").want(CodeGood).into(&answer)
	for _, x := range answer.Tiles {
		if !x.Muted || x.Dashboard != one.Dashboard {
			t.Errorf("dashboard: %+v", x)
		}
	}
	if said := d.run("mute", "--dashboard", one.Dashboard).want(CodeGood).stdout; strings.Count(said, "whole dashboard") != len(answer.Tiles) {
		t.Errorf("dashboard: %s", said)
	}
	d.run("unmute", "--dashboard", one.Dashboard).want(CodeGood)
	d.run("status", "--json").into(&status)
	if status.Tiles.Muted != 0 {
		t.Errorf("status: %+v", status)
	}

	for _, args := range [][]string{
		{"mute"}, {"mute", one.ID, "--dashboard", one.Dashboard}, {"mute", "no such tile"}, {"unmute", "--dashboard", "no such dashboard"},
	} {
		d.run(args...).want(CodeUsage)
	}
}

// What is muted is nobody's business: not of the exit code, nor of a refresh of
// everything that is stale.
func TestMutedAndFailing(t *testing.T) {
	t.Parallel()
	d := newDesk(t, sandbox.Options{})
	d.run("signin").want(CodeGood)
	d.run("status").want(CodeGood)
	var all struct {
		Tiles []struct{ ID, Feed, Title, State string }
	}
	d.control("fail", map[string]string{"dataset": "General ledger", "code": "ModelRefreshFailed_CredentialsNotSpecified"})
	d.run("check")
	d.run("tiles", "--state", "failing", "--json").into(&all)
	if len(all.Tiles) == 0 {
		t.Fatal("nothing fails")
	}
	d.run("status").want(CodeAttention)
	args := []string{"mute"}
	for _, x := range all.Tiles {
		args = append(args, x.ID)
	}
	d.run(args...).want(CodeGood)
	d.run("status").want(CodeGood)
	if said := d.run("refresh", "--stale").want(CodeGood).stdout; !strings.Contains(said, "No tile needs a refresh.") {
		t.Errorf("refresh --stale: %s", said)
	}
}
