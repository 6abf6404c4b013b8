#!/bin/sh
# make-venv.sh FOLDER: makes a virtual environment with any Python from 3.11 on; installs one where there is none.
set -eu
. "$(dirname "$0")/lib.sh"

folder="$1"

# Prints the first interpreter that is new enough and, with "venv" as argument, can make a virtual environment.
find_python() {
    test_code="import sys; assert sys.version_info >= (3, 11)"
    [ "${1:-}" = venv ] && test_code="$test_code; import venv, ensurepip"
    for name in python3 python3.11 python3.12 python3.13 python3.14 python; do
        if have "$name" && "$name" -c "$test_code" >/dev/null 2>&1; then
            command -v "$name"
            return 0
        fi
    done
    return 1
}

if [ -x "$folder/bin/python" ] && "$folder/bin/python" -m pip --version >/dev/null 2>&1; then
    exit 0
fi

if ! python="$(find_python venv)"; then
    if found="$(find_python)"; then
        say "$found cannot make virtual environments: its package python3-venv is missing."
        version="$("$found" -c 'import sys; print("%d.%d" % sys.version_info[:2])')"
        apt_install "python$version-venv" || apt_install python3-venv || true
    else
        say "There is no Python from 3.11 on."
        apt_install python3 python3-venv || true
    fi
    python="$(find_python venv)" || {
        say "Please install Python 3.11 or newer with its module venv (on Debian: python3-venv), and run make again."
        exit 1
    }
fi

say "Making $folder with $python."
"$python" -m venv --clear "$folder"
