"""What programs are told in Arabic; what the pages say is in `web.catalogue`."""

from web.catalogue import ARABIC


def __getattr__(name: str) -> str:
    """What the pages say in Arabic is at hand here too."""
    return getattr(ARABIC, name)


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
LOGIN_NEEDED = "يلزم تسجيل الدخول."
