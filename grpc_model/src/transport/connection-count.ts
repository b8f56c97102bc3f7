import type { Server, Socket } from 'node:net';

/** Connections of a listener. */
export interface ConnectionFigures {
  readonly open: number;
  /** Those that were closed at once, because there were as many as there may be; since the start. */
  readonly refused: number;
}

/** Counts the connections of a listener's servers. */
export class ConnectionCount implements ConnectionFigures {
  open = 0;
  refused = 0;

  /** Counts those that come from now on; a TLS server's connections count from before their handshake. */
  watch(server: Pick<Server, 'on'>): void {
    server.on('connection', (socket: Socket) => {
      this.open++;
      socket.once('close', () => this.open--);
    });
    server.on('drop', () => this.refused++);
  }
}
