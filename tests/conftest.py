"""What every test gets: an own home folder, no network, no stray mail, and the real data where it is."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# A busy machine is no fault of what is tested: examples are not timed.
settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("untimed")
CHECKOUT = Path(__file__).resolve().parent.parent
# Few tests, each over every page. Shared out, they begin first: one of them left for the end would keep one
# worker busy for minutes while the others wait.
LONGEST = (
    "web/test_walk.py",
    "hostile/test_words.py",
    "browser/test_every_page.py",
    "test_matrix.py",
    "web/test_query_counts.py",
    "web/test_doors.py",
    "hostile/test_requests.py",
)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The order in which files are shared out between workers; alone, a process keeps its own."""
    if "PYTEST_XDIST_WORKER" not in os.environ:
        return
    places = {(CHECKOUT / "tests" / name): place for place, name in enumerate(LONGEST)}
    items.sort(key=lambda item: places.get(item.path, len(places)))


@pytest.fixture(scope="session")
def real_data() -> Path:
    """The folder of real open data beside the checkout; without it the test is skipped, with the reason."""
    folder = Path(os.environ.get("SCIBRIDGE_REAL_DATA", CHECKOUT.parent / "shared" / "data"))
    if not (folder / "README.md").is_file():
        pytest.skip(f"real data not found at {folder}")
    return folder


@pytest.fixture(autouse=True)
def no_stray_mail(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fail a test that sends mail without saying so by taking the ``mailoutbox`` fixture."""
    yield
    if "mailoutbox" in request.fixturenames:
        return
    from django.core import mail

    sent = getattr(mail, "outbox", [])
    if sent:
        subjects = [message.subject for message in sent]
        sent.clear()
        pytest.fail(f"unexpected mail: {subjects}")


@pytest.fixture(autouse=True)
def own_folders(settings: object, tmp_path: Path) -> None:
    """Lake, index, uploads and picture of one test never meet those of another."""
    settings.LAKE_DIRECTORY = tmp_path / "lake"  # type: ignore[attr-defined]
    settings.ATLAS_DIRECTORY = tmp_path / "atlas"  # type: ignore[attr-defined]
    settings.INDEX_DIRECTORY = tmp_path / "index"  # type: ignore[attr-defined]
    settings.MEDIA_ROOT = tmp_path / "media"  # type: ignore[attr-defined]
    settings.WORLD_DIRECTORY = tmp_path / "world"  # type: ignore[attr-defined]


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    """No test inherits the language another one chose."""
    from django.utils import translation

    translation.activate("en")
    yield
    translation.activate("en")
