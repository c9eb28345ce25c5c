"""A status machine as data."""

from enum import StrEnum

import pytest

from kernel.workflow import NotAllowedNow, Workflow, move


class At(StrEnum):
    DOOR = "at the door"
    INSIDE = "inside"
    ROOF = "on the roof"


MACHINE = Workflow("visit", At.DOOR, {"enter": move({At.DOOR}, At.INSIDE), "leave": move({At.INSIDE}, At.DOOR)})


def test_a_move_leads_from_its_sources_and_from_nowhere_else() -> None:
    assert MACHINE.target("enter", status=At.DOOR) == At.INSIDE
    with pytest.raises(NotAllowedNow, match="the visit is “inside”"):
        MACHINE.target("enter", status=At.INSIDE)
    assert MACHINE.allowed(At.INSIDE) == {"leave"}


def test_a_status_that_no_run_of_moves_leads_to_is_found() -> None:
    assert MACHINE.unreachable() == set()
    stranded = Workflow("visit", At.DOOR, {**MACHINE.moves, "jump": move({At.ROOF}, At.DOOR)})
    assert stranded.unreachable() == {At.ROOF}
