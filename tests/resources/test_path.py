import pytest

import resources


def test_a_resource_is_found_by_its_name() -> None:
    assert resources.path("icons/search.svg").read_text(encoding="utf-8").startswith("<svg")
    assert resources.path("profiles").is_dir()


@pytest.mark.parametrize("name", ["", ".", "icons/none.svg", "../pyproject.toml", "/etc/passwd", "icons/../../kiosk"])
def test_a_name_that_is_unknown_or_leaves_the_folder_is_refused(name: str) -> None:
    with pytest.raises(resources.ResourceMissing) as caught:
        resources.path(name)
    assert repr(name) in str(caught.value)
