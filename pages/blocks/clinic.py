"""Blocks that speak of the clinic's own treatments, locations and answers."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.images.blocks import ImageChooserBlock
from wagtail.snippets.blocks import SnippetChooserBlock

from pages.booking import booking_link_problem

from .pictures import DescribesPicture, alt_here, decorative_here
from .text import ANCHOR_HELP, BODY_FEATURES, HEADING_LEVELS


class TreatmentSectionBlock(DescribesPicture):
    """A passage about one treatment, tied to its page."""

    treatment = blocks.PageChooserBlock(
        page_type="treatments.TreatmentPage", help_text="The passage links there and shows its facts."
    )
    heading = blocks.CharBlock(max_length=120, required=False, help_text="Left empty, the treatment's name is used.")
    level = blocks.ChoiceBlock(choices=HEADING_LEVELS, default="2", help_text="Do not skip a level.")
    anchor = blocks.RegexBlock(
        regex=r"^[a-z0-9]+(-[a-z0-9]+)*$",
        required=False,
        max_length=60,
        help_text=ANCHOR_HELP,
        error_messages={"invalid": "Use small letters, digits and single hyphens, such as what-to-expect."},
    )
    text = blocks.RichTextBlock(features=BODY_FEATURES, help_text="What this article says about the treatment.")
    brand = SnippetChooserBlock(
        "treatments.ProductBrand", required=False, help_text="The product, if the passage is about one."
    )
    image = ImageChooserBlock(required=False, help_text="A picture beside the passage.")
    alt = alt_here()
    decorative = decorative_here()

    class Meta:
        icon = "health"
        label = "Treatment section"
        group = "Clinic"
        description = "A passage about one treatment, tied to its page."


class CallToActionBlock(blocks.StructBlock):
    """What the reader may do next."""

    label = blocks.CharBlock(max_length=60, help_text="Say what happens, such as Book a consultation.")
    page = blocks.PageChooserBlock(required=False, help_text="A page of this site, or …")
    url = blocks.URLBlock(
        required=False,
        label="Address",
        help_text="… an address in the booking system: https, on a host that administrators have allowed.",
    )
    show_phone = blocks.BooleanBlock(
        required=False,
        default=True,
        label="Show the phone number",
        help_text="The organization's own number.",
    )
    locations = blocks.ListBlock(
        blocks.PageChooserBlock(page_type="locations.LocationPage"),
        default=[],
        max_num=20,
        help_text="The locations the reader may choose from.",
    )

    class Meta:
        icon = "calendar-check"
        label = "Call to action"
        group = "Clinic"
        description = "What the reader may do next: call, book, read on."

    def clean(self, value: blocks.StructValue) -> blocks.StructValue:
        cleaned = super().clean(value)
        if problem := self.problem(cleaned):
            raise StructBlockValidationError(block_errors={"url": ValidationError(problem)})
        return cleaned

    def problem(self, value: blocks.StructValue) -> str | None:
        """What is wrong with where it leads; a draft's may still lead nowhere."""
        if value["page"] and value["url"]:
            return "Choose a page or enter an address, not both. Clear one of them."
        leads_on = value["page"] or value["url"] or value["show_phone"] or value["locations"]
        if not leads_on and not self.is_deferred_validation:
            return "Choose a page, enter an address, show the phone number or add locations: else it leads nowhere."
        return booking_link_problem(value["url"])


class FaqBlock(blocks.StructBlock):
    """Questions and answers from the register."""

    items = blocks.ListBlock(
        SnippetChooserBlock("pages.Faq"),
        min_num=1,
        max_num=20,
        label="Questions",
        help_text="Chosen from the register.",
    )

    class Meta:
        icon = "help"
        label = "Questions and answers"
        group = "Clinic"
        description = "Questions and answers from the register; corrected there, they change everywhere."
