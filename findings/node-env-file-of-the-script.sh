#!/bin/sh
# Node 24.21.0 (and 20.20.2) looks among the words of a script for an `--env-file` of its own: where that file is missing Node ends
# with 9 before the script runs, and where it is there Node leaves it alone. `node -- script` keeps Node's hands off.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund --prefix "$folder" node@24.21.0 >/dev/null 2>&1
node=$folder/node_modules/node/bin/node
echo 'console.log("ran with", process.argv.slice(2).join(" "), "X is", process.env.X)' >script.mjs
echo 'X=1' >there.env
"$node" --version

expect() { # wanted, what came
  printf '%s\n' "$2"
  [ "$1" = "$2" ] || { echo "CHANGED: it was '$1'" >&2; exit 1; }
}
code=0
said=$("$node" script.mjs --env-file gone.env 2>&1) || code=$?
expect "$node: gone.env: not found, exit 9" "$said, exit $code"
expect 'ran with --env-file there.env X is undefined' "$("$node" script.mjs --env-file there.env)"
expect 'ran with --env-file gone.env X is undefined' "$("$node" -- script.mjs --env-file gone.env)"
