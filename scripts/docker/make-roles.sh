#!/bin/sh
# Run once by the postgres image on an empty volume: the owner, who migrates, and the application's role without rights.
exec psql --set ON_ERROR_STOP=1 --set owner="$(cat /srv/passwords/owner/owner)" --set app="$(cat /srv/passwords/app/app)" \
    --username "${POSTGRES_USER:-postgres}" <<'SQL'
create role register_owner login password :'owner';
create role register_app login password :'app';
create database register owner register_owner;
SQL
