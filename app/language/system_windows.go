package language

import "golang.org/x/sys/windows"

// preferred are the languages of Windows' own surface, the liked best first.
func preferred() []string {
	names, err := windows.GetUserPreferredUILanguages(windows.MUI_LANGUAGE_NAME)
	if err != nil || len(names) == 0 {
		return fromEnvironment()
	}
	return names
}
