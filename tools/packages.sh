#!/usr/bin/env bash
# Installs what packages.txt lists and this machine lacks: tools/packages.sh build|test ("test" includes "build").
# Says what it does before it does it. Without apt, root or sudo it says what is missing and goes on: the build will tell more.
set -euo pipefail

tier=${1:?build or test}
list=$(dirname "$0")/../packages.txt

wanted() {
  awk -v tier="$tier" '/^# build$/ {take = 1; next} /^# test$/ {take = (tier == "test"); next} /^#/ {next} NF && take {print $1}' "$list"
}

installed() {
  [ "$(dpkg-query -W -f='${db:Status-Status}' "$1" 2>/dev/null)" = installed ]
}

if ! command -v apt-get >/dev/null || ! command -v dpkg-query >/dev/null; then
  echo "packages: no apt-get here; install the equivalents of these yourself where they are missing:" $(wanted) >&2
  exit 0
fi

missing=()
for package in $(wanted); do
  installed "$package" || missing+=("$package")
done
[ ${#missing[@]} -eq 0 ] && exit 0

as_root=()
if [ "$(id -u)" -ne 0 ]; then
  if ! command -v sudo >/dev/null || ! { sudo -n true 2>/dev/null || [ -t 0 ]; }; then
    echo "packages: missing, and neither root nor sudo to install them: ${missing[*]}" >&2
    exit 0
  fi
  as_root=(sudo)
fi
echo "packages: installing with apt-get: ${missing[*]}" >&2
"${as_root[@]}" apt-get update -qq
"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
