import { ServingError } from '../../../core/errors';
import type { UnaryRpc } from '../../../transport/grpc/unary-handler';
import type { ModelRepositoryParameter } from '../generated/inference/ModelRepositoryParameter';
import type { RepositoryIndexRequest } from '../generated/inference/RepositoryIndexRequest';
import type { RepositoryIndexResponseInput } from '../generated/inference/RepositoryIndexResponse';
import type { RepositoryModelLoadRequest } from '../generated/inference/RepositoryModelLoadRequest';
import type { RepositoryModelLoadResponseInput } from '../generated/inference/RepositoryModelLoadResponse';
import type { RepositoryModelUnloadRequest } from '../generated/inference/RepositoryModelUnloadRequest';
import type { RepositoryModelUnloadResponseInput } from '../generated/inference/RepositoryModelUnloadResponse';
import { printable } from '../infer/printable';
import type { Models, RepositoryParameters } from '../open-inference';

/** Which models there are, and which are loaded. */
export interface RepositoryRpcs {
  readonly RepositoryIndex: UnaryRpc<RepositoryIndexRequest, RepositoryIndexResponseInput>;
  readonly RepositoryModelLoad: UnaryRpc<RepositoryModelLoadRequest, RepositoryModelLoadResponseInput>;
  readonly RepositoryModelUnload: UnaryRpc<RepositoryModelUnloadRequest, RepositoryModelUnloadResponseInput>;
}

export function repositoryRpcs(models: Models): RepositoryRpcs {
  return {
    RepositoryIndex: {
      access: 'observe',
      handle: async ({ repository_name, ready }) => {
        refuseRepository(repository_name);
        return { response: { models: [...models.index(ready)] } };
      },
    },
    RepositoryModelLoad: {
      access: 'control',
      handle: async (request) => {
        const { name, isKServes } = modelOf(request);
        await models.load(name, parametersOf(request.parameters));
        return { response: isKServes ? { model_name: name, isLoaded: true } : {} };
      },
    },
    RepositoryModelUnload: {
      access: 'control',
      handle: async (request) => {
        const { name, isKServes } = modelOf(request);
        await models.unload(name, parametersOf(request.parameters));
        return { response: isKServes ? { model_name: name, isUnloaded: true } : {} };
      },
    },
  };
}

type NamingRequest = Pick<RepositoryModelLoadRequest, 'repository_name' | 'model_name'>;

/** KServe's clients send the model's name as the first field, which is the repository's elsewhere, and read their own answer. */
function modelOf({ repository_name, model_name }: NamingRequest): {
  readonly name: string;
  readonly isKServes: boolean;
} {
  if (model_name === '') return { name: repository_name, isKServes: repository_name !== '' };
  refuseRepository(repository_name);
  return { name: model_name, isKServes: false };
}

function refuseRepository(name: string): void {
  if (name !== '') throw new ServingError('unimplemented', "'repository_name' specification is not supported");
}

function parametersOf(given: Readonly<Record<string, ModelRepositoryParameter>>): RepositoryParameters {
  return new Map(Object.entries(given).map(([name, parameter]) => [name, valueOf(name, parameter)]));
}

function valueOf(
  name: string,
  { bool_param, int64_param, string_param, bytes_param }: ModelRepositoryParameter,
): boolean | bigint | string | Uint8Array {
  const value =
    bool_param ?? (int64_param === undefined ? undefined : BigInt(int64_param)) ?? string_param ?? bytes_param;
  if (value !== undefined) return value;
  throw new ServingError(
    'invalid-argument',
    `The parameter '${printable(name)}' has no value; expected bool_param, int64_param, string_param or bytes_param.`,
  );
}
