"""Files beside a need in a browser: added, refused with the reason, taken along."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from tests.browser.test_journeys import WIDE, Visit, sign_in
from tests.web.conftest import PASSWORD, World

from scibridge.domain.attachments.models import Attachment

pytestmark = pytest.mark.browser
WORDS = {
    "en": {"add": "Add", "files": "No files yet."},
    "zh-hans": {"add": "添加", "files": "还没有附件。"},
}


def choose(page: Page, language: str, name: str, body: bytes) -> None:
    page.locator("input[type=file]").set_input_files(
        {"name": name, "mimeType": "application/octet-stream", "buffer": body}
    )
    page.get_by_role("button", name=WORDS[language]["add"], exact=True).click()


@pytest.mark.parametrize("javascript", [True, False], ids=["with scripts", "without scripts"])
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_a_file_is_added_and_downloaded(
    world: World, visit: Visit, language: str, javascript: bool, tmp_path: Path
) -> None:
    page = visit(java_script_enabled=javascript, accept_downloads=True, **WIDE)
    sign_in(page, language, world.owner.email, PASSWORD)
    page.goto(f"/{language}/needs/{world.need.public_id}/files/")
    expect(page.get_by_text(WORDS[language]["files"])).to_be_visible()
    # What it is says its content, not its name.
    choose(page, language, "report.pdf", b"<!doctype html><script>alert(1)</script>")
    expect(page.locator(".errorlist:visible, .form-problems:visible").first).to_be_visible()
    assert not Attachment.objects.exists()
    choose(page, language, "测试 report.csv", b"cycle,capacity\n1,100\n")
    name = page.locator(".file-name a")
    expect(name).to_have_text("测试 report.csv")
    with page.expect_download() as caught:
        name.click()
    file = tmp_path / "taken"
    caught.value.save_as(file)
    assert file.read_bytes() == b"cycle,capacity\n1,100\n"
    assert caught.value.suggested_filename == "测试 report.csv"
