"""`/-/travaux/`: operators read what ran, what failed, what comes next, and run it again; nobody else can."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from palier.accounts.models import User
from palier.core.enums import JobStatus
from palier.core.jobs import registered_jobs
from palier.core.models import JobRun

pytestmark = pytest.mark.django_db


@pytest.fixture
def operator(client: Client) -> Client:
    client.force_login(User.objects.create_superuser("operator@demo.example", name="Opératrice"))
    return client


def failed_run(job: str = "forget_old_data", error: str = "OSError : le disque est plein") -> JobRun:
    now = timezone.now()
    return JobRun.objects.create(
        job=job, slot=now - timedelta(hours=1), status=JobStatus.FAILED, error=error, finished_at=now
    )


def failed_task() -> DBTaskResult[Any, Any]:
    return DBTaskResult.objects.create(
        status="FAILED",
        args_kwargs={"args": ["marie@demo.example"], "kwargs": {}},
        task_path="palier.feedback.tasks.announce_feedback",
        worker_ids=["a"] * 5,
        backend_name="default",
        run_after=timezone.now(),
        finished_at=timezone.now(),
        exception_class_path="builtins.OSError",
        traceback="Traceback : marie@demo.example",
    )


def test_every_job_is_there_with_its_hour(operator: Client) -> None:
    page = operator.get("/-/travaux/").text

    assert "Oublier les données anciennes" in page
    assert "Chaque jour à 04:00" in page
    assert page.count("jamais passé") == page.count('name="job"') == len(registered_jobs())


def test_failures_of_jobs_and_tasks_are_in_sight_without_what_the_tasks_were_given(operator: Client) -> None:
    failed_run()
    failed_task()

    page = operator.get("/-/travaux/").text

    assert page.count("OSError : le disque est plein") == 2  # at the job, and among the last failures
    assert "announce_feedback" in page
    assert "1 en échec" in page
    assert "marie" not in page


def test_a_job_is_asked_for_once(operator: Client) -> None:
    for _ in range(2):
        answer = operator.post("/-/travaux/relancer/", {"job": "forget_old_data"}, follow=True)

    assert "partira au prochain passage" in answer.text
    assert list(JobRun.objects.values_list("job", "status")) == [("forget_old_data", "ASKED")]
    assert answer.text.count('name="job"') == len(registered_jobs()) - 1


def test_a_failed_task_is_put_back_in_the_queue(operator: Client) -> None:
    task = failed_task()

    for _ in range(2):
        answer = operator.post("/-/travaux/taches/relancer/", {"task": str(task.pk)}, follow=True)

    task.refresh_from_db()
    assert task.status == "READY"
    assert "Cette tâche n’est plus en échec." in answer.text


@pytest.mark.parametrize(
    ("address", "data"), [("relancer/", {"job": "inconnu"}), ("taches/relancer/", {"task": "3"})]
)
def test_what_does_not_exist_is_not_found(operator: Client, address: str, data: dict[str, str]) -> None:
    assert operator.post(f"/-/travaux/{address}", data).status_code == 404


@pytest.mark.parametrize("address", ["relancer/", "taches/relancer/"])
def test_reading_an_address_changes_nothing(operator: Client, address: str) -> None:
    assert operator.get(f"/-/travaux/{address}").status_code == 405


@pytest.mark.parametrize(
    ("method", "address"), [("get", ""), ("post", "relancer/"), ("post", "taches/relancer/")]
)
def test_only_operators_come_in(client: Client, method: str, address: str) -> None:
    """Nobody signed in, somebody signed in, an operator."""
    url = f"/-/travaux/{address}"
    anonymous = getattr(client, method)(url)
    client.force_login(User.objects.create_user("bob@demo.example", name="Bob"))
    signed_in = getattr(client, method)(url)
    client.force_login(User.objects.create_user("olga@demo.example", name="Olga", is_staff=True))
    operator = getattr(client, method)(url, {"job": "forget_old_data"})

    assert (anonymous.status_code, signed_in.status_code) == (302, 403)
    assert operator.status_code in {200, 302, 404}


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_costs_as_much_for_one_failure_as_for_three(
    operator: Client, django_assert_num_queries: Any, count: int
) -> None:
    for _ in range(count):
        failed_run("essai")
        failed_task()

    with django_assert_num_queries(8 + len(registered_jobs())):
        operator.get("/-/travaux/")
