package sandbox

import "net/http"

// appRegistration is how the app is registered and where the organisation is,
// as POST /control/registration sets it. The zero value is right in everything.
type appRegistration struct {
	wantsSecret bool // registered as a web app: not public
	noRedirect  bool // http://localhost isn't registered
	disabled    bool
	noPowerBI   bool   // nobody in the organisation has signed up for Power BI
	subScope    string // tenant_region_sub_scope
	instance    string // cloud_instance_name, "sandbox" when empty
}

var (
	errNotPublic   = &problem{status: http.StatusUnauthorized, code: "invalid_client", number: 7000218, text: "The request body must contain the following parameter: 'client_assertion' or 'client_secret'."}
	errAppDisabled = &problem{code: "unauthorized_client", number: 7000112, text: "The application is disabled."}
)

// registration is how things are now.
func (i *identity) registration() appRegistration {
	i.mu.Lock()
	defer i.mu.Unlock()
	return i.settings.app
}

// checkApp is what is wrong with the app whose id came along, whatever it asks.
func (i *identity) checkApp(id string) *problem {
	switch app := i.registration(); {
	case id != ClientID:
		return errUnknownClient(id)
	case app.disabled:
		return errAppDisabled
	}
	return nil
}

// checkResource is what is wrong where permissions on Power BI are asked for.
func (i *identity) checkResource(perms []string) *problem {
	if len(perms) > 0 && i.registration().noPowerBI {
		return errUnknownResource(Resource)
	}
	return nil
}

type registrationRequest struct {
	Public   *bool   `json:"public"`
	Redirect *bool   `json:"redirect"`
	Enabled  *bool   `json:"enabled"`
	PowerBI  *bool   `json:"power_bi"`
	SubScope *string `json:"tenant_region_sub_scope"`
	Instance *string `json:"cloud_instance_name"`
}

func (i *identity) registrationControl(r registrationRequest) (any, error) {
	i.mu.Lock()
	defer i.mu.Unlock()
	app := &i.settings.app
	for _, x := range []struct {
		to *bool
		is *bool
	}{{&app.wantsSecret, r.Public}, {&app.noRedirect, r.Redirect}, {&app.disabled, r.Enabled}, {&app.noPowerBI, r.PowerBI}} {
		if x.is != nil {
			*x.to = !*x.is
		}
	}
	if r.SubScope != nil {
		app.subScope = *r.SubScope
	}
	if r.Instance != nil {
		app.instance = *r.Instance
	}
	return done{"registration changed"}, nil
}
