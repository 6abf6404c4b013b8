#!/bin/sh
# install-system.sh [--optional]: installs, where they are missing, the programs that the tests drive:
# LibreOffice Calc with its Python bridge, a screen and a keyboard for it, Gnumeric, Chromium, what makes pictures,
# Chinese fonts, a mail server (Dovecot; the tests run one of their own beside it).
# With --optional a machine that cannot install them is told so, and that is no failure.
set -eu
. "$(dirname "$0")/lib.sh"

# On Debian, Writer alone brings soffice too; Calc is a library beside it.
has_calc() {
    have soffice || return 1
    have apt-get || return 0
    [ -e "$(dirname "$(readlink -f "$(command -v soffice)")")/libsclo.so" ]
}

has_uno() {
    for python in /usr/bin/python3 /usr/lib/libreoffice/program/python; do
        [ -x "$python" ] && "$python" -c "import uno" >/dev/null 2>&1 && return 0
    done
    return 1
}

# On Debian, dovecot-core brings no IMAP.
has_dovecot() {
    (PATH="$PATH:/usr/sbin:/usr/local/sbin" && have dovecot) || return 1
    have apt-get || return 0
    [ -e /usr/lib/dovecot/imap ]
}

has_cjk_font() {
    have fc-list && fc-list :lang=zh-cn family | grep -q .
}

missing=""
need() {
    missing="$missing $*"
}

has_calc || need libreoffice-calc
has_uno || need python3-uno
have ssconvert || need gnumeric
have chromium || have chromium-browser || have google-chrome || need chromium
have pdftoppm || need poppler-utils
has_cjk_font || need fonts-noto-cjk fontconfig
have Xvfb || need xvfb
have xdotool || need xdotool
have xmodmap || need x11-xserver-utils
have import || need imagemagick
have ps || need procps
has_dovecot || need dovecot-imapd

[ -n "$missing" ] || exit 0
# shellcheck disable=SC2086 # one word for each package
if apt_install $missing; then
    exit 0
fi
say "Could not install:$missing. They are Debian's names; please install LibreOffice Calc and the others by hand."
[ "${1:-}" = --optional ] && say "The workbooks are made without them; only the tests need them." && exit 0
exit 1
