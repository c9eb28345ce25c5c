"""Examples for the OpenAPI document and the integration guide. Tests send each question and compare each answer."""

from typing import Any

from drf_spectacular.utils import OpenApiExample

BY_NUMBER: dict[str, Any] = {
    "client_ref": "REQ-88120",
    "subject": {
        "registration_number": "NM-20441703-6",
        "family_name": "Osei",
        "given_names": "Ama",
        "previous_family_names": ["Boateng"],
        "date_of_birth": "1974-03-09",
        "national_insurance_number": None,
    },
    "role": {"tier": "board_director", "organisation": "RJ1"},
    "purpose": "pre_appointment",
    "subject_informed": True,
    "as_of": None,
    "known_at": None,
}
BY_NAME: dict[str, Any] = {
    "subject": {"family_name": "Osei", "given_names": "Ama", "date_of_birth": "1974-03-09"},
    "role": {"tier": "direct_report"},
    "purpose": "annual_fit_and_proper",
}
RESTRICTED: dict[str, Any] = {
    "id": "chk_0f1f6a3d2f7e4c0b9a8d7c6b5a493827",
    "client_ref": "REQ-88120",
    "purpose": "pre_appointment",
    "test": False,
    "outcome": "restricted",
    "employable_in_role": "conditional",
    "match": {
        "certainty": "unique",
        "basis": "number_and_date_of_birth",
        "registration_number": "NM-20441703-6",
    },
    "role": {"tier": "board_director", "organisation": "RJ1"},
    "registration": {"status": "registered", "grade": "full", "since": "2026-01-05"},
    "restrictions": [
        {
            "kind": "conditions",
            "tiers": ["board_director"],
            "organisation_classes": ["all"],
            "in_force_from": "2026-05-04T23:00:00.000000Z",
            "in_force_until": None,
            "under_appeal": False,
            "stayed": False,
            "decision": None,
        }
    ],
    "annotations": [],
    "permissions_to_act": [],
    "next_change": None,
    "statement": (
        "One person matched. They may hold this post only under the conditions shown. This is not a "
        "fit-and-proper-person assessment. The appointing organisation makes that assessment itself."
    ),
    "as_of": "2026-11-21T10:41:07.123456Z",
    "known_at": "2026-11-21T10:41:07.123456Z",
    "answered_at": "2026-11-21T10:41:07.123456Z",
    "rule_set": "2026.1",
    "ledger": {"size": 88213, "root": "5df6e0e2761359d30a8275058e299fcc0381534545f55cf43e41983f5d4c9456"},
    "receipt": "eyJhbGciOiJFZERTQSIsImtpZCI6...",
    "receipt_salt": "s6w9kh2W2bgVhZqN-DTpgA",
    "review": None,
    "resolves": None,
    "correction": None,
}

QUESTIONS = [
    OpenApiExample("By registration number", value=BY_NUMBER, request_only=True),
    OpenApiExample("By name and date of birth", value=BY_NAME, request_only=True),
]
ANSWERS = [
    OpenApiExample("Conditions bear on the post", value=RESTRICTED, response_only=True, status_codes=["201"]),
]
