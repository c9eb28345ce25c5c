"""Who is invited to answer: for staff the list and the e-mails, for who was invited the page of their link."""

from functools import partial
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone

from consultation.actions import inviting as actions
from consultation.permissions import Permission
from consultation.queries import stage
from consultation.queries.consultations import shown_to_public
from consultation.queries.inviting import consultee_by_key
from consultation.rules.inviting import CONSULTEE
from consultation.web.forms.drafting import SureForm
from consultation.web.forms.inviting import ConsulteeForm, ListForm, NoteForm
from consultation.web.presenters import inviting as present
from consultation.web.views.acting import OPENS, WAYS, acted, found
from consultation.web.views.responding import begin_invited
from consultation.workflow import Status
from kernel.errors import ActionRefused
from kernel.limits import limited_without_trace
from kernel.permissions import public, requires
from kernel.web import SignedInRequest, add_refusal, render
from kernel.web.acting import StepPage, sent
from kernel.web.downloads import made_file, takes_files
from kernel.web.unnamed import without_identity

if TYPE_CHECKING:
    from consultation.models import Consultation

RULE = "consultations_for"
ADD = StepPage("Add somebody to invite", "Add", done="They are on the list. No email went yet.")
CHANGE = StepPage("Change what the list says", "Save", done="Saved.")
NOTE = StepPage("Note what you know of an answer", "Save", done="It is noted.")
REMOVE = StepPage(
    "Take this off the list", "Take off", "No email went to them.", variant="warning", done="It is off the list."
)
INVITE = StepPage("Send the invitations", "Send", done="The invitations are on their way.")
REMIND = StepPage("Send the reminders", "Send", done="The reminders are on their way.")


@requires(Permission.CONSULTEE_INVITE, opens=OPENS, object_rule=RULE)
def invited(request: SignedInRequest, slug: str) -> HttpResponse:
    """Everybody on the list, or those who are sought."""
    shown = present.invited_page(found(request, slug), request.GET, at=timezone.now())
    return render(request, "consultation/staff/invited.jinja", shown)


@requires(Permission.CONSULTEE_INVITE, opens=OPENS, object_rule=RULE)
def invited_csv(request: SignedInRequest, slug: str) -> HttpResponse:
    """The same as a file."""
    return made_file(present.invited_csv(found(request, slug), request.GET), name=f"{slug}-invited.csv")


@requires(Permission.CONSULTEE_INVITE, methods=WAYS, opens=OPENS, object_rule=RULE)
def add(request: SignedInRequest, slug: str) -> HttpResponse:
    """One more."""
    held, form = found(request, slug), ConsulteeForm(sent(request))
    return _act(request, held, form, partial(actions.add_consultee, consultation=held), ADD)


@takes_files
@requires(Permission.CONSULTEE_INVITE, methods=WAYS, opens=OPENS, object_rule=RULE)
def add_list(request: SignedInRequest, slug: str) -> HttpResponse:
    """Those of a file, all of them or none."""
    held, form = found(request, slug), ListForm(sent(request), request.FILES or None)
    shown: dict[str, Any] = {"consultation": held, "form": form, "faults": []}
    if form.is_bound and form.is_valid():
        try:
            listed = present.read_table(form.cleaned_data["file"])
            shown |= {"faults": present.fault_rows(listed), "all_faults": len(listed.faults)}
            count = actions.add_list(consultation=held, listed=listed, by=request.user, at=timezone.now())
        except ActionRefused as refusal:
            form.add_error("file", refusal.text)
        else:
            others = len(listed.invitees) - count
            messages.success(request, f"{count:,} added; {others:,} were on the list already. No email went yet.")
            return redirect("consultation:invited", slug)
    return render(request, "consultation/staff/invited_list.jinja", shown)


@requires(Permission.CONSULTEE_INVITE, methods=WAYS, opens=OPENS, object_rule=RULE)
def invite(request: SignedInRequest, slug: str) -> HttpResponse:
    """Write to those who were not written to."""
    held = found(request, slug)
    return _mail(request, held, partial(actions.invite, consultation=held), INVITE, "to_invite")


@requires(Permission.CONSULTEE_INVITE, methods=WAYS, opens=OPENS, object_rule=RULE)
def remind(request: SignedInRequest, slug: str) -> HttpResponse:
    """Write again to those who have not answered."""
    held = found(request, slug)
    return _mail(request, held, partial(actions.remind, consultation=held), REMIND, "to_remind")


def _mail(request: SignedInRequest, held: "Consultation", act: Any, page: StepPage, count: str) -> HttpResponse:
    form, shown = SureForm(sent(request)), present.mails(held, at=timezone.now())
    return _act(request, held, form, act, page, "consultation/staff/invited_mail.jinja", count=shown[count], **shown)


@requires(Permission.CONSULTEE_INVITE, opens=OPENS, object_rule=RULE)
def consultee(request: SignedInRequest, slug: str, consultee: int) -> HttpResponse:
    """One of them."""
    shown = present.consultee_page(found(request, slug), consultee, at=timezone.now())
    if shown is None:
        raise Http404
    return render(request, "consultation/staff/consultee.jinja", shown)


@requires(Permission.CONSULTEE_INVITE, methods=WAYS, opens=OPENS, object_rule=RULE)
def change(request: SignedInRequest, slug: str, consultee: int) -> HttpResponse:
    """Put right what the list says of one."""
    held = found(request, slug)
    one = get_object_or_404(held.consultees, pk=consultee)
    names = ("name", "respondent_type", "organisation_type", "region", "email")
    form = ConsulteeForm(sent(request), initial={name: getattr(one, name) for name in names})
    return _act(request, held, form, partial(actions.change_consultee, consultee=one), CHANGE, one=one)


@requires(Permission.CONSULTEE_INVITE, methods=WAYS, opens=OPENS, object_rule=RULE)
def note(request: SignedInRequest, slug: str, consultee: int) -> HttpResponse:
    """Note that one answered another way, or will not answer."""
    held = found(request, slug)
    one = get_object_or_404(held.consultees, pk=consultee)
    form = NoteForm(sent(request), allowed=CONSULTEE.allowed(one.standing))
    return _act(request, held, form, partial(actions.note_consultee, consultee=one), NOTE, one=one)


@requires(Permission.CONSULTEE_INVITE, methods=WAYS, opens=OPENS, object_rule=RULE)
def remove(request: SignedInRequest, slug: str, consultee: int) -> HttpResponse:
    """Take one off the list who was put there in error."""
    held = found(request, slug)
    one = get_object_or_404(held.consultees, pk=consultee)
    return _act(
        request, held, SureForm(sent(request)), partial(actions.remove_consultee, consultee=one), REMOVE, one=one
    )


def _act(
    request: SignedInRequest,
    held: "Consultation",
    form: forms.Form,
    act: Any,
    page: StepPage,
    template: str = "consultation/staff/invited_step.jinja",
    **shown: Any,
) -> HttpResponse:
    if acted(request, form, act, done=page.done):
        return redirect("consultation:invited", held.slug)
    return render(request, template, {"consultation": held, "form": form, "page": page, "one": None, **shown})


@public(methods=("GET", "POST"))
@limited_without_trace
@without_identity
def invitation(request: HttpRequest, slug: str, key: UUID) -> HttpResponse:
    """The page of an invitation: answer, say that one did or will not, get no more mail. A link alone does nothing."""
    held = get_object_or_404(shown_to_public(slug=slug))
    one = consultee_by_key(consultation=held, key=key)
    if one is None:
        raise Http404
    at, form, done = timezone.now(), forms.Form({} if request.method == "POST" else None), ""
    try:
        if "answer" in request.POST:
            return begin_invited(request, held, key)
        if "answered" in request.POST:
            actions.answered_by_link(consultation=held, key=str(key), at=at)
            done = "answered"
        elif "decline" in request.POST:
            actions.decline_by_link(consultee=one, at=at)
            done = "declined"
        elif "stop" in request.POST or request.POST.get("List-Unsubscribe") == "One-Click":
            actions.stop_by_link(consultee=one)
            done = "stopped"
    except ActionRefused as refusal:
        form.is_valid()
        add_refusal(form, refusal)
    is_open = stage(consultation=held, at=at) == Status.OPEN
    shown = {"consultation": held, "key": key, "form": form, "done": done, "is_open": is_open}
    return render(request, "consultation/public/invitation.jinja", shown)
