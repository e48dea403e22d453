package signin

import "slices"

// Cloud is one of the separate places in which Power BI is run. A sign-in
// belongs to exactly one.
type Cloud struct {
	// ID is what the setting "cloud" holds; Name is for people.
	ID, Name string
	// Authority is the sign-in service: scheme and host.
	Authority string
	// PowerBI is the base of the REST API, Portal of the web pages.
	PowerBI string
	// Resource is the prefix of Power BI's permissions, without a slash at
	// its end.
	Resource string
	Portal   string
}

// DefaultCloud is the ID of the cloud that is used when none is set.
const DefaultCloud = "public"

// clouds follow Microsoft's pages "National clouds" (identity platform) and
// "Embed content in national clouds" (Power BI). GCC signs in at the public
// cloud's host but has an API of its own. Germany's was closed on 2021-10-29.
var clouds = []Cloud{
	{
		ID:        DefaultCloud,
		Name:      "Public",
		Authority: "https://login.microsoftonline.com",
		PowerBI:   "https://api.powerbi.com",
		Resource:  "https://analysis.windows.net/powerbi/api",
		Portal:    "https://app.powerbi.com",
	},
	{
		ID:        "gcc",
		Name:      "US Government (GCC)",
		Authority: "https://login.microsoftonline.com",
		PowerBI:   "https://api.powerbigov.us",
		Resource:  "https://analysis.usgovcloudapi.net/powerbi/api",
		Portal:    "https://app.powerbigov.us",
	},
	{
		ID:        "gcchigh",
		Name:      "US Government (GCC High)",
		Authority: "https://login.microsoftonline.us",
		PowerBI:   "https://api.high.powerbigov.us",
		Resource:  "https://high.analysis.usgovcloudapi.net/powerbi/api",
		Portal:    "https://app.high.powerbigov.us",
	},
	{
		ID:        "dod",
		Name:      "US Department of Defense",
		Authority: "https://login.microsoftonline.us",
		PowerBI:   "https://api.mil.powerbigov.us",
		Resource:  "https://mil.analysis.usgovcloudapi.net/powerbi/api",
		Portal:    "https://app.mil.powerbigov.us",
	},
	{
		ID:        "china",
		Name:      "China (21Vianet)",
		Authority: "https://login.partner.microsoftonline.cn",
		PowerBI:   "https://api.powerbi.cn",
		Resource:  "https://analysis.chinacloudapi.cn/powerbi/api",
		Portal:    "https://app.powerbi.cn",
	},
}

// Clouds lists every cloud that can be signed in to, the default first.
func Clouds() []Cloud { return slices.Clone(clouds) }

// CloudByID gives the cloud with that ID; the empty ID is the default cloud.
func CloudByID(id string) (Cloud, bool) {
	if id == "" {
		id = DefaultCloud
	}
	for _, c := range clouds {
		if c.ID == id {
			return c, true
		}
	}
	return Cloud{}, false
}
