"""Every Arabic sentence of the page, in one place to be proofread."""

from bot.wording import counted

# The page
PAGE_TITLE = "حوار: أسئلة وأجوبة من وثائق الاجتماعات"
NAME = "حوار"
TAGLINE = "اسأل عن وثائق اجتماعات الاتفاق العالمي من أجل الهجرة، وتأتِك الإجابة من نصوصها مع ذكر موضعها."
CORPUS_SIZE = "الإجابات مأخوذة من {documents} تضم {passages}."
CORPUS_EMPTY = "لم تُضَف أي وثيقة بعد."
EDITION = "إصدار الفهرس: {edition}"
FOOTER = "الإجابات مقتبسة من الوثائق آلياً. افتح المرجع تحت الإجابة وتحقق من النص في موضعه قبل أن تستند إليه."

# The conversation
CONVERSATION = "المحادثة"
WELCOME = "اكتب سؤالك بالعربية، أو اختر أحد الأسئلة المقترحة."
EXAMPLES = "أسئلة مقترحة"
QUESTION_LABEL = "سؤالك"
QUESTION_PLACEHOLDER = "اكتب سؤالك هنا…"
SEND = "إرسال"
STOP = "إيقاف"
NEW_CONVERSATION = "محادثة جديدة"
YOUR_MESSAGE = "سؤالك"
OUR_MESSAGE = "إجابة حوار"
WAITING = "أسئلة أخرى قيد الإجابة. ترتيبك في الانتظار: {place}."
SEARCHING = "جارٍ البحث في الوثائق…"
STOPPED = "أوقفتَ هذه الإجابة قبل أن تكتمل."
STOPPED_EMPTY = "أوقفتَ البحث قبل أن تظهر الإجابة."

# Under an answer
CITATIONS = "المراجع"
RELATED = "أقرب مقطع ذي صلة"
RELATED_NOTE = "لا يجيب عن سؤالك، وقد يفيدك الاطلاع عليه."
UNDERSTOOD_AS = "فُهم السؤال هكذا: {question}"
DOCUMENT = "الوثيقة"
SECTION = "القسم"
PAGE = "الصفحة"
PAGE_SHORT = "ص\u00a0{page}"
FILE = "الملف"
UNTITLED = "وثيقة بلا عنوان"
UNVERIFIED = "تنبيه: هذا النص مقروء آلياً من صورة، وقد تكون في حروفه أو أرقامه أخطاء. قارنه بالوثيقة الأصلية."

# What can go wrong
QUESTION_EMPTY = "اكتب سؤالك أولاً، ثم اضغط «إرسال»."
QUESTION_TOO_LONG = "السؤال أطول من اللازم ({length} حرفاً). اختصره إلى {limit} حرف أو أقل، ثم أرسله من جديد."
UNEXPECTED_ERROR = (
    "تعذّر إعداد الإجابة بسبب خطأ غير متوقع. سؤالك باقٍ في الخانة: أرسله مرة أخرى، وإن تكرر الخطأ فأبلغ مدير الموقع."
)
CONNECTION_ERROR = "تعذّر الاتصال بالخادم، أو أنه مشغول الآن. انتظر قليلاً ثم أعد المحاولة، أو حدّث الصفحة."
SCRIPT_NEEDED = "تحتاج هذه الصفحة إلى تفعيل JavaScript في المتصفح."

# What Gradio itself says, and in English whatever the language of the browser
CHROME = {
    "chatbot conversation": CONVERSATION,
    "Scroll down": "الانتقال إلى آخر المحادثة",
    "Loading response": SEARCHING,
    "Loading": "جارٍ التحميل",
    "Loading...": "جارٍ التحميل…",
    "Error": "خطأ",
    "Warning": "تنبيه",
    "Info": "معلومة",
    "Success": "تم",
    "Close": "إغلاق",
}


def documents_counted(count: int) -> str:
    """The number of documents as Arabic counts things, to stand after «من».

    :param count: How many, from 1.
    """
    return counted(count, "وثيقة واحدة", "وثيقتين", "وثائق", "وثيقة", "وثيقة")


def passages_counted(count: int) -> str:
    """The number of passages as Arabic counts things, to stand as an object.

    :param count: How many, from 1.
    """
    return counted(count, "مقطعاً واحداً", "مقطعين", "مقاطع", "مقطعاً", "مقطع")
