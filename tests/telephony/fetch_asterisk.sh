#!/usr/bin/env bash
# Unpack Debian's Asterisk (from the testing suite: chan_websocket with JSON is not in stable) into a folder of its
# own, beside whatever Debian this is and without upgrading or installing anything of it.
#   fetch_asterisk.sh FOLDER      then FOLDER/root holds it; a second run finds it there
set -euo pipefail
suite=forky
folder=$(mkdir -p "$1" && cd "$1" && pwd); root=$folder/root
[ ! -e "$folder/.done" ] || exit 0
fail() { echo "error: $1" >&2; exit 1; }
for tool in apt-get dpkg-deb; do command -v $tool >/dev/null || fail "the phone test needs Debian's $tool"; done

mirror=$(apt-get indextargets --format '$(SITE)' 'Created-By: Packages' | grep -E '/debian/?$' | head -1) || true
[ -n "$mirror" ] || fail "the machine's apt sources name no Debian mirror, so Asterisk cannot be fetched"
state=$folder/apt
rm -rf "$root" "$state"
mkdir -p "$state"/lists/partial "$state"/cache/archives/partial "$state"/parts "$root"/usr/{bin,sbin,lib,lib64}
: >"$state/status"
echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $mirror $suite main" >"$state/sources.list"
options=(-qq -o "Dir::State=$state" -o "Dir::State::Lists=$state/lists" -o "Dir::State::status=$state/status"
  -o "Dir::Etc::sourcelist=$state/sources.list" -o "Dir::Etc::sourceparts=$state/parts" -o "Dir::Cache=$state/cache"
  -o Debug::NoLocking=1 -o APT::Sandbox::User=root -o APT::Install-Recommends=false -o Dpkg::Use-Pty=0)
apt-get "${options[@]}" update || fail "Debian's $suite suite cannot be reached at $mirror, so Asterisk cannot be fetched"

# Its modules depend on 160 packages, of databases and sound cards among others; what the test loads needs Asterisk's
# own libraries and curl, and what those need.
depends() { apt-cache "${options[@]}" depends --important --no-pre-depends "$@" 2>/dev/null | grep -oE '(lib|zlib)[a-z0-9.+-]+$' | sort -u; }
roots=$(depends asterisk; depends asterisk-modules | grep -E '^libcurl4(t64)?$') || fail "Debian's $suite suite has no Asterisk"
libraries=$(depends --recurse $roots)
mkdir -p "$state/debs"
(cd "$state/debs" && apt-get "${options[@]}" download asterisk asterisk-modules $libraries) || fail "the packages cannot be fetched from $mirror"

for name in bin sbin lib lib64; do ln -sfn "usr/$name" "$root/$name"; done
for package in "$state"/debs/*.deb; do
  dpkg-deb --fsys-tarfile "$package" | tar -x -C "$root" --keep-directory-symlink --no-same-owner --exclude=./dev
done
rm -rf "$state"
loader=$(find "$root/usr/" -name 'ld-linux-*.so.*' | head -1)
libraries=$(dirname "$(find "$root/usr/" -name libc.so.6 | head -1)")
printf '#!/bin/sh\nexec "%s" --library-path "%s" "%s" "$@"\n' "$loader" "$libraries" "$root/usr/sbin/asterisk" >"$folder/asterisk"
chmod +x "$folder/asterisk"
echo "$libraries/asterisk/modules" >"$folder/modules"
"$folder/asterisk" -V
touch "$folder/.done"
