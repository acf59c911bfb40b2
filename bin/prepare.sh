# Sourced by bin/sim, bin/sim-test and bin/with-node with `root` set. `prepare` leaves a fitting Node in `node`, node_modules as
# the lock file says, and dist as the sources say; `prepare_tools` the same without dist. Each step is skipped when a stamp shows
# that it was done.

tools=$root/.sim-tools
node=
fetched_node=$tools/node/node_modules/node/bin/node

say() { printf 'sim: %s\n' "$*" >&2; }

fail() {
  say "$1"
  shift
  for line in "$@"; do printf '     %s\n' "$line" >&2; done
  exit 1
}

# For what compiles or reads the sources itself: dist stays as it is.
prepare_tools() {
  dist_is_wanted=
  prepare
}

dist_is_wanted=yes

# With the arguments of the command that is to be run.
prepare() {
  find_node
  if [ -z "$node" ] || modules_are_stale || dist_is_stale; then
    if ! mkdir -p "$tools" 2>/dev/null || [ ! -w "$tools" ]; then
      fail "this checkout is not prepared as it is now and can't be written: $root" 'Run bin/sim once as a user who may write there.'
    fi
    take_lock
    warm_go "$@"
    # Another one may have done it while this one waited.
    find_node
    if [ -z "$node" ]; then fetch_node; fi
    if modules_are_stale; then install_modules; fi
    if dist_is_stale; then compile; fi
    drop_lock
  fi
  # Node keeps what it compiled, so that the next start is quicker.
  NODE_COMPILE_CACHE=${NODE_COMPILE_CACHE:-$tools/compile-cache}
  export NODE_COMPILE_CACHE
}

# 22.22 or newer, first on PATH; asked again only when the program there changed.
find_node() {
  node=
  candidate=$(command -v node 2>/dev/null || :)
  if [ -n "$candidate" ] && [ -e "$tools/node-checked" ] && [ "$tools/node-checked" -nt "$candidate" ]; then
    IFS= read -r verdict <"$tools/node-checked" || verdict=
    case $verdict in
    "fits $candidate") node=$candidate && return ;;
    "too old $candidate") candidate= ;;
    esac
  fi
  if [ -n "$candidate" ]; then
    if fits "$("$candidate" --version 2>/dev/null || :)"; then
      node=$candidate
      remember "fits $candidate"
      return
    fi
    remember "too old $candidate"
  fi
  if [ -x "$fetched_node" ]; then node=$fetched_node; fi
}

fits() {
  version=${1#v}
  major=${version%%.*}
  minor=${version#*.}
  minor=${minor%%.*}
  case $major$minor in
  *[!0-9]* | '') return 1 ;;
  esac
  [ "$major" -gt 22 ] || { [ "$major" = 22 ] && [ "$minor" -ge 22 ]; }
}

remember() {
  { mkdir -p "$tools" && printf '%s\n' "$1" >"$tools/node-checked"; } 2>/dev/null || :
}

modules_are_stale() { ! cmp -s "$root/package-lock.json" "$root/node_modules/.sim-installed"; }

# Folders count as well: a file that is gone shows in its folder.
dist_is_stale() {
  [ -n "$dist_is_wanted" ] || return 1
  [ -e "$root/dist/.sim-compiled" ] || return 0
  [ -n "$(find "$root/src" "$root/tsconfig.json" "$root/rolldown.config.ts" "$root/package-lock.json" \
    -path "$root/src/agent" -prune -o -newer "$root/dist/.sim-compiled" ! -name '*.md' -print 2>/dev/null | head -n 1)" ]
}

fetch_node() {
  command -v npm >/dev/null 2>&1 ||
    fail 'Node 22.22 or newer is needed, and there is no npm here to fetch one with.' \
      'Install Node from your distribution or from its makers, then try again.'
  step 'fetching Node 24 (once, about 190 MB)' npm install --prefix "$tools/node" --no-save --no-audit --no-fund \
    --no-package-lock --loglevel=error node@24
  node=$fetched_node
  [ -x "$node" ] || fail 'npm fetched Node, but left no program.' "What it said: $tools/prepare.log"
}

install_modules() {
  step 'installing the locked dependencies' with_node npm ci --prefix "$root" --no-audit --no-fund --loglevel=error
  cp "$root/package-lock.json" "$root/node_modules/.sim-installed"
}

# Into a new folder that then takes the place of the old one: a running Sim never sees half of it.
compile() {
  fresh=$root/dist.$$
  rm -rf "$fresh"
  : >"$tools/compile-began"
  step 'compiling' bundle "$fresh"
  # Dated to the start, so that what was saved meanwhile counts as newer.
  touch -r "$tools/compile-began" "$fresh/.sim-compiled"
  rm -rf "$root/dist.old"
  if [ -e "$root/dist" ]; then mv "$root/dist" "$root/dist.old"; fi
  mv "$fresh" "$root/dist"
  rm -rf "$root/dist.old"
}

# On the very first `up` the cores have little to do while npm works and an engine is fetched: Go compiles ahead on them what
# the services will want. `up` ends it (SIM_WARMING_PID) when its own builds begin: whatever is done by then is in Go's own
# cache.
warm_go() {
  warming=
  if [ "${1:-}" != up ] || [ -e "$root/node_modules" ] || ! command -v go >/dev/null 2>&1; then return; fi
  (
    compiler=
    trap 'kill "$compiler" 2>/dev/null; exit' TERM
    # The larger one first: it has enough for every core, and leaves compiled what the other one shares with it.
    for module in sample-go-services src/agent; do
      cd "$root/$module" || exit
      # The flags of src/adapters/go/build-flags.ts: with others nothing of it would be of use.
      CGO_ENABLED=0 GOGC=off GOMEMLIMIT=1GiB nice go build -buildvcs=false -gcflags=all=-dwarf=false ./cmd/... &
      compiler=$!
      wait "$compiler" || :
    done
  ) >/dev/null 2>&1 </dev/null &
  warming=$!
  SIM_WARMING_PID=$warming
  export SIM_WARMING_PID
}

cool_go() {
  if [ -n "${warming:-}" ]; then kill "$warming" 2>/dev/null || :; fi
  warming=
}

bundle() { (cd "$root" && with_node node_modules/.bin/rolldown --config --log-level warn --dir "$1"); }

with_node() { PATH=${node%/*}:$PATH "$@"; }

# The same in place of this shell, with the programs of node_modules.
become() {
  PATH=$root/node_modules/.bin:${node%/*}:$PATH
  export PATH
  exec "$@"
}

# Says what begins and how long it took; what the command itself says is shown only when it fails.
step() {
  what=$1
  shift
  began=$(date +%s)
  say "$what ..."
  if ! "$@" >"$tools/prepare.log" 2>&1 </dev/null; then
    tail -n 20 "$tools/prepare.log" >&2
    fail "$what failed." "All it said: $tools/prepare.log"
  fi
  took=$(($(date +%s) - began))
  if [ "$took" -gt 0 ]; then say "$what took $took s"; fi
}

lock=$tools/prepare.lock

# One at a time; the lock of a process that is gone is taken over.
take_lock() {
  told=
  until mkdir "$lock" 2>/dev/null; do
    holder=$(cat "$lock/pid" 2>/dev/null || :)
    # Without a number its holder was killed between two lines, or is between them now.
    if [ -z "$holder" ] && [ -z "$(find "$lock" -prune -mmin +1 2>/dev/null)" ]; then holder=$$; fi
    if ! kill -0 "${holder:-none}" 2>/dev/null; then
      rm -rf "$lock"
      continue
    fi
    if [ -z "$told" ]; then
      say "waiting for another sim that is preparing this checkout (process $holder)"
      told=yes
    fi
    sleep 0.2
  done
  printf '%s\n' $$ >"$lock/pid"
  # rolldown leaves its configuration, compiled, beside it when it is killed.
  trap 'cool_go; rm -rf "$lock" "$root/dist.$$" "$root"/rolldown.config.*.*.js' EXIT
  trap 'exit 130' INT
  trap 'exit 143' TERM
}

drop_lock() {
  rm -rf "$lock"
  trap - EXIT INT TERM
}
