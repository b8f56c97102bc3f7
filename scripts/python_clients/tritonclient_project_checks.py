"""tritonclient, over HTTP and gRPC, against models with code: the project's own, and one that streams."""

import queue

import numpy as np
import tritonclient.grpc as triton_grpc
import tritonclient.http as triton_http
from tritonclient.utils import InferenceServerException

from checks import Checks, equal, raises, read_arguments, true
from own_model import STREAMING_MODEL, own_model

PATIENCE_SECONDS = 30
WORDS = [b" cat", b" sat", b" on", b" a", b" mat"]


def texts(module, name, elements):
    array = np.array(elements, dtype=np.object_)
    given = module.InferInput(name, list(array.shape), "BYTES")
    given.set_data_from_numpy(array)
    return given


def check_own_model(checks, module, client, own):
    def asked(elements_of, shape, **options):
        inputs = [texts(module, name, elements_of(data)) for name, data in own.inputs.items()]
        answer = client.infer(own.name, inputs, **options)
        for name in own.outputs:
            own.judge(name, answer.as_numpy(name), shape)

    checks.check("the own model answers one file", asked, lambda data: [data], (1,))
    checks.check("and a batch of files", asked, lambda data: [data, data], (2,))
    checks.check("and a column of files", asked, lambda data: [[data], [data]], (2, 1))
    if module is triton_http:
        outputs = [module.InferRequestedOutput(name, binary_data=False) for name in own.outputs]
        checks.check("and in JSON", lambda: asked(lambda data: [data], (1,), outputs=outputs))


def check_writer(checks, module, client):
    def whole():
        answer = client.infer(STREAMING_MODEL, [texts(module, "prompt.txt", [["The"], ["a"]])])
        equal(answer.as_numpy("text.txt").tolist(), [[b"".join(WORDS)], [b" mat"]])

    empty = lambda: client.infer(STREAMING_MODEL, [texts(module, "prompt.txt", ["  "])])
    checks.check("a wrapper that streams answers at once, too", whole)
    checks.check("what the wrapper refuses is refused", raises, InferenceServerException, empty, "is empty")


def check_stream(checks, client):
    def pieces(asks_for_end):
        answers = queue.Queue()
        client.start_stream(callback=lambda result, error: answers.put((result, error)))
        try:
            client.async_stream_infer(
                STREAMING_MODEL,
                [texts(triton_grpc, "prompt.txt", ["The"])],
                request_id="d-4",
                enable_empty_final_response=asks_for_end,
            )
            for word in WORDS:
                response = answer_of(answers, final=False)
                equal(response.as_numpy("text.txt").tolist(), [word])
            if asks_for_end:
                equal(len(answer_of(answers, final=True).get_response().outputs), 0)
            # The stream goes on.
            client.async_stream_infer(STREAMING_MODEL, [texts(triton_grpc, "prompt.txt", ["a"])], request_id="d-4")
            equal(answer_of(answers, final=False).as_numpy("text.txt").tolist(), [b" mat"])
        finally:
            client.stop_stream()

    def answer_of(answers, final):
        result, error = answers.get(timeout=PATIENCE_SECONDS)
        true(error is None, f"the error is {error}")
        response = result.get_response()
        equal(response.id, "d-4")
        equal(response.parameters["triton_final_response"].bool_param, final)
        return result

    checks.check("an answer comes piece by piece", pieces, False)
    checks.check("and its end is told", pieces, True)


def main():
    given = read_arguments()
    checks = Checks()
    if given.project is None:
        checks.finish()
    own = own_model(given.project, given.http, given.model)
    for title, module, address in (("http:", triton_http, given.http), ("grpc:", triton_grpc, given.grpc)):
        client = module.InferenceServerClient(address)
        checks.begin(f"tritonclient {title}")
        if own is not None:
            check_own_model(checks, module, client, own)
        check_writer(checks, module, client)
        if module is triton_grpc:
            check_stream(checks, client)
        client.close()
    checks.finish()


main()
