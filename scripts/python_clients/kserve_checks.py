"""The calls of the KServe SDK, over REST and gRPC, against a server whose models give back `x` as `y`."""

import asyncio
import importlib.machinery
import logging
import sys
import types

import numpy as np

from checks import ARRAYS, Checks, equal, raises, read_arguments, same
from own_model import own_model


def skip_own_imports():
    """Lets modules of kserve be imported without its `__init__`, which imports its server and Kubernetes' client."""
    found = importlib.machinery.PathFinder.find_spec("kserve")
    package = types.ModuleType("kserve")
    package.__path__ = list(found.submodule_search_locations)
    sys.modules["kserve"] = package


skip_own_imports()

import grpc  # noqa: E402
import httpx  # noqa: E402
from kserve.inference_client import InferenceGRPCClient, InferenceRESTClient, RESTConfig  # noqa: E402
from kserve.protocol.infer_type import InferInput, InferRequest, RequestedOutput  # noqa: E402

PATIENCE_SECONDS = 30


class Caller:
    """Calls of one encoding, each waited for."""

    def __init__(self, prefix, run):
        self.prefix = prefix
        self.run = run

    def model(self, datatype):
        return f"{self.prefix}_{datatype}"

    def request(self, datatype, binary, array=None, **options):
        array = ARRAYS[datatype] if array is None else array
        given = InferInput("x", list(array.shape), datatype)
        given.set_data_from_numpy(array, binary_data=binary)
        return InferRequest(self.model(datatype), [given], request_id="a-1", **options)

    def infer(self, request):
        raise NotImplementedError

    def echo(self, datatype, binary, **options):
        """Has the model of the datatype give back its elements; raises unless they are the same."""
        answer = self.infer(self.request(datatype, binary, **options))
        equal([answer.id, answer.model_name], ["a-1", self.model(datatype)])
        same(answer.get_output_by_name("y").as_numpy(), ARRAYS[datatype])


class RestCaller(Caller):
    def __init__(self, prefix, run, address):
        super().__init__(prefix, run)
        self.url = f"http://{address}"
        self.client = InferenceRESTClient(RESTConfig(protocol="v2", timeout=PATIENCE_SECONDS))

    def infer(self, request):
        return self.run(self.client.infer(self.url, request, model_name=request.model_name))

    def is_live(self):
        return self.run(self.client.is_server_live(self.url))

    def is_ready(self):
        return self.run(self.client.is_server_ready(self.url))

    def is_model_ready(self, name):
        return self.run(self.client.is_model_ready(self.url, name))


class GrpcCaller(Caller):
    def __init__(self, prefix, run, address):
        super().__init__(prefix, run)
        self.client = run(self.open(address))

    async def open(self, address):
        return InferenceGRPCClient(address, timeout=PATIENCE_SECONDS)

    def infer(self, request):
        return self.run(self.client.infer(request))

    def is_live(self):
        return self.run(self.client.is_server_live())

    def is_ready(self):
        return self.run(self.client.is_server_ready())

    def is_model_ready(self, name):
        return self.run(self.client.is_model_ready(name))


def no_elements(caller, binary):
    """The client sends `"data": null` beside a size of 0."""
    array = np.zeros((2, 0), np.float32)
    given = InferInput("x", [2, 0], "FP32")
    given.set_data_from_numpy(array, binary_data=binary)
    answer = caller.infer(InferRequest(caller.model("FREE"), [given]))
    same(answer.get_output_by_name("y").as_numpy(), array)


def check_both(checks, caller):
    name = caller.model("FP32")
    checks.check("the server is live", lambda: equal(caller.is_live(), True))
    checks.check("the server is ready", lambda: equal(caller.is_ready(), True))
    checks.check("a model is ready", lambda: equal(caller.is_model_ready(name), True))
    for datatype in ARRAYS:
        # Over REST it asks for outputs as JSON, which cannot carry FP16.
        if datatype != "FP16" or not isinstance(caller, RestCaller):
            checks.check(f"{datatype} comes back", caller.echo, datatype, True)
        if datatype != "FP16":
            words = "as JSON" if isinstance(caller, RestCaller) else "in typed contents"
            checks.check(f"{datatype} comes back {words}", caller.echo, datatype, False)
    for binary, words in ((True, "in the binary form"), (False, "without it")):
        checks.check(f"rows without elements come back {words}", no_elements, caller, binary)
    asked = [RequestedOutput("y")]
    checks.check("an output is asked for", lambda: caller.echo("FP32", True, request_outputs=asked))
    checks.check("a parameter is taken", lambda: caller.echo("FP32", True, parameters={"mood": "good"}))


def check_rest(checks, caller):
    asked = [RequestedOutput("y", {"binary_data": True})]
    checks.check("FP16 comes back in the binary form", lambda: caller.echo("FP16", True, request_outputs=asked))
    halves = lambda: caller.echo("FP16", True)
    checks.check("FP16 is refused as JSON", raises, httpx.HTTPStatusError, halves, "sending FP16 data via JSON", "400")
    binary = {"binary_data_output": True}
    checks.check("all outputs in the binary form", lambda: caller.echo("INT64", True, parameters=binary))
    checks.check("an unknown model is not ready", lambda: equal(caller.is_model_ready("nobody"), False))

    def refused():
        request = caller.request("FP32", False, np.zeros((1, 3), np.float32))
        raises(httpx.HTTPStatusError, lambda: caller.infer(request), "unexpected shape", "400")

    checks.check("a wrong shape is refused with a sentence", refused)


def check_grpc(checks, caller):
    def refused():
        request = caller.request("FP32", True, np.zeros((1, 3), np.float32))
        raises(grpc.RpcError, lambda: caller.infer(request), "unexpected shape", "INVALID_ARGUMENT")

    checks.check("a wrong shape is refused with a sentence", refused)
    unknown = lambda: caller.is_model_ready("nobody")
    checks.check("an unknown model is not found", raises, grpc.RpcError, unknown, "NOT_FOUND")


def check_own_model(checks, caller, own):
    def asked(binary):
        inputs = []
        for name, data in own.inputs.items():
            given = InferInput(name, [2, 1], "BYTES")
            given.set_data_from_numpy(np.array([[data], [data]], dtype=np.object_), binary_data=True)
            inputs.append(given)
        outputs = [RequestedOutput(name, {"binary_data": binary}) for name in own.outputs]
        answer = caller.infer(InferRequest(own.name, inputs, request_id="c-3", request_outputs=outputs))
        equal(answer.id, "c-3")
        for name in own.outputs:
            own.judge(name, answer.get_output_by_name(name).as_numpy(), (2, 1))

    checks.check("the own model answers a batch of files", asked, True)
    checks.check("and in texts, where they are", asked, False)


def main():
    given = read_arguments()
    # It logs what it raises.
    logging.disable(logging.CRITICAL)
    loop = asyncio.new_event_loop()
    run = loop.run_until_complete
    checks = Checks()
    own = own_model(given.project, given.http, given.model)
    for title, open_caller, address, check_one in (
        ("rest:", RestCaller, given.http, check_rest),
        ("grpc:", GrpcCaller, given.grpc, check_grpc),
    ):
        caller = open_caller(given.model, run, address)
        checks.begin(f"kserve {title}")
        check_both(checks, caller)
        check_one(checks, caller)
        if own is not None:
            check_own_model(checks, caller, own)
        run(caller.client.close())
    checks.finish()


main()
