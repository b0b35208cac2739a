import wagtail.fields
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("pages", "0101_small_letters_in_slugs"),
    ]

    operations = [
        migrations.AlterField(
            model_name="articlepage",
            name="body",
            field=wagtail.fields.StreamField(
                [
                    ("heading", 3),
                    ("rich_text", 5),
                    ("image", 8),
                    ("quote", 11),
                    ("treatment_section", 17),
                    ("callout", 21),
                    ("call_to_action", 28),
                    ("faq", 31),
                    ("table", 34),
                    ("embed", 36),
                    ("document", 39),
                ],
                blank=True,
                block_lookup={
                    0: ("wagtail.blocks.CharBlock", (), {"label": "Heading", "max_length": 120}),
                    1: (
                        "wagtail.blocks.ChoiceBlock",
                        [],
                        {
                            "choices": [("2", "Section heading"), ("3", "Sub-heading"), ("4", "Minor heading")],
                            "help_text": "Do not skip a level.",
                        },
                    ),
                    2: (
                        "wagtail.blocks.RegexBlock",
                        (),
                        {
                            "error_messages": {
                                "invalid": "Use small letters, digits and single hyphens, such as what-to-expect."
                            },
                            "help_text": "The name links jump to. Left empty, it is made from the heading.",
                            "max_length": 60,
                            "regex": "^[a-z0-9]+(-[a-z0-9]+)*$",
                            "required": False,
                        },
                    ),
                    3: ("wagtail.blocks.StructBlock", [[("text", 0), ("level", 1), ("anchor", 2)]], {}),
                    4: (
                        "wagtail.blocks.RichTextBlock",
                        (),
                        {
                            "features": ["bold", "italic", "link", "ol", "ul", "superscript", "subscript"],
                            "help_text": "Keep paragraphs short.",
                            "label": "Text",
                        },
                    ),
                    5: ("wagtail.blocks.StructBlock", [[("text", 4)]], {}),
                    6: (
                        "wagtail.images.blocks.ImageChooserBlock",
                        (),
                        {"help_text": "Its alt text is kept with the image itself."},
                    ),
                    7: (
                        "wagtail.blocks.CharBlock",
                        (),
                        {"help_text": "Printed under the picture.", "max_length": 240, "required": False},
                    ),
                    8: ("wagtail.blocks.StructBlock", [[("image", 6), ("caption", 7)]], {}),
                    9: (
                        "wagtail.blocks.TextBlock",
                        (),
                        {"help_text": "Without quotation marks.", "label": "Quote", "max_length": 500, "rows": 3},
                    ),
                    10: (
                        "wagtail.blocks.CharBlock",
                        (),
                        {"help_text": "Who said it. Never a patient by name.", "max_length": 120, "required": False},
                    ),
                    11: ("wagtail.blocks.StructBlock", [[("text", 9), ("attribution", 10)]], {}),
                    12: (
                        "wagtail.blocks.PageChooserBlock",
                        (),
                        {
                            "help_text": "The passage links there and shows its facts.",
                            "page_type": ["treatments.TreatmentPage"],
                        },
                    ),
                    13: (
                        "wagtail.blocks.CharBlock",
                        (),
                        {
                            "help_text": "Left empty, the treatment's name is used.",
                            "max_length": 120,
                            "required": False,
                        },
                    ),
                    14: (
                        "wagtail.blocks.RichTextBlock",
                        (),
                        {
                            "features": ["bold", "italic", "link", "ol", "ul", "superscript", "subscript"],
                            "help_text": "What this article says about the treatment.",
                        },
                    ),
                    15: (
                        "wagtail.snippets.blocks.SnippetChooserBlock",
                        ("treatments.ProductBrand",),
                        {"help_text": "The product, if the passage is about one.", "required": False},
                    ),
                    16: (
                        "wagtail.images.blocks.ImageChooserBlock",
                        (),
                        {"help_text": "A picture beside the passage.", "required": False},
                    ),
                    17: (
                        "wagtail.blocks.StructBlock",
                        [
                            [
                                ("treatment", 12),
                                ("heading", 13),
                                ("level", 1),
                                ("anchor", 2),
                                ("text", 14),
                                ("brand", 15),
                                ("image", 16),
                            ]
                        ],
                        {},
                    ),
                    18: (
                        "wagtail.blocks.ChoiceBlock",
                        [],
                        {
                            "choices": [("info", "Information"), ("warning", "Warning"), ("tip", "Tip")],
                            "help_text": "A warning is for risks, a tip for something handy.",
                        },
                    ),
                    19: (
                        "wagtail.blocks.CharBlock",
                        (),
                        {"help_text": "A few words; may stay empty.", "max_length": 100, "required": False},
                    ),
                    20: (
                        "wagtail.blocks.RichTextBlock",
                        (),
                        {
                            "features": ["bold", "italic", "link", "ol", "ul", "superscript", "subscript"],
                            "help_text": "Two or three sentences.",
                            "label": "Text",
                        },
                    ),
                    21: ("wagtail.blocks.StructBlock", [[("tone", 18), ("heading", 19), ("text", 20)]], {}),
                    22: (
                        "wagtail.blocks.CharBlock",
                        (),
                        {"help_text": "Say what happens, such as Book a consultation.", "max_length": 60},
                    ),
                    23: (
                        "wagtail.blocks.PageChooserBlock",
                        (),
                        {"help_text": "A page of this site, or …", "required": False},
                    ),
                    24: (
                        "wagtail.blocks.URLBlock",
                        (),
                        {
                            "help_text": "… an address in the booking system: https, on a host that administrators have allowed.",
                            "label": "Address",
                            "required": False,
                        },
                    ),
                    25: (
                        "wagtail.blocks.BooleanBlock",
                        (),
                        {
                            "default": True,
                            "help_text": "The organization's own number.",
                            "label": "Show the phone number",
                            "required": False,
                        },
                    ),
                    26: ("wagtail.blocks.PageChooserBlock", (), {"page_type": ["locations.LocationPage"]}),
                    27: (
                        "wagtail.blocks.ListBlock",
                        (26,),
                        {"default": [], "help_text": "The locations the reader may choose from.", "max_num": 20},
                    ),
                    28: (
                        "wagtail.blocks.StructBlock",
                        [[("label", 22), ("page", 23), ("url", 24), ("show_phone", 25), ("locations", 27)]],
                        {},
                    ),
                    29: ("wagtail.snippets.blocks.SnippetChooserBlock", ("pages.Faq",), {}),
                    30: (
                        "wagtail.blocks.ListBlock",
                        (29,),
                        {"help_text": "Chosen from the register.", "label": "Questions", "max_num": 20, "min_num": 1},
                    ),
                    31: ("wagtail.blocks.StructBlock", [[("items", 30)]], {}),
                    32: (
                        "wagtail.blocks.CharBlock",
                        (),
                        {"help_text": "What the table shows; screen readers announce it.", "max_length": 160},
                    ),
                    33: (
                        "wagtail.contrib.table_block.blocks.TableBlock",
                        (),
                        {
                            "help_text": "The first row holds the column headings.",
                            "table_options": {
                                "autoColumnSize": False,
                                "colHeaders": False,
                                "contextMenu": [
                                    "row_above",
                                    "row_below",
                                    "col_left",
                                    "col_right",
                                    "remove_row",
                                    "remove_col",
                                    "undo",
                                    "redo",
                                ],
                                "editor": "text",
                                "minSpareRows": 0,
                                "renderer": "text",
                                "rowHeaders": False,
                                "startCols": 3,
                                "startRows": 3,
                                "stretchH": "all",
                            },
                        },
                    ),
                    34: ("wagtail.blocks.StructBlock", [[("caption", 32), ("table", 33)]], {}),
                    35: (
                        "wagtail.blocks.URLBlock",
                        (),
                        {
                            "help_text": "The page of the video, for instance on YouTube or Vimeo.",
                            "label": "Video address",
                        },
                    ),
                    36: ("wagtail.blocks.StructBlock", [[("url", 35)]], {}),
                    37: (
                        "wagtail.documents.blocks.DocumentChooserBlock",
                        (),
                        {
                            "help_text": "Everybody may download it while this page is published, unless its collection is private."
                        },
                    ),
                    38: (
                        "wagtail.blocks.CharBlock",
                        (),
                        {
                            "help_text": "What the link says. Left empty, the document's title is used.",
                            "max_length": 120,
                            "required": False,
                        },
                    ),
                    39: ("wagtail.blocks.StructBlock", [[("document", 37), ("label", 38)]], {}),
                },
            ),
        ),
        migrations.AlterField(
            model_name="homepage",
            name="body",
            field=wagtail.fields.StreamField(
                [
                    ("heading", 3),
                    ("rich_text", 5),
                    ("image", 8),
                    ("quote", 11),
                    ("treatment_section", 17),
                    ("callout", 21),
                    ("call_to_action", 28),
                    ("faq", 31),
                    ("table", 34),
                    ("embed", 36),
                    ("document", 39),
                ],
                blank=True,
                block_lookup={
                    0: ("wagtail.blocks.CharBlock", (), {"label": "Heading", "max_length": 120}),
                    1: (
                        "wagtail.blocks.ChoiceBlock",
                        [],
                        {
                            "choices": [("2", "Section heading"), ("3", "Sub-heading"), ("4", "Minor heading")],
                            "help_text": "Do not skip a level.",
                        },
                    ),
                    2: (
                        "wagtail.blocks.RegexBlock",
                        (),
                        {
                            "error_messages": {
                                "invalid": "Use small letters, digits and single hyphens, such as what-to-expect."
                            },
                            "help_text": "The name links jump to. Left empty, it is made from the heading.",
                            "max_length": 60,
                            "regex": "^[a-z0-9]+(-[a-z0-9]+)*$",
                            "required": False,
                        },
                    ),
                    3: ("wagtail.blocks.StructBlock", [[("text", 0), ("level", 1), ("anchor", 2)]], {}),
                    4: (
                        "wagtail.blocks.RichTextBlock",
                        (),
                        {
                            "features": ["bold", "italic", "link", "ol", "ul", "superscript", "subscript"],
                            "help_text": "Keep paragraphs short.",
                            "label": "Text",
                        },
                    ),
                    5: ("wagtail.blocks.StructBlock", [[("text", 4)]], {}),
                    6: (
                        "wagtail.images.blocks.ImageChooserBlock",
                        (),
                        {"help_text": "Its alt text is kept with the image itself."},
                    ),
                    7: (
                        "wagtail.blocks.CharBlock",
                        (),
                        {"help_text": "Printed under the picture.", "max_length": 240, "required": False},
                    ),
                    8: ("wagtail.blocks.StructBlock", [[("image", 6), ("caption", 7)]], {}),
                    9: (
                        "wagtail.blocks.TextBlock",
                        (),
                        {"help_text": "Without quotation marks.", "label": "Quote", "max_length": 500, "rows": 3},
                    ),
                    10: (
                        "wagtail.blocks.CharBlock",
                        (),
                        {"help_text": "Who said it. Never a patient by name.", "max_length": 120, "required": False},
                    ),
                    11: ("wagtail.blocks.StructBlock", [[("text", 9), ("attribution", 10)]], {}),
                    12: (
                        "wagtail.blocks.PageChooserBlock",
                        (),
                        {
                            "help_text": "The passage links there and shows its facts.",
                            "page_type": ["treatments.TreatmentPage"],
                        },
                    ),
                    13: (
                        "wagtail.blocks.CharBlock",
                        (),
                        {
                            "help_text": "Left empty, the treatment's name is used.",
                            "max_length": 120,
                            "required": False,
                        },
                    ),
                    14: (
                        "wagtail.blocks.RichTextBlock",
                        (),
                        {
                            "features": ["bold", "italic", "link", "ol", "ul", "superscript", "subscript"],
                            "help_text": "What this article says about the treatment.",
                        },
                    ),
                    15: (
                        "wagtail.snippets.blocks.SnippetChooserBlock",
                        ("treatments.ProductBrand",),
                        {"help_text": "The product, if the passage is about one.", "required": False},
                    ),
                    16: (
                        "wagtail.images.blocks.ImageChooserBlock",
                        (),
                        {"help_text": "A picture beside the passage.", "required": False},
                    ),
                    17: (
                        "wagtail.blocks.StructBlock",
                        [
                            [
                                ("treatment", 12),
                                ("heading", 13),
                                ("level", 1),
                                ("anchor", 2),
                                ("text", 14),
                                ("brand", 15),
                                ("image", 16),
                            ]
                        ],
                        {},
                    ),
                    18: (
                        "wagtail.blocks.ChoiceBlock",
                        [],
                        {
                            "choices": [("info", "Information"), ("warning", "Warning"), ("tip", "Tip")],
                            "help_text": "A warning is for risks, a tip for something handy.",
                        },
                    ),
                    19: (
                        "wagtail.blocks.CharBlock",
                        (),
                        {"help_text": "A few words; may stay empty.", "max_length": 100, "required": False},
                    ),
                    20: (
                        "wagtail.blocks.RichTextBlock",
                        (),
                        {
                            "features": ["bold", "italic", "link", "ol", "ul", "superscript", "subscript"],
                            "help_text": "Two or three sentences.",
                            "label": "Text",
                        },
                    ),
                    21: ("wagtail.blocks.StructBlock", [[("tone", 18), ("heading", 19), ("text", 20)]], {}),
                    22: (
                        "wagtail.blocks.CharBlock",
                        (),
                        {"help_text": "Say what happens, such as Book a consultation.", "max_length": 60},
                    ),
                    23: (
                        "wagtail.blocks.PageChooserBlock",
                        (),
                        {"help_text": "A page of this site, or …", "required": False},
                    ),
                    24: (
                        "wagtail.blocks.URLBlock",
                        (),
                        {
                            "help_text": "… an address in the booking system: https, on a host that administrators have allowed.",
                            "label": "Address",
                            "required": False,
                        },
                    ),
                    25: (
                        "wagtail.blocks.BooleanBlock",
                        (),
                        {
                            "default": True,
                            "help_text": "The organization's own number.",
                            "label": "Show the phone number",
                            "required": False,
                        },
                    ),
                    26: ("wagtail.blocks.PageChooserBlock", (), {"page_type": ["locations.LocationPage"]}),
                    27: (
                        "wagtail.blocks.ListBlock",
                        (26,),
                        {"default": [], "help_text": "The locations the reader may choose from.", "max_num": 20},
                    ),
                    28: (
                        "wagtail.blocks.StructBlock",
                        [[("label", 22), ("page", 23), ("url", 24), ("show_phone", 25), ("locations", 27)]],
                        {},
                    ),
                    29: ("wagtail.snippets.blocks.SnippetChooserBlock", ("pages.Faq",), {}),
                    30: (
                        "wagtail.blocks.ListBlock",
                        (29,),
                        {"help_text": "Chosen from the register.", "label": "Questions", "max_num": 20, "min_num": 1},
                    ),
                    31: ("wagtail.blocks.StructBlock", [[("items", 30)]], {}),
                    32: (
                        "wagtail.blocks.CharBlock",
                        (),
                        {"help_text": "What the table shows; screen readers announce it.", "max_length": 160},
                    ),
                    33: (
                        "wagtail.contrib.table_block.blocks.TableBlock",
                        (),
                        {
                            "help_text": "The first row holds the column headings.",
                            "table_options": {
                                "autoColumnSize": False,
                                "colHeaders": False,
                                "contextMenu": [
                                    "row_above",
                                    "row_below",
                                    "col_left",
                                    "col_right",
                                    "remove_row",
                                    "remove_col",
                                    "undo",
                                    "redo",
                                ],
                                "editor": "text",
                                "minSpareRows": 0,
                                "renderer": "text",
                                "rowHeaders": False,
                                "startCols": 3,
                                "startRows": 3,
                                "stretchH": "all",
                            },
                        },
                    ),
                    34: ("wagtail.blocks.StructBlock", [[("caption", 32), ("table", 33)]], {}),
                    35: (
                        "wagtail.blocks.URLBlock",
                        (),
                        {
                            "help_text": "The page of the video, for instance on YouTube or Vimeo.",
                            "label": "Video address",
                        },
                    ),
                    36: ("wagtail.blocks.StructBlock", [[("url", 35)]], {}),
                    37: (
                        "wagtail.documents.blocks.DocumentChooserBlock",
                        (),
                        {
                            "help_text": "Everybody may download it while this page is published, unless its collection is private."
                        },
                    ),
                    38: (
                        "wagtail.blocks.CharBlock",
                        (),
                        {
                            "help_text": "What the link says. Left empty, the document's title is used.",
                            "max_length": 120,
                            "required": False,
                        },
                    ),
                    39: ("wagtail.blocks.StructBlock", [[("document", 37), ("label", 38)]], {}),
                },
            ),
        ),
        migrations.AlterField(
            model_name="standardpage",
            name="body",
            field=wagtail.fields.StreamField(
                [
                    ("heading", 3),
                    ("rich_text", 5),
                    ("image", 8),
                    ("quote", 11),
                    ("treatment_section", 17),
                    ("callout", 21),
                    ("call_to_action", 28),
                    ("faq", 31),
                    ("table", 34),
                    ("embed", 36),
                    ("document", 39),
                ],
                blank=True,
                block_lookup={
                    0: ("wagtail.blocks.CharBlock", (), {"label": "Heading", "max_length": 120}),
                    1: (
                        "wagtail.blocks.ChoiceBlock",
                        [],
                        {
                            "choices": [("2", "Section heading"), ("3", "Sub-heading"), ("4", "Minor heading")],
                            "help_text": "Do not skip a level.",
                        },
                    ),
                    2: (
                        "wagtail.blocks.RegexBlock",
                        (),
                        {
                            "error_messages": {
                                "invalid": "Use small letters, digits and single hyphens, such as what-to-expect."
                            },
                            "help_text": "The name links jump to. Left empty, it is made from the heading.",
                            "max_length": 60,
                            "regex": "^[a-z0-9]+(-[a-z0-9]+)*$",
                            "required": False,
                        },
                    ),
                    3: ("wagtail.blocks.StructBlock", [[("text", 0), ("level", 1), ("anchor", 2)]], {}),
                    4: (
                        "wagtail.blocks.RichTextBlock",
                        (),
                        {
                            "features": ["bold", "italic", "link", "ol", "ul", "superscript", "subscript"],
                            "help_text": "Keep paragraphs short.",
                            "label": "Text",
                        },
                    ),
                    5: ("wagtail.blocks.StructBlock", [[("text", 4)]], {}),
                    6: (
                        "wagtail.images.blocks.ImageChooserBlock",
                        (),
                        {"help_text": "Its alt text is kept with the image itself."},
                    ),
                    7: (
                        "wagtail.blocks.CharBlock",
                        (),
                        {"help_text": "Printed under the picture.", "max_length": 240, "required": False},
                    ),
                    8: ("wagtail.blocks.StructBlock", [[("image", 6), ("caption", 7)]], {}),
                    9: (
                        "wagtail.blocks.TextBlock",
                        (),
                        {"help_text": "Without quotation marks.", "label": "Quote", "max_length": 500, "rows": 3},
                    ),
                    10: (
                        "wagtail.blocks.CharBlock",
                        (),
                        {"help_text": "Who said it. Never a patient by name.", "max_length": 120, "required": False},
                    ),
                    11: ("wagtail.blocks.StructBlock", [[("text", 9), ("attribution", 10)]], {}),
                    12: (
                        "wagtail.blocks.PageChooserBlock",
                        (),
                        {
                            "help_text": "The passage links there and shows its facts.",
                            "page_type": ["treatments.TreatmentPage"],
                        },
                    ),
                    13: (
                        "wagtail.blocks.CharBlock",
                        (),
                        {
                            "help_text": "Left empty, the treatment's name is used.",
                            "max_length": 120,
                            "required": False,
                        },
                    ),
                    14: (
                        "wagtail.blocks.RichTextBlock",
                        (),
                        {
                            "features": ["bold", "italic", "link", "ol", "ul", "superscript", "subscript"],
                            "help_text": "What this article says about the treatment.",
                        },
                    ),
                    15: (
                        "wagtail.snippets.blocks.SnippetChooserBlock",
                        ("treatments.ProductBrand",),
                        {"help_text": "The product, if the passage is about one.", "required": False},
                    ),
                    16: (
                        "wagtail.images.blocks.ImageChooserBlock",
                        (),
                        {"help_text": "A picture beside the passage.", "required": False},
                    ),
                    17: (
                        "wagtail.blocks.StructBlock",
                        [
                            [
                                ("treatment", 12),
                                ("heading", 13),
                                ("level", 1),
                                ("anchor", 2),
                                ("text", 14),
                                ("brand", 15),
                                ("image", 16),
                            ]
                        ],
                        {},
                    ),
                    18: (
                        "wagtail.blocks.ChoiceBlock",
                        [],
                        {
                            "choices": [("info", "Information"), ("warning", "Warning"), ("tip", "Tip")],
                            "help_text": "A warning is for risks, a tip for something handy.",
                        },
                    ),
                    19: (
                        "wagtail.blocks.CharBlock",
                        (),
                        {"help_text": "A few words; may stay empty.", "max_length": 100, "required": False},
                    ),
                    20: (
                        "wagtail.blocks.RichTextBlock",
                        (),
                        {
                            "features": ["bold", "italic", "link", "ol", "ul", "superscript", "subscript"],
                            "help_text": "Two or three sentences.",
                            "label": "Text",
                        },
                    ),
                    21: ("wagtail.blocks.StructBlock", [[("tone", 18), ("heading", 19), ("text", 20)]], {}),
                    22: (
                        "wagtail.blocks.CharBlock",
                        (),
                        {"help_text": "Say what happens, such as Book a consultation.", "max_length": 60},
                    ),
                    23: (
                        "wagtail.blocks.PageChooserBlock",
                        (),
                        {"help_text": "A page of this site, or …", "required": False},
                    ),
                    24: (
                        "wagtail.blocks.URLBlock",
                        (),
                        {
                            "help_text": "… an address in the booking system: https, on a host that administrators have allowed.",
                            "label": "Address",
                            "required": False,
                        },
                    ),
                    25: (
                        "wagtail.blocks.BooleanBlock",
                        (),
                        {
                            "default": True,
                            "help_text": "The organization's own number.",
                            "label": "Show the phone number",
                            "required": False,
                        },
                    ),
                    26: ("wagtail.blocks.PageChooserBlock", (), {"page_type": ["locations.LocationPage"]}),
                    27: (
                        "wagtail.blocks.ListBlock",
                        (26,),
                        {"default": [], "help_text": "The locations the reader may choose from.", "max_num": 20},
                    ),
                    28: (
                        "wagtail.blocks.StructBlock",
                        [[("label", 22), ("page", 23), ("url", 24), ("show_phone", 25), ("locations", 27)]],
                        {},
                    ),
                    29: ("wagtail.snippets.blocks.SnippetChooserBlock", ("pages.Faq",), {}),
                    30: (
                        "wagtail.blocks.ListBlock",
                        (29,),
                        {"help_text": "Chosen from the register.", "label": "Questions", "max_num": 20, "min_num": 1},
                    ),
                    31: ("wagtail.blocks.StructBlock", [[("items", 30)]], {}),
                    32: (
                        "wagtail.blocks.CharBlock",
                        (),
                        {"help_text": "What the table shows; screen readers announce it.", "max_length": 160},
                    ),
                    33: (
                        "wagtail.contrib.table_block.blocks.TableBlock",
                        (),
                        {
                            "help_text": "The first row holds the column headings.",
                            "table_options": {
                                "autoColumnSize": False,
                                "colHeaders": False,
                                "contextMenu": [
                                    "row_above",
                                    "row_below",
                                    "col_left",
                                    "col_right",
                                    "remove_row",
                                    "remove_col",
                                    "undo",
                                    "redo",
                                ],
                                "editor": "text",
                                "minSpareRows": 0,
                                "renderer": "text",
                                "rowHeaders": False,
                                "startCols": 3,
                                "startRows": 3,
                                "stretchH": "all",
                            },
                        },
                    ),
                    34: ("wagtail.blocks.StructBlock", [[("caption", 32), ("table", 33)]], {}),
                    35: (
                        "wagtail.blocks.URLBlock",
                        (),
                        {
                            "help_text": "The page of the video, for instance on YouTube or Vimeo.",
                            "label": "Video address",
                        },
                    ),
                    36: ("wagtail.blocks.StructBlock", [[("url", 35)]], {}),
                    37: (
                        "wagtail.documents.blocks.DocumentChooserBlock",
                        (),
                        {
                            "help_text": "Everybody may download it while this page is published, unless its collection is private."
                        },
                    ),
                    38: (
                        "wagtail.blocks.CharBlock",
                        (),
                        {
                            "help_text": "What the link says. Left empty, the document's title is used.",
                            "max_length": 120,
                            "required": False,
                        },
                    ),
                    39: ("wagtail.blocks.StructBlock", [[("document", 37), ("label", 38)]], {}),
                },
            ),
        ),
    ]
