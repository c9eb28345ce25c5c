"""The words of names, by which people are found where part of a name is typed, or one with a slip in it.

Everything here follows from the names on record and can be made again from them: it has no history.
"""

from django.db import migrations

from kernel.history import SyncHistory

TABLES = """
-- Every word under its own spelling and under each with one letter left out: two words that are a slip apart share
-- one. A word may stand here twice, if two transactions brought it at once; who reads this does not count.
CREATE TABLE register_spelling (spelling text NOT NULL, word text NOT NULL);
CREATE INDEX register_spelling_spelling ON register_spelling (spelling) INCLUDE (word);
CREATE INDEX register_spelling_beginning ON register_spelling (word text_pattern_ops) WHERE spelling = word;

-- The words of each name, and its whole family name as one. In the order in which people are listed, so that the
-- first of many who share a word are found without looking at the others.
CREATE TABLE register_nameword (word text NOT NULL, family text NOT NULL, given text NOT NULL, name_id bigint NOT NULL);
CREATE INDEX register_nameword_word ON register_nameword (word, family, given, name_id);
REVOKE ALL ON register_spelling, register_nameword FROM PUBLIC
"""

KEPT = """
CREATE FUNCTION register_words_of(family text, search text) RETURNS SETOF text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE ROWS 4
AS $$
    SELECT family UNION SELECT word FROM string_to_table(search, ' ') AS word WHERE word <> ''
$$;

-- Both triggers hold one lock, or a word that goes with its last name could go while another name brings it.
CREATE FUNCTION register_words_new() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM pg_advisory_xact_lock_shared(hashtextextended('words of names', 0));
    WITH entered AS (
        INSERT INTO public.register_nameword (word, family, given, name_id)
        SELECT word, family_key, given_key, id
        FROM fresh, public.register_words_of(family_key, search_text) AS word
        WHERE (family_key, given_key) <> ('erased', 'erased')
        RETURNING word
    )
    INSERT INTO public.register_spelling (spelling, word)
    SELECT unnest(public.register_misspellings(word)), word FROM (SELECT DISTINCT word FROM entered) AS entered
    WHERE NOT EXISTS (SELECT FROM public.register_spelling AS s WHERE s.spelling = entered.word AND s.word = s.spelling);
    RETURN NULL;
END
$$;
-- Names change only when one is superseded, which alters no word, or erased, which does.
CREATE FUNCTION register_words_changed() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM fresh JOIN stale USING (id)
            WHERE (fresh.family_key, fresh.given_key) IS DISTINCT FROM (stale.family_key, stale.given_key)) THEN
        RETURN NULL;
    END IF;
    PERFORM pg_advisory_xact_lock(hashtextextended('words of names', 0));
    DELETE FROM public.register_nameword AS gone
    USING stale, public.register_words_of(stale.family_key, stale.search_text) AS lost
    WHERE (gone.word, gone.family, gone.given, gone.name_id) = (lost, stale.family_key, stale.given_key, stale.id);
    DELETE FROM public.register_spelling AS gone
    USING stale, public.register_words_of(stale.family_key, stale.search_text) AS lost
    WHERE gone.spelling = ANY (public.register_misspellings(lost)) AND gone.word = lost
        AND NOT EXISTS (SELECT FROM public.register_nameword AS left_ WHERE left_.word = gone.word);
    RETURN NULL;
END
$$;
REVOKE ALL ON FUNCTION register_words_new(), register_words_changed() FROM PUBLIC;
CREATE TRIGGER register_words_new AFTER INSERT ON register_name
REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION register_words_new();
CREATE TRIGGER register_words_changed AFTER UPDATE ON register_name
REFERENCING OLD TABLE AS stale NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION register_words_changed()
"""

READ = """
-- The words on record that a typed one may be: 0 itself, 1 those that begin with it, 2 those with a slip.
-- Planned once for each session, and taken for few wherever it is joined.
CREATE FUNCTION register_words_like(typed text) RETURNS TABLE (word text, rank integer)
LANGUAGE plpgsql STABLE STRICT PARALLEL SAFE ROWS 8 SET plan_cache_mode = force_generic_plan
AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY SELECT word, min(near.rank) FROM (
        SELECT word, CASE WHEN word = typed THEN 0 WHEN starts_with(word, typed) THEN 1 ELSE 2 END AS rank
        FROM public.register_spelling
        WHERE spelling = ANY (CASE WHEN length(typed) > 2 THEN public.register_misspellings(typed) ELSE ARRAY[typed] END)
        UNION ALL
        SELECT word, 1 FROM public.register_spelling
        WHERE typed <> '' AND spelling = word AND word ~>~ typed AND word ~<~ (typed || chr(1114111))
    ) AS near GROUP BY word;
END
$$;
-- The names in which each of the typed words stands, and those whose whole family name is like all that was typed. By
-- the longest word, which few share as a rule; the others are looked for in what that brings.
CREATE FUNCTION register_names_like(typed text[], whole text) RETURNS TABLE (name_id bigint)
LANGUAGE plpgsql STABLE STRICT PARALLEL SAFE ROWS 200 SET plan_cache_mode = force_generic_plan
AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY
    WITH asked AS MATERIALIZED (
        SELECT written, place = 1 AS is_longest, CASE WHEN place > 1 THEN ARRAY(
            SELECT word FROM public.register_spelling
            WHERE length(written) > 2 AND spelling = ANY (public.register_misspellings(written))) END AS slips
        FROM (SELECT written, row_number() OVER (ORDER BY length(written) DESC) AS place
            FROM unnest(typed) AS written) AS each_word
    )
    SELECT name.id FROM asked, LATERAL public.register_words_like(written) AS near
        JOIN public.register_nameword AS n USING (word) JOIN public.register_name AS name ON name.id = n.name_id
    WHERE is_longest AND NOT EXISTS (SELECT FROM asked AS other WHERE NOT other.is_longest
        AND position(' ' || other.written IN name.search_text) = 0 AND NOT starts_with(name.family_key, other.written)
        AND NOT string_to_array(name.search_text || name.family_key, ' ') && other.slips)
    UNION
    SELECT n.name_id FROM public.register_words_like(whole) JOIN public.register_nameword AS n USING (word)
    WHERE n.family = word;
END
$$
"""

DROPS = """
DROP FUNCTION register_names_like(text[], text);
DROP FUNCTION register_words_like(text);
DROP FUNCTION register_words_changed() CASCADE;
DROP FUNCTION register_words_new() CASCADE;
DROP FUNCTION register_words_of(text, text);
DROP TABLE register_nameword, register_spelling
"""


class Migration(migrations.Migration):
    dependencies = [("register", "0005_speak_up_leads")]

    operations = [migrations.RunSQL([TABLES, KEPT, READ], DROPS), SyncHistory()]
