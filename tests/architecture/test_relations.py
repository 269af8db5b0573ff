"""Foreign keys go down the order of the apps: linting imports cannot see a relation named by a string."""

from django.apps import apps
from django.db import models
from django.test.utils import isolate_apps

# Bottom up. Django's own tables and those of packages may be pointed at from anywhere.
ORDER = ["accounts", "indexing", "registry", "exchange", "following", "places", "attachments", "invitations"]


def breaches(candidates: list[type[models.Model]]) -> list[str]:
    """Relations that point up, or that add an accessor to a model of another app."""
    found = []
    for model in candidates:
        own = model._meta.app_label
        if own not in ORDER:
            continue
        for field in [*model._meta.fields, *model._meta.many_to_many]:
            target = field.related_model
            label = (
                target
                if isinstance(target, str)
                else getattr(getattr(target, "_meta", None), "label_lower", "")
            )
            app = label.split(".")[0]
            if app not in ORDER:
                continue
            name = f"{model._meta.label}.{field.name} -> {label}"
            if ORDER.index(app) > ORDER.index(own):
                found.append(f"points up: {name}")
            if app != own and not field.remote_field.hidden:
                found.append(f"adds an accessor to another app: {name}")
    return found


def test_every_app_of_the_house_has_its_place() -> None:
    ours = {config.label for config in apps.get_app_configs() if config.name.startswith("scibridge.domain.")}
    assert ours == set(ORDER)


def test_relations_go_down() -> None:
    assert breaches(apps.get_models(include_auto_created=True)) == []


@isolate_apps()
def test_a_planted_relation_is_caught() -> None:
    class Planted(models.Model):
        need = models.ForeignKey("exchange.Need", on_delete=models.CASCADE, related_name="+")

        class Meta:
            app_label = "registry"

    class Visible(models.Model):
        account = models.ForeignKey("accounts.Account", on_delete=models.CASCADE, related_name="planted")

        class Meta:
            app_label = "registry"

    assert breaches([Planted]) == ["points up: registry.Planted.need -> exchange.Need"]
    assert breaches([Visible]) == [
        "adds an accessor to another app: registry.Visible.account -> accounts.Account"
    ]
