"""What the documents of the docs ask for beside the rows of Q1 to Q3: comparisons, a plain page and redirects."""

from __future__ import annotations

from typing import Any

from bench import content

COMPARISONS, SUBJECTS, CRITERIA, REDIRECTS = 10, 4, 15, 100
CELL_CHARACTERS = 120
PAGES = COMPARISONS + 1


def make(site: Any) -> None:
    """Make all of it on a site of the tests' factories, once; a comparison is as large as those of the demo."""
    from tests import factories

    for number in range(COMPARISONS):
        make_comparison(number, site.articles)
    text = content.rich_text(content.BODY_CHARACTERS, 1)
    factories.StandardPageFactory(
        title="About",
        slug="about",
        parent=site.home,
        history=False,
        body=factories.stored_blocks(("rich_text", {"text": text})),
    )
    make_redirects(site)


def make_comparison(number: int, parent: Any) -> None:
    from tests import factories

    subjects = [factories.subject(f"subject-{nth}", f"Subject {nth}") for nth in range(SUBJECTS)]
    criteria = [factories.criterion(f"criterion-{nth}", f"Criterion {nth}") for nth in range(CRITERIA)]
    factories.ComparisonArticlePageFactory(
        title=content.title("Comparison", number),
        slug=content.slug("Comparison", number),
        parent=parent,
        history=False,
        body=factories.stored_blocks(("rich_text", {"text": content.rich_text(content.BODY_CHARACTERS, number)})),
        subjects=subjects,
        criteria=criteria,
        cells=[
            factories.cell(row.key, column.key, text=content.plain_text(CELL_CHARACTERS, number + nth))
            for nth, (row, column) in enumerate((row, column) for row in criteria for column in subjects)
        ],
    )


def make_redirects(site: Any) -> None:
    """Half of them to pages, half to addresses."""
    from wagtail.contrib.redirects.models import Redirect

    Redirect.objects.bulk_create(
        Redirect(
            old_path=f"/old-{number}",
            site=site.site,
            **({"redirect_page": site.articles} if number % 2 else {"redirect_link": "/articles/"}),
        )
        for number in range(REDIRECTS)
    )
