import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';
import type { Visitor } from '../core/access';

/** 127.0.0.0/8 and ::1, the former also as a socket for both families has it. */
const LOOPBACK = /^(?:::1|(?:::ffff:)?127(?:\.\d{1,3}){3})$/;

/**
 * What a request says about who sent it. A browser on this machine is a loopback peer for whatever page it shows: what comes
 * from a page, or for a host name that somebody else may let point here, is not taken for this machine's user.
 */
export function visitorOf({ socket, headers }: IncomingMessage): Visitor {
  const isLoopback =
    LOOPBACK.test(socket.remoteAddress ?? '') && headers.origin === undefined && namesThisMachine(headers.host);
  return { isLoopback, authorization: headers.authorization };
}

function namesThisMachine(host = 'localhost'): boolean {
  const name = host.replace(/:\d*$/, '').replace(/^\[(.*)\]$/, '$1');
  return /^localhost\.?$/i.test(name) || isIP(name) !== 0;
}
