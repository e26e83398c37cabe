"""What Hiwar says to messages that ask nothing of the documents, by kind and language."""

from bot.understanding.message import MessageKind

LINES: dict[MessageKind, dict[str, str]] = {
    MessageKind.GREETING: {
        "ar": "أهلاً وسهلاً بك! عمّ تودّ أن تسأل في وثائق الاجتماعات؟",
        "en": "Hello! What would you like to know from the meeting documents?",
        "fr": "Bonjour\u00a0! Que souhaitez-vous savoir sur les documents des réunions\u00a0?",
    },
    MessageKind.THANKS: {
        "ar": "على الرحب والسعة! أنا هنا متى احتجت إلى شيء آخر.",
        "en": "You are welcome! I am here whenever you need anything else.",
        "fr": "Je vous en prie\u00a0! Je reste à votre disposition.",
    },
    MessageKind.FAREWELL: {
        "ar": "إلى اللقاء، وأسعد الله أوقاتك!",
        "en": "Goodbye, and all the best!",
        "fr": "Au revoir, et bonne continuation\u00a0!",
    },
    MessageKind.ABOUT_PRODUCT: {
        "ar": "أنا حوار، برنامج يجيب عن أسئلتك من وثائق الاجتماعات المنشورة، ويذكر مع كل إجابة المقطع الذي أُخذت منه. "
        "اسألني مثلاً: من تحدث في الجلسة؟ متى عُقدت؟ بمَ أوصت؟",
        "en": "I am Hiwar, a program that answers your questions from the published meeting documents and shows the "
        "passage behind every answer. Ask me, for example, who spoke, when a meeting was held or what it recommended.",
        "fr": "Je suis Hiwar, un programme qui répond à vos questions à partir des documents de réunion publiés et "
        "montre le passage sur lequel repose chaque réponse. Demandez par exemple qui a parlé, quand une réunion a eu "
        "lieu ou ce qu’elle a recommandé.",
    },
    MessageKind.COMMAND: {
        "ar": "لا أستطيع ذلك: أجيب عن الأسئلة من وثائق الاجتماعات المنشورة وحدها.",
        "en": "I cannot do that: I only answer questions from the published meeting documents.",
        "fr": "Je ne peux pas le faire\u00a0: je réponds seulement aux questions sur les documents de réunion publiés.",
    },
    MessageKind.TRANSLATE: {
        "ar": "لا أترجم: أقتبس ما في الوثائق بلغتها كما ورد، كي تستطيع التحقق منه.",
        "en": "I do not translate: I quote the documents in their own language, so that you can check what they say.",
        "fr": "Je ne traduis pas\u00a0: je cite les documents dans leur langue, pour que vous puissiez les vérifier.",
    },
}

NO_EARLIER_ANSWER = {
    "ar": "لم أجب عن سؤال بعد في هذه المحادثة. ما سؤالك عن الوثائق؟",
    "en": "I have not answered a question in this conversation yet. What would you like to ask about the documents?",
    "fr": "Je n’ai pas encore répondu à une question dans cette conversation. Que souhaitez-vous demander sur les "
    "documents\u00a0?",
}
