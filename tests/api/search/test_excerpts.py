"""How a result is quoted."""

from __future__ import annotations

from tests import factories as make
from tests.admin.conftest import run_tasks
from tests.api.conftest import Ask
from tests.factories import SmallSite

from .conftest import FIND, QUOTE, titles


def test_an_excerpt_is_around_the_words_found_and_escaped(site: SmallSite, ask: Ask) -> None:
    body = make.stored_blocks(
        ("heading", {"text": "On thorns", "level": "2"}),
        (
            "rich_text",
            {"text": "<p>First, about <b>roses</b> &amp; their &lt;script&gt;thorn's&lt;/script&gt; end.</p>"},
        ),
        ("rich_text", {"text": f"<p>{'word ' * 40}rosebud and thorn {'more ' * 60}</p>"}),
    )
    make.StandardPageFactory(title="Garden", introduction="What grows.", body=body)
    run_tasks()

    assert ask(QUOTE, words="Rose thorn")["search"]["nodes"] == [
        {
            "page": {"title": "Garden"},
            "excerpt": {
                "html": "First, about <mark>roses</mark> &amp; their &lt;script&gt;<mark>thorn&#x27;s</mark>"
                "&lt;/script&gt; end.",
                "text": "First, about roses & their <script>thorn's</script> end.",
            },
        }
    ]
    [node] = ask(QUOTE, words="rosebud")["search"]["nodes"]
    before, after = "word " * 15, ("more " * 29).strip()
    assert node["excerpt"]["text"] == f"… {before}rosebud and thorn {after} …"
    assert node["excerpt"]["html"] == f"… {before}<mark>rosebud</mark> and thorn {after} …"
    [node] = ask(QUOTE, words="garden")["search"]["nodes"]
    assert node["excerpt"] == {"html": "What grows.", "text": "What grows."}


def test_a_page_without_text_has_an_empty_excerpt(site: SmallSite, ask: Ask) -> None:
    make.StandardPageFactory(title="Bare", introduction="")
    run_tasks()
    assert ask(QUOTE, words="bare")["search"]["nodes"] == [
        {"page": {"title": "Bare"}, "excerpt": {"html": "", "text": ""}}
    ]


def test_words_that_a_page_does_not_show_neither_find_nor_quote_it(site: SmallSite, ask: Ask) -> None:
    treatment = make.TreatmentPageFactory(title="Secret peel")
    picture = make.ImageFactory(title="Orchid")
    body = make.stored_blocks(
        ("image", {"image": picture.pk, "alt": "A white orchid", "caption": "An orchid."}),
        ("faq", {"items": [{"type": "item", "value": make.FaqFactory(question="Why orchids?").pk, "id": "1"}]}),
        ("treatment_section", {"treatment": treatment.pk, "text": "<p>Violets soothe after the peel.</p>"}),
        ("rich_text", {"text": "<p>Violets, once more.</p>"}),
    )
    make.StandardPageFactory(title="Flowers", introduction="Of the season.", body=body)
    run_tasks()

    assert titles(ask(FIND, words="orchid")) == []
    [node] = ask(QUOTE, words="violets")["search"]["nodes"]
    assert node["excerpt"]["text"] == "Violets soothe after the peel."
    treatment.unpublish()
    [node] = ask(QUOTE, words="violets")["search"]["nodes"]
    assert node["excerpt"]["text"] == "Violets, once more."
