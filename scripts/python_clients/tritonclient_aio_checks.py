"""The calls of tritonclient's asynchronous variants, over HTTP and gRPC."""

import asyncio

import numpy as np
import tritonclient.grpc.aio as triton_grpc
import tritonclient.http.aio as triton_http
from tritonclient.utils import InferenceServerException

from checks import ARRAYS, Checks, equal, raises, read_arguments, same, true


class Caller:
    """A client and the loop that its calls run in."""

    def __init__(self, module, address, prefix, run):
        self.module = module
        self.prefix = prefix
        self.run = run
        self.is_http = module is triton_http
        self.client = run(self.open(address))

    async def open(self, address):
        return self.module.InferenceServerClient(address)

    def model(self, datatype):
        return f"{self.prefix}_{datatype}"

    def input(self, array, datatype, **how):
        given = self.module.InferInput("x", list(array.shape), datatype)
        given.set_data_from_numpy(array, **how)
        return given

    def echo(self, datatype, how=None, **options):
        array = ARRAYS[datatype]
        given = self.input(array, datatype, **(how or {}))
        answer = self.run(self.client.infer(self.model(datatype), [given], **options))
        same(answer.as_numpy("y"), array)


def check_both(checks, caller):
    client, run, name = caller.client, caller.run, caller.model("FP32")
    field = lambda message, key: message[key] if isinstance(message, dict) else getattr(message, key)
    checks.check("the server is live", lambda: true(run(client.is_server_live()), "it is not"))
    checks.check("the server is ready", lambda: true(run(client.is_server_ready()), "it is not"))
    checks.check("a model is ready", lambda: true(run(client.is_model_ready(name, "1")), "it is not"))
    checks.check("the server has metadata", lambda: true(field(run(client.get_server_metadata()), "name"), "no name"))
    checks.check("a model has metadata", lambda: equal(field(run(client.get_model_metadata(name)), "name"), name))
    config = lambda: field(run(client.get_model_config(name)), "name" if caller.is_http else "config")
    checks.check("a model has a configuration", lambda: true(config(), "there is none"))
    stats = lambda: field(field(run(client.get_inference_statistics(name)), "model_stats")[0], "name")
    checks.check("a model has statistics", lambda: equal(stats(), name))

    def repository():
        other = caller.model("UINT8")
        run(client.unload_model(other))
        true(other in str(run(client.get_model_repository_index())), "the index has it no longer")
        run(client.load_model(other))
        caller.echo("UINT8")

    checks.check("a model is unloaded and loaded", repository)
    for datatype in ARRAYS:
        checks.check(f"{datatype} comes back", caller.echo, datatype)

    def at_once():
        given = caller.input(ARRAYS["FP32"], "FP32")

        async def together():
            return await asyncio.gather(*(client.infer(name, [given]) for _ in range(8)))

        for each in run(together()):
            same(each.as_numpy("y"), ARRAYS["FP32"])

    def refused():
        run(client.infer(name, [caller.input(np.zeros((1, 3), np.float32), "FP32")]))

    checks.check("calls at the same time are answered", at_once)
    checks.check("a wrong shape is refused", raises, InferenceServerException, refused, "unexpected shape for input 'x'")


def check_http(checks, caller):
    json = {"how": {"binary_data": False}, "outputs": [caller.module.InferRequestedOutput("y", binary_data=False)]}
    checks.check("INT64 comes back as JSON", lambda: caller.echo("INT64", **json))
    for algorithm in ("gzip", "deflate"):
        sent = {"request_compression_algorithm": algorithm, "response_compression_algorithm": algorithm}
        checks.check(f"what is compressed with {algorithm} comes back", lambda s=sent: caller.echo("FP32", **s))


def check_grpc(checks, caller):
    for algorithm in ("gzip", "deflate"):
        sent = {"compression_algorithm": algorithm}
        checks.check(f"what is compressed with {algorithm} comes back", lambda s=sent: caller.echo("FP32", **s))
    arrays = {"good": ARRAYS["FP32"], "bad": ARRAYS["FP32"][:, :3], "good again": ARRAYS["FP32"]}

    async def requests():
        for request_id, array in arrays.items():
            given = caller.input(array, "FP32")
            yield {"model_name": caller.model("FP32"), "inputs": [given], "request_id": request_id}

    async def answers():
        return [each async for each in caller.client.stream_infer(requests())]

    def stream():
        """Calls of one stream may be answered in any order."""
        found = caller.run(answers())
        equal(len(found), 3)
        [error] = [error for _, error in found if error is not None]
        true("unexpected shape" in str(error), f"the error is {error}")
        good = [result for result, error in found if error is None]
        equal(sorted(each.get_response().id for each in good), ["good", "good again"])
        for each in good:
            same(each.as_numpy("y"), ARRAYS["FP32"])

    checks.check("a stream goes on after an error", stream)


def main():
    given = read_arguments()
    run = asyncio.new_event_loop().run_until_complete
    checks = Checks()
    for title, module, address, check_one in (
        ("http.aio:", triton_http, given.http, check_http),
        ("grpc.aio:", triton_grpc, given.grpc, check_grpc),
    ):
        checks.begin(f"tritonclient {title}")
        caller = Caller(module, address, given.model, run)
        check_both(checks, caller)
        check_one(checks, caller)
        run(caller.client.close())
    checks.finish()


main()
