"""What may be done in the register."""

from enum import StrEnum


class Permission(StrEnum):
    """The doors of the register; who carries which is in `config.access`."""

    CORRECTION_DECIDE = "register.correction_decide"
    CORRECTION_REQUEST = "register.correction_request"
    CORRECTION_VIEW = "register.correction_view"
    PERSON_ADD = "register.person_add"
    PERSON_CORRECT = "register.person_correct"
    PERSON_INVITE = "register.person_invite"
    PERSON_VIEW = "register.person_view"
    POST_CHANGE = "register.post_change"
    REGISTRATION_CHANGE = "register.registration_change"
