"""One's own second factors: given at sign-in and for sensitive acts, set up, looked at, taken away."""

from datetime import datetime

import segno
from allauth.account.stages import LoginStageController
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone

from kernel import actions, one_time_codes, passkeys, queries, sign_ins
from kernel.errors import ActionRefused
from kernel.permissions import KernelPermission, public, requires
from kernel.sessions import own_session
from kernel.sign_in_log import sign_ins_of
from kernel.web import SignedInRequest, add_refusal, render
from kernel.web.accounts import SecondFactorStage, own_address
from kernel.web.confirming import confirmed, leading_back, page, prove
from kernel.web.forms.second_factors import AppForm, CodeForm, PasskeyForm
from kernel.web.presenters import security as presenters
from kernel.web.presenters.sign_in_log import own_rows
from kernel.web.proving import passkey_question, take

OWN = KernelPermission.SIGNED_IN
MOST_EVENTS = 20


@public(methods=("GET", "POST"))
def code(request: HttpRequest) -> HttpResponse:
    """The second page of signing in: who gave the password gives a code."""
    stage = LoginStageController.enter(request, SecondFactorStage.key)
    if stage is None or not stage.still_holds():
        return redirect("account_login")
    form, at = CodeForm(request.POST or None), timezone.now()
    user = stage.login.user
    if form.is_valid() and (means := take(request, user, form, at=at)):
        sign_ins.prove(request, user_id=user.pk, by=means, at=at)
        response: HttpResponse = stage.exit()
        return response
    context = {"form": form, "question": passkey_question(request, user)}
    return render(request, "kernel/security/code.jinja", context)


@requires(OWN, methods=("GET", "POST"), before_second_factor=True, unlogged="one’s own account")
def confirm(request: SignedInRequest) -> HttpResponse:
    """Asks whoever is signed in for their second factor, before something that takes a fresh one."""
    if not queries.factors_of(request.user).exists():
        return leading_back("kernel:add_app", request.GET.get("next"))
    form = CodeForm(request.POST or None)
    if form.is_valid() and confirmed(request, form, at=timezone.now()):
        return redirect(own_address(request.GET.get("next")))
    return page(request, form, [])


@requires(OWN, unlogged="one’s own account")
def security(request: SignedInRequest) -> HttpResponse:
    """What protects the account: second factors, recovery codes, the password; and where it is signed in."""
    factors, at = list(queries.factors_of(request.user)), timezone.now()
    context = {
        "sessions": presenters.sessions_shown(queries.sessions_of(request.user, at=at), own=own_session(request)),
        "browsers": presenters.browsers_shown(queries.browsers_of(request.user)),
        "factors": presenters.factor_rows(factors),
        "has_app": any(factor.kind == factor.Kind.APP for factor in factors),
        "codes_left": queries.recovery_codes_left(request.user),
        "events": own_rows(sign_ins_of(request.user, most=MOST_EVENTS)),
    }
    return render(request, "kernel/security/security.jinja", context)


@requires(OWN, methods=("GET", "POST"), before_second_factor=True, unlogged="one’s own account")
def add_app(request: SignedInRequest) -> HttpResponse:
    """Set an authenticator app up. The first second factor of an account is followed by recovery codes."""
    at = timezone.now()
    if (elsewhere := _must_confirm(request, at)) is not None:
        return elsewhere
    form, secret = AppForm(request.POST or None), sign_ins.offered_secret(request)
    if form.is_valid():
        try:
            actions.enrol_app(user=request.user, secret=secret, typed=form.cleaned_data["code"], at=at)
        except ActionRefused as refusal:
            form.add_error("code", refusal.text)
        else:
            return _enrolled(request, "app", at)
    address = one_time_codes.address_for_app(secret=secret, account=request.user.email, issuer=settings.SERVICE_NAME)
    picture = segno.make(address, error="m").svg_data_uri(scale=5, light="#fff")
    context = {"form": form, "picture": picture, "secret": one_time_codes.in_groups(secret)}
    return render(request, "kernel/security/add_app.jinja", context)


@requires(OWN, methods=("GET", "POST"), before_second_factor=True, unlogged="one’s own account")
def add_passkey(request: SignedInRequest) -> HttpResponse:
    """Add a passkey: the browser makes it, and the page's script brings what it says."""
    user, at = request.user, timezone.now()
    if (elsewhere := _must_confirm(request, at)) is not None:
        return elsewhere
    form = PasskeyForm(request.POST or None)
    if form.is_valid():
        given, state = form.cleaned_data, sign_ins.question_asked(request)
        try:
            actions.enrol_passkey(user=user, name=given["name"], state=state, answer=given["passkey"], at=at)
        except ActionRefused as refusal:
            add_refusal(form, refusal)
        else:
            return _enrolled(request, "passkey", at)
    present = actions.passkeys_of(user=user)
    question = passkeys.ask_to_make(user_id=user.pk, email=user.email, name=user.name, present=present)
    sign_ins.keep_question(request, question.state)
    return render(request, "kernel/security/add_passkey.jinja", {"form": form, "question": question.options})


@requires(OWN, methods=("GET", "POST"), opens=("kernel.second_factor", "pk"), object_rule="factors_of", step_up=True)
def remove_factor(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take one of one's own second factors away; asked once more before it is done."""
    factor = get_object_or_404(queries.factors_of(request.user), pk=pk)
    if request.method == "POST":
        try:
            actions.remove_factor(factor=factor, at=timezone.now())
        except ActionRefused as refusal:
            messages.error(request, refusal.text)
        else:
            request.session.cycle_key()
            messages.success(request, "The second factor was removed.")
        return redirect("kernel:security")
    return render(request, "kernel/security/remove_factor.jinja", {"factor": factor})


@requires(OWN, methods=("GET", "POST"), step_up=True, unlogged="one’s own account")
def recovery_codes(request: SignedInRequest) -> HttpResponse:
    """New recovery codes in the place of the old ones. They are on the next page, once."""
    if request.method == "POST":
        sign_ins.show_codes(request, actions.make_recovery_codes(user=request.user, at=timezone.now()))
        return redirect("kernel:codes_on_show")
    return render(request, "kernel/security/recovery_codes.jinja", {"left": queries.recovery_codes_left(request.user)})


@requires(OWN, methods=("GET", "POST"), unlogged="one’s own account")
def codes_on_show(request: SignedInRequest) -> HttpResponse:
    """Fresh recovery codes, to print or to keep as a file, until their owner says that they are safe."""
    codes = sign_ins.codes_on_show(request)
    if request.method == "POST" or not codes:
        sign_ins.put_codes_away(request)
        return redirect(own_address(request.GET.get("next")))
    return render(
        request,
        "kernel/security/codes_on_show.jinja",
        {"codes": codes, "as_file": presenters.codes_as_file(codes), "here": request.get_full_path()},
    )


def _must_confirm(request: SignedInRequest, at: datetime) -> HttpResponse | None:
    """Who has a second factor already gives it before adding another: the password alone never adds one."""
    if sign_ins.is_fresh(request, at=at) or not queries.factors_of(request.user).exists():
        return None
    return leading_back("kernel:confirm", request.get_full_path())


def _enrolled(request: SignedInRequest, means: str, at: datetime) -> HttpResponse:
    if queries.recovery_codes_left(request.user) == 0:
        sign_ins.show_codes(request, actions.make_recovery_codes(user=request.user, at=at))
    prove(request, by=means, at=at)
    messages.success(request, "The second factor was added.")
    route = "kernel:codes_on_show" if sign_ins.codes_on_show(request) else "kernel:security"
    return leading_back(route, request.GET.get("next"))
