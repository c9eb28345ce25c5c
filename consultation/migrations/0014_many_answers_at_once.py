"""What a table of a hundred thousand responses is checked by, without looking through it for each of them."""

from django.db import migrations

# All answers of a statement are compared with their questions at once: an import stores thousands in one.
# The scalar subqueries are answered by the version alone: over tables that were empty when it was planned, a join went
# by the wording, over all answers to it.
ANSWERS_FIT = """
    BEGIN
        IF EXISTS (
            SELECT FROM given g
            LEFT JOIN consultation_responseversion v ON v.id = g.version_id
            LEFT JOIN consultation_response r ON r.id = v.response_id
            LEFT JOIN consultation_wording w ON w.id = g.wording_id
            LEFT JOIN consultation_question q ON q.id = w.question_id
            LEFT JOIN consultation_section s ON s.id = q.section_id
            WHERE s.is_equality IS NOT FALSE OR q.kind = 'statement'
                OR v.is_withdrawal IS NOT FALSE OR r.consultation_id IS DISTINCT FROM s.consultation_id
                OR g.chosen <> '{}'
                    AND NOT g.chosen <@ ARRAY(SELECT choice ->> 0 FROM jsonb_array_elements(w.choices) choice)
                OR cardinality(g.chosen) > 1 AND q.kind <> 'multiple'
                OR g.text <> '' AND q.kind <> 'text' AND q.comment = ''
                OR g.number IS NOT NULL AND q.kind <> 'number'
                OR g.day IS NOT NULL AND q.kind <> 'date'
                OR 1 < (
                    SELECT count(*) FROM consultation_answer a WHERE a.version_id = g.version_id
                    AND (SELECT o.question_id FROM consultation_wording o WHERE o.id = a.wording_id) = w.question_id
                )
        ) THEN
            RAISE EXCEPTION 'an answer is to a question of its consultation, once, and of its kind'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'consultation_answer_fits_its_question';
        END IF;
        RETURN NULL;
    END"""


class Migration(migrations.Migration):
    dependencies = [("consultation", "0013_suggestions")]

    operations = [
        migrations.RunSQL(
            "CREATE FUNCTION public.consultation_answers_fit() RETURNS trigger LANGUAGE plpgsql "
            f"SET search_path = public, pg_temp SET enable_seqscan = off AS $body${ANSWERS_FIT}$body$;"
            "DROP TRIGGER consultation_answer_fits ON public.consultation_answer;"
            "DROP FUNCTION public.consultation_answer_fits();"
            "CREATE TRIGGER consultation_answers_fit AFTER INSERT ON public.consultation_answer "
            "REFERENCING NEW TABLE AS given FOR EACH STATEMENT EXECUTE FUNCTION public.consultation_answers_fit();"
            "ALTER TABLE public.consultation_answer ENABLE ALWAYS TRIGGER consultation_answers_fit;"
            # A session that planned it over an empty table looked through the whole of it for each response.
            "ALTER FUNCTION public.consultation_version_in_time() SET enable_seqscan = off"
        ),
    ]
