"""What staff do about a response that tells of wrongdoing."""

from datetime import datetime

from consultation.actions.steps import wait_for_others
from consultation.models import DisclosureStep, Response
from consultation.queries.disclosures import disclosure_of
from consultation.rules.disclosures import require_next
from kernel.history import recorded
from kernel.models import User


@recorded()
def step_disclosure(*, response: Response, done: str, text: str, by: User, at: datetime) -> DisclosureStep:
    """Write down what was found or done. Refuses (NotPassedOn) to pass on what its sender did not agree to."""
    wait_for_others(about=f"disclosure {response.public_number}")
    found = disclosure_of(response=response)
    require_next(done, [step.done for step in found.steps], may_pass_on=found.may_pass_on)
    return DisclosureStep.objects.create(response=response, done=done, text=text, by=by, at=at)
