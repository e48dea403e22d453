package tiles

import "testing"

func TestClassifyRun(t *testing.T) {
	t.Parallel()
	tests := []struct {
		code, text string
		want       Cause
	}{
		{"ModelRefreshFailed_CredentialsNotSpecified", "", CauseSourceCredentials},
		{"modelrefreshfailed_credentialsnotspecified", "", CauseSourceCredentials},
		{"ModelRefresh_ShortMessage_ProcessingError", "", CauseModelError},
		{"ModelRefresh_ShortMessage_ProcessingError", "Access was denied to the storage account.", CauseSourceCredentials},
		{"ModelRefresh_ShortMessage_ProcessingError", "A type conversion failed in column 'Amount'.", CauseModelError},
		{"ModelRefresh_ShortMessage_ProcessingError", "The operation was throttled: out of memory.", CauseModelError},
		{"ModelRefresh_ShortMessage_ProcessingError", "Column 'Amount' of the table wasn't found.", CauseItemMissing},
		{"ModelRefresh_ShortMessage_ProcessingError", "Die Spalte fehlt.", CauseModelError},
		{"DM_GWPipeline_Client_GatewayUnreachable", "", CauseGateway},
		{"GatewayNotReachable", "", CauseGateway},
		{"DM_GWPipeline_Gateway_DataSourceAccessError", "", CauseGateway},
		{"DM_GWPipeline_Gateway_DataSourceAccessError", "Login failed for user 'reader'.", CauseSourceCredentials},
		{"DM_GWPipeline_Gateway_SpooledOperationMissing", "", CauseGateway},
		{"DM_GWPipeline_UnknownError", "", CauseGateway},
		{"DM_GWPipeline_UnknownError", "The file cannot be found.", CauseGateway},
		{"DM_GWPipeline_Gateway_InvalidConnectionCredentials", "", CauseSourceCredentials},
		{"DM_GWPipeline_Gateway_InvalidObjectNameException", "", CauseItemMissing},
		{"DM_GWPipeline_Gateway_MashupDataAccessError", "", CauseModelError},
		{"DM_GWPipeline_Gateway_MashupDataAccessError", "The credentials provided are invalid.", CauseSourceCredentials},
		{"DM_GWPipeline_Gateway_TimeoutError", "", CauseModelError},
		{"Premium_ASWL_Error", "", CauseCapacity},
		{"", "You've exceeded the capacity limit for semantic model refreshes.", CauseCapacity},
		{"", "Capacity level limit exceeded.", CauseCapacity},
		{"Node level limit exceeded", "", CauseCapacity},
		{"0xC11C0020", "", CauseCapacity},
		{"", "The refresh was cancelled (0xC11C0020).", CauseCapacity},
		{"Request Throttled", "Invalid dataset refresh request. Number of refresh requests in last 24 hours exceeded limit", CauseCapacity},
		{"TooManyRequests", "", CauseThrottled},
		{"", "You have exceeded the amount of requests allowed in the current time frame and further requests will fail. Retry in 3392 seconds.", CauseThrottled},
		{"PowerBIEntityNotFound", "", CauseItemMissing},
		{"PowerBINotAuthorizedException", "", CauseNoPermission},
		{"PowerBINotLicensedException", "", CauseAdminNeeded},
		{"ServiceUnavailable", "", CauseServiceDown},
		{"", "An error has occurred", CauseServiceDown},
		{"", "", CauseUnrecognised},
		{"SomethingNew_2031", "", CauseUnrecognised},
		{"SomethingNew_2031", "Login failed.", CauseSourceCredentials},
		{"42", "Nobody knows.", CauseUnrecognised},
	}
	for _, tt := range tests {
		if got := ClassifyRun(tt.code, tt.text); got != tt.want {
			t.Errorf("ClassifyRun(%q, %q) = %q, want %q", tt.code, tt.text, got, tt.want)
		}
	}
}

func TestParseServiceException(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, in, code, text string }{
		{"only a code", `{"errorCode":"ModelRefreshFailed_CredentialsNotSpecified"}`, "ModelRefreshFailed_CredentialsNotSpecified", ""},
		{"code and description", `{"errorCode":"ModelRefresh_ShortMessage_ProcessingError","errorDescription":"Access was denied."}`, "ModelRefresh_ShortMessage_ProcessingError", "Access was denied."},
		{"other case of letters", `{"ErrorCode":"X","ErrorDescription":"words"}`, "X", "words"},
		{"the gateway's nesting", `{"error":{"code":"DM_GWPipeline_Gateway_DataSourceAccessError","pbi.error":{"code":"DM_GWPipeline_Gateway_DataSourceAccessError","parameters":{},"details":[{"code":"DM_ErrorDetailNameCode_UnderlyingErrorCode","detail":{"type":1,"value":"-2147467259"}},{"code":"DM_ErrorDetailNameCode_UnderlyingErrorMessage","detail":{"type":1,"value":"Login failed for user."}}],"exceptionCulprit":1}}}`, "DM_GWPipeline_Gateway_DataSourceAccessError", "Login failed for user."},
		{"the inner code is the more particular", `{"error":{"code":"DatasetRefreshError","pbi.error":{"code":"GatewayNotReachable","details":[]}}}`, "GatewayNotReachable", ""},
		{"an API error", `{"error":{"code":"TokenExpired","message":"Access token has expired, resubmit with a new access token"}}`, "TokenExpired", "Access token has expired, resubmit with a new access token"},
		{"throttled, another shape", `{"message":"Retry in 3392 seconds."}`, "", "Retry in 3392 seconds."},
		{"JSON in a string", `{"errorCode":"Outer","errorDescription":"{\"error\":{\"code\":\"Inner\",\"message\":\"deep\"}}"}`, "Inner", "deep"},
		{"a JSON string", `"{\"errorCode\":\"X\"}"`, "X", ""},
		{"a list", `[{"errorCode":"X"},{"message":"m"}]`, "X", "m"},
		{"details that are plain", `{"error":{"code":"X","details":[{"code":"Some_Message","detail":"one"},{"message":"two"}]}}`, "X", "one two"},
		{"numbers where words should be", `{"errorCode":17,"errorDescription":{"a":1}}`, "", `{"errorCode":17,"errorDescription":{"a":1}}`},
		{"no known shape", `{"fault":"yes"}`, "", `{"fault":"yes"}`},
		{"not JSON", `<html>Bad gateway</html>`, "", "<html>Bad gateway</html>"},
		{"cut off", `{"errorCode":"X`, "", `{"errorCode":"X`},
		{"a plain number", `17`, "", "17"},
		{"nothing", ``, "", ""},
		{"an empty object", `{}`, "", ""},
		{"null", `null`, "", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if code, text := ParseServiceException(tt.in); code != tt.code || text != tt.text {
				t.Errorf("got %q, %q, want %q, %q", code, text, tt.code, tt.text)
			}
		})
	}
}

func FuzzParseServiceException(f *testing.F) {
	for _, s := range []string{
		`{"errorCode":"X"}`, `{"errorCode":"X","errorDescription":"text"}`, `"{\"errorCode\":\"X\"}"`,
		`{"error":{"code":"X","pbi.error":{"code":"Y","details":[{"code":"DM_ErrorDetailNameCode_UnderlyingErrorMessage","detail":{"type":1,"value":"text"}}]}}}`,
		`[[[[[[[[[[[[{"code":"x"}]]]]]]]]]]]]`, `{"error":null}`, "\xff", ``,
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		code, text := ParseServiceException(s)
		if len(code) > maxErrorCode || len(text) > maxErrorText {
			t.Errorf("too long: %d and %d bytes", len(code), len(text))
		}
		if c, x := ParseServiceException(s); c != code || x != text {
			t.Errorf("not the same twice: %q, %q and %q, %q", code, text, c, x)
		}
		if RemedyFor(ClassifyRun(code, text)) == RemedyNone {
			t.Errorf("no remedy for %q, %q", code, text)
		}
	})
}
