"""An edit form as a browser would send it back: what its fields hold, and what the editor changes."""

from __future__ import annotations

import re
from typing import Any

from bs4 import BeautifulSoup, Tag
from django.test import Client
from django.urls import reverse

from tests.pages.editing import fields


class EditForm:
    """An open edit or add form. ``data`` is what its fields hold."""

    def __init__(self, client: Client, address: str) -> None:
        self.client, self.address = client, address
        response = client.get(address)
        assert response.status_code == 200, (response.status_code, address)
        html = BeautifulSoup(response.content, "html.parser")
        for template in html.find_all("template"):
            template.decompose()
        form = html.find("form", attrs={"data-edit-form": True}) or html.find(id="page-edit-form")
        assert isinstance(form, Tag)
        self.data: dict[str, Any] = {"body-count": "0", **dict(fields(form))}

    @classmethod
    def of(cls, client: Client, page: Any) -> EditForm:
        """The edit form of a page."""
        return cls(client, reverse("wagtailadmin_pages:edit", args=[page.pk]))

    @classmethod
    def adding(cls, client: Client, model: Any, parent: Any) -> EditForm:
        """The form for a new page."""
        arguments = (model._meta.app_label, model._meta.model_name, parent.pk)
        return cls(client, reverse("wagtailadmin_pages:add", args=arguments))

    def add_row(self, relation: str, **values: Any) -> None:
        """Add a child row, as the form's button does."""
        number = int(self.data[f"{relation}-TOTAL_FORMS"])
        self.data[f"{relation}-TOTAL_FORMS"] = str(number + 1)
        for name, value in {"id": "", "ORDER": number + 1, "DELETE": "", **values}.items():
            self.data[f"{relation}-{number}-{name}"] = str(value)

    def save(self, **changes: Any) -> Any:
        """Save a draft."""
        return self.client.post(self.address, {**self.data, **changes})

    def autosave(self, **changes: Any) -> dict[str, Any]:
        """Save a draft in the background."""
        response = self.client.post(self.address, {**self.data, **changes}, headers={"Accept": "application/json"})
        answer: dict[str, Any] = response.json()
        if answer["success"]:
            self.data |= {"overwrite_revision_id": str(answer["revision_id"]), **answer["field_updates"]}
        return answer

    def publish(self, **changes: Any) -> Any:
        """Publish."""
        return self.save(**{"action-publish": "action-publish", **changes})


def form_errors(response: Any) -> dict[str, list[str]]:
    """The messages of a refused form: by field, by child relation, and ``__all__`` for the rest."""
    assert response.status_code == 200, response.get("Location")
    form = response.context["form"]
    found = {name: [str(text) for text in texts] for name, texts in form.errors.items()}
    for name, formset in form.formsets.items():
        if messages := [str(text) for text in formset.non_form_errors()]:
            found[name] = messages
        for number, row in enumerate(formset.forms):
            found |= {f"{name}-{number}-{each}": [str(t) for t in texts] for each, texts in row.errors.items()}
    return found


def told(response: Any) -> list[str]:
    """The messages a redirect leads to, without mark-up."""
    texts = [str(message) for message in response.wsgi_request._messages]
    return [re.sub(r"\s+", " ", re.sub("<[^>]*>", " ", text)).strip() for text in texts]
