#!/bin/sh
# Starts Redis as the official image does.
set -eu

case ${1:-} in
-* | *.conf) set -- redis-server "$@" ;;
esac

if [ "$1" = redis-server ]; then
  # The official image is compiled without protected mode: a container's port is published only where somebody says so.
  # A file or an argument that speaks of it is left to have its way.
  configured=no
  for argument in "$@"; do
    case $argument in
    --protected-mode) configured=yes ;;
    *.conf) if grep -qs '^[[:space:]]*protected-mode' "$argument"; then configured=yes; fi ;;
    esac
  done
  if [ "$configured" = no ]; then set -- "$@" --protected-mode no; fi
  if [ "$(id -u)" = 0 ]; then
    find . ! -user redis -exec chown redis:redis {} +
    exec setpriv --reuid=redis --regid=redis --clear-groups -- "$@"
  fi
fi
exec "$@"
