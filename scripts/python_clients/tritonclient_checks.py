"""Every call of Python's tritonclient, over HTTP and gRPC, against a server whose models give back `x` as `y`."""

import queue
import uuid

import ml_dtypes
import numpy as np
import tritonclient.grpc as triton_grpc
import tritonclient.http as triton_http
import tritonclient.utils.shared_memory as shared_memory
from tritonclient.utils import InferenceServerException

from checks import ARRAYS as COMMON_ARRAYS
from checks import Checks, equal, raises, read_arguments, same, true

PATIENCE_SECONDS = 30
ARRAYS = {**COMMON_ARRAYS, "BF16": np.array([[-1.5, 0, 0.25, 3e38]], dtype=ml_dtypes.bfloat16)}
# JSON carries neither.
HALVES = ("FP16", "BF16")


class Encoding:
    """What the two modules have in common, and where they differ."""

    def __init__(self, module, client, prefix):
        self.module = module
        self.client = client
        self.prefix = prefix
        self.is_http = module is triton_http

    def model(self, datatype):
        return f"{self.prefix}_{datatype}"

    def input(self, array, datatype, **how):
        given = self.module.InferInput("x", list(array.shape), datatype)
        given.set_data_from_numpy(array, **how)
        return given

    def echo(self, datatype, array=None, how=None, **options):
        """Has the model of the datatype give back its elements; raises unless they are the same."""
        array = ARRAYS[datatype] if array is None else array
        given = self.input(array, "FP32" if datatype == "FREE" else datatype, **(how or {}))
        answer = self.client.infer(self.model(datatype), [given], **options)
        same(answer.as_numpy("y"), array)
        return answer.get_response()

    def field(self, message, name):
        return message[name] if isinstance(message, dict) else getattr(message, name)


def check_server(checks, encoding):
    client = encoding.client
    name = encoding.model("FP32")
    field = encoding.field

    checks.check("the server is live", lambda: true(client.is_server_live(), "it is not"))
    checks.check("the server is ready", lambda: true(client.is_server_ready(), "it is not"))
    checks.check("a model is ready", lambda: true(client.is_model_ready(name), "it is not"))
    checks.check("a version of it is ready", lambda: true(client.is_model_ready(name, "1"), "it is not"))
    if encoding.is_http:
        checks.check("an unknown model is not ready", lambda: true(not client.is_model_ready("nobody"), "it is"))
    else:
        checks.check(
            "the readiness of an unknown model is an error",
            lambda: raises(InferenceServerException, lambda: client.is_model_ready("nobody"), "nobody"),
        )

    def server_metadata():
        found = client.get_server_metadata()
        true(field(found, "name"), "there is no name")
        true("binary_tensor_data" in field(found, "extensions"), f"the extensions are {field(found, 'extensions')}")

    def model_metadata():
        found = client.get_model_metadata(name)
        equal(field(found, "name"), name)
        equal(list(field(found, "versions")), ["1"])
        tensor = field(found, "inputs")[0]
        equal([field(tensor, "name"), field(tensor, "datatype")], ["x", "FP32"])
        equal([int(length) for length in field(tensor, "shape")], [-1, 4])
        equal(field(field(found, "outputs")[0], "name"), "y")

    def model_config():
        found = client.get_model_config(name)
        config = found if encoding.is_http else found.config
        equal(field(config, "name"), name)
        tensor = field(config, "input")[0]
        equal(field(tensor, "name"), "x")
        # An enumeration is its name in JSON and its number in a message.
        equal(field(tensor, "data_type"), "TYPE_FP32" if encoding.is_http else 11)

    def statistics():
        counted = lambda: int(field(field(client.get_inference_statistics(name), "model_stats")[0], "inference_count"))
        before = counted()
        encoding.echo("FP32")
        equal(counted(), before + 1)

    def statistics_of_all():
        found = field(client.get_inference_statistics(), "model_stats")
        true(name in [field(each, "name") for each in found], "the model is not among them")

    checks.check("the server has metadata", server_metadata)
    checks.check("a model has metadata", model_metadata)
    checks.check("a model has a configuration", model_config)
    checks.check("a call counts in the model's statistics", statistics)
    checks.check("there are statistics of all models", statistics_of_all)


def check_repository(checks, encoding):
    client = encoding.client
    name = encoding.model("INT8")

    def states():
        index = client.get_model_repository_index()
        models = index if encoding.is_http else index.models
        field = lambda each, key: each.get(key, "") if encoding.is_http else getattr(each, key)
        return {field(each, "name"): field(each, "state") for each in models}

    def unload():
        client.unload_model(name)
        true(not client.is_model_ready(name) if encoding.is_http else not ready_or_error(), "it is still ready")
        true(states()[name] != "READY", "the index says that it is ready")

    def ready_or_error():
        try:
            return client.is_model_ready(name)
        except InferenceServerException:
            return False

    def unload_dependents():
        client.load_model(name)
        client.unload_model(name, unload_dependents=True)
        true(states()[name] != "READY", "the index says that it is ready")

    def load():
        client.load_model(name)
        true(client.is_model_ready(name), "it is not ready")
        encoding.echo("INT8")

    checks.check("the index has the models", lambda: equal(states()[name], "READY"))
    checks.check("a model is unloaded", unload)
    checks.check("and those that depend on it, of which there are none", unload_dependents)
    checks.check("and loaded again", load)
    with_config = lambda: client.load_model(name, config="{}")
    checks.check("a configuration of the caller's is refused", raises, InferenceServerException, with_config, "'config'", "not supported")
    checks.check(
        "loading an unknown model is an error",
        lambda: raises(InferenceServerException, lambda: client.load_model("nobody"), "failed to load 'nobody'"),
    )


def check_infer(checks, encoding):
    client, module = encoding.client, encoding.module
    name = encoding.model("FP32")
    field = encoding.field
    rows = np.arange(12, dtype=np.float32).reshape(3, 4)

    for datatype in ARRAYS:
        checks.check(f"{datatype} comes back", encoding.echo, datatype)
    checks.check("several rows come back", encoding.echo, "FP32", rows)
    checks.check("rows without elements come back", encoding.echo, "FREE", np.zeros((2, 0), np.float32))
    checks.check("what is not finite comes back", encoding.echo, "FP32", np.array([[np.nan, np.inf, -np.inf, 0]], np.float32))
    checks.check("an id comes back", lambda: equal(field(encoding.echo("FP32", request_id="a-1"), "id"), "a-1"))
    checks.check("a version is meant", lambda: equal(field(encoding.echo("FP32", model_version="1"), "model_version"), "1"))
    checks.check("a priority is taken", lambda: encoding.echo("FP32", priority=1))
    checks.check("a timeout is taken", lambda: encoding.echo("FP32", timeout=30_000_000))
    checks.check("a parameter of one's own is taken", lambda: encoding.echo("FP32", parameters={"mood": "good", "top": 3}))
    checks.check("headers are taken", lambda: encoding.echo("FP32", headers={"x-request-id": "b-2"}))

    def classified():
        output = module.InferRequestedOutput("y", class_count=2)
        answer = client.infer(name, [encoding.input(rows, "FP32")], outputs=[output])
        found = answer.as_numpy("y")
        equal(found.shape, (3, 2))
        value, index = found[0][0].split(b":")[:2]
        equal([float(value), index], [3.0, b"3"])

    checks.check("an output is asked for", lambda: encoding.echo("FP32", outputs=[module.InferRequestedOutput("y")]))
    checks.check("an output is classified", classified)

    def refused(sentence, *parts, model=name, array=rows, datatype="FP32", **options):
        given = lambda: client.infer(model, [encoding.input(array, datatype)], **options)
        checks.check(f"{sentence} is refused", raises, InferenceServerException, given, *parts)

    refused("an unknown model", "nobody", "is not found", model="nobody")
    refused("an unknown version", name, "version 77 is not found", model_version="77")
    refused("a request of no rows", "unexpected shape for input 'x'", "at least 1", array=rows[:0])
    refused("a name with a slash", "404" if encoding.is_http else "not found", model="nobody/else")
    refused("a wrong shape", "unexpected shape for input 'x'", array=rows[:, :3])
    refused("a wrong datatype", "data-type is 'INT32'", array=rows.astype(np.int32), datatype="INT32")
    refused("an unknown output", "'nothing'", outputs=[module.InferRequestedOutput("nothing")])


def check_http_alone(checks, encoding):
    client = encoding.client
    for datatype in ARRAYS:
        if datatype in HALVES:
            continue
        json = {"how": {"binary_data": False}, "outputs": [triton_http.InferRequestedOutput("y", binary_data=False)]}
        checks.check(f"{datatype} comes back as JSON", lambda d=datatype, j=json: encoding.echo(d, **j))
    checks.check("JSON is answered in the binary form", lambda: encoding.echo("INT64", how={"binary_data": False}))

    not_binary = [triton_http.InferRequestedOutput("y", binary_data=False)]
    for datatype in HALVES:
        asked = lambda d=datatype: encoding.echo(d, outputs=not_binary)
        sentence = f"sending {datatype} data via JSON is not supported"
        checks.check(f"{datatype} is refused as JSON", raises, InferenceServerException, asked, "[400]", sentence)

    def not_a_number():
        """The client writes NaN as a bare word, which is not JSON."""
        given = encoding.input(np.array([[np.nan, 0, 0, 0]], np.float32), "FP32", binary_data=False)
        client.infer(encoding.model("FP32"), [given])

    checks.check("NaN as JSON is refused", raises, InferenceServerException, not_a_number, "[400]", "'x'", "is not JSON")

    def nested_texts():
        """JSON in, JSON out, each way of the two."""
        texts = np.array([["a", "b", "c", "zwölf"], ["", "🙂", '"', "\\"]], dtype=np.object_)
        encoding.echo("BYTES", texts, how={"binary_data": False})
        encoding.echo("BYTES", texts, outputs=not_binary)

    checks.check("texts cross between JSON and the binary form", nested_texts)

    large = np.arange(4 * 5000, dtype=np.float32).reshape(5000, 4)
    for algorithm in ("gzip", "deflate"):
        sent = {"request_compression_algorithm": algorithm, "response_compression_algorithm": algorithm}
        checks.check(f"what is compressed with {algorithm} comes back", lambda s=sent: encoding.echo("FP32", large, **s))
    checks.check("a query is left alone", lambda: encoding.echo("FP32", query_params={"a": "1"}))

    def asynchronous():
        given = encoding.input(ARRAYS["FP32"], "FP32")
        pending = [client.async_infer(encoding.model("FP32"), [given]) for _ in range(8)]
        for each in pending:
            same(each.get_result(timeout=PATIENCE_SECONDS).as_numpy("y"), ARRAYS["FP32"])

    def by_hand():
        body, json_bytes = triton_http.InferenceServerClient.generate_request_body(
            [encoding.input(ARRAYS["BYTES"], "BYTES")]
        )
        headers = {"Inference-Header-Content-Length": json_bytes}
        answer = client._post(f"v2/models/{encoding.model('BYTES')}/infer", body, headers, None)
        parsed = triton_http.InferenceServerClient.parse_response_body(
            answer.read(), header_length=int(answer.get("Inference-Header-Content-Length"))
        )
        same(parsed.as_numpy("y"), ARRAYS["BYTES"])

    checks.check("calls at the same time are answered", asynchronous)
    checks.check("a body made by hand is answered", by_hand)


def check_grpc_alone(checks, encoding):
    client = encoding.client
    name = encoding.model("FP32")
    large = np.arange(4 * 5000, dtype=np.float32).reshape(5000, 4)
    for algorithm in ("gzip", "deflate"):
        sent = {"compression_algorithm": algorithm}
        checks.check(f"what is compressed with {algorithm} comes back", lambda s=sent: encoding.echo("FP32", large, **s))
    checks.check("a deadline is taken", lambda: encoding.echo("FP32", client_timeout=PATIENCE_SECONDS))
    checks.check("metadata comes as JSON", lambda: equal(client.get_model_metadata(name, as_json=True)["name"], name))

    def asynchronous():
        answers = queue.Queue()
        given = encoding.input(ARRAYS["FP32"], "FP32")
        for _ in range(8):
            client.async_infer(name, [given], callback=lambda result, error: answers.put((result, error)))
        for _ in range(8):
            result, error = answers.get(timeout=PATIENCE_SECONDS)
            equal(error, None)
            same(result.as_numpy("y"), ARRAYS["FP32"])

    def stream():
        """A good call, a bad one in its place, and another good one: the stream goes on."""
        answers = queue.Queue()
        client.start_stream(callback=lambda result, error: answers.put((result, error)))
        good = encoding.input(ARRAYS["FP32"], "FP32")
        bad = encoding.input(ARRAYS["FP32"][:, :3], "FP32")
        try:
            for request_id, given in (("first", good), ("second", bad), ("third", good)):
                client.async_stream_infer(name, [given], request_id=request_id)
            found = [answers.get(timeout=PATIENCE_SECONDS) for _ in range(3)]
        finally:
            client.stop_stream()
        failed = [str(error) for _, error in found if error is not None]
        equal(len(failed), 1)
        true("unexpected shape" in failed[0], f"the error is {failed[0]}")
        answered = [result for result, _ in found if result is not None]
        equal(sorted(each.get_response().id for each in answered), ["first", "third"])
        for each in answered:
            same(each.as_numpy("y"), ARRAYS["FP32"])
            true("triton_final_response" in each.get_response().parameters, "it does not say whether it is the last")

    def stream_ended():
        """The caller asks for a status in place of a sentence."""
        answers = queue.Queue()
        client.start_stream(
            callback=lambda result, error: answers.put((result, error)), headers={"triton_grpc_error": "true"}
        )
        try:
            client.async_stream_infer(name, [encoding.input(ARRAYS["FP32"][:, :3], "FP32")])
            _, error = answers.get(timeout=PATIENCE_SECONDS)
        finally:
            client.stop_stream()
        equal(error.status(), "StatusCode.INVALID_ARGUMENT")

    def cancelled_stream():
        client.start_stream(callback=lambda result, error: None)
        client.stop_stream(cancel_requests=True)
        encoding.echo("FP32")

    checks.check("calls at the same time are answered", asynchronous)
    checks.check("a stream answers in place, errors too", stream)
    checks.check("a stream ends with a status where that is asked for", stream_ended)
    checks.check("a stream is cancelled", cancelled_stream)


def check_shared_memory(checks, encoding, is_allowed):
    client, module = encoding.client, encoding.module
    name = f"region-{uuid.uuid4().hex}"
    key = f"/{name}"
    array = ARRAYS["FP32"]
    size = array.nbytes

    if not is_allowed:
        attempt = lambda: client.register_system_shared_memory(name, key, size)
        checks.check("shared memory is refused where it is not allowed", raises, InferenceServerException, attempt, "shared memory is disabled")
        return

    region = shared_memory.create_shared_memory_region(name, key, 2 * size)
    try:
        shared_memory.set_shared_memory_region(region, [array])

        def registered():
            client.register_system_shared_memory(name, key, 2 * size)
            status = client.get_system_shared_memory_status(name)
            found = status[0] if encoding.is_http else status.regions[name]
            equal(int(encoding.field(found, "byte_size")), 2 * size)
            equal(encoding.field(found, "key"), key)

        def inferred():
            given = module.InferInput("x", list(array.shape), "FP32").set_shared_memory(name, size)
            output = module.InferRequestedOutput("y")
            output.set_shared_memory(name, size, offset=size)
            client.infer(encoding.model("FP32"), [given], outputs=[output])
            same(shared_memory.get_contents_as_numpy(region, np.float32, array.shape, offset=size).copy(), array)

        def unregistered():
            client.unregister_system_shared_memory(name)
            raises(InferenceServerException, lambda: client.get_system_shared_memory_status(name), name)

        checks.check("a region is registered", registered)
        checks.check("a model reads and writes a region", inferred)
        checks.check("a region is unregistered", unregistered)
        checks.check("all regions are unregistered", client.unregister_system_shared_memory)
    finally:
        shared_memory.destroy_shared_memory_region(region)


def main():
    given = read_arguments()
    http = triton_http.InferenceServerClient(given.http, concurrency=4)
    grpc = triton_grpc.InferenceServerClient(given.grpc)
    checks = Checks()
    for encoding, title, alone in (
        (Encoding(triton_http, http, given.model), "http:", check_http_alone),
        (Encoding(triton_grpc, grpc, given.model), "grpc:", check_grpc_alone),
    ):
        checks.begin(f"tritonclient {title}")
        check_server(checks, encoding)
        check_repository(checks, encoding)
        check_infer(checks, encoding)
        alone(checks, encoding)
        check_shared_memory(checks, encoding, given.shared_memory)
        encoding.client.close()
    checks.finish()


main()
