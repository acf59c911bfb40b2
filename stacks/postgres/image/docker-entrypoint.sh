#!/bin/bash
# Starts PostgreSQL as the official image does, and sets a new data folder up first.
set -euo pipefail

# The value of NAME, or the content of the file that NAME_FILE names.
setting() {
  local file="${1}_FILE"
  if [[ -n ${!1:-} && -n ${!file:-} ]]; then
    echo "postgres: both $1 and $file are set; only one of them may be" >&2
    exit 1
  fi
  if [[ -n ${!file:-} ]]; then cat -- "${!file}"; else printf '%s' "${!1:-${2:-}}"; fi
}

# A folder that was set up half is thrown away; one that is whole is moved into place, PG_VERSION (the sign of a database) last.
# So whatever ends the container, the next start goes on from a state that it knows.
set_up() {
  local fresh="$PGDATA/.set-up" whole="$PGDATA/.set-up-done"
  if [[ ! -d $whole ]]; then
    rm -rf "$fresh"
    make_database "$fresh"
    mv "$fresh" "$whole"
  fi
  find "$whole" -mindepth 1 -maxdepth 1 ! -name PG_VERSION -exec mv -t "$PGDATA" {} +
  mv "$whole/PG_VERSION" "$PGDATA/"
  rmdir "$whole"
}

make_database() {
  local data=$1 user database password method
  user=$(setting POSTGRES_USER postgres)
  database=$(setting POSTGRES_DB "$user")
  password=$(setting POSTGRES_PASSWORD)
  method=${POSTGRES_HOST_AUTH_METHOD:-}
  if [[ -z $password && $method != trust ]]; then
    echo "postgres: POSTGRES_PASSWORD is empty: set it, or POSTGRES_HOST_AUTH_METHOD=trust for a database without passwords" >&2
    exit 1
  fi
  local arguments=()
  read -ra arguments <<<"$(setting POSTGRES_INITDB_ARGS)"
  if [[ -n ${POSTGRES_INITDB_WALDIR:-} ]]; then
    find "$POSTGRES_INITDB_WALDIR" -mindepth 1 -delete
    arguments+=(--waldir "$POSTGRES_INITDB_WALDIR")
  fi
  if [[ -n $password ]]; then
    initdb --pgdata "$data" --username "$user" --pwfile <(printf '%s\n' "$password") "${arguments[@]}"
  else
    initdb --pgdata "$data" --username "$user" "${arguments[@]}"
  fi
  # The way in which this version keeps passwords, unless it was told to do otherwise: md5 up to 13.
  printf '\nhost all all all %s\n' "${method:-$(postgres -C password_encryption -D "$data")}" >>"$data/pg_hba.conf"
  if [[ $database != postgres ]]; then
    # A server for this one statement would take longer than the statement.
    printf 'CREATE DATABASE "%s"\n' "${database//\"/\"\"}" | postgres --single -D "$data" postgres >/dev/null
  fi
  if compgen -G '/docker-entrypoint-initdb.d/*' >/dev/null; then run_scripts "$data" "$user" "$database"; fi
}

# What the user put into /docker-entrypoint-initdb.d, in order, against a server that nobody outside can reach.
run_scripts() {
  local data=$1 file
  export POSTGRES_USER=$2 POSTGRES_DB=$3 PGUSER=$2 PGDATABASE=$3 PGHOST=/var/run/postgresql
  pg_ctl --pgdata "$data" --wait --silent --options "-c listen_addresses=''" start
  for file in /docker-entrypoint-initdb.d/*; do
    echo "postgres: running $file"
    case $file in
      *.sh) if [[ -x $file ]]; then "$file"; else (. "$file"); fi ;;
      *.sql) psql --set ON_ERROR_STOP=1 --no-psqlrc --no-password --file "$file" ;;
      *.sql.gz) gunzip --stdout "$file" | psql --set ON_ERROR_STOP=1 --no-psqlrc --no-password ;;
      *) echo "postgres: $file is neither .sh, .sql nor .sql.gz and is left out" ;;
    esac
  done
  pg_ctl --pgdata "$data" --wait --silent --mode fast stop
}

# Data of another major version are left alone, and so is a volume that is mounted where 18 and newer don't look.
refuse_other_data() {
  local old=/var/lib/postgresql/data version
  if [[ -s $PGDATA/PG_VERSION ]]; then
    version=$(<"$PGDATA/PG_VERSION")
    if [[ $version != "$PG_MAJOR" ]]; then
      echo "postgres: $PGDATA holds data of PostgreSQL $version, and this is $PG_MAJOR: name postgres:$version, or move the data by pg_dumpall" >&2
      exit 1
    fi
  elif ((PG_MAJOR >= 18)) && [[ $PGDATA != "$old"* ]] && { [[ -s $old/PG_VERSION ]] || grep -qs " $old " /proc/self/mountinfo; }; then
    echo "postgres: from 18 on the data are in $PGDATA: mount /var/lib/postgresql instead of $old (data of an older version there: name that version)" >&2
    exit 1
  fi
}

if [[ ${1:0:1} == - ]]; then set -- postgres "$@"; fi
if [[ $1 != postgres ]]; then exec "$@"; fi

refuse_other_data
if [[ $(id -u) == 0 ]]; then
  mkdir -p "$PGDATA" /var/run/postgresql
  find "$PGDATA" /var/run/postgresql ! -user postgres -exec chown postgres:postgres {} +
  exec setpriv --reuid=postgres --regid=postgres --init-groups -- "$0" "$@"
fi

mkdir -p "$PGDATA"
chmod 700 "$PGDATA" || true # not ours to change where the folder is mounted with other rights
if [[ ! -s $PGDATA/PG_VERSION ]]; then set_up; fi
exec "$@"
