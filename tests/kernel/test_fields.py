"""What people type into forms: what is taken, and what they are told about the rest."""

from datetime import date

import pytest
from django import forms
from django.http import QueryDict

from kernel import fields
from kernel.errors import ActionRefused
from kernel.fields import error_links
from kernel.web import add_refusal


class PersonForm(forms.Form):
    family_name = fields.CharField(label="Family name", max_length=10)
    reason = fields.TextField(label="Reason", required=False, max_length=20)
    born_on = fields.DateField(label="Date of birth", latest=date(2026, 3, 1))
    tier = fields.ChoiceField(label="Tier", choices=(("a", "A"), ("b", "B")))
    organisation = fields.OrganisationField(
        label="Organisation", organisations=lambda: [("RJ1", "Guy's"), ("RXA", "Shire"), ("RXB", "Shire")]
    )


GOOD = {
    "family_name": "Osei",
    "born_on-day": "9",
    "born_on-month": "3",
    "born_on-year": "1974",
    "tier": "a",
    "organisation": "RJ1",
}


def sent(**changes: str) -> PersonForm:
    return PersonForm(GOOD | {name.replace("__", "-"): value for name, value in changes.items()})


def the_error(form: forms.Form) -> tuple[str, str | None]:
    (link,) = error_links(form)
    return link.text, link.href


def test_good_answers_are_trimmed_composed_and_typed() -> None:
    form = sent(family_name="  Pry\u0302s ", reason="one\r\ntwo", organisation="guy's")
    assert form.is_valid()
    assert form.cleaned_data == {
        "family_name": "Prŷs",
        "reason": "one\ntwo",
        "born_on": date(1974, 3, 9),
        "tier": "a",
        "organisation": "RJ1",
    }


@pytest.mark.parametrize(
    ("day", "month", "year", "text", "part"),
    [
        ("", "", "", "Enter date of birth", "day"),
        ("9", "3", "", "Date of birth must include a year", "year"),
        ("", "", "1974", "Date of birth must include a day and month", "day"),
        ("9", "x", "1974", "Date of birth must be a real date", "month"),
        ("31", "2", "1974", "Date of birth must be a real date", "day"),
        ("9", "3", "74", "Date of birth must have a year with 4 numbers, like 1984", "year"),
        ("9", "3", "0000", "Date of birth must be a real date", "day"),
        ("9", "3", "٢٠٢٤", "Date of birth must be a real date", "year"),
        ("9" * 20, "3", "1974", "Date of birth must be a real date", "day"),
        ("9", "3", "1774", "Date of birth must be on or after 1 January 1900", "day"),
        ("2", "3", "2026", "Date of birth must be on or before 1 March 2026", "day"),
    ],
)
def test_a_wrong_date_is_told_what_is_wrong_and_linked_to_where(
    day: str, month: str, year: str, text: str, part: str
) -> None:
    form = sent(born_on__day=day, born_on__month=month, born_on__year=year)
    assert the_error(form) == (text, f"#id_born_on-{part}")
    page = str(form["born_on"].as_field_group())
    assert f'id="id_born_on-{part}"' in page
    assert text in page
    assert f'name="born_on-month" type="text" value="{month}"' in page


@pytest.mark.parametrize("typed", ["a\x00b", f"a{chr(0xD800)}b", "a\ufffdb", "a\u202eb", "a\nb"])
def test_text_that_cannot_be_kept_as_typed_is_refused_and_the_page_still_renders(typed: str) -> None:
    form = sent(family_name=typed)
    assert the_error(form) == (
        "Family name has a character that cannot be used. Delete it and type again",
        "#id_family_name",
    )
    str(form["family_name"].as_field_group()).encode()


def test_text_longer_than_its_limit_is_kept_for_shortening() -> None:
    form = sent(family_name="x" * 11)
    assert the_error(form)[0] == "Family name must be 10 characters or less"
    assert 'value="xxxxxxxxxxx"' in form["family_name"].as_field_group()


@pytest.mark.parametrize("typed", ["RZZ", "Shire", "\x00"])
def test_an_organisation_is_one_of_the_list_and_never_a_guess_between_two(typed: str) -> None:
    assert not sent(organisation=typed).is_valid()


def test_a_choice_that_was_not_offered_is_refused_in_the_words_of_an_empty_one() -> None:
    assert the_error(sent(tier="zz")) == ("Select tier", "#id_tier")
    assert 'id="id_tier"' in sent(tier="zz")["tier"].as_field_group()


def test_markup_in_an_answer_stays_text() -> None:
    form = sent(family_name='"><script>', reason="</textarea><script>")
    assert "<script>" not in form["family_name"].as_field_group()
    assert "<script>" not in form["reason"].as_field_group()


def test_an_empty_form_shows_no_error_and_never_the_word_none() -> None:
    form = PersonForm()
    for field in form:
        page = str(field.as_field_group())
        assert "None" not in page
        assert "error" not in page
    assert "Reason (optional)" in form["reason"].as_field_group()


def test_a_search_does_not_call_each_of_its_questions_optional() -> None:
    class Search(forms.Form):
        name = fields.CharField(label="Name", required=False)

    assert "optional" not in Search()["name"].as_field_group()


def test_a_refused_action_stands_first_and_links_nowhere() -> None:
    form = sent(tier="zz")
    add_refusal(form, ActionRefused("The case is closed."))
    assert [tuple(link) for link in error_links(form)] == [("The case is closed.", None), ("Select tier", "#id_tier")]


def test_any_bytes_in_a_query_are_answered_and_not_a_fault() -> None:
    form = PersonForm(QueryDict(b"family_name=%ff%00&tier=%c0&born_on-day=%f0&organisation=%00"))
    assert not form.is_valid()
    for field in form:
        str(field.as_field_group()).encode()
