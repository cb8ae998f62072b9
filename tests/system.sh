#!/bin/sh
# Installs what the browser tests need, where that is possible; what is missing then is skipped by the tests with its reason.
set -u
command -v chromium >/dev/null 2>&1 && exit 0
if [ "$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null 2>&1; then
    echo "chromium is not installed and cannot be installed here; browser tests will be skipped" >&2
    exit 0
fi
export DEBIAN_FRONTEND=noninteractive
{ apt-get update && apt-get install -y --no-install-recommends chromium fonts-noto-core fonts-noto-color-emoji; } \
    >/tmp/marsad-apt.log 2>&1 || { echo "apt-get could not install chromium:" >&2; tail -n 3 /tmp/marsad-apt.log >&2; }
exit 0
