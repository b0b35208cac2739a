"""An editor's screen without a browser: the fields of an edit form, as a browser would send them."""

from __future__ import annotations

from typing import Any

from bs4 import BeautifulSoup, Tag
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse


class Screen:
    """An open edit form. ``data`` is what its fields hold; the methods do what the grid's buttons do."""

    def __init__(self, client: Client, address: str) -> None:
        self.client, self.address = client, address
        self.read(client.get(address))

    @classmethod
    def adding(cls, client: Client, parent: Any) -> Screen:
        return cls(client, reverse("wagtailadmin_pages:add", args=("pages", "comparisonarticlepage", parent.pk)))

    @classmethod
    def editing(cls, client: Client, page: Any) -> Screen:
        return cls(client, reverse("wagtailadmin_pages:edit", args=(page.pk,)))

    def read(self, response: HttpResponse) -> None:
        assert response.status_code == 200
        self.html = BeautifulSoup(response.content, "html.parser")
        for template in self.html.find_all("template"):
            template.decompose()
        form = self.html.find("form", attrs={"data-edit-form": True}) or self.html.find(id="page-edit-form")
        assert isinstance(form, Tag)
        self.data = {"body-count": "0", **dict(fields(form))}

    # What a browser sends

    def send(self, **actions: str) -> HttpResponse:
        response: Any = self.client.post(self.address, {**self.data, **actions})
        return response

    def save(self) -> None:
        """Save a draft, which must succeed, and open it again."""
        response = self.send()
        assert response.status_code == 302, self.errors(response)
        self.address = response["Location"]
        self.read(self.client.get(self.address))

    def autosave(self) -> dict[str, Any]:
        """Save in the background, as Wagtail does: the form stays open and only learns the fields it is told."""
        response: Any = self.client.post(self.address, self.data, headers={"Accept": "application/json"})
        answer: dict[str, Any] = response.json()
        if answer["success"]:
            self.data["overwrite_revision_id"] = str(answer["revision_id"])
            assert answer["field_updates"].keys() <= self.data.keys()
            self.data |= answer["field_updates"]
            self.address = answer.get("url", self.address)
        return answer

    def publish(self) -> HttpResponse:
        return self.send(**{"action-publish": "action-publish"})

    def errors(self, response: HttpResponse) -> dict[str, list[str]]:
        """The messages in a refused form, by the id of the element they stand in (or "grid")."""
        html = BeautifulSoup(response.content, "html.parser")
        found: dict[str, list[str]] = {}
        for message in html.select("form .error-message"):
            holder = message.parent.get("id") if message.parent else None
            found.setdefault(str(holder or "grid"), []).append(message.get_text(strip=True))
        return found

    # What the grid's buttons do

    def count(self, formset: str) -> int:
        return int(self.data[f"{formset}-TOTAL_FORMS"])

    def add_form(self, formset: str, **values: Any) -> int:
        number = self.count(formset)
        self.data[f"{formset}-TOTAL_FORMS"] = str(number + 1)
        for name, value in {"id": "", "DELETE": "", **values}.items():
            self.data[f"{formset}-{number}-{name}"] = str(value)
        return number

    def add_row(self, label: str = "") -> int:
        row = self.add_form("criteria", key="", ORDER=self.count("criteria") + 1, label=label)
        for column in range(self.count("subjects")):
            if self.data[f"subjects-{column}-DELETE"] != "on":
                self.add_cell(row, column)
        return row

    def add_column(self, name: str = "") -> int:
        column = self.add_form("subjects", key="", ORDER=self.count("subjects") + 1, name=name)
        for row in range(self.count("criteria")):
            if self.data[f"criteria-{row}-DELETE"] != "on":
                self.add_cell(row, column)
        return column

    def add_cell(self, row: int, column: int) -> int:
        return self.add_form("cells", row=row, column=column, verdict="", text="", source="")

    def fill(self, row: int, column: int, **values: Any) -> None:
        for name, value in values.items():
            self.data[f"cells-{self.cell(row, column)}-{name}"] = str(value)

    def cell(self, row: int, column: int) -> int:
        """The number of the cell form at a place."""
        for number in range(self.count("cells")):
            place = (self.data.get(f"cells-{number}-row"), self.data.get(f"cells-{number}-column"))
            if place == (str(row), str(column)):
                return number
        raise LookupError(f"No cell stands at row {row}, column {column}")

    def decide_all(self, verdict: str = "neutral") -> None:
        for number in range(self.count("cells")):
            self.data[f"cells-{number}-verdict"] = verdict

    def name_all(self) -> None:
        """Fill in what publishing needs besides verdicts."""
        self.data |= {"title": "Medical spa or day spa", "slug": "medical-spa-or-day-spa", "introduction": "Which one."}
        self.data.pop("is_medical")  # as an unticked box
        self.data |= {"subjects-0-name": "Medical spa", "subjects-1-name": "Day spa"}
        self.data |= {
            f"criteria-{n}-label": label for n, label in enumerate(["Who supervises", "Who performs", "Safety"])
        }

    def table(self) -> list[list[str]]:
        """The shown table: captions, and "verdict|text" of each cell."""
        rows = self.html.select(".comparison-grid__table tr")
        return [[shown(cell) for cell in row.find_all(["th", "td"], recursive=False)] for row in rows]


def fields(form: Tag) -> list[tuple[str, str]]:
    """Name and value of each successful control."""
    found = []
    for field in form.select("input[name], select[name], textarea[name]"):
        name, kind = str(field["name"]), field.get("type")
        if field.name == "select":
            chosen = field.select_one("option[selected]") or field.select_one("option")
            found.append((name, str(chosen["value"]) if chosen else ""))
        elif field.name == "textarea":
            found.append((name, field.get_text().removeprefix("\n")))
        elif kind not in {"submit", "button", "file"} and (kind != "checkbox" or field.has_attr("checked")):
            found.append((name, str(field.get("value", "on" if kind == "checkbox" else ""))))
    return found


def shown(cell: Tag) -> str:
    verdict = cell.select_one("select option[selected]")
    text = cell.select_one("textarea")
    words = text.get_text().removeprefix("\n") if text else ""
    return f"{verdict['value'] if verdict else ''}|{words}" if cell.select_one("select") else words
