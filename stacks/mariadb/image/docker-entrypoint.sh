#!/bin/bash
# Starts MariaDB as the official image does, and sets a new data folder up first.
set -euo pipefail

fail() {
  echo "mariadb: $1" >&2
  exit 1
}

# The value of MARIADB_NAME or MYSQL_NAME, or the content of the file that the same with _FILE names.
setting() {
  local name file
  for name in "MARIADB_$1" "MYSQL_$1"; do
    file="${name}_FILE"
    if [[ -n ${!name:-} && -n ${!file:-} ]]; then fail "both $name and $file are set; only one of them may be"; fi
    if [[ -n ${!file:-} ]]; then
      cat -- "${!file}"
      return
    fi
    if [[ -n ${!name:-} ]]; then
      printf '%s' "${!name}"
      return
    fi
  done
}

# As a string of SQL.
quoted() {
  local text=${1//\\/\\\\}
  printf "'%s'" "${text//\'/\'\'}"
}

# A folder that was set up half is thrown away; one that is whole is moved into place, the folder mysql (the sign of a database) last.
# So whatever ends the container, the next start goes on from a state that it knows.
set_up() {
  local fresh="$data/.set-up" whole="$data/.set-up-done"
  if [[ ! -d $whole ]]; then
    rm -rf "$fresh"
    mkdir "$fresh"
    make_database "$fresh"
    mv "$fresh" "$whole"
  fi
  find "$whole" -mindepth 1 -maxdepth 1 ! -name mysql -exec mv -t "$data" {} +
  mv "$whole/mysql" "$data/"
  rmdir "$whole"
}

make_database() {
  local fresh=$1 root database user password random healthcheck
  root=$(setting ROOT_PASSWORD)
  random=$(setting RANDOM_ROOT_PASSWORD)
  if [[ -n $random ]]; then
    root=$(random_password)
    echo "mariadb: GENERATED ROOT PASSWORD: $root"
  elif [[ -z $root && -z $(setting ROOT_PASSWORD_HASH) && -z $(setting ALLOW_EMPTY_ROOT_PASSWORD)$(setting ALLOW_EMPTY_PASSWORD) ]]; then
    fail 'no password for root: set MARIADB_ROOT_PASSWORD, MARIADB_ALLOW_EMPTY_ROOT_PASSWORD=1 or MARIADB_RANDOM_ROOT_PASSWORD=1'
  fi
  database=$(setting DATABASE)
  user=$(setting USER)
  password=$(setting PASSWORD)
  if [[ $user == root ]]; then fail 'MARIADB_USER is root, whose password is MARIADB_ROOT_PASSWORD'; fi
  if [[ -n $user && -z $password && -z $(setting PASSWORD_HASH) ]]; then fail "MARIADB_USER needs MARIADB_PASSWORD"; fi

  mariadb-install-db --no-defaults --datadir="$fresh" --auth-root-authentication-method=normal --skip-test-db \
    --skip-name-resolve --skip-log-bin >/dev/null
  "${arguments[@]}" --datadir="$fresh" --skip-networking --socket="$socket" \
    --pid-file="$fresh/set-up.pid" --wsrep-on=OFF --skip-log-bin --expire-logs-days=0 &
  local server=$!
  local turn
  for ((turn = 0; ; turn++)); do
    if mariadb-admin --no-defaults --socket="$socket" --user=root ping >/dev/null 2>&1; then break; fi
    if ! kill -0 "$server" 2>/dev/null || ((turn == 600)); then fail 'the server that sets the database up does not come up'; fi
    sleep 0.1
  done
  if [[ -z $(setting INITDB_SKIP_TZINFO) ]]; then
    mariadb-tzinfo-to-sql --skip-write-binlog /usr/share/zoneinfo 2>/dev/null | as_root_yet mysql
  fi
  healthcheck=$(random_password)
  {
    if [[ -n $database ]]; then echo "CREATE DATABASE IF NOT EXISTS \`${database//\`/\`\`}\`;"; fi
    if [[ -n $user ]]; then
      echo "CREATE USER $(quoted "$user")@'%' IDENTIFIED BY $(hash_or_password PASSWORD_HASH "$password");"
      if [[ -n $database ]]; then
        local pattern=${database//\`/\`\`}
        echo "GRANT ALL ON \`${pattern//_/\\_}\`.* TO $(quoted "$user")@'%';"
      fi
    fi
    # Made without a password.
    echo "DROP USER IF EXISTS root@'127.0.0.1', root@'::1';"
    echo "EXECUTE IMMEDIATE CONCAT('DROP USER IF EXISTS root@\\'', @@hostname, '\\'');"
    local host
    for host in 127.0.0.1 ::1 localhost; do
      echo "CREATE USER healthcheck@'$host' IDENTIFIED BY '$healthcheck';"
    done
    host=$(setting ROOT_HOST)
    host=${host:-%}
    if [[ $host != localhost ]]; then
      echo "CREATE OR REPLACE USER root@$(quoted "$host") IDENTIFIED BY $(hash_or_password ROOT_PASSWORD_HASH "$root");"
      echo "GRANT ALL ON *.* TO root@$(quoted "$host") WITH GRANT OPTION;"
      echo "GRANT PROXY ON ''@'%' TO root@$(quoted "$host") WITH GRANT OPTION;"
    fi
    echo "SET PASSWORD FOR root@localhost = $(as_hash ROOT_PASSWORD_HASH "$root");"
  } | as_root_yet mysql
  printf '[mariadb-client]\nuser=healthcheck\npassword=%s\n' "$healthcheck" >"$fresh/.my-healthcheck.cnf"
  chmod 600 "$fresh/.my-healthcheck.cnf"
  root_now=$root
  if compgen -G '/docker-entrypoint-initdb.d/*' >/dev/null; then run_scripts "$database"; fi
  kill -TERM "$server"
  wait "$server" || fail 'the server that set the database up ended badly'
  echo "$SIM_MARIADB_SERIES" >"$fresh/.sim-series"
}

random_password() { head -c 24 /dev/urandom | base64 | tr -d '+/=\n'; }
hash_or_password() {
  local hash
  hash=$(setting "$1")
  if [[ -n $hash ]]; then printf 'PASSWORD %s' "$(quoted "$hash")"; else quoted "$2"; fi
}
as_hash() {
  local hash
  hash=$(setting "$1")
  if [[ -n $hash ]]; then quoted "$hash"; else printf 'PASSWORD(%s)' "$(quoted "$2")"; fi
}

as_root_yet() { mariadb --no-defaults --socket="$socket" --user=root "$@"; }

# Also for scripts of the user that are read by this shell.
docker_process_sql() {
  local options=()
  if [[ -n ${script_database:-} ]]; then options=(--database="$script_database"); fi
  MYSQL_PWD=$root_now mariadb --no-defaults --socket="$socket" --user=root --comments "${options[@]}" "$@"
}

# What the user put into /docker-entrypoint-initdb.d, in order, against a server that nobody outside can reach.
run_scripts() {
  local file script_database=$1
  for file in /docker-entrypoint-initdb.d/*; do
    echo "mariadb: running $file"
    case $file in
      *.sh) if [[ -x $file ]]; then "$file"; else (. "$file"); fi ;;
      *.sql) docker_process_sql <"$file" ;;
      *.sql.gz) gunzip --stdout "$file" | docker_process_sql ;;
      *.sql.xz) xzcat "$file" | docker_process_sql ;;
      *.sql.zst) zstd --decompress --stdout --quiet "$file" | docker_process_sql ;;
      *) echo "mariadb: $file is neither .sh nor .sql, .sql.gz, .sql.xz, .sql.zst and is left out" ;;
    esac
  done
}

# Data of a newer series are left alone: MariaDB goes forward with them and never back.
refuse_newer_data() {
  local file version newest
  for file in "$data/mariadb_upgrade_info" "$data/mysql_upgrade_info" "$data/.sim-series"; do
    [[ -s $file ]] || continue
    version=$(grep -oE '^[0-9]+\.[0-9]+' "$file" || true)
    newest=$(printf '%s\n' "$version" "$SIM_MARIADB_SERIES" | sort -V | tail -1)
    if [[ -n $version && $version != "$SIM_MARIADB_SERIES" && $newest == "$version" ]]; then
      fail "$data holds data of MariaDB $version, and this is $SIM_MARIADB_SERIES"
    fi
    return
  done
}

if [[ ${1:-} == -* ]]; then set -- mariadbd "$@"; fi
if [[ $1 != mariadbd && $1 != mysqld ]]; then exec "$@"; fi

arguments=("$@")
data=/var/lib/mysql
socket=/run/mysqld/mysqld.sock
for argument in "$@"; do
  case $argument in
    --datadir=*) data=${argument#*=} ;;
    --socket=*) socket=${argument#*=} ;;
    --help | --version | --print-defaults) exec "$@" ;;
  esac
done

if [[ $(id -u) == 0 ]]; then
  mkdir -p "$data" "${socket%/*}"
  find "$data" "${socket%/*}" ! -user mysql -exec chown mysql:mysql {} +
  exec setpriv --reuid=mysql --regid=mysql --init-groups -- "$0" "$@"
fi

refuse_newer_data
if [[ ! -d $data/mysql ]]; then set_up; fi
exec "$@"
