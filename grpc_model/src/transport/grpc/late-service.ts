import type { MethodDefinition, Server, ServiceDefinition, UntypedServiceImplementation } from '@grpc/grpc-js';

/** An rpc as a server must know it before its library is loaded. */
export interface LateRpc extends Partial<Pick<MethodDefinition<unknown, unknown>, 'requestStream' | 'responseStream'>> {
  /** As it is on the wire. */
  readonly path: string;
}

/** A handler of any kind of rpc, which is called as grpc-js would call it. */
type AnyHandler = (...call: readonly unknown[]) => void;

interface LoadedRpc {
  readonly definition: ServiceDefinition[string];
  readonly handle: AnyHandler;
}

/**
 * Adds rpcs of a library that is loaded when the first of them is called: a start should not wait for what few call, nor hold
 * its memory.
 *
 * @param load adds the library's services to what takes the place of the server
 */
export function addLateService(server: Server, rpcs: readonly LateRpc[], load: (server: Server) => void): void {
  let loaded: ReadonlyMap<string, LoadedRpc> | undefined;
  const find = (path: string): LoadedRpc => {
    const found = (loaded ??= loadedRpcs(load)).get(path);
    if (found === undefined) throw new Error(`The library that was loaded for ${path} does not have it.`);
    return found;
  };
  const service: Record<string, ServiceDefinition[string]> = {};
  const handlers: UntypedServiceImplementation = {};
  for (const { path, requestStream = false, responseStream = false } of rpcs) {
    service[path] = {
      path,
      requestStream,
      responseStream,
      requestSerialize: (request) => find(path).definition.requestSerialize(request),
      requestDeserialize: (bytes): unknown => find(path).definition.requestDeserialize(bytes),
      responseSerialize: (response) => find(path).definition.responseSerialize(response),
      responseDeserialize: (bytes): unknown => find(path).definition.responseDeserialize(bytes),
    };
    handlers[path] = (...call: readonly unknown[]) => find(path).handle(...call);
  }
  server.addService(service, handlers);
}

function loadedRpcs(load: (server: Server) => void): ReadonlyMap<string, LoadedRpc> {
  const rpcs = new Map<string, LoadedRpc>();
  const addService = (service: ServiceDefinition, implementation: UntypedServiceImplementation) => {
    for (const [name, definition] of Object.entries(service)) {
      const handle = implementation[name] ?? implementation[definition.originalName ?? name];
      if (handle !== undefined) rpcs.set(definition.path, { definition, handle: handle as AnyHandler });
    }
  };
  // Libraries add services to a server, and ask nothing else of it.
  const taker: Pick<Server, 'addService'> = { addService };
  load(taker as Server);
  return rpcs;
}
