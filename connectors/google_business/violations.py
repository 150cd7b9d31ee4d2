"""Why Google refuses an answer to a review: its words, each as a person says it."""

_REASONS = {
    "ACCOUNT_RESTRICTED_AND_SUSPENDED": "a Google account of this profile is restricted, and the profile suspended",
    "ACCOUNT_RESTRICTED_AND_EDIT_REJECTED": "a Google account of this profile is restricted",
    "ASSOCIATED_ACCOUNT_SUSPENDED": "a Google account of this profile is suspended",
    "GOOGLE_PAY_SUSPENSION": "the payments profile that belongs to it is suspended",
    "BUSINESS_INELIGIBLE": "the business may not have a profile",
    "OWNERSHIP_REVOKED": "somebody else has claimed the profile",
    "LOCATION_SUSPENDED": "the profile is suspended",
    "LOCATION_DISABLED": "the profile is switched off",
    "LOCATION_VERIFICATION_REQUIRED": "the profile is not verified",
    "PO_BOX": "the profile's address is a PO box",
    "EDITING_RESTRICTION": "Google takes no changes of this profile at the moment",
    "FAKE_ENGAGEMENT": "it reads like paid or invented praise",
    "ADULT_THEMED": "it has to do with sex",
    "SEXUALLY_EXPLICIT": "it has to do with sex",
    "ADVERTISING_AND_SOLICITATION": "it reads like advertising (leave out offers, codes and links)",
    "DANGEROUS": "it invites to something dangerous",
    "GIBBERISH_AND_REPETITIVE": "it is unclear, or says the same as many others",
    "REPETITIVE": "it says the same as many others (write each anew)",
    "UNCLEAR": "it is unclear",
    "ILLEGAL": "it has to do with something illegal",
    "OFF_TOPIC": "it is beside the point of the review",
    "OFFENSIVE": "it offends",
    "VIOLENCE_AND_GORE": "it shows violence",
    "CHILD_SAFETY": "it may put children at risk",
    "HARASSMENT": "it attacks or threatens somebody",
    "HATE_SPEECH": "it reads like hate",
    "IMPERSONATION": "it speaks as somebody else",
    "MISINFORMATION": "it says something false that may do harm",
    "MISREPRESENTATION": "it misleads",
    "OBSCENITY_AND_PROFANITY": "it has coarse words",
    "PERSONAL_INFO": "it has personal data, such as a number, an address or a name",
    "PRIVACY": "it has personal data, such as a number, an address or a name",
    "REGULATED_GOODS_AND_SERVICES": "it offers goods whose sale is regulated",
    "GENERIC_FRAUD": "it reads like an attempt to deceive",
    "MODERATION_ERROR": "Google's own check failed (send it again)",
}
_GENERIC = "it is against Google's rules, which say no more"
_SAYS_NOTHING = ("", "POLICY_VIOLATION_UNSPECIFIED", "GENERIC_VIOLATION", "GENERIC_QUALITY")


def reason_of(violation: str) -> str:
    """A reason in words; one that is not known, by Google's own word."""
    if violation in _SAYS_NOTHING:
        return _GENERIC
    is_word = violation.replace("_", "").isalnum() and violation.isascii() and len(violation) < 60
    return _REASONS.get(violation) or (
        f"it is what Google calls {violation}" if is_word else _GENERIC
    )
