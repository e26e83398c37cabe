"""A question in spoken Arabic -> the same in written Arabic, word by word.

Reports are written in Modern Standard Arabic; neither the embedding model nor the keyword index knows that بعتوا is
أرسلوا. Dialects share much of how they make their words: verbs are conjugated here from their stems, and what is
written on to a word (بيـ, حيـ, كيـ, ـلهم, ـش) is taken off by rule; its parts are told apart as by Habash, Eskander and
Hawwari, "A Morphological Analyzer for Egyptian Arabic" (2012). A word that written Arabic has too, with another
meaning, is changed only beside one that is spoken for certain.
"""

import re
from collections.abc import Iterable, Iterator

from vectorstore.analyzer import Token, fold, tokenize

# Written words and the spoken ones of Egypt and the Sudan, the Levant, Iraq, the Gulf and the Maghreb, folded.
_WORDS = {
    "من": "مين منو ميين شكون منهو اشكون منوه",
    "ما": "شو ايش ايه شنو وش شنهو اشنو شنوه شنيه شكو واشنو اش",
    "بماذا": "بشو بايش بايه بيش باش",
    "عم": "عشو",
    "لماذا": "ليش ليه علاش لشو علاه ليشو لويش",
    "في ماذا": "فاش",
    "كم": "كام قديش قداش اديش شحال شقد اشقد شكد بقديش بكام",
    "كيف": "ازاي ازي كيفاش شلون اشلون كيفن",
    "أين": "وين فين ويين وينو وينه فينه",
    "متى": "امتي ايمتي امتا ايمتا وقتيش فوقاش وقتاش ايمت متين وينتا اينتا شوكت شوقت",
    "هل": "واش",
    "أي": "انهي انهو",
    "الذي": "اللي يلي",
    "أن": "بلي انو",
    "شيء": "اشي",
    "يجب": "لازم",
    "هذا": "هاد هيدا ده هدا هاذ هالشي",
    "هذه": "هاي هيدي هادي هذي",
    "هكذا": "هيك كده كدا هيج",
    "الآن": "هلا هلق هلقيت دلوقتي دلوقت هسا هسه الحين دابا توا هالوقت",
    "حتى": "لحد لغايه",
    "أيضا": "كمان برضو برضه زاده",
    "بسبب": "عشان علشان منشان مشان",
    "ليس": "مش مو موش ماشي",
    "افتراضيا": "اونلاين",
    "كثيرا": "كتير وايد بزاف هوايه برشا",
    "قليلا": "شويه شوي",
    "جيد": "منيح كويس زين مزيان باهي",
    "مال": "فلوس مصاري",
    "شخصا": "نفر",
    "سوف": "غادي رح",
    "يوجد": "كاين كاينه",
    "بالضبط": "بالظبط بالزبط",
    "كله": "كلو",
    "القادمة": "الجايه الجيه",
    "القادم": "الجاي",
    "الأخير": "اللخر الاخراني",
    "الأخيرة": "اللخره الاخرانيه",
    "الأول": "الاولاني",
    "الأولى": "الاولانيه",
    "الثاني": "التاني",
    "الثانية": "التانيه",
    "الثالث": "التالت",
    "الثالثة": "التالته",
    "ثلاثة": "تلاته تلات",
    "ثمانية": "تمنيه تمانيه",
    "اثنان": "اتنين تنين",
    "نحن": "احنا نحنا حنا",
    "أمس": "امبارح",
    "غدا": "بكرا",
    "لنا": "ديالنا تبعنا بتاعنا تاعنا",
    "لهم": "ديالهم تبعهم بتاعهم",
    "له": "ديالو تبعو بتاعو",
    "لها": "ديالها تبعها بتاعتها",
    "تابع": "تبع بتاع بتاعه بتاعت بتوع ديال تاع نتاع",
    "يعمل": "خدام خدامه",
    "قلقون": "خايفين خايف خايفه",
    "مدعوون": "معزومين معزوم معزومه",
    "النساء": "النسوان الستات",
    "نريد": "بدنا بدي عايز عايزين عاوز عاوزين نبغي ابغي بغيت",
    "يريد": "بده بدو بدها بدهم عايزه عاوزه يبغي",
    "نستطيع": "فينا فيني",
    "تكلم": "اتكلم",
    "تكلمت": "اتكلمت",
    "تكلموا": "اتكلموا",
}
# Likewise, of words that are written Arabic as well.
_WORDS_TOO = {
    "السيدة": "الست",
    "سوف": "راح",
    "الناس": "ناس",
    "فقط": "بس",
    "ثان": "تاني",
    "ثانية": "تانيه",
    "شخصا": "واحد",
    "اقتراح": "فكره",
    "يعمل": "شغال شغاله",
    "عمل": "شغل",
    "قبل": "ابل",
    "هذا": "دا",
    "هذه": "دي",
    "هنا": "هون",
    "غدا": "بكره",
    "نريد": "ابي",
}
# The past and the present of a written verb, as said of "him" and without the prefix, and of the spoken ones.
_VERBS = {
    "قال قول": "حكي حكي, كال كول",
    "تحدث تحدث": "هضر هضر",
    "سأل سأل": "سول سول",
    "أرسل رسل": "بعت بعت, ابعت بعت, صيفط صيفط, دز دز",
    "وجد جد": "لاقي لاقي",
    "رأى رى": "شاف شوف",
    "جرى جري": "انعمل نعمل, اتعمل تعمل, انسوي نسوي",
    "أجرى جري": "سوي سوي",
    "انعقد نعقد": "اتعقد تعقد",
    "جاء جيء": "اجا جي, اجي يجي",
    "بدأ بدأ": "بلش بلش",
    "وضع ضع": "حط حط",
    "دعي دعى": "اتعزم تعزم, انعزم نعزم, اندعي ندعي",
    "اجتمع جتمع": "اتقابل تقابل, اتجمع تجمع",
    "عمل عمل": "اشتغل شتغل",
    "انتظر نتظر": "استني ستني",
}
_VERBS_TOO = {
    "افتتح فتتح": "فتح فتح",
    "اختتم ختتم": "قفل قفل, سكر سكر, ختم ختم",
    "جرى جري": "صار صير, حصل حصل",
    "أجرى جري": "عمل عمل, دار دير",
    "استطاع ستطيع": "قدر قدر, كدر كدر",
    "وجد جد": "لقي لقي, لكي لكي",
    "أرسل رسل": "بعث بعث",
    "اجتمع جتمع": "التقي لتقي",
    "دعا دعو": "عزم عزم",
}
_AS_WRITTEN = frozenset("يدير تدير".split())  # who manages something; كيدير is what one does
_WEAK_END = re.compile("[اي]$")
_WRITTEN_WEAK_END = re.compile("[اىيو]$")


def _conjugated(verbs: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Each form of the spoken verbs, with the written one."""
    for written, spoken in verbs.items():
        past, present = written.split()
        stem, bare = _WRITTEN_WEAK_END.sub("", past), _WRITTEN_WEAK_END.sub("", present)
        for his, he in (pair.split() for pair in spoken.split(", ")):
            s, b = _WEAK_END.sub("", his), _WEAK_END.sub("", he)
            yield from ((f"{s}{many}", f"{stem}وا") for many in ("وا", "و"))
            yield from ((f"{person}{he}", f"{person}{present}") for person in "يتن")
            yield from ((f"{mine}{he}", f"أ{present}") for mine in ("ا", "ب"))
            yield his, past
            yield f"{s}ت", f"{stem}ت"
            yield from ((f"{p}{b}{many}", f"{p}{bare}ون") for p in "يت" for many in ("وا", "و"))
            yield from ((f"ن{b}{many}", f"ن{present}") for many in ("وا", "و"))


def _listed(words: dict[str, str]) -> Iterator[tuple[str, str]]:
    return ((spoken, written) for written, forms in words.items() for spoken in forms.split())


_WRITTEN_VERBS, _WRITTEN = dict(_conjugated(_VERBS)), dict(_listed(_WORDS))
_WRITTEN_VERBS_TOO, _WRITTEN_TOO = dict(_conjugated(_VERBS_TOO)), dict(_listed(_WORDS_TOO))
# Of what a verb is about to do or is doing: بيقول, منبعت, كيقول; حيقول and هيقول are to come.
_DOING = re.compile(r"^(?:ب(?=[يتنا])|م(?=ن)|ك(?=[يتن]))(?=\w{3})")
_TO_COME = re.compile(r"^[حه](?=[يتن]\w{2})")
# The same on verbs that are not listed, where no common noun begins so: بيشارك, حيتأجل.
_IS_DOING = re.compile(r"بي(?!ان|روت|ي)\w{3}|ك(?:ي(?!ف)|ت(?!ا|ب))\w{3}")
_WILL_DO = re.compile(r"هي(?!ي|ك)\w{3}|هت\w{3}|حي(?!ا|و|ث|ن)\w{3}|حت(?!م|ي)\w{3}")
_IN_THE = re.compile(r"فال\w{3}")
_ON_THE = re.compile(r"عال(?!م(?:ي|يا|يه|يين|ين|ون)?$|ي(?:ه|ا)?$|ق|ج)\w{3}")
_SPELLED = re.compile("و?(?:آية|[أا]ية|أنهى)")  # and so neither إيه nor انهي
# Written on to a verb: for whom, whom, and "not".
_FOR_WHOM = re.compile(r"(?<=\w{2})(?:ل(?:ي|ك|نا|كم|كو|هم|هن|ها|ه|و)|ها|هم|هن|وه|ه|و)$")
_NOT = re.compile(r"^(?:ما|م)?(?=\w{3})(\w+)ش$")


def in_writing(text: str) -> str:
    """A question as it would be written; what is unknown stays as it is, and so does written Arabic."""
    tokens = tokenize(text)
    certain = [_written(text, token, _WRITTEN, _WRITTEN_VERBS) for token in tokens]
    if not any(certain):
        return text
    parts: list[str] = []
    at = 0
    for token, known in zip(tokens, certain, strict=True):
        word = text[token.start : token.end]
        known = known or _written(text, token, _WRITTEN_TOO, _WRITTEN_VERBS_TOO) or _without_spoken_prefix(token.text)
        parts += [text[at : token.start], known or word]
        at = token.end
    return "".join(parts) + text[at:]


def with_spoken(words: str) -> frozenset[str]:
    """Folded words, and what is said for them."""
    return frozenset((*words.split(), *spoken_forms(words.split())))


def spoken_forms(written: Iterable[str]) -> Iterator[str]:
    """What is said for some words, all folded."""
    wanted = frozenset(written)
    return (spoken for spoken, word in _WRITTEN.items() if fold(word) in wanted)


def _written(text: str, token: Token, words: dict[str, str], verbs: dict[str, str]) -> str:
    """The written form of a spoken word with what is written on to it; empty if it is not known."""
    if _SPELLED.fullmatch(text, token.start, token.end):
        return ""
    for joined in ("", "و") if token.text.startswith("و") else ("",):
        word = token.text.removeprefix(joined)
        if word in words:
            return f"{joined}{words[word]}"
        if word.startswith("ال") and word[2:] in words:
            return f"{joined}ال{words[word[2:]]}"
        for before, form in _without_prefix(word):
            verb = verbs.get(form) or verbs.get(_FOR_WHOM.sub("", form))
            if verb and word not in _AS_WRITTEN:
                return f"{joined}{before}{verb}"
    return ""


def _without_spoken_prefix(word: str) -> str:
    """A word that written Arabic has too, without what only spoken has in front; empty if there is no such thing."""
    if _IN_THE.match(word):
        return f"في {word[1:]}"
    if _ON_THE.match(word):
        return f"على {word[1:]}"
    if _IS_DOING.match(word):
        return word[1:]
    return f"س{word[1:]}" if _WILL_DO.match(word) else ""


def _without_prefix(word: str) -> Iterator[tuple[str, str]]:
    """A verb as it is and without its prefixes, behind what is written in their place."""
    yield "", word
    yield "", _DOING.sub("", word)
    yield "س" if _TO_COME.match(word) else "", _TO_COME.sub("", word)
    if denied := _NOT.match(word):
        yield "لا ", _DOING.sub("", denied.group(1))
