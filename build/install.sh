#!/usr/bin/env bash
# Installs the Debian or Ubuntu packages that are missing, after saying which.
#   build/install.sh build   what building and running the app needs
#   build/install.sh test    that, and what the tests and the virtual desktop need
set -euo pipefail

build_packages=(gcc libc6-dev pkg-config libgtk-3-dev libwebkit2gtk-4.1-dev libayatana-appindicator3-dev)
desktop_packages=(xvfb xfwm4 xfce4-panel xfconf dunst dbus dbus-x11 at-spi2-core libatk-adaptor
  gnome-keyring imagemagick xdotool x11-utils x11-xserver-utils xdg-utils fonts-dejavu-core fonts-noto-core adwaita-icon-theme)
test_packages=(libsecret-tools git)
# A real Kerberos realm and a real web server, which the tests start themselves.
kerberos_packages=(krb5-kdc krb5-admin-server krb5-user apache2-bin libapache2-mod-auth-gssapi libfaketime)

say() { printf '%s\n' "$*" >&2; }

need_tool() { # name, what to do
  command -v "$1" >/dev/null 2>&1 || { say "$1 is missing. $2"; exit 1; }
}

wanted=("${build_packages[@]}")
case "${1:-build}" in
  build) ;;
  desktop) wanted+=("${desktop_packages[@]}") ;;
  test) wanted+=("${desktop_packages[@]}" "${test_packages[@]}" "${kerberos_packages[@]}") ;;
  *) say "usage: build/install.sh build|desktop|test"; exit 2 ;;
esac

need_tool go "Install Go 1.26 or newer: https://go.dev/doc/install"
need_tool node "Install Node.js 20 or newer: https://nodejs.org/"
need_tool npm "Install npm; it comes with Node.js."

if ! command -v dpkg-query >/dev/null 2>&1; then
  say "This system has no dpkg. Install the equivalents of these packages, then run make again: ${wanted[*]}"
  exit 0
fi

missing=()
for p in "${wanted[@]}"; do
  [ "$(dpkg-query -W -f='${db:Status-Status}' "$p" 2>/dev/null || true)" = installed ] || missing+=("$p")
done
# A browser plays the person who signs in. Ubuntu has Chromium only as a snap,
# so any Chrome or Chromium that is there already will do.
if [ "${1:-build}" != build ] && [ -z "${CHROMIUM:-}" ] &&
  ! command -v chromium chromium-browser google-chrome google-chrome-stable >/dev/null 2>&1; then
  if grep -qi '^ID=ubuntu' /etc/os-release 2>/dev/null; then missing+=(chromium-browser); else missing+=(chromium); fi
fi
[ ${#missing[@]} -eq 0 ] && exit 0

command="apt-get install -y --no-install-recommends ${missing[*]}"
by_hand() {
  if command -v sudo >/dev/null 2>&1; then
    say "  sudo apt-get update && sudo $command"
  else
    say "  su - -c 'apt-get update && $command'"
  fi
  exit 1
}
failed() {
  say "That failed. Type this as an administrator, then run make again:"
  by_hand
}
if [ "$(id -u)" -eq 0 ]; then
  run=(env DEBIAN_FRONTEND=noninteractive)
elif command -v sudo >/dev/null 2>&1 && { sudo -n true 2>/dev/null || [ -t 0 ]; }; then
  run=(sudo env DEBIAN_FRONTEND=noninteractive)
else
  say "These packages are missing: ${missing[*]}"
  say "Type this as an administrator, then run make again:"
  by_hand
fi
say "Installing: ${missing[*]}"
"${run[@]}" true || failed # sudo asks here, after that was said
# The Kerberos packages bring services. None of them is to run on this system,
# now or after the next start.
policy=/usr/sbin/policy-rc.d
services=()
for p in krb5-kdc krb5-admin-server; do
  case " ${missing[*]} " in *" $p "*) services+=("$p.service") ;; esac
done
if [ ${#services[@]} -gt 0 ] && [ ! -e "$policy" ]; then
  trap '"${run[@]}" rm -f "$policy"' EXIT
  printf '#!/bin/sh\nexit 101\n' | "${run[@]}" tee "$policy" >/dev/null
  "${run[@]}" chmod 755 "$policy"
fi
# One source that doesn't answer must not stop it; the next command will tell.
"${run[@]}" apt-get update -qq || say "apt-get update failed."
# shellcheck disable=SC2086 # the words of the command are meant to be split
"${run[@]}" $command >/dev/null || failed
if [ ${#services[@]} -gt 0 ] && command -v systemctl >/dev/null 2>&1; then
  "${run[@]}" systemctl disable --quiet "${services[@]}" 2>/dev/null || true
fi
