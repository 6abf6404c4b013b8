#!/bin/sh
# install-senders.sh: installs what other programs save forms with, for the tests that read what they send: SheetJS and ExcelJS
# into the folder .node of the project, Apache POI with a Java as Debian packages; a second run finds them there.
set -eu
. "$(dirname "$0")/lib.sh"

sheetjs="xlsx@0.18.5"
exceljs="exceljs@4.4.0"
folder="$(dirname "$0")/../.node/senders"
stamp="$folder/$sheetjs-$exceljs"

if [ ! -e "$stamp" ]; then
    have npm || apt_install nodejs npm || {
        say "There is no npm. Please install Node.js with npm (on Debian: nodejs and npm), and run make again."
        exit 1
    }
    say "Installing $sheetjs and $exceljs into .node/senders."
    rm -rf "$folder"
    mkdir -p "$folder"
    npm install --prefix "$folder" --no-save --no-package-lock --no-audit --no-fund --ignore-scripts \
        --loglevel=error "$sheetjs" "$exceljs" >&2 || {
        say "Could not install $sheetjs and $exceljs with npm; the tests need them."
        exit 1
    }
    touch "$stamp"
fi

missing=""
have java || missing="$missing default-jre-headless"
[ -e /usr/share/java/poi.jar ] || missing="$missing libapache-poi-java"
[ -n "$missing" ] || exit 0
# shellcheck disable=SC2086 # one word for each package
apt_install $missing || {
    say "Could not install:$missing. They are Debian's names; please install Java and Apache POI by hand."
    exit 1
}
