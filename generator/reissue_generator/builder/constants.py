"""Members that have one value alone: where a model is sent, callers need not give them."""

from __future__ import annotations

from collections.abc import Iterable, MutableMapping
from dataclasses import replace

from ..api.models import Model, OpenEnum, Struct, constant_of


def fill(models: MutableMapping[str, Model], sent: Iterable[str]) -> None:
    """Note which of the models that are sent have constants."""
    enums = {key: model for key, model in models.items() if isinstance(model, OpenEnum)}
    for key in sent:
        model = models[key]
        if isinstance(model, Struct) and any(constant_of(field, enums) is not None for field in model.fields):
            models[key] = replace(model, filled=True)
