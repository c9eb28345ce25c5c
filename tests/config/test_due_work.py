"""What time makes due is there."""

import pytest
from django.conf import settings
from django.utils.module_loading import import_string


@pytest.mark.parametrize("path", sorted({*settings.DUE_WORK, *settings.LONG_WORK}))
def test_every_work_that_is_due_is_a_function(path: str) -> None:
    assert callable(import_string(path))
