package signin

// Sentences that several numbers share.
const (
	tellSignIn      = "Sign in again."
	tellSetup       = "Ask your administrator to check how this app is set up."
	tellAccount     = "Ask your administrator. "
	tellTooOften    = "Wait a few minutes. The sign-in service was asked too often, and wants a pause."
	tellBusy        = "Wait a little. The sign-in service is busy; it is tried again by itself."
	tellInvite      = "Accept the invitation of the organisation or ask its administrator. Your account isn't in its directory yet."
	tellPassword    = "Sign in again. Your password was changed or has expired."
	tellUnused      = "Sign in again. The sign-in wasn't used for a long time."
	tellFrequency   = "Sign in again. Your organisation asks for a fresh sign-in every so often."
	tellDevice      = "Use a computer that your organisation has registered, and sign in again there."
	tellVerify      = "Sign in again and set up the extra verification that your organisation asks for."
	tellNetwork     = "Use another network or ask your administrator. This network doesn't let you into that organisation."
	tellPermission  = "Ask your administrator to add the Power BI permissions to this app's registration."
	tellCloud       = "Choose the right cloud in the preferences. Your organisation is in another one."
	tellRegistering = "Sign in from your workplace to register the extra verification, or ask your administrator."
)

// helpTexts is a table of words, after Microsoft's list of AADSTS error codes
// (reference-error-codes) and the articles around it. Microsoft changes the
// numbers: nothing but a text, and the button that goes with it, may hang on
// them.
var helpTexts = map[string]help{
	"16000":    {"Sign in again and pick your work account. You are signed in with a different one.", false},
	"16003":    {"Ask your administrator to invite you. Your account isn't in that organisation.", true},
	"50011":    {tellSetup + " Its registration lacks the redirect address http://localhost.", true},
	"50014":    {tellInvite, true},
	"51004":    {tellInvite, true},
	"50020":    {"Sign in with your other account, or set the right organisation in the preferences. This account belongs to another organisation.", false},
	"50034":    {"Sign in again and check the e-mail address. There is no such account.", false},
	"50053":    {"Wait a while, then sign in again; ask your administrator if it stays so. The account is locked after wrong passwords, or this place is blocked.", true},
	"50055":    {"Sign in again to choose a new password. The old one has expired.", false},
	"50056":    {"Sign in again and enter your password.", false},
	"50057":    {tellAccount + "Your account is disabled.", true},
	"50058":    {tellSignIn, false},
	"50059":    {"Sign in again with your full work address, or set the organisation in the preferences.", false},
	"50072":    {tellVerify, false},
	"50074":    {"Sign in again and approve the extra verification.", false},
	"50076":    {"Sign in again and approve the extra verification. A rule or your place has changed.", false},
	"50078":    {"Sign in again and approve once more. The earlier verification is too old.", false},
	"50079":    {tellVerify, false},
	"50089":    {"Sign in once more. The sign-in page was open for too long.", false},
	"50097":    {tellDevice, false},
	"50129":    {tellDevice, false},
	"50187":    {tellDevice, false},
	"50105":    {"Ask your administrator to assign you to this app.", true},
	"50125":    {"Sign in again to set a new password or to finish its registration.", false},
	"50135":    {"Sign in again to change your password. It is no longer thought safe.", false},
	"50144":    {"Change your password in your company's network, then sign in again. It has expired there.", true},
	"50126":    {"Try again. User name or password were wrong.", false},
	"50128":    {"Check the address or the organisation in the preferences. Its domain isn't known.", false},
	"50131":    {"Sign in from a company computer or network, or ask your administrator. A rule of your organisation refused this sign-in.", false},
	"50132":    {tellPassword, false},
	"50133":    {tellPassword, false},
	"50140":    {"Sign in again and answer the question in the browser about staying signed in.", false},
	"50158":    {"Sign in again and complete the extra check.", false},
	"50173":    {"Sign in again. You, or your administrator, signed you out everywhere or changed your password.", false},
	"50194":    {"Set your organisation in the preferences. This app belongs to one organisation only.", true},
	aadstsLoop: {tellTooOften, false},
	"50199":    {"Sign in again and press Continue in the browser to confirm that you meant this app.", false},

	"500011": {"Ask your administrator whether your organisation has Power BI, and check the cloud in the preferences. Power BI wasn't found there.", true},
	"500021": {tellNetwork, true},
	"500022": {tellNetwork, true},
	"500113": {tellSetup + " Its registration has no redirect address.", true},
	"500208": {"Sign in with your work account. Power BI doesn't know personal ones.", false},
	"500212": {"Ask your administrator. A rule between the two organisations refuses this sign-in.", true},
	"500213": {"Ask your administrator. A rule between the two organisations refuses this sign-in.", true},

	"53000":  {"Bring this computer up to your organisation's rules, then sign in again.", false},
	"53001":  {"Use a computer that belongs to your organisation.", true},
	"53002":  {"Ask your administrator to approve this app.", true},
	"53003":  {"Sign in from another place, network or computer, or ask your administrator. A rule of your organisation blocks this one.", false},
	"53004":  {tellRegistering, false},
	"53010":  {tellRegistering, false},
	"53011":  {tellAccount + "Your account is blocked for its safety.", true},
	"530002": {"Use a computer that your organisation manages, and sign in with the system's browser.", false},
	"530003": {"Use a computer that your organisation manages, and sign in with the system's browser.", false},
	"530032": {tellAccount + "A security rule of your organisation refuses this sign-in.", true},
	"530035": {tellAccount + "The security defaults of your organisation refuse this sign-in.", true},
	"530036": {"Sign in with the browser instead. Your organisation doesn't allow device codes.", false},
	"530084": {tellAccount + "Your organisation allows only apps that sign in through Windows itself, which this app can't.", true},

	"54005": {"Try once more. The answer of the sign-in page had been used already.", false},

	"65001":  {"Sign in again and approve the permissions, or ask your administrator to approve them.", false},
	"65002":  {tellSetup + " Its id belongs to another app.", true},
	"65004":  {"Sign in again and approve the permissions to continue.", false},
	"65005":  {tellPermission, true},
	"650052": {"Ask your administrator. Your organisation has not signed up for Power BI.", true},
	"650056": {tellPermission, true},
	"650057": {tellPermission, true},

	"70000":   {"Sign in again. Your sign-in to Power BI is no longer valid.", false},
	"70001":   {tellAccount + "This app is disabled in your organisation.", true},
	"7000112": {tellAccount + "This app is disabled in your organisation.", true},
	"700005":  {"Try again. The sign-in was begun in one organisation and ended in another.", false},
	"70008":   {tellUnused, false},
	"70011":   {tellSetup + " The permissions that it asks for aren't known.", true},
	"28002":   {tellSetup + " The permissions that it asks for aren't known.", true},
	"28003":   {tellSetup + " The permissions that it asks for are missing.", true},
	"70012":   {tellBusy, false},
	"70016":   {"Enter the code in the browser. The sign-in service is waiting for you.", false},
	"70018":   {"Start again to get a new code. The one that was entered was wrong.", false},
	"70019":   {"Start again to get a new code. The old one was not used in time.", false},
	"90119":   {"Start again to get a new code. None was entered, or a wrong one.", false},
	"90120":   {"Start again to get a new code. This one had been used already.", false},
	"70043":   {tellFrequency, false},
	"70044":   {tellFrequency, false},
	"700016":  {"Check the app id, the organisation and the cloud in the preferences, or ask your administrator. The app isn't known there.", true},
	"700011":  {"Check the app id, the organisation and the cloud in the preferences, or ask your administrator. The app isn't known there.", true},
	"700022":  {tellSetup + " It asks for permissions of several services at once.", true},
	"700023":  {tellSetup + " It asks for no service's permissions.", true},
	"700025":  {tellSetup + " It must be a public client without a secret.", true},
	"700054":  {tellSetup + " Its registration lacks the sign-in with a code.", true},
	"700082":  {tellUnused, false},
	"700084":  {"Sign in again, and ask your administrator to register the redirect address for desktop apps: as it is now, every sign-in ends after a day.", false},
	"7000215": {tellSetup + " It must be a public client; remove its secret.", true},
	"7000222": {tellSetup + " It must be a public client; remove its secret.", true},
	"7000218": {tellSetup + " Allow public client flows, on the platform for desktop applications.", true},

	"80012": {"Sign in again within your allowed hours, or ask your administrator. Your account may not sign in now.", true},

	"90002":   {"Check the organisation and the cloud in the preferences. There is no organisation of that name.", true},
	"90014":   {tellSetup + " The request lacked something.", true},
	"900144":  {tellSetup + " The request lacked something.", true},
	"9002313": {tellSetup + " The request wasn't understood.", true},
	"90006":   {tellBusy, false},
	"90012":   {tellBusy, false},
	"90024":   {tellBusy, false},
	"90033":   {tellBusy, false},
	"90090":   {tellBusy, false},
	"50033":   {tellBusy, false},
	"50087":   {tellBusy, false},
	"90055":   {tellBusy, false},
	"90019":   {"Set your organisation in the preferences. It can't be told from the sign-in.", true},
	"90038":   {tellCloud, true},
	"1000104": {tellCloud, true},
	"90072":   {"Sign in with the right account. This one isn't in that organisation.", false},
	"90094":   {"Ask your administrator to approve this app's permissions for your organisation.", true},
	"90095":   {"Wait for your administrator. Your request for approval has been sent.", true},
	"90099":   {"Ask your administrator to authorise this app in your organisation.", true},

	"135010": {"Sign in again with another method. This computer's key for you wasn't found; registering it again may be needed.", false},
	"135011": {tellAccount + "This computer is disabled in your organisation.", true},
	"140000": {tellSignIn, false},
	"140001": {tellSignIn, false},
	"160021": {"Sign in again and pick your account.", false},
}
