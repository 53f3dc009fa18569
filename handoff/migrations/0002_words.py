"""What search looks in, on PostgreSQL: `handoff.search.index` keeps the same for SQLite."""

from django.db import migrations

# Small letters come from the dictionary. The signs are those at which the parser would not always end a word; texts
# that are not all ASCII lose their accents; beyond so many characters nothing is searched, so that no text is too long.
WORDS = r"""
CREATE FUNCTION handoff_words(told text) RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT to_tsvector('pg_catalog.simple', replace(replace(replace(replace(replace(replace(replace(replace(
        CASE WHEN octet_length(told) = char_length(told) THEN left(told, 20000)
        ELSE regexp_replace(normalize(left(told, 20000), NFD), U&'[\0300-\036F]+', '', 'g') END,
    '.', ' '), '-', ' '), '/', ' '), '@', ' '), '_', ' '), '+', ' '), '<', ' '), '&', ' '))
$$
"""
# The planner cannot know how seldom a word is that it never saw, and would read all rows for it: the first two are always
# asked by the index, the next two always for one row after the other. What is common it does know: nobody need count it.
ASKING = r"""
CREATE FUNCTION handoff_said(query tsquery, most int) RETURNS SETOF bigint LANGUAGE sql STABLE ROWS 1000
SET enable_seqscan = off SET enable_indexscan = off AS $$
    SELECT conversation_id FROM handoff_message WHERE words @@ query LIMIT most
$$;
CREATE FUNCTION handoff_named(query tsquery, most int) RETURNS SETOF bigint LANGUAGE sql STABLE ROWS 1000
SET enable_seqscan = off SET enable_indexscan = off AS $$
    SELECT id FROM handoff_customer WHERE words @@ query LIMIT most
$$;
CREATE FUNCTION handoff_said_in(one bigint, query tsquery) RETURNS boolean LANGUAGE plpgsql STABLE COST 1000 AS $$
BEGIN RETURN EXISTS (SELECT FROM handoff_message WHERE conversation_id = one AND words @@ query); END $$;
CREATE FUNCTION handoff_named_in(one bigint, query tsquery) RETURNS boolean LANGUAGE plpgsql STABLE COST 1000 AS $$
BEGIN RETURN EXISTS (SELECT FROM handoff_customer WHERE id = one AND words @@ query); END $$;
CREATE FUNCTION handoff_common(kind text, query tsquery, most int) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE plan json;
BEGIN
    EXECUTE format(
        'EXPLAIN (FORMAT JSON) SELECT FROM %I WHERE words @@ %L::tsquery',
        CASE kind WHEN 'SAID' THEN 'handoff_message' ELSE 'handoff_customer' END, query
    ) INTO plan;
    IF (plan -> 0 -> 'Plan' ->> 'Plan Rows')::float > 6 * most THEN RETURN true; END IF;
    IF kind = 'SAID' THEN RETURN (SELECT count(*) = most FROM handoff_said(query, most)); END IF;
    RETURN (SELECT count(*) = most FROM handoff_named(query, most));
END $$
"""
NAMES = ("handoff_said", "handoff_named", "handoff_said_in", "handoff_named_in", "handoff_common")
DIGITS = "replace(replace(replace(replace(replace(phone, ' ', ''), '-', ''), '(', ''), ')', ''), '+', '')"
COLUMNS = {
    "handoff_message": "text",
    "handoff_customer": f"name || ' ' || email || ' ' || phone || ' ' || {DIGITS}",
}


def install(apps, schema_editor):
    if schema_editor.connection.vendor != "postgresql":
        return
    schema_editor.execute("SET LOCAL statement_timeout = 0")  # a large house takes minutes
    schema_editor.execute(WORDS, params=None)
    for table, told in COLUMNS.items():
        generated = f"tsvector GENERATED ALWAYS AS (handoff_words({told})) STORED"
        schema_editor.execute(f"ALTER TABLE {table} ADD COLUMN words {generated}", params=None)
        # Few rows wait to be taken in: who writes one takes them in when they are many, and that shall be soon done.
        schema_editor.execute(
            f"CREATE INDEX {table}_words ON {table} USING gin (words) WITH (gin_pending_list_limit = 256)"
        )
    schema_editor.execute(ASKING, params=None)


def remove(apps, schema_editor):
    if schema_editor.connection.vendor != "postgresql":
        for table in COLUMNS:
            for when in ("came", "moved", "went"):
                schema_editor.execute(f"DROP TRIGGER IF EXISTS {table}_words_{when}")
            schema_editor.execute(f"DROP TABLE IF EXISTS {table}_words")
        return
    for name in NAMES:
        schema_editor.execute(f"DROP FUNCTION {name}")
    for table in COLUMNS:
        schema_editor.execute(f"ALTER TABLE {table} DROP COLUMN words")
    schema_editor.execute("DROP FUNCTION handoff_words(text)")


class Migration(migrations.Migration):
    replaces = [("handoff", "0022_words")]

    dependencies = [
        ("handoff", "0001_squashed_0026_kept_views"),
    ]

    operations = [
        migrations.RunPython(install, remove),
    ]
