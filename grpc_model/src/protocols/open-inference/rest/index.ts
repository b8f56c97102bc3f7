import type { HttpService } from '../../../transport/http/http-route';
import { toHttpAnswer } from '../errors';
import type { OpenInference } from '../open-inference';
import { documentationRoutes } from './documentation-routes';
import { generateRoutes } from './generate-routes';
import { inferRoutes } from './infer-routes';
import { modelRoutes } from './model-routes';
import { repositoryRoutes } from './repository-routes';
import type { RestOptions, RestRoute } from './rest-route';
import { serverRoutes } from './server-routes';
import { sharedMemoryRoutes } from './shared-memory-routes';

/** The service, and what the document says of its routes. */
export interface OpenInferenceRest extends HttpService {
  readonly routes: readonly RestRoute[];
}

/** The Open Inference Protocol over HTTP: every route of it, on one port; what a route needs, its access says. */
export function openInferenceRest(openInference: OpenInference, options: RestOptions): OpenInferenceRest {
  const { maxMessageBytes, maxJsonDepth, maxRequestParts } = options;
  const context = { openInference, maxMessageBytes, maxJsonDepth, maxRequestParts };
  const routes = [
    ...serverRoutes(context),
    ...modelRoutes(context),
    ...inferRoutes(context),
    ...generateRoutes(context),
    ...repositoryRoutes(context),
    ...sharedMemoryRoutes(context),
  ];
  return {
    protocol: 'open-inference',
    routes: [...routes, ...documentationRoutes(routes, context)],
    toAnswer: toHttpAnswer,
  };
}

export type { RestOptions } from './rest-route';
