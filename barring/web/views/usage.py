"""How much a trust asks, by whom and with what answers; and what it is told of people, and why that is lawful."""

from django.http import HttpResponse
from django.utils import timezone

from barring.permissions import Permission
from barring.queries import usage as queries
from barring.web.forms.usage import FindUsage
from barring.web.presenters import disclosure
from barring.web.presenters import usage as present
from barring.web.views.checks import own_organisation
from kernel.clocks import start_of_day, today
from kernel.permissions import requires
from kernel.programs import programs_of
from kernel.web import SignedInRequest, render


@requires(Permission.CHECK_VIEW, object_rule="checks_of", unlogged="counts, which name nobody")
def usage(request: SignedInRequest) -> HttpResponse:
    """The organisation's checks by day or week, as a chart and as a table, of one program or all."""
    organisation = own_organisation(request)
    programs = list(programs_of(organisation_id=organisation.pk))
    form = FindUsage(request.GET or None, programs=[(one.client_id, one.name) for one in programs])
    chosen = form.chosen()
    shown = present.periods(chosen["by"], until=today(timezone.now()))
    asked = queries.checks_counted(
        organisation_id=organisation.pk,
        since=start_of_day(shown[0]),
        by=chosen["by"],
        client=queries.asked_by(chosen["client"]),
    )
    context = {
        "form": form,
        "organisation": organisation,
        "by": chosen["by"],
        "chart": present.chart(asked, shown, by=chosen["by"]),
        "head": present.CLIENT_HEAD,
        "rows": present.by_client(asked, {one.pk: one.name for one in programs}),
    }
    return render(request, "barring/usage/usage.jinja", context)


@requires(Permission.CHECK_VIEW, unlogged="what is told of anybody, not of somebody")
def disclosed(request: SignedInRequest) -> HttpResponse:
    """Which facts about a person each program, and whoever asks in the browser, is told, and on which basis."""
    organisation = own_organisation(request)
    context = {
        "organisation": organisation,
        "field_head": disclosure.FIELD_HEAD,
        "fields": disclosure.field_rows(),
        "never": disclosure.NEVER,
        "bases": disclosure.BASES,
        "asker_head": disclosure.ASKER_HEAD,
        "askers": disclosure.asker_rows(programs_of(organisation_id=organisation.pk)),
    }
    return render(request, "barring/usage/disclosed.jinja", context)
