"""Words of a question that say nothing of what it is about, and those that do. All are folded."""

from vectorstore.analyzer import tokenize

_FRENCH = frozenset(
    "que quel quelle quels quelles qui quand où comment combien pourquoi est sont le la les de des du".split()
)
_ARABIC = frozenset(
    "ما ماذا من متي اين كيف لماذا لم هل كم اي علام عم عما ماهي ماهو بماذا بم فيم الام حتام مما ممن بمن لمن".split()
)
_SPOKEN = """اديش ازاي ازي اش اشقد اشكون اشلون اشنو امتا امتي انهو ايش ايمت ايمتا ايمتي اينتا ايه باش بايش بايه بشو
    بقديش بكام بيش شحال شقد شكد شكو شكون شلون شنهو شنو شنوه شنيه شو شوقت شوكت عشو علاش علاه فوقاش فين فينه قداش قديش كام
    كيفاش كيفن لشو لويش ليش ليشو ليه متين منهو منو منوه مين ميين واش واشنو وش وقتاش وقتيش وين وينتا وينه وينو ويين
    اللي""".split()
_QUESTION_WORDS = frozenset((*_FRENCH, *_ARABIC, *_SPOKEN)) | frozenset(
    """
    what which who whom when where why how many much do does did is are was were the a an of in on for to by""".split()
)
_FUNCTION_WORDS = frozenset(
    """في علي الي عن مع هذا هذه ذلك تلك هو هي هم هما كان كانت يكون تكون ان انه انها او ثم قد لقد لا ليس ليست بين
    عند عندما بعد قبل حول خلال بشان بخصوص حسب بحسب وبحسب وفق وفقا كل بعض غير اذا لكن حتي منذ الذي التي الذين اللذين كما
    هناك هنا به بها فيه فيها له لها لهم عليه عليها منه منها عنه عنها اليه اليها ايضا يتم تم عشان علشان بتاع
    تبع اللي دي ده هاد هاي هيك كمان فيه برضو رح راح عم باي ام كي نحن انا انت حد بالنسبه تجاه ضمن لدي لنا لكم
    قال قالت قالوا يقول تقول قول ذكر ذكرت اشار اشارت اوضح اوضحت اضاف اضافت اكد اكدت صرح صرحت تحدث تحدثت تكلم تكلمت
    تولي تولت تولوا يتولي تتولي مذا ماذ ينتظر يتوقع المتوقع المقرر المزمع
    ورد جاء جاءت تم جري جرت يجري تجري اجري اجرت اجروا باسم بشكل اسم اسمه اسمها رقم عدد يوجد توجد
    qu elle elles il ils sur dit dans ont from""".split()
)
_COURTESIES = frozenset(
    """شكرا جزيلا مشكور مشكوره مرحبا اهلا سهلا هلا تحياتي حسنا تمام
    thanks thank hello hi ok okay merci bonjour""".split()
)
_CONJUNCTIONS = "وف"  # written on to the word behind them
_AND = frozenset("and et but mais".split())
_SAYS_NOTHING = _QUESTION_WORDS | _FUNCTION_WORDS | _COURTESIES | _AND


def content_words(text: str) -> tuple[str, ...]:
    """The folded words of a text that say what it is about, in order, each once."""
    return tuple(dict.fromkeys(token.text for token in tokenize(text) if not is_function_word(token.text)))


def is_function_word(word: str) -> bool:
    """Whether a folded word says nothing of what a question is about."""
    return len(word) < 2 or word in _SAYS_NOTHING or (word[0] in _CONJUNCTIONS and word[1:] in _SAYS_NOTHING)
