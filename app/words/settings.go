package words

import (
	"errors"

	"mysettings/app/language"
	"mysettings/app/settings"
	"mysettings/app/signin"
	"mysettings/app/tiles"
)

// ofSettings covers the settings that can't be.
func ofSettings(err error) (Sentence, bool) {
	var (
		invalid *settings.Invalid
		locked  *settings.Locked
		unknown *settings.Unknown
		ignored *settings.Ignored
		config  *signin.ConfigError
	)
	switch {
	case errors.As(err, &invalid):
		s := Sentence{
			Text: language.Sayf("The setting %s can't be %s: %s.", invalid.Key, shown(invalid.Value), invalid.Reason),
			Do:   language.Say("Choose another value."), Code: "invalid_setting", Setting: invalid.Key,
		}
		if invalid.Try != "" {
			s.Do = language.Sayf("Choose another value, for example %s.", invalid.Try)
		}
		if errors.As(err, &ignored) && ignored.Path != "" {
			s.Do = language.Say("Ask your administrator to correct this computer's policy. Until then the value is left out.")
			s.Details = join(ignored.Path)
		}
		return s, true
	case errors.As(err, &locked):
		s := Sentence{
			Text: language.Sayf("The setting %s is set by your organisation, so it can't be changed here.", locked.Key),
			Do:   language.Say("Ask your administrator."), Code: "locked_setting", Setting: locked.Key,
		}
		if locked.Contact != "" {
			s.Do = language.Sayf("Ask %s.", tiles.Clean(locked.Contact, longest))
		}
		return s, true
	case errors.As(err, &unknown):
		s := Sentence{
			Text: language.Sayf("There is no setting %s.", shown(unknown.Key)),
			Do:   language.Say("List the settings: mysettings config list."), Code: "unknown_setting", Setting: unknown.Key,
		}
		if unknown.Near != "" {
			s.Do = language.Sayf("Did you mean %s?", unknown.Near)
		}
		return s, true
	case errors.As(err, &ignored):
		return Sentence{
			Text: language.Say("This computer's policy could not be read, so it is left out."),
			Do:   language.Say("Ask your administrator to correct it."), Code: "policy_ignored", Details: join(ignored.Path, ignored.Err.Error()),
		}, true
	case errors.As(err, &config):
		s := Sentence{
			Text: language.Sayf("Signing in can't work with the setting %s: %s.", config.Key, tiles.Clean(config.Reason, longest)),
			Do:   language.Sayf("Change it: mysettings config set %s VALUE.", config.Key),
			Code: "invalid_setting", Setting: config.Key,
		}
		if config.Key == settings.KeyClientID {
			s.Do = language.Say("Ask your administrator for the id of the app's registration, then: mysettings config set client_id ID.")
		}
		return s, true
	}
	return Sentence{}, false
}

func shown(value string) string {
	if value == "" {
		return language.Say("empty")
	}
	return language.Quote(tiles.Clean(value, 60))
}
