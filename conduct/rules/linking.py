"""When two cases may be linked. Pure."""

from kernel.errors import ActionRefused


class NotLinkable(ActionRefused):
    """Two cases that are one, or belong to groups already."""


def require_linkable(*, cases: tuple[int, int], people: tuple[int, int], groups: tuple[int | None, int | None]) -> None:
    """Refuse a case with itself, two cases about one person, and cases of two groups."""
    if cases[0] == cases[1]:
        raise NotLinkable("This is the case itself. Enter the reference of another one.")
    if people[0] == people[1]:
        raise NotLinkable("Both cases are about the same person. Cases are linked across several managers.")
    if groups[0] is not None and groups[0] == groups[1]:
        raise NotLinkable("These cases are linked already.")
    if None not in groups:
        raise NotLinkable("Both cases are linked to others already, for other reasons. Say so in a note.")
