"""The texts themselves, before any database."""

import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from cms.media.document_types.pdf import check_pdf
from demo.markup import chunks
from demo.pdf import pdf
from demo.reading import CONTENT, ContentError, Text, read_text, table, texts

FORBIDDEN = re.compile(
    r"\b(painless|pain-free|guaranteed?|risk-free|100%|anti-ag(?:e)?ing|miracle|permanent(?:ly)?|FDA[- ]approved\b"
    r"(?! dermal fillers)|board[- ]certified|board[- ]eligible|best|#1|no downtime|safest|flawless|youthful|superb"
    r"|world-class|state-of-the-art|cutting-edge|lorem|todo)",
    re.IGNORECASE,
)
TABLES = ("availability", "clinic", "faqs", "indexes", "pictures", "registers")
KINDS = {"treatment", "concern", "location", "provider", "article", "index", "page"}


FOLDERS = ("treatments", "concerns", "providers", "locations", "articles", "pages", "documents")


def everything() -> list[Text]:
    return [text for folder in FOLDERS for text in texts(folder)]


def words(text: str) -> int:
    """Words that a reader sees: no markup."""
    return len(re.findall(r"[^\W_]+(?:['’-][^\W_]+)*", re.sub(r":::.*|\]\([^)]*\)|[|#*]", " ", text)))


def test_counts_are_those_of_the_demo() -> None:
    registers = table("registers")
    assert {folder: len(texts(folder)) for folder in FOLDERS} == {
        "treatments": 16,
        "concerns": 24,
        "providers": 9,
        "locations": 3,
        "articles": 8,
        "pages": 5,
        "documents": 1,
    }
    assert {name: len(registers[name]) for name in ("areas", "brands", "devices", "sources", "disclaimers")} == {
        "areas": 14,
        "brands": 8,
        "devices": 6,
        "sources": 15,
        "disclaimers": 6,
    }
    assert len(table("faqs")) == 24
    assert len(table("pictures")) == 40
    assert len([text for text in texts("articles") if text.head.get("comparison")]) == 3
    assert sum(len(text.head["exceptions"]) for text in texts("locations")) == 6
    assert sum(bool(text.head.get("npi")) for text in texts("providers")) == 6


@pytest.mark.parametrize("text", texts("articles"), ids=lambda text: text.slug)
def test_articles_are_long_enough_to_look_real(text: Text) -> None:
    assert words(text.body) >= 600


@pytest.mark.parametrize("text", texts("providers"), ids=lambda text: text.slug)
def test_bios_have_eighty_words(text: Text) -> None:
    assert words(text.parts("bio")["bio"]) >= 80


@pytest.mark.parametrize("text", texts("concerns"), ids=lambda text: text.slug)
def test_concerns_say_enough_and_when_to_see_a_doctor(text: Text) -> None:
    parts = text.parts("introduction", "see_a_doctor_if")
    assert words(parts["introduction"]) >= 60
    assert words(parts["see_a_doctor_if"]) >= 25


@pytest.mark.parametrize("text", everything(), ids=lambda text: text.slug)
def test_nothing_is_claimed_that_a_clinic_may_not_claim(text: Text) -> None:
    assert FORBIDDEN.findall(f"{text.head}\n{text.body}") == []


@pytest.mark.parametrize("name", TABLES)
def test_no_table_claims_it_either(name: str) -> None:
    assert FORBIDDEN.findall(re.sub(r"https?://[^'\s]*", "", str(table(name)))) == []


def test_every_table_is_looked_at() -> None:
    assert sorted(path.stem for path in CONTENT.glob("*.toml")) == list(TABLES)


def test_links_name_a_kind_that_exists() -> None:
    targets = {target for text in everything() for target in re.findall(r"\]\(([^)]+)\)", text.body)}
    inside = {target for target in targets if not target.startswith("https://")}
    assert {target.partition(":")[0] for target in inside} <= KINDS
    assert targets - inside == {board["verify_url"] for board in table("registers")["boards"].values()} & targets


def test_every_picture_is_used_and_described() -> None:
    pictures = table("pictures")
    used = {table("clinic")["organization"]["logo"]}
    for text in everything():
        used |= {text.head.get("picture"), text.head.get("hero")}
        used |= {chunk.values.get("picture") for chunk in chunks(text.body)}
    assert used - {None} == set(pictures)
    assert [key for key, told in pictures.items() if bool(told.get("alt")) == bool(told.get("decorative"))] == []
    assert [key for key, told in pictures.items() if told.get("decorative")] == ["garden-path"]


def test_every_document_is_shown_and_fits_on_its_page() -> None:
    shown = {chunk.values["file"] for text in everything() for chunk in chunks(text.body) if chunk.name == "document"}
    assert shown == {text.slug for text in texts("documents")}
    for text in texts("documents"):
        check_pdf(pdf(text.head["title"], text.body))


def test_a_document_of_two_pages_is_named() -> None:
    with pytest.raises(ContentError, match="“Rules” is too long for one page"):
        pdf("Rules", "A rule.\n" * 60)


def test_every_source_is_cited_and_every_cell_cites_one_of_its_article() -> None:
    registers = table("registers")
    cited = {brand["label_source"] for brand in registers["brands"].values()}
    for text in [*texts("treatments"), *texts("articles")]:
        cited |= set(text.head["sources"])
        cells = [cell for row in text.head.get("criteria", ()) for cell in row.values() if isinstance(cell, dict)]
        assert {cell["source"] for cell in cells if "source" in cell} <= set(text.head["sources"]), text.slug
    assert cited == set(registers["sources"])
    assert [key for key, told in registers["sources"].items() if told.get("link_is_dead")] == ["aad-microdermabrasion"]


def test_a_law_is_cited_from_the_rules_themselves() -> None:
    statutes = {told["url"] for told in table("registers")["sources"].values() if told["kind"] == "statute"}
    assert {url.partition("/gac/")[0] for url in statutes} == {"https://rules.sos.ga.gov"}


PUBLIC = [text for folder in ("treatments", "articles") for text in texts(folder) if not text.head.get("draft")]


@pytest.mark.parametrize("text", PUBLIC, ids=lambda text: text.slug)
def test_what_is_public_has_sources_and_a_review(text: Text) -> None:
    assert text.head["sources"]
    assert {"reviewed_by", "last_reviewed", "next_review_due"} <= set(text.head)
    assert text.head.get("author") != text.head["reviewed_by"]


@pytest.mark.parametrize("text", texts("providers"), ids=lambda text: text.slug)
def test_providers_have_a_licence(text: Text) -> None:
    assert text.head["licences"]


@pytest.mark.parametrize("text", texts("locations"), ids=lambda text: text.slug)
def test_a_place_on_the_map_is_told_to_five_decimals(text: Text) -> None:
    source = (CONTENT / "locations" / f"{text.slug}.md").read_text()
    for name in ("latitude", "longitude"):
        assert re.search(rf"^{name} = -?\d+\.\d{{5,}}$", source, re.MULTILINE)


def test_lists_are_short_enough_for_an_answer() -> None:
    assert max(len(text.head["treatments"]) for text in texts("articles")) <= 8
    given: dict[str, set[str]] = {}
    for offer in table("availability")["offers"]:
        for slug in offer["treatments"]:
            given.setdefault(slug, set()).add(offer["provider"])
    assert max(len(providers) for providers in given.values()) <= 12


def test_calls_to_action_lead_to_the_booking_system() -> None:
    clinic = table("clinic")
    calls = [chunk for text in everything() for chunk in chunks(text.body) if chunk.name == "call-to-action"]
    urls = [chunk.values["url"] for chunk in calls if "url" in chunk.values]
    urls += [text.head["booking_url"] for text in texts("locations") if "booking_url" in text.head]
    urls += [item["url"] for menu in clinic["navigation"] for item in menu["items"] if "url" in item]
    assert len(urls) > 8
    assert {urlsplit(url).scheme for url in urls} == {"https"}
    assert {urlsplit(url).hostname for url in urls} == set(clinic["organization"]["booking_hosts"])
    assert [chunk.values for chunk in calls if ("url" in chunk.values) == ("page" in chunk.values)] == []


def test_a_nurse_from_elsewhere_is_from_a_state_outside_the_compact() -> None:
    states = {
        kind["state"] for kind in table("registers")["licence_types"].values() if kind["title"] == "Registered Nurse"
    }
    assert states - {"GA"} <= {"AK", "CA", "HI", "IL", "MI", "MN", "NV", "NY", "OR"}


def test_every_disclaimer_stands_on_every_page() -> None:
    assert [key for key, told in table("registers")["disclaimers"].items() if not told.get("default")] == []


def test_a_text_without_a_head_is_named(tmp_path: Path) -> None:
    path = tmp_path / "orphan.md"
    path.write_text("No head.")
    with pytest.raises(ContentError, match=r"orphan\.md: a text begins with a head"):
        read_text(path)
