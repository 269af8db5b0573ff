"""Who is asking: the account behind a request, or the way to the sign-in page."""

from django.http import HttpRequest

from scibridge.domain.accounts.access import is_signed_in
from scibridge.domain.accounts.models import Account
from scibridge.kernel.errors import NotAllowed


def actor_of(request: HttpRequest) -> Account:
    """The signed-in account. Raises NotAllowed, which leads to the sign-in page and back."""
    if not isinstance(request.user, Account) or not is_signed_in(request.user):
        raise NotAllowed("sign_in_first")
    return request.user
