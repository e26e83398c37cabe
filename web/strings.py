"""Every Arabic sentence of the pages for organisers; the page for readers has its own in `web.catalogue`."""

from web.catalogue import ARABIC

REASONS = ARABIC.reasons


def __getattr__(name: str) -> str:
    """What the page for readers says in Arabic is at hand here too."""
    return getattr(ARABIC, name)


# What programs are told
BUSY = "الخادم مشغول بأسئلة أخرى الآن. أعد المحاولة بعد ثوانٍ."
API_KEY_NEEDED = "يلزم مفتاح صالح في الترويسة Authorization على الصورة: Bearer ثم المفتاح."
API_KEY_FORBIDDEN = "لا يتيح هذا المفتاح هذه الخدمة."
API_QUOTA = "استُنفد عدد الطلبات المتاح لهذا المفتاح. أعد المحاولة بعد {seconds} ثانية."
API_QUESTION_EMPTY = "السؤال فارغ."
API_INVALID = "الطلب غير صالح. راجع الحقل: {where}."
API_TOO_LARGE = "الطلب أكبر من المسموح به."
API_NOT_FOUND = "لا شيء على هذا العنوان."
API_METHOD = "هذا العنوان لا يقبل هذه الطريقة في الطلب."
API_UNEXPECTED = "تعذّر إعداد الإجابة بسبب خطأ غير متوقع. أعد المحاولة، وإن تكرر الخطأ فأبلغ مدير الموقع."
API_UNKNOWN_TOOL = "لا توجد أداة بهذا الاسم."

# Signing in
LOGIN_TITLE = "دخول المنظّمين والمقيّمين"
LOGIN_NAME = "الاسم"
LOGIN_PASSWORD = "كلمة المرور"
LOGIN_SEND = "دخول"
LOGIN_FAILED = "الاسم أو كلمة المرور غير صحيح."
LOGIN_TOO_OFTEN = "تكررت المحاولات الخاطئة. انتظر ربع ساعة ثم أعد المحاولة."
LOGIN_NEEDED = "يلزم تسجيل الدخول."

# The organisers' page
ORGANISERS = "إدارة الوثائق"
SIGN_OUT = "خروج"
TO_CHAT = "صفحة الأسئلة"
UPLOAD_LABEL = "الوثائق الجديدة والصيغ المصحَّحة"
UPLOAD_SEND = "أدخل الوثائق وانشرها"
UPLOAD_NOTHING = "اختر ملفاً واحداً على الأقل أولاً."
UPLOAD_STARTING = "بدأ الإدخال. الإصدار المنشور يجيب كالمعتاد إلى أن يكتمل."
UPLOAD_PROGRESS = "{what}: {done} من {of}"
UPLOAD_DONE = "{what}: {done}"
UPLOAD_STEPS = {
    "Reading documents": "قراءة الوثائق",
    "Reading pages": "الصفحات المقروءة",
    "Embedding passages": "فهرسة المقاطع",
}
UPLOAD_FAILED = "لم يكتمل الإدخال، ولم يتغير المنشور. أعد المحاولة، وإن تكرر الأمر فراجع سجل الخادم."
PUBLISHED = "نُشر الإصدار {edition}."
NOTHING_NEW = "لا جديد: الإصدار المنشور يضم هذه الوثائق كما هي."
NOTHING_PUBLISHED = "لم يُنشر شيء."
OUTCOMES = {
    "added": "أُضيفت",
    "replaced": "حلّت محل صيغة سابقة",
    "read anew": "قُرئت من جديد",
    "unchanged": "لم تتغير",
    "duplicate": "مكررة",
    "superseded": "صيغة قديمة لوثيقة منشورة",
    "withdrawn": "مسحوبة، ولم تُعَد",
    "refused": "رُفضت",
}
TAB_DOCUMENTS, TAB_EDITIONS = "الوثائق", "الإصدارات"
DOCUMENTS_HEAD = ("الوثيقة", "الملف", "التاريخ", "الحالة", "الصفحات", "صفحات للمراجعة", "المقاطع")
FILES_HEAD = ("الملف", "النتيجة", "الوثيقة", "الصفحات", "صفحات للمراجعة", "المقاطع")
EDITIONS_HEAD = ("الإصدار", "أُنشئ", "الحالة", "الوثائق", "المقاطع")
CHANGES_HEAD = ("التغيير", "الوثيقة", "الملف")
STATE_LIVE, STATE_WITHDRAWN, STATE_OLD = "منشورة", "مسحوبة", "محفوظ"
STATE_PUBLISHED = "منشور"
CHOOSE_DOCUMENT, CHOOSE_EDITION = "اختر وثيقة", "اختر إصداراً"
WITHDRAW, RESTORE, PUBLISH, ROLL_BACK = "سحب الوثيقة", "إعادة الوثيقة", "نشر هذا الإصدار", "العودة إلى الإصدار السابق"
CONFIRM = "تأكيد"
CONFIRM_WITHDRAW = "لن يُجاب بعد التأكيد عن أي سؤال من «{title}»، ويمكن إعادتها لاحقاً."
CONFIRM_RESTORE = "ستعود «{title}» إلى الإجابات بعد التأكيد."
CONFIRM_ROLL_BACK = "سيعود الإصدار {edition} إلى الإجابة عن الأسئلة بعد التأكيد، ويبقى الإصدار الحالي محفوظاً."
CONFIRM_PUBLISH = "سيجيب الإصدار {edition} عن الأسئلة بعد التأكيد."
DONE_WITHDRAWN, DONE_RESTORED = "سُحبت «{title}».", "أُعيدت «{title}»."
DONE_PUBLISHED = "الإصدار {edition} منشور الآن."
PAGES_TO_CHECK = "راجِع هذه الصفحات: قارن النص المقروء بصورة الصفحة، وإن كان فيه خطأ فاسحب الوثيقة أو أدخل نسخة أوضح."
PAGES_FINE = "لا صفحات تحتاج إلى مراجعة."
WHAT_WAS_READ = "النص المقروء"
PAGE_EMPTY = "لم يُقرأ من هذه الصفحة شيء."
DOUBTS = {
    "reversed_text_layer": "كانت حروف النص في الملف معكوسة فأُعيد ترتيبها.",
    "broken_text_layer": "النص المخزَّن في الملف تالف، فقُرئت الصفحة من صورتها.",
    "no_text_layer": "لا نص في الملف لهذه الصفحة، فقُرئت من صورتها.",
    "recognised_with_low_confidence": "قُرئت الصفحة من صورتها، والقراءة غير مؤكدة.",
    "nothing_recognised": "لم يُتعرَّف في صورة الصفحة على أي نص.",
}
CHANGES = "ما تغيّر عن الإصدار المختار في المنشور"
NO_CHANGES = "لا فرق بين الإصدارين."
CHANGE_KINDS = {
    "added": "أُضيفت",
    "removed": "حُذفت",
    "changed": "تغيرت",
    "read anew": "قُرئت من جديد",
    "withdrawn": "سُحبت",
    "restored": "أُعيدت",
}

# What readers say, for organisers
TAB_VERDICTS = "آراء القراء"
VERDICTS_HEAD = ("السؤال", "الإجابة", "الرأي", "التعليق", "الإصدار", "التاريخ", "سؤال اختبار")
VERDICTS_NONE = "لم يُبدِ أحد رأيه بعد."
VERDICTS_ALL = "تنزيل كل الأسئلة أسئلةَ اختبار (JSONL)"
VERDICT_PROMPT = "تنزيل (JSONL)"

# The evaluators' page
EVALUATORS = "تقييم الإجابات"
TAB_RUN, TAB_RUNS, TAB_COMPARE = "تقييم جديد", "النتائج", "مقارنة"
PROMPTS_UPLOAD = "ملف أسئلة الاختبار (‎.xlsx أو ‎.csv أو ‎.jsonl)"
PROMPTS_CHOOSE = "أسئلة الاختبار"
PROMPTS_KEPT = "حُفظ الملف «{name}». عدد أسئلته: {count}."
PROMPTS_NONE = "ارفع ملف أسئلة أو اختر واحداً أولاً."
RUN_BEGIN, RUN_STOP = "ابدأ التقييم", "أوقف التقييم"
RUN_STARTING = "بدأ التقييم على الإصدار المنشور."
RUN_PROGRESS = "الأسئلة المُجاب عنها: {done} من {of}"
RUN_STOPPED = "أوقفتَ التقييم. ما أُجيب عنه محفوظ، ويستأنفه «ابدأ التقييم» من حيث توقف."
RUN_FAILED = "لم يكتمل التقييم بسبب خطأ غير متوقع. ما أُجيب عنه محفوظ. أعد المحاولة، وإن تكرر الخطأ فراجع سجل الخادم."
RUN_DONE = "اكتمل التقييم. تجد تقريره في «النتائج»."
CHOOSE_RUN = "اختر تقييماً"
EXPORT_SHEET = "تنزيل النتائج (Excel)"
OPEN_ALONE = "افتح في صفحة مستقلة"
REPORT_FRAME = "تقرير التقييم"
COMPARE_BEFORE, COMPARE_AFTER = "التقييم الأول", "التقييم الثاني"
COMPARE = "قارن"
COMPARE_TWO = "اختر تقييمين مختلفين."
COMPARE_FRAME = "مقارنة التقييمين"
