"""People who sign in."""

from __future__ import annotations

from typing import Any

import factory
from django.contrib.auth.models import Group, User

PASSWORD = "correct horse battery staple"


class UserFactory(factory.django.DjangoModelFactory):
    """Somebody with the password ``PASSWORD``; ``groups`` names the groups they are in."""

    username = factory.Sequence(lambda number: f"person-{number}")
    email = factory.LazyAttribute(lambda user: f"{user.username}@clinic.example")

    class Meta:
        model = User
        skip_postgeneration_save = True

    @classmethod
    def _create(cls, model_class: Any, *args: Any, **fields: Any) -> Any:
        fields.setdefault("password", PASSWORD)
        return model_class.objects.create_user(*args, **fields)

    @factory.post_generation
    def groups(self: Any, create: bool, names: Any, **kwargs: Any) -> None:
        for name in names or ():
            self.groups.add(Group.objects.get(name=name))
