"""What every form of the roof shares: problems of the domain shown at their fields."""

from django import forms

from scibridge.kernel.errors import InvalidInput
from scibridge.kernel.sentences import field_sentence


def show_problems(form: forms.Form, error: InvalidInput) -> None:
    """Put each problem at its field; one whose field the form lacks goes to the top, named."""
    for problem in error.problems:
        name = problem.field.split(".")[0]
        if name in form.fields:
            form.add_error(name, field_sentence(problem))
        else:
            form.add_error(None, f"{problem.field}: {field_sentence(problem)}")
