import { inferAnswerSchema, inferRequestSchema } from './infer-schemas';
import { readInferRequest } from './read-infer-request';
import { forEveryVersion, json, type Content, type RestContext, type RestRoute } from './rest-route';
import { writeInferAnswer } from './write-infer-answer';

const LENGTH_HEADER = 'Inference-Header-Content-Length';

/** JSON with data after it; the header says where these begin. */
const binary: Content = { mediaType: 'application/octet-stream', schema: { type: 'string', format: 'binary' } };

const EXAMPLE = { inputs: [{ name: 'x', datatype: 'FP32', shape: [1, 4], data: [1, 2, 3, 4] }] };

export function inferRoutes(context: RestContext): RestRoute[] {
  return forEveryVersion('/infer', {
    method: 'POST',
    name: 'ModelInfer',
    access: 'predict',
    compresses: true,
    tag: 'Inference',
    summary: 'Runs a model on tensors, as JSON or with binary data after it.',
    description:
      'Names, datatypes and shapes of the inputs stand in the metadata of the model. `application/octet-stream` is JSON with the data ' +
      `of inputs after it, whose sizes are their parameters \`binary_data_size\`; or, with ${LENGTH_HEADER} 0, a file alone: the data of ` +
      'the only input.',
    headers: {
      [LENGTH_HEADER]:
        'How many bytes of a body with binary data are JSON; 0: none. Without it, the whole body is JSON.',
    },
    requestBody: { isRequired: true, contents: [json(inferRequestSchema, EXAMPLE), binary] },
    answers: [json(inferAnswerSchema), binary],
    handle: async (request, caller) => {
      const { message, isBinary } = await readInferRequest(request, caller, context);
      const answer = await context.openInference.inference.infer(message, caller);
      return writeInferAnswer(answer, isBinary, context.maxMessageBytes);
    },
  });
}
