"""How a case goes: every stage, what may be done in it and by whom, as the code itself has it."""

from django.http import HttpRequest, HttpResponse

from conduct.workflow import CASE, Action, Status
from config.access import WORKFLOWS
from kernel.permissions import public, roles_with
from kernel.web import render


@public()
def how_a_case_goes(request: HttpRequest) -> HttpResponse:
    """The published table of stages, in the order in which a case comes through them."""
    doors = WORKFLOWS["conduct.case"][1]
    stages = [
        {
            "name": stage.label,
            "key": stage.value.lower().replace("_", "-"),
            "rows": [
                [
                    Action(action).label,
                    ", ".join(role.words for role in sorted(roles_with(doors[action]))) or "The clock",
                    str(Status(move.leads_to(stage)).label) if move.leads_to(stage) != stage else "Stays here",
                ]
                for action, move in CASE.moves.items()
                if stage in move.sources
            ],
        }
        for stage in Status
    ]
    return render(request, "home/how_a_case_goes.jinja", {"stages": stages})
