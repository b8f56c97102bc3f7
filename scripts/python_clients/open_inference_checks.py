"""The clients that the protocol's own working group generates, over REST and gRPC: typed contents, and nested JSON of floats."""

import grpc
import numpy as np
from open_inference.grpc import protocol
from open_inference.grpc.service import GRPCInferenceServiceStub
from open_inference.openapi import InferenceRequest, RequestInput, RequestOutput
from open_inference.openapi.client import OpenInferenceClient
from open_inference.openapi.core import ApiError

from checks import ARRAYS, Checks, equal, raises, read_arguments, true

PATIENCE_SECONDS = 30
FIELDS = {
    "BOOL": "bool_contents",
    "UINT8": "uint_contents",
    "UINT16": "uint_contents",
    "UINT32": "uint_contents",
    "UINT64": "uint64_contents",
    "INT8": "int_contents",
    "INT16": "int_contents",
    "INT32": "int_contents",
    "INT64": "int64_contents",
    "FP32": "fp32_contents",
    "FP64": "fp64_contents",
    "BYTES": "bytes_contents",
}


def check_grpc(checks, stub, prefix):
    name = f"{prefix}_FP32"
    call = lambda method, request: getattr(stub, method)(request, timeout=PATIENCE_SECONDS)

    def typed(datatype):
        elements = ARRAYS[datatype].flatten().tolist()
        if datatype == "BYTES":
            elements = [each.encode() for each in elements]
        contents = protocol.InferTensorContents(**{FIELDS[datatype]: elements})
        given = protocol.ModelInferRequest.InferInputTensor(name="x", datatype=datatype, shape=[1, 4], contents=contents)
        request = protocol.ModelInferRequest(model_name=f"{prefix}_{datatype}", id="e-5", inputs=[given])
        answer = call("ModelInfer", request)
        equal([answer.id, len(answer.raw_output_contents)], ["e-5", 0])
        equal(list(getattr(answer.outputs[0].contents, FIELDS[datatype])), list(getattr(contents, FIELDS[datatype])))

    def metadata():
        found = call("ModelMetadata", protocol.ModelMetadataRequest(name=name))
        equal([found.name, list(found.inputs[0].shape), dict(found.properties)], [name, [-1, 4], {}])

    checks.check("the server is live", lambda: equal(call("ServerLive", protocol.ServerLiveRequest()).live, True))
    checks.check("the server is ready", lambda: equal(call("ServerReady", protocol.ServerReadyRequest()).ready, True))
    checks.check("a model is ready", lambda: equal(call("ModelReady", protocol.ModelReadyRequest(name=name)).ready, True))
    server = lambda: call("ServerMetadata", protocol.ServerMetadataRequest())
    checks.check("the server has metadata", lambda: true(server().name, "there is no name"))
    checks.check("a model has metadata", metadata)
    for datatype in FIELDS:
        checks.check(f"{datatype} comes back in typed contents", typed, datatype)
    unknown = lambda: call("ModelMetadata", protocol.ModelMetadataRequest(name="nobody"))
    checks.check("an unknown model is not found", raises, grpc.RpcError, unknown, "NOT_FOUND", "nobody")


def check_rest(checks, client, prefix):
    name = f"{prefix}_FP32"

    def request(datatype, array):
        given = RequestInput(name="x", shape=list(array.shape), datatype=datatype, data=array.tolist())
        return InferenceRequest(id="f-6", inputs=[given], outputs=[RequestOutput(name="y")])

    def nested(datatype, array):
        answer = client.model_version_infer(f"{prefix}_{datatype}", "1", request=request(datatype, array))
        equal([answer.id, answer.outputs[0].shape], ["f-6", list(array.shape)])
        equal(answer.outputs[0].data.__root__, array.flatten().tolist())

    def metadata():
        found = client.read_model_metadata(name)
        equal([found.name, found.versions, found.inputs[0].shape], [name, ["1"], [-1, 4]])

    checks.check("the server is live", client.check_server_liveness)
    checks.check("the server is ready", client.check_server_readiness)
    checks.check("a model is ready", client.check_model_readiness, name)
    checks.check("a version of it is ready", client.check_model_version_readiness, name, "1")
    checks.check("the server has metadata", lambda: true(client.read_server_metadata().extensions, "no extensions"))
    checks.check("a model has metadata", metadata)
    # The client writes every number as a float.
    whole = np.array([[0, 1, 2, 100], [3, 4, 5, 6]])
    for datatype in ("UINT8", "INT8", "UINT32", "INT64", "UINT64", "FP32", "FP64"):
        checks.check(f"{datatype} comes back in nested lists of floats", nested, datatype, whole)
    checks.check("BYTES comes back in nested lists", nested, "BYTES", ARRAYS["BYTES"])
    checks.check(
        "an unknown model is not ready", raises, ApiError, lambda: client.check_model_readiness("nobody"), "404", "nobody"
    )
    three = lambda: client.model_infer(name, request=request("FP32", np.zeros((1, 3))))
    checks.check("a wrong shape is refused", raises, ApiError, three, "400", "unexpected shape for input 'x'")


def main():
    given = read_arguments()
    checks = Checks()
    with grpc.insecure_channel(given.grpc) as channel:
        checks.begin("open-inference grpc:")
        check_grpc(checks, GRPCInferenceServiceStub(channel), given.model)
    checks.begin("open-inference rest:")
    check_rest(checks, OpenInferenceClient(base_url=f"http://{given.http}"), given.model)
    checks.finish()


main()
