package crash

import (
	"os/exec"

	"mysettings/app/sandbox"
	"mysettings/app/tiles"
	"mysettings/build/trials/desk"
)

// signIns are the operations on the token.
func signIns() []operation {
	signIn := func(x *scene) { x.Run("signin").Want(0, 1) }
	return []operation{
		{name: "sign in", options: sandbox.Options{Tiles: 12}, arrange: toSignIn, verify: afterSignIn},
		{name: "renew", options: sandbox.Options{Tiles: 12}, prepare: signIn, arrange: toRenew, verify: afterRenewal},
		{name: "sign out", options: sandbox.Options{Tiles: 12}, prepare: signIn, arrange: toSignOut, verify: afterSignOut},
	}
}

// account is the id of the only connection, empty for none.
func (x *scene) account() (id string) {
	x.t.Helper()
	var s status
	x.Run("status", "--json").Want(0, 1).Into(&s)
	if len(s.Connections) > 0 {
		id = s.Connections[0].ID
	}
	return id
}

// toSignIn is for the first time, after signing out, or over a good sign-in.
func toSignIn(x *scene) *exec.Cmd {
	if x.rng.IntN(2) == 0 && x.kept() != "" {
		x.Run("signout", x.account()).Want(0, 1)
	}
	x.before = x.Given()
	x.bag = x.kept() != ""
	return x.Command(x.t.Context(), "signin")
}

func afterSignIn(x *scene) {
	x.t.Helper()
	s := x.restart()
	if x.kept() != "" {
		x.stillSignedIn(s)
		return
	}
	if wasIn := x.bag.(bool); wasIn {
		x.t.Error("the sign-in that there was is gone")
	}
	if len(s.Connections) > 0 && s.Connections[0].State != tiles.SignedOut {
		x.t.Errorf("nothing is kept, and the status is %+v", s.Connections[0])
	}
	x.common() // nothing of the sign-in that came to nothing
	x.Run("signin").Want(0, 1)
	if x.kept() != x.Given().Newest {
		x.t.Error("signing in once more kept another token than was given")
	}
}

func toRenew(x *scene) *exec.Cmd {
	x.Control("expire-access", desk.Ana)
	x.before = x.Given()
	return x.Command(x.t.Context(), "check")
}

func afterRenewal(x *scene) {
	x.t.Helper()
	x.stillSignedIn(x.restart())
}

func toSignOut(x *scene) *exec.Cmd {
	if x.kept() == "" {
		x.Run("signin").Want(0, 1)
	}
	x.before = x.Given()
	var sealed []byte
	x.query(func(row func(...any) error) error { return row(&sealed) }, "SELECT sealed FROM token")
	x.bag = sealed
	return x.Command(x.t.Context(), "signout", x.account())
}

func afterSignOut(x *scene) {
	x.t.Helper()
	s := x.restart()
	if x.kept() != "" {
		x.stillSignedIn(s)
		return
	}
	if len(s.Connections) != 1 || s.Connections[0].State != tiles.SignedOut {
		x.t.Errorf("no token is kept, and the status is %+v", s.Connections)
	}
	x.nowhere(x.bag.([]byte))
}
