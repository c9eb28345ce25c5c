"""What a rule set is made of: each parameter's meaning in words, and what it may be. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

Choices = tuple[tuple[str, str], ...]

TIERS: Final[Choices] = (
    ("board_director", "Board director"),
    ("direct_report", "Reports to a board director"),
    ("other_manager", "Other manager"),
)
ORDERS: Final[Choices] = (
    ("bar", "Bar"),
    ("interim_bar", "Interim bar"),
    ("removal", "Removal from the register"),
    ("suspension", "Suspension"),
    ("interim_suspension", "Interim suspension"),
    ("conditions", "Conditions"),
    ("interim_conditions", "Interim conditions"),
)
DETERMINED: Final = tuple(order for order in ORDERS if order[0] in ("bar", "removal", "suspension", "conditions"))
EFFECT: Final[Choices] = (("on_service", "On service"), ("after_appeal_window", "After the appeal window"))
CHANNELS: Final[Choices] = (("hand", "By hand"), ("email", "Email"), ("post", "Post"))
BIRTH: Final[Choices] = (("year", "The year"), ("none", "Nothing"))
KEPT: Final[Choices] = (
    ("case_without_action", "A case that ended without action"),
    ("case_with_outcome", "A case with an outcome, from its end"),
    ("check", "A check"),
    ("access_event", "A look at a record"),
)
PANEL: Final[Choices] = (("members", "In all"), ("lay", "Lay"), ("registrant", "Registrants"))
LONGEST_TEXT: Final = 300


@dataclass(frozen=True)
class Parameter:
    """A whole number of a `unit` from `least` to `most`; or one of `choices`, or `several`; or one value a key."""

    name: str
    group: str
    words: str
    unit: str = ""
    least: int = 0
    most: int = 0
    choices: Choices = ()
    keys: Choices = ()
    several: bool = False

    def fault(self, value: object) -> str:
        """What is wrong with a value and what to do; empty where nothing is."""
        if self.several:
            known = {name for name, _words in self.choices}
            right = isinstance(value, list) and set(value) <= known and len(set(value)) == len(value)
            return "" if right else f"Select from the list: {self.words.lower()}"
        if self.keys:
            if not isinstance(value, dict) or value.keys() != {key for key, _words in self.keys}:
                return f"Enter a value for each: {self.words.lower()}"
            return next((fault for part in value.values() if (fault := self._single(part))), "")
        return self._single(value)

    def _single(self, value: object) -> str:
        if self.choices:
            return "" if value in [name for name, _words in self.choices] else f"Select one: {self.words.lower()}"
        if type(value) is not int or not self.least <= value <= self.most:
            return f"{self.words} must be a whole number of {self.unit} from {self.least} to {self.most}"
        return ""


CASES, INTERIM, BARS, SERVICE, REGISTER, OTHER = (
    "Cases",
    "Interim orders",
    "Bars and appeals",
    "Service and effect",
    "Register and checks",
    "Other duties",
)
HOURS, DAYS, WORKING_DAYS, MONTHS, YEARS = "hours", "days", "working days", "months", "years"

PARAMETERS: Final = (
    Parameter("concern_logged_working_days", CASES, "Time to log a concern", WORKING_DAYS, 1, 20),
    Parameter("concern_answered_working_days", CASES, "Time to write to who raised a concern", WORKING_DAYS, 1, 60),
    Parameter("risk_screen_working_days", CASES, "Time to screen a concern for risk", WORKING_DAYS, 1, 60),
    Parameter("triage_working_days", CASES, "Time to decide whether a case is in the remit", WORKING_DAYS, 1, 60),
    Parameter("enquiry_working_days", CASES, "Time for the initial enquiry", WORKING_DAYS, 1, 120),
    Parameter("threshold_working_days", CASES, "Time to decide on the threshold", WORKING_DAYS, 1, 60),
    Parameter("investigation_days", CASES, "Time to investigate", DAYS, 7, 730),
    Parameter("case_response_days", CASES, "Time for a manager to answer allegations", DAYS, 14, 365),
    Parameter("examination_working_days", CASES, "Time for the two case examiners", WORKING_DAYS, 1, 120),
    Parameter("hearing_days", CASES, "Time to hear a case that was referred to a panel", DAYS, 28, 730),
    Parameter("issue_working_days", CASES, "Time to issue a decision that was made", WORKING_DAYS, 1, 60),
    Parameter(
        "separation_months", CASES, "Time after investigating or examining before deciding any case", MONTHS, 0, 60
    ),
    Parameter("recommendation_answer_days", CASES, "Time for an organisation to answer a recommendation", DAYS, 7, 365),
    Parameter("identity_approval_hours", CASES, "How long two custodians’ approval holds", HOURS, 1, 720),
    Parameter("document_demand_days", CASES, "Time to hand over documents asked for", DAYS, 7, 365),
    Parameter("allegations_published_days", CASES, "Public list of hearings: so long before a hearing", DAYS, 0, 365),
    Parameter("hearing_notice_days", CASES, "Shortest notice of a hearing", DAYS, 1, 120),
    Parameter("fewest_in_figures", CASES, "Fewest people in a figure by protected characteristic", "people", 5, 100),
    Parameter("panel_numbers", CASES, "Fewest people on a panel", "people", 1, 9, keys=PANEL),
    Parameter("warning_months", CASES, "How long a warning is shown", MONTHS, 1, 60),
    Parameter("longest_restriction_months", CASES, "Longest conditions or suspension", MONTHS, 1, 36),
    Parameter("order_review_days", CASES, "Time before its end in which an order is reviewed", DAYS, 7, 365),
    Parameter("restoration_years", CASES, "Time after removal until one may apply to be restored", YEARS, 1, 20),
    Parameter(
        "restoration_again_months",
        CASES,
        "Time after a refusal until one may apply again",
        MONTHS,
        1,
        120,
    ),
    Parameter("interim_notice_days", INTERIM, "Shortest notice of an interim hearing", DAYS, 1, 60),
    Parameter("interim_decision_working_days", INTERIM, "Time to decide on an interim order", WORKING_DAYS, 1, 120),
    Parameter("interim_maximum_months", INTERIM, "Longest interim order, in all", MONTHS, 1, 36),
    Parameter("interim_review_months", INTERIM, "First review of an interim order", MONTHS, 1, 12),
    Parameter("interim_review_again_months", INTERIM, "Further reviews of an interim order", MONTHS, 1, 12),
    Parameter("interim_extension_months", INTERIM, "Longest extension by a court, each time", MONTHS, 1, 24),
    Parameter("representations_days", BARS, "Time to make representations on a proposed bar", DAYS, 14, 365),
    Parameter("appeal_days", BARS, "Time to appeal", DAYS, 14, 365),
    Parameter("bar_review_years", BARS, "Time until an indefinite bar may be reviewed", YEARS, 1, 20),
    Parameter("bar_review_again_months", BARS, "Time until a review may be asked for again", MONTHS, 1, 120),
    Parameter("authority_referral_days", BARS, "Time for the oversight body to refer a decision", DAYS, 1, 365),
    Parameter(
        "deemed_service_days", SERVICE, "Days after sending on which it counts as served", DAYS, 0, 14, keys=CHANNELS
    ),
    Parameter("takes_effect", SERVICE, "When a decision takes effect", choices=EFFECT, keys=DETERMINED),
    Parameter("decision_published", SERVICE, "When the decision on a case is published", choices=EFFECT),
    Parameter(
        "decision_published_months",
        SERVICE,
        "How long the decision on a case stays published after its order ended",
        MONTHS,
        0,
        120,
    ),
    Parameter(
        "prohibiting_kinds", SERVICE, "Orders that prohibit employment while in force", choices=ORDERS, several=True
    ),
    Parameter(
        "registration_required_tiers",
        REGISTER,
        "Tiers of post for which an instrument asks for registration",
        choices=TIERS,
        several=True,
    ),
    Parameter("published_birth", REGISTER, "What a published bar shows of the date of birth", choices=BIRTH),
    Parameter("match_review_working_days", REGISTER, "Time to resolve a possible match", WORKING_DAYS, 1, 60),
    Parameter("subject_access_months", OTHER, "Time to answer a request for one’s own data", MONTHS, 1, 3),
    Parameter(
        "information_request_working_days", OTHER, "Time to answer a request for information", WORKING_DAYS, 1, 60
    ),
    Parameter("data_complaint_days", OTHER, "Time to acknowledge a complaint about data", DAYS, 1, 30),
    Parameter(
        "complaint_acknowledged_working_days",
        OTHER,
        "Time to acknowledge a complaint about us",
        WORKING_DAYS,
        1,
        20,
    ),
    Parameter("complaint_answered_working_days", OTHER, "Time to answer a complaint about us", WORKING_DAYS, 1, 60),
    Parameter("consultation_days", OTHER, "Shortest time for which a consultation is open", DAYS, 14, 366),
    Parameter("consultation_drafts_days", OTHER, "How long a response that was not sent is kept", DAYS, 1, 90),
    Parameter("second_keying_percent", OTHER, "Responses from paper that two people key", "in a hundred", 0, 100),
    Parameter(
        "consultation_reminder_days",
        OTHER,
        "Shortest time between reminders of a consultation",
        DAYS,
        7,
        90,
    ),
    Parameter(
        "consultation_closing_days", OTHER, "Time before the close at which subscribers are told of it", DAYS, 1, 28
    ),
    Parameter("subscription_confirm_days", OTHER, "Time to confirm that one wants news of consultations", DAYS, 1, 30),
    Parameter("retention_years", OTHER, "How long records are kept", YEARS, 1, 100, keys=KEPT),
)
BY_NAME: Final = {parameter.name: parameter for parameter in PARAMETERS}


def faults(*, parameters: Mapping[str, Any], sources: Mapping[str, str]) -> dict[str, str]:
    """By parameter, what is wrong with its value, its source or both together; empty where all is well."""
    found = {name: f"{name} is no parameter of a rule set" for name in parameters.keys() - BY_NAME.keys()}
    for name, parameter in BY_NAME.items():
        source = sources.get(name, "").strip()
        if name not in parameters:
            found[name] = f"Enter a value: {parameter.words.lower()}"
        elif fault := parameter.fault(parameters[name]):
            found[name] = fault
        elif not source:
            found[name] = f"Name the law or policy for this: {parameter.words.lower()}"
        elif len(source) > LONGEST_TEXT:
            found[name] = f"The source must have {LONGEST_TEXT} characters or fewer: {parameter.words.lower()}"
    if not found:
        found = _contradictions(parameters)
    return found


def _contradictions(parameters: Mapping[str, Any]) -> dict[str, str]:
    longest = parameters["interim_maximum_months"]
    return {
        name: f"{BY_NAME[name].words} cannot come later than the longest interim order ends, after {longest} months"
        for name in ("interim_review_months", "interim_review_again_months")
        if parameters[name] > longest
    }
