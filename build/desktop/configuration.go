//go:build linux

package desktop

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// panelXML is one panel at the bottom with the open windows, a tray and a
// clock. Without a configuration the panel asks how to begin.
const panelXML = `<?xml version="1.0" encoding="UTF-8"?>
<channel name="xfce4-panel" version="1.0">
  <property name="configver" type="int" value="2"/>
  <property name="panels" type="array">
    <value type="int" value="1"/>
    <property name="dark-mode" type="bool" value="false"/>
    <property name="panel-1" type="empty">
      <property name="position" type="string" value="p=10;x=0;y=0"/>
      <property name="length" type="uint" value="100"/>
      <property name="position-locked" type="bool" value="true"/>
      <property name="size" type="uint" value="36"/>
      <property name="icon-size" type="uint" value="24"/>
      <property name="plugin-ids" type="array">
        <value type="int" value="1"/>
        <value type="int" value="2"/>
        <value type="int" value="3"/>
        <value type="int" value="4"/>
      </property>
    </property>
  </property>
  <property name="plugins" type="empty">
    <property name="plugin-1" type="string" value="tasklist"/>
    <property name="plugin-2" type="string" value="separator">
      <property name="expand" type="bool" value="true"/>
      <property name="style" type="uint" value="0"/>
    </property>
    <property name="plugin-3" type="string" value="systray">
      <property name="square-icons" type="bool" value="true"/>
      <property name="known-legacy-items" type="array"/>
    </property>
    <property name="plugin-4" type="string" value="clock">
      <property name="mode" type="uint" value="2"/>
      <property name="digital-time-format" type="string" value="%H:%M"/>
    </property>
  </property>
</channel>
`

const windowManagerXML = `<?xml version="1.0" encoding="UTF-8"?>
<channel name="xfwm4" version="1.0">
  <property name="general" type="empty">
    <property name="workspace_count" type="int" value="1"/>
    <property name="use_compositing" type="bool" value="false"/>
    <property name="placement_mode" type="string" value="center"/>
    <property name="placement_ratio" type="int" value="100"/>
  </property>
</channel>
`

const dunstrc = `[global]
    monitor = 0
    width = (340, 420)
    height = 300
    origin = top-right
    offset = 16x16
    font = Noto Sans 10
    frame_width = 1
    frame_color = "#d1d1d1"
    corner_radius = 6
    padding = 14
    horizontal_padding = 16
    markup = full
    format = "<b>%s</b>\n%b"
    word_wrap = yes
    show_age_threshold = -1
    max_icon_size = 32
    sort = no
    dmenu = HOME/pick.sh
[urgency_low]
    background = "#ffffff"
    foreground = "#242424"
    timeout = 0
[urgency_normal]
    background = "#ffffff"
    foreground = "#242424"
    timeout = 0
[urgency_critical]
    background = "#ffffff"
    foreground = "#242424"
    frame_color = "#c50f1f"
    timeout = 0
`

// pickScript stands in for the menu in which a person chooses one of a
// notification's buttons: it takes the one that the test wrote down.
const pickScript = `#!/bin/sh
grep -F -m 1 -- "$(cat 'HOME/pick')"
`

func (d *Desktop) writeConfiguration() error {
	channels := ".config/xfce4/xfconf/xfce-perchannel-xml"
	for name, text := range map[string]string{
		channels + "/xfce4-panel.xml": panelXML,
		channels + "/xfwm4.xml":       windowManagerXML,
		".config/dunst/dunstrc":       dunstrc,
		"pick.sh":                     pickScript,
	} {
		text = strings.ReplaceAll(text, "HOME", d.Home)
		if err := os.WriteFile(filepath.Join(d.Home, name), []byte(text), 0o700); err != nil {
			return fmt.Errorf("configuration of the virtual desktop: %w", err)
		}
	}
	return nil
}
