"""What of the evidence may be disclosed, and who checks it first. Pure."""

from kernel.errors import ActionRefused


class RedactionUnchecked(ActionRefused):
    """A version that nobody but its maker has looked at."""


class OwnRedaction(ActionRefused):
    """Whoever made a version does not check it."""


class CheckedAlready(ActionRefused):
    """A version is checked once."""


class NothingToDisclose(ActionRefused):
    """No version was chosen, or each was disclosed already."""


class NotAskedYet(ActionRefused):
    """The manager knows nothing of the case yet."""


def needs_check(*, redactions: str, may_name_reporter: bool) -> bool:
    """Whether a second person looks at a version first: every redacted one, and any that could name a reporter."""
    return bool(redactions) or may_name_reporter


def require_disclosable(*, exhibit: int, redactions: str, may_name_reporter: bool, passed: bool | None) -> None:
    """Refuse to disclose a version that a second person sent back, or has to check and has not."""
    if passed is False:
        raise RedactionUnchecked(
            f"Exhibit {exhibit} was checked and sent back. Add a version with more left out, and have that checked."
        )
    if passed is None and needs_check(redactions=redactions, may_name_reporter=may_name_reporter):
        why = "Something is left out of it" if redactions else "It could name whoever raised a concern"
        raise RedactionUnchecked(f"{why}, so a second person must check exhibit {exhibit} before anybody is given it.")


def require_second_checker(*, user_id: int, made_by: int) -> None:
    """Refuse whoever made a version as the one who checks it."""
    if user_id == made_by:
        raise OwnRedaction("You made this version. A second person must check it.")


def require_unchecked(*, passed: bool | None) -> None:
    """Refuse to check a version again: what was said of it stands."""
    if passed is not None:
        raise CheckedAlready("This version was checked already. To change it, add another version.")
