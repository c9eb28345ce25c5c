"""The table of moves of a bar."""

from barring.workflow import BAR, DOORS, Action, Status

FOLLOWS = {Action.FOLLOW_COURT, Action.END_BY_COURT, Action.QUASH}
TABLE = {
    Status.PROPOSED: {Action.REVISE, Action.SERVE_NOTICE, Action.WITHDRAW},
    Status.NOTICE_SERVED: {
        Action.MAKE_REPRESENTATIONS,
        Action.ENTER_REPRESENTATIONS,
        Action.ASK_EXTENSION,
        Action.GRANT_EXTENSION,
        Action.REFUSE_EXTENSION,
        Action.APPROVE,
        Action.SEND_BACK,
        Action.WITHDRAW,
    },
    Status.REPRESENTED: {
        Action.MAKE_REPRESENTATIONS,
        Action.ENTER_REPRESENTATIONS,
        Action.APPROVE,
        Action.SEND_BACK,
        Action.WITHDRAW,
    },
    Status.IN_EFFECT: {
        Action.ASK_APPEAL_EXTENSION,
        Action.GRANT_APPEAL_EXTENSION,
        Action.REFUSE_APPEAL_EXTENSION,
        Action.PROPOSE_LIFTING,
        *FOLLOWS,
    },
    Status.LIFTING_PROPOSED: {Action.LIFT, Action.REFUSE_LIFTING, *FOLLOWS},
    Status.LIFTED: {Action.QUASH},
    Status.REPLACED: {Action.QUASH},
    Status.QUASHED: set(),
    Status.WITHDRAWN: set(),
}


def test_from_each_status_these_actions_are_possible_and_no_others() -> None:
    assert {status: BAR.allowed(status) for status in Status} == TABLE


def test_every_status_can_be_reached_and_every_action_has_a_door() -> None:
    assert BAR.unreachable() == set()
    assert BAR.statuses() == set(Status)
    assert set(DOORS) == set(Action)
