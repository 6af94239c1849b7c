#!/usr/bin/env bash
# Installs the real servers that gateways are tested against, where that is possible: the tests of
# one that is missing are skipped, and say so.
set -euo pipefail
missing=()
command -v janus >/dev/null || missing+=(janus)
command -v ngircd >/dev/null || missing+=(ngircd)
{ command -v nginx >/dev/null && [ -e /usr/lib/nginx/modules/ngx_rtmp_module.so ]; } || missing+=(nginx-light libnginx-mod-rtmp)
[ ${#missing[@]} -eq 0 ] && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  echo "installing ${missing[*]} for the gateway tests"
  export DEBIAN_FRONTEND=noninteractive
  # Only the programs: the tests start servers of their own, on free ports, and end them.
  policy=/usr/sbin/policy-rc.d
  if [ ! -e "$policy" ]; then
    printf '#!/bin/sh\nexit 101\n' >"$policy"
    chmod +x "$policy"
    trap 'rm -f "$policy"' EXIT
  fi
  apt-get update -qq
  apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null ||
    echo "could not install ${missing[*]}; their tests are skipped" >&2
else
  echo "without ${missing[*]} (Debian packages) the tests of those gateways are skipped" >&2
fi
