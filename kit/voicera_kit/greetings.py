"""Says hello in the languages of the adapters, for trying voices."""
# ruff: noqa: RUF001 - other scripts have letters that look like Latin ones

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

_ENGLISH: Final = "Hello and welcome. Thank you for calling."
GREETINGS: Final[Mapping[str, str]] = MappingProxyType({
    "ar": "مرحباً وأهلاً بكم. شكراً على اتصالكم.",
    "as": "নমস্কাৰ, আপোনাক স্বাগতম। ফোন কৰাৰ বাবে ধন্যবাদ।",
    "bg": "Здравейте и добре дошли. Благодарим ви за обаждането.",
    "bn": "নমস্কার, আপনাকে স্বাগতম। ফোন করার জন্য ধন্যবাদ।",
    "brx": "खुलुमबाय।",
    "ca": "Hola, us donem la benvinguda. Gràcies per trucar.",
    "cs": "Dobrý den, vítejte. Děkujeme za zavolání.",
    "da": "Hej og velkommen. Tak fordi du ringer.",
    "de": "Guten Tag und herzlich willkommen. Vielen Dank für Ihren Anruf.",
    "doi": "नमस्कार, तुंदा सुआगत ऐ।",
    "el": "Γεια σας και καλώς ήρθατε. Ευχαριστούμε για την κλήση.",
    "en": _ENGLISH,
    "es": "Hola, le damos la bienvenida. Gracias por llamar.",
    "fa": "سلام، خوش آمدید. از تماس شما متشکریم.",
    "fi": "Hei ja tervetuloa. Kiitos soitosta.",
    "fil": "Kumusta, maligayang pagdating. Salamat sa pagtawag.",
    "fr": "Bonjour et bienvenue. Merci de votre appel.",
    "gu": "નમસ્તે, આપનું સ્વાગત છે. ફોન કરવા બદલ આભાર.",
    "he": "שלום וברוכים הבאים. תודה שהתקשרתם.",
    "hi": "नमस्ते, आपका स्वागत है। फ़ोन करने के लिए धन्यवाद।",
    "hr": "Dobar dan i dobro došli. Hvala na pozivu.",
    "hu": "Jó napot, üdvözöljük. Köszönjük a hívását.",
    "id": "Halo, selamat datang. Terima kasih telah menelepon.",
    "it": "Buongiorno e benvenuti. Grazie per la chiamata.",
    "ja": "こんにちは。お電話ありがとうございます。",
    "kn": "ನಮಸ್ಕಾರ, ನಿಮಗೆ ಸ್ವಾಗತ. ಕರೆ ಮಾಡಿದ್ದಕ್ಕೆ ಧನ್ಯವಾದಗಳು.",
    "ko": "안녕하세요. 전화 주셔서 감사합니다.",
    "kok": "नमस्कार, तुमकां येवकार.",
    "ks": "السلام علیکم، خۄش آمدید۔",
    "mai": "प्रणाम, अहाँक स्वागत अछि।",
    "ml": "നമസ്കാരം, സ്വാഗതം. വിളിച്ചതിന് നന്ദി.",
    "mni": "খুরুমজরি।",
    "mr": "नमस्कार, आपले स्वागत आहे. फोन केल्याबद्दल धन्यवाद.",
    "ms": "Helo, selamat datang. Terima kasih kerana menelefon.",
    "nb": "Hei og velkommen. Takk for at du ringer.",
    "ne": "नमस्ते, यहाँलाई स्वागत छ। फोन गर्नुभएकोमा धन्यवाद।",
    "nl": "Goedendag en welkom. Bedankt voor uw telefoontje.",
    "no": "Hei og velkommen. Takk for at du ringer.",
    "or": "ନମସ୍କାର, ଆପଣଙ୍କୁ ସ୍ୱାଗତ। ଫୋନ୍ କରିଥିବାରୁ ଧନ୍ୟବାଦ।",
    "pa": "ਸਤ ਸ੍ਰੀ ਅਕਾਲ, ਤੁਹਾਡਾ ਸੁਆਗਤ ਹੈ। ਫ਼ੋਨ ਕਰਨ ਲਈ ਧੰਨਵਾਦ।",
    "pl": "Dzień dobry, witamy. Dziękujemy za telefon.",
    "pt": "Olá e boas-vindas. Agradecemos a sua ligação.",
    "ro": "Bună ziua și bun venit. Vă mulțumim pentru apel.",
    "ru": "Здравствуйте, добро пожаловать. Спасибо за звонок.",
    "sa": "नमस्ते, स्वागतम्।",
    "sat": "ᱡᱚᱦᱟᱨ᱾",
    "sd": "السلام عليڪم، ڀليڪار.",
    "sk": "Dobrý deň, vitajte. Ďakujeme za zavolanie.",
    "sr": "Добар дан и добро дошли. Хвала на позиву.",
    "sv": "Hej och välkommen. Tack för att du ringer.",
    "sw": "Habari, karibu. Asante kwa kupiga simu.",
    "ta": "வணக்கம், உங்களை வரவேற்கிறோம். அழைத்ததற்கு நன்றி.",
    "te": "నమస్కారం, మీకు స్వాగతం. ఫోన్ చేసినందుకు ధన్యవాదాలు.",
    "th": "สวัสดี ยินดีต้อนรับ ขอบคุณที่โทรมา",
    "tl": "Kumusta, maligayang pagdating. Salamat sa pagtawag.",
    "tr": "Merhaba, hoş geldiniz. Aradığınız için teşekkürler.",
    "uk": "Вітаємо, ласкаво просимо. Дякуємо за дзвінок.",
    "ur": "السلام علیکم، خوش آمدید۔ کال کرنے کا شکریہ۔",
    "vi": "Xin chào quý khách. Cảm ơn quý khách đã gọi.",
    "zh": "您好，欢迎致电。感谢您的来电。",
})
"""By bare BCP-47 code."""


def greeting_in(language: str) -> str:
    """Return the greeting in a language, whatever its region; the English one where there is none."""
    return GREETINGS.get(language.partition("-")[0].lower(), _ENGLISH)
