"""The rule sets: which parameters of law and policy were in force when."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from kernel import queries
from kernel.permissions import KernelPermission, requires
from kernel.web import presenters, render


@requires(KernelPermission.RULE_SET_VIEW)
def rule_sets(request: HttpRequest) -> HttpResponse:
    return render(request, "kernel/rule_sets/list.jinja", {"rows": presenters.rule_set_rows(queries.rule_sets())})


@requires(KernelPermission.RULE_SET_VIEW)
def rule_set(request: HttpRequest, version: str) -> HttpResponse:
    """One version: each parameter with its legal or policy source."""
    found = get_object_or_404(queries.rule_sets(), version=version)
    context = {"rules": found, "rows": presenters.parameter_rows(found)}
    return render(request, "kernel/rule_sets/rule_set.jinja", context)
