import { ModzyClient } from '../../../src/clients/modzy-client';
import type { Ports, Protocol } from './protocol';

/** Files in and files out, as the container contract has it. */
export function modzy({ grpc }: Ports): Protocol {
  const clients: ModzyClient[] = [];
  return {
    name: 'Modzy',
    objection: () => undefined,
    ask: async ({ ref }, { inputs }, flags) => {
      const client = new ModzyClient({ host: '127.0.0.1', port: grpc, model: ref });
      clients.push(client);
      const [answer] = await client.run([inputs], flags);
      return answer!;
    },
    close: () => clients.forEach((client) => client.close()),
  };
}
