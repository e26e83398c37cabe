"""The Arabic words by which a document's structure is recognised, and the folding to compare them."""

import re

_MARKS = re.compile(r"[\u064b-\u065f\u0670\u0640]")
_NOT_WORD = re.compile(r"[\W_]+")
_LETTERS = str.maketrans("أإآٱىةؤئ", "اااايهوي")
_ARABIC_LETTER = re.compile(r"[\u0620-\u064a\u0671-\u06d3]")
_ARABIC_SHARE = 1 / 3  # of the letters
_PERSIAN_AND_URDU = frozenset("پچژگکیےۓٹڈڑںہھ")
_FINAL = re.compile(r"[.؟?!…۔][\"'»”’)\]]*$")


def fold(text: str) -> str:
    """The words of a text without vowel signs, hamza and punctuation: for comparing, never to show."""
    return _NOT_WORD.sub(" ", _MARKS.sub("", text).translate(_LETTERS)).strip().lower()


def words(listed: str) -> frozenset[str]:
    """The blank-separated words of `listed`, folded."""
    return frozenset(fold(word) for word in listed.split())


def phrases(listed: str) -> frozenset[str]:
    """The comma-separated phrases of `listed`, folded."""
    return frozenset(fold(phrase) for phrase in listed.split("،"))


def has_arabic(text: str) -> bool:
    """Whether there is an Arabic letter in the text."""
    return _ARABIC_LETTER.search(text) is not None


def is_arabic(text: str) -> bool:
    """Whether a text is in Arabic, though it may quote other languages."""
    letters = [character for character in text if character.isalpha()]
    arabic = [letter for letter in letters if "\u0620" <= letter <= "\u06d3"]
    foreign = sum(letter in _PERSIAN_AND_URDU for letter in arabic)
    return len(arabic) >= _ARABIC_SHARE * max(len(letters), 1) and 20 * foreign <= len(arabic) and bool(arabic)


def ends_sentence(text: str) -> bool:
    """Whether the text ends with sentence-final punctuation; quotes and brackets may follow it."""
    return _FINAL.search(text.rstrip()) is not None


def ends_with_colon(text: str) -> bool:
    """Whether the text announces what follows."""
    return text.rstrip().endswith(":")


CONTENTS = phrases(
    "المحتويات، محتويات، جدول المحتويات، قائمة المحتويات، فهرس المحتويات، الفهرس، فهرس، الفهرست، "
    "محتويات التقرير، محتويات الوثيقة، قائمة الجداول، قائمة الأشكال"
)

# Opening and closing headings: they stand beside the numbered chapters, never above or in them.
OUTER_HEADINGS = phrases(
    "مقدمة، المقدمة، تمهيد، توطئة، تصدير، تقديم، مدخل، استهلال، ملخص، الملخص، الملخص التنفيذي، ملخص تنفيذي، موجز، "
    "موجز تنفيذي، الموجز، خلاصة، الخلاصة، خاتمة، الخاتمة، ختام، شكر وتقدير، شكر وعرفان، المراجع، مراجع، "
    "قائمة المراجع، المصادر والمراجع، الهوامش، المرفقات، مرفقات، الملاحق، ملاحق، المرفق، مرفق، ملحق، كلمة شكر"
)

# Headings that stand anywhere in reports and minutes.
KNOWN_HEADINGS = phrases(
    "خلفية، الخلفية، الأهداف، الهدف، أهداف الاجتماع، المنهجية، منهجية العمل، النتائج، النتائج الرئيسية، "
    "أبرز النتائج، التوصيات، توصيات، التوصيات الختامية، النتائج والتوصيات، الخلاصة والتوصيات، الاستنتاجات، "
    "الاستنتاجات والتوصيات، القرارات، القرارات والتوصيات، الحضور، الحاضرون، المشاركون، المشاركات والمشاركون، "
    "قائمة المشاركين، الغائبون، المعتذرون، جدول الأعمال، الوثائق، الافتتاح، افتتاح الاجتماع، الجلسة الافتتاحية، "
    "الجلسة الختامية، اختتام الاجتماع، الختام، المناقشة، المناقشات، المداولات، النقاش، المداخلات، "
    "الملاحظات الختامية، الملاحظات الافتتاحية، الكلمات الافتتاحية، الخطوات المقبلة، الخطوات التالية، الخطوات القادمة، "
    "المضي قدما، الطريق إلى الأمام، التحديات، الفرص، الدروس المستفادة، الممارسات الجيدة، الإجراءات، المتابعة، "
    "ما يستجد من أعمال، تنظيم العمل، اعتماد التقرير، الأسئلة والأجوبة، التعاريف، المصطلحات"
)

LABEL = re.compile(r"\S+(?:\s\S+){0,2}\s*:\s*\S")
"""What minutes begin their first lines with, as "المكان: بيروت"."""

# What a line begins with that names who issued a document.
INSTITUTIONS = words(
    "الأمم منظمة المنظمة وزارة الوزارة اللجنة المجلس مجلس جامعة الجامعة هيئة الهيئة مؤسسة المؤسسة اتحاد الاتحاد "
    "شبكة الشبكة مركز المركز جمعية الجمعية مكتب المكتب الإدارة إدارة مديرية المديرية جمهورية الجمهورية المملكة دولة"
)

# What a title begins with that says which kind of document it names.
DOCUMENT_NAMES = words("تقرير التقرير محضر كلمة خطاب بيان البيان مذكرة دليل وثيقة ورقة إعلان موجز ملخص دراسة خطة وقائع")

# What a title's second line begins with.
PREPOSITIONS = words("في حول بشأن عن أمام بمناسبة خلال على من إلى بين لدى")

# A heading such as "الجلسة الثانية: ..." counts by its first word.
PART_NAMES = words(
    "الجلسة الجلسات المحور الفصل الباب القسم الجزء المرفق الملحق البند اليوم المبحث المطلب الموضوع المادة مرفق ملحق"
)
ANNEXES = words("المرفق الملحق مرفق ملحق")
_ORDINALS = (
    "الأول الأولى",
    "الثاني الثانية",
    "الثالث الثالثة",
    "الرابع الرابعة",
    "الخامس الخامسة",
    "السادس السادسة",
    "السابع السابعة",
    "الثامن الثامنة",
    "التاسع التاسعة",
    "العاشر العاشرة",
)
ORDINALS = {word: value for value, pair in enumerate(_ORDINALS, start=1) for word in words(pair)}

# Words that announce a list or an enumeration.
ANNOUNCING = words("يلي يأتي التالية الآتية التالي الآتي وهي وهم وهو منها أهمها أبرزها التاليين الآتيين وهما")

# Nothing ends with these: what does was cut.
_OPEN_END = words(
    "من إلى الى على في عن أن إن أو و ثم لا لم لن ما التي الذي الذين اللتين اللذين بين مع كما حيث إذا لكن أي هذا هذه "
    "ذلك تلك كل بعض غير قبل خلال عبر ضمن لدى منذ حتى مثل بأن لأن وأن وإلى ومن وعلى وفي وعن مما بما ولا كان كانت "
    "قد عند تجاه حول نحو بشأن وبين أجل بسبب دون فيما إلا سوى لدي بعد"
)

# What a sentence of a report or a speech begins with, and a heading does not.
_VERBS = words(
    "أكد أشار شدد رحب افتتح ذكر أوضح أضاف دعا ناقش قدم عقد شارك حضر شكر تم جرى أعرب أعلن أفاد قال لفت اختتم استعرض "
    "تناول ركز طلب سأل رد أوصى أقر وافق قرر اتفق نوه أبرز حث تساءل استفسر خلص انضم تحدث سلط استهل يسر أدار ترأس "
    "كان يجب ينبغي يمكن يتضمن يعد يتم يهدف يشمل تشمل يسعدني يشرفني أود تهدف يعتبر تعتبر بلغ بلغت دعت جرت أوصت يوجد "
    "توجد ليس ليست هناك شهد أثنى أثار ألقى اقترح طالب "
    "أيها أيتها السيدات حضرات"
)


def is_open_ended(text: str) -> bool:
    """Whether the text ends with a word that needs another after it."""
    return fold(text).rsplit(" ", 1)[-1] in _OPEN_END


def starts_as_sentence(text: str) -> bool:
    """Whether the first word is a verb that reports begin their sentences with."""
    first = fold(text).split(" ", 1)[0]
    bare = first[1:] if first[:1] in ("و", "ف") else first
    return any(form in _VERBS or form.removesuffix("ت") in _VERBS for form in (first, bare))


def announces(text: str) -> bool:
    """Whether the text says in words that an enumeration follows."""
    return not ANNOUNCING.isdisjoint(fold(text).split())
