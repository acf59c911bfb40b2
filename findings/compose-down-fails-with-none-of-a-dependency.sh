#!/bin/sh
# docker compose 2.26.1: where a service depends on one that is scaled to 0, `up` is content and waits for nobody, but `down` (and
# `stop`) end with 1, "could not find db: not found", and leave everything as it is, --remove-orphans or not.
# Needs root and Debian. The engine runs in a network namespace of its own; no container is started, and nothing is pulled.
set -eu
self=$(cd "$(dirname "$0")" && pwd)/$(basename "$0")
engine=26.1.5+dfsg1 compose=2.26.1
if [ "${1:-}" != engine ]; then
  folder=$(mktemp -d)
  trap 'rm -rf "$folder"' EXIT
  mirror=$(cat /etc/apt/sources.list /etc/apt/sources.list.d/* 2>/dev/null |
    sed -n 's/^URIs: *\([^ ]*\).*/\1/p; s/^deb \(\[[^]]*\] \)\{0,1\}\([^ ]*\) .*/\2/p' | head -n 1)
  mkdir -p "$folder/lists/partial" "$folder/packages" "$folder/root"
  echo "deb $mirror trixie main" >"$folder/sources.list"
  cd "$folder/packages"
  for step in update 'download docker.io docker-cli docker-compose containerd runc'; do
    # shellcheck disable=SC2086
    apt-get -qq -o Dir::Etc::sourcelist="$folder/sources.list" -o Dir::Etc::sourceparts=/dev/null \
      -o Dir::State::lists="$folder/lists" -o Dir::Cache::pkgcache= -o Dir::Cache::srcpkgcache= \
      -o APT::Sandbox::User=root $step >/dev/null
  done
  for package in *.deb; do dpkg -x "$package" "$folder/root"; done
  unshare --net --mount "$self" engine "$folder"
  exit
fi

folder=$2
PATH=$folder/root/usr/sbin:$folder/root/usr/bin:$PATH
export DOCKER_HOST="unix://$folder/docker.sock" DOCKER_CONFIG="$folder/config"
ip link set lo up
: >"$folder/log"
dockerd --host="$DOCKER_HOST" --data-root="$folder/data" --exec-root="$folder/exec" --bridge=none --pidfile="$folder/dockerd.pid" \
  --iptables=false --ip6tables=false >>"$folder/log" 2>&1 &
dockerd=$!
trap 'kill $dockerd && wait $dockerd || :' EXIT
tries=0
until grep -q 'API listen on' "$folder/log"; do
  tries=$((tries + 1))
  [ "$tries" -lt 600 ] && kill -0 $dockerd || { tail "$folder/log" >&2 && exit 1; }
  sleep 0.1
done

compose() { "$folder/root/usr/libexec/docker/cli-plugins/docker-compose" --ansi never --project-name none "$@" 2>&1; }
echo "engine $(docker version --format '{{.Server.Version}}'), $(compose version)"
case "$(docker version --format '{{.Server.Version}}') $(compose version)" in
  "$engine "*" $compose-"*) ;;
  *) echo 'CHANGED: another version' >&2 && exit 1 ;;
esac

cd "$(mktemp -d -p "$folder")"
cat >compose.yaml <<'YAML'
services:
  db: {image: empty, network_mode: none, command: [none], scale: 0}
  web: {image: empty, network_mode: none, command: [none], depends_on: [db]}
YAML
tar -cf - -T /dev/null | docker import - empty >/dev/null
compose up --no-start --pull never
expect() { # wanted exit code, wanted words, the words of compose
  wanted=$1 words=$2
  shift 2
  code=0
  said=$(compose "$@") || code=$?
  echo "compose $*: exit $code: $said"
  case "$code:$said" in
    "$wanted:"*"$words"*) ;;
    *) echo "CHANGED: it was exit $wanted, $words" >&2 && exit 1 ;;
  esac
}
expect 1 'could not find db: not found' stop
expect 1 'could not find db: not found' down
expect 1 'could not find db: not found' down --remove-orphans
left=$(docker ps --all --format '{{.Names}}')
echo "left: $left"
[ "$left" = none-web-1 ] || { echo 'CHANGED: none-web-1 was left' >&2 && exit 1; }
# With one of db, which needs no other file, all of it goes.
compose up --no-start --pull never --scale db=1
expect 0 Removed down
