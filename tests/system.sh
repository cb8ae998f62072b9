#!/bin/sh
# Installs the programs some tests need and fetches Kafka, where that is possible; quick when all is there.
# What cannot be had is told in a line each, and the tests that need it are skipped with their reason.
set -u
here=$(cd "$(dirname "$0")" && pwd)
HOME=${HOME:-$(getent passwd "$(id -u)" | cut -d: -f6)}
cache=${XDG_CACHE_HOME:-$HOME/.cache}/marsad
pom=$here/servers/kafka-pom.xml

say() { echo "system.sh: $*" >&2; }
has() { command -v "$1" >/dev/null 2>&1; }

# program=package ...
wanted="chromium=chromium redis-server=redis-server promtool=prometheus amtool=prometheus-alertmanager sqlite3=sqlite3
java=default-jre-headless mvn=maven"

missing() {
    for each in $wanted; do
        has "${each%%=*}" || printf '%s ' "${each#*=}"
    done
}

install() {
    export DEBIAN_FRONTEND=noninteractive
    policy=/usr/sbin/policy-rc.d
    if [ ! -e "$policy" ]; then # the tests start their servers themselves; no package shall
        trap 'rm -f "$policy"' EXIT
        trap 'exit 1' INT TERM
        printf '#!/bin/sh\nexit 101\n' >"$policy" && chmod +x "$policy"
    fi
    log=$(mktemp)
    apt-get update >"$log" 2>&1
    # one by one: a package that a release lacks must not cost the others
    for package in "$@"; do
        [ "$package" = chromium ] && package="chromium fonts-noto-core fonts-noto-color-emoji"
        # shellcheck disable=SC2086
        apt-get install -y --no-install-recommends $package >>"$log" 2>&1 || say "apt-get: $(tail -n 1 "$log")"
    done
    rm -f "$log"
}

fetch_kafka() {
    version=$(sed -n 's:.*<kafka.version>\(.*\)</kafka.version>.*:\1:p' "$pom")
    jars=$cache/kafka-$version/libs
    [ -d "$jars" ] && return
    has java && has mvn || { say "Kafka $version cannot be fetched without java and mvn; its tests will be skipped"; return; }
    mkdir -p "$cache/kafka-$version" && part=$(mktemp -d "$cache/kafka-$version/part.XXXXXX") || return
    if mvn -q -B -f "$pom" dependency:copy-dependencies -DincludeScope=runtime -DoutputDirectory="$part/libs" \
        >"$part/log" 2>&1; then
        mv -T "$part/libs" "$jars" 2>/dev/null || [ -d "$jars" ] || say "cannot move Kafka to $jars"
    else
        say "mvn could not fetch Kafka $version: $(grep -m 1 ERROR "$part/log")"
    fi
    rm -rf "$part"
}

absent=$(missing)
if [ -n "$absent" ] && [ "$(id -u)" -eq 0 ] && has apt-get; then
    # shellcheck disable=SC2086
    install $absent
fi
absent=$(missing)
[ -z "$absent" ] || say "not installed, tests that need them will be skipped: $absent"
fetch_kafka
exit 0
