"""What a page opened by a code hands on: nothing of the code."""

from uuid import uuid4

import pytest
from django.test import Client

from palier.agenda.actions.registrations import Asked, register
from palier.agenda.enums import RegistrationChannel
from tests.factories.agenda import a_session
from tests.factories.directory import NOW

pytestmark = pytest.mark.django_db


def test_an_opinion_sent_from_the_page_of_a_code_is_not_kept_with_the_code(client: Client) -> None:
    registration = register(
        session_id=a_session().pk,
        asked=Asked(first_names=("Odette",)),
        form_key=uuid4(),
        channel=RegistrationChannel.ONLINE,
        by=None,
        now=NOW,
    )

    page = client.get(f"/mon-inscription/{registration.code}/").text

    assert '/avis/?page=/mon-inscription/"' in page
    assert f"page=/mon-inscription/{registration.code}" not in page


def test_an_opinion_sent_from_another_page_is_kept_with_its_address(client: Client) -> None:
    assert '/avis/?page=/a-propos/"' in client.get("/a-propos/").text
