import type { Owner } from './http-exchange';
import { HttpRefusal } from './http-refusal';
import type { HttpRoute, HttpService } from './http-route';
import { ServingError } from '../../core/errors';

type Method = HttpRoute['method'];

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS'] as const;

/** One path, who answers there, and which other methods somebody may try. */
export interface PathRoutes {
  readonly path: string;
  readonly owners: ReadonlyMap<Method, Owner>;
  /** Methods that nobody answers. HEAD is answered as GET is. */
  readonly unanswered: readonly (typeof METHODS)[number][];
}

/** The routes of all services of a listener. */
export class HttpRoutes {
  /** By what a path matches: the names of its parts make no difference to that. */
  readonly #paths = new Map<string, Map<Method, Owner>>();

  /** @throws Error when another service has the method and the path already */
  add(service: HttpService): void {
    for (const route of service.routes) {
      const shape = route.path.replace(/:[A-Za-z_]\w*/g, ':');
      const owners = this.#paths.get(shape) ?? new Map<Method, Owner>();
      const other = owners.get(route.method);
      if (other !== undefined) {
        throw new Error(
          `${route.method} ${route.path} of ${service.protocol} is ${other.route.path} of ${other.service.protocol}, too; one of them must have another path.`,
        );
      }
      owners.set(route.method, { service, route });
      this.#paths.set(shape, owners);
    }
  }

  *[Symbol.iterator](): Generator<PathRoutes> {
    for (const owners of this.#paths.values()) {
      const [first] = owners.values();
      const unanswered = METHODS.filter((method) => !isAnswered(owners, method));
      if (first !== undefined) yield { path: first.route.path, owners, unanswered };
    }
  }
}

function isAnswered(owners: ReadonlyMap<Method, Owner>, method: string): boolean {
  const wanted = method === 'HEAD' ? 'GET' : method;
  return [...owners.keys()].some((each) => each === wanted);
}

/** The refusal of a method that a path does not have. */
export function wrongMethod(given: string, path: string, owners: PathRoutes['owners']): HttpRefusal {
  const allowed = [...owners.keys()].flatMap((method) => (method === 'GET' ? ['GET', 'HEAD'] : [method])).join(', ');
  const message = `Method Not Allowed. ${given} ${path} is not offered; expected ${allowed}.`;
  return new HttpRefusal(405, new ServingError('unimplemented', message), { allow: allowed });
}

/** The refusal of a path that nobody has. */
export function unknownPath(method: string, url: string): ServingError {
  const [path = ''] = url.split('?');
  return new ServingError('not-found', `Not Found. There is no ${method} ${path.slice(0, 128)} on this port.`);
}
