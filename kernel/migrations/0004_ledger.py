"""The ledger: its tables, the first era, and what only the owner may do: begin an era, and erase."""

import django.contrib.postgres.fields
import django.db.models.functions.datetime
from django.db import migrations, models

from kernel.db.operations import ChangeModels

# True for the tables that the transaction now running erases rows of. Only the owner can write that it does.
IS_ERASING = """
CREATE FUNCTION public.ledger_is_erasing(name text) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $body$
BEGIN
    RETURN EXISTS (
        SELECT FROM public.kernel_erasure
        WHERE ledger_xid = pg_current_xact_id_if_assigned() AND "table" = name);
END
$body$
"""

# The expression that blanks one column. What is blank already stays as it is, so that it can be told from what is not.
BLANK = """
CREATE FUNCTION public.ledger_blank(place regclass, name text) RETURNS text
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp
AS $body$
DECLARE
    kind text;
    alone boolean;
    blank text;
BEGIN
    SELECT format_type(a.atttypid, NULL),
        EXISTS (SELECT FROM pg_index i WHERE i.indrelid = place AND i.indisunique AND i.indkey::text = a.attnum::text)
        INTO STRICT kind, alone
        FROM pg_attribute a WHERE a.attrelid = place AND a.attname = name AND NOT a.attisdropped;
    blank := CASE
        WHEN kind IN ('text', 'character varying') AND alone
            THEN format('CASE WHEN %1$I LIKE ''erased-%%'' THEN %1$I ELSE ''erased-'' || gen_random_uuid() END', name)
        WHEN kind IN ('text', 'character varying') THEN format('CASE WHEN %I = '''' THEN '''' ELSE ''erased'' END', name)
        WHEN kind IN ('date', 'timestamp with time zone') THEN format('%L::%s', '1900-01-01', kind)
        WHEN kind IN ('jsonb') OR kind LIKE '%[]' THEN format('%L::%s', '{}', kind)
        WHEN kind = 'bytea' THEN format('%L::bytea', '')
        WHEN kind = 'uuid' THEN format('%L::uuid', '00000000-0000-0000-0000-000000000000')
    END;
    IF blank IS NULL THEN
        RAISE EXCEPTION 'the ledger knows no blank of type % for %.%', kind, place, name;
    END IF;
    RETURN format('CASE WHEN %I IS NOT NULL THEN %s END', name, blank);
END
$body$
"""
BLANKS = """
CREATE FUNCTION public.ledger_blanks(place regclass, named text, salted boolean) RETURNS text
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp
AS $body$
    SELECT concat_ws(', ',
        string_agg(format('%I = %s', a.attname, public.ledger_blank(place, a.attname)), ', '),
        CASE WHEN salted THEN 'ledger_salt = NULL' END)
    FROM pg_attribute a WHERE a.attrelid = place AND NOT a.attisdropped AND a.attname IN (
        SELECT unnest(f.committed) FROM public.kernel_ledgerformat f WHERE f."table" = named)
$body$
"""

# `place` is the table whose rows go: one that is only added to, or that of a record, and then `history` is its twin.
ERASE = """
CREATE FUNCTION public.ledger_erase(place regclass, history regclass, keys text[], reason text, authority text)
RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $body$
DECLARE
    own record;
    named text;
    past text[];
    erased bigint;
BEGIN
    PERFORM set_config('app.tenant', 'all', true);  -- whose rows they are is not the question here
    SELECT a.attname AS name, format_type(a.atttypid, a.atttypmod) AS kind INTO STRICT own
        FROM pg_index i JOIN pg_attribute a ON a.attrelid = place AND a.attnum = i.indkey[0]
        WHERE i.indrelid = place AND i.indisprimary;
    SELECT relname INTO STRICT named FROM pg_class WHERE oid = coalesce(history, place);
    INSERT INTO public.kernel_erasure ("table", rows, reason, authority)
        SELECT relname, keys, reason, authority FROM pg_class WHERE oid = place;
    -- A table without personal columns is written as it is, so that its rows are there and its history says why.
    EXECUTE format('UPDATE %s SET %s WHERE %I = ANY ($1::%s[])', place,
        coalesce(nullif(public.ledger_blanks(place, named, history IS NULL), ''), format('%1$I = %1$I', own.name)),
        own.name, own.kind) USING keys;
    GET DIAGNOSTICS erased = ROW_COUNT;
    IF erased <> cardinality(keys) THEN
        RAISE EXCEPTION 'only % of % rows of % are there', erased, cardinality(keys), place
            USING ERRCODE = 'no_data_found';
    END IF;
    IF history IS NULL THEN
        RETURN erased;
    END IF;
    -- What the trigger has just written says that the row is blank now: it stays.
    EXECUTE format('SELECT array_agg(history_id::text ORDER BY history_id) FROM %s
        WHERE %I = ANY ($1::%s[]) AND ledger_xid <> pg_current_xact_id()', history, own.name, own.kind)
        INTO past USING keys;
    INSERT INTO public.kernel_erasure ("table", rows, reason, authority) VALUES (named, past, reason, authority);
    EXECUTE format('UPDATE %s SET %s WHERE history_id = ANY ($1::bigint[])', history,
        public.ledger_blanks(history, named, true)) USING past;
    RETURN erased + cardinality(past);
END
$body$
"""

NEW_ERA = """
CREATE FUNCTION public.ledger_new_era(reason text) RETURNS smallint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $body$
DECLARE
    era smallint;
    named text;
BEGIN
    INSERT INTO public.kernel_ledgerera (number, system, database, reason)
        SELECT coalesce((SELECT max(number) FROM public.kernel_ledgerera), 0) + 1, c.system_identifier, d.oid, reason
        FROM pg_control_system() c, pg_database d WHERE d.datname = current_database()
        RETURNING number INTO era;
    FOR named IN SELECT DISTINCT "table" FROM public.kernel_ledgerformat LOOP
        EXECUTE format('ALTER TABLE public.%I ALTER ledger_era SET DEFAULT %s', named, era);
    END LOOP;
    RETURN era;
END
$body$
"""
FUNCTIONS = {
    "ledger_is_erasing(text)": IS_ERASING,
    "ledger_blank(regclass, text)": BLANK,
    "ledger_blanks(regclass, text, boolean)": BLANKS,
    "ledger_erase(regclass, regclass, text[], text, text)": ERASE,
    "ledger_new_era(text)": NEW_ERA,
}


def _function(name, source):
    # Guards ask whether the transaction erases, and `ledger verify` what a blank is: neither answer tells anything.
    shut = (
        []
        if name.startswith(("ledger_is_erasing", "ledger_blank("))
        else [f"REVOKE ALL ON FUNCTION public.{name} FROM PUBLIC"]
    )
    return migrations.RunSQL([source, *shut], f"DROP FUNCTION public.{name}")


class Migration(migrations.Migration):
    dependencies = [("kernel", "0003_counters_out_of_the_log")]

    operations = [
        ChangeModels(
            [
                migrations.CreateModel(
                    name="LedgerNode",
                    fields=[
                        (
                            "pk",
                            models.CompositePrimaryKey(
                                "level", "place", blank=True, editable=False, primary_key=True, serialize=False
                            ),
                        ),
                        ("level", models.SmallIntegerField()),
                        ("place", models.BigIntegerField()),
                        ("hash", models.BinaryField(max_length=32)),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="Erasure",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("table", models.TextField()),
                        ("rows", django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), size=None)),
                        ("reason", models.TextField()),
                        ("authority", models.TextField()),
                        ("at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("reason", ""), _negated=True), models.Q(("authority", ""), _negated=True)
                                ),
                                name="erasure_has_grounds",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="LedgerEra",
                    fields=[
                        ("number", models.SmallIntegerField(primary_key=True, serialize=False)),
                        ("system", models.BigIntegerField()),
                        ("database", models.BigIntegerField()),
                        ("opened_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                        ("reason", models.TextField()),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("reason", ""), _negated=True), name="ledgerera_has_reason"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="LedgerFormat",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("covered", models.SmallIntegerField()),
                        ("version", models.SmallIntegerField()),
                        ("table", models.TextField()),
                        ("key", models.TextField()),
                        ("open", django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), size=None)),
                        (
                            "committed",
                            django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), size=None),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("covered", "version"), name="ledgerformat_one_of_a_version"
                            ),
                            models.UniqueConstraint(fields=("table", "version"), name="ledgerformat_one_of_a_table"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="LedgerHead",
                    fields=[
                        ("size", models.BigIntegerField(primary_key=True, serialize=False)),
                        ("previous", models.BigIntegerField(unique=True)),
                        ("root", models.BinaryField(max_length=32)),
                        ("era", models.SmallIntegerField()),
                        ("snapshot", models.TextField()),
                        ("peaks", models.BinaryField()),
                        ("at", models.DateTimeField()),
                        ("key_id", models.TextField()),
                        ("signature", models.BinaryField()),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("size__gt", models.F("previous"))), name="ledgerhead_grows"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="LedgerLeaf",
                    fields=[
                        ("position", models.BigIntegerField(primary_key=True, serialize=False)),
                        ("covered", models.SmallIntegerField()),
                        ("version", models.SmallIntegerField()),
                        ("row", models.TextField(db_collation="C")),
                        ("commitment", models.BinaryField(max_length=32)),
                        ("leaf", models.BinaryField(max_length=32)),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("covered", "row"), name="ledgerleaf_one_of_a_row"),
                            models.CheckConstraint(
                                condition=models.Q(("position__gte", 0)), name="ledgerleaf_position_from_nought"
                            ),
                        ],
                    },
                ),
            ]
        ),
        *(_function(name, source) for name, source in FUNCTIONS.items()),
        migrations.RunSQL("SELECT public.ledger_new_era('Installation')", migrations.RunSQL.noop),
    ]
