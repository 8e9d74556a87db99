"""The API asked what its own description allows, and what it forbids."""

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_schema_conformance,
    status_code_conformance,
)

from tests.api.test_contract import PATHS

EXAMPLES = 20
CHECKS = (
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
    negative_data_rejection,
)


@pytest.fixture
def _kept_connection() -> Iterator[None]:
    """A served request closes its connection at the end, and with it the transaction of the test: as Django’s own
    test client does, do without that.
    """
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def api_schema(offer: None, settings: Any, _kept_connection: None) -> Any:
    settings.API_REQUESTS_PER_MINUTE = 1_000_000
    settings.ALLOWED_HOSTS = ["*"]
    # The client of schemathesis asks for compressed answers and cannot read them.
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if "gzip" not in name]
    return schemathesis.openapi.from_wsgi("/api/v1/openapi.json", get_wsgi_application())


# Not `@schema.parametrize()`: its way of adding tests while they run does not work with this pytest.
@pytest.mark.parametrize("mode", list(GenerationMode))
@pytest.mark.parametrize("path", PATHS)
def test_the_api_keeps_its_word(api_schema: Any, path: str, mode: GenerationMode) -> None:
    operation = api_schema[path]["GET"]
    if mode is GenerationMode.NEGATIVE and not operation.query and not operation.path_parameters:
        pytest.skip("nothing can be given wrong")

    @given(operation.as_strategy(generation_mode=mode))
    @hypothesis_settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
    def asked(case: Any) -> None:
        case.call_and_validate(checks=list(CHECKS))

    asked()
