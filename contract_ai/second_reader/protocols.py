"""The two ways to talk to a model: OpenAI's chat completions and Anthropic's messages.

Local servers (Ollama, vLLM, LM Studio, llama.cpp) speak the first.  Each protocol turns a prompt
into a request and a response into the text of the answer; neither knows what is asked.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from pydantic import BaseModel, ConfigDict, ValidationError

from contract_ai.second_reader.endpoint import Endpoint
from contract_ai.second_reader.prompt import SCHEMA, Prompt
from models.forms import Form

ANTHROPIC_VERSION = "2023-06-01"


class UnusableResponse(ValueError):
    """The response does not follow the protocol."""


@dataclass(frozen=True, slots=True)
class Reply:
    """The text of an answer; ``cut`` where the model ran out of room."""

    text: str
    cut: bool = False


class _Loose(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)


class _Message(_Loose):
    content: str | None = None


class _Choice(_Loose):
    message: _Message
    finish_reason: str | None = None


class _Completion(_Loose):
    choices: list[_Choice]


class _Block(_Loose):
    type: str = "text"
    text: str = ""


class _Answer(_Loose):
    content: list[_Block]
    stop_reason: str | None = None


def headers(endpoint: Endpoint) -> dict[str, str]:
    """Return the headers of a request; the only place where the key is taken out."""
    key = endpoint.key.get_secret_value() if endpoint.key else ""
    if endpoint.protocol == "anthropic":
        named = {"x-api-key": key} if key else {}
        return {"anthropic-version": ANTHROPIC_VERSION, **named}
    return {"authorization": f"Bearer {key}"} if key else {}


def body(endpoint: Endpoint, prompt: Prompt, tokens: int, *, bare: bool = False) -> Form:
    """Return the body of a request.

    ``bare`` leaves out what some servers do not know: the schema, the limit and the temperature.
    """
    user: Form = {"role": "user", "content": prompt.user}
    if endpoint.protocol == "anthropic":
        return {
            "model": endpoint.model,
            "max_tokens": tokens,
            "system": prompt.system,
            "messages": [user],
        }
    messages: Form = {
        "model": endpoint.model,
        "messages": [{"role": "system", "content": prompt.system}, user],
        "stream": False,
    }
    if bare:
        return messages
    form: Form = {"name": "contract_terms", "schema": SCHEMA}
    return messages | {
        "temperature": 0,
        "max_tokens": tokens,
        "response_format": {"type": "json_schema", "json_schema": form},
    }


def reply(endpoint: Endpoint, response: Mapping[str, object] | object) -> Reply:
    """Take the answer's text out of a response.

    Raises:
        UnusableResponse: it is not of the protocol, or holds no text.
    """
    try:
        if endpoint.protocol == "anthropic":
            answer = _Answer.model_validate(response)
            text = "".join(block.text for block in answer.content if block.type == "text")
            found = Reply(text, answer.stop_reason == "max_tokens")
        else:
            first = _Completion.model_validate(response).choices[0]
            found = Reply(first.message.content or "", first.finish_reason == "length")
    except (ValidationError, IndexError) as error:
        msg = f"the response does not follow the protocol {endpoint.protocol}"
        raise UnusableResponse(msg) from error
    if not found.text.strip():
        msg = "the response holds no text"
        raise UnusableResponse(msg)
    return found
