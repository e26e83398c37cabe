"""Is a message nothing but greetings, thanks and questions after the bot itself?"""

import re

from bot.function_words import COURTESIES, is_function_word
from vectorstore.analyzer import is_arabic, tokenize

# Folded, as whole phrases: "السلام" alone may be what is asked about.
_ARABIC = """السلام عليكم|سلام عليكم|وعليكم السلام|ورحمه الله|وبركاته|صباح الخير|صباح النور|مساء الخير|مساء النور
    |كيف حالك|كيف حالكم|كيف الحال|كيفك|شلونك|ازيك|ما اخبارك|شو اخبارك|من انت|من انتم|مين انت|انت مين|من تكون
    |ما اسمك|شو اسمك|ماذا يمكنك ان تفعل|كيف يمكنك مساعدتي|عرفني بنفسك|عرف بنفسك|عرف عن نفسك|شكرا لك|شكرا لكم
    |الله يعطيك العافيه|يعطيك العافيه|بارك الله فيك|الي اللقاء|مع السلامه|تشرفنا|يا حوار"""
_ENGLISH = """how are you|how are you doing|who are you|what are you|what is your name|what s your name|what can you do
    |how can you help|how can you help me|good morning|good afternoon|good evening|good day|nice to meet you|thank you
    |very much|so much|a lot|hey|good bye|goodbye|bye|hiwar"""
_FRENCH = """ça va|ca va|comment allez vous|comment vas tu|qui êtes vous|qui etes vous|qui es tu|quel est votre nom
    |comment vous appelez vous|que pouvez vous faire|beaucoup|bonsoir|salut|au revoir|bonne journée|bonjour|merci"""


def _any_of(phrases: str) -> re.Pattern[str]:
    longest_first = sorted(re.split(r"\s*[|]\s*", phrases), key=len, reverse=True)
    return re.compile(rf"\b(?:{'|'.join(longest_first)})\b")


_FRENCH_PHRASES = _any_of(_FRENCH)
_PHRASES = _any_of(f"{_ARABIC}|{_ENGLISH}|{_FRENCH}")


def small_talk(text: str) -> str:
    """The language of a message in which nothing is asked about documents ("ar", "en" or "fr"); empty for any other."""
    words = " ".join(token.text for token in tokenize(text))
    rest = _PHRASES.sub(" ", words).split()
    greets = not COURTESIES.isdisjoint(rest) or rest != words.split()
    if not greets or not all(map(is_function_word, rest)):
        return ""
    if is_arabic(text):
        return "ar"
    return "fr" if _FRENCH_PHRASES.search(words) else "en"
