"""What the agent says when its author wrote nothing for the occasion, in the languages of India."""
# ruff: noqa: RUF001 - the marks of many scripts are meant

from dataclasses import dataclass
from datetime import date

from babel import Locale, UnknownLocaleError
from babel.dates import format_date


@dataclass(frozen=True, slots=True)
class Phrasebook:
    still_there: str
    say_again: str
    """Nothing usable was heard, or the answer could not be found: the caller should repeat."""
    trouble: str
    """The call cannot go on."""
    one_moment: str
    """The answer takes longer than usual."""


def phrasebook_for(language: str) -> Phrasebook:
    """Return the phrases of a BCP-47 language; English if there are none."""
    return _PHRASES.get(_primary(language), _PHRASES["en"])


def has_phrases(language: str) -> bool:
    return _primary(language) in _PHRASES


def language_name(language: str) -> str:
    """Return the English name: "Hindi (India)" for "hi-IN"; the code itself if nobody knows it."""
    return _locale(language).get_display_name("en") or language


def spoken_date(day: date, language: str) -> str:
    """Return the date as people say it: "Sunday, 22 November 2026"."""
    return format_date(day, "EEEE, d MMMM y", locale=_locale(language))


def _primary(language: str) -> str:
    return language.split("-", maxsplit=1)[0].lower()


def _locale(language: str) -> Locale:
    try:
        return Locale.parse(language, sep="-")
    except (ValueError, UnknownLocaleError):
        return Locale("en")


_PHRASES = {
    "en": Phrasebook(
        "Are you still there?",
        "Sorry, I did not catch that. Could you say it again?",
        "Sorry, there is a technical problem. Please call again later. Goodbye.",
        "One moment, please.",
    ),
    "hi": Phrasebook(
        "क्या आप अभी भी लाइन पर हैं?",
        "माफ़ कीजिए, मैं समझ नहीं पाया। क्या आप दोबारा कहेंगे?",
        "माफ़ कीजिए, अभी एक तकनीकी समस्या है। कृपया बाद में फिर कॉल कीजिए। धन्यवाद।",
        "कृपया एक क्षण रुकिए।",
    ),
    "ta": Phrasebook(
        "நீங்கள் இன்னும் இணைப்பில் இருக்கிறீர்களா?",
        "மன்னிக்கவும், எனக்குப் புரியவில்லை. மீண்டும் சொல்ல முடியுமா?",
        "மன்னிக்கவும், தொழில்நுட்பக் கோளாறு ஏற்பட்டுள்ளது. பிறகு மீண்டும் அழைக்கவும். நன்றி.",
        "ஒரு நிமிடம் பொறுங்கள்.",
    ),
    "te": Phrasebook(
        "మీరు ఇంకా లైన్‌లో ఉన్నారా?",
        "క్షమించండి, నాకు అర్థం కాలేదు. మళ్ళీ చెప్పగలరా?",
        "క్షమించండి, సాంకేతిక సమస్య ఉంది. దయచేసి తర్వాత మళ్ళీ కాల్ చేయండి. ధన్యవాదాలు.",
        "ఒక్క క్షణం ఆగండి.",
    ),
    "bn": Phrasebook(
        "আপনি কি এখনও লাইনে আছেন?",
        "দুঃখিত, আমি বুঝতে পারিনি। আবার বলবেন কি?",
        "দুঃখিত, একটি প্রযুক্তিগত সমস্যা হয়েছে। অনুগ্রহ করে পরে আবার ফোন করুন। ধন্যবাদ।",
        "এক মুহূর্ত অপেক্ষা করুন।",
    ),
    "mr": Phrasebook(
        "तुम्ही अजून लाइनवर आहात का?",
        "माफ करा, मला समजले नाही. कृपया पुन्हा सांगाल का?",
        "माफ करा, तांत्रिक अडचण आली आहे. कृपया नंतर पुन्हा कॉल करा. धन्यवाद.",
        "कृपया एक क्षण थांबा.",
    ),
    "gu": Phrasebook(
        "શું તમે હજુ લાઇન પર છો?",
        "માફ કરશો, મને સમજાયું નહીં. ફરીથી કહેશો?",
        "માફ કરશો, તકનીકી સમસ્યા છે. કૃપા કરીને પછી ફરી કૉલ કરો. આભાર.",
        "કૃપા કરીને એક ક્ષણ રાહ જુઓ.",
    ),
    "kn": Phrasebook(
        "ನೀವು ಇನ್ನೂ ಲೈನ್‌ನಲ್ಲಿದ್ದೀರಾ?",
        "ಕ್ಷಮಿಸಿ, ನನಗೆ ಅರ್ಥವಾಗಲಿಲ್ಲ. ಮತ್ತೊಮ್ಮೆ ಹೇಳುತ್ತೀರಾ?",
        "ಕ್ಷಮಿಸಿ, ತಾಂತ್ರಿಕ ಸಮಸ್ಯೆ ಉಂಟಾಗಿದೆ. ದಯವಿಟ್ಟು ನಂತರ ಮತ್ತೆ ಕರೆ ಮಾಡಿ. ಧನ್ಯವಾದಗಳು.",
        "ದಯವಿಟ್ಟು ಒಂದು ಕ್ಷಣ ಕಾಯಿರಿ.",
    ),
    "ml": Phrasebook(
        "നിങ്ങൾ ഇപ്പോഴും ലൈനിലുണ്ടോ?",
        "ക്ഷമിക്കണം, എനിക്ക് മനസ്സിലായില്ല. ഒന്നുകൂടി പറയാമോ?",
        "ക്ഷമിക്കണം, ഒരു സാങ്കേതിക തകരാറുണ്ട്. ദയവായി പിന്നീട് വീണ്ടും വിളിക്കുക. നന്ദി.",
        "ദയവായി ഒരു നിമിഷം കാത്തിരിക്കൂ.",
    ),
    "pa": Phrasebook(
        "ਕੀ ਤੁਸੀਂ ਅਜੇ ਵੀ ਲਾਈਨ 'ਤੇ ਹੋ?",
        "ਮਾਫ਼ ਕਰਨਾ, ਮੈਨੂੰ ਸਮਝ ਨਹੀਂ ਆਈ। ਕੀ ਤੁਸੀਂ ਦੁਬਾਰਾ ਕਹੋਗੇ?",
        "ਮਾਫ਼ ਕਰਨਾ, ਇੱਕ ਤਕਨੀਕੀ ਸਮੱਸਿਆ ਹੈ। ਕਿਰਪਾ ਕਰਕੇ ਬਾਅਦ ਵਿੱਚ ਦੁਬਾਰਾ ਕਾਲ ਕਰੋ। ਧੰਨਵਾਦ।",
        "ਕਿਰਪਾ ਕਰਕੇ ਇੱਕ ਪਲ ਰੁਕੋ।",
    ),
    "ur": Phrasebook(
        "کیا آپ ابھی لائن پر ہیں؟",
        "معاف کیجیے، میں سمجھ نہیں سکا۔ کیا آپ دوبارہ کہیں گے؟",
        "معاف کیجیے، ابھی ایک تکنیکی مسئلہ ہے۔ براہ کرم بعد میں دوبارہ کال کیجیے۔ شکریہ۔",
        "براہ کرم ایک لمحہ رکیے۔",
    ),
}
