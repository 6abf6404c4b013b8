# Sourced by the scripts beside it: installing Debian packages.

say() {
    echo "$*" >&2
}

have() {
    command -v "$1" >/dev/null 2>&1
}

# apt_install PACKAGE...: installs them, with sudo when we are not root; fails where that cannot be done.
apt_install() {
    have apt-get || return 1
    as_root=""
    if [ "$(id -u)" -ne 0 ]; then
        have sudo || return 1
        as_root="sudo"
    fi
    say "Installing with apt-get: $*"
    $as_root apt-get update -qq >&2 || say "apt-get update failed; trying with the package lists that are there."
    $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >&2
}
