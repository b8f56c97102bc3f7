import type { ErrorCode, ServingError } from '../../../core/errors';
import { toServingError } from '../../../core/errors';
import type { Caller } from '../../../core/call';
import type { HttpAnswer, HttpRequest } from '../../../transport/http/http-route';
import { jsonText } from '../../../transport/http/json-answer';
import { toHttpAnswer } from '../errors';
import type { InferAnswer } from '../infer-message';
import { generateAnswerSchema, generateRequestSchema } from './generate-schemas';
import { readGenerateRequest } from './read-generate-request';
import { forEveryVersion, json, type RestContext, type RestRoute } from './rest-route';
import { writeGenerateAnswer } from './write-generate-answer';

/** Where generating has statuses of its own. */
const STATUS: Partial<Readonly<Record<ErrorCode, number>>> = {
  'invalid-argument': 422,
  'model-failed': 424,
  'resource-exhausted': 429,
};

const FOR_TEXTS =
  'For models with an input and an output of BYTES, `text_input` and `text_output`, or the only ones of that datatype.';

export function generateRoutes(context: RestContext): RestRoute[] {
  const requestBody = { isRequired: true, contents: [json(generateRequestSchema, { text_input: 'Once upon a time' })] };
  return [
    ...forEveryVersion('/generate', {
      method: 'POST',
      name: 'Generate',
      access: 'predict',
      tag: 'Generation',
      summary: 'Makes text from text.',
      description: FOR_TEXTS,
      requestBody,
      answers: [json(generateAnswerSchema)],
      toAnswer: toGenerateAnswer,
      handle: (request, caller) => generate(request, caller, context),
    }),
    ...forEveryVersion('/generate_stream', {
      method: 'POST',
      name: 'GenerateStream',
      access: 'predict',
      tag: 'Generation',
      summary: 'Makes text from text, piece by piece.',
      description: `Every event is an answer as of generate, or an error. ${FOR_TEXTS}`,
      requestBody,
      answers: [{ mediaType: 'text/event-stream', schema: { type: 'string' } }],
      toAnswer: toGenerateAnswer,
      handle: (request, caller) => generateStream(request, caller, context),
    }),
  ];
}

async function generate(request: HttpRequest, caller: Caller, context: RestContext): Promise<HttpAnswer> {
  const { message, textOutput } = await readGenerateRequest(request, caller, context);
  const answer = await context.openInference.inference.infer(message, caller);
  return jsonText(200, await writeGenerateAnswer(answer, textOutput, context.maxMessageBytes));
}

async function generateStream(request: HttpRequest, caller: Caller, context: RestContext): Promise<HttpAnswer> {
  const { message, textOutput } = await readGenerateRequest(request, caller, context);
  const answers = context.openInference.inference.stream(message, caller);
  return {
    status: 200,
    headers: { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-store' },
    body: events(writtenAnswers(answers, textOutput, context.maxMessageBytes), caller),
  };
}

async function* writtenAnswers(
  answers: AsyncIterable<InferAnswer>,
  textOutput: string,
  maxBytes: number,
): AsyncGenerator<string, void> {
  for await (const answer of answers) {
    // The last one may only say that there are no more.
    if (answer.outputs.length > 0) yield await writeGenerateAnswer(answer, textOutput, maxBytes);
  }
}

/**
 * Server-sent events, one for each answer. Ending the iteration early ends the work.
 *
 * @throws what fails before anything was generated: it has a status of its own
 */
async function* events(texts: AsyncIterable<string>, { record }: Caller): AsyncGenerator<string, void> {
  let hasBegun = false;
  try {
    for await (const text of texts) {
      hasBegun = true;
      yield `data: ${text}\n\n`;
    }
  } catch (thrown) {
    if (!hasBegun) throw thrown;
    const { code, message } = toServingError(thrown);
    record.answer(code);
    yield `data: ${JSON.stringify({ error: message })}\n\n`;
  }
}

function toGenerateAnswer(error: ServingError): HttpAnswer {
  const answer = toHttpAnswer(error);
  return { ...answer, status: STATUS[error.code] ?? answer.status };
}
