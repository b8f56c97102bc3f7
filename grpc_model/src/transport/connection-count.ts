import type { Server, Socket } from 'node:net';

/** Connections of a listener. */
export interface ConnectionFigures {
  readonly open: number;
  /** Those that were closed at once, because there were as many as there may be; since the start. */
  readonly refused: number;
}

/** Counts the connections of a listener's servers. */
export class ConnectionCount implements ConnectionFigures {
  refused = 0;
  readonly #sockets = new Set<Socket>();

  get open(): number {
    return this.#sockets.size;
  }

  /** Counts those that come from now on; a TLS server's connections count from before their handshake. */
  watch(server: Pick<Server, 'on'>): void {
    server.on('connection', (socket: Socket) => {
      this.#sockets.add(socket);
      socket.once('close', () => this.#sockets.delete(socket));
    });
    server.on('drop', () => this.refused++);
  }

  /** Closes those that are left, also those that their server does not know yet, before their handshake. */
  closeAll(): void {
    for (const socket of this.#sockets) socket.destroy();
  }
}
