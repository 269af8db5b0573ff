"""What readers see for the codes and fields of the exchange, in both languages."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from scibridge.domain.exchange.states import (
    Challenge,
    ExportControl,
    IdentifierKind,
    IpPosition,
    IpStatus,
    NeedKind,
    OfferKind,
    Orientation,
    Origin,
    Outcome,
    Partnership,
    ResearchClass,
    ReturnReason,
    Right,
    State,
    Tier,
)
from scibridge.engines.text.quantities import Operator

STATES = {
    State.DRAFT: _("Draft"),
    State.SUBMITTED: _("With the moderators"),
    State.RETURNED: _("Returned for changes"),
    State.PUBLISHED: _("Published"),
    State.WITHDRAWN: _("Withdrawn"),
    State.EXPIRED: _("Expired"),
    State.FULFILLED: _("Fulfilled"),
}
NEED_KINDS = {
    NeedKind.NATIONAL: _("National need"),
    NeedKind.PUBLIC: _("Public need"),
    NeedKind.MARKET: _("Market need"),
    NeedKind.SCIENTIFIC: _("Scientific frontier"),
}
OFFER_KINDS = {
    OfferKind.PAPER: _("Paper"),
    OfferKind.PATENT: _("Patent"),
    OfferKind.DATASET: _("Dataset"),
    OfferKind.SOFTWARE: _("Software"),
    OfferKind.TECHNOLOGY: _("Technology"),
    OfferKind.KNOW_HOW: _("Know-how"),
    OfferKind.SERVICE: _("Service"),
}
CHALLENGES = {
    Challenge.FUTURE_DEVELOPMENT: _("Future development"),
    Challenge.FOOD_SECURITY: _("Food security"),
    Challenge.ENERGY_SECURITY: _("Energy security"),
    Challenge.HUMAN_HEALTH: _("Human health"),
    Challenge.CLIMATE_CHANGE: _("Climate change"),
    Challenge.PUBLIC_HEALTH_EMERGENCIES: _("Public health emergencies"),
}
ORIENTATIONS = {
    Orientation.SCIENCE_FRONTIER: _("World science frontier"),
    Orientation.ECONOMY: _("Economy"),
    Orientation.NATIONAL_NEEDS: _("National needs"),
    Orientation.LIFE_AND_HEALTH: _("Life and health"),
}
RESEARCH_CLASSES = {
    ResearchClass.BASIC_FRONTIER: _("Basic frontier research"),
    ResearchClass.KEY_GENERIC: _("Key generic technology"),
    ResearchClass.PUBLIC_WELFARE: _("Research for public welfare"),
    ResearchClass.STRATEGIC_HIGH_TECHNOLOGY: _("Strategic high technology"),
}
TIERS = {
    Tier.PUBLIC: _("Everyone"),
    Tier.SIGNED_IN: _("Signed-in users"),
    Tier.AFTER_NDA: _("Only after an NDA"),
}
RETURN_REASONS = {
    ReturnReason.INCOMPLETE: _("Something essential is missing"),
    ReturnReason.UNCLEAR: _("Not clear enough to be answered"),
    ReturnReason.NOT_MEASURABLE: _("The conditions cannot be measured"),
    ReturnReason.DUPLICATE: _("The same is published already"),
    ReturnReason.CONFIDENTIAL_IN_PUBLIC: _("Confidential or personal details in public fields"),
    ReturnReason.DISCRIMINATORY: _("A restriction without a sound reason"),
    ReturnReason.ADVERTISING: _("Advertising"),
    ReturnReason.UNLAWFUL: _("Against the law or research ethics"),
    ReturnReason.OTHER: _("Another reason"),
}
IP_POSITIONS = {
    IpPosition.OWNERSHIP: _("Ownership"),
    IpPosition.JOINT_OWNERSHIP: _("Joint ownership"),
    IpPosition.EXCLUSIVE_LICENCE: _("Exclusive licence"),
    IpPosition.NON_EXCLUSIVE_LICENCE: _("Non-exclusive licence"),
    IpPosition.OPEN_LICENCE: _("Open licence"),
    IpPosition.NEGOTIABLE: _("Open to negotiation"),
    IpPosition.NONE: _("No rights needed"),
}
IP_STATUSES = {
    IpStatus.UNPROTECTED: _("Not protected"),
    IpStatus.FILED: _("Application filed"),
    IpStatus.GRANTED: _("Granted"),
    IpStatus.COPYRIGHT: _("Copyright"),
    IpStatus.TRADE_SECRET: _("Trade secret"),
    IpStatus.OPEN_LICENCE: _("Under an open licence"),
    IpStatus.LAPSED: _("Lapsed"),
}
RIGHTS = {
    Right.USE: _("Use"),
    Right.MAKE: _("Manufacture"),
    Right.SELL: _("Sell"),
    Right.RESEARCH: _("Use in research"),
    Right.MODIFY: _("Modify"),
    Right.DISTRIBUTE: _("Distribute"),
    Right.SUBLICENSE: _("Sublicense"),
    Right.ASSIGNMENT: _("Transfer of ownership"),
}
PARTNERSHIPS = {
    Partnership.LICENCE: _("Licence"),
    Partnership.ASSIGNMENT: _("Transfer of ownership"),
    Partnership.JOINT_DEVELOPMENT: _("Joint development"),
    Partnership.COMMISSIONED_RESEARCH: _("Commissioned research"),
    Partnership.TECHNICAL_SERVICE: _("Technical service"),
    Partnership.PILOT: _("Pilot or demonstration"),
    Partnership.JOINT_VENTURE: _("Joint venture"),
    Partnership.INVESTMENT: _("Investment"),
    Partnership.EXCHANGE_OF_PEOPLE: _("Exchange of people"),
}
EXPORT_CONTROLS = {
    ExportControl.NOT_ASSESSED: _("Not assessed yet"),
    ExportControl.UNRESTRICTED: _("May be exported freely"),
    ExportControl.RESTRICTED: _("Needs an export licence"),
    ExportControl.LICENSED: _("Export licence held"),
    ExportControl.PROHIBITED: _("May not be exported"),
}
IDENTIFIER_KINDS = {
    IdentifierKind.DOI: _("DOI"),
    IdentifierKind.PATENT: _("Patent number"),
    IdentifierKind.SPDX: _("Licence (SPDX)"),
}
ORIGINS = {
    Origin.FORM: _("Written here"),
    Origin.API: _("Sent by API"),
    Origin.FILE: _("Imported from a file"),
    Origin.DEMONSTRATION: _("Demonstration"),
}
REVISION_OUTCOMES = {
    Outcome.PENDING: _("Waiting for a moderator"),
    Outcome.APPROVED: _("Approved"),
    Outcome.REFUSED: _("Refused"),
    Outcome.SUPERSEDED: _("Replaced or taken back"),
}
# What a recorded version is the result of: a state that was reached, or a change while published.
ACTIONS = {
    **{state.value: label for state, label in STATES.items()},
    "changed": _("Changed"),
    "revised": _("Change approved"),
    "renewed": _("Renewed"),
}
OPERATORS = {
    Operator.AT_LEAST: _("at least"),
    Operator.MORE_THAN: _("more than"),
    Operator.AT_MOST: _("at most"),
    Operator.LESS_THAN: _("less than"),
    Operator.EQUAL: _("exactly"),
    Operator.ABOUT: _("about"),
    Operator.BETWEEN: _("between"),
}
SDGS = {
    1: _("No poverty"),
    2: _("Zero hunger"),
    3: _("Good health and well-being"),
    4: _("Quality education"),
    5: _("Gender equality"),
    6: _("Clean water and sanitation"),
    7: _("Affordable and clean energy"),
    8: _("Decent work and economic growth"),
    9: _("Industry, innovation and infrastructure"),
    10: _("Reduced inequalities"),
    11: _("Sustainable cities and communities"),
    12: _("Responsible consumption and production"),
    13: _("Climate action"),
    14: _("Life below water"),
    15: _("Life on land"),
    16: _("Peace, justice and strong institutions"),
    17: _("Partnerships for the goals"),
}
# Technology readiness in the wording of ISO 16290 as commonly generalised beyond space.
READINESS = {
    1: _("1 – Basic principles observed"),
    2: _("2 – Concept formulated"),
    3: _("3 – Proof of concept"),
    4: _("4 – Validated in the laboratory"),
    5: _("5 – Validated in a relevant environment"),
    6: _("6 – Demonstrated in a relevant environment"),
    7: _("7 – Prototype demonstrated in operation"),
    8: _("8 – Complete and qualified"),
    9: _("9 – Proven in operation"),
}
FIELDS = {
    "kind": pgettext_lazy("of a need or offer", "Kind"),
    "organisation": _("On behalf of"),
    "title": _("Title"),
    "problem": _("Problem"),
    "current_solution": _("Today's solution"),
    "shortfall": _("Why it falls short"),
    "summary": _("Summary"),
    "description": _("Description"),
    "material": _("Material"),
    "method": _("Method"),
    "efficacy": _("Efficacy"),
    "product": _("Product"),
    "application": pgettext_lazy("field of use", "Application"),
    "keywords": _("Keywords"),
    "challenge": _("Global challenge"),
    "orientation": _("Orientation"),
    "research_class": _("Research class"),
    "sdgs": _("Sustainable development goals"),
    "topics": _("Topics"),
    "must_haves": _("Must-haves"),
    "claims": _("Measured advantages"),
    "excluded_approaches": _("Excluded approaches"),
    "readiness_now": _("Readiness now"),
    "readiness_required": _("Readiness required"),
    "readiness": _("Readiness"),
    "readiness_evidence": _("Evidence of readiness"),
    "budget": _("Budget"),
    "budget_low": _("Budget from"),
    "budget_high": _("Budget to"),
    "currency": _("Currency"),
    "deadline": _("Deadline"),
    "answer_within_days": _("Answers wanted within (days)"),
    "ip_position": _("Intellectual property sought"),
    "eligible_countries": _("Eligible countries"),
    "eligible_reason": _("Reason for the eligible countries"),
    "excluded_countries": _("Excluded countries"),
    "excluded_reason": _("Reason for the exclusion"),
    "cost_comparison": _("Cost compared with today's solution"),
    "identifiers": _("Identifiers"),
    "ip_status": _("Protection"),
    "rights": _("Rights available"),
    "background": _("Depends on rights of others"),
    "export_control": _("Export control"),
    "partnerships": _("Cooperation sought"),
    "inventors": _("Inventors and authors"),
    "facilities": _("Facilities"),
    "confidential_details": _("Confidential details"),
    "field_tiers": _("Who may read what"),
    "external_reference": _("Your own reference"),
    "expires_on": _("Published until"),
    "metric": _("Metric"),
    "operator": _("Condition"),
    "low": _("Value"),
    "high": _("Upper value"),
    "unit": _("Unit"),
    "note": pgettext_lazy("a remark", "Note"),
    "baseline_value": _("Value of the baseline"),
    "baseline": _("Compared with"),
    "source": _("Source"),
    "no_comparison": _("Nothing comparable exists"),
    "scheme": _("Scheme"),
    "value": _("Identifier"),
    "right": _("Right"),
    "territories": _("Territories"),
    "exclusive": _("Exclusive"),
    "field_of_use": _("Field of use"),
    "person": _("Person"),
    "share": _("Share (%)"),
}
