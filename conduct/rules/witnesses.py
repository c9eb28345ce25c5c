"""Who becomes a witness, and what makes it easier for them. Pure."""

from typing import Final

from django.db.models import TextChoices

from kernel.errors import ActionRefused


class Consent(TextChoices):
    """How whoever raised a concern agreed to be a witness."""

    MAILBOX = "mailbox", "In the mailbox of their concern"
    PAPER = "paper", "On paper, kept as an exhibit"


class Measure(TextChoices):
    """What a witness is given so that they can give their best evidence. Only a panel rules on it."""

    ANONYMITY = "anonymity", "Anonymity: known by a letter in place of the name"
    SCREEN = "screen", "A screen between the witness and the manager"
    VIDEO = "video", "Evidence by video link"
    PRIVATE = "private", "Evidence heard in private"
    INTERMEDIARY = "intermediary", "An intermediary or interpreter"
    SUPPORTER = "supporter", "A supporter beside them, and breaks"
    STATEMENT = "statement", "The statement as their evidence in chief"


class NoConsent(ActionRefused):
    """Whoever raised a concern has not agreed to be a witness, or what is named does not show it."""


class RuledAlready(ActionRefused):
    """A measure is ruled on once."""


class MeasureAsked(ActionRefused):
    """The same measure waits for a ruling already."""


CONSENT_ASKED: Final = (
    "Would you be a witness in what we look into because of your concern? You do not have to be, and nothing changes "
    "here if you are not.\n\n"
    "If you agree, your name becomes known to us and to the manager, who may answer what you say. You can ask for "
    "measures that make it easier, such as a screen or a video link. A panel may decide that you are known by a letter "
    "in place of your name; we cannot promise that it will.\n\n"
    "If you agree, write here that you do, and with which name. Until then what you sealed about yourself stays sealed."
)
