"""The small words of each language that decide what an answer means: yes, no, not, and what means nothing."""

from dataclasses import dataclass
from functools import lru_cache

from voicera_voice.dialogue.words import Words, words_of


@dataclass(frozen=True, slots=True)
class Lexicon:
    yes: frozenset[str]
    no: frozenset[str]
    """Words that alone answer no."""
    negations: frozenset[str]
    """Words that turn a sentence around, with those of `no`."""
    corrections: frozenset[str]
    """What comes after one of these replaces what came before."""
    fillers: frozenset[str]
    yes_phrases: tuple[str, ...]
    """How the closed recognizers are told to expect a yes."""
    no_phrases: tuple[str, ...]

    def content(self, words: Words) -> Words:
        """Return the words without fillers, all yeses and all noes alike."""
        kept = [word for word in words if word not in self.fillers] or words
        return tuple("yes" if word in self.yes else "no" if word in self.no else word for word in kept)

    def negates(self, words: Words) -> bool:
        return any(word in self.negations for word in words)

    def without_leading_no(self, words: Words) -> Words:
        """Drop the noes before a sentence that says what is wanted instead: "no, book it"."""
        start = 0
        while start < len(words) and (words[start] in self.no or words[start] in self.fillers):
            start += 1
        return words[start:] if any(word in self.no for word in words[:start]) else words


@lru_cache(maxsize=64)
def lexicon_for(language: str) -> Lexicon:
    """Return the small words of a BCP-47 language, with the English ones that callers mix in."""
    own = _WORDS.get(language.split("-", maxsplit=1)[0].lower(), {})
    english = _WORDS["en"]
    merged = {kind: f"{english[kind]} {own.get(kind, '')}" for kind in english}
    no = _set(merged["no"])
    return Lexicon(
        yes=_set(merged["yes"]),
        no=no,
        negations=no | _set(merged["not"]),
        corrections=no | _set(merged["rather"]),
        fillers=_set(merged["fillers"]),
        yes_phrases=tuple((own or english)["yes"].split()[:4]),
        no_phrases=tuple((own or english)["no"].split()[:3]),
    )


def _set(text: str) -> frozenset[str]:
    return frozenset(words_of(text))


_WORDS: dict[str, dict[str, str]] = {
    "en": {
        "yes": "yes yeah sure correct okay ok yep yup yea right absolutely definitely certainly affirmative",
        "no": "no nope nah",
        "not": "not never without neither nor",
        "rather": "sorry actually rather instead mean",
        "fillers": "um uh uhm umm er erm hmm hm mm ah oh well please so like just a an the to of for in on at"
        " i id im ill we would want wanna need can could my me is it its that this thanks thank you"
        " hello hi hey there",
    },
    "hi": {
        "yes": "हाँ हां जी बिल्कुल ठीक सही haan han ji bilkul theek",
        "no": "नहीं ना न nahi nahin",
        "not": "मत नही",
        "rather": "माफ़ मतलब बल्कि",
        "fillers": "अच्छा तो मुझे मैं है हैं हूँ हो को का की के में से पर एक कृपया प्लीज़ प्लीज और यह ये वह वो"
        " अरे बस चाहिए चाहता चाहती",
    },
    "mr": {
        "yes": "हो होय ठीक बरोबर नक्की",
        "no": "नाही नको",
        "not": "नका",
        "rather": "माफ म्हणजे",
        "fillers": "मला मी आहे आहेत एक कृपया प्लीज हे ते तर हवे हवी हवा पाहिजे",
    },
    "ta": {
        "yes": "ஆமாம் ஆம் சரி ஆமா",
        "no": "இல்லை வேண்டாம் இல்ல",
        "not": "கூடாது முடியாது",
        "rather": "மன்னிக்கவும்",
        "fillers": "எனக்கு நான் ஒரு தயவுசெய்து தயவு செய்து அந்த இந்த வேண்டும்",
    },
    "te": {
        "yes": "అవును సరే అవునండి సరి",
        "no": "కాదు లేదు వద్దు",
        "not": "వద్దండి",
        "rather": "క్షమించండి",
        "fillers": "నాకు నేను ఒక దయచేసి ఆ ఈ కావాలి అండి",
    },
    "bn": {
        "yes": "হ্যাঁ ঠিক আচ্ছা",
        "no": "না নয়",
        "not": "নেই নি",
        "rather": "দুঃখিত মানে",
        "fillers": "আমি আমার আমাকে একটা একটি দয়া করে প্লিজ এই তো চাই",
    },
    "gu": {
        "yes": "હા જી બરાબર ઠીક",
        "no": "ના નહીં નથી",
        "not": "નહિ",
        "rather": "માફ એટલે",
        "fillers": "મને હું છે એક કૃપા કરીને આ તો જોઈએ",
    },
    "kn": {
        "yes": "ಹೌದು ಸರಿ ಹೂಂ ಖಂಡಿತ",
        "no": "ಇಲ್ಲ ಬೇಡ ಅಲ್ಲ",
        "not": "ಬೇಡಿ",
        "rather": "ಕ್ಷಮಿಸಿ",
        "fillers": "ನನಗೆ ನಾನು ಒಂದು ದಯವಿಟ್ಟು ಈ ಆ ಬೇಕು",
    },
    "ml": {
        "yes": "അതെ ശരി ഉവ്വ് ആണ്",
        "no": "അല്ല ഇല്ല വേണ്ട",
        "not": "വേണ്ടാ",
        "rather": "ക്ഷമിക്കണം",
        "fillers": "എനിക്ക് ഞാൻ ഒരു ദയവായി ഈ ആ വേണം",
    },
    "pa": {
        "yes": "ਹਾਂ ਜੀ ਠੀਕ ਸਹੀ",
        "no": "ਨਹੀਂ ਨਾ ਨਹੀ",
        "not": "ਨਾਂ",
        "rather": "ਮਾਫ਼ ਮਤਲਬ",
        "fillers": "ਮੈਨੂੰ ਮੈਂ ਹੈ ਇੱਕ ਕਿਰਪਾ ਕਰਕੇ ਇਹ ਤਾਂ ਚਾਹੀਦਾ",
    },
    "ur": {
        "yes": "ہاں جی ٹھیک بالکل",
        "no": "نہیں نا",
        "not": "مت",
        "rather": "معاف مطلب",
        "fillers": "مجھے میں ہے ہوں ایک براہ کرم تو یہ وہ چاہیے",
    },
}
