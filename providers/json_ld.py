"""How providers appear in JSON-LD: a Person each, and a practice for a physician who has a public location."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from cms.api.json_ld import Node, present
from cms.api.loaders import declared_values
from cms.api.reader import Reader
from pages.json_ld import (
    AllFacts,
    Nodes,
    e164,
    organization_reference,
    person,
    reference,
    specialties_of,
    to_node,
    web_page,
)
from pages.loading import organization


def providers(pages: Sequence[Any], reader: Reader, facts: AllFacts) -> Nodes:
    """A ProfilePage and a Person; for a physician with a public location an IndividualPhysician, which is a place."""
    credentials, locations = (declared_values(name, pages, reader) for name in ("credentials", "locations"))
    specialties = specialties_of([page.pk for page in pages], reader)
    nodes = {}
    for page in pages:
        known = facts[page.pk]
        places = [reference(location, reader) for location in locations[page.pk]]
        node = present(
            {
                **person(page, reader),
                "description": known.description,
                "image": to_node(known.image),
                "knowsLanguage": page.language_list,
                "worksFor": organization_reference(reader),
                "workLocation": places,
                "hasCredential": [credential(row) for row in credentials[page.pk]],
                "mainEntityOfPage": {"@id": f"{known.url}#page"},
            }
        )
        nodes[page.pk] = [web_page(page, known, "ProfilePage", mainEntity=to_node(node)), node]
        if page.role == page.Role.PHYSICIAN and places:
            nodes[page.pk].append(practice(page, locations[page.pk], specialties.get(page.pk, []), reader, known.image))
    return nodes


def credential(row: Mapping[str, Any]) -> Node:
    """A licence or certification that is valid today."""
    board = row["board"]
    issuer = present({"@type": "Organization", "name": board.name, "url": board.verify_url}) if board else None
    return present(
        {
            "@type": "EducationalOccupationalCredential",
            "name": row["label"],
            "credentialCategory": {"licence": "license"}.get(row["kind"], row["kind"]),
            "recognizedBy": issuer,
            "validIn": {"@type": "AdministrativeArea", "name": row["state"]} if row["state"] else None,
        }
    )


def practice(page: Any, locations: Sequence[Any], specialties: Sequence[str], reader: Reader, image: Any) -> Node:
    """A physician as a place of business: at the address and telephone of their first location."""
    url = reader.origin + reader.path_of(page)
    first = locations[0]
    return present(
        {
            "@type": "IndividualPhysician",
            "@id": f"{url}#physician",
            "name": page.display_name,
            "url": url,
            "image": to_node(image),
            "address": first.postal_address,
            "telephone": e164(first.phone_or_none or organization(reader).phone_or_none),
            "medicalSpecialty": list(specialties),
            "practicesAt": [reference(location, reader) for location in locations],
            "parentOrganization": organization_reference(reader),
        }
    )
