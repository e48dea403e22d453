package command

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"mysettings/app/language"
	"mysettings/app/program"
	"mysettings/app/settings"
	"mysettings/app/words"
)

type settingDoc struct {
	Key    string          `json:"key"`
	Value  string          `json:"value"`
	Source settings.Source `json:"source"`
	Locked bool            `json:"locked"`
}

type settingsDoc struct {
	Settings []settingDoc `json:"settings"`
}

func newSettingDoc(v settings.Value) settingDoc {
	return settingDoc{v.Key, v.Value, v.Source, v.Locked}
}

func (s *session) configCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "config",
		Short: "Show and change the settings",
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) > 0 {
				return usagef("There is no command %q. See: %s --help", args[0], cmd.CommandPath())
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, _ []string) error {
			return usagef("Say list, get or set. See: %s --help", cmd.CommandPath())
		},
	}
	list := &cobra.Command{
		Use: "list", Short: "Show every setting", Args: noWords,
		RunE: func(cmd *cobra.Command, _ []string) error { return s.with(cmd.Context(), s.configList) },
	}
	get := &cobra.Command{
		Use: "get SETTING", Short: "Show one setting", Args: oneWord("setting"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return s.with(cmd.Context(), func(_ context.Context, p *program.Program) error {
				return s.configGet(p, args[0])
			})
		},
	}
	set := &cobra.Command{
		Use: "set SETTING VALUE", Short: "Change one setting; an empty value takes the change back",
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) != 2 {
				return usagef("Name a setting and its value. See: %s --help", cmd.CommandPath())
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			return s.with(cmd.Context(), func(ctx context.Context, p *program.Program) error {
				return s.configSet(ctx, p, args[0], args[1])
			})
		},
	}
	for _, c := range []*cobra.Command{list, get, set} {
		cmd.AddCommand(s.answersJSON(c))
	}
	return cmd
}

func (s *session) configList(_ context.Context, p *program.Program) error {
	all := p.Settings.All()
	for _, problem := range p.Settings.Problems() {
		s.say(words.Of(problem))
	}
	if s.json {
		doc := settingsDoc{}
		for _, v := range all {
			doc.Settings = append(doc.Settings, newSettingDoc(v))
		}
		return printJSON(s.stdout, doc)
	}
	var t table
	for _, v := range all {
		key, _ := settings.Lookup(v.Key)
		t.row(v.Key, shownValue(v), sourceWord(v), language.Say(key.About))
	}
	t.print(s.stdout)
	return nil
}

func (s *session) configGet(p *program.Program, key string) error {
	v, err := p.Settings.Get(key)
	if err != nil {
		return err
	}
	if s.json {
		return printJSON(s.stdout, newSettingDoc(v))
	}
	fmt.Fprintln(s.stdout, v.Value)
	return nil
}

func (s *session) configSet(ctx context.Context, p *program.Program, key, value string) error {
	var err error
	if key == settings.KeyProtection {
		err = p.Protect(ctx, value)
	} else if value == "" {
		err = p.Settings.Reset(ctx, key)
	} else {
		err = p.Settings.Set(ctx, key, value)
	}
	if err == nil {
		err = p.Speak(ctx)
	}
	if err != nil {
		return err
	}
	v, err := p.Settings.Get(key)
	if err != nil {
		return err
	}
	if s.json {
		return printJSON(s.stdout, newSettingDoc(v))
	}
	s.tell("%s is now %s.", key, shownValue(v))
	return nil
}

func shownValue(v settings.Value) string {
	if v.Value == "" {
		return language.Say("(empty)")
	}
	return v.Value
}

func sourceWord(v settings.Value) string {
	switch v.Source {
	case settings.FromPolicy:
		return language.Say("set by your organisation")
	case settings.FromUser:
		return language.Say("set by you")
	default:
		return language.Say("default")
	}
}
