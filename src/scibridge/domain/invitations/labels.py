"""What readers see for the codes of invitations, in both languages."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from scibridge.domain.invitations.states import InvitationState, InvitedAs

STATES = {
    InvitationState.PENDING: pgettext_lazy("invitation", "Waiting for an answer"),
    InvitationState.ACCEPTED: pgettext_lazy("invitation", "Accepted"),
    InvitationState.DECLINED: pgettext_lazy("invitation", "Declined"),
    InvitationState.EXPIRED: pgettext_lazy("invitation", "Expired"),
    InvitationState.WITHDRAWN: pgettext_lazy("invitation", "Taken back"),
}
INVITED_AS = {
    InvitedAs.REPRESENTATIVE: _("Representative"),
    InvitedAs.MEMBER: _("Member"),
    InvitedAs.READER: _("Reader after an NDA"),
}
