"""A second factor, asked for and taken: at sign-in, and again before a sensitive act."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.http import HttpRequest

from kernel import actions, passkeys, sign_ins
from kernel.actions.security_events import Means
from kernel.errors import ActionRefused
from kernel.queries import knows_browser
from kernel.web import noting
from kernel.web.forms.second_factors import CodeForm

if TYPE_CHECKING:
    from kernel.models import User


def take(request: HttpRequest, user: "User", form: CodeForm, *, at: datetime) -> str:
    """Take what was typed, or what a passkey answered, counting tries; says by what means it was given.

    A refusal is said on the form, and the answer is empty.

    Whoever comes so far has the password, so strange browsers share one count, wherever they are: a million codes are
    soon tried from a thousand addresses. The owner's own browser has a count of its own.
    """
    token = sign_ins.browser_token(request)
    key = f"code:{user.pk}:{token if knows_browser(email=user.email, token=token) else 'elsewhere'}"
    answer = form.cleaned_data["passkey"]
    try:
        actions.begin_attempt(key=key, at=at)
        if answer:
            actions.take_passkey(user=user, state=sign_ins.question_asked(request), answer=answer)
            means = Means.PASSKEY
        else:
            means = actions.take_code(user=user, typed=form.cleaned_data["code"], at=at)
    except ActionRefused as refusal:
        noting.note_refusal(request, refusal, user_id=user.pk)
        form.add_error("code", refusal.text)
        return ""
    actions.forget_attempts(key=key)
    return str(means)


def passkey_question(request: HttpRequest, user: "User") -> str:
    """What the page's script asks the browser, of an account that has a passkey; empty for others."""
    present = actions.passkeys_of(user=user)
    if not present:
        return ""
    question = passkeys.ask_to_use(present=present)
    sign_ins.keep_question(request, question.state)
    return question.options
