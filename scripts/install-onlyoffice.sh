#!/bin/sh
# install-onlyoffice.sh: installs ONLYOFFICE Document Builder, one of the engines that the tests hold our formulas against,
# into an environment of its own, the folder .onlyoffice of the project; a second run finds it there.
# It is a program under the AGPL: it stands beside the tests, which talk to it as to any other, and is no part of ours.
set -eu
. "$(dirname "$0")/lib.sh"

package="document-builder"
version="10.0.0.170"
folder="$(dirname "$0")/../.onlyoffice"
stamp="$folder/document-builder-$version"

[ -e "$stamp" ] && exit 0
"$(dirname "$0")/make-venv.sh" "$folder"
say "Installing ONLYOFFICE Document Builder $version into .onlyoffice."
"$folder/bin/python" -m pip install --quiet --disable-pip-version-check "$package==$version" >&2 || {
    say "Could not install $package $version with pip; the tests need it."
    exit 1
}
# Its first start looks for the fonts of the machine and notes them beside itself, so it is done here, once.
"$folder/bin/python" -c 'import docbuilder; docbuilder.CDocBuilder().CreateFile("xlsx")' >/dev/null 2>&1 || {
    say "ONLYOFFICE Document Builder $version does not start on this machine; the tests need it."
    exit 1
}
touch "$stamp"
