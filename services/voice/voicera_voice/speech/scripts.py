"""What ends a sentence, and what only looks like it, in the scripts people write to callers in."""
# ruff: noqa: RUF001 - the marks of many scripts are meant

SENTENCE_ENDS = frozenset(".!?…।॥۔؟。！？")
ENDS_WITHOUT_SPACE = frozenset("।॥。！？")
"""Marks that end a sentence whatever follows."""
CLAUSE_MARKS = frozenset(",;:،؛—–、，")
CLAUSE_MARKS_WITHOUT_SPACE = frozenset("—、，")
CLOSERS = frozenset("\"'”’)]}»›」』*_")
"""What belongs to the sentence it follows; markup is removed later."""
ABBREVIATIONS = frozenset({
    "mr", "mrs", "ms", "dr", "prof", "smt", "shri", "sri", "kum", "capt", "col", "gen", "lt", "rev", "messrs",
    "st", "vs", "viz", "cf", "approx", "e.g", "i.e",
    "डॉ", "डा", "प्रो", "श्री", "पं", "কু", "ডা", "ড", "மோ", "திரு", "டா", "డా", "శ్రీ", "ડૉ", "ડો", "ಡಾ", "ಶ್ರೀ", "ഡോ", "ਡਾ",
})  # fmt: skip
"""Words whose full stop never ends a sentence."""
BEFORE_FIGURES = frozenset({
    "no", "nos", "rs", "re", "tel", "ph", "ext", "extn", "fig", "art", "sec", "vol", "ch", "p", "pp",
    "रु", "क्र", "सं", "টা", "নং", "ரூ", "రూ", "రు", "રૂ", "ರೂ", "രൂ", "ਰੁ",
})  # fmt: skip
"""Words whose full stop does not end a sentence when a figure follows."""
NEVER_INITIALS = frozenset({"i", "a.m", "p.m"})
