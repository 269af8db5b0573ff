"""The glossary: what a term is called in the other language. Written through the services alone."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from scibridge.domain.accounts.models import Account
from scibridge.domain.indexing.models import GlossaryTerm
from scibridge.domain.indexing.services import check_term, remove_terms, set_term
from scibridge.kernel.errors import InvalidInput
from scibridge.kernel.sentences import field_sentence

_FIELDS = ("chinese", "english", "weight", "note")


class GlossaryTermForm(forms.ModelForm[GlossaryTerm]):
    """The services' own problems at the fields they name."""

    class Meta:
        model = GlossaryTerm
        fields = _FIELDS

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if not self.errors:
            try:
                values |= check_term(**{name: values[name] for name in _FIELDS}, row=self.instance.pk)
            except InvalidInput as refused:
                for problem in refused.problems:
                    self.add_error(problem.field, field_sentence(problem))
        return values


@admin.register(GlossaryTerm)
class GlossaryTermAdmin(admin.ModelAdmin[GlossaryTerm]):
    form = GlossaryTermForm
    list_display = ["chinese", "english", "weight", "note", "set_by", "set_at"]
    list_display_links = ["chinese", "english"]
    list_select_related = ["set_by"]
    search_fields = ["chinese", "english", "note"]
    readonly_fields = ["set_by", "set_at"]

    def save_model(self, request: HttpRequest, obj: GlossaryTerm, form: Any, change: bool) -> None:
        """As the service does, under the name of whoever is signed in."""
        values = {name: form.cleaned_data[name] for name in _FIELDS}
        actor = request.user if isinstance(request.user, Account) else None
        obj.pk = set_term(actor=actor, row=obj.pk, **values).pk

    def delete_model(self, request: HttpRequest, obj: GlossaryTerm) -> None:
        remove_terms([obj.pk])

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[GlossaryTerm]) -> None:
        remove_terms(queryset.values_list("pk", flat=True))
