import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { HttpAnswer } from '../../../transport/http/http-route';
import { jsonAnswer, jsonText } from '../../../transport/http/json-answer';
import { inferExampleSchema } from '../models/schemas';
import { openApiOf } from './openapi';
import { json, type RestContext, type RestRoute } from './rest-route';

/** The page takes nothing from elsewhere, runs nothing that stands in it, and asks nobody but this server. */
const PAGE_HEADERS = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
};

const PAGE = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Open Inference Protocol</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/docs/swagger-ui.css">
</head>
<body>
<div id="page"></div>
<script src="/docs/swagger-ui-bundle.js"></script>
<script src="/docs/start.js"></script>
</body>
</html>
`;

/**
 * Puts requests that the loaded models take into the document, where the server tells of them: it does not when it wants a token.
 * Without `validatorUrl` the page would show the document to a server elsewhere.
 */
const START = `(async () => {
  const read = async (path) => (await fetch(path)).json();
  const [document, given] = await Promise.all([read('/openapi.json'), read('/docs/examples.json')]);
  const models = Array.isArray(given) ? given.sort((a, b) => ('request' in b) - ('request' in a)) : [];
  const exampleOf = (model, value) => [model.model, { value }];
  if (models.length > 0) for (const [path, item] of Object.entries(document.paths)) for (const operation of Object.values(item)) {
    for (const parameter of operation.parameters) {
      if (parameter.name === 'model')
        parameter.examples = Object.fromEntries(models.map((each) => exampleOf(each, each.model)));
      if (parameter.name === 'version') parameter.example = models[0].version;
    }
    const requests = models.filter(({ request }) => request !== undefined);
    if (!path.endsWith('/infer') || requests.length === 0) continue;
    const content = operation.requestBody.content['application/json'];
    delete content.example;
    content.examples = Object.fromEntries(requests.map((each) => exampleOf(each, each.request)));
  }
  SwaggerUIBundle({ spec: document, dom_id: '#page', validatorUrl: null, deepLinking: true });
})();
`;

const SCRIPT = 'text/javascript; charset=utf-8';
const STYLE = 'text/css; charset=utf-8';

/** The document of all routes, and a page to read it and to try them, which needs no other server. */
export function documentationRoutes(others: readonly RestRoute[], { openInference }: RestContext): RestRoute[] {
  let document: string | undefined;
  const routes: RestRoute[] = [
    {
      ...open('/openapi.json', 'OpenApi', 'This document.'),
      answers: [json({ type: 'object', required: ['openapi', 'info', 'paths'] })],
      handle: () => {
        document ??= JSON.stringify(openApiOf([...others, ...routes], openInference.models.serverMetadata));
        return jsonText(200, document);
      },
    },
    {
      ...open('/docs', 'Docs', 'A page to read this document, and to try it.'),
      answers: [{ mediaType: 'text/html', schema: { type: 'string' } }],
      handle: () => fileOf('text/html; charset=utf-8', PAGE),
    },
    {
      ...open('/docs/examples.json', 'Docs', 'A request for inference for each of the models that are loaded.'),
      access: 'predict',
      answers: [json({ type: 'array', items: inferExampleSchema })],
      handle: () => jsonAnswer(200, openInference.models.inferExamples()),
    },
    {
      ...open('/docs/start.js', 'Docs', 'Starts the page.'),
      answers: [{ mediaType: 'text/javascript', schema: { type: 'string' } }],
      handle: () => fileOf(SCRIPT, START),
    },
    ...(['swagger-ui-bundle.js', 'swagger-ui.css'] as const).map((name) => {
      const type = name.endsWith('.js') ? SCRIPT : STYLE;
      return {
        ...open(`/docs/${name}`, 'Docs', 'A part of the page.'),
        answers: [{ mediaType: type.split(';')[0]!, schema: { type: 'string' } as const }],
        handle: async () => fileOf(type, await readPart(name)),
      };
    }),
  ];
  return routes;
}

function open(path: string, name: string, summary: string) {
  return { method: 'GET', path, name, summary, access: 'open', tag: 'Documentation' } as const;
}

/** Few ask for it: it is read each time, and holds no memory. */
function readPart(name: string): Promise<Buffer> {
  return readFile(join(dirname(require.resolve('swagger-ui-dist/package.json')), name));
}

function fileOf(type: string, body: string | Uint8Array): HttpAnswer {
  return { status: 200, headers: { 'content-type': type, ...PAGE_HEADERS }, body };
}
