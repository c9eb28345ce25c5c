"""Exhibits in words: for staff, and for the manager what was disclosed to them."""

from typing import TYPE_CHECKING, Any

from django.template.defaultfilters import filesizeformat
from django.urls import reverse

from conduct import queries
from conduct.permissions import Permission
from conduct.rules.bundles import in_place_of
from conduct.rules.evidence import needs_check
from conduct.web.presenters.files import COLOURS, UNSCANNED
from conduct.web.presenters.sections import evidence_parts, sections_of
from conduct.workflow import FINISHED
from kernel.clocks import format_date, format_instant
from kernel.errors import ActionRefused
from kernel.files.examining import words_in
from kernel.files.kinds import Kind
from kernel.files.scanner import is_configured
from kernel.files.serving import may_be_opened, scan_in_words, served_copy
from kernel.permissions import can

if TYPE_CHECKING:
    from conduct.models import Case, CaseFile, ConcernFile, ExhibitVersion
    from kernel.models import StoredFile, User

NOT_ASKED = "Nothing can be disclosed before the manager is asked to respond."


def beside(case: "Case", *, user: "User", heading: str, current: str) -> dict[str, Any]:
    """What every page of the evidence in a case has round it."""
    return {
        "case": case,
        "heading": heading,
        "sections": sections_of(case, user=user, current="conduct:evidence"),
        "parts": evidence_parts(case, user=user, current=current),
    }


def evidence_page(case: "Case", *, user: "User") -> dict[str, Any]:
    """The exhibits, the log of disclosures, and what this user may do."""
    exhibits = queries.exhibits_for(case=case, user=user)
    is_open = case.status not in FINISHED
    may_add = is_open and can(user, Permission.CASE_FILE_ADD)
    return {
        **beside(case, user=user, heading="Evidence", current="conduct:evidence"),
        "offered": [_offered(case, one) for one in queries.reporters_files(case=case, user=user)] if may_add else [],
        "rows": [_row(exhibit) for exhibit in exhibits],
        "disclosures": [_disclosed(version) for version in queries.disclosed_to_manager(case=case)],
        "may_add": may_add,
        "may_disclose": is_open and case.response_asked_at is not None and can(user, Permission.EVIDENCE_DISCLOSE),
        "not_asked": NOT_ASKED if case.response_asked_at is None else "",
        "warning": UNSCANNED if exhibits and not is_configured() else "",
    }


def _offered(case: "Case", one: "ConcernFile") -> list[Any]:
    name = f"File {one.number} of concern {one.concern_id}"
    href = reverse("conduct:exhibit_from_concern", args=[case.reference, one.concern_id, one.number])
    link = {"text": "Add as an exhibit", "href": href, "hidden": name, "data_test": "from-concern"}
    return [name, format_instant(one.file.uploaded_at), link]


def _row(exhibit: "CaseFile") -> list[Any]:
    return [
        {
            "text": f"Exhibit {exhibit.number}",
            "href": reverse("conduct:exhibit", args=[exhibit.case.reference, exhibit.number]),
        },
        {
            "text": exhibit.description,
            "sub": "Could name whoever raised a concern" if exhibit.may_name_reporter else "",
        },
        {"text": exhibit.obtained_from, "sub": _when(exhibit)},
        bears_on(exhibit),
        state_of(exhibit),
    ]


def bears_on(exhibit: "CaseFile") -> str:
    """The allegations that an exhibit bears on."""
    numbers = sorted(one.allegation.number for one in exhibit.bearings.all())
    return ", ".join(f"Allegation {number}" for number in numbers) or "Not said"


def state_of(exhibit: "CaseFile") -> dict[str, Any]:
    """How far the latest version of an exhibit has come."""
    version = list(exhibit.versions.all())[-1]
    if hasattr(version, "disclosure"):
        text, colour = f"Version {version.number} disclosed", "green"
    elif version.passed is False:
        text, colour = f"Version {version.number} sent back", "red"
    elif version.passed is None and _needs_check(exhibit, version):
        text, colour = f"Version {version.number} waits for a check", "yellow"
    else:
        text, colour = "Not disclosed", "grey"
    return {"text": text, "tag": colour, "data_test": "exhibit-state"}


def _needs_check(exhibit: "CaseFile", version: "ExhibitVersion") -> bool:
    return needs_check(redactions=version.redactions, may_name_reporter=exhibit.may_name_reporter)


def _when(exhibit: "CaseFile") -> str:
    return f"{format_date(exhibit.obtained_on)}: {exhibit.obtained_how}" if exhibit.obtained_on else ""


def _disclosed(version: "ExhibitVersion") -> list[Any]:
    given = version.disclosure
    return [
        f"Exhibit {version.exhibit.number}, version {version.number}",
        "The manager",
        format_instant(given.at),
        given.by.name,
    ]


def exhibit_page(exhibit: "CaseFile", *, user: "User") -> dict[str, Any]:
    """One exhibit with its versions, and what this user may do with it."""
    case, reads_all = exhibit.case, queries.reads_working_papers(user=user)
    versions = [one for one in exhibit.versions.all() if reads_all or hasattr(one, "disclosure")]
    is_open, may_open = case.status not in FINISHED, can(user, Permission.CASE_FILE_OPEN)
    return {
        "case": case,
        "exhibit": exhibit,
        "facts": _facts(exhibit, may_open=may_open and reads_all),
        "versions": [_version(exhibit, version, user, is_open=is_open, may_open=may_open) for version in versions],
        "may_change": is_open and can(user, Permission.CASE_FILE_ADD),
        "warning": UNSCANNED if not is_configured() else "",
    }


def _facts(exhibit: "CaseFile", *, may_open: bool) -> list[dict[str, Any]]:
    file = exhibit.file
    marked = "Yes: a second person checks each version" if exhibit.may_name_reporter else "Not marked so"
    return [
        {"key": "What it is", "value": exhibit.description},
        {"key": "From", "value": exhibit.obtained_from},
        {"key": "How", "value": exhibit.obtained_how},
        {"key": "When", "value": format_date(exhibit.obtained_on) if exhibit.obtained_on else "Not recorded"},
        {"key": "Added", "value": f"{format_instant(file.uploaded_at)} by {file.uploaded_by.name}"},
        {"key": "File", "value": _file(exhibit.case, file, may_open=may_open)},
        {"key": "Virus scan", "value": {"text": scan_in_words(file), "tag": COLOURS[file.scan]}},
        {"key": "SHA-256 as it came", "value": file.digest, "data_test": "original-digest"},
        {"key": "Bears on", "value": bears_on(exhibit), "data_test": "bears-on"},
        {"key": "Could name whoever raised a concern", "value": marked, "data_test": "may-name"},
    ]


def _file(case: "Case", file: "StoredFile", *, may_open: bool) -> dict[str, Any]:
    name: dict[str, Any] = {"text": "Erased" if file.is_erased else file.name, "sub": filesizeformat(file.size)}
    if may_open and may_be_opened(file):
        name |= {"href": reverse("conduct:evidence_file", args=[case.reference, file.pk]), "data_test": "file"}
    return name


def _version(
    exhibit: "CaseFile", version: "ExhibitVersion", user: "User", *, is_open: bool, may_open: bool
) -> dict[str, Any]:
    facts: list[dict[str, Any]] = [
        {"key": "Left out", "value": version.redactions or "Nothing: as it came"},
        {"key": "Made", "value": f"{format_instant(version.made_at)} by {version.made_by.name}"},
        {"key": "File", "value": _file(exhibit.case, version.file, may_open=may_open)},
        {"key": "SHA-256 as handed on", "value": version.served_digest, "data_test": "served-digest"},
        {"key": "Check", "value": _check(exhibit, version), "data_test": "check"},
        {"key": "Disclosed", "value": _given(version), "data_test": "disclosed"},
    ]
    may_check = is_open and version.passed is None and version.made_by_id != user.pk
    return {
        "number": version.number,
        "facts": facts,
        "check": reverse("conduct:exhibit_check", args=[exhibit.case.reference, exhibit.number, version.number])
        if may_check and can(user, Permission.EVIDENCE_CHECK)
        else "",
    }


def _check(exhibit: "CaseFile", version: "ExhibitVersion") -> Any:
    if version.checked_by and version.checked_at:
        said = "May be handed on" if version.passed else "Sent back"
        return [f"{said}: {version.checked_by.name}, {format_instant(version.checked_at)}", version.check_words]
    return "Waits for a second person" if _needs_check(exhibit, version) else "None needed"


def _given(version: "ExhibitVersion") -> str:
    if not hasattr(version, "disclosure"):
        return "No"
    return f"To the manager, {format_instant(version.disclosure.at)}, by {version.disclosure.by.name}"


def version_to_check(exhibit: "CaseFile", version: "ExhibitVersion") -> dict[str, Any]:
    """What a second person looks at: what is to be left out, and the words that can be copied out of the version."""
    try:
        words = words_in(kind=Kind(version.file.content_type), content=served_copy(version.file))
    except ActionRefused as refusal:
        words = refusal.text
    return {"exhibit": exhibit, "version": version, "words": words, "is_picture": "image/" in version.file.content_type}


def own_evidence(case: "Case") -> list[list[Any]]:
    """What a manager was given, each with the hash of exactly what they open. No anonymous witness is named."""
    known_as = queries.anonymous_witnesses(case=case)
    return [
        [
            {
                "text": in_place_of(
                    f"Exhibit {version.exhibit.number}: {version.exhibit.description}", known_as=known_as
                ),
                "href": reverse("conduct:own_case_evidence", args=[case.reference, version.file_id]),
                "sub": in_place_of(f"Left out: {version.redactions}", known_as=known_as) if version.redactions else "",
                "data_test": "evidence-file",
            },
            format_instant(version.disclosure.at),
            {"text": version.served_digest},
        ]
        for version in queries.disclosed_to_manager(case=case)
    ]
