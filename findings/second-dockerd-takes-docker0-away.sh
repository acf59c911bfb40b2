#!/bin/sh
# A second dockerd (26.1.5) beside the machine's own, with its own data, its own --bridge and no firewall rules, leaves the interface
# docker0 alone on its first start, with --default-address-pool too. Started again on its data with that option it removes docker0,
# which it never made: whatever is on the other engine's default network is cut off, and nothing new can join.
# Needs root and Debian. The engine runs in a network namespace of its own, with a docker0 of its own.
set -eu
self=$(cd "$(dirname "$0")" && pwd)/$(basename "$0")
version=26.1.5+dfsg1
if [ "${1:-}" != engine ]; then
  folder=$(mktemp -d)
  trap 'rm -rf "$folder"' EXIT
  mirror=$(cat /etc/apt/sources.list /etc/apt/sources.list.d/* 2>/dev/null |
    sed -n 's/^URIs: *\([^ ]*\).*/\1/p; s/^deb \(\[[^]]*\] \)\{0,1\}\([^ ]*\) .*/\2/p' | head -n 1)
  mkdir -p "$folder/lists/partial" "$folder/packages" "$folder/root"
  echo "deb $mirror trixie main" >"$folder/sources.list"
  cd "$folder/packages"
  for step in update 'download docker.io containerd runc'; do
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
dockerd --version
case $(dockerd --version) in *"$version"*) ;; *) echo "CHANGED: another version" >&2 && exit 1 ;; esac
ip link set lo up
ip link add docker0 type bridge
ip link add second type bridge
ip addr add 198.18.0.1/24 dev second
ip link set second up

# Starts it with these options, until it answers, and ends it.
once() {
  dockerd --host="unix://$folder/docker.sock" --data-root="$folder/data" --exec-root="$folder/exec" --bridge=second \
    --pidfile="$folder/dockerd.pid" --iptables=false --ip6tables=false "$@" >>"$folder/log" 2>&1 &
  tries=0
  until grep -q 'API listen on' "$folder/log"; do
    tries=$((tries + 1))
    [ "$tries" -lt 600 ] && kill -0 $! || { tail "$folder/log" >&2 && exit 1; }
    sleep 0.1
  done
  : >"$folder/log"
  kill $!
  wait $! || :
}
expect() { # what was done, wanted
  now=gone
  if ip link show docker0 >/dev/null 2>&1; then now=there; fi
  echo "$1: docker0 is $now"
  [ "$now" = "$2" ] || { echo "CHANGED: it was $2" >&2; exit 1; }
}
pool=--default-address-pool=base=198.18.16.0/20,size=24
once "$pool"
expect 'started with addresses' there
once
expect 'started again without' there
once "$pool"
expect 'started again with addresses' gone
