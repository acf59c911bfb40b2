#!/bin/sh
# Prepares and starts Nginx as the official image does: scripts of /docker-entrypoint.d first, in order.
set -eu

if [ "${1:-}" = nginx ]; then
  for script in /docker-entrypoint.d/*; do
    case $script in
    *.envsh) if [ -x "$script" ]; then . "$script"; fi ;;
    *.sh) if [ -x "$script" ]; then "$script"; else echo "nginx: $script is not executable and is left out" >&2; fi ;;
    esac
  done
fi
exec "$@"
