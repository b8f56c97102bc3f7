import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';
import type { Visitor } from '../../core/access';
import { isLoopback } from '../loopback';

/**
 * What a request says about who sent it. A browser here makes a caller on this machine of whatever page it shows: what comes
 * from a page, or for a host name that somebody else may let point here, is not taken for this machine's user.
 */
export function visitorOf({ socket, headers, headersDistinct }: IncomingMessage): Visitor {
  const isAtHome = headers.origin === undefined && namesThisMachine(headers.host);
  // Of several, Node would keep the first and tell nobody; together they are none that is known.
  const authorization = headersDistinct['authorization']?.join(', ');
  return { isLoopback: isAtHome && isLoopback(socket.remoteAddress), authorization };
}

function namesThisMachine(host = 'localhost'): boolean {
  const name = host.replace(/:\d*$/, '').replace(/^\[(.*)\]$/, '$1');
  return /^localhost\.?$/i.test(name) || isIP(name) !== 0;
}
