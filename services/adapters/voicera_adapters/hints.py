"""Says as plain words what a caller is expected to say."""

from voicera_adapters.contract import Expectation


def terms_of(expectation: Expectation, *, most: int, longest: int) -> list[str]:
    """Return phrases without classes and the phrases of the classes: at most so many, none of more characters."""
    plain = (each for each in expectation.phrases if "{" not in each)
    classes = (each for phrases in expectation.classes.values() for each in phrases)
    terms = dict.fromkeys(each for each in (*plain, *classes) if 0 < len(each) <= longest)
    return list(terms)[:most]
