"""The whole chain, as `make website` starts it: from an editor's screen to what a visitor is shown."""

from __future__ import annotations

import pytest

from .chain import Chain

pytestmark = [pytest.mark.website, pytest.mark.browser, pytest.mark.once]


def test_the_first_page_is_there(chain: Chain) -> None:
    assert chain.get("/").status_code == 200
    assert list(chain.logins) == ["admin", "editor", "location-editor", "reviewer", "publisher"]
    assert chain.manage("shell", "--verbosity=0", stdin="print(1)") == "1\n"
