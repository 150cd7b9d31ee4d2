"""A setting that a source suggests by what was read of it: asked about once, and only of a person."""

from connectors.kit.about import Settings
from listener.notices.matters import in_words
from listener.setup.person import Person
from listener.setup.trial import Trial


def agreed(person: Person, found: Trial, settings: Settings) -> Settings:
    """Those of a trial's offers that a person agrees to; none where nobody is there.

    What stands in `settings` is not asked about: whoever wrote it has chosen.
    """
    if not (person.is_there and found.is_good):
        return {}
    return {
        offer.key: offer.value
        for offer in found.offers
        if offer.key not in settings
        and person.agrees(in_words(offer.asked, person.language), otherwise=offer.otherwise)
    }
