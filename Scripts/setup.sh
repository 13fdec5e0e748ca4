#!/bin/sh
# Installs what is missing for building and testing: system packages through apt-get, and a Python environment in .venv.
set -eu
cd "$(dirname "$0")/.."

packages="ca-certificates chromium curl exim4-daemon-light expat faketime gdb git golang-go libarchive-dev libcurl4-openssl-dev libexpat1-dev libpq-dev libsqlite3-dev libxml2-utils make nginx-light openssh-server openssl pkg-config poppler-utils postgresql python3 python3-venv socat strace tzdata valgrind vsftpd xz-utils zlib1g-dev"

is_installed() {
    dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null | grep -q '^installed$'
}

install_packages() {
    missing=""
    for package in $packages; do
        is_installed "$package" || missing="$missing $package"
    done
    [ -n "$missing" ] || return 0
    echo "setup: installing$missing"
    as_root=""
    if [ "$(id -u)" -ne 0 ]; then as_root="sudo"; fi
    $as_root apt-get -q update
    # The names have to be words of their own.
    # shellcheck disable=SC2086
    $as_root env DEBIAN_FRONTEND=noninteractive apt-get -q -y install --no-install-recommends $missing
    leave_off "$missing"
}

# Servers are there for tests, which start their own on loopback: one that was just installed neither runs nor starts with
# the machine. Those that were there before stay as they are.
leave_off() {
    [ -d /run/systemd/system ] || return 0
    for server in exim4-daemon-light:exim4 nginx-light:nginx openssh-server:ssh postgresql:postgresql vsftpd:vsftpd; do
        case " $1 " in
        *" ${server%%:*} "*) $as_root systemctl disable --quiet --now "${server##*:}" || true ;;
        esac
    done
}

if command -v dpkg-query >/dev/null 2>&1; then
    install_packages
else
    echo "setup: this is no Debian; needed are the equivalents of: $packages" >&2
fi

if ! command -v swift >/dev/null 2>&1; then
    echo "setup: Swift 6.2 or later is needed and not on the PATH; see https://swift.org/install" >&2
    exit 1
fi

if ! cmp -s Tests/requirements.txt .venv/requirements.txt; then
    echo "setup: installing the Python packages of Tests/requirements.txt into .venv"
    rm -rf .venv
    python3 -m venv .venv
    .venv/bin/python -m pip install --quiet --disable-pip-version-check -r Tests/requirements.txt
    cp Tests/requirements.txt .venv/requirements.txt
fi
