#!/bin/bash
# The health check of the official image, as far as Compose files use it: --connect and --innodb_initialized.
set -eu

settings=${MARIADB_HEALTHCHECK_CNF:-/var/lib/mysql/.my-healthcheck.cnf}
ask() { mariadb --defaults-extra-file="$settings" --protocol tcp --host 127.0.0.1 --skip-ssl --batch --skip-column-names --execute "$1"; }

if (($# == 0)); then
  echo 'healthcheck.sh: nothing to check; say --connect or --innodb_initialized' >&2
  exit 1
fi
while (($# > 0)); do
  case $1 in
    # Over TCP: while the first start sets the database up, only a socket inside the container answers.
    --connect | --mariadbupgrade) ask 'select 1' >/dev/null ;;
    --innodb_initialized)
      [[ $(ask "select 1 from information_schema.engines where engine = 'innodb' and support in ('YES', 'DEFAULT')") == 1 ]]
      ;;
    --su-mysql | --no-defaults) ;;
    --su=* | --datadir=* | --defaults-file=* | --defaults-extra-file=* | --defaults-group-suffix=*) ;;
    *) echo "healthcheck.sh: $1 is not checked by this stand-in" >&2 ;;
  esac
  shift
done
