"""What Hiwar says to messages that ask nothing of the documents, by kind and language."""

from bot.understanding.message import MessageKind

LINES: dict[MessageKind, dict[str, str]] = {
    MessageKind.GREETING: {
        "ar": "أهلاً وسهلاً! ماذا تودّ أن تعرف من وثائق الاجتماعات؟",
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
        "ar": "أنا «حوار»، أجيب من وثائق الاجتماعات المنشورة. اسألني مثلاً: من تحدّث في الجلسة الأولى؟",
        "en": "I am Hiwar, and I answer from the published meeting documents. Ask me, for example: who spoke in the "
        "first session?",
        "fr": "Je suis Hiwar, et je réponds à partir des documents de réunion publiés. Demandez-moi par exemple\u00a0: "
        "qui a pris la parole à la première séance\u00a0?",
    },
    MessageKind.COMMAND: {
        "ar": "لا أستطيع ذلك، فأنا أجيب من وثائق الاجتماعات المنشورة وحدها.",
        "en": "I cannot do that: I only answer questions from the published meeting documents.",
        "fr": "Je ne peux pas le faire\u00a0: je réponds seulement aux questions sur les documents de réunion publiés.",
    },
    MessageKind.TRANSLATE: {
        "ar": "لا أترجم، بل أقتبس من الوثائق بلغتها كي تتحقق بنفسك.",
        "en": "I do not translate: I quote the documents in their own language, so that you can check what they say.",
        "fr": "Je ne traduis pas\u00a0: je cite les documents dans leur langue, pour que vous puissiez les vérifier.",
    },
}

NO_EARLIER_ANSWER = {
    "ar": "لم تسألني بعد في هذه المحادثة. ما سؤالك عن الوثائق؟",
    "en": "I have not answered a question in this conversation yet. What would you like to ask about the documents?",
    "fr": "Je n’ai pas encore répondu à une question dans cette conversation. Que souhaitez-vous demander sur les "
    "documents\u00a0?",
}
