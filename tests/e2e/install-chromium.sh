#!/usr/bin/env bash
# Finds a Chromium for the browser tests, or installs Debian's when run as root.
set -euo pipefail
for name in chromium chromium-browser google-chrome; do
  command -v "$name" >/dev/null && { echo "browser tests use $(command -v "$name")"; exit 0; }
done
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  echo "installing Chromium and a Chinese font for the browser tests"
  export DEBIAN_FRONTEND=noninteractive
  apt-get update -qq
  apt-get install -y -qq --no-install-recommends chromium fonts-noto-cjk >/dev/null
  exit 0
fi
echo "no Chromium here: install one (Debian: apt-get install chromium fonts-noto-cjk) and run make test again" >&2
exit 1
