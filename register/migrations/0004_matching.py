"""Finding people by name and date of birth: what is indexed of them, and how likely it is that one is meant.

The design is ADR 35. Everything here follows from the facts and can be made again from them: it has no history.
"""

import django.contrib.postgres.fields
import django.db.models.functions.datetime
from django.db import migrations, models

from kernel.history import SyncHistory

NICKNAMES = {
    "abigail": "abby gail",
    "alexander": "alec alex sandy sasha",
    "alexandra": "alexa sandra",
    "alfred": "alf alfie",
    "amanda": "mandy",
    "andrew": "andy drew",
    "angela": "angie",
    "anthony": "tony",
    "arthur": "art",
    "barbara": "babs barb",
    "benjamin": "ben benny",
    "caroline": "carrie",
    "charles": "charlie chas chuck",
    "christine": "chrissie tina",
    "christopher": "chris",
    "cynthia": "cindy",
    "daniel": "dan danny",
    "david": "dave davy dai",
    "deborah": "deb debbie debra",
    "dorothy": "dot dolly",
    "edward": "ed eddie ned ted teddy",
    "eleanor": "ellie nell nora",
    "elizabeth": "beth betty eliza libby lisa liz lizzie",
    "frederick": "fred freddie",
    "geoffrey": "geoff jeff jeffrey",
    "gillian": "gill jill",
    "gregory": "greg",
    "harold": "harry hal",
    "henry": "hank",
    "isabella": "bella izzy",
    "jacqueline": "jackie jacqui",
    "james": "jamie jim jimmy",
    "janet": "jan",
    "jennifer": "jen jenny",
    "jessica": "jess jessie",
    "joanna": "jo joanne",
    "john": "jack johnny",
    "jonathan": "jon jonny",
    "joseph": "joe joey",
    "joshua": "josh",
    "judith": "judy",
    "katherine": "catherine cathy kate kath kathryn kathy katie kay kitty",
    "kenneth": "ken kenny",
    "kimberly": "kim kimberley",
    "lawrence": "larry laurence laurie",
    "leonard": "len lenny",
    "margaret": "greta madge maggie marge meg peggy",
    "matthew": "matt",
    "michael": "mick micky mike",
    "mohammed": "md mohamed mohammad mohd muhammad muhammed",
    "natalie": "nat",
    "nicholas": "nick nicky",
    "nicola": "nikki",
    "olivia": "liv",
    "pamela": "pam",
    "patricia": "pat patsy tricia trish",
    "patrick": "paddy",
    "penelope": "penny",
    "peter": "pete",
    "philip": "phil phillip",
    "philippa": "pippa",
    "raymond": "ray",
    "rebecca": "becca becky",
    "richard": "dick rich richie rick ricky",
    "robert": "bob bobby rob robbie",
    "ronald": "ron ronnie",
    "rosemary": "rose rosie",
    "samuel": "sam sammy",
    "samantha": "samanta",
    "sarah": "sadie sally",
    "sophie": "sophia",
    "stephen": "steve steven",
    "susan": "sue susie suzanne",
    "terence": "terry",
    "theresa": "teresa tess tessa",
    "thomas": "tom tommy",
    "timothy": "tim",
    "valerie": "val",
    "veronica": "ronnie",
    "victoria": "tori vicky",
    "vincent": "vince",
    "walter": "wally walt",
    "william": "bill billy liam will willy",
    "zachary": "zach zak",
}
STEMS = ",".join(f'"{short}":"{whole}"' for whole, shorts in sorted(NICKNAMES.items()) for short in shorts.split())

LEVELS = f"""
CREATE FUNCTION register_stem(first text) RETURNS text
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
BEGIN
    RETURN coalesce('{{{STEMS}}}'::jsonb ->> first, first);
END
$$;

-- How well two family names agree: 0 nothing to compare, 1 equal, 2 and 3 one and two slips of the pen, 4 the same
-- sound, 5 one is the beginning or a part of the other, 6 not at all. Each with its sound. This and what follows is not
-- STRICT, so that it becomes part of the statement that asks.
CREATE FUNCTION register_family_level(one text, one_sound text, other text, other_sound text) RETURNS integer
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE
        WHEN one = '' OR other = '' THEN 0
        WHEN one = other THEN 1
        WHEN public.levenshtein_less_equal(one, other, 2) <= 2 AND (public.levenshtein_less_equal(one, other, 1) = 1
            OR length(one) = length(other) AND public.register_is_swap(one, other)) THEN 2
        WHEN length(one) + length(other) >= 10 AND public.levenshtein_less_equal(one, other, 2) = 2 THEN 3
        WHEN one_sound = other_sound AND one_sound <> '' THEN 4
        WHEN left(one, 3) = left(other, 3) OR (length(one) > 3 AND length(other) > 3
            AND (right(one, length(other)) = other OR right(other, length(one)) = one)) THEN 5
        ELSE 6 END
$$;

-- As for family names, by the first given name; 7 a short form of the same name, also with a slip, 8 an initial, 9 a
-- later given name. Each with its first name, that one's stem and sound.
CREATE FUNCTION register_given_level(
    one text, one_first text, one_stem text, one_sound text,
    other text, other_first text, other_stem text, other_sound text
) RETURNS integer
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE
        WHEN one = '' OR other = '' THEN 0
        WHEN one_first = other_first OR one = other THEN 1
        WHEN length(one_first) + length(other_first) > 4 AND public.levenshtein_less_equal(one_first, other_first, 2) <= 2
            AND (public.levenshtein_less_equal(one_first, other_first, 1) = 1
                OR length(one_first) = length(other_first) AND public.register_is_swap(one_first, other_first)) THEN 2
        WHEN length(one_first) + length(other_first) >= 10
            AND public.levenshtein_less_equal(one_first, other_first, 2) = 2 THEN 3
        WHEN one_stem = other_stem OR length(one_stem) + length(other_stem) >= 10
            AND (one_stem <> one_first OR other_stem <> other_first)
            AND public.levenshtein_less_equal(one_stem, other_stem, 1) <= 1 THEN 7
        WHEN (length(one_first) = 1 OR length(other_first) = 1) AND left(one, 1) = left(other, 1) THEN 8
        WHEN one_sound = other_sound AND one_sound <> '' THEN 4
        WHEN (length(one_first) > 2 AND position(one_first IN other) > 0)
            OR (length(other_first) > 2 AND position(other_first IN one) > 0) THEN 9
        WHEN left(one, 3) = left(other, 3) THEN 5
        ELSE 6 END
$$;

-- The level of a family name with given names, all of them or the first: as `register_family_level` up to 3, and 6
-- beyond. Several given names of which not all were given are as near as a slip.
CREATE FUNCTION register_least_slips(name text, given text, first text) RETURNS integer
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
BEGIN
IF name = '' OR given = '' OR public.levenshtein_less_equal(name, given, 2) <= 2
    OR public.levenshtein_less_equal(name, first, 2) <= 2 THEN
    RETURN least(
        public.register_family_level(name, public.dmetaphone(name), given, public.dmetaphone(given)),
        public.register_family_level(name, public.dmetaphone(name), first, public.dmetaphone(first)));
END IF;
RETURN CASE WHEN length(name) > 3 AND left(given, length(name)) = name THEN 2 ELSE 6 END;
END
$$;

-- How well what follows the first given name agrees: 0 one has none, 1 equal, 2 a slip or an initial, 3 not at all.
CREATE FUNCTION register_rest_level(one text, other text) RETURNS integer
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE
        WHEN one = '' OR other = '' THEN 0
        WHEN one = other THEN 1
        WHEN public.levenshtein_less_equal(one, other, 1) <= 1
            OR ((length(one) = 1 OR length(other) = 1) AND left(one, 1) = left(other, 1)) THEN 2
        ELSE 3 END
$$;

-- Dates of birth as YYYYMMDD: 1 equal, 2 day and month swapped, 3 and 4 one and two wrong digits, 5 the same year,
-- 6 the same day and month, 7 nothing in common.
CREATE FUNCTION register_birth_level(one text, other text) RETURNS integer
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE
        WHEN one = '' OR other = '' THEN 0
        WHEN one = other THEN 1
        WHEN left(one, 4) = left(other, 4) AND substr(one, 5, 2) = right(other, 2)
            AND right(one, 2) = substr(other, 5, 2) THEN 2
        WHEN public.levenshtein_less_equal(one, other, 1) <= 1 THEN 3
        WHEN public.levenshtein_less_equal(one, other, 2) <= 2 THEN 4
        WHEN left(one, 4) = left(other, 4) THEN 5
        WHEN right(one, 4) = right(other, 4) THEN 6
        ELSE 7 END
$$
"""
SWAP = """
-- Whether two texts of one length differ by two neighbours that changed places.
CREATE FUNCTION register_is_swap(one text, other text) RETURNS boolean
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
BEGIN
    FOR place IN 1 .. length(one) - 1 LOOP
        IF substr(one, place, 1) <> substr(other, place, 1) THEN
            RETURN substr(one, place, 2) = reverse(substr(other, place, 2))
                AND substr(one, place + 2) = substr(other, place + 2);
        END IF;
    END LOOP;
    RETURN false;
END
$$
"""

KEYS = """
-- The facts two by two, each pair as one number: who shares a number may be meant. The seed says which pair.
CREATE FUNCTION register_match_keys(family text, first text, born text) RETURNS bigint[]
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
    stem text := public.register_stem(first);
    month text := left(born, 6);
    day text := left(born, 4) || right(born, 2);
    birthday text := right(born, 4);
    keys bigint[] := '{}';
BEGIN
IF born <> '' THEN
    keys := ARRAY[hashtextextended(born, 1)];
END IF;
IF family <> '' THEN
    keys := keys || hashtextextended(family, 7);
END IF;
IF family <> '' AND first <> '' THEN
    keys := keys || ARRAY[hashtextextended(family || ' ' || left(stem, 1), 8),
        hashtextextended(stem || ' ' || left(family, 1), 9), hashtextextended(family || ' ' || stem, 10)];
END IF;
IF born <> '' AND family <> '' THEN
    keys := keys || ARRAY[
        hashtextextended(born || right(family, 3), 3), hashtextextended(born || left(family, 2), 5),
        hashtextextended(family || month, 11), hashtextextended(family || day, 12),
        hashtextextended(family || birthday, 13)];
END IF;
IF born <> '' AND first <> '' THEN
    keys := keys || ARRAY[
        hashtextextended(born || right(first, 3), 4), hashtextextended(born || left(first, 2), 6)];
END IF;
IF born <> '' AND family <> '' AND first <> '' THEN
    keys := keys || ARRAY[
        hashtextextended(born || left(family, 1) || left(stem, 1), 2),
        hashtextextended(family || left(stem, 1) || month, 14), hashtextextended(family || left(stem, 1) || day, 15),
        hashtextextended(family || left(stem, 1) || birthday, 16),
        hashtextextended(stem || left(family, 1) || month, 17), hashtextextended(stem || left(family, 1) || day, 18),
        hashtextextended(stem || left(family, 1) || birthday, 19)];
END IF;
RETURN keys;
END
$$;

-- The keys to look under for one way of reading a question. A fact that few share is looked up alone; one that many
-- share only with another, so that the people to compare stay few however large the register is. Where both names have
-- a slip, one of them still begins or ends as it should, or both have their first letters. The counts are of
-- `register_namecount`; `size` is how many are on record. `wide` asks also for those whose day of birth is another by a
-- slip; whoever then shares no more than a name that many bear has too little evidence to be meant.
CREATE FUNCTION register_asked_keys(
    family text, first text, born text, size bigint, families bigint, firsts bigint, wide boolean
) RETURNS bigint[]
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
    stem text := public.register_stem(first);
    month text := left(born, 6);
    day text := left(born, 4) || right(born, 2);
    birthday text := right(born, 4);
    small boolean := size <= 160000;
    named boolean := family <> '' AND first <> '';
    keys bigint[] := '{}';
BEGIN
IF born <> '' AND small THEN
    keys := ARRAY[hashtextextended(born, 1)];
ELSIF born <> '' THEN
    keys := ARRAY[
        hashtextextended(born || left(family, 1) || left(stem, 1), 2),
        hashtextextended(born || right(family, 3), 3), hashtextextended(born || right(first, 3), 4)];
    IF wide THEN
        keys := keys || ARRAY[hashtextextended(born || left(family, 2), 5), hashtextextended(born || left(first, 2), 6)];
    END IF;
END IF;
keys := keys || CASE
    WHEN family = '' THEN '{}'
    WHEN families <= 16 THEN ARRAY[hashtextextended(family, 7)]
    WHEN NOT named THEN '{}'
    WHEN families <= 160 THEN ARRAY[hashtextextended(family || ' ' || left(stem, 1), 8)]
    WHEN families::float8 * firsts <= 16.0 * size THEN ARRAY[hashtextextended(family || ' ' || stem, 10)]
    ELSE '{}' END;
IF named AND firsts <= 160 THEN
    keys := keys || hashtextextended(stem || ' ' || left(family, 1), 9);
END IF;
IF NOT wide OR born = '' THEN
    RETURN keys;
END IF;
IF family <> '' AND families > 16 AND (small OR families * 256 <= size) THEN
    keys := keys || ARRAY[hashtextextended(family || month, 11), hashtextextended(family || day, 12),
        hashtextextended(family || birthday, 13)];
ELSIF named AND families > 16 THEN
    keys := keys || ARRAY[hashtextextended(family || left(stem, 1) || month, 14),
        hashtextextended(family || left(stem, 1) || day, 15), hashtextextended(family || left(stem, 1) || birthday, 16)];
END IF;
IF named AND firsts > 160 THEN
    keys := keys || ARRAY[hashtextextended(stem || left(family, 1) || month, 17),
        hashtextextended(stem || left(family, 1) || day, 18), hashtextextended(stem || left(family, 1) || birthday, 19)];
END IF;
RETURN keys;
END
$$
"""

TABLES = """
CREATE TABLE register_matchentry (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    person_id bigint NOT NULL,
    name_id bigint NOT NULL,
    birthdate_id bigint NOT NULL,
    family text NOT NULL,
    given text NOT NULL,
    first text NOT NULL,
    born text NOT NULL,
    stem text NOT NULL GENERATED ALWAYS AS (register_stem(first)) STORED,
    family_sound text NOT NULL GENERATED ALWAYS AS (dmetaphone(family)) STORED,
    first_sound text NOT NULL GENERATED ALWAYS AS (dmetaphone(first)) STORED
);
CREATE INDEX register_matchentry_name ON register_matchentry (name_id);
CREATE INDEX register_matchentry_birthdate ON register_matchentry (birthdate_id);
CREATE TABLE register_matchkey (key bigint NOT NULL, entry_id bigint NOT NULL);
CREATE INDEX register_matchkey_key ON register_matchkey (key) INCLUDE (entry_id);
CREATE INDEX register_matchkey_entry ON register_matchkey USING brin (entry_id);
CREATE TABLE register_namecount (
    matcher_id bigint NOT NULL REFERENCES register_matcher,
    part "char" NOT NULL CHECK (part IN ('f', 'g')),
    key text NOT NULL,
    count bigint NOT NULL CHECK (count > 0),
    PRIMARY KEY (matcher_id, part, key)
);
REVOKE ALL ON register_matchentry, register_matchkey, register_namecount FROM PUBLIC
"""

ENTER = """
-- Every pair of a name and a date of birth that were ever recorded of one person: also what was corrected since, which
-- a question about the past is answered by. Of the given rows the old entries go first.
CREATE FUNCTION register_enter(names bigint[], births bigint[]) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    WITH gone AS (
        DELETE FROM public.register_matchentry
        WHERE id IN (SELECT id FROM public.register_matchentry JOIN unnest(names) AS given (name_id) USING (name_id)
            UNION ALL
            SELECT id FROM public.register_matchentry JOIN unnest(births) AS given (birthdate_id) USING (birthdate_id))
        RETURNING id
    ) DELETE FROM public.register_matchkey WHERE entry_id IN (SELECT id FROM gone);
    WITH entry AS (
        INSERT INTO public.register_matchentry (person_id, name_id, birthdate_id, family, given, first, born)
        SELECT name.person_id, name.id, birth.id, name.family_key, name.given_key,
            split_part(ltrim(name.search_text), ' ', 1), to_char(birth.date_of_birth, 'YYYYMMDD')
        FROM (  -- two ways to the pairs, or all the names there are would be read for one
            SELECT one.id AS name_id, other.id AS birth_id FROM unnest(names) AS given (id)
            JOIN public.register_name AS one USING (id) JOIN public.register_birthdate AS other USING (person_id)
            UNION
            SELECT other.id, one.id FROM unnest(births) AS given (id)
            JOIN public.register_birthdate AS one USING (id) JOIN public.register_name AS other USING (person_id)
        ) AS pair JOIN public.register_name AS name ON name.id = pair.name_id
            JOIN public.register_birthdate AS birth ON birth.id = pair.birth_id
        WHERE (name.family_key, name.given_key) <> ('erased', 'erased')
        RETURNING id, family, first, born
    )
    INSERT INTO public.register_matchkey (key, entry_id)
    SELECT unnest(public.register_match_keys(family, first, born)), id FROM entry
$$;
CREATE FUNCTION register_enter_new() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    changed bigint[];
BEGIN
    SELECT array_agg(id) INTO changed FROM fresh;
    IF TG_TABLE_NAME = 'register_name' THEN
        PERFORM public.register_enter(changed, '{}');
    ELSE
        PERFORM public.register_enter('{}', changed);
    END IF;
    RETURN NULL;
END
$$;
-- Facts change only when one is superseded, which alters no entry, or erased, which does.
CREATE FUNCTION register_enter_changed() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    changed bigint[];
BEGIN
    IF TG_TABLE_NAME = 'register_name' THEN
        SELECT array_agg(fresh.id) INTO changed FROM fresh JOIN stale USING (id)
            WHERE (fresh.family_key, fresh.given_key) IS DISTINCT FROM (stale.family_key, stale.given_key);
        PERFORM public.register_enter(changed, '{}') WHERE changed IS NOT NULL;
    ELSE
        SELECT array_agg(fresh.id) INTO changed FROM fresh JOIN stale USING (id)
            WHERE fresh.date_of_birth IS DISTINCT FROM stale.date_of_birth;
        PERFORM public.register_enter('{}', changed) WHERE changed IS NOT NULL;
    END IF;
    RETURN NULL;
END
$$;
REVOKE ALL ON FUNCTION register_enter(bigint[], bigint[]), register_enter_new(), register_enter_changed() FROM PUBLIC
"""
TRIGGERS = """
CREATE TRIGGER register_enter_new AFTER INSERT ON register_{fact}
REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION register_enter_new();
CREATE TRIGGER register_enter_changed AFTER UPDATE ON register_{fact}
REFERENCING OLD TABLE AS stale NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION register_enter_changed()
"""

MATCH = """
-- At which levels the names of two people agree: family name, first given name; and, where they agree hardly or not in
-- their own places, the given name of the one with the family name of the other, both ways.
CREATE FUNCTION register_name_levels(
    family text, given text, first text, stem text, family_sound text, first_sound text,
    to_family text, to_given text, to_first text, to_stem text, to_family_sound text, to_first_sound text
) RETURNS smallint[]
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
    f integer := public.register_family_level(family, family_sound, to_family, to_family_sound);
    g integer := public.register_given_level(
        given, first, stem, first_sound, to_given, to_first, to_stem, to_first_sound);
    one integer := 6;
    other integer := 6;
BEGIN
    IF f NOT BETWEEN 1 AND 3 AND g <> 1 THEN
        one := public.register_least_slips(to_family, given, first);
        IF one <= 3 THEN
            other := public.register_least_slips(family, to_given, to_first);
        END IF;
    END IF;
    RETURN ARRAY[f, g, one, other];
END
$$;

-- At which levels two people agree: family name, first given name, other given names, date of birth, and the names in
-- each other's places.
CREATE FUNCTION register_levels(
    family text, given text, first text, born text, to_family text, to_given text, to_first text, to_born text
) RETURNS smallint[]
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
    n smallint[] := public.register_name_levels(family, given, first, public.register_stem(first),
        public.dmetaphone(family), public.dmetaphone(first), to_family, to_given, to_first,
        public.register_stem(to_first), public.dmetaphone(to_family), public.dmetaphone(to_first));
BEGIN
    RETURN ARRAY[n[1], n[2],
        public.register_rest_level(substr(given, length(first) + 1), substr(to_given, length(to_first) + 1)),
        public.register_birth_level(born, to_born), n[3], n[4]];
END
$$;

-- Whether two names may be alike at all: true wherever `register_name_levels` has more than nothing to say, and cheap
-- enough to be asked of everybody who is looked at. Not STRICT, or it would not become part of the statement.
CREATE FUNCTION register_may_be_like(
    family text, given text, first text, stem text, family_sound text, first_sound text,
    to_family text, to_given text, to_first text, to_stem text, to_family_sound text, to_first_sound text
) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT public.levenshtein_less_equal(family, to_family, 2) <= 2
        OR public.levenshtein_less_equal(first, to_first, 2) <= 2
        OR family_sound = to_family_sound OR first_sound = to_first_sound
        OR left(family, 3) = left(to_family, 3) OR left(given, 3) = left(to_given, 3)
        OR right(family, length(to_family)) = to_family OR right(to_family, length(family)) = family
        OR public.levenshtein_less_equal(stem, to_stem, 1) <= 1
        OR position(first IN to_given) > 0 OR position(to_first IN given) > 0
        OR public.levenshtein_less_equal(to_family, given, 2) <= 2
        OR public.levenshtein_less_equal(to_family, first, 2) <= 2
        OR left(given, length(to_family)) = to_family
        OR '' IN (family, to_family, given, to_given)
$$;

-- How rare a name is, in bits: of `counted` names `count` are this one. As long as few are counted, every name is taken
-- for as rare as one in `usual`.
CREATE FUNCTION register_rarity(count bigint, counted bigint, usual float8) RETURNS float8
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT ln((counted + usual) / (count + 1)) / ln(2::float8)
$$;

-- How many names of a matcher's count are this one, as a family name (f) or a first given name (g).
CREATE FUNCTION register_bearers(matcher bigint, part "char", name text) RETURNS bigint
LANGUAGE plpgsql STABLE STRICT PARALLEL SAFE AS $$
BEGIN
    RETURN coalesce((SELECT count FROM public.register_namecount AS c
        WHERE c.matcher_id = matcher AND c.part = register_bearers.part AND c.key = name), 0);
END
$$;

-- Everybody on record who may be meant by a family name (or an earlier one), given names and a date of birth, with
-- the evidence in bits: log2 of how much likelier what agrees and differs is for the same person than for another
-- (Fellegi and Sunter 1969). At least `lowest` bits. Both times of the facts are for whoever asks to apply. The arrays
-- are of one length: each place is one way to read the question numbered there, and has one family name.
CREATE FUNCTION register_match(
    matcher bigint, questions integer[], families text[], givens text[], firsts text[], borns text[], lowest float8
) RETURNS TABLE (
    question integer, person_id bigint, name_id bigint, birthdate_id bigint, weight float8, levels smallint[]
)
LANGUAGE plpgsql STABLE PARALLEL SAFE ROWS 4
SET search_path = pg_catalog, public, pg_temp SET plan_cache_mode = force_generic_plan SET enable_seqscan = off
AS $$
#variable_conflict use_column
DECLARE
    w float8[];
    size bigint;
    counted bigint;
BEGIN
    SELECT m.weights, m.entries, m.counted INTO STRICT w, size, counted FROM register_matcher AS m WHERE m.id = matcher;
    RETURN QUERY
    WITH asked AS MATERIALIZED (
        SELECT each.*, left(born, 4) || right(born, 2) || substr(born, 5, 2) AS swapped,
            register_stem(first) AS stem, dmetaphone(family) AS family_sound, dmetaphone(first) AS first_sound,
            coalesce((SELECT count FROM register_namecount AS c
                WHERE c.matcher_id = matcher AND c.part = 'f' AND c.key = family), 0) AS families,
            coalesce((SELECT count FROM register_namecount AS c
                WHERE c.matcher_id = matcher AND c.part = 'g' AND c.key = first), 0) AS firsts,
            coalesce((SELECT count FROM register_namecount AS c
                WHERE c.matcher_id = matcher AND c.part = 'f' AND c.key = first), 0) AS as_families,
            coalesce((SELECT count FROM register_namecount AS c
                WHERE c.matcher_id = matcher AND c.part = 'g' AND c.key = family), 0) AS as_firsts
        FROM unnest(questions, families, givens, firsts, borns) AS each (question, family, given, first, born)
    ), keys AS (
        SELECT question, unnest(register_asked_keys(family, first, born, size, families, firsts, true)) AS key
        FROM asked
        UNION
        SELECT question, unnest(register_asked_keys(turned, family, born, size, as_families, as_firsts, false))
        FROM asked, unnest(CASE WHEN given = first THEN ARRAY[first] ELSE ARRAY[given, first] END) AS turned
        WHERE turned <> ''
        UNION
        SELECT question, unnest(register_asked_keys(family, first, swapped, size, families, firsts, false))
        FROM asked WHERE right(born, 2) BETWEEN '01' AND '12' AND swapped <> born
    ), candidate AS (
        -- Each key and each entry is looked up by its index (OFFSET 0 keeps the lookups apart), whatever PostgreSQL took
        -- the tables for when it planned this. A plan made while they were empty would read them whole for each key.
        SELECT DISTINCT question, k.entry_id FROM keys
            CROSS JOIN LATERAL (SELECT entry_id FROM register_matchkey AS m WHERE m.key = keys.key OFFSET 0) AS k
    ), named AS MATERIALIZED (  -- or the levels would be worked out for each use of them
        SELECT asked.question, entry.person_id, entry.name_id, entry.birthdate_id, entry.family,
            entry.first AS recorded_first, asked.families, asked.firsts, asked.as_families, asked.as_firsts,
            substr(asked.given, length(asked.first) + 1) AS rest, asked.born,
            substr(entry.given, length(entry.first) + 1) AS recorded_rest, entry.born AS recorded_born,
            register_name_levels(asked.family, asked.given, asked.first, asked.stem, asked.family_sound,
                asked.first_sound, entry.family, entry.given, entry.first, entry.stem, entry.family_sound,
                entry.first_sound) AS n
        FROM candidate JOIN asked USING (question)
            CROSS JOIN LATERAL (SELECT * FROM register_matchentry AS e WHERE e.id = candidate.entry_id OFFSET 0) AS entry
        WHERE register_may_be_like(asked.family, asked.given, asked.first, asked.stem, asked.family_sound,
            asked.first_sound, entry.family, entry.given, entry.first, entry.stem, entry.family_sound,
            entry.first_sound)
    ), compared AS MATERIALIZED (
        SELECT *, ARRAY[n[1], n[2], register_rest_level(rest, recorded_rest), register_birth_level(born, recorded_born),
            n[3], n[4]]::smallint[] AS l
        FROM named WHERE n[1] <> 6 OR n[2] <> 6 OR n[3] <= 3  -- or no name is like any other
    ), weighed AS MATERIALIZED (
        SELECT *, CASE WHEN l[4] = 0 THEN 0 ELSE w[30 + l[4]] END
            + CASE WHEN l[5] <= 3 AND l[6] <= 3 AND l[5] + l[6] > 0 THEN
                w[40] + CASE l[5] WHEN 1 THEN w[1] + register_rarity(as_families, greatest(counted, 1024), 1024)
                    WHEN 0 THEN 0
                    ELSE w[l[5]] END
                + CASE l[6] WHEN 1 THEN w[11] + register_rarity(as_firsts, counted, 256) WHEN 0 THEN 0
                    ELSE w[10 + l[6]] END
            ELSE
                CASE WHEN l[1] = 0 THEN 0
                    WHEN l[1] = 1 THEN w[1] + register_rarity(families, greatest(counted, 1024), 1024)
                    WHEN l[1] <= 3 THEN w[l[1]]
                        + (register_rarity(register_bearers(matcher, 'f', family), greatest(counted, 1024), 1024)
                            - w[41]) / 2
                    ELSE w[l[1]] END
                + CASE WHEN l[2] = 0 THEN 0 WHEN l[2] = 1 THEN w[11] + register_rarity(firsts, counted, 256)
                    WHEN l[2] <= 3 THEN w[10 + l[2]]
                        + (register_rarity(register_bearers(matcher, 'g', recorded_first), counted, 256) - w[42]) / 2
                    ELSE w[10 + l[2]] END
                + CASE WHEN l[3] = 0 THEN 0 ELSE w[20 + l[3]] END
            END AS total
        FROM compared
    )
    SELECT DISTINCT ON (question, person_id, name_id, birthdate_id)
        question, person_id, name_id, birthdate_id, total, l
    FROM weighed WHERE total >= lowest ORDER BY question, person_id, name_id, birthdate_id, total DESC;
END
$$
"""

COUNT = """
-- A matcher is made for the register as it stands: how many are on it, how often each name is, and how rare the name
-- of somebody on it is on average, in bits. A small register is taken for one of two thousand: a family name that
-- nobody else has says little there, and the same one with the same date of birth has to be looked at.
CREATE FUNCTION register_measure() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    SELECT count(*), greatest(2048, count(DISTINCT person_id)) INTO NEW.counted, NEW.entries
        FROM public.register_matchentry;
    NEW.weights[41] := (SELECT coalesce(sum(c * public.register_rarity(c, greatest(NEW.counted, 1024), 1024))
            / NEW.counted, public.register_rarity(0, 1024, 1024))
        FROM (SELECT count(*) AS c FROM public.register_matchentry GROUP BY family) AS names);
    NEW.weights[42] := (SELECT coalesce(sum(c * public.register_rarity(c, NEW.counted, 256)) / NEW.counted,
            public.register_rarity(0, 0, 256))
        FROM (SELECT count(*) AS c FROM public.register_matchentry GROUP BY first) AS names);
    RETURN NEW;
END
$$;
CREATE FUNCTION register_count_names() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    INSERT INTO public.register_namecount (matcher_id, part, key, count)
    SELECT NEW.id, 'f', family, count(*) FROM public.register_matchentry GROUP BY family
    UNION ALL
    SELECT NEW.id, 'g', first, count(*) FROM public.register_matchentry WHERE first <> '' GROUP BY first;
    RETURN NULL;
END
$$;
REVOKE ALL ON FUNCTION register_measure(), register_count_names() FROM PUBLIC;
CREATE TRIGGER register_measure BEFORE INSERT ON register_matcher
FOR EACH ROW EXECUTE FUNCTION register_measure();
CREATE TRIGGER register_count_names AFTER INSERT ON register_matcher
FOR EACH ROW EXECUTE FUNCTION register_count_names()
"""

DROPS = """
DROP FUNCTION register_count_names() CASCADE;
DROP FUNCTION register_measure() CASCADE;
DROP FUNCTION register_match(bigint, integer[], text[], text[], text[], text[], float8);
DROP FUNCTION register_may_be_like(text, text, text, text, text, text, text, text, text, text, text, text);
DROP FUNCTION register_levels(text, text, text, text, text, text, text, text);
DROP FUNCTION register_name_levels(text, text, text, text, text, text, text, text, text, text, text, text);
DROP FUNCTION register_bearers(bigint, "char", text);
DROP FUNCTION register_rarity(bigint, bigint, float8);
DROP FUNCTION register_enter_changed() CASCADE;
DROP FUNCTION register_enter_new() CASCADE;
DROP FUNCTION register_enter(bigint[], bigint[]);
DROP TABLE register_namecount, register_matchkey, register_matchentry;
DROP FUNCTION register_asked_keys(text, text, text, bigint, bigint, bigint, boolean);
DROP FUNCTION register_match_keys(text, text, text);
DROP FUNCTION register_birth_level(text, text);
DROP FUNCTION register_rest_level(text, text);
DROP FUNCTION register_least_slips(text, text, text);
DROP FUNCTION register_given_level(text, text, text, text, text, text, text, text);
DROP FUNCTION register_family_level(text, text, text, text);
DROP FUNCTION register_is_swap(text, text);
DROP FUNCTION register_stem(text)
"""
FACTS = ("name", "birthdate")

# The probabilities that `register.rules.weights` turns into bits: how often what is compared comes out at each level
# for one person (m) and for two (u). They are assumed, from the error rates of the published studies, until pairs of
# a real register are labelled; `docs/matching.md` says what they answer.
FIRST = {
    "family": {1: (0.92, 1.0), 2: (0.04, 0.0008), 3: (0.005, 0.002), 4: (0.003, 0.0008), 5: (0.012, 0.006),
               6: (0.001, 0.99)},
    "given": {1: (0.90, 1.0), 2: (0.04, 0.004), 3: (0.005, 0.005), 4: (0.002, 0.002), 5: (0.003, 0.01),
              6: (0.001, 0.97), 7: (0.03, 0.003), 8: (0.005, 0.002), 9: (0.005, 0.004)},
    "rest": {1: (0.85, 0.03), 2: (0.1, 0.06), 3: (0.05, 0.91)},
    "birth": {1: (0.965, 0.000055), 2: (0.008, 0.00003), 3: (0.015, 0.0017), 4: (0.004, 0.02), 5: (0.003, 0.02),
              6: (0.003, 0.0025), 7: (0.002, 0.95)},
}  # fmt: skip


def first_matcher(apps, schema_editor):
    from register.rules.weights import OFFSETS, bits

    weights = bits(
        {part: {level: tuple(pair) for level, pair in FIRST[part].items()} for part in OFFSETS}, crossed=0.01
    )
    apps.get_model("register", "Matcher").objects.create(
        version="assumed.0", weights=weights, certain=0.9999, review=14.75, report={"source": "assumed"}
    )


MODEL = migrations.CreateModel(
    name="Matcher",
    fields=[
        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
        ("version", models.TextField(unique=True)),
        ("weights", django.contrib.postgres.fields.ArrayField(base_field=models.FloatField(), size=None)),
        ("entries", models.BigIntegerField(default=0, editable=False)),
        ("counted", models.BigIntegerField(default=0, editable=False)),
        ("certain", models.FloatField()),
        ("review", models.FloatField()),
        ("report", models.JSONField(default=dict)),
        ("made_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
    ],
    options={
        "constraints": [
            models.CheckConstraint(
                condition=models.Q(("certain__gt", 0.5), ("certain__lt", 1)), name="matcher_certain_is_likely"
            )
        ],
    },
)


class Migration(migrations.Migration):
    dependencies = [("register", "0003_invitations")]

    operations = [
        MODEL,
        migrations.AddIndex(
            model_name="nationalinsurance",
            index=models.Index(fields=["digest"], name="nationalinsurance_by_digest"),
        ),
        migrations.RunSQL(
            [SWAP, LEVELS, KEYS, TABLES, ENTER, MATCH, COUNT, *(TRIGGERS.format(fact=fact) for fact in FACTS)], DROPS
        ),
        SyncHistory(),
        migrations.RunPython(first_matcher, migrations.RunPython.noop),
    ]
